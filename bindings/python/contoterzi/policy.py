"""The policy: what DOMAIN.md section 13 leaves to the host, as named values."""
from __future__ import annotations

import ctypes
from typing import Any, Dict, Mapping, NamedTuple, Tuple

from . import _abi
from ._convert import pairs, text
from ._library import library
from ._records import Owned
from .enums import MessageKind
from .errors import InvalidArgument, check


class Template(NamedTuple):
    """The words of a kind of message. In braces stand those that the message fills in:

    - `{client}`: the client's name, of messages to a client;
    - `{studio}`: the studio's name, of messages to a studio, and of credentials;
    - `{login}`: the address that it goes to;
    - `{password}`: of credentials, once, alone on a line of the text;
    - `{number}`: coupons, or clients not renewed;
    - `{year}`: of the coupons' licenses, or of the November that a cancellation stops;
    - `{day}`, `{giorno}`: as 2026-12-31 and 31/12/2026, the license's last, the password's last,
      that of the erasure, or that on which a cancellation was sent; not of coupons issued.
    """

    subject: str  # one line, up to 200 bytes
    text: str  # lines parted by "\n", up to 20,000 bytes


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


def template_defaults() -> Dict[MessageKind, Template]:
    """The library's own words for each kind of message, which `contoterzi.open(templates=...)`
    takes in the same form.

    >>> "{password}" in template_defaults()[MessageKind.CREDENTIALS].text.splitlines()
    True
    """
    owner = policy_of({})
    return {kind: Template(
        library.ct_policy_get_template_subject(owner.handle, kind.number).decode(),
        library.ct_policy_get_template_text(owner.handle, kind.number).decode(),
    ) for kind in MessageKind}


def policy_of(
    values: Mapping[str, Any], templates: Mapping[MessageKind, Tuple[str, str]] = {}
) -> Owned:
    """A ct_policy with these values, written as text or numbers, and templates. InvalidArgument
    names the one that is unknown or not of its form."""
    handle = ctypes.POINTER(_abi.ct_policy)()
    check(library.ct_policy_new(None, handle))
    owner = Owned(handle, library.ct_policy_free)
    for name, value in pairs(values, "policy"):
        if not isinstance(name, str):
            raise TypeError(f"policy must be by str, not {type(name).__name__}")
        status = library.ct_policy_set(handle, text(name, "policy"), text(str(value), name))
        if status == _abi.CT_ERR_NOT_FOUND:
            raise InvalidArgument.of(name, f"the policy has no value {name!r}")
        if status == _abi.CT_ERR_INVALID_ARGUMENT:
            raise InvalidArgument.of(name, f"{value!r} is no {name} of the policy")
        check(status)
    for kind, words in pairs(templates, "templates"):
        if not isinstance(kind, MessageKind):
            raise TypeError(f"templates must be by MessageKind, not {type(kind).__name__}")
        if not isinstance(words, tuple) or len(words) != 2:
            raise TypeError(f"the template of {kind.value} must be a tuple of subject and text")
        status = library.ct_policy_set_template(
            handle, kind.number, text(words[0], "subject"), text(words[1], "text"))
        if status == _abi.CT_ERR_INVALID_ARGUMENT:
            raise InvalidArgument.of(
                "templates", f"the template of {kind.value} is empty, too long, or has a brace "
                "that it does not fill in")
        check(status)
    return owner
