"""Runs a history on the library and on the model, and tells where they first disagree."""
import datetime
import pickle
import tempfile
from typing import NamedTuple

import callers
import programme
from history import OPERATIONS
from elsewhere import Died, Elsewhere
from library import FIRST_DAY, Library, where_of


class Disagreement(Exception):
    """`place` is that of the operation in the history."""

    def __init__(self, place, text):
        super().__init__(text)
        self.place, self.text = place, text


DEATHS = "dies", "dies_after"
WHOLE = ("events", ("all", None, 1000)), ("list_messages", (None,))  # are asked at the end
CATEGORIES = "clients", "suppliers", "products", "documents"
ONE_DAY = datetime.timedelta(days=1)


def run(operations, back_end="memory", model_class=programme.Programme, state_every=50,
        library_class=Library):
    """Raises the first Disagreement."""
    with tempfile.TemporaryDirectory() as folder:
        made = library_class, back_end, where_of(back_end, folder), {}
        if any(name in DEATHS for name, *_ in operations):
            library = Elsewhere(*made)
        else:
            library = made[0](*made[1:])
        library.answered = []
        model = model_class(FIRST_DAY)
        try:
            for place, (name, *arguments) in enumerate(operations):
                one(place, name, arguments, library, model)
                if place % state_every == state_every - 1:
                    compare_states(place, library, model)
            compare_states(len(operations) - 1, library, model)
            library.doom = None  # of what no operation came after
            prove_books(len(operations) - 1, library)
            for name, arguments in WHOLE:
                must_be(len(operations) - 1, name, library.answer(name, arguments),
                        model.answer(name, arguments))
        finally:
            library.close()


def one(place, name, arguments, library, model):
    library.second += 1
    model.second = library.second
    if name in DEATHS:
        library.doom = (name, *arguments)
    elif name == "together":
        together(place, arguments, library, model)
    elif name == "advance":
        (days,), _ = real(name, arguments, library, model)
        library.day += days * ONE_DAY
        model.advance(days)
        library.second *= not days
        model.second = library.second
    elif name == "reopen":
        library.reopen()
    elif name == "preview":
        preview(place, arguments, library, model)
    elif name in ("again", "misuse"):
        again(place, name, arguments, library, model)
    elif name == "anew":
        anew(place, *arguments, library, model)
    elif has_coupon(name, arguments, model):
        if not OPERATIONS[name].can_die:
            library.doom = None
        is_doomed = getattr(library, "doom", None) is not None
        key = str(place) if is_doomed or place % 2 else None
        simple(place, name, *real(name, arguments, library, model), key, library, model)


def simple(place, name, wanted, arguments, key, library, model):
    is_doomed = getattr(library, "doom", None) is not None
    library.how = {"key": key} if key else {}
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
    given = library.given
    expected = answer_of_model(place, name, arguments, model, given, told)
    if has_died:
        after = model.state()
        if name == "campaign" and found == after != before:
            # It has no key: it was done, and is run once more.
            expected = answer_of_model(place, name, arguments, model, given, told)
        elif name == "lifecycle":
            # It is many transactions, of which some were done; its end is what counts.
            expected = told
        elif found not in (before, after):
            raise Disagreement(place, f"{name} died half done: "
                                      f"{first_difference(found, before)}, "
                                      f"{first_difference(found, after)}")
    must_be(place, name, told, expected)
    if has_died:
        compare_states(place, library, model)
    number = OPERATIONS[name].place.get("client")
    is_known = number is None or wanted[number] in model.clients or name == "register"
    if key and OPERATIONS[name].is_keyed and is_known and (
            told not in (("missing",), ("invalid",))):
        library.answered.append(
            Answered(key, model.now(), name, wanted, arguments, told, about(name, wanted, model)))


def answer_of_model(place, name, arguments, model, given, told):
    left = list(given or ())

    def chosen(pool):
        """R-COU-08: any free coupon of the pool; the library says which."""
        if not left:
            return pool[0], f"example {len(pool[0].taken)}"
        number, code = left.pop(0)
        if number not in [pack.number for pack in pool]:
            raise Disagreement(place, f"the library gave a coupon of pack {number}, which is none "
                                      f"of {[pack.number for pack in pool]}")
        if code in model.packs[number].taken:
            raise Disagreement(place, f"the library gave a coupon twice, of pack {number}")
        return model.packs[number], code

    arguments = list(arguments)
    if OPERATIONS[name].chooses:
        arguments.append(chosen)
    if OPERATIONS[name].is_told:
        arguments.append(told)
    return model.answer(name, arguments)


def must_be(place, name, told, expected):
    if told != expected:
        if name == "events" and isinstance(told[-1], dict):
            told, expected = differing(told[-1], expected[-1])
        raise Disagreement(place, f"{name}: the library says {shown(told)}, "
                                  f"the model {shown(expected)}")


def has_coupon(name, arguments, model):
    """Whether there is the coupon whose link is meant."""
    return name not in ("coupon_link", "register_by_link") or arguments[0][0] < len(model.packs)


def preview(place, operations, library, model):
    """R-AUD-05. That nothing changed is for the next comparison of states."""
    past = model.take_past()
    after = pickle.loads(pickle.dumps(model))
    model.give_past(past)
    operations = [(name, *arguments) for name, *arguments in operations
                  if has_coupon(name, arguments, model)]
    asked = [(name, *real(name, arguments, library, after)) for name, *arguments in operations]
    answers = library.preview([(name, wanted) for name, wanted, _ in asked])
    for (name, _, arguments), (told, given) in zip(asked, answers):
        expected = answer_of_model(place, name, arguments, after, given, told)
        must_be(place, f"a preview of {name}", told, expected)


