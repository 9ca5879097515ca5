"""Tacit renewal and cancellation (section 8)."""
from .records import (
    CONTO_TERZI, FLAT_RATE, ONE_DAY, RENEWABLE, Missing, Pack, Refused)


class Renewals:
    def ways(self, studio, number, ahead):
        """R-REN-05: what the rules have against each, whatever the pool has. A coupon is of the
        first year after the last license; by policy the day's may be over before it is."""
        studio, client = self.studio(studio), self.clients.get(number)
        day, told = self.today + ahead * ONE_DAY, {}
        last = client and client.last()
        for kind in (CONTO_TERZI, RENEWABLE, FLAT_RATE):
            year = max(last.last.year + 1, day.year) if last else day.year
            told[kind] = frozenset(self.against_renewal_in(studio, client, kind, year, day)[1])
        is_own = client and client.studio is studio
        told["own_purchase"] = frozenset(
            {"R-ELIG-11"} if not is_own or client.under_way() else ())
        return ("done", told)

    def against_renewal_in(self, studio, client, kind, year, day):
        """What a coupon of that year would do, and what stands against it."""
        action, against = self.judge(studio, client, kind, year, day)
        if day > self.host.last_day_of(year):
            against = against + ["R-COU-06"]
        return action, against or self.against_as_renewal(client, action)

    def campaign(self, year, limit):
        against = set()
        if self.today > self.host.last_day_of(year):
            against.add("R-COU-06")
        if self.today < self.host.day("campaign_day", year - 1):
            against.add("R-REN-01")
        if against:
            raise Refused(*against)
        studios = issued_to = stopped = already = coupons = 0
        for studio in self.studios.values():
            studios += 1
            if year in studio.served:
                already += 1
                continue
            packs = [(pack, len(pack.taken) if pack.revoked_on else pack.quantity)
                     for pack in sorted(self.packs, key=lambda each: each.place)
                     if pack.studio is studio
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
                self.log("pack_renewed", studio, pack=len(self.packs), number=count,
                         coupon_kind=CONTO_TERZI, year=year)
            if packs:
                self.queue("coupons_issued", studio, number=sum(count for _, count in packs),
                           year=year)
            else:
                self.log("campaign_stopped", studio, coupon_kind=CONTO_TERZI, year=year)
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

    def cancellation(self, studio, pack, ago, sender, recipient):
        studio = self.studio(studio)
        if pack is not None:
            pack = self.pack(pack)
            if pack.studio is not studio:
                raise Missing
        against = set()
        if sender != "own" or recipient not in (None, self.host["cancellation_address"]):
            against.add("R-REN-04")
        if pack is not None and pack.kind != CONTO_TERZI:
            against.add("R-REN-01")
        if pack is not None and pack.revoked_on and not pack.taken:
            against.add("R-REN-04")
        if against:
            raise Refused(*against)
        sent = self.today - ago * ONE_DAY
        is_in_time = sent <= self.host.day("cancellation_deadline", sent.year)
        year = sent.year if is_in_time else sent.year + 1
        issued = studio.served.get(year + 1, ())
        studio.cancellations.append({
            "pack": pack, "year": year, "withdrawn": False,
            "too_late_for": [each for each in self.packs if each.renews in issued]})
        self.log("cancellation_recorded", studio, pack=pack and pack.number + 1, year=year)
        self.queue("cancellation_recorded", studio, year=year, day=sent)
        is_late = pack in issued if pack else bool(issued)
        return ("done", year, frozenset({"R-REN-04"} if is_late else ()))

    def withdraw(self, studio, index):
        studio = self.studio(studio)
        if index >= len(studio.cancellations):
            raise Missing
        told = studio.cancellations[index]
        if not told["withdrawn"]:
            if told["year"] + 1 in studio.served:
                raise Refused("R-REN-04")
            told["withdrawn"] = True
            self.log("cancellation_withdrawn", studio, year=told["year"],
                     pack=told["pack"] and told["pack"].number + 1)
        return ("done",)

    def told(self):
        for studio in self.studios.values():
            yield ("cancellations", studio.number), [
                (each["year"], each["withdrawn"]) for each in studio.cancellations]
