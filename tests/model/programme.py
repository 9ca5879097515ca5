"""A deliberately naive model of the programme: lists that are walked, no index, no storage. It
shares no code with the library; beside.py compares the two. What it decides is the rules'; where they
leave open which rule a refusal names, it is what the public headers promise, or what the library does.

A method answers ("done", ...), or raises Refused with the rules, or Missing. What the library may
choose freely (R-COU-08: any coupon of the pool) is told to the model as `chosen`, a function that
picks one of the packs that the model allows, and the code of its coupon.
"""
import datetime

CONTO_TERZI, RENEWABLE, FLAT_RATE = "conto_terzi", "renewable", "flat_rate"
PLANS = ["trial", "standard", "premium", "premium_plus", "complete"]
OFFERED = ["standard", "premium", "complete"]
UNDER_WAY = ("selected", "authorised")
DONE = ("provisioned", "credentials_sent", "first_login", "operational")
ONE_DAY = datetime.timedelta(days=1)
DOCUMENTS = (  # what a client with a read-only license may read (R-ACC-01)
    "issued_documents received_documents receipts quotes proformas invoices issued_receipts "
    "delivery_notes credit_notes orders work_reports supplier_orders self_invoices").split()


class Refused(Exception):
    def __init__(self, *rules):
        super().__init__(*rules)
        self.rules = frozenset(rules)


class Missing(Exception):
    pass


class Studio:
    def __init__(self, number):
        self.number, self.is_open = number, False
        self.served = {}  # what the campaign of a license year did: the packs that it renewed
        self.cancellations = []


class Pack:
    def __init__(self, number, studio, kind, plan, year, quantity, source, renews=None):
        self.number, self.studio, self.kind, self.plan = number, studio, kind, plan
        self.year, self.quantity, self.source, self.renews = year, quantity, source, renews
        self.revoked_on = self.id = None
        self.taken = {}  # the codes of coupons that are reserved or assigned

    def free(self):
        return self.quantity - len(self.taken)

    def counts(self, today):
        """R-COU-07."""
        free = ("revoked" if self.revoked_on else
                "expired" if today > last_day_of(self.year) else "available")
        told = {free: self.free()}
        for state in self.taken.values():
            told[state] = told.get(state, 0) + 1
        return {state: count for state, count in told.items() if count}


class License:
    def __init__(self, first, last, plan, access, source, kind=None):
        self.first, self.last, self.plan, self.access = first, last, plan, access
        self.source, self.kind, self.superseded_on = source, kind, None

    def works_on(self, day):
        return self.first <= day <= self.last and (
            self.superseded_on is None or day < self.superseded_on)

    def height(self):
        """R-LIC-08: better access first, then higher plan; a trial is below everything."""
        return (self.source != "trial", self.access == "full", PLANS.index(self.plan))


class Migration:
    def __init__(self, studio, email, share):
        self.studio, self.email, self.share = studio, email, share
        self.state, self.pack, self.code, self.id = "selected", None, None, None
        self.is_queued, self.password_until = False, None


class Client:
    def __init__(self, number):
        self.number, self.studio, self.login = number, None, None
        self.regime, self.on_ts, self.proposed = None, False, None
        self.licenses, self.migrations = [], []
        self.awaits_login = self.is_erased = self.is_told_again = False
        self.told_expired = self.erasure = None
        self.before = 0, 0  # so many licenses and migrations ended with an account that was erased

    def email(self):
        """The proposed one (R-CLI-04); gone with an erasure until the client is told of again."""
        return None if self.is_erased and not self.is_told_again else self.proposed

    def logins(self):
        """Addresses that no other account may have: its own, and that of an account to come."""
        return [self.login] + [each.email for each in self.migrations
                               if each.state == "authorised"]

    def covering(self, today):
        """Licenses that work today or later on."""
        return [each for each in self.licenses
                if each.superseded_on is None and each.last >= today]

    def real(self):
        return [each for each in self.licenses[self.before[0]:] if each.source != "trial"]

    def last(self):
        """The license that ends last of those that count."""
        left = [each for each in self.real() if each.superseded_on is None]
        return max(left, key=lambda each: each.last) if left else None

    def ever(self, source, kinds=None):
        return any(each.source == source and (kinds is None or each.kind in kinds)
                   for each in self.licenses)

    def is_barred(self):
        """R-ELIG-02, -03, -04, of the coupons that a migration needs."""
        return (self.ever("client_purchase") or self.ever("studio_purchase")
                or self.ever("coupon", (RENEWABLE, FLAT_RATE)))

    def under_way(self):
        return next((each for each in self.migrations if each.state in UNDER_WAY), None)

    def migrated(self):
        return next((each for each in self.migrations[self.before[1]:]
                     if each.state in DONE), None)


