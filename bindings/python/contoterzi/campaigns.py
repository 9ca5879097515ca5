"""Tacit renewal: the November campaign, and the cancellations that stop it (renewal.h)."""
from __future__ import annotations

import dataclasses
import datetime
import uuid
from typing import Callable, Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    identifier, request, to_id, to_id_or_none, to_instant, to_instant_or_none, to_text,
    to_text_or_none,
)
from ._library import library
from ._records import PagedListing, Pages, Record
from .coupons import Pack
from .errors import Reason, reasons_of
from .studios import Studio


@dataclasses.dataclass(frozen=True)
class CampaignReport:
    """What a campaign did for the studios that it has come to."""

    license_year: int  # of the coupons
    studios: int = 0  # those without anything to renew are in none of the next three
    issued_to: int = 0
    stopped: int = 0  # by cancellations
    already_done: int = 0
    coupons: int = 0  # issued now


class _Page(Record):
    __slots__ = ()
    _struct = _abi.ct_campaign_report
    _shown = ()

    def added_to(self, before: CampaignReport) -> CampaignReport:
        """The sum of those before and this one."""
        return CampaignReport(before.license_year, **{
            name: getattr(before, name)
            + int(getattr(library, f"ct_campaign_report_{name}")(self._handle))
            for name in ("studios", "issued_to", "stopped", "already_done", "coupons")})

    def after(self) -> Optional[bytes]:
        cursor: Optional[bytes] = library.ct_campaign_report_next(self._handle)
        return cursor


class Cancellation(Record):
    """A studio's notice that ends tacit renewal (R-REN-04)."""

    __slots__ = ()
    _struct = _abi.ct_cancellation
    _shown = ("sender", "campaign_year", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_cancellation_id(self._handle))

    @property
    def studio_id(self) -> uuid.UUID:
        return to_id(library.ct_cancellation_studio_id(self._handle))

    @property
    def pack_id(self) -> Optional[uuid.UUID]:
        """None: all the studio's packs."""
        return to_id_or_none(library.ct_cancellation_pack_id(self._handle))

    @property
    def sender(self) -> str:
        """The address that it came from, in lower case."""
        return to_text(library.ct_cancellation_sender(self._handle))

    @property
    def message_id(self) -> str:
        """Of the PEC message."""
        return to_text(library.ct_cancellation_message_id(self._handle))

    @property
    def sent_at(self) -> datetime.datetime:
        return to_instant(library.ct_cancellation_sent_at(self._handle))

    @property
    def campaign_year(self) -> int:
        """The year of the first November whose campaign it stops."""
        return int(library.ct_cancellation_campaign_year(self._handle))

    @property
    def license_year(self) -> int:
        """That of the first coupons that it keeps from being issued: the year after."""
        return int(library.ct_cancellation_license_year(self._handle))

    @property
    def recorded_at(self) -> datetime.datetime:
        return to_instant(library.ct_cancellation_recorded_at(self._handle))

    @property
    def withdrawn_at(self) -> Optional[datetime.datetime]:
        """None: it is not."""
        return to_instant_or_none(library.ct_cancellation_withdrawn_at(self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """What to mind when it is recorded: that its campaign had issued coupons before."""
        return reasons_of(library.ct_cancellation_reasons(self._handle))


_CANCELLATIONS = PagedListing("ct_cancellation_list", Cancellation)


class Campaigns(Area):
    """Tacit renewal and its end, which are part of `store.renewal`."""

    __slots__ = ()

    def run_campaign(
        self, license_year: int, *, limit: int = 100,
        progress: Optional[Callable[[CampaignReport], None]] = None, preview: bool = False,
    ) -> CampaignReport:
        """Runs the November campaign for all studios, and answers what it did (R-REN-01, R-REN-02).

        Each studio gets as many coupons of `license_year`, the year after the November, as its
        `CONTO_TERZI` packs of the year before have that are not revoked, in one new pack a pack,
        unless a cancellation stops it; and a message that tells so.

        Up to `limit` (1 to 1000) studios share a transaction. After each, `progress` gets the sum
        so far, and may use the store; what it raises, or a failure, ends the campaign, and what was
        done stays. A studio is served once a year, so to run it again is to go on, from however
        many machines: there is no key. A preview holds all of it in one transaction, and other
        writers wait.

        RuleRefused: R-REN-01 (before the policy's campaign day), R-COU-06 (the year is over).
        """
        report = CampaignReport(license_year)
        made = request(_abi.ct_campaign_request, license_year=license_year, limit=limit)
        with self._session.whole(preview):
            while True:
                page = self._get(_Page, library.ct_campaign_run, made, call(None, preview))
                report = page.added_to(report)
                if progress is not None:
                    progress(report)
                made.after = page.after()
                if made.after is None:
                    return report

    def record_cancellation(
        self, studio: Union[Studio, uuid.UUID], *, sender: str, message_id: str,
        sent_at: datetime.datetime, pack: Union[Pack, uuid.UUID, None] = None,
        recipient: Optional[str] = None, key: Optional[str] = None, preview: bool = False,
    ) -> Cancellation:
        """Records a cancellation, of `pack` or of all the studio's packs, and tells the studio what
        it stops (R-REN-04).

        `sender` is the address that it came from; `message_id` that of the PEC message, up to 200
        bytes; `sent_at` when the PEC provider took it in charge; `recipient` the address that it
        went to, not looked at if left out. Sent by the policy's deadline it stops the campaign of
        that November, later that of the next. The same message about the same pack again answers
        the record that is there. One that came too late has `reasons`.

        NotFound: the studio, or the pack is not its. RuleRefused: R-REN-04 (sender or recipient is
        not the registered one, or all of the pack was revoked), R-REN-01 (its coupons are not
        `CONTO_TERZI`).
        """
        made = request(
            _abi.ct_cancellation_request, studio=studio, pack=pack, sender=sender,
            recipient=recipient, message_id=message_id, sent_at=sent_at)
        return self._get(Cancellation, library.ct_cancellation_record, made, call(key, preview))

    def withdraw_cancellation(
        self, cancellation: Union[Cancellation, uuid.UUID], *, key: Optional[str] = None,
        preview: bool = False,
    ) -> Cancellation:
        """Takes a cancellation back; does nothing if that was done before. NotFound; RuleRefused
        (R-REN-04): its campaign has run for the studio."""
        return self._get(
            Cancellation, library.ct_cancellation_withdraw,
            identifier(cancellation, "cancellation"), call(key, preview))

    def get_cancellation(self, cancellation: Union[Cancellation, uuid.UUID]) -> Cancellation:
        """The cancellation as it is now. NotFound."""
        return self._get(
            Cancellation, library.ct_cancellation_get, identifier(cancellation, "cancellation"))

    def cancellations(self, studio: Union[Studio, uuid.UUID]) -> Pages[Cancellation]:
        """The studio's, in the order in which they were recorded, withdrawn ones too. NotFound."""
        wanted = identifier(studio, "studio")
        return self._pages(
            _CANCELLATIONS, library.ct_cancellation_list_get,
            lambda after, limit: (wanted, after, limit))
