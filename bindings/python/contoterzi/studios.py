"""Studios: the accounting firms (studio.h)."""
from __future__ import annotations

import ctypes
import dataclasses
import datetime
import uuid
from typing import Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    identifier, request, text, to_date, to_date_or_none, to_id, to_text, to_text_or_none,
)
from ._library import library
from ._records import PagedListing, Pages, Record
from .enums import CouponKind, CouponState


class Studio(Record):
    """A studio. Its VAT number is its own in a store."""

    __slots__ = ()
    _struct = _abi.ct_studio
    _shown = ("name", "vat_number", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_studio_id(self._handle))

    @property
    def name(self) -> str:
        return to_text(library.ct_studio_name(self._handle))

    @property
    def vat_number(self) -> str:
        return to_text(library.ct_studio_vat_number(self._handle))

    @property
    def tax_code(self) -> Optional[str]:
        return to_text_or_none(library.ct_studio_tax_code(self._handle))

    @property
    def email(self) -> Optional[str]:
        """Where messages for the studio go."""
        return to_text_or_none(library.ct_studio_email(self._handle))

    @property
    def certified_email(self) -> Optional[str]:
        """Its PEC address: cancellations come from it (R-REN-04)."""
        return to_text_or_none(library.ct_studio_certified_email(self._handle))

    @property
    def account_opened_on(self) -> Optional[datetime.date]:
        """When its accountant account was opened (R-STU-01); None: it is not open."""
        return to_date_or_none(library.ct_studio_account_opened_on(self._handle))


@dataclasses.dataclass(frozen=True)
class CouponLine:
    """How many coupons of a year, kind and state a studio has."""

    license_year: int
    kind: CouponKind
    state: CouponState
    count: int


@dataclasses.dataclass(frozen=True)
class LicenseLine:
    """How many licenses of a studio's clients end on a day."""

    last_day: datetime.date
    count: int


class StudioOverview(Record):
    """The account overview (R-STU-02)."""

    __slots__ = ()
    _struct = _abi.ct_studio_overview
    _shown = ("clients", "migratable")

    @property
    def migratable(self) -> int:
        """How many clients can still be migrated (R-CLI-03). More than none: a banner is shown."""
        return int(library.ct_studio_overview_migratable(self._handle))

    @property
    def clients(self) -> int:
        """How many clients are linked to the studio."""
        return int(library.ct_studio_overview_clients(self._handle))

    @property
    def coupons(self) -> Tuple[CouponLine, ...]:
        """The studio's coupons by year, kind and state, the latest year first."""
        year, kind, state = ctypes.c_int32(), ctypes.c_int32(), ctypes.c_int32()
        count = ctypes.c_uint64()
        lines = []
        for index in range(library.ct_studio_overview_coupon_lines(self._handle)):
            library.ct_studio_overview_coupon_line(self._handle, index, year, kind, state, count)
            lines.append(CouponLine(
                year.value, CouponKind.of(kind.value), CouponState.of(state.value), count.value))
        return tuple(lines)

    @property
    def licenses(self) -> Tuple[LicenseLine, ...]:
        """Licenses of the studio's clients by last day, superseded ones left out, the earliest
        first."""
        day, count = _abi.ct_date(), ctypes.c_uint64()
        lines = []
        for index in range(library.ct_studio_overview_license_lines(self._handle)):
            library.ct_studio_overview_license_line(self._handle, index, day, count)
            lines.append(LicenseLine(to_date(day), count.value))
        return tuple(lines)


_STUDIOS = PagedListing("ct_studio_list", Studio)


class Studios(Area):
    """The studios of a store: `store.studios`."""

    __slots__ = ()

    def add(
        self, *, name: str, vat_number: str, email: str, certified_email: str,
        tax_code: Optional[str] = None, key: Optional[str] = None, preview: bool = False,
    ) -> Studio:
        """Registers a studio, without an accountant account.

        `name` up to 200 bytes; `vat_number` 11 digits (R-CLI-02); `email` no PEC (R-STU-03);
        `certified_email` the PEC address that cancellations come from.
        RuleRefused: R-CLI-02, R-STU-03, or the VAT number is registered already.
        """
        made = request(
            _abi.ct_studio_request, name=name, vat_number=vat_number, email=email,
            certified_email=certified_email, tax_code=tax_code)
        return self._get(Studio, library.ct_studio_add, made, call(key, preview))

    def open_account(
        self, studio: Union[Studio, uuid.UUID], *, key: Optional[str] = None, preview: bool = False
    ) -> Studio:
        """Opens the accountant account that R-STU-01 asks for; does nothing if it is open.
        NotFound."""
        return self._get(
            Studio, library.ct_studio_open_account, identifier(studio, "studio"),
            call(key, preview))

    def get(self, studio: Union[Studio, uuid.UUID]) -> Studio:
        """The studio as it is now. NotFound."""
        return self._get(Studio, library.ct_studio_get, identifier(studio, "studio"))

    def find(self, vat_number: str) -> Studio:
        """The studio with that VAT number. NotFound; RuleRefused (R-CLI-02): it is none."""
        return self._get(Studio, library.ct_studio_find, text(vat_number, "vat_number"))

    def list(self) -> Pages[Studio]:
        """All studios, in the order of registration."""
        return self._pages(
            _STUDIOS, library.ct_studio_list_get, lambda after, limit: (after, limit))

    def overview(self, studio: Union[Studio, uuid.UUID]) -> StudioOverview:
        """The account overview (R-STU-02). NotFound."""
        return self._get(
            StudioOverview, library.ct_studio_overview_get, identifier(studio, "studio"))
