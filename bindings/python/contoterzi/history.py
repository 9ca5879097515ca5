"""History: documents that were issued and received on TS Digital (history.h)."""
from __future__ import annotations

import ctypes
import dataclasses
import datetime
import decimal
import uuid
from typing import Any, Iterable, Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    converted, flags, identifier, request, text, to_date, to_euro, to_id, to_id_or_none, to_instant,
    to_text, to_text_or_none,
)
from ._library import library
from ._records import Listing, PagedListing, Pages, Record
from .clients import Client
from .enums import DocumentDirection, DocumentType, ImportStatus
from .errors import InvalidArgument, Reason, reasons_of
from .studios import Studio


def document_type_of_code(code: str) -> Optional[DocumentType]:
    """What FatturaPA's TipoDocumento says that a document is. None: there is no such code.

    >>> document_type_of_code("TD04")
    DocumentType.CREDIT_NOTE
    """
    return DocumentType.or_none(library.ct_document_type_of_code(text(code, "code")))


@dataclasses.dataclass(frozen=True)
class DocumentFacts:
    """What is told of one document that is to be imported. Spaces at the ends of texts don't
    count."""

    direction: DocumentDirection  # a self-invoice that the client drew up is issued
    type: DocumentType
    number: str  # as it is written, such as "12/A"; up to 100 bytes
    date: datetime.date  # of this year or the last, and not to come (R-HIS-01)
    total: decimal.Decimal  # of `currency`, to the cent; negative where the document says so
    digest: bytes  # SHA-256 of the document as XML, without its signature
    # Up to 100 bytes; "" is the series without a name; left out it is what is left of the number
    # without the part that counts up (R-HIS-04).
    series: Optional[str] = None
    counterparty_name: Optional[str] = None  # the other party; up to 700 bytes
    counterparty_tax_code: Optional[str] = None  # up to 50 bytes; unchecked: it may be foreign
    counterparty_vat_number: Optional[str] = None  # likewise; with its country if not Italy
    currency: str = "EUR"  # three capital letters
    position: int = 0  # of the document among those of one file


