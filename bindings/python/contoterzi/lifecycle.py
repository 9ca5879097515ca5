"""The daily lifecycle: licenses that end, data that are erased, studios to remind (lifecycle.h)."""
from __future__ import annotations

import dataclasses
from typing import Callable, Optional

from . import _abi
from ._area import Area, call
from ._convert import request
from ._library import library
from ._records import Record


@dataclasses.dataclass(frozen=True)
class LifecycleReport:
    """What was due and is done."""

    expired_notices: int = 0
    erasure_notices: int = 0
    erasures: int = 0
    reminders: int = 0
    removed_answers: int = 0
    removed_messages: int = 0


class _Part(Record):
    __slots__ = ()
    _struct = _abi.ct_lifecycle_report
    _shown = ()

    def added_to(self, before: LifecycleReport) -> LifecycleReport:
        """The sum of those before and this one."""
        return LifecycleReport(**{
            field.name: getattr(before, field.name)
            + int(getattr(library, f"ct_lifecycle_report_{field.name}")(self._handle))
            for field in dataclasses.fields(before)})

    def is_last(self) -> bool:
        return bool(library.ct_lifecycle_report_is_done(self._handle))


class Lifecycle(Area):
    """What a day brings: `store.lifecycle`.

    >>> import datetime, contoterzi
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     store.lifecycle.run().erasures
    0
    """

    __slots__ = ()

    def run(
        self, *, limit: int = 1000,
        progress: Optional[Callable[[LifecycleReport], None]] = None, preview: bool = False,
    ) -> LifecycleReport:
        """Does all that is due today, and answers what it did. To be run once a day or more often:

        - clients are told on the day after the last day of their last license that it expired;
        - studios are reminded before the end of the license year how many clients are not renewed
          (R-OUT-02);
        - expired clients are told ahead that their data will be erased, and on the day that they
          were told the data are, unless they came back (R-LIC-06, R-AUD-04);
        - answers kept under keys, and delivered or withdrawn messages, are removed when their time
          is over (R-AUD-10).

        Each notice is sent once and none too few, however often it runs, on however many machines,
        wherever one of them dies, and whatever days were missed (R-OUT-03): there is no key.

        Up to `limit` (1 to 10,000) steps, each a row or so, share a transaction. After each,
        `progress` gets the sum so far, and may use the store; what it raises, or a failure, ends
        the run, and what was done stays. A preview holds all of it in one transaction, and other
        writers wait.
        """
        report = LifecycleReport()
        made = request(_abi.ct_lifecycle_request, limit=limit)
        with self._session.whole(preview):
            while True:
                part = self._get(_Part, library.ct_lifecycle_run, made, call(None, preview))
                report = part.added_to(report)
                if progress is not None:
                    progress(report)
                if part.is_last():
                    return report
