"""Storage back ends in Python: conformance, what comes out of one, how long it lives."""
import datetime
import gc
import itertools
import os
import pathlib
import subprocess
import sys
import threading
import unittest
import weakref

import scene
import world
import reporting
import contoterzi
from contoterzi import _adapter, schema, testkit
from memory_backend import MemoryBackend

NOON = datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.timezone.utc)
MINUTE = datetime.timedelta(minutes=1)
# What no back end in the memory of one process can show.
SKIPPED = {"processes-count", "processes-number-rows", "processes-see-commits",
           "lost-update-in-processes", "write-skew-in-processes", "phantom-in-processes",
           "crash-after-commit", "crash-in-transaction", "crash-at-work", "schema-foreign"}


# What one can't without the optional functions.
OPTIONAL = {check.name for check in testkit.checks()
            if check.name.startswith(("expect-none", "look-ahead"))}


class WithOptions(MemoryBackend):
    def expect_none(self, session, scan):
        if list(self.scan(session, scan)):
            raise contoterzi.Conflict("there was a row where there was to be none")

    def look_ahead(self, session, scans):
        for scan in scans:
            list(self.scan(session, scan))


class Conformance(unittest.TestCase):
    def skipped(self, checks, kind):
        backend = None

        def fresh():
            nonlocal backend
            backend = kind()
            return contoterzi.Storage.of(backend)

        skipped = set()
        for check in checks:
            with self.subTest(check=check.name):
                result = check.run(fresh, lambda: contoterzi.Storage.of(backend))
                self.assertNotEqual(testkit.Outcome.FAIL, result.outcome, result.notes)
                if result.outcome is testkit.Outcome.SKIP:
                    skipped.add(check.name)
        return skipped

    def test_the_kit(self):
        self.assertEqual(SKIPPED | OPTIONAL, self.skipped(testkit.checks(), MemoryBackend))

    def test_the_kit_on_one_with_the_optional_functions(self):
        checks = [check for check in testkit.checks() if check.name in OPTIONAL]
        self.assertGreater(len(checks), 5)
        self.assertEqual(set(), self.skipped(checks, WithOptions))


class Failing(MemoryBackend):
    """Raises what it is told to, where it is told to."""

    def __init__(self):
        super().__init__()
        self.errors = {}
        self.calls = []

    def meet(self, name):
        self.calls.append(name)
        if name in self.errors:
            raise self.errors[name]


def failing(name):
    def method(self, *arguments, **options):
        # What ends something has ended it all the same.
        if name == "commit" and name in self.errors:
            MemoryBackend.rollback(self, *arguments)
        if name in ("close", "rollback"):
            getattr(super(Failing, self), name)(*arguments, **options)
            return self.meet(name)
        self.meet(name)
        return getattr(super(Failing, self), name)(*arguments, **options)

    return method


METHODS = ("open", "close", "ensure_schema", "begin", "commit", "rollback", "get", "insert",
           "update", "erase", "scan")
for each in METHODS:
    setattr(Failing, each, failing(each))


