from .draw import Operation


class Past:
    OPERATIONS = {"as_of": Operation("client ago", 3)}

    def as_of(self):
        return (self.client(), self.random.choice((0, 1, 7, 8, 37, 67, 100, 300, 365, 500)))
