"""Random histories: one integer makes one, the same for ever. An operation is a name and plain
values; clients, studios and packs are numbers, so that any of them can be left out."""
import random

import subjects
from programme import CONTO_TERZI

from .draw import CLIENTS, OPERATIONS_A_CLIENT, Draw

SUBJECTS = subjects.of(__name__, time="Time")
OPERATIONS = {name: operation for subject in SUBJECTS
              for name, operation in subject.OPERATIONS.items()}
AT_ONCE = {name: each.at_once for name, each in OPERATIONS.items() if each.at_once}


class Writer(Draw, *SUBJECTS):
    def draw(self, name):
        return (name, *getattr(self, name)())

    def plan_at_once(self, count):
        """So many operations that each are one transaction."""
        names = self.random.choices(list(AT_ONCE), AT_ONCE.values(), k=count)
        return tuple(one_transaction(*self.draw(name)) for name in names)


def one_transaction(name, *arguments):
    """What may be several else: an access that is refused today is told of in one of its own."""
    if name == "access":
        arguments = *arguments[:-1], arguments[-1] or 0
    if name == "campaign":
        arguments = arguments[0], 100
    return (name, *arguments)


def death(random, back_end):
    """How an operation dies: at which write, and how many quarters of it are done; or after so many
    microseconds."""
    if back_end == "sqlite" and random.random() < 0.7:
        return ("dies", random.randrange(40), random.randrange(5))
    return ("dies_after", int(50 * 100 ** random.random()))


def with_deaths(history, seed, back_end):
    """Of what can die on the way a fourth does."""
    chance = random.Random(seed)
    made = []
    for name, *arguments in history:
        if name in OPERATIONS and OPERATIONS[name].can_die and chance.random() < 0.25:
            made.append(death(chance, back_end))
            name, *arguments = one_transaction(name, *arguments)
        made.append((name, *arguments))
    return made


def with_callers(history, seed):
    """After every ten operations or so, two to four callers with three to six each."""
    writer = Writer(seed)
    made = []
    for place, operation in enumerate(history):
        made.append(operation)
        writer.place = place
        if writer.flag(0.1) and place > 10:
            made.append(("together", *(writer.plan_at_once(writer.random.randint(3, 6))
                                       for _ in range(writer.random.randint(2, 4)))))
    return made


def write(seed, length=100, often=()):
    """It begins with a studio that can work, so that most of the rest has something to do. Of some
    operations there are to be ten times as many."""
    writer = Writer(seed)
    has_logins = seed % 5 == 0
    made = writer.first_policies()
    made += [("add_studio", 0), ("open_account", 0), ("add_studio", 1), ("open_account", 1),
             ("register", 0, 0, "flat_rate", True),
             ("buy_pack", 0, CONTO_TERZI, 0, 3, None)]
    drawn = {name: each.weight * (10 if name in often else 1) for name, each in OPERATIONS.items()
             if has_logins or not each.is_slow}
    names, weights = list(drawn), list(drawn.values())
    while len(made) < length:
        writer.place = len(made)
        if writer.place % OPERATIONS_A_CLIENT == 0:
            made.append(("register", writer.studio(), writer.place // OPERATIONS_A_CLIENT + CLIENTS,
                         *writer.register()[2:]))
        made.append(writer.draw(writer.random.choices(names, weights)[0]))
    return made
