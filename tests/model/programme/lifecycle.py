"""What a day brings: licenses that end, data that are erased (R-LIC-06)."""
from .records import ONE_DAY, a_year_after


class Lifecycle:
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
