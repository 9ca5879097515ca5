from .draw import Operation

AREAS = ("invoices", "settings", "export", "login", "license_purchase", "cashbook", "situation",
         "received_documents", "quotes", "taxes", "stock")


class Access:
    OPERATIONS = {
        "access": Operation("actor studio client area level ahead", 12, at_once=2),
        "open": Operation("studio client", 2, at_once=1, can_die=True, is_keyed=True),
    }

    def access(self):
        return (self.random.choice(("client", "studio")), self.studio(), self.client(),
                self.random.choice(AREAS), self.random.choice(("read", "write")),
                None if self.flag(0.3) else self.ahead())

    def open(self):
        return (self.studio(), self.client())
