"""The store and what it answers: who frees what, which thread may call, what comes out of
callbacks."""
import copy
import datetime
import decimal
import gc
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import threading
import unittest
import uuid

import world
import reporting
import contoterzi
from contoterzi import _abi, _convert
from contoterzi._library import library


class Opening(unittest.TestCase):
    def test_a_file_is_made_and_opened_again(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "store.db"
            with contoterzi.open(path, today=world.TODAY) as store:
                studio = world.add_studio(store)
            with contoterzi.open(str(path), today=world.TODAY) as store:
                self.assertEqual(store.studios.get(studio.id), studio)

    def test_without_create_there_must_be_a_store(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "store.db"
            with self.assertRaisesRegex(contoterzi.NotFound, "store.db"):
                contoterzi.open(path, create=False)
            self.assertFalse(path.exists())
            contoterzi.open(path).close()
            contoterzi.open(path, create=False).close()
            with self.assertRaisesRegex(TypeError, "create"):
                contoterzi.open(path, create="no")

    def test_two_stores_on_one_storage_see_the_same(self):
        memory = contoterzi.Storage.memory()
        first, second = world.open_store(self, memory), world.open_store(self, memory)
        studio = world.add_studio(first)
        self.assertEqual(studio, second.studios.get(studio))

    def test_what_is_no_store_is_refused(self):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory) / "other.txt"
            path.write_text("nothing of ours, " * 100)
            with self.assertRaises(contoterzi.StorageError):
                contoterzi.open(path)
            self.assertEqual("nothing of ours, " * 100, path.read_text())

    def test_today_is_the_given_day_in_rome(self):
        for day in [world.TODAY, datetime.date(2026, 3, 29), datetime.date(2026, 10, 25)]:
            self.assertEqual(day, world.open_store(self, today=day).today)
        with self.assertRaisesRegex(TypeError, "today"):
            contoterzi.open(":memory:", today="2026-05-04")
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            contoterzi.open(":memory:", today=datetime.date(1900, 1, 1)).today
        self.assertEqual("today", caught.exception.field)

    def test_now_is_an_instant_or_a_clock(self):
        late = datetime.datetime(2026, 12, 31, 23, 30, tzinfo=datetime.timezone.utc)
        self.assertEqual(datetime.date(2027, 1, 1),
                         world.open_store(self, today=None, now=late).today)
        hours = iter(range(100))
        store = world.open_store(
            self, today=None, now=lambda: late - datetime.timedelta(hours=next(hours)))
        self.assertGreater(len({store.today for _ in range(30)}), 1)

    def test_without_a_clock_it_is_the_machines(self):
        before = datetime.datetime.now(datetime.timezone.utc)
        store = world.open_store(self, today=None)
        kept = store.keys_kept_since
        self.assertLess(kept, before)
        self.assertEqual(datetime.timezone.utc, kept.tzinfo)

    def test_today_and_now_exclude_each_other(self):
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            contoterzi.open(":memory:", today=world.TODAY, now=datetime.datetime.now)
        self.assertEqual("now", caught.exception.field)

    def test_a_path_need_not_be_text(self):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, os.fsdecode(b"\xff.db"))
            with contoterzi.open(path) as store:
                self.assertEqual([], list(store.studios.list()))
            self.assertTrue(os.path.isfile(path))
            with open(path, "w") as file:
                file.write("nothing of ours, " * 100)
            with self.assertRaisesRegex(contoterzi.NotAStore, ".db"):
                contoterzi.open(path)

    def test_what_is_no_file_is_told(self):
        with tempfile.TemporaryDirectory() as directory:
            pipe = os.path.join(directory, "pipe")
            os.mkfifo(pipe)
            for path in (directory, pipe, "/dev/null"):
                with self.subTest(path=path), self.assertRaises(contoterzi.NotAStore) as caught:
                    contoterzi.open(path)
                self.assertIn(path, str(caught.exception))

    def test_options_are_checked_by_name(self):
        for field, options in [("lang", {"lang": "fr"}), ("lock_timeout", {"lock_timeout": 1e9}),
                               ("lock_timeout", {"lock_timeout": -1}),
                               ("lock_timeout", {"lock_timeout": float("nan")}),
                               ("now", {"now": datetime.datetime(2026, 5, 4)}),
                               ("actor", {"actor": "a" * 101}), ("actor", {"actor": ""}),
                               ("path", {"where": ""}),
                               ("license_and", {"policy": {"license_and": "12-31"}}),
                               ("license_end", {"policy": {"license_end": "02-30"}})]:
            with self.subTest(field=field), self.assertRaises(contoterzi.InvalidArgument) as caught:
                contoterzi.open(**{"where": ":memory:", **options})
            self.assertEqual(field, caught.exception.field)

    def test_options_of_another_type(self):
        kind = contoterzi.MessageKind.CREDENTIALS
        for name, options in [("path", {"where": None}), ("path", {"where": b"a.db"}),
                              ("lock_timeout", {"lock_timeout": "1"}),
                              ("lock_timeout", {"lock_timeout": True}), ("now", {"now": 5}),
                              ("lang", {"lang": []}), ("actor", {"actor": b"anna"}),
                              ("policy", {"policy": ["license_end"]}),
                              ("policy", {"policy": {1: 1}}),
                              ("templates", {"templates": {"credentials": ("a", "b")}}),
                              ("credentials", {"templates": {kind: ("a",)}}),
                              ("credentials", {"templates": {kind: "ab"}})]:
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name):
                contoterzi.open(**{"where": ":memory:", **options})

    def test_the_policy_decides(self):
        self.assertEqual("12-31", contoterzi.policy_defaults()["license_end"])
        self.assertGreater(len(contoterzi.policy_defaults()), 20)

    def test_a_closed_store_says_so(self):
        store = world.open_store(self)
        studio = world.add_studio(store)
        store.close()
        store.close()
        with self.assertRaisesRegex(contoterzi.Error, "closed"):
            store.today
        self.assertEqual("Studio Così & Figli", studio.name)

    def test_texts_are_in_the_language_of_the_store(self):
        store = world.open_store(self, lang="it")
        for lang, word in [("it", "Studio inesistente"), ("en", "There is no such studio")]:
            store.set_language(lang)
            with self.assertRaisesRegex(contoterzi.NotFound, word):
                store.studios.get(uuid.uuid4())


