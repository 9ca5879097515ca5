"""What can be looked up and listed."""
from .records import ONE_DAY, Missing


def vat_number_of(number):
    """That of a client: its check digit makes the sum of all, each second one doubled and what is
    over nine cast out, end with 0."""
    text = f"1{number:06}001"
    weights = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)
    told = sum(weights[int(digit)] if place % 2 else int(digit)
               for place, digit in enumerate(text))
    return f"{text}{-told % 10}"


class Lists:
    def list_clients(self, studio, search, migratable, limit):
        """R-CLI-03: by name, whatever the pages."""
        studio = self.studio(studio)
        return ("done", sorted(
            (self.name_of(each), each.number) for each in self.clients.values()
            if each.studio is studio
            and (not migratable or self.client_state(each) == "migratable")
            and (search is None or any(search.lower() in text
                                       for text in self.texts_of(each)))))

    def name_of(self, client):
        return "" if client.is_forgotten() else f"client {client.number}"

    def texts_of(self, client):
        return [] if client.is_forgotten() else [
            self.name_of(client), vat_number_of(client.number), (client.nickname or "").lower()]

    def find_client(self, number):
        if self.client(number).is_forgotten():
            raise Missing
        return ("done", number)

    def list_studios(self, limit):
        return ("done", sorted(self.studios))

    def list_migrations(self, studio, state, limit):
        """R-CLI-05: of clients that are linked to it."""
        return ("done", sorted(
            (each.began_at, client.number, each.state) for client in self.clients.values()
            for each in client.migrations
            if each.studio.number == studio and client.studio is each.studio
            and state in (None, each.state)))

    def list_coupons(self, studio, kind, state, year, limit):
        """How many of each pack are in what state."""
        studio = self.studio(studio)
        return ("done", sorted(
            (pack.number, told, count) for pack in self.packs
            if pack.studio is studio and kind in (None, pack.kind) and year in (None, pack.year)
            for told, count in pack.counts(
                self.today > self.host.last_day_of(pack.year)).items() if state in (None, told)))

    def in_force(self, number, ahead):
        client, day = self.client(number), self.today + (ahead or 0) * ONE_DAY
        for license in client.licenses:
            if license.works_on(day):
                return ("done", self.license_named(client, license))
        raise Missing

    def get_cancellation(self, studio, index):
        known = self.studio(studio).cancellations
        if index >= len(known):
            raise Missing
        told = known[index]
        return ("done", told["year"], told["withdrawn"], told["pack"] and told["pack"].number)

    def clock(self):
        """R-AUD-10: and from when on keys are kept."""
        return ("done", self.today, self.now() - self.host.number("idempotency_days") * ONE_DAY)
