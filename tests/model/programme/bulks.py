"""Many clients at once, each on its own terms (R-MIG-05, R-REN-03), and what a renewal of all would
need (R-REN-06)."""
from .records import Refused


class Bulks:
    def migrate_many(self, studio, rows, year, share, signatory, chosen):
        self.studio(studio)
        return ("done", *(self.row("migrate", studio, number, year, email, share, signatory, None,
                                   chosen) for number, email in rows))

    def renew_many(self, studio, rows, kind, year, share, chosen):
        until = year or self.latest_year(self.studio(studio), kind)
        return ("done", *(self.row("renew", studio, number, kind, year, until, share, chosen)
                          for number in rows))

    def row(self, name, *arguments):
        try:
            return getattr(self, name)(*arguments)
        except Refused as error:
            self.log_refusal(name, arguments, error.rules)
            return ("refused", error.rules)

    def renew(self, studio, number, kind, year, until, share, chosen):
        client = self.clients.get(number)
        if client and client.studio is self.studio(studio) and self.is_renewed(client, kind, until):
            return ("already_done", None, client.last().first, client.last().last)
        return self.assign(studio, number, kind, year, None, share, None, chosen, True)

    def is_renewed(self, client, kind, until):
        last = client.last()
        return until and last and last.kind == kind and last.last.year >= until

    def latest_year(self, studio, kind):
        """That the studio has or gave coupons for."""
        return max((pack.year for pack in self.packs if pack.studio is studio and pack.kind == kind
                    and (pack.free() and not pack.revoked_on
                         or "assigned" in pack.taken.values())), default=None)

    def renewal_plan(self, studio, kind, year):
        studio = self.studio(studio)
        year = year or self.latest_year(studio, kind) or self.today.year + 1
        entries = []
        for number, client in sorted(self.clients.items(), key=lambda each: f"client {each[0]}"):
            if client.studio is not studio or not client.last():
                continue
            status, action, against = "already_done", None, []
            if not self.is_renewed(client, kind, year):
                action, against = self.against_renewal_in(studio, client, kind, year, self.today)
                status = "refused" if against else "done"
            entries.append((number, client.last().last, status, None if against else action,
                            frozenset(against)))
        needed = sum(status == "done" for _, _, status, *_ in entries)
        free = sum(pack.free() for pack in self.packs if pack.studio is studio
                   and pack.kind == kind and pack.year == year and not pack.revoked_on
                   and self.today <= self.host.last_day_of(year))
        return ("done", year, len(entries), needed, free, max(0, needed - free),
                max(0, free - needed), entries)