class Records(unittest.TestCase):
    def setUp(self):
        self.store = world.open_store(self)
        self.studio = world.add_studio(self.store)

    def test_properties_are_pythons(self):
        self.assertIsInstance(self.studio.id, uuid.UUID)
        self.assertEqual(world.TODAY, self.studio.account_opened_on)
        self.assertIsNone(self.studio.tax_code)
        self.assertEqual("Studio Così & Figli", self.studio.asdict()["name"])

    def test_repr_tells_what_it_is(self):
        self.assertEqual(
            f"Studio(name='Studio Così & Figli', vat_number='12345678903', id={self.studio.id!r})",
            repr(self.studio))

    def test_equal_if_all_that_they_tell_is_equal(self):
        same = self.store.studios.get(self.studio)
        self.assertEqual(same, self.studio)
        self.assertEqual({same}, {self.studio})
        self.assertNotEqual(self.studio, self.studio.asdict())
        other = world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
        self.assertNotEqual(other, self.studio)

    def test_copies_are_the_same_and_pickles_refused_with_a_hint(self):
        self.assertIs(copy.copy(self.studio), self.studio)
        self.assertIs(copy.deepcopy([self.studio])[0], self.studio)
        with self.assertRaisesRegex(TypeError, "asdict"):
            pickle.dumps(self.studio)

    def test_a_subclass_tells_the_same(self):
        class Own(contoterzi.Studio):
            pass

        own = Own(self.studio._handle, self.studio._owner)
        self.assertEqual(self.studio.asdict(), own.asdict())
        self.assertEqual(own, own)

    def test_they_cannot_be_changed(self):
        with self.assertRaises(AttributeError):
            self.studio.name = "Other"

    def test_pages_are_walked_and_asked_for(self):
        for number in world.VAT_NUMBERS[1:]:
            world.add_studio(self.store, vat_number=number, email=f"{number}@example.com")
        studios = self.store.studios.list()
        everyone = [studio.vat_number for studio in studios]
        self.assertEqual(sorted(world.VAT_NUMBERS), sorted(everyone))
        self.assertEqual(everyone, [studio.vat_number for studio in studios])
        seen, after = [], None
        while not seen or after:
            page = studios.page(after, limit=2)
            self.assertLessEqual(len(page), 2)
            seen += [page[index].vat_number for index in range(len(page))]
            after = page.next
        self.assertEqual(everyone, seen)
        with self.assertRaises(contoterzi.InvalidArgument):
            studios.page("nonsense")

    def test_a_preview_changes_nothing(self):
        with self.store.preview():
            world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
            self.assertEqual(2, len(list(self.store.studios.list())))
        self.store.studios.add(
            name="Third", vat_number=world.VAT_NUMBERS[2], email="c@example.com",
            certified_email="c@pec.example.com", preview=True)
        self.assertEqual([self.studio], list(self.store.studios.list()))

    def test_r_aud_02_a_key_gives_the_first_answer_again(self):
        values = dict(name="Second", vat_number=world.VAT_NUMBERS[1], email="b@example.com",
                      certified_email="b@pec.example.com", key="once")
        first = self.store.studios.add(**values)
        self.assertEqual(first, self.store.studios.add(**values))
        with self.assertRaises(contoterzi.RuleRefused) as caught:
            self.store.studios.add(**{**values, "name": "Another"})
        self.assertEqual("R-AUD-02", caught.exception.reasons[0].rule)


