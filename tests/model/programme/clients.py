"""Clients (section 3)."""
from .records import Client, Missing, Refused


STATUS = {"client_added": "added", "client_linked": "added", "client_updated": "updated",
          None: "unchanged"}


class Clients:
    def client(self, number):
        if number not in self.clients:
            raise Missing
        return self.clients[number]

    def register(self, studio, number, regime, on_ts):
        self.register_one(self.studio(studio), number, regime, on_ts)
        return ("done",)

    def register_many(self, studio, rows):
        return ("done", *(self.row("register_one", self.studio(studio), *row) for row in rows))

    def register_one(self, studio, number, regime, on_ts):
        client, kind = self.clients.get(number), "client_updated"
        told = regime, on_ts, f"client{number}@example.com"
        if client is None:
            client, kind = Client(number), "client_added"
        elif client.is_forgotten() or client.studio is None and not client.login:
            kind = "client_linked"
        elif (client.studio, client.regime, client.on_ts, client.proposed) == (studio, *told):
            kind = None
        elif client.studio is None and client.login:
            raise Refused("R-CLI-05")
        elif client.studio is not studio:
            raise Refused("R-CLI-01")
        self.clients[number], client.studio, client.is_told_again = client, studio, True
        client.regime, client.on_ts, client.proposed = told
        if kind:
            self.log(kind, studio, client)
        return (STATUS[kind],)

    def unlink(self, studio, number):
        studio, client = self.studio(studio), self.client(number)
        if client.studio is not studio:
            raise Missing
        against = self.against_unlink(client)
        if against:
            raise Refused(*against)
        client.studio = client.nickname = None
        self.log("client_unlinked", studio, client)
        return ("done",)

    def against_unlink(self, client):
        return ["R-ELIG-11"] if client.under_way() else []

    def set_nickname(self, studio, number, nickname):
        """R-CLI-06."""
        studio, client = self.studio(studio), self.client(number)
        if client.studio is not studio:
            raise Missing
        if (client.nickname or "") != (nickname or ""):
            self.log("nickname_set", studio, client)
        client.nickname = nickname or None
        return ("done",)

    def link(self, studio, number):
        """R-CLI-05, by the account's e-mail."""
        studio = self.studio(studio)
        client = self.clients.get(number)
        against = set()
        if not studio.is_open:
            against.add("R-STU-01")
        if client is None or not client.login or client.studio not in (None, studio):
            against.add("R-CLI-05")
        if against:
            raise Refused(*against)
        if client.studio is None:
            client.studio = studio
            self.log("client_linked", studio, client)
        return ("done",)

    def is_migratable(self, client):
        """R-CLI-03."""
        return client.on_ts and not client.migrated() and not self.bars(client) \
            and not self.renews_conto_terzi(client)

    def client_state(self, client):
        if client.is_erased and not client.login and not client.under_way() and (
                not client.on_ts or self.bars(client)):
            return "erased"
        if self.is_migratable(client) and not client.under_way():
            return "migratable"
        if client.licenses and not client.covering(self.today) and (
                client.real() or client.under_way()):
            return "expired"
        if client.under_way():
            return "in_migration"
        migrated = client.migrated()
        if migrated and migrated.state != "operational" and client.covering(self.today):
            return "in_migration"
        if not client.real():
            return "not_migratable"
        if any(each.works_on(self.today) for each in client.licenses):
            return "active"
        return "expired"

    def told(self):
        for number, client in self.clients.items():
            yield ("client", number), (
                client.studio and client.studio.number, client.nickname,
                client.login and (client.login, client.awaits_login, client.needs_setup),
                self.client_state(client), client.ends(), client.regime, client.on_ts)
