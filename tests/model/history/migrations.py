from .draw import Operation


class Migrations:
    OPERATIONS = {
        "migrate": Operation("studio client year email share signatory coupon", 8, at_once=6,
                             can_die=True, is_keyed=True, chooses=True),
        "select": Operation(
            "studio client email share", 4, at_once=4, can_die=True, is_keyed=True),
        "authorise": Operation("client year signatory coupon", 5, at_once=4, can_die=True,
                               is_keyed=True, chooses=True, of_migration=True),
        "step": Operation(
            "step client", 4, at_once=4, can_die=True, is_keyed=True, of_migration=True),
        "operation": Operation("studio client", 2, at_once=1),
        # One-time passwords are slow to make and to check.
        "first_login": Operation(
            "client is_right is_strong", 5, can_die=True, is_keyed=True, is_slow=True),
        "complete": Operation(
            "client", 5, at_once=1, can_die=True, is_keyed=True, is_slow=True),
        "resend": Operation("client", 1, can_die=True, is_keyed=True, is_slow=True),
    }

    def migrate(self):
        return (self.studio(), self.client(), self.wanted_year(), self.email(), self.share(),
                self.signatory(), self.coupon())

    def select(self):
        return (self.studio(), self.client(), self.email(), self.share())

    def authorise(self):
        return (self.client(), self.wanted_year(), self.signatory(), self.coupon())

    def step(self):
        return (self.random.choice(("provision", "fail", "cancel")), self.client())

    def operation(self):
        return (self.studio(), self.client())

    def first_login(self):
        return (self.client(), self.flag(0.9), self.flag(0.9))

    def complete(self):
        return (self.client(),)

    resend = complete