class Arguments(unittest.TestCase):
    """ctypes would cut off, wrap around or crash; every one is told by its name instead."""

    def test_values_that_c_cannot_hold(self):
        for field, call in {
            "text with NUL": lambda: _convert.text("a\0b", "field"),
            "half a surrogate": lambda: _convert.text("\ud800", "field"),
            "33 bits": lambda: _convert.whole(1 << 32, "field", 32, False),
            "below zero": lambda: _convert.whole(-1, "field", 32, False),
            "no zone": lambda: _convert.instant(datetime.datetime(2026, 5, 4), "field"),
            "no cents": lambda: _convert.cents(decimal.Decimal("1e30"), "field"),
            "digits without end": lambda: _convert.cents(10**6000, "field"),
            "a number without end": lambda: _convert.whole(10**6000, "field", 32),
            "half a cent": lambda: _convert.cents(_convert.CENT / 2, "field"),
            "C's none": lambda: _convert.identifier(uuid.UUID(int=0), "field"),
            "no number": lambda: _convert.cents(decimal.Decimal("nan"), "field"),
        }.items():
            with self.subTest(value=field), self.assertRaises(contoterzi.InvalidArgument) as caught:
                call()
            self.assertEqual("field", caught.exception.field)

    def test_values_of_another_type(self):
        store = world.open_store(self)
        studio = world.add_studio(store)
        for name, call in {
            "name": lambda: store.studios.add(
                name=b"bytes", vat_number="", email="", certified_email=""),
            "studio": lambda: store.studios.get(str(studio.id)),
            "date": lambda: _convert.date(datetime.datetime.now(), "date"),
            "price": lambda: _convert.cents(0.1, "price"),
            "kind": lambda: _convert.number("renewable", "kind", contoterzi.CouponKind),
            "limit": lambda: store.studios.list().page(limit=1.5),
            "key": lambda: store.studios.open_account(studio, key=1),
        }.items():
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name):
                call()

    def test_what_is_no_bool_is_not_taken_for_yes(self):
        store = world.open_store(self)
        studio = world.add_studio(store)
        client = store.clients.register(studio, name="Bar", vat_number=world.VAT_NUMBERS[1])
        for name, call in {
            "preview": lambda: store.studios.open_account(studio, preview="no"),
            "preview ": lambda: store.studios.open_account(studio, preview=0),
            "share_login": lambda: store.licenses.start_trial(client, share_login="no"),
            "migratable": lambda: store.clients.list(studio, migratable=1),
        }.items():
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name.strip()):
                call()

    def test_of_many_the_wrong_one_is_told(self):
        store = world.open_store(self)
        studio = world.add_studio(store)
        client = uuid.uuid4()
        for words, call in {
            r"emails\[1\] must be str": lambda: store.clients.register(
                studio, name="Bar", emails=["a", 1]),
            "emails must be an iterable, not NoneType": lambda: store.clients.register(
                studio, name="Bar", emails=None),
            "requests must be an iterable": lambda: store.clients.register_many(studio, None),
            r"clients\[1\]: client must be Client or uuid.UUID, not str":
                lambda: store.renewal.renew_many([client, "x"], studio=studio),
            r"clients\[0\]: client must be Client or uuid.UUID, not NoneType":
                lambda: store.renewal.renew_many([None], studio=studio),
            r"documents\[0\]: document must be": lambda: store.history.import_many(client, [None]),
            "limits must be a mapping": lambda: store.audit.reconcile(
                vat_number=world.VAT_NUMBERS[0], limits=[1]),
        }.items():
            with self.subTest(words=words), self.assertRaisesRegex(TypeError, words):
                call()

    def test_what_an_iterable_raises_comes_out(self):
        store = world.open_store(self)
        studio = world.add_studio(store)

        def requests():
            yield {"name": "Bar", "vat_number": world.VAT_NUMBERS[1]}
            raise TypeError("half way")

        with self.assertRaisesRegex(TypeError, "^half way$"):
            store.clients.register_many(studio, requests())
        self.assertEqual([], list(store.clients.list(studio)))

    def test_names_and_units_are_pythons(self):
        store = world.open_store(self)
        studio = world.add_studio(store)
        for field, words, call in [
            ("unit_price", "unit_price must be from 0.00 to 1000000.00", lambda: store.coupons.buy(
                studio, kind=contoterzi.CouponKind.RENEWABLE, license_year=2026, quantity=1,
                unit_price=-1)),
            ("key", "key is longer than 200 bytes",
             lambda: store.studios.open_account(studio, key="k" * 201)),
            ("license_year", "license_year must be from 2026 to 2036", lambda: store.coupons.buy(
                studio, kind=contoterzi.CouponKind.RENEWABLE, license_year=2**31 - 1, quantity=1,
                unit_price=1)),
        ]:
            with self.subTest(field=field), self.assertRaises(contoterzi.InvalidArgument) as caught:
                call()
            self.assertEqual((field, words), (caught.exception.field, str(caught.exception)))
            self.assertEqual(words, caught.exception.reasons[0].text)

    def test_money_whatever_the_context_rounds_to(self):
        amount = decimal.Decimal("1234.56")
        with decimal.localcontext() as context:
            context.prec = 3
            context.traps[decimal.Inexact] = True
            self.assertEqual(123456, _convert.cents(amount, "price"))
            self.assertEqual("1234.56", str(_convert.to_euro(123456)))

    def test_money_both_ways(self):
        for euro in ["0", "12.50", "-3.01", "92233720368547758.07"]:
            amount = decimal.Decimal(euro)
            self.assertEqual(amount, _convert.to_euro(_convert.cents(amount, "price")))
        self.assertEqual(1200, _convert.cents(12, "price"))

    def test_instants_both_ways(self):
        for text in ["2026-05-04T10:00:00.123+00:00", "1969-12-31T23:59:59.999+00:00"]:
            instant = datetime.datetime.fromisoformat(text)
            self.assertEqual(instant, _convert.to_instant(_convert.instant(instant, "now")))