class ImportAnswer(Record):
    """What became of one document (R-HIS-03)."""

    __slots__ = ()
    _struct = _abi.ct_history_answer
    _shown = ("status", "document_id")

    @property
    def status(self) -> ImportStatus:
        """`ALREADY_THERE`: and nothing was added, a customer or supplier neither."""
        return ImportStatus.of(library.ct_history_answer_status(self._handle))

    @property
    def document_id(self) -> Optional[uuid.UUID]:
        """None: it was refused."""
        return to_id_or_none(library.ct_history_answer_document_id(self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Why it was refused."""
        return reasons_of(library.ct_history_answer_reasons(self._handle))


class Document(Record):
    """An imported document."""

    __slots__ = ()
    _struct = _abi.ct_document
    _shown = ("type", "number", "date", "id")

    @property
    def id(self) -> uuid.UUID:
        """A digest of what makes it the same document, its own within its client."""
        return to_id(library.ct_document_id(self._handle))

    @property
    def client_id(self) -> uuid.UUID:
        return to_id(library.ct_document_client_id(self._handle))

    @property
    def direction(self) -> DocumentDirection:
        return DocumentDirection.of(library.ct_document_direction_of(self._handle))

    @property
    def type(self) -> DocumentType:
        return DocumentType.of(library.ct_document_type_of(self._handle))

    @property
    def number(self) -> str:
        return to_text(library.ct_document_number(self._handle))

    @property
    def series(self) -> Optional[str]:
        """None: without a name."""
        return to_text_or_none(library.ct_document_series(self._handle))

    @property
    def date(self) -> datetime.date:
        return to_date(library.ct_document_date(self._handle))

    @property
    def counterparty_name(self) -> Optional[str]:
        return to_text_or_none(library.ct_document_counterparty_name(self._handle))

    @property
    def counterparty_code(self) -> Optional[str]:
        """The other party's tax code, else its VAT number."""
        return to_text_or_none(library.ct_document_counterparty_code(self._handle))

    @property
    def total(self) -> decimal.Decimal:
        """Of `currency`."""
        return to_euro(library.ct_document_total_cents(self._handle))

    @property
    def currency(self) -> str:
        """Three capital letters."""
        return to_text(library.ct_document_currency(self._handle))

    @property
    def imported_at(self) -> datetime.datetime:
        return to_instant(library.ct_document_imported_at(self._handle))

    @property
    def is_sendable(self) -> bool:
        """Never: history was sent already (R-HIS-02)."""
        return bool(library.ct_document_is_sendable(self._handle))

    @property
    def is_deletable(self) -> bool:
        """No for an issued one; yes for a received one, which the account's user may delete there:
        no call here does (R-HIS-02)."""
        return bool(library.ct_document_is_deletable(self._handle))


class Numbering(Record):
    """How the numbers of a series of issued documents go on in a year (R-HIS-04)."""

    __slots__ = ()
    _struct = _abi.ct_numbering
    _shown = ("year", "series", "next")

    @property
    def year(self) -> int:
        return int(library.ct_numbering_year(self._handle))

    @property
    def series(self) -> Optional[str]:
        """None: without a name."""
        return to_text(library.ct_numbering_series(self._handle)) or None

    @property
    def next(self) -> int:
        """One more than the highest."""
        return int(library.ct_numbering_next(self._handle))


_ANSWERS: Listing[ImportAnswer] = Listing("ct_history_answers", ImportAnswer)
_DOCUMENTS = PagedListing("ct_document_list", Document)
_NUMBERINGS: Listing[Numbering] = Listing("ct_numbering_list", Numbering)


class History(Area):
    """The imported documents of a store: `store.history`. They are history: already sent, so never
    sendable; and no call takes an import back (R-HIS-02). The files that they come in are the
    caller's to read (R-HIS-05); the program `contoterzi` does.
    """

    __slots__ = ()

    def import_document(
        self, client: Union[Client, uuid.UUID], document: DocumentFacts, *,
        studio: Union[Studio, uuid.UUID, None] = None, with_registry: bool = False,
        key: Optional[str] = None, preview: bool = False,
    ) -> ImportAnswer:
        """Imports one document.

        The same document is one with the same direction, other party, type, series, number and
        date: imported again it is answered as already there, and with other content refused
        (R-HIS-03). It counts in the year of its date; at a limit of the license in force it is
        refused whole (R-LIC-04). `studio` is who acts, left out the client itself; `with_registry`:
        the other party goes to the account's customers or suppliers, where a new one counts too
        (R-HIS-01).

        NotFound: the studio, or the client that acts itself. RuleRefused: the document (R-HIS-01,
        R-HIS-03, R-LIC-04); whoever acts (R-HIS-02: R-LIC-06 without a license in force; the studio
        R-STU-01, R-ELIG-11, R-MIG-08; the client itself R-ACC-01, -04, -06, -07).
        """
        made = request(
            _abi.ct_history_request, studio=studio, client=client,
            flags=flags(CT_HISTORY_WITH_REGISTRY=with_registry))
        made.document = ctypes.pointer(_told(document))
        return self._get(ImportAnswer, library.ct_history_import, made, call(key, preview))

    def import_many(
        self, client: Union[Client, uuid.UUID], documents: Iterable[DocumentFacts], *,
        studio: Union[Studio, uuid.UUID, None] = None, with_registry: bool = False,
        key: Optional[str] = None, preview: bool = False,
    ) -> Tuple[ImportAnswer, ...]:
        """Imports any number of documents, and answers for each, in their order. A refused one, or
        one with a malformed text, stops no other, and has its `reasons`.

        1,000 documents share a transaction, and one event tells those of a year; a failure of the
        storage undoes these, and what was done before stays: run it again. `key` counts for each
        document on its own, by its place; a preview sees them all together. The other arguments and
        the exceptions for whoever acts are as in `import_document`.
        """
        told = converted(documents, "documents", _told)

        def ask(some: Any) -> Tuple[Any, ...]:
            pointers = (ctypes.POINTER(_abi.ct_document_facts) * len(some))(
                *(ctypes.pointer(facts) for facts in some))
            return (request(
                _abi.ct_history_batch, studio=studio, client=client, documents=pointers,
                count=len(some), flags=flags(CT_HISTORY_WITH_REGISTRY=with_registry)),)

        return self._many(
            _ANSWERS, library.ct_history_import_many, told, ask, key, preview, by_place=True)

    def documents(self, client: Union[Client, uuid.UUID]) -> Pages[Document]:
        """The client's imported documents by date, the oldest first. NotFound."""
        made = request(_abi.ct_document_query, client=client)

        def ask(after: Optional[bytes], limit: int) -> Tuple[Any, ...]:
            made.after, made.limit = after, limit
            return (made,)

        return self._pages(_DOCUMENTS, library.ct_document_list_get, ask)

    def numbering(self, client: Union[Client, uuid.UUID]) -> Tuple[Numbering, ...]:
        """How each series of the client's imported documents goes on, by year and series.
        NotFound."""
        answer: Tuple[Numbering, ...] = self._all(
            _NUMBERINGS, library.ct_numbering_list_get, identifier(client, "client"))
        return answer


def _told(document: DocumentFacts) -> _abi.ct_document_facts:
    if not isinstance(document, DocumentFacts):
        raise TypeError(f"document must be DocumentFacts, not {type(document).__name__}")
    if not isinstance(document.digest, bytes):
        raise TypeError(f"digest must be bytes, not {type(document.digest).__name__}")
    if len(document.digest) != 32:
        raise InvalidArgument.of("digest", "digest has not 32 bytes")
    made = request(
        _abi.ct_document_facts, direction=document.direction, type=document.type,
        number=document.number, series=document.series, date=document.date,
        counterparty_name=document.counterparty_name,
        counterparty_tax_code=document.counterparty_tax_code,
        counterparty_vat_number=document.counterparty_vat_number, total_cents=document.total,
        currency=document.currency, position=document.position)
    made.digest[:] = document.digest
    return made
