"""Python's values to C's, checked, and back. None is C's "none", or a field that is left out."""
from __future__ import annotations

import ctypes
import datetime
import decimal
import functools
import os
from typing import Any, Callable, Dict, Iterable, Iterator, List, Mapping, Optional, Type, TypeVar
from uuid import UUID

from . import _abi
from .enums import BY_C_TYPE, Named
from .errors import InvalidArgument

S = TypeVar("S", bound=_abi.Sized)
T = TypeVar("T")
Converter = Callable[[Any, str], Any]

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
MILLISECOND = datetime.timedelta(milliseconds=1)
CENT = decimal.Decimal("0.01")
# Exact for all that C holds. The caller's own context may round.
EXACT = decimal.Context(prec=40)
MOST_EURO = decimal.Decimal((1 << 63) - 1).scaleb(-2, EXACT)
NO_ID = _abi.ct_id()
_id_of = _abi.ct_id.from_buffer_copy
NO_DATE = _abi.ct_date()


def text(value: Optional[str], name: str) -> Optional[bytes]:
    """`const char *`"""
    if value is None:
        return None
    if not isinstance(value, str):
        raise _wrong_type(value, name, "str")
    if "\0" in value:
        raise InvalidArgument.of(name, f"{name} has a character U+0000")
    try:
        return value.encode()
    except UnicodeEncodeError:
        raise InvalidArgument.of(name, f"{name} has half a surrogate pair") from None


def path(value: Any, name: str) -> bytes:
    """A file's, whose bytes need not be text."""
    if not isinstance(value, (str, os.PathLike)):
        raise _wrong_type(value, name, "str or os.PathLike")
    chosen = os.fspath(value)
    if not isinstance(chosen, str):
        raise _wrong_type(chosen, name, "a path of str")
    if not chosen or "\0" in chosen:
        raise InvalidArgument.of(name, f"{name} is empty, or has a character U+0000")
    try:
        return os.fsencode(chosen)
    except UnicodeEncodeError:
        raise InvalidArgument.of(name, f"{name} has half a surrogate pair") from None


def each(values: Iterable[T], name: str) -> Iterator[T]:
    """Those of an iterable, and a text is none."""
    if not isinstance(values, (str, bytes)):
        try:
            return iter(values)
        except TypeError:
            pass
    raise _wrong_type(values, name, "an iterable")


def converted(values: Iterable[Any], name: str, convert: Callable[[Any], T]) -> List[T]:
    """Each of them converted; of one that can't be its place is told."""
    made: List[T] = []
    for value in each(values, name):
        try:
            made.append(convert(value))
        except InvalidArgument as error:
            raise InvalidArgument.of(error.field, f"{name}[{len(made)}]: {error}") from None
        except TypeError as error:
            raise TypeError(f"{name}[{len(made)}]: {error}") from None
    return made


def pairs(values: Mapping[Any, T], name: str) -> Iterable[Any]:
    """The items of a mapping."""
    if not isinstance(values, Mapping):
        raise _wrong_type(values, name, "a mapping")
    return values.items()


def texts(values: Iterable[str], name: str) -> Any:
    """`const char *const *`, which keeps what it points to."""
    made = []
    for place, value in enumerate(each(values, name)):
        if value is None:
            raise _wrong_type(value, f"{name}[{place}]", "str")
        made.append(text(value, f"{name}[{place}]"))
    return (ctypes.c_char_p * len(made))(*made)


def identifier(value: Any, name: str) -> _abi.ct_id:
    """ct_id, of a UUID or of a record of the kind that `name` says."""
    if value is None:
        return NO_ID
    if isinstance(value, UUID):
        number = value.int
        if number == 0:  # C's "none": that studio's would be everybody's
            raise InvalidArgument.of(name, f"{name} is the nil UUID")
        return _id_of(number.to_bytes(16, "big"))
    # A record answers its own without a UUID in between. Only a studio is taken for a studio.
    if getattr(value, "_what", None) == name:
        made: _abi.ct_id = value._identifier()
        return made
    raise _wrong_type(value, name, f"{name.capitalize()} or uuid.UUID")


def identifiers(values: Iterable[Any], name: str) -> List[_abi.ct_id]:
    """ct_ids of an iterable such as `clients`."""
    kind = name[:-1]

    def convert(value: Any) -> _abi.ct_id:
        if value is None:
            raise _wrong_type(value, kind, f"{kind.capitalize()} or uuid.UUID")
        return identifier(value, kind)

    return converted(values, name, convert)


def date(value: Optional[datetime.date], name: str) -> _abi.ct_date:
    """ct_date"""
    if value is None:
        return NO_DATE
    if not isinstance(value, datetime.date) or isinstance(value, datetime.datetime):
        raise _wrong_type(value, name, "datetime.date")
    return _abi.ct_date(value.year, value.month, value.day)


def instant(value: Optional[datetime.datetime], name: str) -> int:
    """ct_instant"""
    if value is None:
        return 0
    if not isinstance(value, datetime.datetime):
        raise _wrong_type(value, name, "datetime.datetime")
    if value.utcoffset() is None:
        raise InvalidArgument.of(name, f"{name} has no time zone: which instant is it?")
    return (value - EPOCH) // MILLISECOND


