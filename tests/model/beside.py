"""Runs a history on the library and on the model, and tells where they first disagree."""
import datetime
import tempfile

import callers
import programme
from elsewhere import Died, Elsewhere
from library import FIRST_DAY, Library, where_of


class Disagreement(Exception):
    """`place` is that of the operation in the history."""

    def __init__(self, place, text):
        super().__init__(text)
        self.place, self.text = place, text


def answer_of_model(call, arguments):
    try:
        return call(*arguments)
    except programme.Refused as error:
        return ("refused", error.rules)
    except programme.Missing:
        return ("missing",)


# Where a license year stands among the arguments, told as years from today's.
YEAR = {"buy_pack": 2, "eligibility": 3, "assign": 3, "migrate": 2, "authorise": 1, "campaign": 0}
PACK = {"revoke": 0, "cancellation": 1}
DEATHS = "dies", "dies_after"
ONE_DAY = datetime.timedelta(days=1)


def run(operations, back_end="memory", model_class=programme.Programme, state_every=50,
        library_class=Library):
    """Raises the first Disagreement. What no history does first, such as ("host_provisions",),
    stands at its beginning."""
    with tempfile.TemporaryDirectory() as folder:
        host = ("host_provisions",) in operations
        made = library_class, back_end, where_of(back_end, folder), host
        if any(name in DEATHS for name, *_ in operations):
            library = Elsewhere(*made)
        else:
            library = made[0](*made[1:])
        model = model_class(FIRST_DAY, host)
        try:
            for place, (name, *arguments) in enumerate(operations):
                one(place, name, arguments, library, model)
                if place % state_every == state_every - 1:
                    compare_states(place, library, model)
            compare_states(len(operations) - 1, library, model)
            prove_books(len(operations) - 1, library)
        finally:
            library.close()


def one(place, name, arguments, library, model):
    library.second += 1
    if name == "together":
        together(place, arguments, library, model)
        return
    if name == "host_provisions":
        return
    if name in DEATHS:
        library.doom = (name, *arguments)
        return
    if name == "advance":
        (days,), _ = real(name, arguments, model)
        library.day = model.today = library.day + days * ONE_DAY
        library.second *= not days
        return
    if name == "reopen":
        library.reopen()
        return
    wanted, arguments = real(name, arguments, model)
    is_doomed = getattr(library, "doom", None) is not None
    library.how = {"key": str(place)} if is_doomed or place % 2 else {}

    def chosen(pool):
        """R-COU-08: any coupon of the pool; the library says of which pack its was."""
        number = library.pack_given
        if number is None:
            return pool[0]
        if number not in [pack.number for pack in pool]:
            raise Disagreement(place, f"the library gave a coupon of pack {number}, which is none "
                                      f"of {[pack.number for pack in pool]}")
        return model.packs[number]

    if name in callers.CHOOSING:
        arguments.append(chosen)
    if is_doomed:
        before = model.state()
    try:
        told = library.answer(name, wanted)
        has_died = False
    except Died:
        has_died = True
        library.begin()
        found = library.after_death(name, wanted)
        prove_books(place, library)
        told = library.answer(name, wanted)
    expected = answer_of_model(getattr(model, name), arguments)
    if has_died:
        after = model.state()
        if name == "campaign" and found == after != before:
            # It has no key: it was done, and is run once more.
            expected = answer_of_model(getattr(model, name), arguments)
        elif name == "lifecycle":
            # It is many transactions, of which some were done; its end is what counts.
            expected = told
        elif found not in (before, after):
            raise Disagreement(place, f"{name} died half done: "
                                      f"{first_difference(found, before)}, "
                                      f"{first_difference(found, after)}")
    if told != expected:
        raise Disagreement(place, f"{name}: the library says {shown(told)}, "
                                  f"the model {shown(expected)}")
    if has_died:
        compare_states(place, library, model)


def real(name, arguments, model):
    """What the library takes for an operation of a history, and what the model."""
    arguments = [(datetime.date(model.today.year, 12, 31) - model.today).days
                 if each == "year_end" else each for each in arguments]
    if name in YEAR and arguments[YEAR[name]] is not None:
        arguments[YEAR[name]] += model.today.year
    wanted = list(arguments)
    if name == "link":
        known = model.clients.get(arguments[1])
        wanted.append((known and known.login) or f"client{arguments[1]}@example.com")
    return wanted, arguments


def together(place, plans, library, model):
    """What its operations name was there before: what is made meanwhile has no number yet."""
    callers.name_all(library, model)
    entries, second = [], library.second
    for number, plan in enumerate(plans):
        entries.append([])
        for name, *arguments in plan:
            second += 1
            arguments = of_before(name, arguments, model)
            if arguments is not None:
                how = {"key": f"{place}.{second}"} if second % 2 else {}
                entries[-1].append(callers.Entry(
                    name, *real(name, arguments, model), how, second))
    entries = [each for each in entries if each]
    if not entries:
        return
    callers.run(entries, library)
    library.second = second
    found, text = callers.explain(entries, library, model, first_difference)
    if not found:
        raise Disagreement(place, f"no order explains it: {text}")
    vars(model).update(vars(found))


def of_before(name, arguments, model):
    """With numbers of packs and cancellations that are there; None if there are none, or if the login
    that is to be linked may yet change."""
    arguments = list(arguments)
    if name in ("revoke", "cancellation") and arguments[PACK[name]] is not None:
        if not model.packs:
            return None
        arguments[PACK[name]] %= len(model.packs)
    if name == "withdraw":
        known = model.studios.get(arguments[0])
        if not known or not known.cancellations:
            return None
        arguments[1] %= len(known.cancellations)
    if name == "link" and not (arguments[1] in model.clients
                               and model.clients[arguments[1]].login):
        return None
    return arguments


def prove_books(place, library):
    findings = library.findings()
    if findings:
        raise Disagreement(place, f"the books are wrong: {findings}")


def shown(answer):
    return " ".join("+".join(sorted(each)) or "-" if isinstance(each, frozenset) else str(each)
                    for each in answer)


def first_difference(told, expected):
    for what in sorted(set(told) | set(expected), key=str):
        if told.get(what) != expected.get(what):
            return (f"{what[0]} {what[1]}: the library has {told.get(what)}, "
                    f"the model {expected.get(what)}")
    return None


def compare_states(place, library, model):
    text = first_difference(library.state(), model.state())
    if text:
        raise Disagreement(place, text)


def replay(operations, back_end="memory"):
    """What a printed script calls: exits with 1 if they disagree."""
    at_once = any(name == "together" for name, *_ in operations)
    try:
        for _ in range(100 if at_once else 1):
            run(operations, back_end, state_every=1)
    except Disagreement as found:
        print(f"operation {found.place + 1}, {operations[found.place]}: {found.text}")
        raise SystemExit(1)
    print("they agree")
