"""What goes on around the operations: time passes, a program ends and begins, questions are asked
again or ahead."""
from .draw import YEAR_END, Operation


class Time:
    OPERATIONS = {
        "advance": Operation("days", 4),
        "reopen": Operation("", 1),
        "act_as": Operation("actor", 0.5),
        "again": Operation("first other", 2),
        "anew": Operation("first", 1),
        "misuse": Operation("first other", 0.5),
        "preview": Operation("", 2),
    }

    def advance(self):
        return (self.random.choice((1, 1, 1, 7, 7, 30, 60, YEAR_END)),)

    def act_as(self):
        return (self.random.choice(("host", "anna", "mario")),)

    def reopen(self):
        return ()

    def again(self):
        return (self.random.randrange(100), self.random.randrange(100))

    misuse = again

    def anew(self):
        return (self.random.randrange(100),)

    def preview(self):
        return self.plan_at_once(self.random.choice((1, 1, 3)))
