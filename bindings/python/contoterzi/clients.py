"""Clients: the companies for which a studio does the invoicing (client.h)."""
from __future__ import annotations

import ctypes
import dataclasses
import datetime
import uuid
from typing import Any, Iterable, Mapping, Optional, Sequence, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    converted, identifier, request, text, texts, to_date, to_date_or_none, to_id, to_id_or_none,
    to_text, to_text_or_none, yes,
)
from ._library import library
from ._records import Listing, PagedListing, Pages, Record
from .enums import ClientState, ClientStatus, TaxRegime
from .errors import Reason, reasons_of
from .studios import Studio


class Client(Record):
    """A client. Its tax code, or else its VAT number, is its own in a store (R-CLI-01)."""

    __slots__ = ()
    _struct = _abi.ct_client
    _shown = ("name", "state", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_client_id(self._handle))

    @property
    def studio_id(self) -> Optional[uuid.UUID]:
        """The studio that it is linked to; None: it is linked to none. A host that serves several
        studios compares it before it shows a client (R-CLI-06)."""
        return to_id_or_none(library.ct_client_studio_id(self._handle))

    @property
    def name(self) -> str:
        """ "" once its data are erased."""
        return to_text(library.ct_client_name(self._handle))

    @property
    def nickname(self) -> Optional[str]:
        """The studio's private name for it (R-CLI-06)."""
        return to_text_or_none(library.ct_client_nickname(self._handle))

    @property
    def vat_number(self) -> Optional[str]:
        return to_text_or_none(library.ct_client_vat_number(self._handle))

    @property
    def tax_code(self) -> Optional[str]:
        return to_text_or_none(library.ct_client_tax_code(self._handle))

    @property
    def tax_regime(self) -> Optional[TaxRegime]:
        """None: it is not known."""
        return TaxRegime.or_none(library.ct_client_tax_regime(self._handle))

    @property
    def is_on_ts_digital(self) -> bool:
        """Whether it is held under Conto Terzi on TS Digital."""
        return bool(library.ct_client_is_on_ts_digital(self._handle))

    @property
    def state(self) -> ClientState:
        """On the day of the call that answered it."""
        return ClientState.of(library.ct_client_state_today(self._handle))

    @property
    def license_last_day(self) -> Optional[datetime.date]:
        """The last day of its last license; None: it never had one."""
        return to_date_or_none(library.ct_client_license_last_day(self._handle))

    @property
    def emails(self) -> Tuple[str, ...]:
        """The addresses proposed for its account (R-CLI-04)."""
        return tuple((to_text_or_none(library.ct_client_emails(self._handle)) or "").split())


class Account(Record):
    """A client's own account on Fatture in Cloud."""

    __slots__ = ()
    _struct = _abi.ct_account
    _shown = ("email",)

    @property
    def email(self) -> str:
        """The login."""
        return to_text(library.ct_account_email(self._handle))

    @property
    def created_on(self) -> datetime.date:
        return to_date(library.ct_account_created_on(self._handle))

    @property
    def need_password_change(self) -> bool:
        """R-MIG-07."""
        return bool(library.ct_account_need_password_change(self._handle))

    @property
    def need_setup(self) -> bool:
        """R-MIG-07."""
        return bool(library.ct_account_need_setup(self._handle))


