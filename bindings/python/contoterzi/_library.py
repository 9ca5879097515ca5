"""Finds libcontoterzi, checks its version and declares its functions."""
from __future__ import annotations

import ctypes
import functools
import os
import pathlib
from typing import Mapping, Tuple

from . import _abi

SONAME = "libcontoterzi.so.0"
VARIABLE = "CONTOTERZI_LIBRARY"
# What _abi.py was written for. A later library of the same major version has all of it.
NEEDED = (_abi.CT_VERSION_MAJOR, _abi.CT_VERSION_MINOR, _abi.CT_VERSION_PATCH)


def find() -> str:
    """What the loader is asked for: the variable's path, a file beside the package, the SONAME."""
    chosen = os.environ.get(VARIABLE)
    if chosen:
        return chosen
    package = pathlib.Path(__file__).resolve().parent
    for directory in (package, package.parent):
        if (directory / SONAME).is_file():
            return str(directory / SONAME)
    return SONAME


def load(name: str) -> ctypes.CDLL:
    """The library, ready to be called. ImportError says what is wrong with it and what to do."""
    library = _open(name)
    _check_version(name, running_version(library))
    try:
        _abi.install(library, _abi.SIGNATURES)
    except AttributeError as error:
        raise ImportError(f"{name} is no complete libcontoterzi: {error}") from None
    return library


def running_version(library: ctypes.CDLL) -> Tuple[int, int, int]:
    """(major, minor, patch) of the library that is running."""
    number: int = library.ct_version()
    return number // 1000000, number // 1000 % 1000, number % 1000


def _open(name: str) -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(name)
    except OSError as error:
        raise ImportError(
            f"libcontoterzi could not be loaded ({error}): install it where the system's loader "
            f"looks for {SONAME}, or set {VARIABLE} to its path"
        ) from None
    try:
        library.ct_version.restype = ctypes.c_uint32
    except AttributeError:
        raise ImportError(f"{name} is not libcontoterzi: it has no ct_version") from None
    return library


def _check_version(name: str, found: Tuple[int, int, int]) -> None:
    if NEEDED <= found < (NEEDED[0] + 1, 0, 0):
        return
    wrong = "too old" if found < NEEDED else "too new"
    raise ImportError(
        f"{name} is libcontoterzi {dotted(found)}, which is {wrong}: this package needs "
        f"{dotted(NEEDED)} or a later {NEEDED[0]}.x"
    )


def dotted(numbers: Tuple[int, int, int]) -> str:
    return ".".join(map(str, numbers))


@functools.lru_cache(maxsize=None)
def postgres() -> ctypes.CDLL:
    """libcontoterzi-postgres, loaded when it is first needed."""
    return _companion("postgres", _abi.POSTGRES_SIGNATURES)


@functools.lru_cache(maxsize=None)
def testkit() -> ctypes.CDLL:
    """libcontoterzi-testkit, loaded when it is first needed."""
    return _companion("testkit", _abi.TESTKIT_SIGNATURES)


def _companion(what: str, signatures: Mapping[str, _abi.Signature]) -> ctypes.CDLL:
    """Looked for as libcontoterzi is, and also where that was found."""
    soname = f"libcontoterzi-{what}.so.0"
    variable = f"CONTOTERZI_{what.upper()}_LIBRARY"
    beside = os.path.join(os.path.dirname(library._name), soname)
    name = os.environ.get(variable) or (beside if os.path.isfile(beside) else soname)
    try:
        found = ctypes.CDLL(name)
    except OSError as error:
        raise ImportError(
            f"{soname} could not be loaded ({error}): install it, or set {variable} to its path"
        ) from None
    try:
        _abi.install(found, signatures)
    except AttributeError as error:
        raise ImportError(f"{name} is no complete libcontoterzi-{what}: {error}") from None
    return found


library = load(find())
