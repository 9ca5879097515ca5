"""Studios."""
from .store import unknown, vat_number


class Studios:
    def studio(self, number):
        return self.studios.get(number, unknown(number))

    def add_studio(self, number):
        self.studios[number] = self.store.studios.add(
            name=f"Studio {number}", vat_number=vat_number(5000 + number),
            email=f"studio{number}@example.com",
            certified_email=f"studio{number}@pec.example.com", **self.how).id
        return ("done",)

    def open_account(self, number):
        self.store.studios.open_account(self.studio(number), **self.how)
        return ("done",)

    def told(self):
        for studio, made in self.studios.items():
            overview = self.store.studios.overview(made)
            yield ("studio", studio), (
                self.store.studios.get(made).account_opened_on is not None, overview.clients,
                overview.migratable,
                {(each.license_year, each.kind.value, each.state.value): each.count
                 for each in overview.coupons},
                [(each.last_day, each.count) for each in overview.licenses])
