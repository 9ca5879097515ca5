"""Messages."""
from contoterzi import EventKind, MessageKind, MessageState


# All that each kind of message may tell; the password stands alone on its line.
WORDS = {
    MessageKind.CREDENTIALS: "client day giorno login password studio",
    MessageKind.LICENSE_ACTIVATED: "client day giorno login",
    MessageKind.COUPONS_ISSUED: "login number studio year",
    MessageKind.RENEWAL_REMINDER: "day giorno login number studio",
    MessageKind.LICENSE_EXPIRED: "client day giorno login",
    MessageKind.ERASURE_NOTICE: "client day giorno login",
    MessageKind.CANCELLATION_RECORDED: "day giorno login studio year",
}
TEMPLATES = {kind: (kind.value, "\n".join(f"{{{word}}}" for word in words.split()))
             for kind, words in WORDS.items()}


class Outbox:
    def subject_of(self, thing):
        """Of a message or an event: its client, else its studio."""
        for name, made in ("client", thing.client_id), ("studio", thing.studio_id):
            if made is not None:
                return name, self.number_of(name + "s", made)
        return None

    def number_of(self, kind, made):
        return next((number for number, each in getattr(self, kind).items() if each == made), None)

    def name_of(self, message):
        """As the model's."""
        if message.id not in self.names:
            self.name_parts(message.client_id, message.studio_id)
        return (self.subject_of(message), message.kind.value, *self.names[message.id])

    def withdrawn(self):
        return {each.id: each for each in self.store.outbox.list(state=MessageState.WITHDRAWN)}

    def take(self, lease_seconds):
        message = self.store.outbox.claim(lease_seconds=lease_seconds)
        if message and message.kind is MessageKind.CREDENTIALS:
            place = WORDS[message.kind].split().index("password")
            self.passwords[self.subject_of(message)[1]] = message.text.splitlines()[place]
        return message

    def text_of(self, message):
        lines = message.text.splitlines()
        words = WORDS[message.kind].split()
        if message.kind is MessageKind.CREDENTIALS and len(lines[words.index("password")]) > 5:
            lines[words.index("password")] = "*"
        return message.subject, tuple(map("{} {}".format, words, lines))

    def newly_withdrawn(self, before):
        """In the order in which that happened, as the events tell."""
        new = {made: each for made, each in self.withdrawn().items() if made not in before}
        order = [each.message_id for client in {each.client_id for each in new.values()}
                 for each in self.store.events.list(client=client)
                 if each.kind is EventKind.MESSAGE_WITHDRAWN]
        before.update(new)
        return tuple(self.name_of(new[made]) for made in order if made in new)

    def claim(self, lease_seconds):
        before = self.withdrawn()
        message = self.take(lease_seconds)
        withdrawn = self.newly_withdrawn(before)
        if not message:
            return ("done", None, None, withdrawn)
        self.hand.append((message.id, message.lease))
        return ("done", self.name_of(message), self.text_of(message),
                withdrawn)

    def deliver(self):
        """A worker sends all that is to be sent."""
        before, steps = self.withdrawn(), []
        while message := self.take(300):
            steps += (("withdraw", name) for name in self.newly_withdrawn(before))
            steps.append(("send", self.name_of(message),
                          self.text_of(message)))
            self.store.outbox.acknowledge(message)
        steps += (("withdraw", name) for name in self.newly_withdrawn(before))
        return ("done", *steps)

    def settle(self, which, how):
        if not self.hand:
            return ("missing",)
        message, lease = self.hand[which % len(self.hand)]
        if how == "fail":
            told = self.store.outbox.fail(
                message, lease=lease, reason="the server is away", **self.how)
        else:
            told = self.store.outbox.acknowledge(message, lease=lease, **self.how)
        return ("done", self.told_of(told))

    def told_of(self, message):
        return (self.subject_of(message), message.created_at, message.kind.value,
                message.attempts, message.state.value, message.due_at, message.last_failure,
                message.recipient)

    def list_messages(self, state):
        messages = list(self.store.outbox.list(state=state and MessageState(state)))
        made = [each.created_at for each in messages]
        if made != sorted(made):
            return ("done", "not the oldest first")
        return ("done", sorted(repr(self.told_of(each)) for each in messages))