class Enumerations(unittest.TestCase):
    def test_every_value_of_the_library_is_a_member(self):
        from contoterzi import enums
        self.assertEqual(
            {name for name in vars(_abi) if name.startswith("CT_ENUM_")},
            {"CT_ENUM_" + c[len("ct_"):].upper() for c in enums.BY_C_TYPE})
        for enumeration in enums.BY_C_TYPE.values():
            with self.subTest(enumeration=enumeration.__name__):
                which = enumeration._enumeration()
                known = {number: library.ct_enum_name(which, number) for number in range(1, 200)}
                self.assertEqual(
                    {number: name.decode() for number, name in known.items() if name},
                    {member.number: member.value for member in enumeration})
                for member in enumeration:
                    self.assertEqual(member, enumeration.of(member.number))
                    self.assertEqual(member, enumeration(member.value))
                    self.assertTrue(member.text("it") and member.text("en"))

    def test_a_value_of_a_newer_library_has_its_name(self):
        from contoterzi import enums

        class Kind(enums.Named):
            CONTO_TERZI = "conto_terzi"

        Kind = enums.numbered("ct_coupon_kind")(Kind)
        self.addCleanup(enums.numbered("ct_coupon_kind"), contoterzi.CouponKind)
        unheard_of = Kind.of(contoterzi.CouponKind.RENEWABLE.number)
        self.assertIsInstance(unheard_of, Kind)
        self.assertEqual(("RENEWABLE", "renewable"), (unheard_of.name, unheard_of.value))
        self.assertEqual("Kind.RENEWABLE", repr(unheard_of))
        self.assertEqual("rinnovabile", unheard_of.text("it").lower())
        self.assertIs(unheard_of, Kind.of(unheard_of.number))

    def test_a_value_of_no_library_is_told(self):
        with self.assertRaisesRegex(contoterzi.Error, "Plan.*99"):
            contoterzi.Plan.of(99)