class ClientAnswer(Record):
    """What became of one client that was to be registered."""

    __slots__ = ()
    _struct = _abi.ct_client_answers
    _shown = ("status", "client_id")

    @property
    def status(self) -> ClientStatus:
        return ClientStatus.of(library.ct_client_answers_status(*self._handle))

    @property
    def client_id(self) -> Optional[uuid.UUID]:
        """None: it was refused."""
        return to_id_or_none(library.ct_client_answers_client(*self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why it was refused."""
        return reasons_of(library.ct_client_answers_reasons(*self._handle))


@dataclasses.dataclass(frozen=True)
class ClientData:
    """What is told of a client, as in `Clients.register`."""

    name: str
    vat_number: Optional[str] = None
    tax_code: Optional[str] = None
    emails: Iterable[str] = ()
    tax_regime: Optional[TaxRegime] = None
    is_on_ts_digital: Optional[bool] = None


_ANSWERS: Listing[ClientAnswer] = Listing("ct_client_answers", ClientAnswer)
_CLIENTS = PagedListing("ct_client_list", Client)


class Clients(Area):
    """The clients of a store: `store.clients`.

    >>> import contoterzi, datetime
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com")
    ...     answers = store.clients.register_many(studio, [
    ...         {"name": "Bar Sport", "vat_number": "00488410010", "emails": ["bar@example.com"]},
    ...         {"name": "Forno Bianchi", "vat_number": "01234567890"}])
    ...     for answer in answers:
    ...         answer.status, [reason.rule for reason in answer.reasons]
    ...     [client.name for client in store.clients.list(studio, search="sport")]
    (ClientStatus.ADDED, [])
    (ClientStatus.REFUSED, ['R-CLI-02'])
    ['Bar Sport']
    """

    __slots__ = ()

    def register(
        self, studio: Union[Studio, uuid.UUID], *, name: str,
        vat_number: Optional[str] = None, tax_code: Optional[str] = None,
        emails: Iterable[str] = (), tax_regime: Optional[TaxRegime] = None,
        is_on_ts_digital: Optional[bool] = None, key: Optional[str] = None, preview: bool = False,
    ) -> Client:
        """Registers a client with a studio, or updates it: then what is left out stays (R-CLI-01).

        One that is linked to no studio becomes this studio's, unless it has an account: then it is
        linked by that (R-CLI-05).

        `name` up to 200 bytes; a `vat_number`, a `tax_code` or both;
        `emails` up to 20 addresses proposed for its account (R-CLI-04); `is_on_ts_digital`: held
        under Conto Terzi there, a new one by default is. NotFound: the studio. RuleRefused:
        R-CLI-01, R-CLI-02, R-CLI-04, R-CLI-05.
        """
        data = ClientData(name, vat_number, tax_code, emails, tax_regime, is_on_ts_digital)
        return self._get(
            Client, library.ct_client_register, _told(studio, data), call(key, preview))

    def register_many(
        self, studio: Union[Studio, uuid.UUID],
        requests: Iterable[Union[ClientData, Mapping[str, Any]]], *, key: Optional[str] = None,
        preview: bool = False,
    ) -> Tuple[ClientAnswer, ...]:
        """Registers or updates any number of clients, each as `register` does, and answers for
        each, in their order. A refused one stops no other, and has its `reasons`.

        Each request is a `ClientData`, or a mapping of the arguments of `register`. 1,000 of them
        share a transaction, which a failure of the storage undoes; what was done before stays.
        `key` counts for each place in the list on its own. NotFound: the studio.
        """
        made = converted(requests, "requests", lambda each: _told(
            studio, each if isinstance(each, ClientData) else ClientData(**each)))

        def ask(some: Sequence[Any]) -> Tuple[Any, ...]:
            pointers = (ctypes.POINTER(_abi.ct_client_request) * len(some))()
            for place, each in enumerate(some):
                pointers[place] = ctypes.pointer(each)
            return (pointers, len(some))

        return self._many(
            _ANSWERS, library.ct_client_register_many, made, ask, key, preview, by_place=True)

    def set_nickname(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        nickname: Optional[str], key: Optional[str] = None, preview: bool = False,
    ) -> Client:
        """Gives a client the studio's private name for it, up to 100 bytes; None takes it away
        (R-CLI-06). NotFound: the client, or it is not linked to this studio."""
        return self._get(
            Client, library.ct_client_set_nickname, identifier(studio, "studio"),
            identifier(client, "client"), text(nickname, "nickname"), call(key, preview))

    def erase(
        self, client: Union[Client, uuid.UUID], *, key: Optional[str] = None, preview: bool = False
    ) -> Client:
        """Erases the personal data of a client whose backup months are over (R-LIC-06); the daily
        lifecycle does so by itself.

        The licenses, the coupon and the events stay, under its identifier (R-AUD-04). Of its codes
        a digest stays, by which it is the same client if it is registered again (R-ELIG-07,
        R-ELIG-08). A second time changes nothing. NotFound: the client, or its account.
        RuleRefused: R-LIC-06, R-ELIG-11.
        """
        return self._get(
            Client, library.ct_client_erase, identifier(client, "client"), call(key, preview))

    def unlink(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        key: Optional[str] = None, preview: bool = False,
    ) -> Client:
        """The studio gives the client up: it loses every right on the account at once, and its
        nickname for it; the license goes on, and the coupon is not given back (R-CLI-05).

        NotFound: the studio; the client, or it is not linked to this studio. RuleRefused
        (R-ELIG-11): a migration is selected or authorised.
        """
        return self._get(
            Client, library.ct_client_unlink, identifier(studio, "studio"),
            identifier(client, "client"), call(key, preview))

    def link(
        self, studio: Union[Studio, uuid.UUID], *, email: str, code: Optional[str] = None,
        key: Optional[str] = None, preview: bool = False,
    ) -> Client:
        """Links a client that is linked to no studio, by its account (R-CLI-05).

        `email` is the login; `code` the client's tax code or VAT number, needed where several
        accounts have that login. One that is linked to this studio already is answered as it is.
        NotFound: the studio. RuleRefused: R-STU-01; R-CLI-05: there is no such account, it is
        linked, or there is more than one.
        """
        made = request(_abi.ct_link_request, studio=studio, email=email, code=code)
        return self._get(Client, library.ct_client_link, made, call(key, preview))

    def get(self, client: Union[Client, uuid.UUID]) -> Client:
        """The client as it is now, whichever studio it is linked to (R-CLI-06). NotFound."""
        return self._get(Client, library.ct_client_get, identifier(client, "client"))

    def find(self, code: str, *, studio: Union[Studio, uuid.UUID, None] = None) -> Client:
        """The client with that tax code or VAT number; of `studio`, or anybody's. NotFound."""
        return self._get(
            Client, library.ct_client_find, identifier(studio, "studio"), text(code, "code"))

    def list(
        self, studio: Union[Studio, uuid.UUID], *, search: Optional[str] = None,
        migratable: bool = False,
    ) -> Pages[Client]:
        """A studio's clients by name.

        `search` is a part of the name, nickname, VAT number or tax code, in any case and with or
        without accents; `migratable`: only those that can still be migrated (R-CLI-03). With
        either, the clients in between that do not match are read too, and left out. NotFound.
        """
        made = request(
            _abi.ct_client_query, studio=studio, search=search,
            flags=_abi.CT_CLIENT_QUERY_MIGRATABLE if yes(migratable, "migratable") else None)

        def ask(after: Optional[bytes], limit: int) -> Tuple[Any, ...]:
            made.after, made.limit = after, limit
            return (made,)

        return self._pages(_CLIENTS, library.ct_client_list_get, ask)

    def account(self, client: Union[Client, uuid.UUID]) -> Account:
        """The client's account. NotFound: it has none."""
        return self._get(Account, library.ct_account_get, identifier(client, "client"))


def _told(studio: Any, data: ClientData) -> _abi.ct_client_request:
    emails = texts(data.emails, "emails")
    return request(
        _abi.ct_client_request, studio=studio, name=data.name, vat_number=data.vat_number,
        tax_code=data.tax_code, emails=emails, email_count=len(emails), tax_regime=data.tax_regime,
        is_on_ts_digital=data.is_on_ts_digital)
