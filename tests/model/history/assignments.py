from .draw import Operation


class Assignments:
    OPERATIONS = {
        "assign": Operation("studio client kind year email share coupon", 12, at_once=9,
                            can_die=True, is_keyed=True, chooses=True),
        "coupon_link": Operation("coupon", 1),
        "register_by_link": Operation("coupon client regime email share", 3, at_once=2,
                                      can_die=True, is_keyed=True, chooses=True),
    }

    def assign(self):
        return (self.studio(), self.client(), self.kind(), self.wanted_year(), self.email(),
                self.share(), self.coupon())

    def coupon_link(self):
        return (self.coupon(1),)

    def register_by_link(self):
        number = self.client()
        return (self.coupon(1), number, self.random.choice(("ordinary", "flat_rate")),
                self.email() or f"client{number}@example.com", self.share())
