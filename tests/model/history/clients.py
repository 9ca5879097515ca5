from .draw import Operation


class Clients:
    OPERATIONS = {
        "register": Operation(
            "studio client regime on_ts", 7, at_once=3, can_die=True, is_keyed=True),
        "register_many": Operation("studio rows", 1.5, at_once=0.5, can_die=True),
        "unlink": Operation("studio client", 1.5, at_once=2, can_die=True, is_keyed=True),
        "set_nickname": Operation(
            "studio client nickname", 2, at_once=1, can_die=True, is_keyed=True),
        "link": Operation("studio client", 1, at_once=2, can_die=True, is_keyed=True),
    }

    def register(self):
        return (self.studio(), self.client(),
                self.random.choice(("ordinary", "flat_rate")), self.flag(0.8))

    def register_many(self):
        return (self.studio(), tuple(
            self.register()[1:] for _ in range(self.random.choice((1, 3, 6)))))

    def unlink(self):
        return (self.studio(), self.client())

    link = unlink

    def set_nickname(self):
        return (self.studio(), self.client(), self.random.choice((None, "", "Bar", "Forno", "à")))
