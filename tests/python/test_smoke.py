"""The foundation of the Python package at work: a call, a refusal, a callback, a wrong library."""
import ctypes
import os
import pathlib
import pickle
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = SOURCE / "bindings" / "python"
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(PACKAGES)]

import reporting
import contoterzi
from contoterzi import _abi, _library, errors
from contoterzi._library import library

NOON_OF_MAY_4 = 1777888800000  # 2026-05-04T10:00:00Z
VAT_NUMBER = b"12345678903"
A_STUDIO = dict(name="Studio Così & Figli".encode(), vat_number=VAT_NUMBER,
                email=b"studio@example.com", certified_email=b"studio@pec.example.com")


class Refusals(unittest.TestCase):
    def setUp(self):
        self.calls = 0
        self.answer = _abi.CT_OK
        self.now = _abi.ct_context_options.thunk("now", self.tell_time)
        self.context = ctypes.POINTER(_abi.ct_context)()
        options = _abi.ct_context_options(
            now=self.now, actor=b"test", language=_abi.CT_LANGUAGE_ENGLISH)
        errors.check(library.ct_context_new(options, self.context))
        self.addCleanup(library.ct_context_free, self.context)
        storage = ctypes.POINTER(_abi.ct_storage)()
        errors.check(library.ct_storage_new_memory(None, storage))
        self.check(library.ct_context_open(self.context, storage))
        library.ct_storage_unref(storage)

    def tell_time(self, _user, ret_now):
        self.calls += 1
        ret_now[0] = NOON_OF_MAY_4
        return self.answer

    def check(self, status):
        return errors.check(status, self.context)

    def add(self, **changes):
        """The studio, which the test frees at its end."""
        studio = ctypes.POINTER(_abi.ct_studio)()
        request = _abi.ct_studio_request(**{**A_STUDIO, **changes})
        self.check(library.ct_studio_add(self.context, request, None, studio))
        self.addCleanup(library.ct_studio_free, studio)
        return studio

    def test_getters_give_back_what_was_added(self):
        studio = self.add()
        self.assertEqual(A_STUDIO["name"], library.ct_studio_name(studio))
        self.assertEqual(VAT_NUMBER, library.ct_studio_vat_number(studio))
        self.assertIsNone(library.ct_studio_tax_code(studio))
        opened = library.ct_studio_account_opened_on(studio)
        self.assertEqual((0, 0, 0), (opened.year, opened.month, opened.day))

    def test_structs_pass_by_value_both_ways(self):
        studio = self.add()
        found = ctypes.POINTER(_abi.ct_studio)()
        self.check(library.ct_studio_get(self.context, library.ct_studio_id(studio), found))
        self.addCleanup(library.ct_studio_free, found)
        self.assertEqual(A_STUDIO["name"], library.ct_studio_name(found))
        day = _abi.ct_date(2026, 5, 4)
        text = ctypes.create_string_buffer(_abi.CT_DATE_TEXT_LENGTH + 1)
        library.ct_date_format(day, text)
        self.assertEqual(b"2026-05-04", text.value)

    def test_a_refusal_names_its_rule(self):
        with self.assertRaises(contoterzi.RuleRefused) as caught:
            self.add(email=b"studio@pec.it")
        self.assertEqual(["R-STU-03"], [reason.rule for reason in caught.exception.reasons])
        self.assertEqual("email", caught.exception.reasons[0].field)
        self.assertEqual(str(caught.exception), caught.exception.reasons[0].text)

    def test_an_invalid_argument_names_its_field(self):
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            self.add(name=None)
        self.assertEqual("name", caught.exception.field)

    def test_what_is_not_there_is_a_lookup_error(self):
        with self.assertRaises(contoterzi.NotFound) as caught:
            studio = ctypes.POINTER(_abi.ct_studio)()
            self.check(library.ct_studio_find(self.context, VAT_NUMBER, studio))
        self.assertIsInstance(caught.exception, LookupError)
        self.assertTrue(str(caught.exception))

    def test_a_failure_without_a_context_has_words(self):
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            errors.check(library.ct_date_parse(b"2026-02-30", _abi.ct_date()))
        self.assertTrue(str(caught.exception))
        self.assertEqual("", caught.exception.field)

    def test_errors_can_be_pickled(self):
        reason = contoterzi.Reason("R-STU-03", "email", "no")
        copy = pickle.loads(pickle.dumps(contoterzi.RuleRefused("no", (reason,))))
        self.assertEqual(((reason,), "no"), (copy.reasons, str(copy)))

    def test_the_clock_is_asked(self):
        self.calls = 0
        today = _abi.ct_date()
        self.check(library.ct_context_today(self.context, today))
        self.assertEqual((2026, 5, 4, 1), (today.year, today.month, today.day, self.calls))

    def test_a_clock_that_fails_ends_the_call(self):
        self.answer = _abi.CT_ERR_CALLBACK
        with self.assertRaises(contoterzi.Error):
            self.check(library.ct_context_today(self.context, _abi.ct_date()))

    def test_a_handle_of_another_kind_is_a_type_error(self):
        studio = self.add()
        with self.assertRaises(ctypes.ArgumentError):
            library.ct_client_name(studio)


