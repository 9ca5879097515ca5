"""What the programme keeps of each thing, and what a thing tells of itself."""
import datetime

CONTO_TERZI, RENEWABLE, FLAT_RATE = "conto_terzi", "renewable", "flat_rate"
PLANS = ["trial", "standard", "premium", "premium_plus", "complete"]
UNDER_WAY = ("selected", "authorised")
DONE = ("provisioned", "credentials_sent", "first_login", "operational")
ONE_DAY = datetime.timedelta(days=1)


class Refused(Exception):
    def __init__(self, *rules):
        super().__init__(*rules)
        self.rules = frozenset(rules)


class Invalid(Exception):
    """What no rule forbids and can't be."""


class Missing(Exception):
    pass


class Studio:
    def __init__(self, number):
        self.number, self.is_open = number, False
        self.served = {}  # what the campaign of a license year did: the packs that it renewed
        self.cancellations = []


class Pack:
    def __init__(self, number, studio, kind, plan, year, quantity, source, renews=None):
        self.number, self.studio, self.kind, self.plan = number, studio, kind, plan
        self.year, self.quantity, self.source, self.renews = year, quantity, source, renews
        self.revoked_on = self.id = None
        self.place = number  # in the order in which they were issued
        self.taken = {}  # the codes of coupons that are reserved or assigned

    def free(self):
        return self.quantity - len(self.taken)

    def counts(self, is_over):
        """R-COU-07."""
        free = "revoked" if self.revoked_on else "expired" if is_over else "available"
        told = {free: self.free()}
        for state in self.taken.values():
            told[state] = told.get(state, 0) + 1
        return {state: count for state, count in told.items() if count}


class License:
    def __init__(self, first, last, plan, access, source, pack=None, code=None, price=0):
        self.first, self.last, self.plan, self.access = first, last, plan, access
        self.source, self.kind, self.price = source, pack and pack.kind, price
        self.pack, self.code = pack, code  # of its coupon
        self.superseded_on = self.limits = None

    def works_on(self, day):
        return self.first <= day <= self.last and (
            self.superseded_on is None or day < self.superseded_on)

    def height(self):
        """R-LIC-08: better access first, then higher plan; a trial is below everything."""
        return (self.source != "trial", self.access == "full", PLANS.index(self.plan))


class Migration:
    def __init__(self, studio, email, share, began_at, place):
        self.studio, self.email, self.share = studio, email, share
        self.state, self.pack, self.code, self.id = "selected", None, None, None
        self.began_at, self.place, self.license = began_at, place, None  # how many came before


class Client:
    def __init__(self, number):
        self.number, self.studio, self.login = number, None, None
        self.regime, self.on_ts, self.proposed = None, False, None
        self.licenses, self.migrations = [], []
        self.used = {}  # how much of a category and, of documents, year
        self.documents, self.parties, self.numbering = {}, {}, {}
        self.awaits_login = self.needs_setup = self.is_erased = self.is_told_again = False
        self.told_expired = self.erasure = self.password_until = self.nickname = None
        self.before = 0, 0  # so many licenses and migrations ended with an account that was erased

    def is_forgotten(self):
        """An erasure left nothing but its licenses, until the client is told of again."""
        return self.is_erased and not self.is_told_again

    def email(self):
        """The proposed one (R-CLI-04)."""
        return None if self.is_forgotten() else self.proposed

    def logins(self):
        """Addresses that no other account may have: its own, and that of an account to come."""
        return [self.login] + [each.email for each in self.migrations
                               if each.state == "authorised"]

    def covering(self, today):
        """Licenses that work today or later on."""
        return [each for each in self.licenses
                if each.superseded_on is None and each.last >= today]

    def real(self):
        return [each for each in self.licenses[self.before[0]:] if each.source != "trial"]

    def last(self):
        """The license that ends last of those that count."""
        left = [each for each in self.real() if each.superseded_on is None]
        return max(left, key=lambda each: each.last) if left else None

    def ends(self):
        """When the last of its licenses does; None if it has none."""
        return max((each.last for each in self.licenses if each.superseded_on is None),
                   default=None)

    def ever(self, source, kinds=None):
        return any(each.source == source and (kinds is None or each.kind in kinds)
                   for each in self.licenses)

    def under_way(self):
        return next((each for each in self.migrations if each.state in UNDER_WAY), None)

    def migrated(self):
        return next((each for each in self.migrations[self.before[1]:]
                     if each.state in DONE), None)


def a_year_from(first):
    """The last day of a license of a year."""
    if (first.month, first.day) == (2, 29):
        return datetime.date(first.year + 1, 2, 28)
    return first.replace(year=first.year + 1) - ONE_DAY


def months_after(day, months):
    """A month that ends earlier ends it earlier: 12 months after 29 February are 28 February."""
    years, month = divmod(day.month - 1 + months, 12)
    first = datetime.date(day.year + years, month + 1, 1)
    return max(each for each in (first + number * ONE_DAY for number in range(day.day))
               if each.month == first.month)
