from .draw import Operation


class Events:
    OPERATIONS = {"events": Operation("kind number limit", 0.7)}

    def events(self):
        kind = self.random.choice(("client", "client", "studio", "all"))
        return (kind, self.client() if kind == "client" else self.studio(),
                self.random.choice((1, 2, 7, 100, 1000)))
