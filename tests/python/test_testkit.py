"""The conformance kit driven from Python: what it lists, what it says, what comes out of it."""
import unittest

import world
import reporting
import contoterzi
from contoterzi import testkit
from contoterzi.testkit import Outcome
from memory_backend import MemoryBackend

CHECKS = {check.name: check for check in testkit.checks()}


class Foreign(MemoryBackend):
    def ensure_schema(self, session, schema):
        raise contoterzi.NotAStore("the data are somebody else's")


class Unforgetting(MemoryBackend):
    def rollback(self, session):
        if session.is_writing:
            self.committed = session.state
        super().rollback(session)


class Boastful(MemoryBackend):
    """What it promises it can't keep."""

    is_durable = is_multiprocess = True


class Kit(unittest.TestCase):
    def run_check(self, name, backend=None, **options):
        made = MemoryBackend() if backend is None else backend
        return CHECKS[name].run(lambda: contoterzi.Storage.of(made), **options)

    def test_each_check_has_a_name_of_its_own_and_a_sentence(self):
        self.assertEqual(len(CHECKS), len(testkit.checks()))
        self.assertGreater(len(CHECKS), 60)
        for number, check in enumerate(testkit.checks()):
            self.assertEqual(number, check.number)
            self.assertRegex(check.name, "^[a-z0-9]+(-[a-z0-9]+)*$")
            self.assertRegex(check.description, r"^[A-Z0-9].*\.$")

    def test_there_is_no_check_behind_the_last(self):
        result = testkit.Check(len(CHECKS), "none", "").run(contoterzi.Storage.memory)
        self.assertEqual((Outcome.FAIL, 1), (result.outcome, len(result.notes)))

    def test_the_back_end_in_memory(self):
        """Which is the same once more when it is reopened."""
        for check in testkit.checks():
            with self.subTest(check=check.name):
                result = check.run(contoterzi.Storage.memory)
                self.assertIs(check, result.check)
                self.assertNotEqual(Outcome.FAIL, result.outcome, result.notes)
                self.assertEqual(result.outcome is Outcome.SKIP, bool(result.notes))

    def test_what_a_subject_raises_comes_out(self):
        for error in (ZeroDivisionError("no storage"), KeyboardInterrupt()):
            def fail():
                raise error

            for options in ({"fresh": fail}, {"fresh": contoterzi.Storage.memory, "reopen": fail},
                            {"fresh": contoterzi.Storage.memory, "foreign": fail}):
                name = "schema-foreign" if "foreign" in options else "two-storages"
                with self.subTest(error=type(error).__name__, options=sorted(options)):
                    with self.assertRaises(type(error)) as caught:
                        CHECKS[name].run(**options)
                    self.assertIs(error, caught.exception)
        self.assertEqual(Outcome.PASS, self.run_check("rollback").outcome)

    def test_what_a_back_end_raises_fails_the_check(self):
        backend = MemoryBackend()
        backend.get = lambda *_: 1 // 0
        result = self.run_check("reads-own-writes", backend)
        self.assertEqual(Outcome.FAIL, result.outcome)
        self.assertIn("ZeroDivisionError", result.notes[0])
        self.assertEqual(world.TODAY, world.open_store(self).today)

        def interrupted(*_):
            raise KeyboardInterrupt

        backend.get = interrupted
        with self.assertRaises(KeyboardInterrupt):
            self.run_check("reads-own-writes", backend)

    def test_what_is_wrong_with_a_back_end_is_told(self):
        result = self.run_check("rollback", Unforgetting())
        self.assertEqual(Outcome.FAIL, result.outcome)
        self.assertIn("table sample had no such key", result.notes[0])

    def test_foreign_data_and_their_digest(self):
        asked = []

        def digest():
            asked.append(1)
            return 2 ** 64 - 1

        options = {"foreign": lambda: contoterzi.Storage.of(Foreign()), "digest": digest}
        self.assertEqual(Outcome.PASS, self.run_check("schema-foreign", **options).outcome)
        self.assertEqual(2, len(asked))
        options["digest"] = lambda: len(asked) if asked.append(1) is None else None
        result = self.run_check("schema-foreign", **options)
        self.assertEqual(Outcome.FAIL, result.outcome)
        self.assertIn("every byte", result.notes[0])

    def test_a_crash_in_a_process_of_its_own(self):
        crashes = []
        backend = Boastful()
        options = {"reopen": lambda: contoterzi.Storage.of(backend),
                   "crash": lambda: crashes.append(1)}
        self.assertEqual(Outcome.SKIP,
                         self.run_check("crash-after-commit", backend, **options).outcome)
        result = self.run_check("crash-after-commit", backend, may_fork=True, **options)
        self.assertEqual(Outcome.FAIL, result.outcome)
        self.assertIn("after a process was killed", result.notes[0])
        self.assertEqual([1], crashes)


if __name__ == "__main__":
    reporting.run()
