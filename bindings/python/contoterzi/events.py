"""Events: every change, in order, never altered (event.h)."""
from __future__ import annotations

import datetime
import uuid
from typing import Any, Optional, Tuple, Union

from . import _abi
from ._area import Area
from ._convert import (
    request, to_date_or_none, to_id, to_id_or_none, to_instant, to_text, to_text_or_none,
)
from ._library import library
from ._records import PagedListing, Pages, Record
from .clients import Client
from .enums import (
    AccessArea, AccessLevel, Category, CouponKind, EventKind, LicenseAccess, LicenseSource, Plan,
)
from .studios import Studio


class Event(Record):
    """Something that happened. It carries identifiers, days, numbers and no personal data
    (R-AUD-09). What a kind of event does not tell is None: event.h says what each does."""

    __slots__ = ()
    _struct = _abi.ct_event
    _shown = ("kind", "sequence", "subject_id")

    @property
    def kind(self) -> EventKind:
        return EventKind.of(library.ct_event_kind_of(self._handle))

    @property
    def subject_id(self) -> uuid.UUID:
        """What it is about: its client, else its studio."""
        return to_id(library.ct_event_subject_id(self._handle))

    @property
    def sequence(self) -> int:
        """Counts the subject's events from 1, without gaps: what came after what on one subject,
        whatever the clocks of the machines said."""
        return int(library.ct_event_sequence(self._handle))

    @property
    def instant(self) -> datetime.datetime:
        return to_instant(library.ct_event_instant(self._handle))

    @property
    def actor(self) -> str:
        """Who acted, as the store was told."""
        return to_text(library.ct_event_actor(self._handle))

    @property
    def studio_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_studio_id(self._handle))

    @property
    def client_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_client_id(self._handle))

    @property
    def pack_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_pack_id(self._handle))

    @property
    def coupon_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_coupon_id(self._handle))

    @property
    def license_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_license_id(self._handle))

    @property
    def migration_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_migration_id(self._handle))

    @property
    def message_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_event_message_id(self._handle))

    @property
    def number(self) -> int:
        """How many: coupons, documents, clients; 0 of a kind that counts nothing."""
        return int(library.ct_event_number(self._handle))

    @property
    def coupon_kind(self) -> Optional[CouponKind]:
        return CouponKind.or_none(library.ct_event_coupon_kind(self._handle))

    @property
    def year(self) -> Optional[int]:
        """Of licenses, of documents' dates, or of the November that a cancellation stops."""
        return library.ct_event_year(self._handle) or None

    @property
    def category(self) -> Optional[Category]:
        return Category.or_none(library.ct_event_category(self._handle))

    @property
    def first_day(self) -> Optional[datetime.date]:
        """Of a license; of an announced erasure, when it will be."""
        return to_date_or_none(library.ct_event_first_day(self._handle))

    @property
    def last_day(self) -> Optional[datetime.date]:
        """Of a license; of a superseded one, the day on which a higher one took its place."""
        return to_date_or_none(library.ct_event_last_day(self._handle))

    @property
    def license_source(self) -> Optional[LicenseSource]:
        return LicenseSource.or_none(library.ct_event_license_source(self._handle))

    @property
    def plan(self) -> Optional[Plan]:
        return Plan.or_none(library.ct_event_plan(self._handle))

    @property
    def license_access(self) -> Optional[LicenseAccess]:
        return LicenseAccess.or_none(library.ct_event_license_access(self._handle))

    @property
    def area(self) -> Optional[AccessArea]:
        """That was asked for, of a refused access."""
        return AccessArea.or_none(library.ct_event_area(self._handle))

    @property
    def level(self) -> Optional[AccessLevel]:
        """That was asked for, of a refused access."""
        return AccessLevel.or_none(library.ct_event_level(self._handle))

    @property
    def rules(self) -> Tuple[str, ...]:
        """The numbers of all rules of a refusal (R-AUD-06)."""
        return tuple((to_text_or_none(library.ct_event_rules(self._handle)) or "").split())


_EVENTS = PagedListing("ct_event_list", Event)


class Events(Area):
    """What happened in a store: `store.events`.

    >>> import datetime, contoterzi
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), actor="anna") as store:
    ...     studio = store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com")
    ...     [(event.kind.value, event.actor) for event in store.events.list(studio=studio)]
    [('studio_added', 'anna')]
    """

    __slots__ = ()

    def list(
        self, *, studio: Union[Studio, uuid.UUID, None] = None,
        client: Union[Client, uuid.UUID, None] = None,
    ) -> Pages[Event]:
        """Events, the oldest first: on a studio and its clients; on a client, in the order of their
        sequence; or all of them. An unknown studio or client has none."""
        made = request(_abi.ct_event_query, studio=studio, client=client)

        def ask(after: Optional[bytes], limit: int) -> Tuple[Any, ...]:
            made.after, made.limit = after, limit
            return (made,)

        return self._pages(_EVENTS, library.ct_event_list_get, ask)
