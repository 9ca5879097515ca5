from .draw import Operation


class Lifecycle:
    OPERATIONS = {
        "lifecycle": Operation("limit", 2, can_die=True),
        "erase_client": Operation("client", 1, at_once=0.5, can_die=True, is_keyed=True),
    }

    def erase_client(self):
        return (self.client(),)

    def lifecycle(self):
        return (self.random.choice((1000, 1000, 7, 1)),)
