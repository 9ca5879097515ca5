"""What the library answers: records over its handles, pages of them, and who frees what."""
from __future__ import annotations

import collections.abc
import ctypes
from typing import Any, Callable, ClassVar, Dict, Generic, Iterator, Optional, Tuple, Type, TypeVar

from . import _abi
from ._convert import to_text_or_none, whole
from ._library import library

R = TypeVar("R", bound="Record")


class Owned:
    """A handle that the library gave away, or will. It is freed when nothing that reads it is left,
    and only here: once, in whatever order objects go, at the end of the interpreter too."""

    __slots__ = ("handle", "_free")

    def __init__(self, handle: Any, free: Callable[[Any], None]) -> None:
        self.handle = handle
        self._free: Optional[Callable[[Any], None]] = free

    def free(self) -> None:
        """Frees it now, if nobody can read it any more; a second time does nothing."""
        free, self._free = self._free, None
        if free is not None:
            free(self.handle)

    __del__ = free


class Record:
    """Something as it was when the call answered. It never changes, may be read by any thread, and
    outlives its store. Two are equal if all that they tell is equal."""

    __slots__ = ("_handle", "_owner", "_known_id")

    # Of a subclass: the C type of its handle, and what `repr` shows.
    _struct: ClassVar[Type[_abi.Opaque]]
    _shown: ClassVar[Tuple[str, ...]] = ("id",)
    # Made of them.
    _pointer: ClassVar[Any]
    _free: ClassVar[Any]
    _what: ClassVar[str]
    _id: ClassVar[Any]
    _fields: ClassVar[Tuple[str, ...]]

    def __init__(self, handle: Any, owner: Any) -> None:
        self._handle = handle
        self._owner = owner
        self._known_id: Optional[_abi.ct_id] = None

    def __init_subclass__(cls) -> None:
        if "_struct" not in vars(cls):  # a user's subclass tells what its base tells
            return
        name = cls._struct.__name__
        cls._pointer = ctypes.POINTER(cls._struct)
        # Some only exist within another, and some have no identifier.
        cls._free = getattr(library, name + "_free", None)
        cls._id = getattr(library, name + "_id", None)
        cls._what = name[len("ct_"):]
        cls._fields = tuple(key for key, value in vars(cls).items() if isinstance(value, property))

    def _identifier(self) -> _abi.ct_id:
        made = self._known_id
        if made is None:
            made = self._known_id = self._id(self._handle)
        return made

    def asdict(self) -> Dict[str, Any]:
        """All that it tells, by the names of the properties."""
        return {name: getattr(self, name) for name in self._fields}

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._shown)
        return f"{type(self).__name__}({shown})"

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self._fields)

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self._shown))

    def __copy__(self: R) -> R:
        return self

    def __deepcopy__(self: R, memo: Any) -> R:
        return self

    def __reduce__(self) -> Any:
        raise TypeError(f"a {type(self).__name__} can't be pickled: pickle its asdict()")


class Listing(Generic[R]):
    """The C functions of a list, such as ct_client_list, or of the answers to many."""

    def __init__(self, name: str, record: Type[R]) -> None:
        self.record = record
        self.pointer = ctypes.POINTER(getattr(_abi, name))
        self.free = getattr(library, name + "_free")
        self._count = getattr(library, name + "_count")
        # Answers that are no handles of their own are told apart by place.
        self._at = getattr(library, name + "_at", _place)

    def records(self, owner: Owned) -> Tuple[R, ...]:
        """Those of one list, which they keep."""
        handle, at, record = owner.handle, self._at, self.record
        return tuple([record(at(handle, index), owner) for index in range(self._count(handle))])


def _place(handle: Any, index: int) -> Tuple[Any, int]:
    return handle, index


class PagedListing(Listing[R]):
    """One that goes on from page to page."""

    def __init__(self, name: str, record: Type[R]) -> None:
        super().__init__(name, record)
        self._next = getattr(library, name + "_next")

    def page(self, owner: Owned) -> Page[R]:
        return Page(self.records(owner), to_text_or_none(self._next(owner.handle)))


class Page(collections.abc.Sequence, Generic[R]):  # type: ignore[type-arg]
    """Some records in a row. `next` is the cursor of the page after it, None if it is the last."""

    __slots__ = ("_records", "next")

    def __init__(self, records: Tuple[R, ...], cursor: Optional[str]) -> None:
        self._records = records
        self.next = cursor

    def __len__(self) -> int:
        return len(self._records)

    def __getitem__(self, index: Any) -> Any:
        return self._records[index]

    def __iter__(self) -> Iterator[R]:
        return iter(self._records)

    def __repr__(self) -> str:
        return f"Page({list(self._records)!r}, next={self.next!r})"


class Pages(Generic[R]):
    """All records of a list: iterate over it, or ask for a page. Each page is read when it is
    needed, so it shows the store of that moment."""

    __slots__ = ("_fetch",)

    def __init__(self, fetch: Callable[[Optional[str], int], Page[R]]) -> None:
        self._fetch = fetch

    def page(self, after: Optional[str] = None, limit: int = 100) -> Page[R]:
        """A page of up to `limit` (1 to 1000) records.

        `after` is the `next` of the page before; None is the first page.
        """
        return self._fetch(after, whole(limit, "limit", 32, False))

    def __iter__(self) -> Iterator[R]:
        page = self._fetch(None, 1000)
        yield from page
        while page.next is not None:
            page = self._fetch(page.next, 1000)
            yield from page
