"""A Backend as C sees it: the table of functions that ct_storage_new takes."""
from __future__ import annotations

import ctypes
import functools
import itertools
import sys
from typing import Any, Callable, Dict, Iterator, Optional, Sequence, Tuple

from . import _abi
from ._callbacks import guarded
from ._convert import flags
from ._library import library
from .backend import Backend, lacks
from .errors import Error, InvalidArgument, NotFound, Unsupported, status_of
from .schema import Column, Row, Scan, Schema, Table, Value, schema_of

_SCAN_FLAGS = _abi.CT_SCAN_DESCENDING | _abi.CT_SCAN_LOW_OPEN | _abi.CT_SCAN_HIGH_OPEN


class _Given(ctypes.Structure):
    """A ct_value that keeps what its data point to."""

    _fields_ = [
        (name, ctypes.c_char_p if name == "data" else ctype)
        for name, ctype in _abi.ct_value._fields_
    ]


class Session:
    """A session of a back end's, and what state it is in."""

    def __init__(self, backend: Backend[Any]) -> None:
        self.backend = backend
        self.own = backend.open()
        self.schema = Schema(0, ())
        self.is_in_transaction = False
        self.is_read_only = False
        self.is_doomed = False
        self.transaction = 0  # counts them
        self.cursor_count = 0

    def close(self) -> None:
        try:
            self.rollback()
        finally:
            self.backend.close(self.own)

    def ensure_schema(self, handle: Any) -> None:
        schema = schema_of(handle)
        self.backend.ensure_schema(self.own, schema)
        self.schema = schema

    def begin(self, options: Any) -> None:
        if self.is_in_transaction:
            raise InvalidArgument("a transaction was open already")
        flags = options[0].flags
        if flags & ~_abi.CT_TRANSACTION_READ_ONLY:
            raise Unsupported(f"a transaction had the unknown flags {flags:#x}")
        self.is_read_only = bool(flags)
        self.backend.begin(
            self.own, is_read_only=self.is_read_only,
            lock_timeout=options[0].lock_timeout_ms / 1000)
        self._start()

    def _start(self) -> None:
        self.is_in_transaction, self.is_doomed = True, False
        self.transaction += 1
        self.cursor_count = 0

    def commit(self) -> None:
        if not self.is_in_transaction:
            raise InvalidArgument("no transaction was open")
        if self.is_doomed:
            self.rollback()
            raise InvalidArgument("the transaction had failed before")
        self.is_in_transaction = False
        self.backend.commit(self.own)

    def rollback(self) -> None:
        if self.is_in_transaction:
            self.is_in_transaction = False
            self.backend.rollback(self.own)

    def get(self, table: int, key: Any, key_count: int, sink: Any) -> int:
        known = self._readable(table)
        row = self.backend.get(self.own, known, _key(known, key, key_count))
        return _put(sink, known, row)

    def insert(self, table: int, row: Any, column_count: int) -> None:
        known = self._writable(table)
        if column_count != len(known.columns):
            raise InvalidArgument(
                f"table {known.name} was given {column_count} values where it takes "
                f"{len(known.columns)}")
        self.backend.insert(self.own, known, _taken(known, known.columns, row))

    def update(
        self, table: int, key: Any, key_count: int, columns: Any, values: Any, value_count: int
    ) -> None:
        known = self._writable(table)
        numbers = columns[:value_count]
        for number in numbers:
            if not known.key_count <= number < len(known.columns):
                raise InvalidArgument(f"table {known.name} has no column {number} outside the key")
        changed = [known.columns[number] for number in numbers]
        self.backend.update(
            self.own, known, _key(known, key, key_count),
            dict(zip(numbers, _taken(known, changed, values))))

    def erase(self, table: int, key: Any, key_count: int) -> None:
        known = self._writable(table)
        self.backend.erase(self.own, known, _key(known, key, key_count))

    def look_ahead(self, scans: Any, count: int) -> None:
        self.backend.look_ahead(
            self.own, tuple(self.scan_of(scans[index][0]) for index in range(count)))

    def expect_none(self, asked: Any) -> None:
        self.backend.expect_none(self.own, self.scan_of(asked[0]))

    def scan_of(self, asked: Any) -> Scan:
        table = self._readable(asked.table)
        if asked.flags & ~_SCAN_FLAGS:
            raise Unsupported(f"a scan had the unknown flags {asked.flags:#x}")
        if asked.index >= len(table.indexes):
            raise InvalidArgument(f"table {table.name} has no index {asked.index}")
        index = table.indexes[asked.index]
        columns = [table.columns[number] for number in index.order]
        return Scan(
            table, index, _bound(table, columns, asked.low, asked.low_count),
            _bound(table, columns, asked.high, asked.high_count),
            bool(asked.flags & _abi.CT_SCAN_LOW_OPEN), bool(asked.flags & _abi.CT_SCAN_HIGH_OPEN),
            bool(asked.flags & _abi.CT_SCAN_DESCENDING),
            asked.limit if 0 < asked.limit <= sys.maxsize else None)

    def _readable(self, number: int) -> Table:
        if not self.is_in_transaction:
            raise InvalidArgument("no transaction was open")
        if self.is_doomed:
            raise InvalidArgument("the transaction had failed before")
        if number >= len(self.schema.tables):
            raise InvalidArgument(f"there is no table {number}")
        return self.schema.tables[number]

    def _writable(self, number: int) -> Table:
        table = self._readable(number)
        if self.is_read_only:
            raise InvalidArgument("the transaction was read-only")
        if self.cursor_count:
            raise InvalidArgument("a cursor was open")
        return table


