"""What the writers of all subjects draw from: one integer seed, the same for ever."""
import random

from programme import CONTO_TERZI, FLAT_RATE, RENEWABLE

STUDIOS, CLIENTS, PACKS = 3, 6, 12
YEAR_END = "year_end"  # in place of a number of days: as many as to 31 December
OPERATIONS_A_CLIENT = 30  # after so many a new one comes, and the oldest is left alone


class Operation:
    """`arguments` are the names of what it takes, by single spaces. Some mean something everywhere:
    a `year` is told as years from today's, a `day` as days from today, a `coupon` is a pack and the
    number of one of its coupons or None, and `client` and `pack` are numbers. It is drawn as often
    as `weight` says."""

    def __init__(self, arguments, weight, *, at_once=0, can_die=False, is_keyed=False,
                 chooses=False, is_told=False, of_migration=False, is_slow=False):
        self.weight = weight
        self.place = {name: place for place, name in enumerate(arguments.split())}
        # How often callers do it at once, and a preview asks for it: not what is many transactions.
        self.at_once = at_once
        self.can_die = can_die  # in the middle, and be run again: it changes something
        self.is_keyed = is_keyed  # and says what it is about by its arguments alone
        self.chooses = chooses  # which coupon, R-COU-08
        self.is_told = is_told  # the model is told the answer, for of several any may be taken
        self.of_migration = of_migration  # the client's newest, which has an identifier of its own
        self.is_slow = is_slow  # so only some histories have it

    def clients(self, arguments):
        """The numbers of those that are meant, which `rows` begin with or are."""
        if "rows" in self.place:
            return [each[0] if isinstance(each, tuple) else each
                    for each in arguments[self.place["rows"]]]
        return [arguments[self.place["client"]]] if "client" in self.place else []

    def renamed(self, arguments, names):
        """With other numbers for some clients."""
        arguments = list(arguments)
        if "client" in self.place:
            place = self.place["client"]
            arguments[place] = names.get(arguments[place], arguments[place])
        if "rows" in self.place:
            place = self.place["rows"]
            arguments[place] = tuple(
                (names.get(each[0], each[0]), *each[1:]) if isinstance(each, tuple)
                else names.get(each, each) for each in arguments[place])
        return arguments


class Draw:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.place = 0  # in the history

    def studio(self):
        return self.random.choices(range(STUDIOS), (20, 2, 1))[0]

    def client(self):
        """One of the newest, or one that was left alone for long and may be erased by now."""
        newest = self.place // OPERATIONS_A_CLIENT
        if self.flag(0.05):
            return self.random.randrange(newest + CLIENTS)
        return newest + self.random.randrange(CLIENTS)

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
            (None,) * 20 + ("boss@example.com", "boss@pec.example.com", "client1@example.com",
                            "boss@pec.other.example.com", "boss@certified.example.com"))

    def share(self):
        return self.random.random() < 0.2

    def signatory(self):
        return "mario" if self.flag(0.9) else self.random.choice(("anna", "anna", "nobody"))

    def flag(self, chance=0.5):
        return self.random.random() < chance

    def coupon(self, chance=0.1):
        """A pack and the number of one of its coupons, or none in particular."""
        return (self.pack(), self.random.randrange(6)) if self.flag(chance) else None
