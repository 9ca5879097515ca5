"""Cuts a history that disagrees down to one that still does, and writes it as a script."""
import beside
from history import OPERATIONS

TRIES = 5  # of a history with concurrent callers, which are in each other's way only at times
OPERATIONS_TRIED = 40_000  # some 20 s in memory


class Trials:
    """Runs of histories that are to disagree. Only so many operations may be run for one that
    fails, so that it ends on any machine with the same script."""

    def __init__(self, back_end, faulty):
        self.left, self.back_end, self.faulty = OPERATIONS_TRIED, back_end, faulty

    def disagrees(self, operations):
        """The disagreement; None too when enough was tried."""
        at_once = any(name == "together" for name, *_ in operations)
        every = 1 + len(operations) // 50  # states cost more than operations
        for _ in range(TRIES if at_once else 1):
            if self.left < 0:
                return None
            self.left -= len(operations)
            try:
                beside.run(operations, self.back_end, state_every=every, **self.faulty)
            except beside.Disagreement as found:
                return found
        return None


def shrink(operations, back_end="memory", **faulty):
    """Answers the operations left, and the disagreement. Whatever disagreement stays counts: the
    shortest script is worth more than the first symptom."""
    trials = Trials(back_end, faulty)
    found = trials.disagrees(operations)
    if found is None:
        return operations, None
    operations, before = operations[:found.place + 1], None
    while operations != before and trials.left >= 0:
        before = operations
        operations, found = with_fewer(operations, found, trials)
        for simpler in (without_callers, without_pack, with_time_together, with_earlier_pack,
                        with_fewer_rows):
            operations, found = with_simpler(operations, found, trials, simpler)
    return operations, found


def with_fewer(operations, found, trials):
    size = len(operations) // 2
    while size:
        start, dropped = 0, False
        while start < len(operations):
            shorter = operations[:start] + operations[start + size:]
            again = trials.disagrees(shorter)
            if again is None:
                start += size
            else:
                operations, found, dropped = shorter[:again.place + 1], again, True
        if size > 1 or not dropped:
            size //= 2
    return operations, found


def with_simpler(operations, found, trials, simpler):
    place = len(operations) - 1
    while place >= 0:
        for other in simpler(operations, place):
            again = trials.disagrees(other)
            if again:
                operations, found = other[:again.place + 1], again
                break
        else:
            place -= 1
        place = min(place, len(operations) - 1)
    return operations, found


def without_callers(operations, place):
    """Without one of those who act together, or without one of their operations; what one caller
    does alone needs no company."""
    name, *callers = operations[place]
    if name != "together":
        return
    before, after = operations[:place], operations[place + 1:]
    if len(callers) == 1:
        yield before + list(callers[0]) + after
    for number, plan in enumerate(callers):
        others = [each for each in (callers[:number], callers[number + 1:])]
        if len(callers) > 1:
            yield before + [(name, *others[0], *others[1])] + after
        for step in range(len(plan)) if len(plan) > 1 else ():
            shorter = plan[:step] + plan[step + 1:]
            yield before + [(name, *others[0], shorter, *others[1])] + after


def with_time_together(operations, place):
    """Two passages of time that follow each other as one."""
    if place + 1 < len(operations):
        (first, *days), (second, *more) = operations[place:place + 2]
        if first == second == "advance" and "year_end" not in days + more:
            yield operations[:place] + [("advance", days[0] + more[0])] + operations[place + 2:]


def with_earlier_pack(operations, place):
    """With an earlier pack, or a coupon of one, in place of what others have to be there for."""
    for number in range(pack_of(operations[place]) or 0):
        yield operations[:place] + [of_pack(operations[place], number)] + operations[place + 1:]


def without_pack(operations, place):
    """Without a purchase, and the later packs counted without it."""
    if operations[place][0] == "buy_pack":
        number = sum(name == "buy_pack" for name, *_ in operations[:place])
        yield operations[:place] + [
            of_pack(each, pack_of(each) - 1) if (pack_of(each) or 0) > number else each
            for each in operations[place + 1:]]


def place_of_pack(operation):
    places = OPERATIONS[operation[0]].place if operation[0] in OPERATIONS else {}
    return places.get("pack", places.get("coupon"))


def pack_of(operation):
    """The number of the pack that it is about, itself or by a coupon; None if there is none."""
    place = place_of_pack(operation)
    meant = None if place is None else operation[1 + place]
    return meant[0] if isinstance(meant, tuple) else meant


def of_pack(operation, number):
    name, *arguments = operation
    place = place_of_pack(operation)
    meant = arguments[place]
    arguments[place] = (number, meant[1]) if isinstance(meant, tuple) else number
    return (name, *arguments)


def with_fewer_rows(operations, place):
    name, *arguments = operations[place]
    where = OPERATIONS[name].place.get("rows") if name in OPERATIONS else None
    rows = arguments[where] if where is not None else ()
    for number in range(len(rows) if len(rows) > 1 else 0):
        arguments[where] = rows[:number] + rows[number + 1:]
        yield operations[:place] + [(name, *arguments)] + operations[place + 1:]


def script(operations, back_end, found, seed):
    lines = "".join(f"    {operation!r},\n" for operation in operations)
    return (
        f"# seed {seed}, {back_end}: {found.text}\n"
        "# Run it from the top of the sources, with CONTOTERZI_LIBRARY telling which library.\n"
        "import sys\n\nsys.path.insert(0, \"tests/model\")\nimport beside\n\n"
        f"beside.replay([\n{lines}], {back_end!r})\n")
