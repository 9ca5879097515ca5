"""What a day brings: licenses that end, data that are erased (R-LIC-06)."""
from .records import CONTO_TERZI, ONE_DAY, Missing, Refused, months_after


class Lifecycle:
    def lifecycle(self, limit):
        """R-LIC-06, R-OUT-03; `limit` is of a transaction, and changes nothing in the end."""
        expired = told = erased = 0
        for client in self.clients.values():
            end = client.ends()
            if not end or not client.login or end >= self.today:
                continue
            if client.told_expired != end:
                client.told_expired, client.erasure = end, None
                expired += 1
                ended = [each for each in client.licenses
                         if each.superseded_on is None and each.last == end]
                self.log("license_expired", client.studio, client, last_day=end,
                         license=self.license_named(client, ended[-1]))
                self.queue("license_expired", client.studio, client, client.login, day=end)
            over = self.kept_until(end) + ONE_DAY
            ahead = self.host.number("erasure_notice_days") * ONE_DAY
            if client.erasure is None and self.today >= over - ahead:
                client.erasure = max(over, self.today + ahead)
                told += 1
                self.log("erasure_announced", client.studio, client, first_day=client.erasure)
                self.queue("erasure_notice", client.studio, client, client.login,
                           day=client.erasure)
            elif client.erasure and self.today >= client.erasure and not (
                    client.under_way() and client.under_way().state == "authorised"):
                self.erase(client)
                erased += 1
        self.keys_since = max(
            self.keys_since, self.now() - self.host.number("idempotency_days") * ONE_DAY)
        return ("done", expired, self.remind(), told, erased, self.remove_old_messages())

    def remind(self):
        """R-OUT-02."""
        count, end = 0, self.host.last_day_of(self.today.year)
        if end < self.today:
            end = self.host.last_day_of(self.today.year + 1)
        for days in map(int, self.host["reminder_days"].split()):
            if self.today < end - days * ONE_DAY or (end, days) in self.reminded:
                continue
            self.reminded.add((end, days))
            for studio in self.studios.values():
                left = sum(1 for client in self.clients.values() if client.studio is studio
                           and client.ends() == end and any(
                               each.kind == CONTO_TERZI and each.last == end
                               and each.superseded_on is None for each in client.licenses))
                if left:
                    count += 1
                    self.log("renewal_reminded", studio, number=left, year=end.year)
                    self.queue("renewal_reminder", studio, number=left, day=end)
        return count

    def kept_until(self, end):
        return months_after(end, self.host.number("backup_months"))

    def erase_client(self, number):
        """R-LIC-06, by hand."""
        client = self.client(number)
        if not client.licenses:
            raise Missing
        if client.is_erased and not client.login:
            return ("done",)
        end, told, against = client.ends(), client.erasure, set()
        if not told or self.today < max(told, self.kept_until(end) + ONE_DAY):
            against.add("R-LIC-06")
        if client.under_way() and client.under_way().state == "authorised":
            against.add("R-ELIG-11")
        if against:
            raise Refused(*against)
        self.erase(client)
        return ("done",)

    def erase(self, client):
        """R-AUD-04."""
        client.login, client.is_erased = None, True
        client.awaits_login = client.needs_setup = False
        client.is_told_again, client.regime = False, None
        client.on_ts, client.told_expired = False, None
        client.before = len(client.licenses), len(client.migrations)
        client.password_until, client.used = None, {}
        client.nickname = None
        client.documents, client.parties, client.numbering = {}, {}, {}
        self.messages = [each for each in self.messages if each.client is not client]
        for each in client.migrations:
            if each.state == "selected":
                self.enter(client, each, "cancelled")
        self.log("client_erased", client.studio, client)
