"""The package is typed: mypy finds nothing to say, however strict, and finds what is wrong."""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = SOURCE / "bindings" / "python"
sys.path.insert(0, str(SOURCE / "tests" / "abi"))

import reporting


class Types(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name)

    def mypy(self, *what):
        # A preloaded sanitizer is for the library under test.
        environment = {name: value for name, value in os.environ.items() if name != "LD_PRELOAD"}
        done = subprocess.run(
            [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.9",
             "--cache-dir", self.place / "cache", *what],
            cwd=PACKAGES, capture_output=True, text=True, env=environment)
        return done.returncode, done.stdout + done.stderr

    def test_the_package(self):
        status, said = self.mypy("contoterzi")
        self.assertEqual(0, status, said)

    def test_a_program_that_uses_it(self):
        program = self.place / "program.py"
        program.write_text(
            "import contoterzi, datetime\n"
            "with contoterzi.open('a.db', today=datetime.date(2026, 5, 4)) as store:\n"
            "    for studio in store.studios.list():\n"
            "        reveal_type(studio.account_opened_on)\n"
            "        studio.name = 3\n")
        status, said = self.mypy(str(program))
        self.assertEqual(1, status, said)
        self.assertIn('Revealed type is "Union[datetime.date, None]"', said)
        self.assertIn('Property "name" defined in "Studio" is read-only', said)

    def test_it_says_that_it_is_typed(self):
        self.assertTrue((PACKAGES / "contoterzi" / "py.typed").is_file())


if __name__ == "__main__":
    reporting.run()
