"""Runs a history on the library and on the model, and tells where they first disagree."""
import datetime
import tempfile

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
DEATHS = "dies", "dies_after"
CHOOSING = ("assign", "migrate", "authorise")


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
    if name == "host_provisions":
        return
    if name in DEATHS:
        library.doom = (name, *arguments)
        return
    arguments = [(datetime.date(library.day.year, 12, 31) - library.day).days
                 if each == "year_end" else each for each in arguments]
    if name == "advance":
        library.day = model.today = library.day + datetime.timedelta(days=arguments[0])
        library.second *= not arguments[0]
        return
    if name == "reopen":
        library.reopen()
        return
    if name in YEAR and arguments[YEAR[name]] is not None:
        arguments[YEAR[name]] += library.day.year
    wanted = list(arguments)
    if name == "link":
        known = model.clients.get(arguments[1])
        wanted.append((known and known.login) or f"client{arguments[1]}@example.com")
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

    if name in CHOOSING:
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
    try:
        run(operations, back_end, state_every=1)
    except Disagreement as found:
        print(f"operation {found.place + 1}, {operations[found.place]}: {found.text}")
        raise SystemExit(1)
    print("they agree")
