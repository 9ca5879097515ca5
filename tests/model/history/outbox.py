from .draw import Operation


class Outbox:
    OPERATIONS = {
        # Claims don't die, for their lease is for a retry to wait for.
        "deliver": Operation("", 2, is_slow=True, is_told=True),
        "claim": Operation("lease_seconds", 6, is_slow=True, is_told=True),
        "settle": Operation("which how", 6, can_die=True, is_slow=True),
        "list_messages": Operation("state", 0.5),
    }

    def deliver(self):
        return ()

    def claim(self):
        return (self.random.choice((1, 3, 10, 300, 86400)),)

    def settle(self):
        return (self.random.choice((-1, -1, -1, -2, -3, -6)),
                self.random.choice(("acknowledge", "fail")))

    def list_messages(self):
        return (self.random.choice((None, None, "queued", "delivered", "withdrawn")),)
