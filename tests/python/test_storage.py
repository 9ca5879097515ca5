"""Where the data are: backups of files, schemas of PostgreSQL, libraries that are not there."""
import os
import pathlib
import stat
import subprocess
import sys
import tempfile
import unittest

import world
import reporting
import contoterzi


class Backup(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        self.source, self.copy = self.place / "store.db", self.place / "copy.db"
        self.store = world.open_store(self, self.source)
        self.studio = world.add_studio(self.store)

    def names(self):
        return sorted(path.name for path in self.place.iterdir())

    def test_of_a_store_in_use(self):
        os.chmod(self.source, 0o640)
        contoterzi.backup(self.source, str(self.copy))
        world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
        with contoterzi.open(self.copy, today=world.TODAY) as copy:
            self.assertEqual([self.studio], list(copy.studios.list()))
        self.assertEqual(0o640, stat.S_IMODE(self.copy.stat().st_mode))

    def test_progress_is_told(self):
        steps = []
        contoterzi.backup(
            self.source, self.copy, lambda pages, page_count: steps.append((pages, page_count)),
            step_pages=7)
        self.assertGreater(len(steps), 3)
        self.assertEqual(7, steps[0][0])
        self.assertEqual(sorted(steps), steps)
        self.assertEqual(steps[-1][0], steps[-1][1])

    def test_what_progress_raises_breaks_it_off(self):
        before = self.names()
        for error in (ZeroDivisionError("halfway"), KeyboardInterrupt()):
            def progress(pages, page_count):
                raise error

            with self.assertRaises(type(error)) as caught:
                contoterzi.backup(self.source, self.copy, progress, step_pages=7)
            self.assertIs(error, caught.exception)
            self.assertEqual(before, self.names())
        self.assertEqual(world.TODAY, self.store.today)

    def test_failures_say_what_is_wrong_with_which_file(self):
        other, missing = self.place / "other.txt", self.place / "missing.db"
        other.write_text("nothing of ours, " * 100)
        self.copy.write_text("keep me")
        for source, destination, kind, named in [
                (self.source, self.copy, contoterzi.Exists, self.copy),
                (other, self.place / "new.db", contoterzi.NotAStore, other),
                (missing, self.place / "new.db", contoterzi.StorageError, missing),
                (self.source, self.place / "no" / "new.db", contoterzi.StorageError, "new.db")]:
            before = self.names()
            with self.subTest(kind=kind.__name__, named=pathlib.Path(named).name):
                with self.assertRaises(kind) as caught:
                    contoterzi.backup(source, destination)
                self.assertIn(str(named), str(caught.exception))
                self.assertEqual(before, self.names())
        self.assertEqual("keep me", self.copy.read_text())

    def test_arguments_are_checked_by_name(self):
        for field, call in {
            "step_pages": lambda: contoterzi.backup(self.source, self.copy, step_pages=-1),
            "destination": lambda: contoterzi.backup(self.source, "a\0b"),
        }.items():
            with self.subTest(field=field), self.assertRaises(contoterzi.InvalidArgument) as caught:
                call()
            self.assertEqual(field, caught.exception.field)
        with self.assertRaises(TypeError):
            contoterzi.backup(self.source, 7)


class Libraries(unittest.TestCase):
    """The other two are looked for when they are needed, and the package works without."""

    def run_program(self, program, **variables):
        done = subprocess.run(
            [sys.executable, "-c", "import contoterzi\n" + program], text=True, capture_output=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **variables})
        return done.stdout + done.stderr.strip().rpartition("\n")[2]

    def test_a_missing_one_is_named_with_what_to_do(self):
        for name, program in {
            "postgres": "contoterzi.open('postgresql://localhost/books')",
            "testkit": "contoterzi.testkit.checks()",
        }.items():
            variable = f"CONTOTERZI_{name.upper()}_LIBRARY"
            with self.subTest(library=name):
                said = self.run_program("print(contoterzi.version())\n" + program,
                                        **{variable: f"/nowhere/lib{name}.so"})
                self.assertTrue(said.startswith(contoterzi.version()), said)
                for words in ("ImportError", f"libcontoterzi-{name}.so.0 could not be loaded",
                              f"/nowhere/lib{name}.so", f"set {variable} to its path"):
                    self.assertIn(words, said)

    def test_another_library_in_its_place_is_told(self):
        said = self.run_program(
            "contoterzi.testkit.checks()",
            CONTOTERZI_TESTKIT_LIBRARY=os.environ["CONTOTERZI_LIBRARY"])
        self.assertIn("ImportError", said)
        self.assertIn("ct_testkit_check_count", said)

    def test_a_storage_is_named_after_what_it_is_on(self):
        self.assertEqual("Storage('memory')", repr(contoterzi.Storage.memory()))
        self.assertEqual("Storage('a.db')", repr(contoterzi.Storage.sqlite(pathlib.Path("a.db"))))


if __name__ == "__main__":
    reporting.run()
