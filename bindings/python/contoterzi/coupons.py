"""Coupons, the packs that they come in, and who may get one (coupon.h)."""
from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any, Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    identifier, request, text, to_date, to_date_or_none, to_euro, to_id, to_id_or_none, to_text,
)
from ._library import library
from ._records import PagedListing, Pages, Record
from .clients import Client
from .enums import CouponKind, CouponState, EligibleAction, PackSource, Plan
from .errors import Reason, reasons_of
from .studios import Studio


class Pack(Record):
    """One purchase, or one tacit renewal, of coupons of one kind, plan and year."""

    __slots__ = ()
    _struct = _abi.ct_pack
    _shown = ("kind", "license_year", "quantity", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_pack_id(self._handle))

    @property
    def studio_id(self) -> uuid.UUID:
        return to_id(library.ct_pack_studio_id(self._handle))

    @property
    def kind(self) -> CouponKind:
        return CouponKind.of(library.ct_pack_kind(self._handle))

    @property
    def plan(self) -> Plan:
        """Of the licenses that its coupons give."""
        return Plan.of(library.ct_pack_plan(self._handle))

    @property
    def license_year(self) -> int:
        return int(library.ct_pack_license_year(self._handle))

    @property
    def quantity(self) -> int:
        """How many coupons."""
        return int(library.ct_pack_quantity(self._handle))

    @property
    def unit_price(self) -> decimal.Decimal:
        """Of a coupon, in euro."""
        return to_euro(library.ct_pack_unit_price_cents(self._handle))

    @property
    def source(self) -> PackSource:
        """R-COU-05."""
        return PackSource.of(library.ct_pack_source_of(self._handle))

    @property
    def issued_on(self) -> datetime.date:
        return to_date(library.ct_pack_issued_on(self._handle))

    @property
    def revoked_on(self) -> Optional[datetime.date]:
        """None: it is not revoked."""
        return to_date_or_none(library.ct_pack_revoked_on(self._handle))

    @property
    def renews_id(self) -> Optional[uuid.UUID]:
        """The pack that it renews tacitly."""
        return to_id_or_none(library.ct_pack_renews_id(self._handle))


class Coupon(Record):
    """A coupon."""

    __slots__ = ()
    _struct = _abi.ct_coupon
    _shown = ("code", "kind", "state", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_coupon_id(self._handle))

    @property
    def pack_id(self) -> uuid.UUID:
        return to_id(library.ct_coupon_pack_id(self._handle))

    @property
    def studio_id(self) -> uuid.UUID:
        return to_id(library.ct_coupon_studio_id(self._handle))

    @property
    def client_id(self) -> Optional[uuid.UUID]:
        """None until it is reserved (R-COU-02)."""
        return to_id_or_none(library.ct_coupon_client_id(self._handle))

    @property
    def code(self) -> str:
        return to_text(library.ct_coupon_code(self._handle))

    @property
    def kind(self) -> CouponKind:
        return CouponKind.of(library.ct_coupon_kind_of(self._handle))

    @property
    def plan(self) -> Plan:
        """Of the license that it gives."""
        return Plan.of(library.ct_coupon_plan(self._handle))

    @property
    def license_year(self) -> int:
        return int(library.ct_coupon_license_year(self._handle))

    @property
    def issued_on(self) -> datetime.date:
        return to_date(library.ct_coupon_issued_on(self._handle))

    @property
    def state(self) -> CouponState:
        """On the day of the call that answered it (R-COU-07)."""
        return CouponState.of(library.ct_coupon_state_today(self._handle))


