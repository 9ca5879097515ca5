"""Records: what was when, whether the books are right, and what is held on a client (audit.h)."""
from __future__ import annotations

import ctypes
import datetime
import errno
import io
import uuid
from typing import Any, BinaryIO, Dict, Iterator, List, Mapping, Optional, Tuple, Union

from . import _abi
from ._area import Area, Session, call
from ._callbacks import callback
from ._convert import (
    date, identifier, pairs, request, text, to_date, to_date_or_none, to_id, to_id_or_none, to_text,
    to_text_or_none,
)
from ._library import library
from ._records import Listing, Owned, Record
from .clients import Client
from .enums import Category, ClientState, LicenseAccess, LicenseSource, MigrationState, Plan
from .studios import Studio


class ClientRecord(Record):
    """What a client had at the end of a day, as its events tell it (R-AUD-01)."""

    __slots__ = ()
    _struct = _abi.ct_client_record
    _shown = ("day", "state", "client_id")

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_client_record_client_id(self._handle))

    @property
    def day(self) -> datetime.date:
        return to_date(library.ct_client_record_day(self._handle))

    @property
    def studio_id(self) -> Optional[uuid.UUID]:
        """Whose client it was. None: it was linked to no studio."""
        return to_id_or_none(library.ct_client_record_studio_id(self._handle))

    @property
    def state(self) -> Optional[ClientState]:
        """Where it stood. None: that hung on whether the client was on TS Digital, which no event
        tells."""
        return ClientState.or_none(library.ct_client_record_state(self._handle))

    @property
    def is_erased(self) -> bool:
        return bool(library.ct_client_record_is_erased(self._handle))

    @property
    def migration_id(self) -> Optional[uuid.UUID]:
        """Its last migration until then."""
        return to_id_or_none(library.ct_client_record_migration_id(self._handle))

    @property
    def migration_state(self) -> Optional[MigrationState]:
        """How far that had got."""
        return MigrationState.or_none(library.ct_client_record_migration_state(self._handle))

    @property
    def license_id(self) -> Optional[uuid.UUID]:
        """The license in force on the day, which the next six tell of. None: there was none."""
        return to_id_or_none(library.ct_client_record_license_id(self._handle))

    @property
    def coupon_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_client_record_coupon_id(self._handle))

    @property
    def source(self) -> Optional[LicenseSource]:
        return LicenseSource.or_none(library.ct_client_record_source(self._handle))

    @property
    def plan(self) -> Optional[Plan]:
        return Plan.or_none(library.ct_client_record_plan(self._handle))

    @property
    def access(self) -> Optional[LicenseAccess]:
        return LicenseAccess.or_none(library.ct_client_record_access_of(self._handle))

    @property
    def first_day(self) -> Optional[datetime.date]:
        return to_date_or_none(library.ct_client_record_first_day(self._handle))

    @property
    def last_day(self) -> Optional[datetime.date]:
        return to_date_or_none(library.ct_client_record_last_day(self._handle))

    @property
    def license_count(self) -> int:
        """How many licenses it had been given, in force or not."""
        return int(library.ct_client_record_license_count(self._handle))

    @property
    def used(self) -> Dict[Category, int]:
        """How much of each category was used: of documents in the day's year."""
        return {
            category: int(library.ct_client_record_used(self._handle, category.number))
            for category in Category
        }


class Finding(Record):
    """One thing that is wrong in the books (R-AUD-07). Its texts are in the store's language."""

    __slots__ = ()
    _struct = _abi.ct_finding
    _shown = ("check", "table", "text")

    @property
    def check(self) -> str:
        """The name of what was proved and did not hold: one of `Audit.checks`."""
        return to_text(library.ct_finding_check(self._handle))

    @property
    def rule(self) -> str:
        """The rule that is broken."""
        return to_text(library.ct_finding_rule(self._handle))

    @property
    def table(self) -> str:
        """The table of the row that is wrong."""
        return to_text(library.ct_finding_table(self._handle))

    @property
    def studio_id(self) -> Optional[uuid.UUID]:
        """This and the next are the row, and those that it is at odds with."""
        return to_id_or_none(library.ct_finding_studio_id(self._handle))

    @property
    def client_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_finding_client_id(self._handle))

    @property
    def pack_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_finding_pack_id(self._handle))

    @property
    def coupon_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_finding_coupon_id(self._handle))

    @property
    def license_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_finding_license_id(self._handle))

    @property
    def migration_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_finding_migration_id(self._handle))

    @property
    def message_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_finding_message_id(self._handle))

    @property
    def text(self) -> str:
        """What is wrong and where."""
        return to_text(library.ct_finding_text(self._handle, 0))

    @property
    def repair(self) -> str:
        """How to repair it."""
        return to_text(library.ct_finding_repair(self._handle, 0))


