"""Licenses: what lets a client's account work, and how much of it is used (license.h)."""
from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Dict, Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    date, flags, identifier, number, request, to_date, to_date_or_none, to_euro, to_id,
    to_id_or_none, whole,
)
from ._library import library
from ._records import Listing, Record
from .clients import Client
from .enums import Category, LicenseAccess, LicenseSource, Plan
from .studios import Studio


class License(Record):
    """A license. It is in force from its first to its last day, both included (R-LIC-02), unless it
    was superseded before."""

    __slots__ = ()
    _struct = _abi.ct_license
    _shown = ("plan", "first_day", "last_day", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_license_id(self._handle))

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_license_client_id(self._handle))

    @property
    def coupon_id(self) -> Optional[uuid.UUID]:
        """None unless it comes from a coupon."""
        return to_id_or_none(library.ct_license_coupon_id(self._handle))

    @property
    def plan(self) -> Plan:
        return Plan.of(library.ct_license_plan(self._handle))

    @property
    def access(self) -> LicenseAccess:
        return LicenseAccess.of(library.ct_license_access_of(self._handle))

    @property
    def source(self) -> LicenseSource:
        """R-LIC-01."""
        return LicenseSource.of(library.ct_license_source_of(self._handle))

    @property
    def first_day(self) -> datetime.date:
        return to_date(library.ct_license_first_day(self._handle))

    @property
    def last_day(self) -> datetime.date:
        """It still works on it."""
        return to_date(library.ct_license_last_day(self._handle))

    @property
    def superseded_on(self) -> Optional[datetime.date]:
        """None: it is not."""
        return to_date_or_none(library.ct_license_superseded_on(self._handle))

    @property
    def price(self) -> decimal.Decimal:
        """Of a purchase, in euro; 0 of what cost nothing, and of other sources."""
        return to_euro(library.ct_license_price_cents(self._handle))

    @property
    def limits(self) -> Dict[Category, int]:
        """The most of each category, as at activation (R-LIC-03)."""
        return {
            category: int(library.ct_license_limit(self._handle, category.number))
            for category in Category
        }


class Usage(Record):
    """How much of a category is used."""

    __slots__ = ()
    _struct = _abi.ct_usage
    _shown = ("used",)

    @property
    def used(self) -> int:
        return int(library.ct_usage_used(self._handle))


_LICENSES: Listing[License] = Listing("ct_license_list", License)


