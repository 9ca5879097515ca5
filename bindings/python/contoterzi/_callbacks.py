"""Python functions that C calls: what one raises comes out of the call that ran it."""
from __future__ import annotations

import os
import threading
from typing import Any, Callable, List, Optional, Type

from . import _abi


class _Thread(threading.local):
    """The running thread, in its process."""

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        # What callbacks raised while the library was running, for who made the call to take up.
        # Always the same list in one thread of one process, and never that of another: unlike the
        # system's numbers of both, which are given again.
        self.raised: List[BaseException] = []


here = _Thread()
os.register_at_fork(after_in_child=here.begin)


def take_up(raised: List[BaseException]) -> None:
    """Raises what was raised first, if anything was."""
    if raised:
        error = raised[0]
        raised.clear()
        raise error


def guarded(function: Callable[..., Optional[int]]) -> Callable[..., int]:
    """`function`, which answers a status, or None for CT_OK; and if it raises, CT_ERR_CALLBACK."""
    # A callback may run when the interpreter ends, and modules are empty.
    thread, failed = here, _abi.CT_ERR_CALLBACK

    def call(*arguments: Any) -> int:
        raised = thread.raised
        # What another callback of the same call raised before is none of the calls that this makes.
        before = raised[:]
        raised.clear()
        try:
            return function(*arguments) or 0
        except BaseException as error:
            raised.append(error)
            return failed
        finally:
            raised[:0] = before

    return call


def callback(struct: Type[_abi.Sized], member: str, function: Callable[..., Optional[int]]) -> Any:
    """`function`, guarded, as what `member` points to. It must live as long as C may call it."""
    return struct.thunk(member, guarded(function))
