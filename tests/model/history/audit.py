from .draw import Operation

FIELDS = ("none", "none", "nothing", "license_expire", "license_expire", "plan", "clients",
          "suppliers", "products", "documents", "through_accountant", "use_fic", "need_setup")


class Audit:
    OPERATIONS = {
        "books": Operation("limit", 0.5),
        "export": Operation("studio client", 1),
        "reconcile": Operation("studio client twist", 2),
    }

    def books(self):
        return (self.random.choice((1, 3, 100, 1000)),)

    def export(self):
        return (self.random.choice((None, self.studio())), self.client())

    def reconcile(self):
        """What the product says, and how it is wrong."""
        return (self.random.choice((None, self.studio())), self.client(),
                (self.random.choice(FIELDS), self.random.choice((-1, 1, 30, 400))))
