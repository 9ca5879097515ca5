"""Packs, coupons, and who may get one (sections 4 and 6)."""
from .records import (
    CONTO_TERZI, FLAT_RATE, ONE_DAY, RENEWABLE, Missing, Pack, Refused)


class Coupons:
    def pack(self, number):
        if number >= len(self.packs):
            raise Missing
        return self.packs[number]

    def buy_pack(self, studio, kind, year, quantity, plan):
        studio = self.studio(studio)
        if self.today > self.host.last_day_of(year):
            raise Refused("R-COU-06")
        plan = self.host["read_only_plan"] if kind == CONTO_TERZI else plan or "standard"
        self.packs.append(Pack(len(self.packs), studio, kind, plan, year, quantity, "purchase"))
        self.log("pack_bought", studio, pack=len(self.packs), number=quantity, coupon_kind=kind,
                 year=year)
        return ("done",)

    def revoke(self, number):
        pack = self.pack(number)
        if not pack.revoked_on:
            pack.revoked_on = self.today
            self.log("pack_revoked", pack.studio, pack=number + 1, number=pack.free())
        return ("done",)

    def pool(self, studio, kind, year):
        """R-COU-06, R-COU-08: packs of which a coupon can be given."""
        left = [pack for pack in self.packs
                if pack.studio is studio and pack.kind == kind and not pack.revoked_on
                and pack.free() and (year or self.today.year <= pack.year)]
        wanted = year or max((pack.year for pack in left), default=None)
        return wanted, [pack for pack in left if pack.year == wanted]

    def choose(self, studio, kind, year, named, day):
        """Of which year a coupon is, the packs that it may be of, and what stands against it.
        `named` is a pack and the code of one of its coupons; else it is any of the pool."""
        if named is None:
            year, pool = self.pool(studio, kind, year)
            over = pool and day > self.host.last_day_of(year)
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
        return against | ({"R-COU-06"} if day > self.host.last_day_of(pack.year) else set())

    def judge(self, studio, client, kind, year, day):
        """What a coupon would do, and against it a rule for every reason, whatever the pool has."""
        against = []
        if not studio.is_open:
            against.append("R-STU-01")
        if client is None or client.studio is not studio:
            return "no", against + ["R-ELIG-11"]
        if client.under_way():
            against.append("R-ELIG-11")
        last = client.last()
        in_force = [each for each in client.covering(day) if each.source != "trial"]
        bought = client.ever("client_purchase")
        by_studio = client.ever("studio_purchase")
        action = "activate"
        if kind == CONTO_TERZI:
            against += self.bars(client)
            action = "renew" if self.renews_conto_terzi(client) else "migrate"
            if action == "migrate" and not client.on_ts:
                is_erased = client.is_erased and not client.login
                against.append("R-ELIG-07" if is_erased else "R-ELIG-01")
            if action == "migrate" and client.migrated() and \
                    client.migrated().state != "operational":
                against.append("R-ELIG-11")
        elif kind == RENEWABLE:
            if bought:
                against.append("R-ELIG-10")
            if last and last.kind == CONTO_TERZI and in_force:
                action = "upgrade" if year == last.last.year else "renew"
            elif last and last.kind == RENEWABLE or in_force:
                action = "renew"
        else:
            against += ["R-ELIG-09" for bar in (
                client.regime != "flat_rate", bought, by_studio,
                client.ever("coupon", (RENEWABLE,))) if bar]
            if last and (in_force or last.kind == FLAT_RATE):
                action = "renew"
        if year and last and year <= last.last.year and (
                action == "renew" or kind == CONTO_TERZI):
            against.append("R-ELIG-06")
        return ("no" if against else action), against

    def renews_conto_terzi(self, client):
        """R-ELIG-01, and where purchases of a studio are no bar, R-ELIG-04."""
        last = client.last()
        return last is not None and (
            last.kind == CONTO_TERZI or last.source == "studio_purchase"
            and client.ever("coupon", (CONTO_TERZI,))
            and self.host["studio_purchase_bars_conto_terzi"] == "no")

    def bars(self, client):
        """R-ELIG-02, -03, -04, for ever: of the coupons that a migration needs."""
        against = ["R-ELIG-02"] if client.ever("client_purchase") else []
        against += ["R-ELIG-03" for kind in (RENEWABLE, FLAT_RATE)
                    if client.ever("coupon", (kind,))]
        if client.ever("studio_purchase") and \
                self.host["studio_purchase_bars_conto_terzi"] == "yes":
            against.append("R-ELIG-04")
        return against

    def eligibility(self, studio, number, kind, year, ahead, named=None):
        studio, client = self.studio(studio), self.client(number)
        day = self.today + ahead * ONE_DAY
        year, _, no_coupon = self.choose(studio, kind, year, named, day)
        action, against = self.judge(studio, client, kind, year, day)
        against = {*against, *no_coupon}
        if against:
            return ("no", frozenset(against))
        return (action, frozenset())

    def told(self):
        for pack in self.packs:
            is_over = self.today > self.host.last_day_of(pack.year)
            yield ("pack", pack.number), (
                pack.studio.number, pack.kind, pack.plan, pack.year, pack.quantity, pack.source,
                pack.revoked_on, pack.renews and pack.renews.number, pack.counts(is_over))
