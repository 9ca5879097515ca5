"""The store: what `contoterzi.open` gives."""
from __future__ import annotations

import contextlib
import ctypes
import datetime
import os
from types import TracebackType
from typing import Any, Callable, Iterator, Mapping, Optional, Tuple, Type, Union

from . import _abi
from ._area import Session
from ._callbacks import callback
from ._convert import date, instant, text, to_date, to_instant
from ._library import library
from .access import Access
from .audit import Audit
from .clients import Clients
from .coupons import Coupons
from .enums import MessageKind, language_number
from .errors import InvalidArgument, check
from .events import Events
from .history import History
from .licenses import Licenses
from .lifecycle import Lifecycle
from .migrations import Migrations
from .outbox import Outbox
from .policy import policy_of
from .renewal import Renewal
from .storage import Storage, storage_of
from .studios import Studios

Clock = Callable[[], datetime.datetime]
# The machine's, which is read without Python.
_SYSTEM_CLOCK = ctypes.cast(
    library.ct_clock_system, _abi.ct_context_options.members["now"].ctype)
MOST_SECONDS = ((1 << 32) - 1) // 1000  # of a time limit
LAST_MILLISECOND = 24 * 60 * 60 * 1000 - 1  # of a day


class Store:
    """The books of any number of studios: one open store, for one thread at a time.

    It is a context manager, and its functions are in areas named after the library's headers:
    `store.studios.add(...)`. Every method that changes something takes `key`, an idempotency key
    (R-AUD-02: the same key and request give the first answer again), and `preview`, which answers
    as if and changes nothing (R-AUD-05). Where one takes a studio, client or other record, its
    identifier does as well.
    """

    __slots__ = (
        "_session", "access", "audit", "clients", "coupons", "events", "history", "licenses",
        "lifecycle", "migrations", "outbox", "renewal", "studios", "__weakref__")

    def __init__(
        self, storage: Storage, *, now: Optional[Clock], lang: str, actor: str,
        policy: Mapping[str, Any], templates: Mapping[MessageKind, Tuple[str, str]],
        lock_timeout: float,
    ) -> None:
        self._session = session = Session()

        values = policy_of(policy, templates)
        session.begin(_abi.ct_context_options(
            now=_SYSTEM_CLOCK if now is None else callback(
                _abi.ct_context_options, "now", _teller(now)),
            policy=values.handle,
            language=language_number(lang),
            lock_timeout_ms=_milliseconds(lock_timeout, "lock_timeout"),
        ))
        self.set_actor(actor)  # which says what is wrong with one
        session.run(library.ct_context_open, storage._handle)
        self.access = Access(session)
        self.audit = Audit(session)
        self.clients = Clients(session)
        self.coupons = Coupons(session)
        self.events = Events(session)
        self.history = History(session)
        self.licenses = Licenses(session)
        self.lifecycle = Lifecycle(session)
        self.migrations = Migrations(session)
        self.outbox = Outbox(session)
        self.renewal = Renewal(session)
        self.studios = Studios(session)

    def close(self) -> None:
        """Closes it; records that it answered stay. A second time does nothing."""
        self._session.end()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        self.close()

    @property
    def today(self) -> datetime.date:
        """Today in Rome by the store's clock."""
        day = _abi.ct_date()
        self._session.run(library.ct_context_today, day)
        return to_date(day)

    @property
    def keys_kept_since(self) -> datetime.datetime:
        """From when on idempotency keys are kept (R-AUD-10): an older one counts as new."""
        since = _abi.ct_instant.ctype()
        self._session.run(library.ct_context_keys_kept_since, since)
        return to_instant(since.value)

    def set_actor(self, actor: str) -> None:
        """Who acts from now on, for events: a word without personal data, up to 100 bytes."""
        self._session.run(library.ct_context_set_actor, text(actor, "actor"))

    def set_language(self, lang: str) -> None:
        """The language of texts from now on, "it" or "en"."""
        self._session.run(library.ct_context_set_language, language_number(lang))

    @contextlib.contextmanager
    def preview(self) -> Iterator[Store]:
        """R-AUD-05 for calls that build on each other: within the block every call answers as if,
        sees what those before it would have changed, and changes nothing. Other writers wait.
        """
        with self._session.preview():
            yield self


