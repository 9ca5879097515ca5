from .draw import Operation


class Studios:
    OPERATIONS = {
        "add_studio": Operation("studio", 1, can_die=True, is_keyed=True),
        "open_account": Operation("studio", 1, can_die=True, is_keyed=True),
    }

    def add_studio(self):
        return (self.studio(),)

    open_account = add_studio
