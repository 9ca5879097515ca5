"""The enumerations, by the names that the library, its stores and the official API use.

>>> Plan.PREMIUM_PLUS.value
'premium_plus'
>>> Plan("premium_plus").text("it")
'Premium Plus'
"""
from __future__ import annotations

import ctypes
import enum
from typing import Any, Callable, Dict, Optional, Type, TypeVar

from . import _abi
from ._library import library
from .errors import Error, InvalidArgument, check

__all__ = [
    "AccessActor",
    "AccessArea",
    "AccessLevel",
    "AssignmentStatus",
    "Category",
    "ClientState",
    "ClientStatus",
    "CouponKind",
    "CouponState",
    "DocumentDirection",
    "DocumentType",
    "EligibleAction",
    "EventKind",
    "ImportStatus",
    "LicenseAccess",
    "LicenseSource",
    "MessageKind",
    "MessageState",
    "MigrationState",
    "MigrationStatus",
    "PackSource",
    "Plan",
    "QuickAction",
    "RenewalWay",
    "TaxRegime",
]

N = TypeVar("N", bound="Named")
LANGUAGES = {"it": _abi.CT_LANGUAGE_ITALIAN, "en": _abi.CT_LANGUAGE_ENGLISH}


def language_number(lang: str) -> int:
    """What C calls a language: "it" or "en"."""
    if not isinstance(lang, str):
        raise TypeError(f"lang must be str, not {type(lang).__name__}")
    if lang not in LANGUAGES:
        raise InvalidArgument.of("lang", f'lang must be "it" or "en", not {lang!r}')
    return LANGUAGES[lang]


class Named(enum.Enum):
    """An enumeration of the library's. The value is the name that programs and stores write."""

    def text(self, lang: str = "it") -> str:
        """What people call it, in Italian ("it") or English ("en")."""
        words: bytes = library.ct_enum_text(
            type(self)._enumeration(), self.number, language_number(lang))
        return words.decode()

    def __repr__(self) -> str:
        return f"{type(self).__name__}.{self.name}"

    number: int  # what C calls it

    @classmethod
    def _enumeration(cls) -> int:
        return _NUMBERS[cls]

    @classmethod
    def or_none(cls: Type[N], number: int) -> Optional[N]:
        """The member that C calls `number`; None for 0, which is none."""
        return cls.of(number) if number else None

    @classmethod
    def of(cls: Type[N], number: int) -> N:
        """The member that C calls `number`. A newer library may have some more: they get the name
        that it has for them, and are no attributes of the class."""
        member: Optional[N] = _MEMBERS[cls].get(number)
        if member is None:
            name = library.ct_enum_name(cls._enumeration(), number)
            if name is None:
                raise Error(
                    f"the library answered a {cls.__name__} that it does not know: {number}")
            member = _MEMBERS[cls].setdefault(number, cls._unheard_of(number, name.decode()))
        return member

    @classmethod
    def _unheard_of(cls: Type[N], number: int, name: str) -> N:
        member: N = object.__new__(cls)
        member._name_ = name.upper()
        member._value_ = name
        member.number = number
        return member


_NUMBERS: Dict[Type[Named], int] = {}
_MEMBERS: Dict[Type[Named], Dict[int, Any]] = {}
# The enumeration that a C type such as ct_plan is in Python.
BY_C_TYPE: Dict[str, Type[Named]] = {}


def numbered(c_type: str) -> Callable[[Type[N]], Type[N]]:
    """Tells the members of an enumeration their numbers, as the library that is running has
    them."""

    def number(enumeration: Type[N]) -> Type[N]:
        which = getattr(_abi, "CT_ENUM_" + c_type[len("ct_"):].upper())
        _NUMBERS[enumeration] = which
        members: Dict[int, N] = {}
        for member in enumeration:
            value = ctypes.c_int32()
            check(library.ct_enum_value(which, str(member.value).encode(), value))
            member.number = value.value
            members[value.value] = member
        _MEMBERS[enumeration] = members
        BY_C_TYPE[c_type] = enumeration
        return enumeration

    return number


@numbered("ct_access_actor")
class AccessActor(Named):
    """Who wants to act on a client's account (R-ACC-05)."""

    CLIENT = "client"
    STUDIO = "studio"


