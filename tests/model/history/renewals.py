from .draw import Operation


class Renewals:
    OPERATIONS = {
        "ways": Operation("studio client ahead", 3, at_once=1),
        "campaign": Operation("year limit", 2.5, at_once=1, can_die=True),
        "cancellation": Operation("studio pack ago sender recipient", 2, at_once=1, can_die=True),
        "withdraw": Operation(
            "studio cancellation", 1, at_once=1, can_die=True, is_keyed=True),
    }

    def ways(self):
        return (self.studio(), self.client(), self.ahead())

    def campaign(self):
        return (self.random.choice((0, 1, 1, 1, 1, -1)), self.random.choice((100, 100, 1)))

    def cancellation(self):
        return (self.studio(), self.random.choice((None, self.pack())),
                self.random.choice((0, 0, 30, 100, 200, 200)), "own" if self.flag(0.9) else "other",
                self.random.choice((None, None, None, "teamsystemgroup@pecteamsystem.com",
                                    "disdette@pec.host.example.com")))

    def withdraw(self):
        return (self.studio(), self.random.randrange(3))