class Cursor:
    """A scan that goes on."""

    def __init__(self, session: Session, asked: Any) -> None:
        scan = session.scan_of(asked[0])
        self.session = session
        self.transaction = session.transaction
        self.table = scan.table
        self.source = session.backend.scan(session.own, scan)
        self.rows: Iterator[Row] = itertools.islice(self.source, scan.limit)
        session.cursor_count += 1

    def next(self, sink: Any) -> int:
        session = self.session
        if (not session.is_in_transaction or session.is_doomed
                or session.transaction != self.transaction):
            raise InvalidArgument("the transaction was over")
        for row in self.rows:
            return _put(sink, self.table, row)
        return _abi.CT_DONE

    def close(self) -> None:
        if self.session.transaction == self.transaction:
            self.session.cursor_count -= 1
        close: Optional[Callable[[], None]] = getattr(self.source, "close", None)
        if close is None:
            return
        try:
            close()
        except BaseException:
            self.session.is_doomed = True
            raise


def _key(table: Table, values: Any, count: int) -> Row:
    if count != table.key_count:
        raise InvalidArgument(
            f"table {table.name} was given a key of {count} values where it has {table.key_count}")
    return _taken(table, table.columns[:count], values)


def _bound(table: Table, columns: Sequence[Column], values: Any, count: int) -> Row:
    if count > len(columns):
        raise InvalidArgument(
            f"a bound had {count} values in an index of {len(columns)} of table {table.name}")
    return _taken(table, columns[:count], values, is_bound=True)


def _taken(table: Table, columns: Sequence[Column], values: Any, is_bound: bool = False) -> Row:
    """Copies of ct_values that belong to these columns."""
    return tuple([
        _value(table, column, values[index], is_bound or column.is_nullable)
        for index, column in enumerate(columns)])


def _value(table: Table, column: Column, given: Any, is_nullable: bool) -> Value:
    kind = given.type
    made: Value
    if kind == _abi.CT_TYPE_NULL and is_nullable:
        return None
    if kind == _abi.CT_TYPE_INT64:
        made = given.i64
    elif kind == _abi.CT_TYPE_TEXT:
        made = _text(table, column, ctypes.string_at(given.data, given.len))
    elif kind == _abi.CT_TYPE_BLOB:
        made = ctypes.string_at(given.data, given.len)
    elif kind == _abi.CT_TYPE_NULL:
        raise InvalidArgument(f"{table.name}.{column.name} was given no value")
    else:
        raise Unsupported(f"{table.name}.{column.name} was given the unknown type {kind}")
    if type(made) is not column.type:
        raise InvalidArgument(f"{table.name}.{column.name} was given the wrong type")
    return made


def _text(table: Table, column: Column, data: bytes) -> str:
    if b"\0" in data:
        raise InvalidArgument(f"{table.name}.{column.name} was given text with U+0000")
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise InvalidArgument(f"{table.name}.{column.name} was given text that is not UTF-8")


def _put(sink: Any, table: Table, row: Row) -> int:
    """Hands the row out; of one that has grown, what the session knows."""
    width = len(table.columns)
    if len(row) < width:
        raise TypeError(f"a row of table {table.name} had {len(row)} values, not {width}")
    given_type, type_of_c = _row_types(width)
    values = given_type()
    for given, column, value in zip(values, table.columns, row):
        _give(given, table, column, value)
    status: int = library.ct_row_put(sink, type_of_c.from_buffer(values), width)
    return status


@functools.lru_cache(maxsize=None)
def _row_types(width: int) -> Tuple[Any, Any]:
    # ctypes would make both anew for each row, classes as they are.
    return _Given * width, _abi.ct_value * width