class Stores(unittest.TestCase):
    def setUp(self):
        self.backend = Failing()
        self.storage = contoterzi.Storage.of(self.backend)
        self.store = world.open_store(self, self.storage)
        self.studio = world.add_studio(self.store)

    def add_another(self, vat_number=world.VAT_NUMBERS[1]):
        return self.store.studios.add(
            name="Another", vat_number=vat_number, email=f"{vat_number}@example.com",
            certified_email=f"{vat_number}@pec.example.com")

    def test_a_store_on_it_is_like_any_other(self):
        self.assertEqual("Storage('memory in Python')", repr(self.storage))
        self.assertEqual(self.studio, self.store.studios.get(self.studio))
        second = world.open_store(self, self.storage)
        other = self.add_another()
        self.assertEqual([self.studio, other], list(second.studios.list()))
        with second.preview():
            world.add_studio(second, vat_number=world.VAT_NUMBERS[2], email="c@example.com")
        with self.assertRaises(contoterzi.RuleRefused):
            world.add_studio(second)
        with self.assertRaises(contoterzi.NotFound):
            second.studios.find(world.VAT_NUMBERS[3])
        self.assertEqual([self.studio, other], list(self.store.studios.list()))

    def test_it_says_the_same_as_the_back_end_in_memory(self):
        def story(storage):
            said = []
            minutes = itertools.count()
            with contoterzi.open(
                    storage, lang="en", now=lambda: NOON + next(minutes) * MINUTE) as store:
                for number in world.VAT_NUMBERS + world.VAT_NUMBERS[:1]:
                    try:
                        said.append(world.add_studio(store, vat_number=number,
                                                     email=f"{number}@example.com").name)
                    except contoterzi.Error as error:
                        said.append((type(error), str(error), error.reasons))
                said += [studio.vat_number for studio in store.studios.list()]
                said += [studio.vat_number for studio in store.studios.list().page(limit=2)]
                overview = store.studios.overview(store.studios.find(world.VAT_NUMBERS[0]))
                return said + [overview.asdict()]

        self.assertEqual(story(contoterzi.Storage.memory()),
                         story(contoterzi.Storage.of(MemoryBackend())))

    def test_what_it_raises_comes_out_and_nothing_stays(self):
        other = self.add_another(vat_number=world.VAT_NUMBERS[2])
        studios = list(self.store.studios.list())
        calls = {
            "begin": self.add_another, "insert": self.add_another, "commit": self.add_another,
            "get": lambda: self.store.studios.open_account(other),
            "update": lambda: self.store.studios.open_account(other),
            "scan": lambda: list(self.store.studios.list()),
        }
        for method, call in calls.items():
            for error in (ZeroDivisionError("of the back end"), KeyboardInterrupt(), SystemExit(3),
                          contoterzi.Error("of another store"), contoterzi.WrongThread("of one")):
                with self.subTest(method=method, error=type(error).__name__):
                    self.backend.errors = {method: error}
                    with self.assertRaises(type(error)) as caught:
                        call()
                    self.assertIs(error, caught.exception)
                    self.backend.errors = {}
                    self.assertFalse(self.backend.turn.locked())
                    self.assertEqual(studios, list(self.store.studios.list()))
        self.assertNotEqual(other, calls["update"]())

    def test_its_family_becomes_the_librarys(self):
        for raised, kind in [(contoterzi.StorageError("disk on fire", native_code=77),
                              contoterzi.StorageError),
                             (contoterzi.Busy("locked"), contoterzi.Busy),
                             (contoterzi.Conflict("no serial order"), contoterzi.Conflict),
                             (contoterzi.OutOfMemory("full"), contoterzi.OutOfMemory),
                             (contoterzi.Damaged("torn page"), contoterzi.Damaged),
                             (contoterzi.Unsupported("too long"), contoterzi.Unsupported)]:
            with self.subTest(error=type(raised).__name__):
                self.backend.errors = {"get": raised}
                with self.assertRaises(kind) as caught:
                    self.store.studios.get(self.studio)
                self.assertIs(kind, type(caught.exception))
                self.assertIsNot(raised, caught.exception)
                self.assertEqual(raised.native_code, caught.exception.native_code)
                if kind is contoterzi.StorageError:
                    self.assertIn("disk on fire", str(caught.exception))
                self.backend.errors = {}
                self.assertEqual(self.studio, self.store.studios.get(self.studio))

    def test_a_conflict_is_tried_again(self):
        commit, left = self.backend.commit, [1, 2, 3]

        def contended(session):
            if left:
                left.pop()
                self.backend.rollback(session)
                raise contoterzi.Conflict("another was faster")
            commit(session)

        self.backend.commit = contended
        self.assertEqual(world.VAT_NUMBERS[1], self.add_another().vat_number)
        self.assertEqual([], left)
        self.assertEqual(2, len(list(self.store.studios.list())))

    def test_opening_one_that_fails(self):
        for method in ("open", "ensure_schema"):
            for raised, kind in [(ZeroDivisionError("no"), ZeroDivisionError),
                                 (contoterzi.NotAStore("a cake recipe"), contoterzi.NotAStore),
                                 (contoterzi.SchemaNewer("2050"), contoterzi.SchemaNewer)]:
                with self.subTest(method=method, error=kind.__name__):
                    self.backend.errors = {method: raised}
                    with self.assertRaises(kind):
                        contoterzi.open(self.storage)
        self.assertEqual(1, len(_adapter.bridge.sessions))

    def test_what_ends_something_may_raise_too(self):
        self.backend.errors = {"rollback": ZeroDivisionError("rolling back")}
        with self.assertRaisesRegex(ZeroDivisionError, "rolling back"):
            world.add_studio(self.store)
        self.backend.errors = {"close": ZeroDivisionError("closing")}
        with self.assertRaisesRegex(ZeroDivisionError, "closing"):
            self.store.close()
        self.store.close()
        self.backend.errors = {}
        with contoterzi.open(self.storage, today=world.TODAY) as store:
            self.assertEqual(self.studio, store.studios.get(self.studio))

    def test_what_raises_when_nobody_calls_is_told_and_not_kept(self):
        self.backend.errors = {"close": ZeroDivisionError("closing")}
        told = []
        hook, sys.unraisablehook = sys.unraisablehook, lambda what: told.append(what.exc_value)
        try:
            store = contoterzi.open(self.storage, today=world.TODAY)
            del store
        finally:
            sys.unraisablehook = hook
        self.assertEqual([self.backend.errors["close"]], told)
        self.backend.errors = {}
        self.assertEqual(self.studio, self.store.studios.get(self.studio))

    def test_a_scan_that_fails_on_its_way_and_is_closed(self):
        closed = []

        def scan(session, asked):
            try:
                yield from MemoryBackend.scan(self.backend, session, asked)
                raise ZeroDivisionError("after the last row")
            finally:
                closed.append(asked)

        self.backend.scan = scan
        with self.assertRaisesRegex(ZeroDivisionError, "after the last row"):
            list(self.store.studios.list())
        self.assertTrue(closed)
        closed.clear()
        self.assertEqual(self.studio, self.store.studios.find(world.VAT_NUMBERS[0]))
        self.assertTrue(closed)

    def test_rows_of_a_wrong_shape_are_told(self):
        get = self.backend.get
        for damage, words in [(lambda row: row[:-1], "had 8 values, not 9|values, not"),
                              (lambda row: (3,) + row[1:], "studio.id must be bytes, not int"),
                              (lambda row: (None,) + row[1:], "must be bytes, not NoneType"),
                              (lambda row: 7, "int")]:
            self.backend.get = lambda *arguments: damage(get(*arguments))
            with self.subTest(words=words), self.assertRaisesRegex(TypeError, words):
                self.store.studios.get(self.studio)
        self.backend.get = lambda *arguments: get(*arguments) + ("of a later schema",)
        self.assertEqual(self.studio, self.store.studios.get(self.studio))

    def test_it_may_not_use_the_store_that_it_serves(self):
        self.backend.get = lambda *arguments: self.store.today
        with self.assertRaisesRegex(contoterzi.WrongThread, "callback"):
            self.store.studios.get(self.studio)

    def test_it_may_use_another_one(self):
        """And what it raised before is of its own store's call."""
        other = world.open_store(self)
        days = []

        def get(*arguments):
            raise ZeroDivisionError("of the outer call")

        def rollback(session):
            days.append(other.today)
            MemoryBackend.rollback(self.backend, session)

        self.backend.get, self.backend.rollback = get, rollback
        with self.assertRaisesRegex(ZeroDivisionError, "of the outer call"):
            self.store.studios.get(self.studio)
        self.assertEqual([world.TODAY], days)

    def test_each_thread_has_what_its_own_call_raised(self):
        meet = threading.Barrier(8)
        results = {}

        def get(*arguments):
            meet.wait()
            raise LookupError(threading.get_ident())

        def look():
            with contoterzi.open(self.storage, today=world.TODAY) as store:
                try:
                    store.studios.get(self.studio)
                except LookupError as error:
                    results[threading.get_ident()] = error.args[0]

        self.backend.get = get
        threads = [threading.Thread(target=look) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(8, len(results))
        for thread, told in results.items():
            self.assertEqual(thread, told)


class Schemas(unittest.TestCase):
    def test_what_a_back_end_is_told(self):
        backend = MemoryBackend()
        contoterzi.open(contoterzi.Storage.of(backend), today=world.TODAY).close()
        tables = {table.name: table for table in backend.committed.schema.tables}
        studio = tables["studio"]
        self.assertEqual(("id", bytes, schema.Format.ID, False),
                         (studio.columns[0].name, studio.columns[0].type,
                          studio.columns[0].format, studio.columns[0].is_nullable))
        self.assertEqual(1, studio.key_count)
        self.assertEqual((0, (0,), True), (studio.indexes[0].number, studio.indexes[0].columns,
                                           studio.indexes[0].is_unique))
        vat = next(column for column in studio.columns if column.name == "vat_number")
        self.assertIs(str, vat.type)
        own = next(index for index in studio.indexes if index.columns == (vat.number,))
        self.assertTrue(own.is_unique)
        self.assertEqual((vat.number, 0), own.order)
        columns = [column for table in tables.values() for column in table.columns]
        self.assertEqual(set(schema.Format), {column.format for column in columns})
        kinds = next(dict(column.labels) for column in columns
                     if "renewable" in dict(column.labels).values())
        self.assertEqual({kind.number: kind.value for kind in contoterzi.CouponKind}, kinds)
        self.assertIn(studio.number, {column.references for column in columns})
        self.assertEqual({1}, {column.since for column in columns} & {1})

    def test_order(self):
        values = [None, -5, 0, 2 ** 62, "", "B", "a", "à", "\U0001f600", b"", b"\0", b"\xff"]
        self.assertEqual(values, [value for value in sorted(
            reversed(values), key=lambda value: schema.ordered((value,)))])
        self.assertLess(schema.ordered((1,)), schema.ordered((1, None)))


class LookAhead(MemoryBackend):
    def __init__(self):
        super().__init__()
        self.asked = []

    def look_ahead(self, session, scans):
        self.asked += scans


class Lives(unittest.TestCase):
    def test_a_back_end_that_looks_ahead_is_asked(self):
        backend = LookAhead()
        own = scene.Scene(self, where=contoterzi.Storage.of(backend))
        own.pack()
        answers = own.store.migrations.migrate(
            own.clients(3), studio=own.studio, signatory=scene.MARIO)
        self.assertEqual({contoterzi.MigrationStatus.DONE}, {answer.status for answer in answers})
        self.assertEqual({schema.Scan}, {type(scan) for scan in backend.asked})
        self.assertIn("migration", {scan.table.name for scan in backend.asked})

    def test_it_lives_as_long_as_it_is_needed(self):
        backend = MemoryBackend()
        alive = weakref.ref(backend)
        storage = contoterzi.Storage.of(backend)
        del backend
        store = contoterzi.open(storage, today=world.TODAY)
        del storage
        gc.collect()
        studio = world.add_studio(store)
        self.assertEqual(studio, store.studios.get(studio))
        self.assertIsNotNone(alive())
        del store
        self.assertIsNone(alive())
        bridge = _adapter.bridge
        self.assertEqual([{}, {}, {}], [bridge.backends, bridge.sessions, bridge.cursors])

    def test_one_that_cannot_be_a_storage_is_not_kept(self):
        class Nameless(MemoryBackend):
            name = None

        for kind in (Nameless, lambda: object()):
            with self.assertRaises((AttributeError, TypeError)):
                contoterzi.Storage.of(kind())
        self.assertEqual({}, _adapter.bridge.backends)
        with self.assertRaisesRegex(TypeError, "abstract"):
            contoterzi.Backend()

    EXIT = """
import gc, sys, threading
import world, contoterzi
from memory_backend import MemoryBackend
backend = MemoryBackend()
store = contoterzi.open(contoterzi.Storage.of(backend), today=world.TODAY)
studio = world.add_studio(store)
"""

    def test_at_the_end_of_the_interpreter(self):
        here = pathlib.Path(__file__).parent
        for name, ending in {
            "open": "",
            "in a cycle": "backend.store = store",
            "kept by sys": "sys.kept = store",
            "kept by a module of the standard library": "threading.kept = [store, backend]",
            "in a preview": "preview = store.preview(); preview.__enter__()",
            "in a scan": "pages = iter(store.studios.list()); next(pages)",
            "in a daemon thread": """
meet = threading.Event()
def work():
    with contoterzi.open(contoterzi.Storage.of(MemoryBackend()), today=world.TODAY) as own:
        while True:
            own.today
            list(own.studios.list())
            meet.set()
threading.Thread(target=work, daemon=True).start()
meet.wait()
""",
        }.items():
            with self.subTest(store=name):
                done = subprocess.run(
                    [sys.executable, "-X", "faulthandler", "-c", self.EXIT + ending], text=True,
                    capture_output=True,
                    env={**os.environ, "PYTHONPATH": os.pathsep.join([str(here)] + sys.path)})
                self.assertEqual((0, ""), (done.returncode, done.stderr))


if __name__ == "__main__":
    reporting.run()
