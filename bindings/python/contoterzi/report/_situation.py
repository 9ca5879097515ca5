"""A studio's situation on a day: the facts that the report shows. It decides nothing itself."""
from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Optional, Tuple, Union

from .._store import Store
from ..clients import Client
from ..coupons import Coupon
from ..enums import CouponState
from ..errors import NotFound, Reason
from ..licenses import License
from ..renewal import RenewalEntry, RenewalPlan
from ..studios import Studio, StudioOverview


@dataclasses.dataclass(frozen=True)
class ClientSituation:
    """A client, its last license and the coupon that this is from, and whether it can be
    renewed."""

    client: Client
    is_working: bool  # a license is in force
    license: Optional[License]
    coupon: Optional[Coupon]
    renewal: Optional[RenewalEntry]  # None: it has nothing to renew

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why it can't be renewed."""
        return self.renewal.reasons if self.renewal else ()


@dataclasses.dataclass(frozen=True)
class Situation:
    """What a studio has on a day."""

    studio: Studio
    day: datetime.date
    overview: StudioOverview
    clients: Tuple[ClientSituation, ...]  # by name
    plan: RenewalPlan

    @property
    def working(self) -> int:
        """How many clients have a license in force."""
        return sum(each.is_working for each in self.clients)

    @property
    def coupons_left(self) -> int:
        """How many coupons are available, of any year and kind."""
        return sum(
            line.count for line in self.overview.coupons if line.state is CouponState.AVAILABLE)


def situation(
    store: Store, studio: Union[Studio, uuid.UUID], year: Optional[int] = None
) -> Situation:
    """The situation of a studio today, with the plan of renewing its clients for `year`: by default
    the next. NotFound."""
    found = store.studios.get(studio)
    year = store.today.year + 1 if year is None else year
    plan = store.renewal.plan(found, license_year=year)
    entries = {
        entry.client_id: entry for entry in store.renewal.plan_entries(found, license_year=year)}
    clients = tuple(
        _client_situation(store, client, entries.get(client.id))
        for client in store.clients.list(found))
    return Situation(found, store.today, store.studios.overview(found), clients, plan)


def _client_situation(
    store: Store, client: Client, renewal: Optional[RenewalEntry]
) -> ClientSituation:
    try:
        store.licenses.in_force(client)
        is_working = True
    except NotFound:
        is_working = False
    licenses = store.licenses.list(client)
    last = licenses[-1] if licenses else None
    coupon = store.coupons.get(last.coupon_id) if last and last.coupon_id else None
    return ClientSituation(client, is_working, last, coupon, renewal)