class Difference(Record):
    """One thing that the product says and the records don't (R-AUD-08)."""

    __slots__ = ()
    _struct = _abi.ct_difference
    _shown = ("field", "ours", "theirs")

    @property
    def client_id(self) -> Optional[uuid.UUID]:
        """None: the company is not known."""
        return to_id_or_none(library.ct_difference_client_id(self._handle))

    @property
    def field(self) -> str:
        """"company", "license", "license_expire", "plan", "limits.clients" and its like,
        "through_accountant", "use_fic", "need_setup"."""
        return to_text(library.ct_difference_field(self._handle))

    @property
    def rule(self) -> str:
        """The rule that it touches."""
        return to_text(library.ct_difference_rule(self._handle))

    @property
    def ours(self) -> Optional[str]:
        """What the records say, as programs write it; "-" for no license; None for an unknown
        company."""
        return to_text_or_none(library.ct_difference_ours(self._handle))

    @property
    def theirs(self) -> Optional[str]:
        """What the product says, likewise."""
        return to_text_or_none(library.ct_difference_theirs(self._handle))

    @property
    def text(self) -> str:
        """A sentence, in the store's language."""
        return to_text(library.ct_difference_text(self._handle, 0))


_FINDINGS: Listing[Finding] = Listing("ct_check_report", Finding)
_DIFFERENCES: Listing[Difference] = Listing("ct_differences", Difference)


class Check(Iterator[Finding]):
    """A walk through the whole store that answers what is wrong: `Audit.check`."""

    def __init__(self, session: Session, limit: int) -> None:
        # How many rows of each table it has looked at so far.
        self.rows: Dict[str, int] = {table: 0 for table in _names(library.ct_check_table)}
        self._findings = self._walk(session, request(_abi.ct_check_request, limit=limit))

    def __next__(self) -> Finding:
        return next(self._findings)

    def _walk(self, session: Session, made: _abi.ct_check_request) -> Iterator[Finding]:
        while True:
            handle = _FINDINGS.pointer()
            owner = Owned(handle, _FINDINGS.free)
            session.run(library.ct_check_run, made, handle)
            for table in self.rows:
                self.rows[table] += library.ct_check_report_rows(handle, table.encode())
            made.after = library.ct_check_report_next(handle)
            yield from _FINDINGS.records(owner)
            if made.after is None:
                return


