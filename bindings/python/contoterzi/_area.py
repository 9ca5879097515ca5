"""What the areas of a store are made of: how they call the library."""
from __future__ import annotations

import contextlib
import ctypes
from os import getpid
from typing import Any, Callable, Iterator, List, Optional, Sequence, Tuple, Type

from . import _abi
from ._callbacks import here, take_up
from ._convert import text, yes
from ._library import library
from ._records import Listing, Owned, Page, PagedListing, Pages, R
from .errors import Error, InvalidArgument, WrongThread, check

MANY = 1000  # the most of a batch that one call takes


class Session:
    """A ct_context and who may use it: one thread of one process, and no callback of its own
    call."""

    __slots__ = (
        "context", "is_previewing", "_owner", "_raised", "_kept", "_process", "_is_ready")

    def __init__(self) -> None:
        self.context = ctypes.POINTER(_abi.ct_context)()
        self.is_previewing = False
        self._owner: Optional[Owned] = None
        self._raised = here.raised
        self._kept: Any = None
        self._process = getpid()
        self._is_ready = False  # it is open, and no call is under way

    def begin(self, options: _abi.ct_context_options) -> None:
        """Makes the context; keeps its callbacks."""
        self._kept = options
        self._owner = Owned(self.context, _free_in(self._process))
        self._finish(library.ct_context_new(options, self.context))
        self._is_ready = True

    def end(self) -> None:
        """Closes the context; a second time does nothing."""
        if self._owner is not None:
            if here.raised is not self._raised or not self._is_ready:
                self._refuse()
            owner, self._owner = self._owner, None
            self._is_ready = False
            owner.free()

    def run(self, function: Callable[..., int], *arguments: Any) -> int:
        """Calls a function that takes the context; answers CT_OK or CT_DONE, or raises."""
        if here.raised is not self._raised or not self._is_ready:
            self._refuse()
        self._is_ready = False
        try:
            status = function(self.context, *arguments)
        finally:
            self._is_ready = True
        if status < 0 or self._raised:
            self._finish(status)
        return status

    def _finish(self, status: int) -> None:
        take_up(self._raised)
        check(status, self.context)

    @contextlib.contextmanager
    def preview(self) -> Iterator[None]:
        """R-AUD-05 for all calls of a block; see Store.preview."""
        self.run(library.ct_preview_begin)
        self.is_previewing = True
        try:
            yield
        finally:
            self.is_previewing = False
            self.run(_end_preview)

    def whole(self, preview: bool) -> contextlib.AbstractContextManager[None]:
        """For what takes many calls: as a preview each sees what those before it would have
        done."""
        return self.preview() if preview and not self.is_previewing else contextlib.nullcontext()

    def _refuse(self) -> None:
        if getpid() != self._process:
            raise WrongThread("the store was opened by another process: open one after the fork")
        if here.raised is not self._raised:
            raise WrongThread("the store was opened by another thread: open one in each")
        if self._owner is None:
            raise Error("the store is closed")
        raise WrongThread("a callback may not use the store whose call it is part of")


def _end_preview(context: Any) -> int:
    library.ct_preview_end(context)
    return _abi.CT_OK


def _free_in(process: int) -> Callable[[Any], None]:
    """What frees a context of that process: connections and locks belong to it."""
    # At the end of the interpreter a store may be freed when modules are empty.
    free, current, take, thread = library.ct_context_free, getpid, take_up, here

    def free_context(context: Any) -> None:
        if current() == process:
            free(context)
            take(thread.raised)

    return free_context


class Area:
    """A part of a store's functions. It lives as long as its store is open."""

    __slots__ = ("_session",)

    def __init__(self, session: Session) -> None:
        self._session = session

    def _get(self, record: Type[R], function: Callable[..., int], *arguments: Any) -> R:
        """The record that the function answers through its last argument."""
        handle = record._pointer()
        # Owned before there is anything, for what is raised between the call and here.
        owner = Owned(handle, record._free)
        self._session.run(function, *arguments, handle)
        return record(handle, owner)

    def _owned(self, listing: Listing[R], function: Callable[..., int], *arguments: Any) -> Owned:
        handle = listing.pointer()
        owner = Owned(handle, listing.free)
        self._session.run(function, *arguments, handle)
        return owner

    def _all(self, listing: Listing[R], function: Callable[..., int], *arguments: Any) -> Any:
        """All records of a list that has no pages, or of the answers to many."""
        return listing.records(self._owned(listing, function, *arguments))

    def _many(
        self, listing: Listing[R], function: Callable[..., int], items: Sequence[Any],
        arguments: Callable[[Sequence[Any]], Tuple[Any, ...]], key: Optional[str], preview: bool,
        by_place: bool = False,
    ) -> Tuple[R, ...]:
        """The answers to any number of items, in calls of 1,000; `arguments` makes what the
        function takes for some of them. `by_place`: what a key stands for is told by the place in a
        call."""
        answers: List[R] = []
        if by_place and len(items) > MANY and len(text(key, "key") or b"") > 190:
            raise InvalidArgument.of("key", "key has more than 190 bytes")
        with self._session.whole(preview and len(items) > MANY):
            for start in range(0, len(items), MANY):
                own = f"{key}/{start}" if key is not None and by_place and start else key
                answers += self._all(
                    listing, function, *arguments(items[start:start + MANY]), call(own, preview))
        return tuple(answers)

    def _pages(
        self, listing: PagedListing[R], function: Callable[..., int],
        arguments: Callable[[Optional[bytes], int], Any],
    ) -> Pages[R]:
        """Pages of a list; `arguments` makes what the function takes for a cursor and a limit."""

        def fetch(after: Optional[str], limit: int) -> Page[R]:
            made = arguments(text(after, "after"), limit)
            return listing.page(self._owned(listing, function, *made))

        return Pages(fetch)


def call(key: Optional[str], preview: bool) -> Optional[_abi.ct_call]:
    """How to run a call that changes something: every such method has these two arguments.

    `key` (1 to 200 bytes): the same key and request give the first answer again, refusals included;
    the same key with another request is refused (R-AUD-02). `preview`: answer as if, and change
    nothing (R-AUD-05).
    """
    if key is None and preview is False:
        return None
    made = _abi.ct_call(flags=_abi.CT_CALL_PREVIEW if yes(preview, "preview") else 0)
    made.idempotency_key = text(key, "key")
    return made
