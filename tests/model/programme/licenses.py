"""Licenses (section 5), and the logins of accounts."""
import datetime

from .records import CONTO_TERZI, ONE_DAY, License, Refused, a_year_from, last_day_of

OFFERED = ["standard", "premium", "complete"]


class Licenses:
    def activate(self, client, license, supersedes, migration=None):
        covering = client.covering(self.today) if supersedes else []
        for each in sorted(covering, key=lambda each: each.last):
            each.superseded_on = self.today
            self.log("license_superseded", client.studio, client, coupon=each.code,
                     license=self.license_named(client, each), last_day=self.today)
        client.licenses.append(license)
        self.log("license_activated", client.studio, client, coupon=license.code,
                 license=self.license_named(client, license),
                 migration=migration and migration.began_at, coupon_kind=license.kind,
                 year=license.pack and license.pack.year, first_day=license.first,
                 last_day=license.last, license_source=license.source, plan=license.plan,
                 license_access=license.access)

    def by_coupon(self, client, action, pack, code, migration=None):
        """R-LIC-05, R-COU-01, R-COU-04."""
        first = self.today
        if action == "renew" and client.covering(self.today):
            first = max(each.last for each in client.covering(self.today)) + ONE_DAY
        access = "read_only" if pack.kind == CONTO_TERZI else "full"
        license = License(
            first, last_day_of(pack.year), pack.plan, access, "coupon", pack, code)
        self.activate(client, license, action != "renew", migration)
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
        client.login = client.login or email or client.email()
        self.activate(client, license, is_higher)
        self.tell_activation(client, license)
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
        client.login = client.login or email or client.email()
        self.activate(client, license, False)
        self.tell_activation(client, license)
        return ("done", license.first, license.last)

    def told(self):
        for number, client in self.clients.items():
            yield ("licenses", number), sorted(
                (each.first, each.last, each.plan, each.access, each.source,
                 each.superseded_on or datetime.date.min) for each in client.licenses)
