"""What is made and dropped is gone: over ten thousand rounds, and as valgrind sees it."""
import os
import pathlib
import subprocess
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "bindings" / "python")]

import reporting
import churn

# More than ten thousand in all; of what costs most as many as tell it from what is cached at first.
ROUNDS = {"files": 2500, "back_ends": 1000, "back_ends_that_fail": 1000, "kit": 500, "backups": 50}
OF_OTHERS = 4000
# Of a round; the least that malloc gives is 32. A session of a back end in Python, which makes
# thousands of objects for its schema, would be far more.
MOST_BYTES = {"back_ends": 128, "back_ends_that_fail": 128}
OF_OTHERS_BYTES = 24
PYTHON_SUPPRESSIONS = "/usr/lib/valgrind/python3.supp"


def run(*command, **variables):
    environment = {**os.environ, "PYTHONMALLOC": "malloc",
                   "PYTHONPATH": os.pathsep.join([str(HERE)] + sys.path), **variables}
    return subprocess.run(list(map(str, command)), env=environment, text=True, capture_output=True)


class Growth(unittest.TestCase):
    def test_there_are_ten_thousand_rounds(self):
        self.assertGreater(sum(ROUNDS.get(kind, OF_OTHERS) for kind in churn.KINDS), 10000)

    def grown(self, kind, rounds):
        """How many bytes and objects more a round of a kind leaves."""
        done = run(sys.executable, HERE / "churn.py", "growth", rounds, kind, PYTHONHASHSEED="0",
                   MALLOC_ARENA_MAX="1", GLIBC_TUNABLES="glibc.malloc.tcache_count=0")
        self.assertEqual((0, ""), (done.returncode, done.stderr))
        return [int(word) / (rounds // churn.PARTS) for word in done.stdout.split()[1:]]

    def test_rounds_leave_nothing(self):
        for kind in churn.KINDS:
            rounds = ROUNDS.get(kind, OF_OTHERS)
            with self.subTest(kind=kind):
                bytes_more, objects_more = self.grown(kind, rounds)
                self.assertLess(bytes_more, MOST_BYTES.get(kind, OF_OTHERS_BYTES))
                self.assertLess(objects_more, 0.1)

    def test_what_leaks_is_found(self):
        for kind in churn.LEAKS:
            with self.subTest(kind=kind):
                self.assertGreater(self.grown(kind, 1000)[0], 200)


class Valgrind(unittest.TestCase):
    def watched(self, *arguments):
        return run("valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=definite",
                   "--errors-for-leak-kinds=definite", "--error-exitcode=99",
                   f"--suppressions={PYTHON_SUPPRESSIONS}", "--", sys.executable,
                   HERE / "churn.py", *arguments)

    def test_no_error_and_nothing_lost(self):
        done = self.watched("run", 5 * len(churn.KINDS))
        self.assertEqual((0, ""), (done.returncode, done.stderr))

    def test_what_is_lost_is_found(self):
        done = self.watched("growth", 10, "leaked_record")
        self.assertEqual(99, done.returncode, done.stderr)
        self.assertIn("definitely lost", done.stderr)
        self.assertIn("ct_studio_get", done.stderr)


if __name__ == "__main__":
    reporting.run()
