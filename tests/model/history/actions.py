from .draw import Operation


class Actions:
    OPERATIONS = {"actions": Operation("studio client", 5, at_once=1)}

    def actions(self):
        return (self.studio(), self.client())
