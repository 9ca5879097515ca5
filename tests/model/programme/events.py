"""Events (section 12): what a change, and a refusal, leaves behind for ever. The headers say of
what kind an event is and what it tells; it begins with what an operation did first."""
import datetime
from typing import NamedTuple

REFUSALS = {"migrate": "migration_refused", "select": "migration_refused",
            "authorise": "migration_refused", "assign": "assignment_refused",
            "renew": "renewal_refused",
            "register_by_link": "assignment_refused", "cancellation": "cancellation_refused",
            "withdraw": "cancellation_refused", "open": "access_refused"}


class Event(NamedTuple):
    instant: datetime.datetime
    actor: str
    kind: str
    studio: int  # its number, or None
    told: dict  # all else that it tells


class Events:
    def now(self):
        return datetime.datetime(
            self.today.year, self.today.month, self.today.day, 9, tzinfo=datetime.timezone.utc
        ) + datetime.timedelta(seconds=self.second)

    def act_as(self, actor):
        self.actor = actor
        return ("done",)

    def log(self, kind, studio, client=None, **told):
        """Its subject is the client, else the studio. Nothing is told by what is left out."""
        if kind.endswith("_refused") and self.host["refusals_recorded"] == "no":
            return
        subject = ("client", client.number) if client else ("studio", studio.number)
        event = Event(self.now(), self.actor, kind, studio and studio.number,
                      {name: value for name, value in told.items() if value})
        self.journal.setdefault(subject, []).append(event)

    def log_refusal(self, name, arguments, rules):
        """R-AUD-06: about the client too if it is the studio's."""
        kind = REFUSALS.get(name)
        told = {"area": "login", "level": "read"} if name == "open" else {}
        client = None
        if name == "step" and arguments[0] == "provision":
            kind = "migration_refused"
        if kind is None:
            return
        if name in ("authorise", "step"):
            client, migration = self.newest(arguments[-1] if name == "step" else arguments[0])
            studio = migration.studio
        elif name == "register_by_link":
            studio = self.packs[arguments[0][0]].studio
            if not self.against_link(arguments[0]):
                client = self.clients.get(arguments[1])
        else:
            studio = self.studios[arguments[0]]
            if name not in ("cancellation", "withdraw"):
                client = self.clients.get(arguments[1])
        if client and client.studio is not studio:
            client = None
        self.log(kind, studio, client, rules=rules, **told)

    def events(self, kind, number, limit):
        """Of one studio or client, or all, whatever the pages."""
        if kind == "client":
            subjects = {("client", number)} & set(self.journal)
        else:
            subjects = self.journal
        told = {subject: [tuple(each) for each in self.journal[subject]
                          if kind != "studio" or each.studio == number] for subject in subjects}
        return ("done", {subject: events for subject, events in told.items() if events})

    def license_named(self, client, license):
        """By its place among those that the client got."""
        return client.licenses.index(license) + 1

    def take_past(self):
        """What was until now need not be copied with what may come."""
        taken = self.journal, self.images
        self.journal, self.images = {}, {}
        return taken

    def give_past(self, taken):
        journal, self.images = taken
        for subject, events in self.journal.items():
            journal.setdefault(subject, []).extend(events)
        self.journal = journal
