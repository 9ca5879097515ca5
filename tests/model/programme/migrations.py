"""Migrations (section 7)."""
from .records import CONTO_TERZI, UNDER_WAY, Migration, Missing, Refused


class Migrations:
    def against_start(self, studio, client, year=None):
        action, against = self.judge(studio, client, CONTO_TERZI, year, self.today)
        against = set(against)
        if action != "migrate" and not against:
            against.add("R-CLI-03")
        return against

    def against_signatory(self, signatory):
        """R-MIG-04: of whom it is the right tax code, another's, or none at all."""
        warns = self.host["signatory_name_mismatch"] == "warn"
        return set() if signatory == "mario" or signatory == "anna" and warns else {"R-MIG-04"}

    def select(self, studio, number, email, share):
        studio, client = self.studio(studio), self.client(number)
        own = client if client.studio is studio else None
        against = self.against_start(studio, client) | self.against_login(own, email, share)
        if against:
            raise Refused(*against)
        self.begin(client, studio, email, share)
        return ("done", "selected")

    def begin(self, client, studio, email, share):
        migration = Migration(
            studio, email or client.email(), share, self.now(), len(client.migrations))
        client.migrations.append(migration)
        self.enter(client, migration, "selected")
        return migration

    def enter(self, client, migration, state):
        migration.state = state
        is_own_kind = state in ("credentials_sent", "first_login")
        self.log(state if is_own_kind else f"migration_{state}", client.studio, client,
                 coupon=migration.code, migration=migration.began_at,
                 license=migration.license and self.license_named(client, migration.license))

    def newest(self, number):
        client = self.clients.get(number)
        meant = [each for each in client.migrations if self.pointed in (None, each.id)] \
            if client else []
        if not meant:
            raise Missing
        return client, meant[-1]

    def authorise(self, number, year, signatory, named, chosen):
        client, migration = self.newest(number)
        if migration.state != "selected":
            raise Refused("R-MIG-02")
        against = self.against_signatory(signatory)
        year, pool, no_coupon = self.choose(
            migration.studio, CONTO_TERZI, year, named, self.today)
        migration.state = "paused"
        against |= {*no_coupon, *self.against_start(migration.studio, client, year)}
        migration.state = "selected"
        against |= self.against_login(client, migration.email, migration.share)
        if against:
            raise Refused(*against)
        return self.reserve(client, migration, *chosen(pool))

    def reserve(self, client, migration, pack, code):
        migration.pack, migration.code = pack, code
        pack.taken[code] = "reserved"
        self.enter(client, migration, "authorised")
        if self.host["provisioning"] == "library":
            self.provision_now(client, migration)
        return ("done", migration.state)

    def provision_now(self, client, migration):
        migration.pack.taken[migration.code] = "assigned"
        client.login = migration.email
        client.awaits_login = client.needs_setup = True
        migration.license = self.by_coupon(
            client, "migrate", migration.pack, migration.code, migration)
        self.enter(client, migration, "provisioned")
        self.queue("credentials", client.studio, client, migration.email, migration)

    def step(self, name, number):
        client, migration = self.newest(number)
        before, after = {"provision": (("authorised",), "provisioned"),
                         "fail": (("authorised",), "failed"),
                         "cancel": (UNDER_WAY, "cancelled")}[name]
        if migration.state not in before:
            raise Refused("R-MIG-02")
        if name == "provision":
            against = self.against_login(client, migration.email, migration.share)
            if self.today > self.host.last_day_of(migration.pack.year):
                against.add("R-COU-06")
            if against:
                raise Refused(*against)
            self.provision_now(client, migration)
        else:
            if migration.pack:
                del migration.pack.taken[migration.code]
                migration.pack = None
            self.enter(client, migration, after)
        return ("done", after)

    def migrate(self, studio, number, year, email, share, signatory, named, chosen):
        studio, client = self.studio(studio), self.clients.get(number)
        if client and client.studio is studio and client.migrated():
            return ("already_done", client.migrated().state, frozenset())
        selected = client and client.studio is studio and client.under_way()
        if selected and selected.state == "authorised":
            return ("already_done", "authorised", frozenset())
        if selected:  # R-MIG-05: what was interrupted goes on
            selected.state = "paused"
        year, pool, no_coupon = self.choose(studio, CONTO_TERZI, year, named, self.today)
        if client is None or client.studio is not studio:
            no_coupon = set()
        against = self.against_start(studio, client, year)
        if selected:
            selected.state = "selected"
            email, share = email or selected.email, share or selected.share
        own = client if client and client.studio is studio else None
        against |= self.against_login(own, email, share)
        against |= self.against_signatory(signatory) | no_coupon
        if against:
            raise Refused(*against)
        migration = selected or self.begin(client, studio, email, share)
        migration.email, migration.share = email or migration.email, share
        warnings = frozenset() if signatory == "mario" else frozenset({"R-MIG-04"})
        return (*self.reserve(client, migration, *chosen(pool)), warnings)

    def of_client(self, number):
        client = self.client(number)
        done = client.migrated()
        if not client.under_way() and (not done or done.state == "operational"):
            raise Refused("R-MIG-02")
        return client, client.migrated() or client.migrations[-1]

    def first_login(self, number, is_right, is_strong):
        client, migration = self.of_client(number)
        if migration.state not in ("provisioned", "credentials_sent"):
            against = {"R-MIG-02"}
        else:
            against = set()
        until = client.password_until
        if not is_right or until is None or self.today > until:
            against.add("R-MIG-06")
        if not is_strong:
            against.add("R-MIG-07")
        if against:
            raise Refused(*against)
        if migration.state == "provisioned":
            self.enter(client, migration, "credentials_sent")
        self.enter(client, migration, "first_login")
        client.awaits_login, client.password_until = False, None
        return ("done", "first_login")

    def complete(self, number):
        client, migration = self.of_client(number)
        if migration.state != "first_login":
            raise Refused("R-MIG-02")
        client.needs_setup = False
        self.enter(client, migration, "operational")
        return ("done", "operational")

    def resend(self, number):
        client, migration = self.of_client(number)
        if migration.state not in ("provisioned", "credentials_sent"):
            raise Refused("R-MIG-02")
        self.queue("credentials", client.studio, client, migration.email, migration)
        return ("done", migration.state)

    def operation(self, studio, number):
        """R-MIG-08."""
        studio, client = self.studio(studio), self.clients.get(number)
        against = self.against_operation(studio, client)
        if not against and not any(each.works_on(self.today) for each in client.licenses):
            against.add("R-LIC-06")
        if against:
            raise Refused(*against)
        return ("done",)

    def against_operation(self, studio, client):
        """But for the license."""
        against = set()
        if not studio.is_open:
            against.add("R-STU-01")
        if client is None or client.studio is not studio:
            against.add("R-ELIG-11")
        elif not client.migrated() or client.migrated().state != "operational":
            against.add("R-MIG-08")
        return against

    def told(self):
        for number, client in self.clients.items():
            yield ("migrations", number), [each.state for each in client.migrations]
