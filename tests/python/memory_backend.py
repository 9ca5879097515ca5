"""A storage back end in Python: rows in sorted lists, in memory, one writer at a time."""
import bisect
import threading
from typing import Dict, Iterator, List, Mapping, Optional, Tuple

import contoterzi
from contoterzi.schema import Index, Row, Scan, Schema, Table, Value, ordered

Entry = Tuple[Tuple, Row]  # what orders a row in an index, and the row
AFTER_ALL = (4,)  # of what `ordered` answers


class State:
    """All rows of one moment. A list that is there is never changed: a writer makes another."""

    def __init__(self, schema: Schema, entries: Dict[Tuple[int, int], List[Entry]]) -> None:
        self.schema = schema
        self.entries = entries  # by the numbers of table and index

    def copy(self) -> "State":
        return State(self.schema, {which: list(each) for which, each in self.entries.items()})

    def upgraded(self, schema: Schema) -> "State":
        made = State(schema, {(table.number, index.number): []
                              for table in schema.tables for index in table.indexes})
        for table in self.schema.tables:
            for _, row in self.entries[table.number, 0]:
                made.insert(schema.tables[table.number], row)
        return made

    def find(self, table: Table, key: Row) -> Row:
        entries = self.entries[table.number, 0]
        wanted = ordered(key)
        place = bisect.bisect_left(entries, (wanted,))
        if place < len(entries) and entries[place][0] == wanted:
            return entries[place][1]
        raise contoterzi.NotFound(f"table {table.name} had no such key")

    def insert(self, table: Table, row: Row) -> None:
        table = self.schema.tables[table.number]
        row += (None,) * (len(table.columns) - len(row))
        for index in table.indexes:
            entries = self.entries[table.number, index.number]
            entry = ordered(index.of(row)), row
            place = bisect.bisect_left(entries, entry[:1])
            if index.is_unique and self._is_taken(entries, index, row):
                raise contoterzi.Exists(f"{index.name} was taken in table {table.name}")
            entries.insert(place, entry)

    def erase(self, table: Table, row: Row) -> None:
        for index in self.schema.tables[table.number].indexes:
            entries = self.entries[table.number, index.number]
            del entries[bisect.bisect_left(entries, (ordered(index.of(row)),))]

    @staticmethod
    def _is_taken(entries: List[Entry], index: Index, row: Row) -> bool:
        values = index.of(row)[: len(index.columns)]
        if None in values:
            return False
        own = ordered(values)
        place = bisect.bisect_left(entries, (own,))
        return place < len(entries) and entries[place][0][: len(own)] == own

    def scan(self, scan: Scan) -> Iterator[Row]:
        entries = self.entries[scan.table.number, scan.index.number]
        low, high = ordered(scan.low), ordered(scan.high)
        first, last = 0, len(entries)
        if low:
            first = bisect.bisect_left(entries, (low + (AFTER_ALL,) if scan.is_low_open else low,))
        if high:
            last = bisect.bisect_left(
                entries, (high if scan.is_high_open else high + (AFTER_ALL,),))
        places = range(first, last)
        for place in reversed(places) if scan.is_descending else places:
            yield entries[place][1]


class Transaction:
    """What a session is to the back end: what it sees, while there is something to see."""

    def __init__(self) -> None:
        self.state: Optional[State] = None
        self.is_writing = False


class MemoryBackend(contoterzi.Backend[Transaction]):
    """Readers see the state that was committed last when they began, a writer a copy of it."""

    name = "memory in Python"

    def __init__(self) -> None:
        self.committed = State(Schema(0, ()), {})
        self.turn = threading.Lock()  # of who writes

    def open(self) -> Transaction:
        return Transaction()

    def ensure_schema(self, session: Transaction, schema: Schema) -> None:
        self._enter(10)
        try:
            stored = self.committed.schema.version
            if stored > schema.version:
                raise contoterzi.SchemaNewer(f"the store had schema {stored}")
            if stored < schema.version:
                self.committed = self.committed.upgraded(schema)
        finally:
            self.turn.release()

    def _enter(self, timeout: float) -> None:
        if not self.turn.acquire(timeout=timeout):
            raise contoterzi.Busy(f"another writer was at work for {timeout} s")

    def begin(self, session: Transaction, *, is_read_only: bool, lock_timeout: float) -> None:
        if not is_read_only:
            self._enter(lock_timeout)
        session.is_writing = not is_read_only
        session.state = self.committed if is_read_only else self.committed.copy()

    def commit(self, session: Transaction) -> None:
        if session.is_writing:
            self.committed = session.state
        self.rollback(session)

    def rollback(self, session: Transaction) -> None:
        session.state = None
        if session.is_writing:
            session.is_writing = False
            self.turn.release()

    def get(self, session: Transaction, table: Table, key: Row) -> Row:
        return session.state.find(table, key)

    def insert(self, session: Transaction, table: Table, row: Row) -> None:
        session.state.insert(table, row)

    def update(
        self, session: Transaction, table: Table, key: Row, changes: Mapping[int, Value]
    ) -> None:
        row = list(session.state.find(table, key))
        self.erase(session, table, key)
        for number, value in changes.items():
            row[number] = value
        session.state.insert(table, tuple(row))

    def erase(self, session: Transaction, table: Table, key: Row) -> None:
        session.state.erase(table, session.state.find(table, key))

    def scan(self, session: Transaction, scan: Scan) -> Iterator[Row]:
        return session.state.scan(scan)
