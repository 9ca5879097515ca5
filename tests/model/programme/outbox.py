"""Messages (section 11)."""
import datetime

from .records import ONE_DAY, Missing, Refused


class Message:
    def __init__(self, kind, studio, client, recipient, migration, facts, made_at):
        self.kind, self.client, self.recipient = kind, client, recipient
        self.subject = ("client", client.number) if client else ("studio", studio.number)
        self.studio = studio  # that it was queued for
        self.migration, self.made_at = migration, made_at
        self.place = 1  # among those of its subject that were made at once
        self.facts = facts  # what it tells besides: a number, a year, a day
        self.state, self.attempts, self.failure = "queued", 0, None
        self.due_at, self.settled_at, self.lease = made_at, None, None

    def name(self):
        """By which the library knows it, too."""
        return self.subject, self.kind, self.made_at, self.place

    def told(self):
        return (self.subject, self.made_at, self.kind, self.attempts, self.state, self.due_at,
                self.failure, self.recipient)


class Outbox:
    def queue(self, kind, studio, client=None, recipient=None, migration=None, **facts):
        message = Message(kind, studio, client, recipient or f"studio{studio.number}@example.com",
                          migration, facts, self.now())
        message.place += sum(each.made_at == message.made_at and each.subject == message.subject
                             for each in self.messages)
        self.messages.append(message)
        self.log_message("message_queued", message)

    def tell_activation(self, client, license):
        self.queue("license_activated", client.studio, client, client.login, day=license.last)

    def log_message(self, kind, message):
        """R-CLI-05: it is the business of the studio that the client is linked to now."""
        studio = message.client.studio if message.client else message.studio
        self.log(kind, studio, message.client, message=(message.made_at, message.place),
                 migration=message.migration and message.migration.began_at)

    def due(self):
        return [each for each in self.messages
                if each.state == "queued" and each.due_at <= self.now()]

    def is_over(self, message):
        """The client is in already."""
        return message.kind == "credentials" and not message.client.awaits_login

    def take(self, name, lease_seconds):
        """A message that is due, of that name; None if there is none."""
        for message in self.due():
            if message.name() == name and not self.is_over(message):
                break
        else:
            return None
        message.attempts += 1
        message.due_at = self.now() + datetime.timedelta(seconds=lease_seconds)
        message.lease = object()
        if message.kind == "credentials":  # R-MIG-06: the password is made now
            message.facts["day"] = message.client.password_until = self.today + (
                self.host.number("one_time_password_days") * ONE_DAY)
        self.log_message("message_claimed", message)
        return message

    def text_of(self, message):
        """With all that a kind tells; a password is shown as that it is there."""
        words = {name: str(value) for name, value in message.facts.items()}
        words["login"] = message.recipient
        if "day" in words:
            words["giorno"] = message.facts["day"].strftime("%d/%m/%Y")
        if message.client:
            words["client"] = f"Client {message.client.number}"
        if message.kind == "credentials":
            words.update(studio=f"Studio {message.migration.studio.number}", password="*")
        elif not message.client:
            words["studio"] = f"Studio {message.studio.number}"
        return message.kind, tuple(f"{name} {words[name]}" for name in sorted(words))

    def withdraw_message(self, name):
        for message in self.due():
            if message.name() == name and self.is_over(message):
                message.state, message.due_at, message.settled_at = "withdrawn", None, self.now()
                self.log_message("message_withdrawn", message)
                return name
        return None

    def claim(self, lease_seconds, told):
        """Any that is due: the library's answer `told` says which it took, and which it found to
        have nothing to say any more."""
        _, name, _, withdrawn = told
        withdrawn = tuple(self.withdraw_message(each) for each in withdrawn)
        message = self.take(name, lease_seconds)
        if message:
            self.hand.append((message, message.lease))
            return ("done", name, self.text_of(message), withdrawn)
        left = [each.name() for each in self.due()]
        return ("done", left[0] if left else None, None, withdrawn)

    def deliver(self, told):
        """A worker sends all that is due, in any order."""
        steps = []
        for how, name, *_ in told[1:]:
            if how == "withdraw":
                steps.append((how, self.withdraw_message(name)))
                continue
            message = self.take(name, 300)
            steps.append((how, message and name, message and self.text_of(message)))
            if message:
                self.acknowledge(message)
        return ("done", *steps, *(("left", each.name()) for each in self.due()))

    def acknowledge(self, message):
        message.state, message.due_at, message.settled_at = "delivered", None, self.now()
        self.log_message("message_delivered", message)
        if message.kind == "credentials" and message.migration.state == "provisioned":
            self.enter(message.client, message.migration, "credentials_sent")

    def settle(self, which, how):
        """A worker tells what became of a message that it claimed, perhaps long ago."""
        if not self.hand:
            raise Missing
        message, lease = self.hand[which % len(self.hand)]
        if message not in self.messages:
            raise Missing
        is_queued = message.state == "queued"
        if message.lease is not lease or how == "fail" and not is_queued:
            raise Refused("R-OUT-01")
        if how == "acknowledge" and is_queued:
            self.acknowledge(message)
        elif how == "fail":
            message.due_at = self.now() + datetime.timedelta(seconds=self.wait(message))
            message.lease, message.failure = None, "the server is away"
            self.log_message("message_failed", message)
        return ("done", message.told())

    def wait(self, message):
        """It doubles with each time that the message was claimed."""
        return min(self.host.number("message_retry_seconds") * 2 ** (message.attempts - 1),
                   self.host.number("message_retry_seconds_max"))

    def list_messages(self, state):
        return ("done", sorted(map(repr, (each.told() for each in self.messages
                                          if state in (None, each.state)))))

    def remove_old_messages(self):
        """R-AUD-10."""
        days = self.host.number("delivered_message_days")
        old = [each for each in self.messages
               if each.settled_at and each.settled_at < self.now() - days * ONE_DAY]
        self.messages = [each for each in self.messages if each not in old]
        return len(old)
