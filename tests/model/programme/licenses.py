"""Licenses (section 5), and the logins of accounts."""
import datetime

from .records import CONTO_TERZI, ONE_DAY, License, Refused, a_year_from

class Licenses:
    def activate(self, client, license, migration=None):
        """It takes the place of those that it overlaps, and keeps its limits (R-LIC-03)."""
        for each in sorted(client.licenses, key=lambda each: each.last):
            if each.superseded_on is None and \
                    each.first <= license.last and license.first <= each.last:
                each.superseded_on = self.today
                self.log("license_superseded", client.studio, client, coupon=each.code,
                         license=self.license_named(client, each), last_day=self.today)
        license.limits = self.host.limits(
            self.host["read_only_limits"] if license.access == "read_only" else license.plan)
        client.licenses.append(license)
        client.erasure = None  # it came back
        self.log("license_activated", client.studio, client, coupon=license.code,
                 license=self.license_named(client, license),
                 migration=migration and migration.began_at, coupon_kind=license.kind,
                 year=license.pack and license.pack.year, first_day=license.first,
                 last_day=license.last, license_source=license.source, plan=license.plan,
                 license_access=license.access)

    def first_day(self, client, action):
        """R-LIC-05; only an upgrade takes the place of what there is, or what follows a trial."""
        return max((each.last + ONE_DAY for each in client.covering(self.today)
                    if each.source != "trial" and action != "upgrade"), default=self.today)

    def against_activation(self, client, action, year):
        """By policy the licenses of a year may end before what there is."""
        return self.against_days(
            client, self.first_day(client, action), self.host.last_day_of(year))

    def against_days(self, client, first, last):
        if last < first:
            return ["R-LIC-05"]
        covered = client.last()
        return ["R-LIC-08"] if covered and last < covered.last else []

    def by_coupon(self, client, action, pack, code, migration=None):
        """R-COU-01, R-COU-04."""
        access = "read_only" if pack.kind == CONTO_TERZI else "full"
        license = License(self.first_day(client, action), self.host.last_day_of(pack.year),
                          pack.plan, access, "coupon", pack, code)
        self.activate(client, license, migration)
        return license

    def against_login(self, client, email, share):
        """R-STU-03, R-MIG-09."""
        email = email or client and client.email()
        against = set()
        if email and self.host.is_certified(email):
            return {"R-STU-03"}  # so nobody's login
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

    def against_purchase(self, studio, client, plan):
        """`studio`: None if the client buys."""
        against = [] if plan in self.host["plans_offered"].split() else ["R-LIC-07"]
        if studio and not studio.is_open:
            against.append("R-STU-01")
        if client is None or studio not in (None, client.studio) or client.under_way():
            against.append("R-ELIG-11")
        return against

    def buy_license(self, studio, number, plan, email, share, price, how, last):
        """`how`: as a renewal, as an upgrade or None."""
        if studio is None:
            client = self.client(number)
        else:
            studio, client = self.studio(studio), self.clients.get(number)
        against = set(self.against_purchase(studio, client, plan))
        own = client if client and studio in (None, client.studio) else None
        against |= self.against_new_login(own, email, share)
        if own is None:
            raise Refused(*against)
        source = "client_purchase" if studio is None else "studio_purchase"
        if price is None:
            price = self.host.number(f"{plan}.price_cents")
        license = License(self.today, None, plan, "full", source, price=price)
        covering = [each for each in own.covering(self.today) if each.source != "trial"]
        is_higher = how != "renewal" and all(
            license.height() > each.height() for each in covering)
        if how == "upgrade" and not is_higher:
            against.add("R-LIC-08")
        if covering and not is_higher:
            license.first = max(each.last for each in covering) + ONE_DAY
        license.last = last or max(
            [a_year_from(license.first)] + [each.last for each in covering])
        against.update(self.against_days(own, license.first, license.last))
        if against:
            raise Refused(*against)
        client.login = client.login or email or client.email()
        self.activate(client, license)
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
        last = self.today + (self.host.number("trial_days") - 1) * ONE_DAY
        license = License(self.today, last, "trial", "full", "trial")
        client.login = client.login or email or client.email()
        self.activate(client, license)
        self.tell_activation(client, license)
        return ("done", license.first, license.last)

    def told(self):
        for number, client in self.clients.items():
            yield ("licenses", number), sorted(
                (each.first, each.last, each.plan, each.access, each.source,
                 each.superseded_on or datetime.date.min, each.price, sorted(each.limits.items()))
                for each in client.licenses)