class Audit(Area):
    """The records of a store: `store.audit`.

    >>> import datetime, contoterzi
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     list(store.audit.check())
    []
    """

    __slots__ = ()

    def as_of(self, client: Union[Client, uuid.UUID], *, day: datetime.date) -> ClientRecord:
        """What the client had at the end of `day`, today or earlier, rebuilt from its events.

        NotFound: there is no such client, or was none yet.
        """
        return self._get(
            ClientRecord, library.ct_client_as_of, identifier(client, "client"), date(day, "day"))

    def check(self, *, limit: int = 1000) -> Check:
        """Proves the books (R-AUD-07): that coupons add up and none is two clients', that licenses
        have their sources and do not overlap, that what is stored twice agrees, that no event is
        missing, and that the events tell the same as the tables. Iterate over it to walk; changes
        nothing.

        Up to `limit` (1 to 1000) rows are looked at in one read transaction, when their findings
        are needed; what others change in the meantime does the walk no harm.
        """
        return Check(self._session, limit)

    @property
    def checks(self) -> Tuple[str, ...]:
        """The names of everything that a check proves."""
        return tuple(_names(library.ct_check_name))

    def export(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID, None] = None,
        key: Optional[str] = None, preview: bool = False,
    ) -> bytes:
        """Everything that is held on a client, as one JSON document in UTF-8 (R-AUD-03): company,
        account without passwords, licenses, usage, migrations with who authorised them, imported
        documents, messages without their texts, events.

        `studio` is the one that asks, whose client it must be, and gets its nickname for it
        (R-CLI-06); left out it is the client itself. A client whose license is over has a right to
        it (R-LIC-06). An event tells that it was handed out.

        NotFound: the client, or it is not the studio's. RuleRefused (R-ACC-04): its data were
        erased.
        """
        pieces: List[bytes] = []
        self._export(client, studio, pieces.append, key, preview)
        return b"".join(pieces)

    def export_to(
        self, client: Union[Client, uuid.UUID], file: BinaryIO, *,
        studio: Union[Studio, uuid.UUID, None] = None, key: Optional[str] = None,
        preview: bool = False,
    ) -> None:
        """Writes the document of `export` to a binary file, in memory that does not grow with it.
        What the file raises comes out, and then no event tells of it."""
        if not callable(getattr(file, "write", None)):
            raise TypeError(f"file must be a binary file, not {type(file).__name__}")

        def write(piece: bytes) -> None:
            # A file without a buffer may take less, and if it does not wait nothing.
            while piece:
                taken = file.write(piece)
                if taken is None and not isinstance(file, io.RawIOBase):
                    return
                if not taken or taken < 0:
                    raise BlockingIOError(errno.EAGAIN, "the file takes no more", 0)
                piece = piece[taken:]

        self._export(client, studio, write, key, preview)

    def _export(
        self, client: Any, studio: Any, write: Any, key: Optional[str], preview: bool
    ) -> None:
        def hand_out(_user: Any, bytes: Any, count: int) -> None:
            write(ctypes.string_at(bytes, count))

        made = request(
            _abi.ct_export_request, client=client, studio=studio,
            write=callback(_abi.ct_export_request, "write", hand_out))
        self._session.run(library.ct_client_export, made, call(key, preview))

    def reconcile(
        self, *, tax_code: Optional[str] = None, vat_number: Optional[str] = None,
        studio: Union[Studio, uuid.UUID, None] = None, plan: Union[Plan, str, None] = None,
        license_type: Optional[str] = None, license_expire: Optional[datetime.date] = None,
        limits: Optional[Mapping[Category, int]] = None,
        through_accountant: Optional[bool] = None, use_fic: Optional[bool] = None,
        need_setup: Optional[bool] = None,
    ) -> Tuple[Difference, ...]:
        """Compares what the product's official API says of a company with the records of today
        (R-AUD-08). Nothing is answered where they agree; changes nothing.

        One of `tax_code` and `vat_number` is needed. What the API does not say is left out. `plan`
        may be as it spells it, "Premium Plus"; `license_type` stands for the plan where that is
        left out; `license_expire` is the last day on which the license works; `through_accountant`:
        the studio operates on the account; `use_fic`: there is an account, and it is used. With
        `studio` only its clients are known.
        """
        told = {}
        for category, limit in pairs({} if limits is None else limits, "limits"):
            if not isinstance(category, Category):
                raise TypeError(f"limits must be by Category, not {type(category).__name__}")
            told[f"limit_{category.value}"] = limit
        made = request(
            _abi.ct_company_snapshot, studio=studio, tax_code=tax_code, vat_number=vat_number,
            plan=plan.value if isinstance(plan, Plan) else plan, license_type=license_type,
            license_expire=license_expire, through_accountant=through_accountant, use_fic=use_fic,
            need_setup=need_setup, **told)
        answer: Tuple[Difference, ...] = self._all(_DIFFERENCES, library.ct_reconcile, made)
        return answer


def _names(at: Any) -> Iterator[str]:
    index = 0
    while at(index) is not None:
        yield to_text(at(index))
        index += 1
