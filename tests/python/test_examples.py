"""The examples in the package's docstrings and the tutorial in its README, one check each."""
import doctest
import importlib
import pathlib
import pkgutil
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
README = SOURCE / "bindings" / "python" / "README.md"
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "bindings" / "python")]

import reporting
import contoterzi


def examples():
    """Every docstring of the package that has examples, by its dotted name."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    for module in pkgutil.walk_packages(contoterzi.__path__, "contoterzi."):
        if module.name.rpartition(".")[2] != "__main__":
            yield from finder.find(importlib.import_module(module.name))
    yield from finder.find(contoterzi)
    yield doctest.DocTestParser().get_doctest(
        README.read_text(encoding="utf-8"), {}, "tutorial", str(README), 0)


def check_of(example):
    def check(self):
        said = []
        runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
        runner.run(example, out=said.append, clear_globs=True)
        self.assertEqual((0, []), (runner.failures, said), "".join(said))

    return check


class Examples(unittest.TestCase):
    def test_there_are_some(self):
        self.assertGreater(len(list(examples())), 5)

    def test_a_wrong_one_fails(self):
        wrong = doctest.DocTestParser().get_doctest(">>> 1 + 1\n3\n", {}, "wrong", None, None)
        with self.assertRaisesRegex(AssertionError, "Expected:\n    3\nGot:\n    2"):
            check_of(wrong)(self)


for found in examples():
    if found.examples:
        setattr(Examples, f"test_{found.name}", check_of(found))


if __name__ == "__main__":
    reporting.run()
