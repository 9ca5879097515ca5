"""The conformance kit for storage back ends, in any test runner.

Each check puts one promise of contoterzi/storage.h to the test. With unittest:

    def test_conformance(self):
        backend = None

        def fresh():
            nonlocal backend
            backend = MyBackend()
            return contoterzi.Storage.of(backend)

        for check in contoterzi.testkit.checks():
            with self.subTest(check=check.name):
                result = check.run(fresh, lambda: contoterzi.Storage.of(backend))
                self.assertNotEqual(result.outcome, contoterzi.testkit.Outcome.FAIL, result.notes)

It needs libcontoterzi-testkit, which is installed with the library: without it, ImportError.
"""
from __future__ import annotations

import dataclasses
import enum
from typing import Any, Callable, List, Optional, Tuple, TypeVar

from . import _abi
from ._callbacks import callback, here, take_up
from ._convert import flags
from ._library import library, testkit
from .storage import Storage

T = TypeVar("T")
MakeStorage = Callable[[], Storage]


class Outcome(enum.Enum):
    """What a check found."""

    PASS = "pass"
    FAIL = "fail"
    SKIP = "skip"


_OUTCOMES = {
    _abi.CT_TESTKIT_PASS: Outcome.PASS,
    _abi.CT_TESTKIT_FAIL: Outcome.FAIL,
    _abi.CT_TESTKIT_SKIP: Outcome.SKIP,
}


@dataclasses.dataclass(frozen=True)
class Result:
    """What became of a check; `notes` say what was expected and what was seen, in English."""

    check: Check
    outcome: Outcome
    notes: Tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Check:
    """A promise, as a sentence. A name always means the same check, a number only in one
    version."""

    number: int
    name: str
    description: str

    def run(
        self,
        fresh: MakeStorage,
        reopen: Optional[MakeStorage] = None,
        *,
        foreign: Optional[MakeStorage] = None,
        digest: Optional[Callable[[], int]] = None,
        crash: Optional[Callable[[], None]] = None,
        may_fork: bool = False,
    ) -> Result:
        """Puts a back end to the test.

        `fresh` makes a storage that nobody has used yet; what was made before is of no more use.
        `reopen` makes one more on the data of the last `fresh`, by default the same once more, as
        is right for data in memory. `foreign` makes one on data that are somebody else's; `digest`
        is a number that changes with any byte of the data; `crash` takes away what only a power cut
        would. `may_fork`: the kit may fork this process, which has one thread then; the child calls
        `reopen` and ends by SIGKILL. Without it the checks with several processes are skipped.

        What one of these functions raises comes out of here; what the back end raises that is no
        answer of one fails the check, and the notes name it.
        """
        subject = _Subject()
        functions = {
            "fresh": subject.maker(fresh),
            "reopen": subject.maker(reopen) if reopen else subject.same,
            "foreign": foreign and subject.maker(foreign),
            "digest": digest and subject.teller(digest),
            "crash": crash and subject.teller(crash),
            "note": subject.note,
        }
        outcome = testkit().ct_testkit_check_run(self.number, _abi.ct_testkit_subject(
            flags=flags(CT_TESTKIT_MAY_FORK=may_fork),
            **{name: callback(_abi.ct_testkit_subject, name, function)
               for name, function in functions.items() if function}))
        subject.end()
        return Result(self, _OUTCOMES[outcome], tuple(subject.notes))


class _Subject:
    """What C asks of the back end's author."""

    def __init__(self) -> None:
        self.notes: List[str] = []
        self._storage: Optional[Storage] = None
        self._raised: List[BaseException] = []

    def maker(self, make: MakeStorage) -> Callable[[Any, Any], int]:
        def made(_user: Any, ret_storage: Any) -> int:
            self._storage = self._kept(make)
            return self.same(_user, ret_storage)

        return made

    def same(self, _user: Any, ret_storage: Any) -> int:
        if self._storage is None:
            return _abi.CT_ERR_CALLBACK
        ret_storage[0] = library.ct_storage_ref(self._storage._handle)
        return _abi.CT_OK

    def teller(self, tell: Callable[[], T]) -> Callable[[Any], Optional[T]]:
        return lambda _user: self._kept(tell)

    def note(self, _user: Any, words: bytes) -> None:
        self.notes.append(words.decode())

    def _kept(self, function: Callable[[], T]) -> Optional[T]:
        """What it answers. What it raises is for the author, and no answer of the back end's."""
        try:
            return function()
        except BaseException as error:
            self._raised.append(error)
            return None

    def end(self) -> None:
        self._storage = None
        # What a back end raised is in the notes; but nobody is kept from ending the program.
        others = [error for error in here.raised if not isinstance(error, Exception)]
        here.raised.clear()
        take_up(self._raised + others)


def checks() -> Tuple[Check, ...]:
    """All checks, in the kit's order; any order will do.

    >>> "lost-update" in [check.name for check in checks()]
    True
    """
    kit = testkit()
    return tuple(
        Check(number, kit.ct_testkit_check_name(number).decode(),
              kit.ct_testkit_check_description(number).decode())
        for number in range(kit.ct_testkit_check_count()))
