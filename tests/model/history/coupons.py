from programme import CONTO_TERZI

from .draw import Operation


class Coupons:
    OPERATIONS = {
        "buy_pack": Operation(
            "studio kind year quantity plan", 8, at_once=2, can_die=True, is_keyed=True),
        "revoke": Operation("pack", 1, at_once=0.5, can_die=True, is_keyed=True),
        "eligibility": Operation("studio client kind year ahead coupon", 18, at_once=2),
    }

    def buy_pack(self):
        kind = self.kind()
        return (self.studio(), kind, self.random.choice((0, 0, 0, 0, 1, 1, 1, 2, -1)),
                self.random.randint(1, 6), self.plan(kind))

    def plan(self, kind):
        return None if kind == CONTO_TERZI else self.random.choice(
            (None, "standard", "standard", "premium", "premium_plus", "complete"))

    def revoke(self):
        return (self.pack(),)

    def eligibility(self):
        return (self.studio(), self.client(), self.kind(), self.wanted_year(), self.ahead(),
                self.coupon())