class Threads(unittest.TestCase):
    def setUp(self):
        self.store = world.open_store(self)
        self.studio = world.add_studio(self.store)

    def in_a_thread(self, function):
        result = []

        def run():
            try:
                result.append(function())
            except Exception as error:
                result.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        return result[0]

    def test_another_thread_is_told(self):
        error = self.in_a_thread(lambda: self.store.today)
        self.assertIsInstance(error, contoterzi.WrongThread)
        self.assertIn("thread", str(error))
        self.assertIsInstance(self.in_a_thread(self.store.close), contoterzi.WrongThread)
        self.assertEqual(world.TODAY, self.store.today)

    def test_a_thread_that_is_gone_hands_its_store_to_nobody(self):
        # The system gives the number of a thread again at once.
        own = self.in_a_thread(lambda: contoterzi.open(":memory:", today=world.TODAY))
        self.assertIsInstance(self.in_a_thread(lambda: own.today), contoterzi.WrongThread)

    def test_records_are_read_by_any_thread(self):
        self.assertEqual("Studio Così & Figli", self.in_a_thread(lambda: self.studio.name))

    def test_a_thread_opens_its_own(self):
        memory = contoterzi.Storage.memory()
        first = world.open_store(self, memory)
        studio = world.add_studio(first)

        def look():
            with contoterzi.open(memory, today=world.TODAY) as store:
                return store.studios.get(studio)

        self.assertEqual(studio, self.in_a_thread(look))

    def test_another_process_is_told_and_closes_nothing(self):
        child = os.fork()
        if child == 0:
            code = 1
            try:
                try:
                    self.store.today
                except contoterzi.WrongThread as error:
                    code = 0 if "process" in str(error) else 2
                del self.store
                gc.collect()
            finally:
                os._exit(code)
        self.assertEqual(0, os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        self.assertEqual(world.TODAY, self.store.today)


class Callbacks(unittest.TestCase):
    def test_an_exception_comes_out_of_the_call(self):
        fail = []

        def now():
            if fail:
                raise fail[0]
            return datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.timezone.utc)

        store = world.open_store(self, today=None, now=now)
        world.add_studio(store)
        for error in (ZeroDivisionError("no clock"), KeyboardInterrupt(), SystemExit(3)):
            fail[:] = [error]
            with self.assertRaises(type(error)) as caught:
                store.today
            self.assertIs(error, caught.exception)
        fail.clear()
        self.assertEqual(world.TODAY, store.today)

    def test_one_that_fails_though_the_call_does_not_frees_the_answer(self):
        freed = []
        store = world.open_store(self)
        studio = world.add_studio(store)

        class Studio(type(studio)):
            _free = staticmethod(lambda handle: freed.append(bool(handle)))

        def get(context, *arguments):
            status = library.ct_studio_get(context, *arguments)
            store._session._raised.append(ZeroDivisionError("in the last step"))
            return status

        with self.assertRaisesRegex(ZeroDivisionError, "last step"):
            store.studios._get(Studio, get, _convert.identifier(studio, "studio"))
        self.assertEqual([True], freed)

    def test_what_is_no_instant_is_told(self):
        for answer in ("noon", None):
            store = world.open_store(self, today=None, now=lambda: answer)
            with self.assertRaisesRegex(TypeError, "now"):
                store.today

    def test_a_callback_that_calls_its_own_store_is_told(self):
        store = world.open_store(self, today=None, now=lambda: store.today)
        with self.assertRaisesRegex(contoterzi.WrongThread, "callback"):
            store.today

    def test_they_live_as_long_as_the_store(self):
        store = world.open_store(
            self, today=None,
            now=lambda: datetime.datetime(2026, 5, 4, tzinfo=datetime.timezone.utc))
        gc.collect()
        self.assertEqual(world.TODAY, store.today)


