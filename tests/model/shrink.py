"""Cuts a history that disagrees down to one that still does, and writes it as a script."""
import beside

TRIES = 5  # of a history with concurrent callers, which are in each other's way only at times


def disagrees(operations, back_end, **faulty):
    at_once = any(name == "together" for name, *_ in operations)
    for _ in range(TRIES if at_once else 1):
        try:
            beside.run(operations, back_end, state_every=1, **faulty)
        except beside.Disagreement as found:
            return found
    return None


def shrink(operations, back_end="memory", **faulty):
    """Answers the operations left, and the disagreement. Whatever disagreement stays counts: the
    shortest script is worth more than the first symptom."""
    found = disagrees(operations, back_end, **faulty)
    if found is None:
        return operations, None
    operations = operations[:found.place + 1]
    size = len(operations) // 2
    while size:
        start, dropped = 0, False
        while start < len(operations):
            shorter = operations[:start] + operations[start + size:]
            again = disagrees(shorter, back_end, **faulty)
            if again is None:
                start += size
            else:
                operations, found, dropped = shorter[:again.place + 1], again, True
        if size > 1 or not dropped:
            size //= 2
    for simpler in (without_callers, with_time_together):
        place = len(operations) - 1
        while place >= 0:
            for shorter in simpler(operations, place):
                again = disagrees(shorter, back_end, **faulty)
                if again:
                    operations, found = shorter[:again.place + 1], again
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


def script(operations, back_end, found, seed):
    lines = "".join(f"    {operation!r},\n" for operation in operations)
    return (
        f"# seed {seed}, {back_end}: {found.text}\n"
        "# Run it from the top of the sources, with CONTOTERZI_LIBRARY telling which library.\n"
        "import sys\n\nsys.path.insert(0, \"tests/model\")\nimport beside\n\n"
        f"beside.replay([\n{lines}], {back_end!r})\n")
