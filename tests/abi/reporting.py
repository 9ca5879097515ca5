"""Runs a unittest module and tells each check in cmocka's words, as the tests in C do."""
import sys
import time
import traceback
import unittest


class CmockaResult(unittest.TestResult):
    """One line per test, and one per subtest that names itself; a skipped test is a failed one."""

    def __init__(self):
        super().__init__()
        self.names = {"OK": [], "FAILED": []}

    def startTest(self, test):
        super().startTest(test)
        print(f"[ RUN      ] {name_of(test)}", flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self._tell("OK", test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        self._tell("FAILED" if err else "OK", subtest, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._tell("FAILED", test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self._tell("FAILED", test, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        print(f"skipped, and nothing may be: {reason}")
        self._tell("FAILED", test)

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self._tell("FAILED", test, err)

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._tell("FAILED", test)

    def _tell(self, word, test, err=None):
        if err:
            traceback.print_exception(*err, file=sys.stdout)
        self.names[word].append(name_of(test))
        print(f"[{word:>9} ] {name_of(test)}", flush=True)


def name_of(test):
    """`test_each_header [client.h, g++]` of a subtest, `test_each_header` of a test."""
    parent = getattr(test, "test_case", None)
    if parent is not None:
        return f"{name_of(parent)} [{', '.join(str(value) for value in test.params.values())}]"
    return getattr(test, "_testMethodName", str(test))


def run(module="__main__"):
    """Runs the tests of `module` and leaves the process, with 0 only if every one passed."""
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules[module])
    result = CmockaResult()
    print(f"[==========] Running {suite.countTestCases()} test(s).", flush=True)
    started = time.monotonic()
    suite.run(result)
    print(f"[==========] {result.testsRun} test(s) run in {time.monotonic() - started:.1f} s.")
    passed, failed = result.names["OK"], result.names["FAILED"]
    print(f"[  PASSED  ] {len(passed)} check(s).")
    for name in failed:
        print(f"[  FAILED  ] {name}")
    sys.exit(0 if passed and not failed else 1)
