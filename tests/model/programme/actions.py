"""What a studio can do on a client's row (R-CLI-07)."""
from .records import CONTO_TERZI, FLAT_RATE, PLANS, RENEWABLE, Missing


class Actions:
    def actions(self, studio, number):
        """What stands against each."""
        studio, client = self.studio(studio), self.client(number)
        if client.studio is not studio:
            raise Missing
        return ("done", {action: frozenset(against) for action, against in (
            ("open_account", self.against_access(studio.number, number, "login", "read")),
            ("create_invoice", self.against_access(
                studio.number, number, "invoices", "write")),
            ("export_report", self.against_access(
                studio.number, number, "export", "write")),
            ("set_nickname", ()),
            ("unlink", self.against_unlink(client)),
            ("migrate", self.against_start(studio, client)),
            ("assign_coupon", self.least(
                self.against_pool(studio, client, kind, False) for kind in (RENEWABLE, FLAT_RATE))),
            ("renew", self.against_renewal(studio, client)),
            ("upgrade", self.against_upgrade(studio, client)))})

    def least(self, against):
        return min(against, key=len)

    def against_pool(self, studio, client, kind, is_renewal):
        """A list of rules, for every reason one."""
        year, _, no_coupon = self.choose(studio, kind, None, None, self.today)
        action, against = self.judge(studio, client, kind, year, self.today)
        against = against + list(no_coupon)
        if is_renewal and not against:
            against = self.against_as_renewal(client, action)
        return against

    def against_renewal(self, studio, client):
        if not client.last():
            return ["R-REN-03"]
        return self.least(self.against_pool(studio, client, kind, True)
                          for kind in (CONTO_TERZI, RENEWABLE, FLAT_RATE))

    def against_upgrade(self, studio, client):
        """R-LIC-08: by a coupon, or by a purchase of the highest plan."""
        year, _, no_coupon = self.choose(studio, RENEWABLE, None, None, self.today)
        action, against = self.judge(studio, client, RENEWABLE, year, self.today)
        if action == "upgrade" and not no_coupon:
            return []
        against = []
        if not any(each.works_on(self.today) for each in client.licenses):
            against.append("R-LIC-06")
        highest = max(self.host["plans_offered"].split(), key=PLANS.index)
        against += self.against_purchase(studio, client, highest)
        if any(each.access == "full" and PLANS.index(each.plan) >= PLANS.index(highest)
               for each in client.covering(self.today) if each.source != "trial"):
            against.append("R-LIC-08")
        return against