def cents(value: Any, name: str) -> int:
    """Cents of an amount in euro; a float is refused, for it is none."""
    if isinstance(value, bool) or not isinstance(value, (int, decimal.Decimal)):
        raise _wrong_type(value, name, "decimal.Decimal or int")
    amount = decimal.Decimal(value)
    if amount.is_finite() and amount.copy_abs() > MOST_EURO:
        raise InvalidArgument.of(name, f"{name} is too large an amount")
    if not amount.is_finite() or amount != amount.quantize(CENT, context=EXACT):
        raise InvalidArgument.of(name, f"{name} is no amount in whole cents: {value}")
    return int(amount.scaleb(2, EXACT))


def whole(value: int, name: str, bits: int, is_signed: bool = True) -> int:
    """An integer that C's type can hold: ctypes itself cuts off what is too much."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong_type(value, name, "int")
    least, most = (-(1 << bits - 1), (1 << bits - 1) - 1) if is_signed else (0, (1 << bits) - 1)
    if not least <= value <= most:
        raise InvalidArgument.of(name, f"{name} is not between {least} and {most}")
    return value


def yes(value: bool, name: str) -> bool:
    """A bool: "no" would be taken for yes."""
    if not isinstance(value, bool):
        raise _wrong_type(value, name, "bool")
    return value


def choice(value: Optional[bool], name: str) -> int:
    """ct_choice"""
    if value is None:
        return _abi.CT_CHOICE_DEFAULT
    return _abi.CT_CHOICE_YES if yes(value, name) else _abi.CT_CHOICE_NO


def number(value: Optional[Named], name: str, kind: Type[Named]) -> int:
    """An enumeration's; 0 is left out."""
    return 0 if value is None else _number_of(kind)(value, name)


def _number_of(kind: Type[Named]) -> Callable[[Any, str], int]:
    def convert(value: Any, name: str) -> int:
        if isinstance(value, kind):
            return value.number
        raise _wrong_type(value, name, kind.__name__)

    return convert


def flags(**bits: Any) -> int:
    """The flags that are on: `flags(CT_PURCHASE_AS_RENEWAL=as_renewal)`."""
    total = 0
    for name, is_on in bits.items():
        # Python's name is C's without CT and what it belongs to.
        if yes(is_on, name.split("_", 2)[2].lower()):
            total |= getattr(_abi, name)
    return total


def request(struct: Type[S], **values: Any) -> S:
    """A request with these members, each checked by its C type; None leaves one out. An amount in
    euro goes to a member whose name ends in "_cents"."""
    return form(struct)(**values)


def _wrong_type(value: Any, name: str, wanted: str) -> TypeError:
    return TypeError(f"{name} must be {wanted}, not {type(value).__name__}")


_BY_TYPE: Dict[str, Converter] = {
    "const char *": text,
    "ct_id": identifier,
    "ct_date": date,
    "ct_instant": instant,
    "ct_choice": choice,
    "int32_t": lambda value, name: whole(value, name, 32),
    "int64_t": lambda value, name: whole(value, name, 64),
    "uint32_t": lambda value, name: whole(value, name, 32, False),
    "uint64_t": lambda value, name: whole(value, name, 64, False),
    "size_t": lambda value, name: whole(value, name, 64, False),
}

@functools.lru_cache(maxsize=None)
def form(struct: Type[S]) -> Callable[..., S]:
    """What `request` does for one struct, as a function of its members. It is written out, as those
    of a dataclass are, because nearly every call of the library runs one."""
    names = [name for name in struct.members if name != "size"]
    lines = [
        f"def fill({', '.join(name + '=None' for name in names)}):", "    _made = _new(_empty)"]
    space: Dict[str, Any] = {"_new": struct.from_buffer_copy, "_empty": bytes(struct())}
    for name in names:
        lines += [
            f"    if {name} is not None:", f"        _made.{name} = _to_{name}({name}, {name!r})"]
        space[f"_to_{name}"] = _converter(name, struct.members[name])
    exec("\n".join(lines + ["    return _made"]), space)
    fill: Callable[..., S] = space["fill"]
    return fill


def _converter(name: str, declared: Any) -> Converter:
    if name.endswith("_cents"):
        return lambda value, name: cents(value, name[: -len("_cents")])
    c = declared.__name__ if isinstance(declared, type) else getattr(declared, "c", "")
    if c in BY_C_TYPE:
        return _number_of(BY_C_TYPE[c])
    # Pointers to arrays, and callbacks, are made by who needs them.
    return _BY_TYPE.get(c, lambda value, name: value)


def to_text(value: bytes) -> str:
    return value.decode()


def to_text_or_none(value: Optional[bytes]) -> Optional[str]:
    return None if value is None else value.decode()


def to_id(value: _abi.ct_id) -> UUID:
    return UUID(bytes=bytes(value))


def to_id_or_none(value: _abi.ct_id) -> Optional[UUID]:
    raw = bytes(value)
    return UUID(bytes=raw) if any(raw) else None


def to_date(value: _abi.ct_date) -> datetime.date:
    return datetime.date(value.year, value.month, value.day)


def to_date_or_none(value: _abi.ct_date) -> Optional[datetime.date]:
    return to_date(value) if value.year else None


def to_instant(value: int) -> datetime.datetime:
    return EPOCH + value * MILLISECOND


def to_instant_or_none(value: int) -> Optional[datetime.datetime]:
    return to_instant(value) if value else None


def to_euro(cents: int) -> decimal.Decimal:
    return decimal.Decimal(cents).scaleb(-2, EXACT)
