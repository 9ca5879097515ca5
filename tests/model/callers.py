"""Several callers at once on one store: is there an order of what they did, one after the other, in
which the model gives all the answers that they got, and ends in the state that is there?"""
import copy
import pickle
import random
import threading
import time

from history import OPERATIONS

MOST_TRIES = 50  # of an operation that others kept from happening
MOST_ENDS = 100  # orders that explain all answers, of which one has to explain the state


class Entry:
    """An operation of one caller, and what it was told."""

    def __init__(self, name, wanted, arguments, how, second):
        self.name, self.wanted, self.arguments = name, wanted, arguments
        self.how, self.second, self.actor = how, second, None
        self.started = self.ended = self.told = self.made = self.given = None
        self.pointed = None  # which migration it was about, where that is said by an identifier
        self.unknown = ()  # the numbers of clients that this caller did not know of yet

    def run(self, library):
        library.how, library.second, self.actor = self.how, self.second, library.actor
        self.started = time.monotonic_ns()
        shared = library.clients, library.migrations
        library.clients, library.migrations = map(dict, shared)  # as they are at this moment
        meant = OPERATIONS[self.name].clients(self.wanted)
        if OPERATIONS[self.name].of_migration:
            self.pointed = library.migrations.get(meant[0], 0)
        if self.name not in ("register", "register_many", "register_by_link"):
            self.unknown = [number for number in meant if number not in library.clients]
        before = dict(library.migrations)
        for _ in range(MOST_TRIES):
            self.told = library.answer(self.name, self.wanted)
            if self.told != ("conflict",):
                break
        self.made = library.made
        shared[0].update(library.clients)
        shared[1].update(set(library.migrations.items()) - set(before.items()))
        library.clients, library.migrations = shared
        self.ended = time.monotonic_ns()
        if library.given is not None:
            self.given = [(library.packs[number], code) for number, code in library.given]

    def answer_of(self, model, renewals):
        """The model's answer. Whoever registered a client, whom it knows nothing of is nobody."""
        self.left = list(self.given or ())
        nobody = {number: -1 - number for number in self.unknown}
        arguments = OPERATIONS[self.name].renamed(self.arguments, nobody)
        if OPERATIONS[self.name].chooses:
            arguments.append(self.chosen)
        actor = model.actor
        model.pointed, model.second, model.actor = self.pointed, self.second, self.actor
        told = model.answer(self.name, arguments)
        model.pointed, model.second, model.actor = None, 0, actor
        for pack in model.packs:
            if pack.id is None:
                pack.id = (self.made if self.name == "buy_pack" else
                           renewals.get((pack.renews.id, pack.year)))
        if self.name in ("select", "migrate", "migrate_many") and told[0] == "done":
            made = self.made if self.name == "migrate_many" else {arguments[1]: self.made}
            for number, migration in made.items():
                if number in model.clients and model.clients[number].migrations:
                    newest = model.clients[number].migrations[-1]
                    newest.id = newest.id or migration
        if self.name == "cancellation" and told[0] == "done":
            model.studios[arguments[0]].cancellations[-1]["id"] = self.made
        return told

    def chosen(self, pool):
        if not self.left:
            return pool[0], f"example {len(pool[0].taken)}"
        made, code = self.left.pop(0)
        return next((pack for pack in pool if pack.id == made), pool[0]), code


def run(plans, library):
    """A thread for each list of entries, all begun at the same moment."""
    gate = threading.Barrier(len(plans))
    failed = []

    def work(entries, own):
        try:
            own.start()
            try:
                gate.wait()
                for entry in entries:
                    entry.run(own)
            finally:
                own.close()
        except Exception as error:
            failed.append(error)
            gate.abort()

    threads = []
    for number, entries in enumerate(plans):
        own = copy.copy(library)
        own.actor = f"caller{number}"
        own.source = random.Random(f"{library.day} {library.second} {number}")
        threads.append(threading.Thread(target=work, args=(entries, own)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]


def name_all(library, model):
    """Gives what the model has the identifiers of the library."""
    for pack in model.packs:
        pack.id = library.packs[pack.number]
    for number, client in model.clients.items():
        if any(migration.id is None for migration in client.migrations):
            for migration, made in zip(client.migrations, library.migrations_of(number)):
                migration.id = made
    for number, studio in model.studios.items():
        for told, made in zip(studio.cancellations, library.cancellations.get(number, ())):
            told["id"] = made


def same_order(library, model):
    """What was made at the same time the library lists in an order of its own."""
    library.packs = [pack.id for pack in model.packs]
    issued = [pack.id for made in library.studios.values()
              for pack in library.store.coupons.packs(made)]
    for pack in model.packs:
        pack.place = issued.index(pack.id)
    for number, client in model.clients.items():
        if client.migrations:
            order = library.migrations_of(number)
            client.migrations.sort(key=lambda each: order.index(each.id))
            library.migrations[number] = order[-1]
    for number, studio in model.studios.items():
        if studio.cancellations:
            order = library.cancellations_of(number)
            studio.cancellations.sort(key=lambda each: order.index(each["id"]))
            library.cancellations[number] = order


def is_begun(journal, recorded):
    """Whether events can go on to what was recorded: each has the instant of its operation."""
    for subject, events in journal.items():
        known = recorded.get(subject, [])[:len(events)]
        if [(each.instant, each.kind) for each in events] != [
                (each.instant, each.kind.value) for each in known]:
            return False
    return True


def explain(plans, library, model, difference, recorded):
    """The model after an order that explains everything, the events that were recorded included; or
    what does not fit, in words, where most was explained."""
    renewals = library.renewals()
    seen, ends, best = set(), [], (-1, "")

    def go(places, image):
        nonlocal best
        if (places, image) in seen:
            return None
        seen.add((places, image))
        left = [(entries[place], caller) for caller, (entries, place)
                in enumerate(zip(plans, places)) if place < len(entries)]
        if not left:
            if len(ends) >= MOST_ENDS:
                return None
            ends.append(places)
            end = pickle.loads(image)
            same_order(library, end)
            text = (difference(library.state(), end.state())
                    or difference({("events", subject): library.told_events(events)
                                   for subject, events in recorded.items()},
                                  {("events", subject): events
                                   for subject, events in end.journal.items()}))
            best = max(best, (sum(places), f"all answers fit, but not the state: {text}"))
            return None if text else end
        first_end = min(entry.ended for entry, _ in left)
        for entry, caller in sorted(left, key=lambda each: each[0].ended):
            if entry.started > first_end:
                continue
            after = pickle.loads(image)
            told = entry.answer_of(after, renewals)
            if told != entry.told:
                best = max(best, (sum(places), f"caller {caller + 1}, {entry.name}: the library "
                                               f"says {entry.told}, the model {told}"))
                continue
            if not is_begun(after.journal, recorded):
                best = max(best, (sum(places), f"caller {caller + 1}, {entry.name}: its events "
                                               "were not those"))
                continue
            found = go(places[:caller] + (places[caller] + 1,) + places[caller + 1:],
                       pickle.dumps(after))
            if found:
                return found
        return None

    found = go((0,) * len(plans), pickle.dumps(model))
    return found, best[1]


def overlapping(plans):
    """Of how many operations the time was shared with one of another caller."""
    return sum(any(entry.started < other.ended and other.started < entry.ended
                   for others in plans if others is not entries for other in others)
               for entries in plans for entry in entries)
