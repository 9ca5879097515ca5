"""What can go wrong, by what a caller would do about it."""
from __future__ import annotations

import re
from typing import Any, Dict, NamedTuple, Optional, Tuple, Type

from . import _abi
from ._library import library


class Reason(NamedTuple):
    """Why something was refused."""

    rule: str  # for example "R-ELIG-06"; "" where no rule applies
    field: str  # of the request, for example "vat_number"; "" if none
    text: str  # one sentence for people


class Error(Exception):
    """Any failure of the library. `str()` is one sentence for people."""

    def __init__(
        self, text: str, reasons: Tuple[Reason, ...] = (), native_code: int = 0
    ) -> None:
        super().__init__(text)
        self.reasons = reasons
        self.native_code = native_code


class RuleRefused(Error):
    """A rule of the programme says no. `reasons` has every one, each with its rule."""


class NotFound(Error, LookupError):
    """There is no such record."""


class Conflict(Error):
    """Others were in the way and nothing happened; the call can be repeated."""


class Exists(Conflict):
    """There is such a record already."""


class Busy(Conflict):
    """Others kept the storage locked for longer than the call may wait."""


class InvalidArgument(Error, ValueError):
    """Malformed, missing or too long. `field` says what, "" if unknown."""

    @classmethod
    def of(cls, field: str, text: str) -> InvalidArgument:
        """The one that says this of that argument."""
        return cls(text, (Reason("", field, text),))

    @property
    def field(self) -> str:
        return self.reasons[0].field if self.reasons else ""


class WrongThread(Error, RuntimeError):
    """A store is used by another thread or process than the one that opened it, or by a callback of
    its own call. Nothing happened."""


class OutOfMemory(Error, MemoryError):
    """There was no more memory; nothing changed."""


class StorageError(Error):
    """The storage failed. `native_code` is its engine's own, 0 if it gave none."""


class CommitUnknown(StorageError):
    """The storage went away or failed during commit. The same call with the same idempotency key
    tells what happened."""


class SchemaNewer(StorageError):
    """The store was written by a newer library. It was left alone."""


class NotAStore(StorageError):
    """The file or database holds something else than a store. It was left alone."""


class Damaged(StorageError):
    """The stored data are damaged."""


class Unsupported(Error):
    """The library or the storage does not support this."""


# Statuses that are not here are plain Errors. The words are for calls without a context to ask.
_FAMILIES: Dict[int, Tuple[Type[Error], str]] = {
    _abi.CT_ERR_NO_MEMORY: (OutOfMemory, "out of memory"),
    _abi.CT_ERR_UNSUPPORTED: (Unsupported, "the library or the storage does not support this"),
    _abi.CT_ERR_CORRUPT: (Damaged, "the stored data are damaged"),
    _abi.CT_ERR_INVALID_ARGUMENT: (InvalidArgument, "an argument is missing or malformed"),
    _abi.CT_ERR_STRUCT_TOO_NEW: (InvalidArgument, "a newer library is needed for this request"),
    _abi.CT_ERR_REFUSED: (RuleRefused, "a rule refuses this"),
    _abi.CT_ERR_CALLBACK: (Error, "a callback failed"),
    _abi.CT_ERR_NOT_OPEN: (Error, "no storage is open"),
    _abi.CT_ERR_NOT_FOUND: (NotFound, "there is no such record"),
    _abi.CT_ERR_EXISTS: (Exists, "there is such a record already"),
    _abi.CT_ERR_CONFLICT: (Conflict, "concurrent callers kept getting in the way"),
    _abi.CT_ERR_BUSY: (Busy, "the storage stayed locked by others"),
    _abi.CT_ERR_IO: (StorageError, "the storage failed"),
    _abi.CT_ERR_COMMIT_UNKNOWN: (CommitUnknown, "the storage went away or failed during commit"),
    _abi.CT_ERR_CANCELLED: (Error, "the call was interrupted"),
    _abi.CT_ERR_SCHEMA_NEWER: (SchemaNewer, "the store was written by a newer library"),
    _abi.CT_ERR_NOT_A_STORE: (NotAStore, "the file or database is not a store"),
}

# The other way round, for what a back end raises: the first status of each.
_STATUSES: Dict[type, int] = {
    family: status for status, (family, _) in reversed(list(_FAMILIES.items()))
    if family not in (Error, RuleRefused)
}


def status_of(error: BaseException) -> Optional[int]:
    """What a back end that raises it answers; None if it is none of its answers."""
    return next((_STATUSES[kind] for kind in type(error).__mro__ if kind in _STATUSES), None)


def check(status: int, context: Any = None) -> int:
    """`status` if the call succeeded; otherwise raises what `context` has to say about it.

    `context`, a POINTER(ct_context), is the one that the failed call took, if it took one: ask
    before anything else is called with it.
    """
    if status >= _abi.CT_OK:
        return status
    # A context that was not part of the failure remembers another one.
    if not context or library.ct_error_code(context) != status:
        raise error_of(status)
    text = _words(library.ct_error_text(context, 0))
    reasons = reasons_of(library.ct_error_reasons(context))
    if status == _abi.CT_ERR_INVALID_ARGUMENT:
        reasons = tuple(map(_in_python, reasons))
        text = reasons[0].text if reasons else text
    raise error_of(status, text, reasons, library.ct_error_native_code(context))


def _euro(cents: re.Match[str]) -> str:
    return f"{int(cents[0]) // 100}.{int(cents[0]) % 100:02}"


def _in_python(reason: Reason) -> Reason:
    """What is wrong with an argument, under the name and in the unit that it has here."""
    field, text = reason.field, reason.text
    if field == "idempotency_key":
        field = "key"
    elif field.endswith("_cents"):
        field = field[: -len("_cents")]
        text = re.sub("[0-9]+", _euro, text)
    return Reason(reason.rule, field, text.replace(reason.field, field) if field else text)


def error_of(
    status: int, text: str = "", reasons: Tuple[Reason, ...] = (), native_code: int = 0
) -> Error:
    """The exception that a status is."""
    family, words = _FAMILIES.get(status, (Error, "the call failed"))
    return family(text or words, reasons, native_code)


def reasons_of(reasons: Any) -> Tuple[Reason, ...]:
    """A copy of a POINTER(ct_reasons), in the language of its context; of NULL, nothing."""
    return tuple(
        Reason(
            library.ct_reasons_rule(reasons, index).decode(),
            library.ct_reasons_field(reasons, index).decode(),
            _words(library.ct_reasons_text(reasons, index, 0)),
        )
        for index in range(library.ct_reasons_count(reasons))
    )


def _words(given: bytes) -> str:
    # They may name a file, whose name need not be text.
    return given.decode(errors="replace")
