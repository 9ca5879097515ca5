"""libcontoterzi for Python: the errors and the C interface; the objects come with a later version.
"""
from __future__ import annotations

from . import _library
from .errors import (
    CommitUnknown,
    Conflict,
    Error,
    InvalidArgument,
    NotFound,
    OutOfMemory,
    Reason,
    RuleRefused,
    StorageError,
)

__all__ = [
    "CommitUnknown",
    "Conflict",
    "Error",
    "InvalidArgument",
    "NotFound",
    "OutOfMemory",
    "Reason",
    "RuleRefused",
    "StorageError",
    "version",
]


def version() -> str:
    """The version of the library that is running, for example "0.1.0"."""
    return _library.dotted(_library.running_version(_library.library))