class Answered(NamedTuple):
    """What was told under a key."""

    key: str
    at: datetime.datetime
    name: str
    wanted: list
    arguments: list
    told: tuple
    about: object


def about(name, wanted, model):
    """The migration that an operation on a client's newest one is about."""
    if not OPERATIONS[name].of_migration:
        return None
    client = model.clients.get(wanted[OPERATIONS[name].place["client"]])
    return client.migrations[-1] if client and client.migrations else None


def again(place, name, arguments, library, model):
    """R-AUD-02: the first answer, as long as it is kept; and another request is refused."""
    since = max(model.now() - model.host.number("idempotency_days") * ONE_DAY, model.keys_since)
    kept = [each for each in library.answered[-100:] if each.at > since]
    if not kept:
        return
    first, other = (kept[number % len(kept)] for number in arguments)
    library.how = {"key": first.key}
    if name == "again":
        if about(first.name, first.wanted, model) is first.about:
            must_be(place, f"{first.name} again", library.again(first.name, first.wanted),
                    first.told)
    elif (other.name, other.wanted) != (first.name, first.wanted) and not (
            other.name == first.name == "first_login"):  # whatever the passwords
        must_be(place, f"{other.name} with the key of {first.name}",
                library.again(other.name, other.wanted), ("refused", frozenset({"R-AUD-02"})))


def anew(place, which, library, model):
    """R-AUD-10: a key whose time is over, and whose answer was removed, is a new one."""
    gone = [each for each in library.answered if each.at < model.keys_since]
    if not gone:
        return
    first = gone[which % len(gone)]
    library.answered.remove(first)
    library.doom = None
    simple(place, first.name, first.wanted, first.arguments, first.key, library, model)


def real(name, arguments, library, model):
    """What the library takes for an operation of a history, and what the model."""
    arguments = [(datetime.date(model.today.year, 12, 31) - model.today).days
                 if each == "year_end" else each for each in arguments]
    places = OPERATIONS[name].place
    if "year" in places and arguments[places["year"]] is not None:
        arguments[places["year"]] += model.today.year
    if "day" in places and arguments[places["day"]] is not None:
        arguments[places["day"]] = model.today + arguments[places["day"]] * ONE_DAY
    wanted = list(arguments)
    if "coupon" in places:
        place = places["coupon"]
        number, which = arguments[place] or (None, None)
        if number is not None and number < len(model.packs):
            wanted[place] = library.code_of(number, which)
            arguments[place] = number, wanted[place]
        else:
            wanted[place] = arguments[place] = None
    if name == "reconcile":
        arguments[2] = wanted[2] = twisted(model.snapshot(arguments[1]), *arguments[2], model.today)
    if name == "link":
        known = model.clients.get(arguments[1])
        wanted.append((known and known.login) or f"client{arguments[1]}@example.com")
    return wanted, arguments


def twisted(said, field, how, today):
    """What the product says, and is wrong about in one field at most."""
    if field == "license_expire":
        said[field] = said.get(field, today) + how * ONE_DAY
    elif field == "plan":
        said[field] = "premium" if how > 0 else "trial"
    elif field in CATEGORIES and "limits" in said:
        said["limits"] = {**said["limits"], field: said["limits"][field] + abs(how)}
    elif field in said and isinstance(said[field], bool):
        said[field] = not said[field]
    elif field == "nothing":
        said = {each: said[each] for each in list(said)[how % 2::2]}
    return said


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
                    name, *real(name, arguments, library, model), how, second))
    entries = [each for each in entries if each]
    if not entries:
        return
    began, past = model.now(), model.take_past()
    callers.run(entries, library)
    library.second = second
    found, text = callers.explain(
        entries, library, model, first_difference, library.events_after(began))
    if not found:
        raise Disagreement(place, f"no order explains it: {text}")
    vars(model).update(vars(found))
    model.second = second
    model.give_past(past)


def of_before(name, arguments, model):
    """With numbers of packs and cancellations that are there; None if there are none, or if the
    login that is to be linked may yet change."""
    arguments = list(arguments)
    pack = OPERATIONS[name].place.get("pack")
    if pack is not None and arguments[pack] is not None:
        if not model.packs:
            return None
        arguments[pack] %= len(model.packs)
    if name in ("coupon_link", "register_by_link"):
        if not model.packs:
            return None
        arguments[0] = arguments[0][0] % len(model.packs), arguments[0][1]
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


def differing(told, expected):
    """The parts of journals where they first do."""
    for subject in sorted(set(told) | set(expected)):
        ours, theirs = told.get(subject, []), expected.get(subject, [])
        for place in range(max(len(ours), len(theirs))):
            one, other = ours[place:place + 1], theirs[place:place + 1]
            if one != other:
                return (subject, place + 1, *one), (subject, place + 1, *other)
    return (), ()


def shown(answer):
    return " ".join("+".join(sorted(each)) or "-" if isinstance(each, frozenset) else str(each)
                    for each in answer)


def first_difference(told, expected):
    for what in sorted(set(told) | set(expected), key=str):
        ours, theirs = told.get(what), expected.get(what)
        if ours != theirs:
            return f"{what[0]} {what[1]}: the library has {ours}, the model {theirs}"
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
