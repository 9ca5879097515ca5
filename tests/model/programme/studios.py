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
                    and self.client_state(each) == "migratable"),
                self.coupon_lines(studio), self.license_lines(studio))

    def coupon_lines(self, studio):
        told = {}
        for pack in self.packs:
            if pack.studio is studio:
                for state, count in pack.counts(
                        self.today > self.host.last_day_of(pack.year)).items():
                    line = pack.year, pack.kind, state
                    told[line] = told.get(line, 0) + count
        return told

    def license_lines(self, studio):
        days = [each.last for client in self.clients.values() if client.studio is studio
                for each in client.licenses if each.superseded_on is None]
        return [(day, days.count(day)) for day in sorted(set(days))]