class Licenses(Area):
    """The licenses of a store's clients, and what is used of them: `store.licenses`.

    >>> import contoterzi, datetime
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com")
    ...     client = store.clients.register(
    ...         studio, name="Bar Sport", vat_number="00488410010", emails=["bar@example.com"])
    ...     bought = store.licenses.buy(client, plan=contoterzi.Plan.PREMIUM)
    ...     bought.last_day, store.licenses.in_force(client) == bought
    (datetime.date(2027, 5, 3), True)
    """

    __slots__ = ()

    def get(self, license: Union[License, uuid.UUID]) -> License:
        """The license as it is now. NotFound."""
        return self._get(License, library.ct_license_get, identifier(license, "license"))

    def in_force(
        self, client: Union[Client, uuid.UUID], *, day: Optional[datetime.date] = None
    ) -> License:
        """The client's license in force on a day, or today. NotFound: there is none."""
        wanted = date(day, "day")
        if day is None:
            wanted = _abi.ct_date()
            self._session.run(library.ct_context_today, wanted)
        return self._get(
            License, library.ct_license_in_force, identifier(client, "client"), wanted)

    def list(self, client: Union[Client, uuid.UUID]) -> Tuple[License, ...]:
        """All the licenses of a client, in the order of their first days; none of an unknown
        one."""
        licenses: Tuple[License, ...] = self._all(
            _LICENSES, library.ct_license_list_get, identifier(client, "client"))
        return licenses

    def buy(
        self, client: Union[Client, uuid.UUID], *, plan: Plan,
        studio: Union[Studio, uuid.UUID, None] = None, email: Optional[str] = None,
        price: Union[decimal.Decimal, int, None] = None, last_day: Optional[datetime.date] = None,
        as_renewal: bool = False, as_upgrade: bool = False, share_login: bool = False,
        key: Optional[str] = None, preview: bool = False,
    ) -> License:
        """Records that a full license was bought, by the `studio` or else by the client itself, and
        activates it with the plan's limits of today (R-LIC-03).

        One that is higher than all that the client is covered by, now and later on, starts today
        and supersedes it (R-LIC-08); any other starts the day after (R-LIC-05). Afterwards coupons
        of the kind `CONTO_TERZI` are barred (R-ELIG-02, R-ELIG-04). The account's e-mail is told.

        `plan` is one that the policy offers (R-LIC-07); `email` the login, if the client has no
        account yet, by default the first proposed address that is no PEC; `price` in euro before
        VAT, up to 1,000,000, the list price of a year if left out, 0 if it costs nothing;
        `last_day` up to 20 years ahead, by default a year from the first day, but not before the
        end of what it supersedes. `as_renewal`: it starts after what there is, even if it is
        higher; `as_upgrade`: it is refused unless it starts today (R-LIC-08); `share_login`: the
        login may be that of other clients' accounts too (R-MIG-09).

        NotFound: the studio; a client that buys by itself. RuleRefused: R-LIC-05, R-LIC-07,
        R-LIC-08, R-ELIG-11, R-STU-01, R-STU-03, R-MIG-09.
        """
        buyer = (
            LicenseSource.CLIENT_PURCHASE if studio is None else LicenseSource.STUDIO_PURCHASE)
        made = request(
            _abi.ct_purchase_request, client=client, studio=studio, buyer=buyer, plan=plan,
            email=email, price_cents=price, last_day=last_day,
            flags=flags(
                CT_PURCHASE_AS_RENEWAL=as_renewal, CT_PURCHASE_AS_UPGRADE=as_upgrade,
                CT_PURCHASE_SHARE_LOGIN=share_login, CT_PURCHASE_FREE=price == 0))
        return self._get(License, library.ct_license_buy, made, call(key, preview))

    def start_trial(
        self, client: Union[Client, uuid.UUID], *, email: Optional[str] = None,
        share_login: bool = False, key: Optional[str] = None, preview: bool = False,
    ) -> License:
        """Starts a trial today, for as many days as the policy says; later licenses take its
        account on (R-ELIG-05). `email` and `share_login` as in `buy`.

        NotFound: the client. RuleRefused: R-LIC-01 (it had a license before), R-ELIG-11, R-STU-03,
        R-MIG-09.
        """
        made = request(
            _abi.ct_trial_request, client=client, email=email,
            flags=flags(CT_PURCHASE_SHARE_LOGIN=share_login))
        return self._get(License, library.ct_license_start_trial, made, call(key, preview))

    def add_usage(
        self, client: Union[Client, uuid.UUID], *, category: Category, quantity: int = 1,
        date: Optional[datetime.date] = None, key: Optional[str] = None, preview: bool = False,
    ) -> Usage:
        """Counts documents or registry entries against the license in force today.

        `quantity`: how many more, up to 1,000,000; negative for registry entries taken away;
        `date`: of documents, their own. NotFound: the client. RuleRefused: R-LIC-04 (the limit is
        reached), R-LIC-06 (no license is in force).
        """
        made = request(
            _abi.ct_usage_request, client=client, category=category, quantity=quantity, date=date)
        return self._get(Usage, library.ct_usage_add, made, call(key, preview))

    def usage(
        self, client: Union[Client, uuid.UUID], *, category: Category, year: Optional[int] = None
    ) -> Usage:
        """How much of a category is used; of `DOCUMENTS` in a `year`. NotFound: the client."""
        return self._get(
            Usage, library.ct_usage_get, identifier(client, "client"),
            number(category, "category", Category), 0 if year is None else whole(year, "year", 32))
