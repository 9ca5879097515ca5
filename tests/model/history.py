"""Random histories: one integer makes one, the same for ever. An operation is a name and plain
values; clients, studios and packs are numbers, so that any of them can be left out."""
import random

from programme import CONTO_TERZI, FLAT_RATE, RENEWABLE

STUDIOS, CLIENTS, PACKS = 3, 6, 12
YEAR_END = "year_end"  # in place of a number of days: as many as to 31 December
OPERATIONS_A_CLIENT = 30  # after so many a new one comes, and the oldest is left alone
AREAS = ("invoices", "settings", "export", "login", "license_purchase", "cashbook", "situation",
         "received_documents", "quotes", "taxes", "stock")

KILLED = {
    "add_studio", "open_account", "register", "buy_pack", "revoke", "assign", "migrate", "select",
    "authorise", "step", "buy_license", "start_trial", "campaign", "cancellation", "withdraw",
    "unlink", "link", "lifecycle", "first_login", "complete", "resend", "open",
    "register_by_link"}


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.place = 0  # in the history

    def studio(self):
        return self.random.choices(range(STUDIOS), (20, 2, 1))[0]

    def client(self):
        return self.place // OPERATIONS_A_CLIENT + self.random.randrange(CLIENTS)

    def pack(self):
        return self.random.randrange(PACKS + self.place // 15)

    def kind(self):
        return self.random.choices((CONTO_TERZI, RENEWABLE, FLAT_RATE), (5, 3, 2))[0]

    def wanted_year(self):
        return self.random.choice((None, None, None, 0, 0, 1, 1, 2))

    def ahead(self):
        return self.random.choice((0, 0, 0, 1, 40, 250, 400, YEAR_END))

    def email(self):
        return self.random.choice(
            (None,) * 15 + ("boss@example.com", "boss@pec.example.com", "client1@example.com"))

    def share(self):
        return self.random.random() < 0.2

    def signatory(self):
        return "mario" if self.random.random() < 0.9 else "anna"

    def flag(self, chance=0.5):
        return self.random.random() < chance

    def add_studio(self):
        return (self.studio(),)

    open_account = add_studio

    def register(self):
        return (self.studio(), self.client(),
                self.random.choice(("ordinary", "flat_rate")), self.flag(0.8))

    def buy_pack(self):
        kind = self.kind()
        return (self.studio(), kind, self.random.choice((0, 0, 0, 0, 1, 1, 1, 2, -1)),
                self.random.randint(1, 6), self.plan(kind))

    def plan(self, kind):
        return "standard" if kind == CONTO_TERZI else self.random.choice(
            ("standard", "standard", "premium", "premium_plus", "complete"))

    def coupon(self, chance=0.1):
        """A pack and the number of one of its coupons, or none in particular."""
        return (self.pack(), self.random.randrange(6)) if self.flag(chance) else None

    def coupon_link(self):
        return (self.coupon(1),)

    def register_by_link(self):
        number = self.client()
        return (self.coupon(1), number, self.random.choice(("ordinary", "flat_rate")),
                self.email() or f"client{number}@example.com", self.share())

    def revoke(self):
        return (self.pack(),)

    def eligibility(self):
        return (self.studio(), self.client(), self.kind(), self.wanted_year(), self.ahead(),
                self.coupon())

    def assign(self):
        return (self.studio(), self.client(), self.kind(), self.wanted_year(), self.email(),
                self.share(), self.coupon())

    def migrate(self):
        return (self.studio(), self.client(), self.wanted_year(), self.email(), self.share(),
                self.signatory(), self.coupon())

    def select(self):
        return (self.studio(), self.client(), self.email(), self.share())

    def authorise(self):
        return (self.client(), self.wanted_year(), self.signatory(), self.coupon())

    def step(self):
        return (self.random.choice(("provision", "fail", "cancel")), self.client())

    def deliver(self):
        return ()

    lifecycle = deliver

    def first_login(self):
        return (self.client(), self.flag(0.9), self.flag(0.9))

    def complete(self):
        return (self.client(),)

    resend = complete

    def ways(self):
        return (self.studio(), self.client(), self.ahead())

    def open(self):
        return (self.studio(), self.client())

    operation = open

    def buy_license(self):
        return (self.random.choice((None, self.studio())), self.client(),
                self.random.choice(("standard", "premium", "complete", "premium_plus")),
                self.email(), self.share())

    def start_trial(self):
        return (self.client(), self.email(), self.share())

    def campaign(self):
        return (self.random.choice((0, 1, 1, 1, 1, -1)),)

    def cancellation(self):
        return (self.studio(), self.random.choice((None, self.pack())),
                self.random.choice((0, 0, 30, 100, 200)), "own" if self.flag(0.9) else "other")

    def withdraw(self):
        return (self.studio(), self.random.randrange(3))

    def unlink(self):
        return (self.studio(), self.client())

    link = unlink

    def access(self):
        return (self.random.choice(("client", "studio")), self.studio(), self.client(),
                self.random.choice(AREAS), self.random.choice(("read", "write")), self.ahead())

    def advance(self):
        return (self.random.choice((1, 1, 1, 7, 7, 30, 60, YEAR_END)),)

    def reopen(self):
        return ()


    def again(self):
        return (self.random.randrange(100), self.random.randrange(100))

    misuse = again

    def preview(self):
        names = self.random.choices(list(AT_ONCE), AT_ONCE.values(), k=self.random.choice((1, 1, 3)))
        return tuple((name, *getattr(self, name)()) for name in names)


WEIGHTS = {
    "add_studio": 1, "open_account": 1, "register": 7, "buy_pack": 8, "revoke": 0.3,
    "eligibility": 18, "assign": 12, "migrate": 8, "select": 4, "authorise": 5, "step": 4,
    "buy_license": 2, "start_trial": 1, "campaign": 1.5, "cancellation": 1, "withdraw": 1,
    "unlink": 0.7, "link": 1, "access": 12, "advance": 4, "reopen": 1, "open": 2,
    "operation": 2, "ways": 3, "lifecycle": 2,
    "coupon_link": 1, "register_by_link": 3, "again": 2, "misuse": 0.5, "preview": 2,
}
# One-time passwords are slow to make and to check, so only some histories have them.
LOGINS = {"deliver": 2, "first_login": 5, "complete": 5, "resend": 1}


# How an operation dies: at which write, and how many quarters of it are done; or after so many
# microseconds.
def death(random, back_end):
    if back_end == "sqlite" and random.random() < 0.7:
        return ("dies", random.randrange(40), random.randrange(5))
    return ("dies_after", int(50 * 100 ** random.random()))


def with_deaths(history, seed, back_end):
    """Of what changes something a fourth dies on the way; a worker's delivery does not, for its
    lease is for a retry to wait for."""
    chance = random.Random(seed)
    made = []
    for name, *arguments in history:
        if name in KILLED and chance.random() < 0.25:
            made.append(death(chance, back_end))
        made.append((name, *arguments))
    return made


# What callers do at once, and what a preview asks: not what is many transactions, such as a lifecycle
# or a worker's delivery.
AT_ONCE = {
    "register": 3, "buy_pack": 2, "revoke": 0.5, "eligibility": 2, "assign": 9, "migrate": 6,
    "select": 4, "authorise": 4, "step": 4, "buy_license": 2, "start_trial": 1, "campaign": 1,
    "cancellation": 1, "withdraw": 1, "unlink": 2, "link": 2, "access": 2, "open": 1, "ways": 1,
    "operation": 1, "complete": 1, "register_by_link": 2}


def with_callers(history, seed):
    """After every ten operations or so, two to four callers with three to six each."""
    writer = Writer(seed)
    names, weights = list(AT_ONCE), list(AT_ONCE.values())
    made = []
    for place, operation in enumerate(history):
        made.append(operation)
        writer.place = place
        if writer.flag(0.1) and place > 10:
            made.append(("together", *(
                tuple((name, *getattr(writer, name)())
                      for name in writer.random.choices(names, weights, k=writer.random.randint(3, 6)))
                for _ in range(writer.random.randint(2, 4)))))
    return made


def write(seed, length=100):
    """A history begins with a studio that can work, so that most of the rest has something to do."""
    writer = Writer(seed)
    made = [("host_provisions",)] if writer.flag(0.4) else []
    made += [("add_studio", 0), ("open_account", 0), ("add_studio", 1), ("open_account", 1),
             ("register", 0, 0, "flat_rate", True),
             ("buy_pack", 0, CONTO_TERZI, 0, 3, "standard")]
    drawn = {**WEIGHTS, **LOGINS} if seed % 5 == 0 else WEIGHTS
    names, weights = list(drawn), list(drawn.values())
    while len(made) < length:
        writer.place = len(made)
        if writer.place % OPERATIONS_A_CLIENT == 0:
            made.append(("register", writer.studio(), writer.place // OPERATIONS_A_CLIENT + CLIENTS,
                         *writer.register()[2:]))
        name = writer.random.choices(names, weights)[0]
        made.append((name, *getattr(writer, name)()))
    return made
