"""What was (R-AUD-01): the model keeps an image of a client for each day on which it changed."""
import copy

from .records import ONE_DAY, Missing


def image_of(client):
    image = copy.copy(client)
    image.licenses = [copy.copy(each) for each in client.licenses]
    image.used = dict(client.used)
    image.migrations = [copy.copy(each) for each in client.migrations]
    return image


class Past:
    def advance(self, days):
        """A day is over. Every change is an event, so who has none since is as before."""
        for number, client in self.clients.items():
            count = len(self.journal.get(("client", number), ()))
            images = self.images.setdefault(number, [])
            if days and (not images or images[-1][1] != count):
                images.append((self.today, count, image_of(client)))
        self.today += days * ONE_DAY

    def as_of(self, number, ago):
        client, day = self.client(number), self.today - ago * ONE_DAY
        if ago:
            client = next((image for when, _, image in reversed(self.images.get(number, ()))
                           if when <= day), None)
        if client is None:
            raise Missing
        license = next((each for each in client.licenses if each.works_on(day)), None)
        migration = max(client.migrations, key=lambda each: each.place, default=None)
        return ("done", client.studio and client.studio.number, self.state_on(client, day),
                client.is_erased and not client.login,
                migration and (migration.began_at, migration.state),
                license and (self.license_named(client, license), license.code, license.source,
                             license.plan, license.access, license.first, license.last),
                len(client.licenses), {
                    category: client.used.get(
                        (category, day.year if category == "documents" else None), 0)
                    for category in ("clients", "suppliers", "products", "documents")})

    def state_on(self, client, day):
        """None if that hung on whether it was on TS Digital, which no event tells."""
        today, on_ts = self.today, client.on_ts
        self.today = day
        states = set()
        for client.on_ts in (True, False):
            states.add(self.client_state(client))
        self.today, client.on_ts = today, on_ts
        return states.pop() if len(states) == 1 else None
