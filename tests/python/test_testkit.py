"""The conformance kit driven from Python: what it lists, and its verdict on the back end in memory."""
import ctypes
import os
import pathlib
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "bindings" / "python")]

import reporting
from contoterzi import _abi, errors
from contoterzi._library import library

kit = ctypes.CDLL(os.environ["CONTOTERZI_TESTKIT_LIBRARY"])
_abi.install(kit, _abi.TESTKIT_SIGNATURES)


class Memory:
    """Keeps a reference of its own, with which the data live."""

    def __init__(self):
        self.storage = ctypes.POINTER(_abi.ct_storage)()
        self.notes = []
        self.subject = _abi.ct_testkit_subject(
            fresh=_abi.ct_testkit_subject.thunk("fresh", self.fresh),
            reopen=_abi.ct_testkit_subject.thunk("reopen", self.reopen),
            note=_abi.ct_testkit_subject.thunk("note", self.note))

    def fresh(self, user, ret_storage):
        self.close()
        status = library.ct_storage_new_memory(None, self.storage)
        return status or self.reopen(user, ret_storage)

    def reopen(self, _user, ret_storage):
        ret_storage[0] = library.ct_storage_ref(self.storage)
        return _abi.CT_OK

    def note(self, _user, text):
        self.notes.append(text.decode())

    def close(self):
        library.ct_storage_unref(self.storage)
        self.storage = ctypes.POINTER(_abi.ct_storage)()


class Kit(unittest.TestCase):
    def names(self):
        return [kit.ct_testkit_check_name(check).decode()
                for check in range(kit.ct_testkit_check_count())]

    def test_each_check_has_a_name_of_its_own_and_a_sentence(self):
        names = self.names()
        self.assertEqual(len(names), len(set(names)))
        for check, name in enumerate(names):
            self.assertRegex(name, "^[a-z0-9]+(-[a-z0-9]+)*$")
            self.assertRegex(kit.ct_testkit_check_description(check).decode(), r"^[A-Z0-9].*\.$")

    def test_there_is_no_check_behind_the_last(self):
        memory = Memory()
        behind = kit.ct_testkit_check_count()
        self.assertIsNone(kit.ct_testkit_check_name(behind))
        self.assertIsNone(kit.ct_testkit_check_description(behind))
        self.assertEqual(_abi.CT_TESTKIT_FAIL, kit.ct_testkit_check_run(behind, memory.subject))
        self.assertEqual(1, len(memory.notes))

    def test_the_back_end_in_memory(self):
        memory = Memory()
        self.addCleanup(memory.close)
        for check, name in enumerate(self.names()):
            memory.notes.clear()
            with self.subTest(check=name):
                outcome = kit.ct_testkit_check_run(check, memory.subject)
                self.assertNotEqual(_abi.CT_TESTKIT_FAIL, outcome, memory.notes)
                self.assertEqual(outcome == _abi.CT_TESTKIT_SKIP, bool(memory.notes))

    def test_a_subject_that_fails_is_told(self):
        memory = Memory()
        memory.subject.fresh = _abi.ct_testkit_subject.thunk("fresh", lambda *_: _abi.CT_ERR_IO)
        self.assertEqual(_abi.CT_TESTKIT_FAIL, kit.ct_testkit_check_run(0, memory.subject))
        self.assertIn("CT_ERR_IO", memory.notes[0])


if __name__ == "__main__":
    reporting.run()