class Eligibility(Record):
    """Whether a client may get a coupon (section 6)."""

    __slots__ = ()
    _struct = _abi.ct_eligibility
    _shown = ("action", "reasons")

    @property
    def action(self) -> EligibleAction:
        """What the coupon would do."""
        return EligibleAction.of(library.ct_eligibility_action(self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """All that stands against it; empty exactly if the action is not `NO`."""
        return reasons_of(library.ct_eligibility_reasons(self._handle))


_PACKS = PagedListing("ct_pack_list", Pack)
_COUPONS = PagedListing("ct_coupon_list", Coupon)


class Coupons(Area):
    """The coupons of a store and their packs: `store.coupons`.

    >>> import contoterzi, datetime, decimal
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com")
    ...     pack = store.coupons.buy(
    ...         studio, kind=contoterzi.CouponKind.RENEWABLE, license_year=2026, quantity=3,
    ...         unit_price=decimal.Decimal("12.50"))
    ...     pack.plan, pack.unit_price, len(store.coupons.list(studio).page())
    (Plan.STANDARD, Decimal('12.50'), 3)
    """

    __slots__ = ()

    def buy(
        self, studio: Union[Studio, uuid.UUID], *, kind: CouponKind, license_year: int,
        quantity: int, unit_price: Union[decimal.Decimal, int], plan: Optional[Plan] = None,
        key: Optional[str] = None, preview: bool = False,
    ) -> Pack:
        """Records a purchase, and issues its coupons today (R-COU-01, -05, -06, -09).

        `license_year` this one, or up to ten ahead; `quantity` 1 to 1,000,000; `unit_price` in
        euro, 0 to 1,000,000; `plan` is `STANDARD` if left out, or the policy's for `CONTO_TERZI`
        (R-COU-04). It is one transaction: a large pack takes seconds, and other writers wait.
        NotFound: the studio. RuleRefused (R-COU-06): the year is over.
        """
        made = request(
            _abi.ct_pack_request, studio=studio, kind=kind, license_year=license_year,
            quantity=quantity, plan=plan, unit_price_cents=unit_price)
        return self._get(Pack, library.ct_pack_buy, made, call(key, preview))

    def revoke(
        self, pack: Union[Pack, uuid.UUID], *, key: Optional[str] = None, preview: bool = False
    ) -> Pack:
        """Revokes a pack: its available coupons at once; a reserved one if its migration gives it
        back; assigned ones stay (R-COU-07). Does nothing if it is revoked. NotFound."""
        return self._get(
            Pack, library.ct_pack_revoke, identifier(pack, "pack"), call(key, preview))

    def pack(self, pack: Union[Pack, uuid.UUID]) -> Pack:
        """The pack as it is now. NotFound."""
        return self._get(Pack, library.ct_pack_get, identifier(pack, "pack"))

    def packs(self, studio: Union[Studio, uuid.UUID]) -> Pages[Pack]:
        """A studio's packs, in the order in which they were issued. NotFound."""
        whose = identifier(studio, "studio")
        return self._pages(
            _PACKS, library.ct_pack_list_get, lambda after, limit: (whose, after, limit))

    def get(self, coupon: Union[Coupon, uuid.UUID]) -> Coupon:
        """The coupon as it is now. NotFound."""
        return self._get(Coupon, library.ct_coupon_get, identifier(coupon, "coupon"))

    def find(self, code: str) -> Coupon:
        """The coupon with that code, in any case and with or without hyphens. NotFound; RuleRefused
        (R-COU-09): it is mistyped."""
        return self._get(Coupon, library.ct_coupon_find, text(code, "code"))

    def list(
        self, studio: Union[Studio, uuid.UUID], *, kind: Optional[CouponKind] = None,
        state: Optional[CouponState] = None, license_year: Optional[int] = None,
    ) -> Pages[Coupon]:
        """A studio's coupons by license year and code: of a kind, in a state, of a year; or all of
        them. NotFound."""
        made = request(
            _abi.ct_coupon_query, studio=studio, kind=kind, state=state, license_year=license_year)

        def ask(after: Optional[bytes], limit: int) -> Tuple[Any, ...]:
            made.after, made.limit = after, limit
            return (made,)

        return self._pages(_COUPONS, library.ct_coupon_list_get, ask)

    def check_eligibility(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        kind: Optional[CouponKind] = None, license_year: Optional[int] = None,
        day: Optional[datetime.date] = None, coupon_code: Optional[str] = None,
    ) -> Eligibility:
        """What a coupon would do for a client, or all that stands against it. Changes nothing.

        `kind` is `CONTO_TERZI` if left out; `license_year` the pool's latest (R-COU-08); `day`
        today, and the pool is taken as it is now in any case; `coupon_code`: that coupon, not any
        of the pool. NotFound: the studio or the client. RuleRefused (R-COU-09): the code is
        mistyped.
        """
        made = request(
            _abi.ct_eligibility_request, studio=studio, client=client, kind=kind,
            license_year=license_year, day=day, coupon_code=coupon_code)
        return self._get(Eligibility, library.ct_eligibility_check, made)
