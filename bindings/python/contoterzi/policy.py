"""The policy: what DOMAIN.md section 13 leaves to the host, as named values."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Mapping

from . import _abi
from ._convert import text
from ._library import library
from ._records import Owned
from .errors import InvalidArgument, check


def policy_defaults() -> Dict[str, str]:
    """Every value that `contoterzi.open(policy=...)` takes, with its default; policy.h tells what
    each is.

    >>> policy_defaults()["license_end"]
    '12-31'
    """
    owner = policy_of({})
    values: Dict[str, str] = {}
    name = library.ct_policy_name(0)
    while name is not None:
        values[name.decode()] = library.ct_policy_get(owner.handle, name).decode()
        name = library.ct_policy_name(len(values))
    return values


def policy_of(values: Mapping[str, Any]) -> Owned:
    """A ct_policy with these values, written as text or numbers. InvalidArgument names the one that is
    unknown or not of its form."""
    handle = ctypes.POINTER(_abi.ct_policy)()
    check(library.ct_policy_new(None, handle))
    owner = Owned(handle, library.ct_policy_free)
    for name, value in values.items():
        status = library.ct_policy_set(handle, text(name, "policy"), text(str(value), name))
        if status == _abi.CT_ERR_NOT_FOUND:
            raise InvalidArgument.of(name, f"the policy has no value {name!r}")
        if status == _abi.CT_ERR_INVALID_ARGUMENT:
            raise InvalidArgument.of(name, f"{value!r} is no {name} of the policy")
        check(status)
    return owner
