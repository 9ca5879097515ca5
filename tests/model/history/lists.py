from programme import CONTO_TERZI, FLAT_RATE, RENEWABLE

from .draw import Operation

LIMITS = 1, 2, 7, 100, 1000


class Lists:
    OPERATIONS = {
        "list_clients": Operation("studio search migratable limit", 1),
        "find_client": Operation("client", 0.5),
        "list_studios": Operation("limit", 0.2),
        "list_migrations": Operation("studio state limit", 0.5),
        "list_coupons": Operation("studio kind state year limit", 0.5),
        "in_force": Operation("client ahead", 1),
        "get_cancellation": Operation("studio cancellation", 0.3),
        "clock": Operation("", 0.2),
    }

    def list_clients(self):
        search = self.random.choice((None, "client", "LIENT 1", str(self.random.randrange(40))))
        return (self.studio(), search, self.flag(0.3), self.random.choice(LIMITS))

    def find_client(self):
        return (self.client(),)

    def list_studios(self):
        return (self.random.choice(LIMITS),)

    def list_migrations(self):
        return (self.studio(), self.random.choice((
            None, None, "selected", "authorised", "provisioned", "operational", "cancelled",
            "failed")), self.random.choice(LIMITS))

    def list_coupons(self):
        choice = self.random.choice
        return (self.studio(), choice((None, CONTO_TERZI, RENEWABLE, FLAT_RATE)),
                choice((None, "available", "reserved", "assigned", "expired", "revoked")),
                choice((None, 0, 1, -1)), choice(LIMITS))

    def in_force(self):
        return (self.client(), self.random.choice((None, self.ahead(), -30, -200)))

    def get_cancellation(self):
        return (self.studio(), self.random.randrange(3))

    def clock(self):
        return ()
