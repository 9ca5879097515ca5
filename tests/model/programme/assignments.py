"""Coupons assigned outside a migration."""
from .records import CONTO_TERZI, Client, Refused


class Assignments:
    def assign(self, studio, number, kind, year, email, share, named, chosen,
               is_renewal=False):
        studio, client = self.studio(studio), self.clients.get(number)
        year, pool, no_coupon = self.choose(studio, kind, year, named, self.today)
        if client is None or client.studio is not studio:
            no_coupon = set()  # nothing is told then of coupons either
        action, against = self.judge(studio, client, kind, year, self.today)
        against = {*against, *no_coupon}
        if not against:
            against.update(self.against_activation(client, action, pool[0].year))
            if is_renewal:
                against.update(self.against_as_renewal(client, action))
            elif action == "migrate":
                against.add("R-MIG-01")
        own = client if client and client.studio is studio else None
        against |= self.against_new_login(own, email, share)
        if against:
            raise Refused(*against)
        return self.give(client, action, email, *chosen(pool))

    def give(self, client, action, email, pack, code):
        pack.taken[code] = "assigned"
        client.login = client.login or email or client.email()
        license = self.by_coupon(client, action, pack, code)
        self.log("coupon_assigned", client.studio, client, coupon=code,
                 license=self.license_named(client, license), coupon_kind=pack.kind,
                 year=pack.year)
        self.tell_activation(client, license)
        return ("done", action, license.first, license.last)

    def coupon_link(self, named):
        """R-COU-10: there is one while it can be assigned."""
        against = self.against_link(named)
        if against:
            raise Refused(*against)
        return ("done", self.host["coupon_link"] + named[1])

    def against_as_renewal(self, client, action):
        """R-REN-03: not all that a coupon can do is a renewal."""
        if action == "upgrade":
            return ["R-ELIG-06"]
        if action == "migrate":
            return ["R-MIG-01"]
        return ["R-REN-03"] if action == "activate" and not client.last() else []

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
        elif client.studio not in (None, studio) and not client.is_forgotten():
            raise Refused("R-CLI-01")
        before = client.studio, client.regime
        client.studio, client.regime = studio, client.regime or regime
        action, against = self.judge(studio, client, pack.kind, pack.year, self.today)
        if not against:
            against = self.against_activation(client, action, pack.year)
        against = {*against, *self.against_new_login(client, email, share)}
        if against:
            client.studio, client.regime = before
            raise Refused(*against)
        self.clients[number] = client
        if is_new:
            self.log("client_added", studio, client)
        elif before[0] is None or client.is_forgotten():
            self.log("client_linked", studio, client)
        if client.is_forgotten():
            client.proposed, client.is_told_again = email, True
        return self.give(client, action, email, *chosen([pack]))
