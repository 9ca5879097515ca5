"""Writing a storage back end in Python."""
from __future__ import annotations

import abc
from typing import Any, Generic, Iterable, Mapping, Tuple, TypeVar

from .schema import Row, Scan, Schema, Table, Value

S = TypeVar("S")


class Backend(abc.ABC, Generic[S]):
    """Keeps the rows of stores: make a subclass, and open a store on `Storage.of(it)`.

    It stores tables of plain values (None, int within 64 bits, str without U+0000, bytes) that are
    described to `ensure_schema`, and needs no word of the domain. `S` is whatever a session is to
    it: what `open` answers and the other methods are given. Text and blobs of 1 MiB are stored, in
    columns that no index has.

    What is the same for all back ends is done for them. Methods are called in a sensible order
    only, with tables, columns and values that are there and of their type: one transaction at a
    time in a session, nothing written in a read-only one or beside a scan that goes on, no more of
    a transaction that failed but `rollback`.

    A method fails by raising, which ends the transaction: `NotFound` (only this one does not end
    it), `Exists` (the key or a unique index is taken; say which), `Conflict` (the library runs the
    use case again), `Busy`, `StorageError` with the engine's code, `CommitUnknown`, `Damaged`,
    `OutOfMemory`, `Unsupported`. These become the library's own answers. Any other exception comes
    out of the call of the store's that was running.

    Committed transactions that wrote must equal some serial order. A session sees its own writes. A
    read-only transaction sees the one committed state of its `begin` or first read. Calls on one
    session never overlap, but may come from one thread and then from another; sessions run in
    parallel. No method may use the store that it serves. `contoterzi.testkit` tells whether a back
    end keeps all this.
    """

    name: str = "python"  # for messages
    is_durable: bool = False  # what was committed survives a killed process and a power cut
    is_multiprocess: bool = False  # several processes may open the same data

    @abc.abstractmethod
    def open(self) -> S:
        """A new session, in any thread."""

    def close(self, session: S) -> None:
        """Ends a session. It has no transaction any more."""

    @abc.abstractmethod
    def ensure_schema(self, session: S, schema: Schema) -> None:
        """Creates the tables, or adds what is new in them, all or nothing; does nothing if they are
        there. Once a session, before `begin`; other sessions may do the same at the same time.

        `SchemaNewer`: the stored version is greater; `NotAStore`: the data are somebody else's;
        both leave every byte alone. `Exists`: rows clash in a new unique index.
        """

    @abc.abstractmethod
    def begin(self, session: S, *, is_read_only: bool, lock_timeout: float) -> None:
        """Begins a transaction, whose calls may wait for others for so many seconds, then `Busy`.

        A session whose schema another one has outgrown goes on with the columns that it knows: rows
        that it is given are shorter, and of longer rows that it answers the rest is left out. A
        back end that can't do that raises `SchemaNewer` here.
        """

    @abc.abstractmethod
    def commit(self, session: S) -> None:
        """Ends the transaction, also if it raises."""

    @abc.abstractmethod
    def rollback(self, session: S) -> None:
        """Ends the transaction and leaves nothing of it. It should not raise."""

    @abc.abstractmethod
    def get(self, session: S, table: Table, key: Row) -> Row:
        """The row with that primary key. `NotFound`."""

    @abc.abstractmethod
    def insert(self, session: S, table: Table, row: Row) -> None:
        """Adds a row. `Exists`."""

    @abc.abstractmethod
    def update(self, session: S, table: Table, key: Row, changes: Mapping[int, Value]) -> None:
        """Changes columns, by number, none of them of the key. `NotFound`, `Exists`."""

    @abc.abstractmethod
    def erase(self, session: S, table: Table, key: Row) -> None:
        """Takes a row away. `NotFound`."""

    @abc.abstractmethod
    def scan(self, session: S, scan: Scan) -> Iterable[Row]:
        """The rows of a range, in its order. They are read one by one, other reads in between; what
        is a generator is closed when no more are wanted."""

    def look_ahead(self, session: S, scans: Tuple[Scan, ...]) -> None:
        """Optional, for a back end that is far away: ranges that the transaction is about to ask
        for, to be fetched in one round trip. One of a whole primary key will be asked for by
        `get`."""

    def expect_none(self, session: S, scan: Scan) -> None:
        """Optional, where to look for what is not there is to be in the way of others: the
        transaction counts on an empty range, as a scan of its own would find it between now and the
        commit. If it is not, this, a later call or the commit raises `Conflict`, and nothing of it
        stays. The limit and the direction of `scan` are no matter. A read-only transaction may
        count on one too."""


def lacks(backend: Backend[Any]) -> Tuple[str, ...]:
    """The optional functions that a back end has not."""
    return tuple(name for name in ("look_ahead", "expect_none")
                 if getattr(type(backend), name) is getattr(Backend, name))
