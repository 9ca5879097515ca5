from .draw import Operation


class Licenses:
    OPERATIONS = {
        "buy_license": Operation(
            "studio client plan email share price how day", 2, at_once=2, can_die=True,
            is_keyed=True),
        "start_trial": Operation("client email share", 1, at_once=1, can_die=True, is_keyed=True),
    }

    def buy_license(self):
        return (self.random.choice((None, self.studio())), self.client(),
                self.random.choice(("standard", "premium", "complete", "premium_plus")),
                self.email(), self.share(), self.random.choice((None, None, None, 0, 12345)),
                self.random.choice((None, None, None, "renewal", "upgrade")),
                self.random.choice((None,) * 6 + (-5, 0, 40, 400, 1500)))

    def start_trial(self):
        return (self.client(), self.email(), self.share())
