"""Makes and drops everything that the package hands out, for test_leaks.py to watch:

    python3 churn.py growth ROUNDS KIND...   tells how many bytes and objects more each kind leaves
    python3 churn.py run ROUNDS              all kinds in turn, for valgrind

PYTHONMALLOC=malloc makes C's allocator know of every byte, Python's and the library's."""
import contextlib
import ctypes
import datetime
import gc
import os
import sys
import tempfile
import uuid

import scene
import world
import contoterzi
from contoterzi import _abi, testkit
from contoterzi._library import library
from memory_backend import MemoryBackend

NOON = datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.timezone.utc)
PARTS = 5
KINDS = ("records", "pages", "stores", "files", "refusals", "previews", "callbacks", "batches",
         "storages", "back_ends", "back_ends_that_fail", "kit", "backups")
# What must be found: of the library's memory, of Python's, and of what the two share.
LEAKS = ("leaked_record", "leaked_object", "leaked_storage")


class NoTest:
    """Who else would close what a scene opens: nobody."""

    def addCleanup(self, *_):
        pass


class Rounds:
    """A method is a round. Nothing that it does stays in a store."""

    def __init__(self, place):
        self.place = place
        own = scene.Scene(NoTest())
        own.pack(20)
        self.clients = own.clients(5)
        self.store, self.studio = own.store, own.studio
        self.memory = contoterzi.Storage.memory()
        self.file = contoterzi.Storage.sqlite(os.path.join(place, "store.db"))
        self.backend = MemoryBackend()
        self.in_python = contoterzi.Storage.of(self.backend)
        for storage in (self.memory, self.file, self.in_python):
            with contoterzi.open(storage, today=world.TODAY) as store:
                world.add_studio(store)
        self.clocked = contoterzi.open(self.memory, now=self.now)
        self.is_late = False
        self.number = 0

    def now(self):
        if self.is_late:
            raise ZeroDivisionError("no clock")
        return NOON

    def records(self):
        self.store.studios.get(self.studio).asdict()
        repr(self.store.studios.overview(self.studio))
        client = self.store.clients.get(self.clients[0])
        assert client == self.store.clients.get(client) and hash(client)
        self.store.coupons.check_eligibility(client, studio=self.studio).asdict()
        self.store.renewal.ways(client, studio=self.studio, day=world.TODAY)

    def pages(self):
        kept = next(iter(self.store.coupons.list(self.studio)))
        page = self.store.clients.list(self.studio).page(limit=2)
        last = page[-1]
        del page
        assert kept.asdict() and last.asdict()

    def stores(self):
        with contoterzi.open(":memory:", today=world.TODAY):
            pass
        dropped = contoterzi.open(self.memory, today=world.TODAY)
        studio = next(iter(dropped.studios.list()))
        del dropped
        assert studio.name

    def files(self):
        with contoterzi.open(self.file, today=world.TODAY) as store:
            assert list(store.studios.list())

    def refusals(self):
        store = self.store
        for kind, call in (
            (contoterzi.RuleRefused, lambda: world.add_studio(store)),
            (contoterzi.NotFound, lambda: store.studios.get(uuid.UUID(int=7))),
            (contoterzi.InvalidArgument, lambda: store.studios.list().page("nonsense")),
            (TypeError, lambda: store.studios.get("studio")),
            (contoterzi.InvalidArgument, lambda: contoterzi.open(":memory:", lang="fr")),
            (contoterzi.StorageError, lambda: contoterzi.open(self.place)),
        ):
            with store.preview(), expect(kind):
                call()

    def previews(self):
        with self.store.preview() as store:
            world.add_studio(store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
        self.store.clients.set_nickname(
            self.clients[1], nickname="Bar", studio=self.studio, preview=True)

    def callbacks(self):
        self.is_late = True
        with expect(ZeroDivisionError):
            self.clocked.today
        self.is_late = False
        assert self.clocked.today
        self.store.audit.export(self.clients[0], studio=self.studio, preview=True)

    def batches(self):
        answers = self.store.migrations.migrate(
            self.clients + [uuid.UUID(int=7)], studio=self.studio, signatory=scene.MARIO,
            preview=True)
        assert answers[-1].reasons

    def storages(self):
        assert repr(contoterzi.Storage.memory()) and repr(contoterzi.Storage.sqlite("a.db"))
        contoterzi.policy_defaults()

    def back_ends(self):
        with contoterzi.open(self.in_python, today=world.TODAY) as store:
            assert list(store.studios.list())
        assert repr(contoterzi.Storage.of(MemoryBackend()))

    def back_ends_that_fail(self):
        with contoterzi.open(self.in_python, today=world.TODAY) as store:
            for error in (ZeroDivisionError("of the back end"), contoterzi.StorageError("broken")):
                def get(*_):
                    raise error

                self.backend.get = get
                with expect(type(error)):
                    store.studios.get(self.studio)
                del self.backend.get

    def kit(self):
        check = testkit.checks()[self.number % 3]
        result = check.run(contoterzi.Storage.memory)
        assert result.outcome is testkit.Outcome.PASS, result
        with expect(ZeroDivisionError):
            check.run(lambda: 1 // 0)

    def backups(self):
        def progress(pages, page_count):
            if self.number % 2:
                raise ZeroDivisionError("halfway")

        copy = os.path.join(self.place, "copy.db")
        with contextlib.suppress(ZeroDivisionError):
            contoterzi.backup(os.path.join(self.place, "store.db"), copy, progress)
            os.unlink(copy)
        with expect(contoterzi.NotAStore):
            contoterzi.backup(os.devnull, copy)

    def leaked_record(self):
        handle = ctypes.POINTER(_abi.ct_studio)()
        assert library.ct_studio_get(
            self.store._session.context, self.studio._identifier(), handle) == 0

    def leaked_object(self):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.store.studios.list()))

    def leaked_storage(self):
        storage = contoterzi.Storage.of(self.backend)
        library.ct_storage_ref(storage._handle)


@contextlib.contextmanager
def expect(kind):
    try:
        yield
    except kind:
        return
    raise AssertionError(f"{kind.__name__} was expected")


class Mallinfo(ctypes.Structure):
    """struct mallinfo2 of glibc"""

    _fields_ = [(name, ctypes.c_size_t) for name in (
        "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks",
        "fordblks", "keepcost")]


def allocated():
    """Bytes that are in use, of all arenas and of blocks with a mapping of their own."""
    gc.collect()
    mallinfo = ctypes.CDLL(None).mallinfo2
    mallinfo.restype = Mallinfo
    told = mallinfo()
    return told.uordblks + told.hblkhd


def churn(rounds, kind, count):
    for _ in range(count):
        rounds.number += 1
        getattr(rounds, kind)()


def least_growth(rounds, kind, count):
    """Bytes and Python's objects, of five parts of the rounds by the one that left least: what
    grows at first only, as caches do, is no leak, and a leak is in every part."""
    seen = []
    for _ in range(PARTS):
        churn(rounds, kind, count // PARTS)
        seen.append((allocated(), len(gc.get_objects())))
    return [min(after[which] - before[which] for before, after in zip(seen, seen[1:]))
            for which in (0, 1)]


def main(what, count, *kinds):
    with tempfile.TemporaryDirectory() as place:
        rounds = Rounds(place)
        if what == "run":
            for number in range(int(count)):
                churn(rounds, KINDS[number % len(KINDS)], 1)
        else:
            for kind in kinds:
                print(kind, *least_growth(rounds, kind, int(count)), flush=True)
        del rounds


if __name__ == "__main__":
    main(*sys.argv[1:])
