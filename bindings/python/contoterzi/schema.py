"""What a storage back end stores: tables of plain values, as the library describes them."""
from __future__ import annotations

import ctypes
import dataclasses
import enum
from typing import Any, Callable, Dict, Iterable, Optional, Tuple, Type, Union

from . import _abi
from ._library import library
from .errors import check

Value = Union[None, int, str, bytes]
Row = Tuple[Value, ...]


class Format(enum.Enum):
    """How a value can be shown to people who open the store with its own tools."""

    PLAIN = "plain"
    ID = "id"  # bytes, 16 of them: a UUID
    DATE = "date"  # int: days since 1970-01-01
    INSTANT = "instant"  # int: milliseconds since 1970-01-01T00:00:00Z
    ENUM = "enum"  # int: the number of one of the labels
    BOOLEAN = "boolean"  # int: 0 or 1


@dataclasses.dataclass(frozen=True)
class Column:
    """A column of a table."""

    number: int
    name: str
    type: Type[Union[int, str, bytes]]
    is_nullable: bool
    format: Format
    since: int  # the version of the schema that added it
    labels: Tuple[Tuple[int, str], ...]  # of Format.ENUM: number and name
    references: Optional[int]  # the number of the table whose key this names; not to be enforced


@dataclasses.dataclass(frozen=True)
class Index:
    """An order of a table's rows. Number 0 is the primary key."""

    number: int
    name: str
    columns: Tuple[int, ...]
    is_unique: bool  # in its columns alone, and rows with a None in them never clash
    order: Tuple[int, ...]  # the columns, then those of the key that are not among them

    def of(self, row: Row) -> Row:
        """The row's values in this order."""
        return tuple([row[column] for column in self.order])


@dataclasses.dataclass(frozen=True)
class Table:
    """A table; its first `key_count` columns are the primary key, never None."""

    number: int
    name: str
    columns: Tuple[Column, ...]
    key_count: int
    indexes: Tuple[Index, ...]


@dataclasses.dataclass(frozen=True)
class Schema:
    """All tables. A later version has the same ones, with more columns and indexes, and more."""

    version: int
    tables: Tuple[Table, ...]


@dataclasses.dataclass(frozen=True)
class Scan:
    """A range of an index: rows from `low` to `high`, both over `index.order` or a part of it, as a
    prefix. () is no bound; `low` = `high` = (a,) are all rows that begin with a."""

    table: Table
    index: Index
    low: Row
    high: Row
    is_low_open: bool  # leaves out rows that begin with `low`
    is_high_open: bool
    is_descending: bool
    limit: Optional[int]  # more rows are not asked for


def ordered(values: Iterable[Value]) -> Tuple[Any, ...]:
    """`values` as something that Python compares as the contract wants: None, then integers, then
    text by its UTF-8 bytes, then blobs.

    >>> ordered((None,)) < ordered((7,)) < ordered(("à",)) < ordered((b"a",))
    True
    """
    return tuple([_ORDERED[type(value)](value) for value in values])


_ORDERED: Dict[type, Callable[[Any], Tuple[Any, ...]]] = {
    type(None): lambda value: (0,),
    int: lambda value: (1, value),
    str: lambda value: (2, value.encode()),
    bytes: lambda value: (3, value),
}
_TYPES = {_abi.CT_TYPE_INT64: int, _abi.CT_TYPE_TEXT: str, _abi.CT_TYPE_BLOB: bytes}
_FORMATS = {
    _abi.CT_FORMAT_ID: Format.ID,
    _abi.CT_FORMAT_DATE: Format.DATE,
    _abi.CT_FORMAT_INSTANT: Format.INSTANT,
    _abi.CT_FORMAT_ENUM: Format.ENUM,
    _abi.CT_FORMAT_BOOLEAN: Format.BOOLEAN,
}


def schema_of(handle: Any) -> Schema:
    """A copy of what a POINTER(ct_schema) tells."""
    return Schema(
        library.ct_schema_version(handle),
        tuple(_table(handle, number) for number in range(library.ct_schema_table_count(handle))))


def _table(handle: Any, number: int) -> Table:
    info = _abi.ct_table_info()
    check(library.ct_schema_table(handle, number, info))
    columns = tuple(_column(handle, number, column) for column in range(info.column_count))
    indexes = tuple(
        _index(handle, number, index, info.key_count) for index in range(info.index_count))
    return Table(number, info.name.decode(), columns, info.key_count, indexes)


def _column(handle: Any, table: int, number: int) -> Column:
    info = _abi.ct_column_info()
    check(library.ct_schema_column(handle, table, number, info))
    labels = tuple(_label(handle, table, number, label) for label in range(info.label_count))
    return Column(
        number, info.name.decode(), _TYPES[info.type],
        bool(info.flags & _abi.CT_COLUMN_NULLABLE), _FORMATS.get(info.format, Format.PLAIN),
        info.since, labels, info.references if info.references >= 0 else None)


def _label(handle: Any, table: int, column: int, label: int) -> Tuple[int, str]:
    number, name = ctypes.c_int64(), ctypes.c_char_p()
    check(library.ct_schema_label(handle, table, column, label, number, name))
    return number.value, (name.value or b"").decode()


def _index(handle: Any, table: int, number: int, key_count: int) -> Index:
    info = _abi.ct_index_info()
    check(library.ct_schema_index(handle, table, number, info))
    columns = tuple(info.columns[: info.column_count])
    key = tuple(column for column in range(key_count) if column not in columns)
    return Index(
        number, info.name.decode(), columns, bool(info.flags & _abi.CT_INDEX_UNIQUE), columns + key)
