from .draw import Operation


class Bulks:
    OPERATIONS = {
        "migrate_many": Operation(
            "studio rows year share signatory", 3, at_once=2, can_die=True, chooses=True),
        "renew_many": Operation(
            "studio rows kind year share", 4, at_once=2, can_die=True, chooses=True),
        "renewal_plan": Operation("studio kind year", 3),
    }

    def clients(self):
        return dict.fromkeys(self.client() for _ in range(self.random.choice((1, 2, 4, 8))))

    def migrate_many(self):
        return (self.studio(), tuple((number, self.email()) for number in self.clients()),
                self.wanted_year(), self.share(), self.signatory())

    def renew_many(self):
        return (self.studio(), tuple(self.clients()), self.kind(), self.wanted_year(),
                self.share())

    def renewal_plan(self):
        return (self.studio(), self.kind(), self.wanted_year())
