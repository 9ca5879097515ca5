"""Everything public in C is reachable from Python: each symbol is called by the object layer."""
import gc
import importlib
import pathlib
import pkgutil
import re
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "bindings" / "python")]

import reporting
import contoterzi
from contoterzi import _abi, _records

# What Python has no use for, and why.
UNUSED = {
    "ct_date_format": "datetime.date.isoformat does it",
    "ct_date_parse": "datetime.date.fromisoformat does it",
    "ct_instant_format": "datetime.datetime.isoformat does it",
    "ct_id_format": "str of a uuid.UUID does it",
    "ct_id_parse": "uuid.UUID does it",
    "ct_error_field": "that of the first reason; an exception has all of them",
    "ct_error_rule": "that of the first reason; an exception has all of them",
    "ct_status_name": "no status reaches a user: its family is a class",
}


def modules():
    for module in pkgutil.walk_packages(contoterzi.__path__, "contoterzi."):
        if module.name.rpartition(".")[2] not in ("__main__", "_abi"):
            yield importlib.import_module(module.name)
    yield contoterzi


def in_sources():
    """`library.ct_x`, `postgres().ct_x`, and f"ct_report_{name}" for names that the module has."""
    for module in modules():
        text = pathlib.Path(module.__file__).read_text(encoding="utf-8")
        yield from re.findall(r"(?:library|kit|testkit\(\)|postgres\(\))\.(ct_\w+)", text)
        words = set(re.findall(r"\w+", text))
        for prefix in re.findall(r'getattr\(library, f"(ct_\w+_)\{[\w.]+\}"', text):
            yield from (prefix + word for word in words)


def subclasses(kind):
    for each in kind.__subclasses__():
        yield each
        yield from subclasses(each)


def derived():
    """What the core of the package makes of a record's struct, and of a list's name."""
    list(modules())
    for record in subclasses(_records.Record):
        name = record._struct.__name__
        yield from (name + "_free", name + "_id")
    for listing in gc.get_objects():
        if isinstance(listing, _records.Listing):
            name = listing.pointer._type_.__name__
            yield from (name + "_free", name + "_count", name + "_at", name + "_next")


class Reach(unittest.TestCase):
    def test_every_symbol_is_called(self):
        reached = set(in_sources()) | set(derived())
        for table in (_abi.SIGNATURES, _abi.POSTGRES_SIGNATURES, _abi.TESTKIT_SIGNATURES):
            self.assertEqual([], sorted(set(table) - reached - set(UNUSED)))

    def test_what_is_unused_is_there_and_unused(self):
        reached = set(in_sources()) | set(derived())
        for name, reason in UNUSED.items():
            with self.subTest(name=name):
                self.assertIn(name, _abi.SIGNATURES)
                self.assertNotIn(name, reached)
                self.assertTrue(reason)


if __name__ == "__main__":
    reporting.run()
