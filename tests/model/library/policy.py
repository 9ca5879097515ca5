"""What the host may set."""


class Policies:
    def policy(self, name, value):
        self.host[name] = value
        return self.reopen()