class Freeing(unittest.TestCase):
    """Counted by the functions that free, in a process of its own."""

    COUNT = """
import gc, sys
import world, contoterzi, unittest
from contoterzi import _records
freed = []
delete = _records.Owned.__del__
def count(self):
    if self.handle:
        freed.append(self.handle)
    delete(self)
_records.Owned.__del__ = count
store = contoterzi.open(":memory:", today=world.TODAY)
studio = world.add_studio(store)
page = store.studios.list().page()
first = page[0]
freed.clear()
"""

    def run_program(self, text):
        path = os.pathsep.join([str(pathlib.Path(__file__).parent)] + sys.path)
        done = subprocess.run([sys.executable, "-c", self.COUNT + text], text=True,
                              capture_output=True, env={**os.environ, "PYTHONPATH": path})
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return done.stdout.split()

    def test_a_store_goes_without_a_cycle(self):
        self.assertEqual(["1"], self.run_program(
            "gc.disable(); del store; print(len(freed))"))

    def test_a_page_is_freed_after_its_last_record(self):
        self.assertEqual(["0", "1"], self.run_program(
            "del page; print(len(freed)); del first; print(len(freed))"))

    def test_once_in_any_order(self):
        self.assertEqual(["ok"], self.run_program(
            "del store, first, page, studio; gc.collect(); "
            "assert len(freed) == len(set(map(id, freed))) == 3, freed; print('ok')"))

    def test_an_exception_keeps_nothing(self):
        self.assertEqual(["NotFound", "0"], self.run_program(
            "import uuid\n"
            "try: store.studios.get(uuid.uuid4())\n"
            "except contoterzi.NotFound as error: print(type(error).__name__)\n"
            "gc.collect(); print(len(freed))"))

    def test_at_the_end_of_the_interpreter(self):
        self.assertEqual(["end"], self.run_program(
            "cycle = [store, first]; cycle.append(cycle); sys.kept = studio; print('end')"))


if __name__ == "__main__":
    reporting.run()
