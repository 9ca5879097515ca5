"""Renewal: coupons assigned outside a migration, and what a studio can renew (renewal.h)."""
from __future__ import annotations

import datetime
import uuid
from typing import Any, Dict, Iterable, Optional, Tuple, Union

from . import _abi
from ._area import call
from ._convert import (
    date, flags, identifier, identifiers, request, text, to_date, to_date_or_none, to_id,
    to_id_or_none, to_text, to_text_or_none,
)
from ._library import library
from ._records import Listing, PagedListing, Pages, Record
from .campaigns import Campaigns
from .clients import Client
from .enums import (
    AssignmentStatus, CouponKind, EligibleAction, LicenseAccess, Plan, RenewalWay, TaxRegime,
)
from .errors import Reason, reasons_of
from .studios import Studio


class Assignment(Record):
    """What became of one client that was to get a coupon. License and coupon are None when it was
    refused."""

    __slots__ = ()
    _struct = _abi.ct_assignment
    _shown = ("status", "client_name", "client_id")

    @property
    def status(self) -> AssignmentStatus:
        """`ALREADY_DONE`: a coupon of that kind covers the year already."""
        return AssignmentStatus.of(library.ct_assignment_status_of(self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why it was refused."""
        return reasons_of(library.ct_assignment_reasons(self._handle))

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_assignment_client_id(self._handle))

    @property
    def client_name(self) -> Optional[str]:
        """None: there is no such client."""
        return to_text_or_none(library.ct_assignment_client_name(self._handle))

    @property
    def action(self) -> Optional[EligibleAction]:
        """What the coupon did. None unless done."""
        done = self.status is AssignmentStatus.DONE
        return EligibleAction.of(library.ct_assignment_action(self._handle)) if done else None

    @property
    def license_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_assignment_license_id(self._handle))

    @property
    def plan(self) -> Optional[Plan]:
        return Plan.or_none(library.ct_assignment_plan(self._handle))

    @property
    def access(self) -> Optional[LicenseAccess]:
        return LicenseAccess.or_none(library.ct_assignment_access(self._handle))

    @property
    def first_day(self) -> Optional[datetime.date]:
        """Of the license."""
        return to_date_or_none(library.ct_assignment_first_day(self._handle))

    @property
    def last_day(self) -> Optional[datetime.date]:
        """Of the license, which still works on it (R-LIC-02)."""
        return to_date_or_none(library.ct_assignment_last_day(self._handle))

    @property
    def coupon_code(self) -> Optional[str]:
        return to_text_or_none(library.ct_assignment_coupon_code(self._handle))


class RenewalWays(Record):
    """How a client can go on after its license, and how not (R-REN-05)."""

    __slots__ = ()
    _struct = _abi.ct_renewal_ways
    _shown = ("open",)

    @property
    def open(self) -> Tuple[RenewalWay, ...]:
        """The ways that the rules leave open, whether a coupon is there or not."""
        return tuple(
            way for way in RenewalWay
            if library.ct_renewal_ways_is_open(self._handle, way.number))

    @property
    def closed(self) -> Dict[RenewalWay, Tuple[Reason, ...]]:
        """The others, and all that stands against each."""
        return {
            way: reasons_of(library.ct_renewal_ways_reasons(self._handle, way.number))
            for way in RenewalWay if way not in self.open
        }


class RenewalPlan(Record):
    """What renewing a studio's clients for a year would need, and what is there (R-REN-06). The
    clients are those that are linked, have had a license other than a trial, and are not erased."""

    __slots__ = ()
    _struct = _abi.ct_renewal_plan
    _shown = ("license_year", "kind", "eligible", "missing")

    @property
    def kind(self) -> CouponKind:
        return CouponKind.of(library.ct_renewal_plan_kind(self._handle))

    @property
    def license_year(self) -> int:
        return int(library.ct_renewal_plan_license_year(self._handle))

    @property
    def clients(self) -> int:
        """All of them: the next three together."""
        return int(library.ct_renewal_plan_clients(self._handle))

    @property
    def eligible(self) -> int:
        return int(library.ct_renewal_plan_eligible(self._handle))

    @property
    def not_eligible(self) -> int:
        return int(library.ct_renewal_plan_not_eligible(self._handle))

    @property
    def already_done(self) -> int:
        """A coupon of the kind covers the year for them already."""
        return int(library.ct_renewal_plan_already_done(self._handle))

    @property
    def coupons(self) -> int:
        """Coupons of the kind and year that are available today."""
        return int(library.ct_renewal_plan_coupons(self._handle))

    @property
    def missing(self) -> int:
        """How many more coupons the eligible clients need."""
        return int(library.ct_renewal_plan_missing(self._handle))

    @property
    def left_over(self) -> int:
        """How many coupons the eligible clients would leave."""
        return int(library.ct_renewal_plan_left_over(self._handle))


class RenewalEntry(Record):
    """One client of a renewal plan."""

    __slots__ = ()
    _struct = _abi.ct_renewal_entry
    _shown = ("client_name", "status", "client_id")

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_renewal_entry_client_id(self._handle))

    @property
    def client_name(self) -> str:
        return to_text(library.ct_renewal_entry_client_name(self._handle))

    @property
    def last_day(self) -> datetime.date:
        """Of its last license."""
        return to_date(library.ct_renewal_entry_last_day(self._handle))

    @property
    def status(self) -> AssignmentStatus:
        """What a renewal would come to. `DONE`: it is eligible."""
        return AssignmentStatus.of(library.ct_renewal_entry_status_of(self._handle))

    @property
    def action(self) -> Optional[EligibleAction]:
        """What a coupon would do. None unless it is eligible."""
        done = self.status is AssignmentStatus.DONE
        return EligibleAction.of(library.ct_renewal_entry_action(self._handle)) if done else None

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why it is not eligible."""
        return reasons_of(library.ct_renewal_entry_reasons(self._handle))


class CouponLink(Record):
    """A link that can be sent to a company, so that it registers by itself (R-COU-10)."""

    __slots__ = ()
    _struct = _abi.ct_coupon_link
    _shown = ("text",)

    @property
    def code(self) -> str:
        """The coupon's."""
        return to_text(library.ct_coupon_link_code(self._handle))

    @property
    def text(self) -> str:
        """The policy's `coupon_link` and the code."""
        return to_text(library.ct_coupon_link_text(self._handle))


_ASSIGNMENTS: Listing[Assignment] = Listing("ct_assignments", Assignment)
_ENTRIES = PagedListing("ct_renewal_plan", RenewalEntry)


class Renewal(Campaigns):
    """What becomes of coupons outside migrations: `store.renewal`.

    >>> import datetime, contoterzi
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.open_account(store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com"))
    ...     pack = store.coupons.buy(
    ...         studio, kind=CouponKind.FLAT_RATE, license_year=2026, quantity=1, unit_price=12)
    ...     coupon, = store.coupons.list(studio)
    ...     assignment = store.renewal.register(
    ...         store.renewal.link(coupon.code).text, name="Mario Rossi",
    ...         tax_code="RSSMRA85T10A562S", email="mario@example.com",
    ...         tax_regime=TaxRegime.FLAT_RATE)
    ...     assignment.action, assignment.last_day
    (EligibleAction.ACTIVATE, datetime.date(2026, 12, 31))
    """

    __slots__ = ()

    def assign(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        kind: CouponKind = CouponKind.CONTO_TERZI, license_year: Optional[int] = None,
        coupon_code: Optional[str] = None, email: Optional[str] = None, share_login: bool = False,
        key: Optional[str] = None, preview: bool = False,
    ) -> Assignment:
        """Assigns a coupon outside a migration, for good (R-COU-03): renews, activates or upgrades.

        An upgrade starts today and supersedes (R-LIC-08), a renewal starts after what there is
        (R-LIC-05). The account's e-mail is told; a client without an account gets one, of the login
        `email` or the first proposed address that is no PEC. `license_year`: the pool's latest if
        left out; `coupon_code`: any of the pool (R-COU-08). `share_login`: the login may be that of
        other clients' accounts too (R-MIG-09).

        NotFound: the studio. RuleRefused, with every reason: R-STU-01, R-STU-03, R-COU-06 to -09,
        R-ELIG-*, R-LIC-08, R-MIG-01 (what is migratable is migrated), R-MIG-09.
        """
        made = request(
            _abi.ct_assignment_request, studio=studio, client=client, kind=kind,
            license_year=license_year, coupon_code=coupon_code, email=email,
            flags=flags(CT_ASSIGNMENT_SHARE_LOGIN=share_login))
        return self._get(Assignment, library.ct_coupon_assign, made, call(key, preview))

    def renew_many(
        self, clients: Iterable[Union[Client, uuid.UUID]], *, studio: Union[Studio, uuid.UUID],
        kind: CouponKind = CouponKind.CONTO_TERZI, license_year: Optional[int] = None,
        share_login: bool = False, key: Optional[str] = None, preview: bool = False,
    ) -> Tuple[Assignment, ...]:
        """Renews any number of clients with coupons, and answers for each, in their order
        (R-REN-03).

        A refused client stops no other, leaves no trace, and has its `reasons`: so has what is no
        renewal, as an upgrade (R-ELIG-06), a migration (R-MIG-01), or a client without a license to
        go on from (R-REN-03). What is covered already is answered so, and run again it does nothing
        twice.

        1,000 clients share a transaction, which a failure of the storage undoes; what was done
        before stays. `key` counts for each client on its own; a preview sees them all together. The
        other arguments are as in `assign`. NotFound: the studio.
        """
        ids = identifiers(clients, "clients")

        def ask(some: Any) -> Tuple[Any, ...]:
            return (request(
                _abi.ct_renewal_bulk, studio=studio, clients=(_abi.ct_id * len(some))(*some),
                client_count=len(some), kind=kind, license_year=license_year,
                flags=flags(CT_ASSIGNMENT_SHARE_LOGIN=share_login)),)

        return self._many(_ASSIGNMENTS, library.ct_renewal_run_many, ids, ask, key, preview)

    def ways(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        day: Optional[datetime.date] = None,
    ) -> RenewalWays:
        """How the client can go on after its license (R-REN-05), as of `day` (today). Changes
        nothing. NotFound: the studio."""
        return self._get(
            RenewalWays, library.ct_renewal_ways_get, identifier(studio, "studio"),
            identifier(client, "client"), date(day, "day"))

    def plan(
        self, studio: Union[Studio, uuid.UUID], *, kind: CouponKind = CouponKind.CONTO_TERZI,
        license_year: Optional[int] = None,
    ) -> RenewalPlan:
        """What renewing the studio's clients for a year would need (R-REN-06). Changes nothing, and
        takes a time proportional to the studio's clients.

        `license_year` left out is the latest that the studio has or was given coupons for, else
        next year. NotFound.
        """
        made = request(
            _abi.ct_renewal_plan_query, studio=studio, kind=kind, license_year=license_year,
            limit=1)
        return self._get(RenewalPlan, library.ct_renewal_plan_get, made)

    def plan_entries(
        self, studio: Union[Studio, uuid.UUID], *, kind: CouponKind = CouponKind.CONTO_TERZI,
        license_year: Optional[int] = None,
    ) -> Pages[RenewalEntry]:
        """The clients of that `plan`, by name. Every page takes as long as the plan. NotFound."""
        made = request(
            _abi.ct_renewal_plan_query, studio=studio, kind=kind, license_year=license_year)

        def ask(after: Optional[bytes], limit: int) -> Tuple[Any, ...]:
            made.after, made.limit = after, limit
            return (made,)

        return self._pages(_ENTRIES, library.ct_renewal_plan_get, ask)

    def link(self, code: str) -> CouponLink:
        """The link of the coupon with this code (R-COU-10).

        NotFound; RuleRefused: R-COU-10 (a `CONTO_TERZI` coupon has none), or it can't be assigned
        any more (R-COU-06, R-COU-09, R-ELIG-11).
        """
        return self._get(CouponLink, library.ct_coupon_link_get, text(code, "code"))

    def register(
        self, link_or_code: str, *, name: str, email: str,
        vat_number: Optional[str] = None, tax_code: Optional[str] = None,
        tax_regime: Optional[TaxRegime] = None, share_login: bool = False,
        key: Optional[str] = None, preview: bool = False,
    ) -> Assignment:
        """A company registers through a coupon's link and is activated with it, as in `assign`.

        `name` up to 200 bytes; `email` the login, if it has no account yet.
        It is found by its codes, of which one may be left out, or added to the coupon's studio, not
        on TS Digital; one that is no studio's is linked to it (R-CLI-05). What the studio recorded
        of it stays, and only an unknown tax regime is taken from the company.

        NotFound: the coupon. RuleRefused: R-COU-10, R-CLI-01, R-CLI-02, and as in `assign`.
        """
        made = request(
            _abi.ct_registration_request, link_or_code=link_or_code, name=name, email=email,
            vat_number=vat_number, tax_code=tax_code, tax_regime=tax_regime,
            flags=flags(CT_ASSIGNMENT_SHARE_LOGIN=share_login))
        return self._get(Assignment, library.ct_coupon_register, made, call(key, preview))
