"""Models with a fault each, so that it shows that a disagreement is found and cut down."""
from programme import CONTO_TERZI, Programme


class NoEarlierYear(Programme):
    """R-ELIG-06 left out: a year that is covered is given once more."""

    def judge(self, *arguments):
        action, against = super().judge(*arguments)
        against = against - {"R-ELIG-06"}
        return (action if against else "renew" if action == "no" else action), against


class RevokedPackRenewsWhole(Programme):
    """R-REN-01 misread: what was revoked of a pack is renewed too."""

    def campaign(self, year):
        revoked = [pack for pack in self.packs
                   if pack.revoked_on and pack.kind == CONTO_TERZI and pack.year == year - 1]
        days = [pack.revoked_on for pack in revoked]
        for pack in revoked:
            pack.revoked_on = None
        try:
            return super().campaign(year)
        finally:
            for pack, day in zip(revoked, days):
                pack.revoked_on = day


class LastDayDoesNotWork(Programme):
    """R-LIC-02 misread: the last day is not included."""

    def access(self, *arguments):
        licenses = [each for client in self.clients.values() for each in client.licenses]
        for each in licenses:
            each.works_on = lambda day, each=each: (
                each.first <= day < each.last
                and (each.superseded_on is None or day < each.superseded_on))
        try:
            return super().access(*arguments)
        finally:
            for each in licenses:
                del each.works_on


# The most lines that each may be cut down to.
FAULTS = {NoEarlierYear: 12, RevokedPackRenewsWhole: 12, LastDayDoesNotWork: 12}
