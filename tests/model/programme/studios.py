"""Studios (section 2)."""
from .records import Missing, Refused, Studio


class Studios:
    def studio(self, number):
        if number not in self.studios:
            raise Missing
        return self.studios[number]

    def add_studio(self, number):
        if number in self.studios:
            raise Refused
        self.studios[number] = studio = Studio(number)
        self.log("studio_added", studio)
        return ("done",)

    def open_account(self, number):
        studio = self.studio(number)
        if not studio.is_open:
            studio.is_open = True
            self.log("account_opened", studio)
        return ("done",)

    def told(self):
        for studio in self.studios.values():
            yield ("studio", studio.number), (
                studio.is_open, sum(1 for each in self.clients.values() if each.studio is studio),
                sum(1 for each in self.clients.values() if each.studio is studio
                    and self.client_state(each) == "migratable"))
