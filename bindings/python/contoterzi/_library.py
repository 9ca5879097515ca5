"""Finds libcontoterzi, checks its version and declares its functions."""
from __future__ import annotations

import ctypes
import os
import pathlib
from typing import Tuple

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


library = load(find())
