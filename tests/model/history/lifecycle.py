from .draw import Operation


class Lifecycle:
    OPERATIONS = {"lifecycle": Operation("", 2, can_die=True)}

    def lifecycle(self):
        return ()