def last_day_of(year):
    return datetime.date(year, 12, 31)


def a_year_from(first):
    """The last day of a license of a year."""
    if (first.month, first.day) == (2, 29):
        return datetime.date(first.year + 1, 2, 28)
    return first.replace(year=first.year + 1) - ONE_DAY


def a_year_after(day):
    """A month that ends earlier ends it earlier: 12 months after 29 February are 28 February."""
    return datetime.date(day.year + 1, 2, 28) if (day.month, day.day) == (2, 29) else \
        day.replace(year=day.year + 1)


class Programme:
    def __init__(self, today, host_provisions):
        self.today, self.host_provisions = today, host_provisions
        self.studios, self.clients, self.packs = {}, {}, []
        self.pointed = None  # with concurrent callers: the id of the migration that is meant

    def studio(self, number):
        if number not in self.studios:
            raise Missing
        return self.studios[number]

    def client(self, number):
        if number not in self.clients:
            raise Missing
        return self.clients[number]

    def pack(self, number):
        if number >= len(self.packs):
            raise Missing
        return self.packs[number]

    # Studios, clients

    def add_studio(self, number):
        if number in self.studios:
            raise Refused
        self.studios[number] = Studio(number)
        return ("done",)

    def open_account(self, number):
        self.studio(number).is_open = True
        return ("done",)

    def register(self, studio, number, regime, on_ts):
        studio = self.studio(studio)
        client = self.clients.get(number)
        if client is None:
            client = self.clients[number] = Client(number)
            client.studio = studio
        elif client.studio is None and client.login:
            raise Refused("R-CLI-05")
        elif client.studio not in (None, studio) and client.email():
            raise Refused("R-CLI-01")
        client.studio, client.regime, client.on_ts = studio, regime, on_ts
        client.proposed = f"client{number}@example.com"
        client.is_told_again = True
        return ("done",)

    def unlink(self, studio, number):
        studio, client = self.studio(studio), self.client(number)
        if client.studio is not studio:
            raise Missing
        if client.under_way():
            raise Refused("R-ELIG-11")
        client.studio = None
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
        client.studio = studio
        return ("done",)

    # Packs

    def buy_pack(self, studio, kind, year, quantity, plan):
        studio = self.studio(studio)
        if year < self.today.year:
            raise Refused("R-COU-06")
        self.packs.append(Pack(len(self.packs), studio, kind, plan, year, quantity, "purchase"))
        return ("done",)

    def revoke(self, number):
        pack = self.pack(number)
        pack.revoked_on = pack.revoked_on or self.today
        return ("done",)

    def pool(self, studio, kind, year):
        """R-COU-06, R-COU-08: packs of which a coupon can be given."""
        left = [pack for pack in self.packs
                if pack.studio is studio and pack.kind == kind and not pack.revoked_on
                and pack.free() and self.today <= last_day_of(pack.year)]
        wanted = year or max((pack.year for pack in left), default=None)
        return wanted, [pack for pack in left if pack.year == wanted]

    def choose(self, studio, kind, year, named, day):
        """Of which year a coupon is, the packs that it may be of, and what stands against it. `named`
        is a pack and the code of one of its coupons; else it is any of the pool."""
        if named is None:
            year, pool = self.pool(studio, kind, year)
            over = pool and day > last_day_of(year)
            return year, pool, {"R-COU-06"} if over else set() if pool else {"R-ELIG-11"}
        pack, code = self.packs[named[0]], named[1]
        if pack.studio is not studio:
            return year, [], {"R-ELIG-11"}
        against = self.against_coupon(pack, code, day)
        if pack.kind != kind or year not in (None, pack.year):
            against.add("R-ELIG-11")
        return pack.year, [pack], against

    def against_coupon(self, pack, code, day):
        """R-COU-06, R-COU-07."""
        against = {"R-ELIG-11"} if code in pack.taken or pack.revoked_on else set()
        return against | ({"R-COU-06"} if day > last_day_of(pack.year) else set())

    # Section 6

    def judge(self, studio, client, kind, year, day, plan="standard"):
        """What a coupon would do, and the rules against it, whatever the pool has."""
        against = set()
        if not studio.is_open:
            against.add("R-STU-01")
        if client is None or client.studio is not studio:
            return "no", against | {"R-ELIG-11"}
        if client.under_way():
            against.add("R-ELIG-11")
        last = client.last()
        in_force = [each for each in client.covering(day) if each.source != "trial"]
        bought = client.ever("client_purchase")
        by_studio = client.ever("studio_purchase")
        action = "activate"
        if kind == CONTO_TERZI:
            if bought:
                against.add("R-ELIG-02")
            if client.ever("coupon", (RENEWABLE, FLAT_RATE)):
                against.add("R-ELIG-03")
            if by_studio:
                against.add("R-ELIG-04")
            action = "renew" if last and last.kind == CONTO_TERZI else "migrate"
            if action == "migrate" and not client.on_ts:
                against.add("R-ELIG-07" if client.is_erased else "R-ELIG-01")
            if action == "migrate" and client.migrated() and \
                    client.migrated().state != "operational":
                against.add("R-ELIG-11")
        elif kind == RENEWABLE:
            if bought:
                against.add("R-ELIG-10")
            if last and last.kind == CONTO_TERZI and in_force:
                action = "upgrade" if year == last.last.year else "renew"
            elif last and last.kind == RENEWABLE or in_force:
                action = "renew"
        else:
            if client.regime != "flat_rate":
                against.add("R-ELIG-09")
            if bought or by_studio or client.ever("coupon", (RENEWABLE,)):
                against.add("R-ELIG-09")
            if last and (in_force or last.kind == FLAT_RATE):
                action = "renew"
        if year and last and year <= last.last.year and (
                action == "renew" or kind == CONTO_TERZI):
            against.add("R-ELIG-06")
        return ("no" if against else action), against

    def eligibility(self, studio, number, kind, year, ahead, named=None):
        studio, client = self.studio(studio), self.client(number)
        day = self.today + ahead * ONE_DAY
        year, _, no_coupon = self.choose(studio, kind, year, named, day)
        action, against = self.judge(studio, client, kind, year, day)
        against = against | no_coupon
        if against:
            return ("no", frozenset(against))
        return (action, frozenset())

    # Licenses

    def activate(self, client, license, supersedes):
        for each in client.covering(self.today) if supersedes else []:
            each.superseded_on = self.today
        client.licenses.append(license)

    def by_coupon(self, client, action, pack):
        """R-LIC-05, R-COU-01, R-COU-04."""
        first = self.today
        if action == "renew" and client.covering(self.today):
            first = max(each.last for each in client.covering(self.today)) + ONE_DAY
        access = "read_only" if pack.kind == CONTO_TERZI else "full"
        license = License(
            first, last_day_of(pack.year), pack.plan, access, "coupon", pack.kind)
        self.activate(client, license, action != "renew")
        return license

    def against_login(self, client, email, share):
        """R-STU-03, R-MIG-09."""
        email = email or client and client.email()
        against = set()
        if email and "@pec." in email:
            against.add("R-STU-03")
        if client and not email:
            against.add("R-MIG-09")
        if client and email and not share and any(
                email == taken for other in self.clients.values() if other is not client
                for taken in other.logins()):
            against.add("R-MIG-09")
        return against

    def against_new_login(self, client, email, share):
        """Where there is an account its login stays, whatever address is told."""
        return set() if client and client.login else self.against_login(client, email, share)

    def assign(self, studio, number, kind, year, email, share, named, chosen):
        studio, client = self.studio(studio), self.clients.get(number)
        year, pool, no_coupon = self.choose(studio, kind, year, named, self.today)
        if client is None or client.studio is not studio:
            no_coupon = set()  # nothing is told then of coupons either
        action, against = self.judge(studio, client, kind, year, self.today)
        against = against | no_coupon
        if action == "migrate" and not against:
            against.add("R-MIG-01")
        own = client if client and client.studio is studio else None
        against |= self.against_new_login(own, email, share)
        if against:
            raise Refused(*against)
        return self.give(client, action, email, *chosen(pool))

    def give(self, client, action, email, pack, code):
        pack.taken[code] = "assigned"
        license = self.by_coupon(client, action, pack)
        client.login = client.login or email or client.email()
        return ("done", action, license.first, license.last)

    def coupon_link(self, named):
        """R-COU-10: there is one while it can be assigned."""
        against = self.against_link(named)
        if against:
            raise Refused(*against)
        return ("done",)

    def against_link(self, named):
        pack, code = self.packs[named[0]], named[1]
        return {"R-COU-10"} if pack.kind == CONTO_TERZI else \
            self.against_coupon(pack, code, self.today)

    def register_by_link(self, named, number, regime, email, share, chosen):
        """R-COU-10: under the same rules as an assignment."""
        against = self.against_link(named)
        if against:
            raise Refused(*against)
        pack = self.packs[named[0]]
        studio, client = pack.studio, self.clients.get(number)
        is_new = client is None
        if is_new:
            client = Client(number)
            client.proposed = email
        elif client.studio not in (None, studio):
            raise Refused("R-CLI-01")
        before = client.studio, client.regime
        client.studio, client.regime = studio, client.regime or regime
        action, against = self.judge(studio, client, pack.kind, pack.year, self.today)
        against = against | self.against_new_login(client, email, share)
        if against:
            client.studio, client.regime = before
            raise Refused(*against)
        self.clients[number] = client
        return self.give(client, action, email, *chosen([pack]))

    def buy_license(self, studio, number, plan, email, share):
        against = set()
        if studio is None:
            client = self.client(number)
        else:
            studio, client = self.studio(studio), self.clients.get(number)
            if not studio.is_open:
                against.add("R-STU-01")
            if client is None or client.studio is not studio:
                against.add("R-ELIG-11")
        if plan not in OFFERED:
            against.add("R-LIC-07")
        if client and client.under_way():
            against.add("R-ELIG-11")
        own = client if client and studio in (None, client.studio) else None
        against |= self.against_new_login(own, email, share)
        if against:
            raise Refused(*against)
        source = "client_purchase" if studio is None else "studio_purchase"
        license = License(self.today, None, plan, "full", source)
        covering = client.covering(self.today)
        is_higher = all(license.height() > each.height() for each in covering)
        if covering and not is_higher:
            license.first = max(each.last for each in covering) + ONE_DAY
        license.last = a_year_from(license.first)
        if is_higher:
            license.last = max([license.last] + [each.last for each in covering])
        self.activate(client, license, is_higher)
        client.login = client.login or email or client.email()
        return ("done", license.first, license.last)

    def start_trial(self, number, email, share):
        client = self.client(number)
        against = set()
        if client.licenses:
            against.add("R-LIC-01")
        if client.under_way():
            against.add("R-ELIG-11")
        against |= self.against_new_login(client, email, share)
        if against:
            raise Refused(*against)
        license = License(self.today, self.today + 29 * ONE_DAY, "trial", "full", "trial")
        self.activate(client, license, False)
        client.login = client.login or email or client.email()
        return ("done", license.first, license.last)

    # Section 7

    def against_start(self, studio, client, year=None):
        action, against = self.judge(studio, client, CONTO_TERZI, year, self.today)
        against = set(against)
        if action != "migrate" and not against:
            against.add("R-CLI-03")
        return against

    def select(self, studio, number, email, share):
        studio, client = self.studio(studio), self.client(number)
        own = client if client.studio is studio else None
        against = self.against_start(studio, client) | self.against_login(own, email, share)
        if against:
            raise Refused(*against)
        client.migrations.append(Migration(studio, email or client.email(), share))
        return ("done", "selected")

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
        against = set()
        if signatory != "mario":
            against.add("R-MIG-04")
        year, pool, no_coupon = self.choose(
            migration.studio, CONTO_TERZI, year, named, self.today)
        against |= no_coupon
        if not client.on_ts:
            against.add("R-ELIG-01")
        against |= self.against_login(client, migration.email, migration.share)
        if against:
            raise Refused(*against)
        return self.reserve(client, migration, *chosen(pool))

    def reserve(self, client, migration, pack, code):
        migration.pack, migration.code = pack, code
        pack.taken[code] = "reserved"
        migration.state = "authorised"
        if not self.host_provisions:
            self.provision_now(client, migration)
        return ("done", migration.state)

    def provision_now(self, client, migration):
        migration.pack.taken[migration.code] = "assigned"
        migration.state = "provisioned"
        self.by_coupon(client, "migrate", migration.pack)
        client.login = migration.email
        client.awaits_login = migration.is_queued = True

    def step(self, name, number):
        client, migration = self.newest(number)
        before, after = {"provision": (("authorised",), "provisioned"),
                         "fail": (("authorised",), "failed"),
                         "cancel": (UNDER_WAY, "cancelled")}[name]
        if migration.state not in before:
            raise Refused("R-MIG-02")
        if name == "provision":
            against = self.against_login(client, migration.email, migration.share)
            if self.today > last_day_of(migration.pack.year):
                against.add("R-COU-06")
            if against:
                raise Refused(*against)
            self.provision_now(client, migration)
        else:
            if migration.pack:
                del migration.pack.taken[migration.code]
                migration.pack = None
            migration.state = after
        return ("done", after)

    def migrate(self, studio, number, year, email, share, signatory, named, chosen):
        studio, client = self.studio(studio), self.clients.get(number)
        if client and client.studio is studio and client.migrated():
            return ("already_done", client.migrated().state)
        selected = client and client.studio is studio and client.under_way()
        if selected and selected.state == "authorised":
            return ("already_done", "authorised")
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
        if signatory != "mario":
            against.add("R-MIG-04")
        against |= no_coupon
        if against:
            raise Refused(*against)
        migration = selected or Migration(studio, email or client.email(), share)
        migration.email, migration.share = email or migration.email, share
        if not selected:
            client.migrations.append(migration)
        return self.reserve(client, migration, *chosen(pool))

    def deliver(self):
        """R-MIG-06: the password is made when the message is claimed."""
        told = set()
        for client in self.clients.values():
            migration = client.migrated()
            if migration and migration.is_queued:
                migration.is_queued = False
                migration.password_until = self.today + 7 * ONE_DAY
                if migration.state == "provisioned":
                    migration.state = "credentials_sent"
                told.add(str(client.number))
        return ("done", frozenset(told))

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
        until = migration.password_until
        if not is_right or until is None or self.today > until:
            against.add("R-MIG-06")
        if not is_strong:
            against.add("R-MIG-07")
        if against:
            raise Refused(*against)
        migration.state, client.awaits_login, migration.is_queued = "first_login", False, False
        migration.password_until = None
        return ("done", "first_login")

    def complete(self, number):
        _, migration = self.of_client(number)
        if migration.state != "first_login":
            raise Refused("R-MIG-02")
        migration.state = "operational"
        return ("done", "operational")

    def resend(self, number):
        _, migration = self.of_client(number)
        if migration.state not in ("provisioned", "credentials_sent"):
            raise Refused("R-MIG-02")
        migration.is_queued = True
        return ("done", migration.state)

    def operation(self, studio, number):
        """R-MIG-08."""
        studio, client = self.studio(studio), self.clients.get(number)
        against = set()
        if not studio.is_open:
            against.add("R-STU-01")
        if client is None or client.studio is not studio:
            raise Refused(*against, "R-ELIG-11")
        if not client.migrated() or client.migrated().state != "operational":
            against.add("R-MIG-08")
        elif not any(each.works_on(self.today) for each in client.licenses):
            against.add("R-LIC-06")
        if against:
            raise Refused(*against)
        return ("done",)

    # Section 8

    def ways(self, studio, number, ahead):
        """R-REN-05: those that the rules leave open, whatever the pool has."""
        studio, client = self.studio(studio), self.clients.get(number)
        told = set()
        day = self.today + ahead * ONE_DAY
        if client is None or client.studio is not studio:
            return ("done", frozenset())
        for kind in (CONTO_TERZI, RENEWABLE, FLAT_RATE):
            action, against = self.judge(studio, client, kind, None, day)
            if not against and action != "migrate" and client.real():
                told.add(kind)
        if not client.under_way():
            told.add("own_purchase")
        return ("done", frozenset(told))

    def campaign(self, year):
        if year < self.today.year:
            raise Refused("R-COU-06")
        if self.today < datetime.date(year - 1, 11, 15):
            raise Refused("R-REN-01")
        studios = issued_to = stopped = already = coupons = 0
        for studio in self.studios.values():
            studios += 1
            if year in studio.served:
                already += 1
                continue
            packs = [(pack, len(pack.taken) if pack.revoked_on else pack.quantity)
                     for pack in self.packs if pack.studio is studio
                     and pack.kind == CONTO_TERZI and pack.year == year - 1]
            packs = [(pack, count) for pack, count in packs if count]
            if not packs:
                continue
            packs = [(pack, count) for pack, count in packs if not self.is_stopped(pack, year - 1)]
            studio.served[year] = [pack for pack, _ in packs]
            issued_to, stopped = issued_to + bool(packs), stopped + (not packs)
            for pack, count in packs:
                coupons += count
                self.packs.append(Pack(len(self.packs), studio, CONTO_TERZI, pack.plan, year,
                                       count, "tacit_renewal", pack))
        return ("done", studios, issued_to, stopped, already, coupons)

    def is_stopped(self, pack, november):
        """R-REN-04: of all packs that November; of a pack, from it on, and those that renew it."""
        ancestors = []
        while pack is not None:
            ancestors.append(pack)
            pack = pack.renews
        return any(not each["withdrawn"] and (
            each["year"] == november or any(pack in each["too_late_for"] for pack in ancestors)
            if each["pack"] is None else each["pack"] in ancestors and each["year"] <= november)
            for each in ancestors[0].studio.cancellations)

    def cancellation(self, studio, pack, ago, sender):
        studio = self.studio(studio)
        if pack is not None:
            pack = self.pack(pack)
            if pack.studio is not studio:
                raise Missing
        against = set()
        if sender != "own":
            against.add("R-REN-04")
        if pack is not None and pack.kind != CONTO_TERZI:
            against.add("R-REN-01")
        if pack is not None and pack.revoked_on and not pack.taken:
            against.add("R-REN-04")
        if against:
            raise Refused(*against)
        sent = self.today - ago * ONE_DAY
        year = sent.year if (sent.month, sent.day) <= (6, 30) else sent.year + 1
        issued = studio.served.get(year + 1, ())
        studio.cancellations.append({
            "pack": pack, "year": year, "withdrawn": False,
            "too_late_for": [each for each in self.packs if each.renews in issued]})
        return ("done", year)

    def withdraw(self, studio, index):
        studio = self.studio(studio)
        if index >= len(studio.cancellations):
            raise Missing
        told = studio.cancellations[index]
        if not told["withdrawn"]:
            if told["year"] + 1 in studio.served:
                raise Refused("R-REN-04")
            told["withdrawn"] = True
        return ("done",)

    def lifecycle(self):
        """R-LIC-06, R-OUT-03."""
        expired = told = erased = 0
        for client in self.clients.values():
            ends = [each.last for each in client.licenses if each.superseded_on is None]
            if not ends or not client.login or max(ends) >= self.today:
                continue
            end = max(ends)
            if client.told_expired != end:
                client.told_expired, client.erasure = end, None
                expired += 1
            over = a_year_after(end) + ONE_DAY
            if client.erasure is None and self.today >= over - 30 * ONE_DAY:
                client.erasure = max(over, self.today + 30 * ONE_DAY)
                told += 1
            elif client.erasure and self.today >= client.erasure and not (
                    client.under_way() and client.under_way().state == "authorised"):
                self.erase(client)
                erased += 1
        return ("done", expired, told, erased)

    def erase(self, client):
        """R-AUD-04."""
        client.login, client.is_erased, client.awaits_login = None, True, False
        client.is_told_again, client.regime = False, None
        client.on_ts, client.told_expired = False, None
        client.before = len(client.licenses), len(client.migrations)
        for each in client.migrations:
            if each.state == "selected":
                each.state = "cancelled"

    # Section 9

    def access(self, actor, studio, number, area, level, ahead):
        """May it, and by which rule."""
        day = self.today + ahead * ONE_DAY
        client = self.clients.get(number)
        in_force = client and next((each for each in client.licenses if each.works_on(day)), None)
        after_the_end = area in ("license_purchase", "export")
        if actor == "studio":
            studio = self.studio(studio)
            if client is None or client.studio is not studio or not studio.is_open:
                return (False, "R-ACC-02")
            if client.is_erased and not client.login:
                return (False, "R-ACC-04")
            if not client.migrated() or client.migrated().state != "operational":
                return (False, "R-ACC-02")
            if in_force:
                return (True, "R-ACC-05" if area == "login" else "R-ACC-02")
            return (after_the_end, "R-ACC-04")
        if client is None:
            return (False, "R-ACC-06")
        if not client.login:
            return (False, "R-ACC-04" if client.is_erased else "R-ACC-06")
        if client.awaits_login:
            return (area == "login", "R-ACC-07")
        if not in_force:
            return (after_the_end or area == "login", "R-ACC-04")
        if in_force.access == "full":
            return (True, "R-ACC-03")
        if area == "license_purchase":
            return (True, "R-LIC-07")
        allowed = (area in ("login", "settings", "export")
                   or level == "read" and area in DOCUMENTS)
        return (allowed, "R-ACC-01")

    def open(self, studio, number):
        """R-ACC-05."""
        allowed, rule = self.access("studio", studio, number, "login", "read", 0)
        if not allowed:
            client = self.clients.get(number)
            if client and client.is_erased and not client.login and rule == "R-ACC-04":
                raise Refused(rule)
            try:
                self.operation(studio, number)
            except Refused as behind:
                raise Refused(rule, *behind.rules) from None
        return ("done",)

    # What there is, to be compared

    def client_state(self, client):
        if client.is_erased and not client.login and not client.under_way() and (
                not client.on_ts or client.is_barred()):
            return "erased"
        if client.licenses and not client.covering(self.today) and (
                client.real() or client.under_way()):
            return "expired"
        if client.under_way():
            return "in_migration"
        migrated = client.migrated()
        if migrated and migrated.state != "operational" and client.covering(self.today):
            return "in_migration"
        if not client.real():
            return "migratable" if client.on_ts else "not_migratable"
        if any(each.works_on(self.today) for each in client.licenses):
            return "active"
        return "expired"

    def state(self):
        told = {}
        for number, client in self.clients.items():
            left = [each.last for each in client.licenses if each.superseded_on is None]
            told["client", number] = (
                client.studio and client.studio.number, client.login, self.client_state(client),
                max(left, default=None))
            told["licenses", number] = sorted(
                (each.first, each.last, each.plan, each.access, each.source,
                 each.superseded_on or datetime.date.min) for each in client.licenses)
            told["migrations", number] = [each.state for each in client.migrations]
        for pack in self.packs:
            told["pack", pack.number] = (
                pack.studio.number, pack.kind, pack.plan, pack.year, pack.quantity, pack.source,
                pack.revoked_on, pack.renews and pack.renews.number, pack.counts(self.today))
        for studio in self.studios.values():
            told["studio", studio.number] = (
                studio.is_open, sum(1 for each in self.clients.values() if each.studio is studio),
                sum(1 for each in self.clients.values() if each.studio is studio
                    and self.client_state(each) == "migratable"),
                [(each["year"], each["withdrawn"]) for each in studio.cancellations])
        return told
