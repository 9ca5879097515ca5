"""Where a store's data are: in memory, in an SQLite file, on a PostgreSQL server, anywhere."""
from __future__ import annotations

import ctypes
import os
import re
from typing import Any, Callable, List, Optional, Tuple, Union
from urllib.parse import unquote

from . import _abi
from ._adapter import bridge
from ._callbacks import callback, here, take_up
from ._convert import path as file_path, request, yes
from ._library import library, postgres
from ._records import Owned
from .backend import Backend
from .errors import InvalidArgument, NotFound, check, error_of


class Storage:
    """A storage that any number of stores may be opened on, one after the other or at once, in any
    threads. It is gone when the last of them is closed and nothing refers to it any more.

    >>> Storage.memory()
    Storage('memory')
    """

    __slots__ = ("_owner", "_name", "__weakref__")

    def __init__(self, handle: Any, name: str) -> None:
        self._owner = Owned(handle, library.ct_storage_unref)
        self._name = name

    def __repr__(self) -> str:
        return f"Storage({self._name!r})"

    @property
    def _handle(self) -> Any:
        return self._owner.handle

    @staticmethod
    def memory() -> Storage:
        """Empty at first, shared by all stores that are opened on it, gone with the last."""
        handle = ctypes.POINTER(_abi.ct_storage)()
        check(library.ct_storage_new_memory(None, handle))
        return Storage(handle, "memory")

    @staticmethod
    def sqlite(path: Union[str, os.PathLike[str]]) -> Storage:
        """An SQLite file, made when a store is first opened on it. Several processes may use it."""
        file = file_path(path, "path")
        handle = ctypes.POINTER(_abi.ct_storage)()
        check(library.ct_storage_new_sqlite(None, file, handle))
        return Storage(handle, os.fsdecode(file))

    @staticmethod
    def postgres(
        connection: str = "", schema: Optional[str] = None, *, create: bool = True
    ) -> Storage:
        """A PostgreSQL database.

        `connection` is a connection string of libpq, "" what the environment says; `schema` is the
        database schema of the tables, "contoterzi" by default. Without `create`, to open a store
        where there is none is NotFound, and makes nothing. ImportError if libcontoterzi-postgres is
        not installed.
        """
        if not isinstance(connection, str):
            raise TypeError(f"connection must be str, not {type(connection).__name__}")
        must_exist = 0 if yes(create, "create") else _abi.CT_POSTGRES_MUST_EXIST
        options = request(
            _abi.ct_postgres_options, connection=connection, schema=schema, flags=must_exist)
        handle = ctypes.POINTER(_abi.ct_storage)()
        status = postgres().ct_storage_new_postgres(None, options, handle)
        if status == _abi.CT_ERR_INVALID_ARGUMENT:
            raise InvalidArgument.of(
                "connection", "connection is none that libpq can read, or schema no name of one")
        check(status)
        return Storage(handle, without_secrets(connection))

    @staticmethod
    def of(backend: Backend[Any]) -> Storage:
        """A back end written in Python. It is referred to until the storage is gone."""
        if not isinstance(backend, Backend):
            raise TypeError(f"backend must be Backend, not {type(backend).__name__}")
        number = bridge.add(backend)
        handle = ctypes.POINTER(_abi.ct_storage)()
        try:
            check(library.ct_storage_new(None, bridge.ops(number), number, handle))
        except BaseException:
            bridge.destroy(number)
            raise
        return Storage(handle, backend.name)


def without_secrets(connection: str) -> str:
    """What of a connection string may be shown: of a URI all but the password and the options."""
    if "://" not in connection:
        return "postgres"
    return re.sub("(//[^/:@]*):[^/]*@", r"\1@", connection.split("?")[0])


def storage_of(where: Union[str, os.PathLike[str], Storage], create: bool) -> Storage:
    """That of contoterzi.open: ":memory:", a URI of PostgreSQL, the path of a file, or one
    itself."""
    if isinstance(where, Storage):
        return where
    if where == ":memory:":
        return Storage.memory()
    if isinstance(where, str) and where.startswith(("postgresql://", "postgres://")):
        return Storage.postgres(*_with_schema(where), create=create)
    if not yes(create, "create") and not os.path.exists(file_path(where, "where")):
        raise NotFound(f"{os.fsdecode(where)}: there is no such file")
    return Storage.sqlite(where)


def _with_schema(uri: str) -> Tuple[str, Optional[str]]:
    """A URI, and the schema that it names as ours: `?schema=NAME` is no word of libpq's."""
    base, _, query = uri.partition("?")
    words = query.split("&") if query else []
    schemas = [word[len("schema="):] for word in words if word.startswith("schema=")]
    others = "&".join(word for word in words if not word.startswith("schema="))
    return base + ("?" + others if others else ""), unquote(schemas[-1]) if schemas else None


def backup(
    source: Union[str, os.PathLike[str]],
    destination: Union[str, os.PathLike[str]],
    progress: Optional[Callable[[int, int], object]] = None,
    *,
    step_pages: Optional[int] = None,
) -> None:
    """Copies an SQLite store while others use it: what it held at one moment near the beginning.

    The copy is a store like any other, and there when all of it is on the disk, or not at all.
    `progress` is called after each step of `step_pages` pages (256 by default), and at the end,
    with how many pages of how many are copied; what it raises breaks the backup off.

    Exists: `destination` is there, or a "-wal" or "-journal" file of its name; NotAStore,
    SchemaNewer, Damaged: of the source; StorageError: it can't be read, or the copy can't be
    written.
    """
    said: List[Tuple[str, int]] = []

    def failed(_user: Any, code: int, words: bytes) -> None:
        said.append((words.decode(errors="replace"), code))

    def tell(_user: Any, pages: int, page_count: int) -> None:
        if progress is not None:
            progress(pages, page_count)

    made = request(
        _abi.ct_sqlite_backup,
        step_pages=step_pages, failed=callback(_abi.ct_sqlite_backup, "failed", failed),
        progress=callback(_abi.ct_sqlite_backup, "progress", tell))
    made.source = file_path(source, "source")
    made.destination = file_path(destination, "destination")
    status = library.ct_storage_backup_sqlite(None, made)
    take_up(here.raised)
    if status < _abi.CT_OK:
        words, code = said[0] if said else ("", 0)
        raise error_of(status, words, native_code=code)
