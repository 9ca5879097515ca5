"""Every public constant has the value that it was published with. abidiff does not see these."""
import unittest

import headers
from golden import Golden

# The version is meant to change.
CHANGING = ("CT_VERSION_MAJOR", "CT_VERSION_MINOR", "CT_VERSION_PATCH")


def current(include=headers.INCLUDE):
    declared = headers.read(include)
    values = headers.values(declared, include)
    return [f"{name} {value}" for name, value in values.items() if name not in CHANGING]


def lost(golden, now):
    values = dict(line.split() for line in now)
    return [
        f"published as {line}, and now {values.get(line.split()[0], 'gone')}"
        for line in golden if line not in now
    ]


GOLDEN = Golden("constants.txt", "test_constants.py", current, lost)


class Constants(unittest.TestCase):
    maxDiff = None

    def test_values_are_those_that_were_published(self):
        self.assertGreater(len(GOLDEN.lines()), 130)
        self.assertEqual([], GOLDEN.complaints())

    def test_each_name_is_published_once(self):
        names = [line.split()[0] for line in GOLDEN.lines()]
        self.assertEqual(sorted(set(names)), sorted(names))


class Damage(unittest.TestCase):
    def complaints(self, now, golden=("CT_A 1", "CT_B 2")):
        file = Golden("constants.txt", "test_constants.py", lambda: now, lost)
        file.lines = lambda: list(golden)
        return file.complaints()

    def test_no_change_is_none(self):
        self.assertEqual([], self.complaints(["CT_A 1", "CT_B 2"]))

    def test_another_value_is_seen(self):
        self.assertIn("published as CT_B 2, and now 3", self.complaints(["CT_A 1", "CT_B 3"]))

    def test_a_lost_name_is_seen(self):
        self.assertEqual(["published as CT_A 1, and now gone"], self.complaints(["CT_B 2"]))

    def test_a_new_name_is_told_with_the_way_to_record_it(self):
        found = self.complaints(["CT_A 1", "CT_B 2", "CT_C 3"])
        self.assertEqual(1, len(found))
        self.assertIn("CT_C 3", found[0])
        self.assertIn("python3 tests/abi/test_constants.py --update", found[0])


if __name__ == "__main__":
    GOLDEN.main()
