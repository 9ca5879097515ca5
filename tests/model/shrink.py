"""Cuts a history that disagrees down to one that still does, and writes it as a script."""
import beside


def disagrees(operations, back_end, **faulty):
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
    for place in range(len(operations) - 2, -1, -1):
        if place + 1 >= len(operations):
            continue
        shorter = together(operations, place)
        again = shorter and disagrees(shorter, back_end, **faulty)
        if again:
            operations, found = shorter[:again.place + 1], again
    return operations, found


def together(operations, place):
    """Two passages of time that follow each other as one."""
    (first, *days), (second, *more) = operations[place:place + 2]
    if first != "advance" or second != "advance" or "year_end" in days + more:
        return None
    return operations[:place] + [("advance", days[0] + more[0])] + operations[place + 2:]


def script(operations, back_end, found, seed):
    lines = "".join(f"    {operation!r},\n" for operation in operations)
    return (
        f"# seed {seed}, {back_end}: {found.text}\n"
        "# Run it from the top of the sources, with CONTOTERZI_LIBRARY telling which library.\n"
        "import sys\n\nsys.path.insert(0, \"tests/model\")\nimport beside\n\n"
        f"beside.replay([\n{lines}], {back_end!r})\n")