def _give(given: _Given, table: Table, column: Column, value: Value) -> None:
    if value is None and column.is_nullable:
        return
    if type(value) is not column.type:
        raise TypeError(
            f"{table.name}.{column.name} must be {column.type.__name__}, not "
            f"{type(value).__name__}")
    if isinstance(value, int):
        given.type, given.i64 = _abi.CT_TYPE_INT64, value
        if given.i64 != value:
            raise OverflowError(f"{table.name}.{column.name} must fit in 64 bits: {value}")
    elif isinstance(value, str):
        data = value.encode()
        given.type, given.data, given.len = _abi.CT_TYPE_TEXT, data, len(data)
    else:
        given.type, given.data, given.len = _abi.CT_TYPE_BLOB, value, len(value or b"")


_NOT_FOUND = status_of(NotFound(""))


def _run(session: Session, function: Callable[..., Optional[int]], *arguments: Any) -> int:
    """Calls a function whose arguments end on a diagnostic; if it fails, the transaction is
    doomed."""
    *others, diag = arguments
    status = _abi.CT_ERR_CALLBACK
    try:
        status = function(*others) or _abi.CT_OK
    except BaseException as error:
        status = _tell(error, diag)
    finally:
        if status not in (_abi.CT_OK, _abi.CT_DONE, _NOT_FOUND):
            session.is_doomed = True
    return status


def _tell(error: BaseException, diag: Any) -> int:
    """The answer that an exception means. One that means none goes on to who made the call."""
    status = status_of(error)
    words = str(error) if status is not None else f"{type(error).__name__}: {error}"
    native_code = error.native_code if isinstance(error, Error) else 0
    library.ct_diag_set(diag, native_code, words.encode(errors="replace"))
    if status is None:
        raise error
    return status


class Bridge:
    """The functions of all back ends in Python. What C calls a handle is a number here.

    What ends something takes all that it needs from `self`: a store may end after the modules were
    emptied, at the end of the interpreter.
    """

    def __init__(self) -> None:
        self.numbers = itertools.count(1)
        self.backends: Dict[int, Tuple[Backend[Any], bytes]] = {}
        self.sessions: Dict[int, Session] = {}
        self.cursors: Dict[int, Cursor] = {}
        self.slots = {
            name: _abi.ct_storage_ops.thunk(name, guarded(function))
            for name, function in self._functions()
        }
        # C may call them as long as there is a process.
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(self.slots))

    def _functions(self) -> Iterator[Tuple[str, Callable[..., Optional[int]]]]:
        for name, declared in _abi.ct_storage_ops.members.items():
            if isinstance(declared, _abi.Callback):
                own = getattr(self, name, None)
                yield name, own or functools.partial(self._of_session, getattr(Session, name))

    def add(self, backend: Backend[Any]) -> int:
        """Makes a ct_storage's `impl` of a back end."""
        number = next(self.numbers)
        self.backends[number] = backend, backend.name.encode()
        return number

    def ops(self, number: int) -> _abi.ct_storage_ops:
        """The table of functions of one."""
        backend, name = self.backends[number]
        made = _abi.ct_storage_ops(name=name, promises=_promises(backend), **self.slots)
        for name_of_slot in lacks(backend):
            setattr(made, name_of_slot, type(getattr(made, name_of_slot))())
        return made

    def open(self, number: int, ret_session: Any, diag: Any) -> int:
        try:
            session = Session(self.backends[number][0])
        except BaseException as error:
            return _tell(error, diag)
        ret_session[0] = handle = next(self.numbers)
        self.sessions[handle] = session
        return _abi.CT_OK

    def _of_session(
        self, method: Callable[..., Optional[int]], number: int, *arguments: Any
    ) -> int:
        session = self.sessions[number]
        return _run(session, functools.partial(method, session), *arguments)

    def rollback(self, number: int) -> None:
        self.sessions[number].rollback()

    def close(self, number: int) -> None:
        self.sessions.pop(number).close()

    def scan_open(self, number: int, asked: Any, ret_cursor: Any, diag: Any) -> int:
        session = self.sessions[number]

        def start() -> None:
            cursor = Cursor(session, asked)
            ret_cursor[0] = handle = next(self.numbers)
            self.cursors[handle] = cursor

        return _run(session, start, diag)

    def scan_next(self, number: int, *arguments: Any) -> int:
        cursor = self.cursors[number]
        return _run(cursor.session, cursor.next, *arguments)

    def scan_close(self, number: int) -> None:
        self.cursors.pop(number).close()

    def destroy(self, number: int) -> None:
        del self.backends[number]


def _promises(backend: Backend[Any]) -> int:
    return flags(
        CT_STORAGE_DURABLE=backend.is_durable, CT_STORAGE_MULTIPROCESS=backend.is_multiprocess)


bridge = Bridge()