@numbered("ct_access_area")
class AccessArea(Named):
    """What of an account: the permission areas of the official API, without "fic_", and the last
    two, which are ours."""

    SITUATION = "situation"
    CLIENTS = "clients"
    SUPPLIERS = "suppliers"
    PRODUCTS = "products"
    ISSUED_DOCUMENTS = "issued_documents"
    RECEIVED_DOCUMENTS = "received_documents"
    RECEIPTS = "receipts"
    CALENDAR = "calendar"
    ARCHIVE = "archive"
    TAXES = "taxes"
    STOCK = "stock"
    CASHBOOK = "cashbook"
    SETTINGS = "settings"
    EMAILS = "emails"
    EXPORT = "export"
    IMPORT_BANKSTATEMENTS = "import_bankstatements"
    IMPORT_CLIENTS_SUPPLIERS = "import_clients_suppliers"
    IMPORT_ISSUED_DOCUMENTS = "import_issued_documents"
    IMPORT_PRODUCTS = "import_products"
    RECURRING = "recurring"
    RIBA = "riba"
    EMPLOYEES = "employees"
    TIMESHEET = "timesheet"
    EMPLOYEES_SETTINGS = "employees_settings"
    QUOTES = "quotes"
    PROFORMAS = "proformas"
    INVOICES = "invoices"
    ISSUED_RECEIPTS = "issued_receipts"
    DELIVERY_NOTES = "delivery_notes"
    CREDIT_NOTES = "credit_notes"
    ORDERS = "orders"
    WORK_REPORTS = "work_reports"
    SUPPLIER_ORDERS = "supplier_orders"
    SELF_INVOICES = "self_invoices"
    LOGIN = "login"
    LICENSE_PURCHASE = "license_purchase"


@numbered("ct_access_level")
class AccessLevel(Named):
    """How much: each includes those before it, but for `DETAILED`."""

    NONE = "none"
    READ = "read"
    WRITE = "write"
    DETAILED = "detailed"


@numbered("ct_assignment_status")
class AssignmentStatus(Named):
    """What became of a client that was to get a coupon."""

    DONE = "done"
    REFUSED = "refused"
    ALREADY_DONE = "already_done"


@numbered("ct_category")
class Category(Named):
    """What limits are kept for (R-LIC-03). `CLIENTS` are the customers in an account's registry."""

    CLIENTS = "clients"
    SUPPLIERS = "suppliers"
    PRODUCTS = "products"
    DOCUMENTS = "documents"


@numbered("ct_client_state")
class ClientState(Named):
    """Where a client stands today."""

    MIGRATABLE = "migratable"
    NOT_MIGRATABLE = "not_migratable"
    IN_MIGRATION = "in_migration"
    ACTIVE = "active"
    EXPIRED = "expired"
    ERASED = "erased"


@numbered("ct_client_status")
class ClientStatus(Named):
    """What became of a request to register or update a client."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@numbered("ct_coupon_kind")
class CouponKind(Named):
    """R-COU-01."""

    CONTO_TERZI = "conto_terzi"
    RENEWABLE = "renewable"
    FLAT_RATE = "flat_rate"


@numbered("ct_coupon_state")
class CouponState(Named):
    """R-COU-07."""

    AVAILABLE = "available"
    RESERVED = "reserved"
    ASSIGNED = "assigned"
    EXPIRED = "expired"
    REVOKED = "revoked"


@numbered("ct_document_direction")
class DocumentDirection(Named):
    """Whose document it is: the client's own, or its supplier's."""

    ISSUED = "issued"
    RECEIVED = "received"


@numbered("ct_document_type")
class DocumentType(Named):
    """What an imported document is."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DEBIT_NOTE = "debit_note"
    SELF_INVOICE = "self_invoice"
    SIMPLIFIED = "simplified"


@numbered("ct_eligible_action")
class EligibleAction(Named):
    """What a coupon would do for a client (section 6)."""

    NO = "no"
    MIGRATE = "migrate"
    RENEW = "renew"
    ACTIVATE = "activate"
    UPGRADE = "upgrade"