def open(
    where: Union[str, os.PathLike[str], Storage],
    *,
    today: Optional[datetime.date] = None,
    now: Union[Clock, datetime.datetime, None] = None,
    lang: str = "it",
    actor: str = "python",
    policy: Optional[Mapping[str, Any]] = None,
    templates: Optional[Mapping[MessageKind, Tuple[str, str]]] = None,
    lock_timeout: float = 5.0,
    create: bool = True,
) -> Store:
    """Opens a store, and makes it if there is none.

    `where` is the path of an SQLite file, ":memory:", a "postgresql://" URI, which may name the
    schema of the tables ("?schema=NAME"), or a `Storage`.
    `today` is the day that it shall be, at the machine's time of day in Rome; `now` an instant with
    a time zone, or a function that answers one; by default both are the machine's. `lang` ("it",
    "en") is the language of texts for people; `actor` who acts, in the events; `policy` what
    differs from `policy_defaults()`; `templates` the words of some kinds of messages, each a
    subject and a text as in `template_defaults()`; `lock_timeout` how many seconds a call may wait
    for others. Without `create` a file or database that holds no store is NotFound, and stays as it
    is; a `Storage` itself says whether it may be made.

    StorageError: the file or server can't be opened, is no store, or one of a newer library.

    >>> import datetime
    >>> with open(":memory:", today=datetime.date(2026, 11, 2), lang="en") as store:
    ...     store.today
    datetime.date(2026, 11, 2)
    """
    return Store(
        storage_of(where, create), now=_clock(today, now), lang=lang, actor=actor,
        policy=policy or {}, templates=templates or {}, lock_timeout=lock_timeout)


def _teller(now: Clock) -> Callable[[Any, Any], None]:
    def tell(_user: Any, ret_now: Any) -> None:
        ret_now[0] = instant(_present(now()), "now")

    return tell


def _clock(
    today: Optional[datetime.date], now: Union[Clock, datetime.datetime, None]
) -> Optional[Clock]:
    if today is not None:
        if now is not None:
            raise InvalidArgument.of("now", "today and now exclude each other")
        return _clock_on(today)
    if isinstance(now, datetime.datetime):
        fixed = now
        instant(fixed, "now")
        return lambda: fixed
    if now is not None and not callable(now):
        raise TypeError(f"now must be datetime.datetime or callable, not {type(now).__name__}")
    return now


def _present(value: Any) -> Any:
    if value is None:
        raise TypeError("now must answer a datetime.datetime, not None")
    return value


def _milliseconds(seconds: Any, name: str) -> int:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        raise TypeError(f"{name} must be float, not {type(seconds).__name__}")
    if not 0 <= seconds <= MOST_SECONDS:
        raise InvalidArgument.of(name, f"{name} is not between 0 and {MOST_SECONDS} seconds")
    return max(1, round(seconds * 1000))  # 0 is C's default


def _clock_on(today: datetime.date) -> Clock:
    """What happens one after the other keeps its order, also from process to process."""
    wanted = date(today, "today")
    if not 1996 <= today.year <= 2100:
        raise InvalidArgument.of("today", f"today is not between 1996 and 2100: {today}")

    def now() -> datetime.datetime:
        present = instant(datetime.datetime.now(datetime.timezone.utc), "now")
        day, midnight, moved = _abi.ct_date(), _abi.ct_instant.ctype(), _abi.ct_instant.ctype()
        check(library.ct_date_in_rome(present, day))
        check(library.ct_instant_in_rome(day, 0, midnight))
        # The day on which the clocks go back has 25 hours.
        passed = min(present - midnight.value, LAST_MILLISECOND)
        check(library.ct_instant_in_rome(wanted, passed, moved))
        return to_instant(moved.value)

    return now
