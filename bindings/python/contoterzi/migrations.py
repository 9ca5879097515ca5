"""Migrations: the passage of clients from TS Digital to Fatture in Cloud (migration.h)."""
from __future__ import annotations

import ctypes
import dataclasses
import datetime
import uuid
from typing import Any, Dict, Iterable, List, Mapping, Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    flags, identifier, identifiers, pairs, request, text, to_date_or_none, to_id,
    to_id_or_none, to_instant, to_text, to_text_or_none,
)
from ._library import library
from ._records import Listing, PagedListing, Pages, Record
from .clients import Client
from .enums import LicenseAccess, MigrationState, MigrationStatus, Plan
from .errors import InvalidArgument, Reason, reasons_of
from .studios import Studio

Logins = Union[Mapping[Client, str], Mapping[uuid.UUID, str]]


@dataclasses.dataclass(frozen=True)
class Signatory:
    """Who authorises a migration on the client's behalf (R-MIG-04).

    `name` and `surname` up to 100 bytes; `tax_code` a person's, which fits both.
    """

    name: str
    surname: str
    tax_code: str


class MigrationAnswer(Record):
    """What became of one client that was to be migrated. License and coupon are None when it was
    refused, or while a host has yet to provision (R-MIG-03)."""

    __slots__ = ()
    _struct = _abi.ct_migration_answer
    _shown = ("status", "client_name", "client_id")

    @property
    def status(self) -> MigrationStatus:
        return MigrationStatus.of(library.ct_migration_answer_status(self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why it was refused; when done, what is worth a warning (R-MIG-04)."""
        return reasons_of(library.ct_migration_answer_reasons(self._handle))

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_migration_answer_client_id(self._handle))

    @property
    def client_name(self) -> Optional[str]:
        """None: there is no such client."""
        return to_text_or_none(library.ct_migration_answer_client_name(self._handle))

    @property
    def migration_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_migration_answer_migration_id(self._handle))

    @property
    def state(self) -> Optional[MigrationState]:
        """How far the migration has got."""
        return MigrationState.or_none(library.ct_migration_answer_state(self._handle))

    @property
    def license_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_migration_answer_license_id(self._handle))

    @property
    def plan(self) -> Optional[Plan]:
        return Plan.or_none(library.ct_migration_answer_plan(self._handle))

    @property
    def access(self) -> Optional[LicenseAccess]:
        return LicenseAccess.or_none(library.ct_migration_answer_access(self._handle))

    @property
    def first_day(self) -> Optional[datetime.date]:
        """Of the license."""
        return to_date_or_none(library.ct_migration_answer_first_day(self._handle))

    @property
    def last_day(self) -> Optional[datetime.date]:
        """Of the license, which still works on it (R-LIC-02)."""
        return to_date_or_none(library.ct_migration_answer_last_day(self._handle))

    @property
    def coupon_code(self) -> Optional[str]:
        return to_text_or_none(library.ct_migration_answer_coupon_code(self._handle))


class Migration(Record):
    """A migration. A client has at most one under way."""

    __slots__ = ()
    _struct = _abi.ct_migration
    _shown = ("state", "email", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_migration_id(self._handle))

    @property
    def studio_id(self) -> uuid.UUID:
        return to_id(library.ct_migration_studio_id(self._handle))

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_migration_client_id(self._handle))

    @property
    def coupon_id(self) -> Optional[uuid.UUID]:
        """None before `AUTHORISED`."""
        return to_id_or_none(library.ct_migration_coupon_id(self._handle))

    @property
    def license_id(self) -> Optional[uuid.UUID]:
        """None before `PROVISIONED`."""
        return to_id_or_none(library.ct_migration_license_id(self._handle))

    @property
    def state(self) -> MigrationState:
        return MigrationState.of(library.ct_migration_state_of(self._handle))

    @property
    def email(self) -> Optional[str]:
        """The login of the account. None: the client's data were erased."""
        return to_text_or_none(library.ct_migration_email(self._handle))

    @property
    def signatory(self) -> Optional[Signatory]:
        """Who authorised it. None before `AUTHORISED`, and once the client's data were erased."""
        name = to_text_or_none(library.ct_migration_signatory_name(self._handle))
        if name is None:
            return None
        return Signatory(
            name, to_text(library.ct_migration_signatory_surname(self._handle)),
            to_text(library.ct_migration_signatory_tax_code(self._handle)))

    @property
    def created_at(self) -> datetime.datetime:
        return to_instant(library.ct_migration_created_at(self._handle))

    @property
    def changed_at(self) -> datetime.datetime:
        """When it last went from one state to another."""
        return to_instant(library.ct_migration_changed_at(self._handle))


_ANSWERS: Listing[MigrationAnswer] = Listing("ct_migration_answers", MigrationAnswer)
_MIGRATIONS = PagedListing("ct_migration_list", Migration)


class Migrations(Area):
    """The migrations of a store: `store.migrations`.

    One goes from `SELECTED` over `AUTHORISED`, `PROVISIONED`, `CREDENTIALS_SENT` and `FIRST_LOGIN`
    to `OPERATIONAL` (R-MIG-02). `migrate` does the first three at once; a host that wants its own
    pauses in between calls `select`, `authorise` and, where the policy says so, `provision`. Every
    step refuses a migration that is in another state than it starts from, and names both.

    >>> import datetime, contoterzi
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.open_account(store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com"))
    ...     pack = store.coupons.buy(
    ...         studio, kind=contoterzi.CouponKind.CONTO_TERZI, license_year=2026, quantity=1,
    ...         unit_price=12)
    ...     clients = [store.clients.register(
    ...         studio, name=name, vat_number=number, emails=[f"{name}@example.com".lower()])
    ...         for name, number in [("Bianchi", "00488410010"), ("Neri", "01234567897")]]
    ...     mario = contoterzi.Signatory("Mario", "Rossi", "RSSMRA85T10A562S")
    ...     for answer in store.migrations.migrate(clients, studio=studio, signatory=mario):
    ...         print(answer.client_name, answer.status.value, answer.last_day,
    ...               [reason.rule for reason in answer.reasons])
    Bianchi done 2026-12-31 []
    Neri refused None ['R-ELIG-11']
    """

    __slots__ = ()

    def migrate(
        self, clients: Iterable[Union[Client, uuid.UUID]], *, studio: Union[Studio, uuid.UUID],
        signatory: Signatory, emails: Optional[Logins] = None, license_year: Optional[int] = None,
        share_login: bool = False, key: Optional[str] = None, preview: bool = False,
    ) -> Tuple[MigrationAnswer, ...]:
        """Migrates any number of clients, and answers for each, in their order (R-MIG-05).

        Selected, authorised and, unless the policy leaves that to the host, provisioned: coupon
        assigned, account created, license activated, credentials queued (R-MIG-01). A refused
        client stops no other, and has its `reasons`. Run again it does nothing twice.

        1,000 clients share a transaction, which a failure of the storage undoes; what was done
        before stays. `key` counts for each client on its own; a preview sees them all together.

        `signatory` authorises for all. `emails` has the logins of some of them; of the others it is
        the first proposed address that is no PEC. `license_year`: of the coupons, the pool's latest
        if left out (R-COU-08). `share_login`: a login may be that of other clients' accounts too
        (R-MIG-09). NotFound: the studio.
        """
        ids = identifiers(clients, "clients")
        logins = {} if emails is None else _by_client(emails, ids)
        signed = _signed(signatory)

        def ask(some: Any) -> Tuple[Any, ...]:
            bulk = request(
                _abi.ct_migration_bulk, studio=studio, clients=(_abi.ct_id * len(some))(*some),
                client_count=len(some), license_year=license_year,
                flags=flags(CT_MIGRATION_SHARE_LOGIN=share_login))
            bulk.signatory = signed
            if logins:
                bulk.emails = (ctypes.c_char_p * len(some))(*(logins.get(bytes(id)) for id in some))
            return (bulk,)

        return self._many(_ANSWERS, library.ct_migration_run_many, ids, ask, key, preview)

    def migrate_one(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        signatory: Signatory, email: Optional[str] = None, coupon_code: Optional[str] = None,
        license_year: Optional[int] = None, share_login: bool = False, key: Optional[str] = None,
        preview: bool = False,
    ) -> MigrationAnswer:
        """Migrates one client as `migrate` does, perhaps with a certain coupon; one that was
        migrated before is answered as already done.

        NotFound: the studio. RuleRefused, with every reason: R-STU-01, R-STU-03, R-COU-06 to -09,
        R-ELIG-*, R-MIG-04, R-MIG-09.
        """
        made = _asked(studio, client, email, share_login, coupon_code, license_year)
        made.signatory = _signed(signatory)
        return self._get(MigrationAnswer, library.ct_migration_run, made, call(key, preview))

    def select(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        email: Optional[str] = None, share_login: bool = False, key: Optional[str] = None,
        preview: bool = False,
    ) -> Migration:
        """Starts a migration: `SELECTED` (R-MIG-01). `email` and `share_login` as in `migrate`.

        NotFound: the studio. RuleRefused: R-STU-01, R-STU-03, R-ELIG-*, R-MIG-09.
        """
        made = _asked(studio, client, email, share_login)
        return self._get(Migration, library.ct_migration_select, made, call(key, preview))

    def authorise(
        self, migration: Union[Migration, uuid.UUID], *, signatory: Signatory,
        coupon_code: Optional[str] = None, license_year: Optional[int] = None,
        share_login: bool = False, key: Optional[str] = None, preview: bool = False,
    ) -> Migration:
        """From `SELECTED` to `AUTHORISED`, the coupon reserved; on to `PROVISIONED` unless the
        policy leaves that to the host (R-MIG-03).

        Without a `coupon_code` it is any of the pool (R-COU-08). NotFound; RuleRefused: R-MIG-02,
        R-MIG-04, R-MIG-09, R-COU-06 to -09, R-ELIG-*.
        """
        made = request(
            _abi.ct_authorisation, migration=migration, coupon_code=coupon_code,
            license_year=license_year, flags=flags(CT_MIGRATION_SHARE_LOGIN=share_login))
        made.signatory = _signed(signatory)
        return self._get(Migration, library.ct_migration_authorise, made, call(key, preview))

    def provision(
        self, migration: Union[Migration, uuid.UUID], *, key: Optional[str] = None,
        preview: bool = False,
    ) -> Migration:
        """The host has created the account: from `AUTHORISED` to `PROVISIONED` (R-MIG-03).
        NotFound; RuleRefused (R-MIG-02)."""
        return self._get(
            Migration, library.ct_migration_provision, identifier(migration, "migration"),
            call(key, preview))

    def fail(
        self, migration: Union[Migration, uuid.UUID], *, key: Optional[str] = None,
        preview: bool = False,
    ) -> Migration:
        """The host could not: from `AUTHORISED` to `FAILED`, the coupon given back; the client can
        be migrated again (R-COU-07). NotFound; RuleRefused (R-MIG-02)."""
        return self._get(
            Migration, library.ct_migration_fail, identifier(migration, "migration"),
            call(key, preview))

    def cancel(
        self, migration: Union[Migration, uuid.UUID], *, key: Optional[str] = None,
        preview: bool = False,
    ) -> Migration:
        """From `SELECTED` or `AUTHORISED` to `CANCELLED`, a reserved coupon given back. NotFound;
        RuleRefused (R-MIG-02)."""
        return self._get(
            Migration, library.ct_migration_cancel, identifier(migration, "migration"),
            call(key, preview))

    def first_login(
        self, client: Union[Client, uuid.UUID], *, one_time_password: str, new_password: str,
        key: Optional[str] = None, preview: bool = False,
    ) -> Migration:
        """The client's first login, to `FIRST_LOGIN` (R-MIG-06).

        `one_time_password` is that of the credentials message; `new_password` is checked (R-MIG-07)
        and forgotten: the host keeps it. The right one proves that the credentials arrived, so a
        `PROVISIONED` migration passes through `CREDENTIALS_SENT` on the way. `key` stands for the
        client's login, whatever the passwords. NotFound; RuleRefused: R-MIG-02, R-MIG-06, R-MIG-07.
        """
        made = request(
            _abi.ct_first_login, client=client, one_time_password=one_time_password,
            new_password=new_password)
        return self._get(Migration, library.ct_migration_first_login, made, call(key, preview))

    def complete(
        self, client: Union[Client, uuid.UUID], *, key: Optional[str] = None, preview: bool = False
    ) -> Migration:
        """The account's configuration is complete: from `FIRST_LOGIN` to `OPERATIONAL` (R-MIG-07,
        R-MIG-08). NotFound; RuleRefused (R-MIG-02)."""
        return self._get(
            Migration, library.ct_migration_complete, identifier(client, "client"),
            call(key, preview))

    def resend_credentials(
        self, client: Union[Client, uuid.UUID], *, key: Optional[str] = None, preview: bool = False
    ) -> Migration:
        """Queues the credentials message anew, for a one-time password that was lost or is over
        (R-MIG-06). NotFound; RuleRefused (R-MIG-02): it is neither `PROVISIONED` nor
        `CREDENTIALS_SENT`."""
        return self._get(
            Migration, library.ct_migration_resend_credentials, identifier(client, "client"),
            call(key, preview))

    def check_operation(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID]
    ) -> None:
        """Returns if the studio may operate on the client's account today (R-MIG-08). Changes
        nothing.

        NotFound: the studio. RuleRefused: R-STU-01, R-ELIG-11 (not linked), R-MIG-08, R-LIC-06.
        """
        self._session.run(
            library.ct_migration_check_operation, identifier(studio, "studio"),
            identifier(client, "client"))

    def get(self, migration: Union[Migration, uuid.UUID]) -> Migration:
        """The migration as it is now. NotFound."""
        return self._get(
            Migration, library.ct_migration_get, identifier(migration, "migration"))

    def list(
        self, *, studio: Union[Studio, uuid.UUID, None] = None,
        client: Union[Client, uuid.UUID, None] = None, state: Optional[MigrationState] = None,
    ) -> Pages[Migration]:
        """Migrations, the oldest first: of a studio's clients, of a client, in a state; or all of
        them. An unknown studio or client has none."""
        made = request(_abi.ct_migration_query, studio=studio, client=client, state=state)

        def ask(after: Optional[bytes], limit: int) -> Tuple[Any, ...]:
            made.after, made.limit = after, limit
            return (made,)

        return self._pages(_MIGRATIONS, library.ct_migration_list_get, ask)


def _signed(signatory: Signatory) -> Any:
    if not isinstance(signatory, Signatory):
        raise TypeError(f"signatory must be Signatory, not {type(signatory).__name__}")
    return ctypes.pointer(request(_abi.ct_signatory, **dataclasses.asdict(signatory)))


def _asked(
    studio: Any, client: Any, email: Optional[str], share_login: bool,
    coupon_code: Optional[str] = None, license_year: Optional[int] = None,
) -> _abi.ct_migration_request:
    return request(
        _abi.ct_migration_request, studio=studio, client=client, email=email,
        coupon_code=coupon_code, license_year=license_year,
        flags=flags(CT_MIGRATION_SHARE_LOGIN=share_login))


def _by_client(emails: Mapping[Any, str], ids: List[_abi.ct_id]) -> Dict[bytes, Optional[bytes]]:
    """The addresses as C takes them, by the bytes of their clients' identifiers."""
    known = {bytes(id) for id in ids}
    logins: Dict[bytes, Optional[bytes]] = {}
    for client, email in pairs(emails, "emails"):
        made = bytes(identifier(client, "client"))
        if made not in known:
            raise InvalidArgument.of("emails", "emails has a client that is not to be migrated")
        logins[made] = text(email, "emails")
    return logins