class Finding(unittest.TestCase):
    """Which library the package takes, and what it says of a wrong one."""

    def test_version(self):
        self.assertEqual(_library.NEEDED, tuple(map(int, contoterzi.version().split("."))))

    def test_a_missing_library_is_named(self):
        said = self.failing("/nowhere/libcontoterzi.so.0")
        self.assertIn("/nowhere/libcontoterzi.so.0", said)
        self.assertIn("CONTOTERZI_LIBRARY", said)

    def test_an_old_library_is_told_with_both_versions(self):
        said = self.failing(self.built("unsigned ct_version(void) { return 7; }"))
        self.assertIn("0.0.7", said)
        self.assertIn("too old", said)
        self.assertIn("needs 0.1.0", said)

    def test_a_library_of_the_next_major_version_is_refused(self):
        self.assertIn("too new", self.failing(
            self.built("unsigned ct_version(void) { return 1000000; }")))

    def test_another_library_is_refused(self):
        self.assertIn("no ct_version", self.failing(self.built("int other;")))

    def test_an_incomplete_library_is_refused(self):
        self.assertIn("ct_status_name", self.failing(
            self.built("unsigned ct_version(void) { return 1000; }")))

    def test_the_variable_then_the_package_then_the_loader(self):
        place = self.directory()
        package = place / "contoterzi"
        package.mkdir()
        for path in (PACKAGES / "contoterzi").glob("*.py"):
            (package / path.name).write_bytes(path.read_bytes())
        (package / _library.SONAME).symlink_to(os.environ["CONTOTERZI_LIBRARY"])
        self.assertEqual(self.found(place, None), str(package / _library.SONAME))
        self.assertEqual(self.found(place, os.environ["CONTOTERZI_LIBRARY"]),
                         os.environ["CONTOTERZI_LIBRARY"])
        (package / _library.SONAME).unlink()
        (place / _library.SONAME).symlink_to(os.environ["CONTOTERZI_LIBRARY"])
        self.assertEqual(self.found(place, None), str(place / _library.SONAME))
        (place / _library.SONAME).unlink()
        loader_path = str(pathlib.Path(os.environ["CONTOTERZI_LIBRARY"]).resolve().parent)
        self.assertEqual(self.found(place, None, LD_LIBRARY_PATH=loader_path), _library.SONAME)

    def directory(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        return pathlib.Path(directory.name).resolve()

    def built(self, source):
        """A shared library of that source."""
        path = self.directory() / "libother.so"
        environment = {k: v for k, v in os.environ.items() if k != "LD_PRELOAD"}
        subprocess.run(["gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", path],
                       input=source, text=True, check=True, env=environment)
        return str(path)

    def imported(self, place, program, **environment):
        variables = {k: v for k, v in os.environ.items() if k != "CONTOTERZI_LIBRARY"}
        variables.update(environment, PYTHONPATH=str(place), PYTHONDONTWRITEBYTECODE="1")
        return subprocess.run([sys.executable, "-c", program], env=variables, cwd="/", text=True,
                              capture_output=True)

    def failing(self, path):
        """What `import contoterzi` says with that library; it must not succeed."""
        done = self.imported(PACKAGES, "import contoterzi", CONTOTERZI_LIBRARY=path)
        self.assertNotEqual(0, done.returncode)
        last = done.stderr.strip().splitlines()[-1]
        self.assertTrue(last.startswith("ImportError"), done.stderr)
        return last

    def found(self, place, variable, **environment):
        """The name under which a package at `place` has loaded the library."""
        if variable:
            environment["CONTOTERZI_LIBRARY"] = variable
        done = self.imported(
            place, "from contoterzi._library import library; print(library._name)", **environment)
        self.assertEqual(0, done.returncode, done.stderr)
        return done.stdout.strip()


if __name__ == "__main__":
    reporting.run()
