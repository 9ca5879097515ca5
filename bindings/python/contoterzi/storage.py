"""Where a store's data are: in memory, in an SQLite file, on a PostgreSQL server."""
from __future__ import annotations

import ctypes
import os
from typing import Any, Optional, Union

from . import _abi
from ._adapter import bridge
from ._convert import request, text
from ._library import library, postgres
from ._records import Owned
from .backend import Backend
from .errors import check


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
        name = os.fspath(path)
        handle = ctypes.POINTER(_abi.ct_storage)()
        check(library.ct_storage_new_sqlite(None, text(name, "path"), handle))
        return Storage(handle, name)

    @staticmethod
    def postgres(connection: str = "", schema: Optional[str] = None) -> Storage:
        """A PostgreSQL database.

        `connection` is a connection string of libpq, "" what the environment says; `schema` is the
        database schema of the tables, "contoterzi" by default. ImportError if
        libcontoterzi-postgres is not installed.
        """
        options = request(_abi.ct_postgres_options, connection=connection, schema=schema)
        handle = ctypes.POINTER(_abi.ct_storage)()
        check(postgres().ct_storage_new_postgres(None, options, handle))
        return Storage(handle, connection.split("?")[0] or "postgres")

    @staticmethod
    def of(backend: Backend[Any]) -> Storage:
        """A back end written in Python. It is referred to until the storage is gone."""
        number = bridge.add(backend)
        handle = ctypes.POINTER(_abi.ct_storage)()
        try:
            check(library.ct_storage_new(None, bridge.ops(number), number, handle))
        except BaseException:
            bridge.destroy(number)
            raise
        return Storage(handle, backend.name)


def storage_of(where: Union[str, os.PathLike[str], Storage]) -> Storage:
    """That of contoterzi.open: ":memory:", a URI of PostgreSQL, the path of a file, or one itself."""
    if isinstance(where, Storage):
        return where
    if where == ":memory:":
        return Storage.memory()
    if isinstance(where, str) and where.startswith(("postgresql://", "postgres://")):
        return Storage.postgres(where)
    return Storage.sqlite(where)