@numbered("ct_event_kind")
class EventKind(Named):
    """What happened (R-AUD-01, R-AUD-06)."""

    STUDIO_ADDED = "studio_added"
    ACCOUNT_OPENED = "account_opened"
    CLIENT_ADDED = "client_added"
    CLIENT_UPDATED = "client_updated"
    NICKNAME_SET = "nickname_set"
    PACK_BOUGHT = "pack_bought"
    PACK_REVOKED = "pack_revoked"
    MIGRATION_SELECTED = "migration_selected"
    MIGRATION_AUTHORISED = "migration_authorised"
    MIGRATION_PROVISIONED = "migration_provisioned"
    CREDENTIALS_SENT = "credentials_sent"
    FIRST_LOGIN = "first_login"
    MIGRATION_OPERATIONAL = "migration_operational"
    MIGRATION_CANCELLED = "migration_cancelled"
    MIGRATION_FAILED = "migration_failed"
    LICENSE_ACTIVATED = "license_activated"
    USAGE_COUNTED = "usage_counted"
    MESSAGE_QUEUED = "message_queued"
    MESSAGE_CLAIMED = "message_claimed"
    MESSAGE_DELIVERED = "message_delivered"
    MESSAGE_FAILED = "message_failed"
    MESSAGE_WITHDRAWN = "message_withdrawn"
    LICENSE_SUPERSEDED = "license_superseded"
    COUPON_ASSIGNED = "coupon_assigned"
    PACK_RENEWED = "pack_renewed"
    CAMPAIGN_STOPPED = "campaign_stopped"
    CANCELLATION_RECORDED = "cancellation_recorded"
    CANCELLATION_WITHDRAWN = "cancellation_withdrawn"
    CLIENT_UNLINKED = "client_unlinked"
    CLIENT_LINKED = "client_linked"
    CLIENT_OPENED = "client_opened"
    DOCUMENT_IMPORTED = "document_imported"
    LICENSE_EXPIRED = "license_expired"
    RENEWAL_REMINDED = "renewal_reminded"
    ERASURE_ANNOUNCED = "erasure_announced"
    CLIENT_ERASED = "client_erased"
    CLIENT_EXPORTED = "client_exported"
    MIGRATION_REFUSED = "migration_refused"
    ASSIGNMENT_REFUSED = "assignment_refused"
    RENEWAL_REFUSED = "renewal_refused"
    CANCELLATION_REFUSED = "cancellation_refused"
    ACCESS_REFUSED = "access_refused"


@numbered("ct_import_status")
class ImportStatus(Named):
    """What became of a document that was to be imported."""

    IMPORTED = "imported"
    REFUSED = "refused"
    ALREADY_THERE = "already_there"


@numbered("ct_license_access")
class LicenseAccess(Named):
    """R-LIC-01."""

    READ_ONLY = "read_only"
    FULL = "full"


@numbered("ct_license_source")
class LicenseSource(Named):
    """Where a license comes from (R-LIC-01)."""

    COUPON = "coupon"
    CLIENT_PURCHASE = "client_purchase"
    STUDIO_PURCHASE = "studio_purchase"
    TRIAL = "trial"


@numbered("ct_message_kind")
class MessageKind(Named):
    """What a message tells (R-OUT-02)."""

    CREDENTIALS = "credentials"
    LICENSE_ACTIVATED = "license_activated"
    COUPONS_ISSUED = "coupons_issued"
    RENEWAL_REMINDER = "renewal_reminder"
    LICENSE_EXPIRED = "license_expired"
    ERASURE_NOTICE = "erasure_notice"
    CANCELLATION_RECORDED = "cancellation_recorded"


@numbered("ct_message_state")
class MessageState(Named):
    """Where a message of the outbox stands (R-OUT-01)."""

    QUEUED = "queued"
    DELIVERED = "delivered"
    WITHDRAWN = "withdrawn"


@numbered("ct_migration_state")
class MigrationState(Named):
    """R-MIG-02."""

    SELECTED = "selected"
    AUTHORISED = "authorised"
    PROVISIONED = "provisioned"
    CREDENTIALS_SENT = "credentials_sent"
    FIRST_LOGIN = "first_login"
    OPERATIONAL = "operational"
    CANCELLED = "cancelled"
    FAILED = "failed"


@numbered("ct_migration_status")
class MigrationStatus(Named):
    """What became of a client that was to be migrated."""

    DONE = "done"
    REFUSED = "refused"
    ALREADY_DONE = "already_done"


@numbered("ct_pack_source")
class PackSource(Named):
    """R-COU-05."""

    PURCHASE = "purchase"
    TACIT_RENEWAL = "tacit_renewal"


@numbered("ct_plan")
class Plan(Named):
    """R-LIC-01, from the lowest to the highest."""

    TRIAL = "trial"
    STANDARD = "standard"
    PREMIUM = "premium"
    PREMIUM_PLUS = "premium_plus"
    COMPLETE = "complete"


@numbered("ct_quick_action")
class QuickAction(Named):
    """What a studio can do on a client's row (R-CLI-07)."""

    OPEN_ACCOUNT = "open_account"
    CREATE_INVOICE = "create_invoice"
    EXPORT_REPORT = "export_report"
    SET_NICKNAME = "set_nickname"
    UNLINK = "unlink"
    MIGRATE = "migrate"
    ASSIGN_COUPON = "assign_coupon"
    RENEW = "renew"
    UPGRADE = "upgrade"


@numbered("ct_renewal_way")
class RenewalWay(Named):
    """How a client can go on after its license (R-REN-05)."""

    CONTO_TERZI = "conto_terzi"
    RENEWABLE = "renewable"
    FLAT_RATE = "flat_rate"
    OWN_PURCHASE = "own_purchase"


@numbered("ct_tax_regime")
class TaxRegime(Named):
    """A company's tax regime: `FLAT_RATE` is the forfettario."""

    ORDINARY = "ordinary"
    FLAT_RATE = "flat_rate"
