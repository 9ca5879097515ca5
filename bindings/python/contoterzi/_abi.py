"""The C interface as ctypes sees it, and nothing else: constants, structs, handles, prototypes.

Every declaration carries its C spelling, so that tests/python/test_abi.py can prove that this is
exactly what the headers say. To read a prototype aloud: `const(T)` is `const T *`, `ptr(T)` is
`T *`, `text` is `const char *`, `const(ptr(T))` is `T *const *`; `chars` is `const char *` too,
whose length an argument tells. The headers document meanings.
"""
from __future__ import annotations

import ctypes
from typing import Any, Callable, ClassVar, Dict, List, Mapping, NamedTuple, Tuple, Type, Union


class CType(NamedTuple):
    """A C type: how C writes it, and what ctypes passes for it."""

    c: str
    ctype: Any


class Signature(NamedTuple):
    """A prototype; the arguments in their order."""

    result: CType
    arguments: Dict[str, CType]


class Callback(NamedTuple):
    """What a member of a struct points to, and the ctypes type whose call makes one."""

    signature: Signature
    ctype: Any


class Opaque(ctypes.Structure):
    """A handle; only pointers to it exist."""


class Frozen(ctypes.Structure):
    """A struct whose layout never changes."""

    members: ClassVar[Members]


class Sized(ctypes.Structure):
    """A struct that can grow: starts from its size, and zero in every other field."""

    members: ClassVar[Members]

    def __init__(self, **values: Any) -> None:
        super().__init__(size=ctypes.sizeof(self), **values)

    @classmethod
    def thunk(cls, member: str, function: Callable[..., Any]) -> Any:
        """`function` as what `member` points to. The answer must live as long as C may call it."""
        return cls.members[member].ctype(function)


CDeclared = Union[CType, Type[ctypes.Structure]]
Members = Dict[str, Any]  # of CType, Callback, Type[Structure]


def c_type(declared: CDeclared) -> CType:
    """A struct by its name; anything else is one already."""
    if isinstance(declared, CType):
        return declared
    return CType(declared.__name__, declared)


def ptr(target: CDeclared) -> CType:
    """`target *`"""
    c, ctype = c_type(target)
    return CType(c + ("*" if c.endswith("*") else " *"), ctypes.POINTER(ctype))


def const(target: CDeclared) -> CType:
    """`const target *`; of a pointer, `target const *`"""
    c, ctype = c_type(target)
    spelled = c + "const *" if c.endswith("*") else f"const {c} *"
    return CType(spelled, ctypes.POINTER(ctype))


def array(item: CType, count: int) -> CType:
    """`item[count]`, as a member"""
    return CType(f"{item.c}[{count}]", item.ctype * count)


def typedef(name: str, target: CType) -> CType:
    return CType(name, target.ctype)


def returns(result: CDeclared, /, **arguments: CDeclared) -> Signature:
    return Signature(c_type(result), {name: c_type(type_) for name, type_ in arguments.items()})


def callback(result: CDeclared, /, **arguments: CDeclared) -> Callback:
    signature = returns(result, **arguments)
    types = [argument.ctype for argument in signature.arguments.values()]
    return Callback(signature, ctypes.CFUNCTYPE(signature.result.ctype, *types))


def fields(members: Mapping[str, Any]) -> List[Tuple[str, Any]]:
    """What ctypes wants to hear of a struct."""
    return [
        (name, declared if isinstance(declared, type) else declared.ctype)
        for name, declared in members.items()
    ]


def install(library: ctypes.CDLL, signatures: Mapping[str, Signature]) -> None:
    """Declares every function of the table on `library`. AttributeError: it lacks one."""
    for name, signature in signatures.items():
        function = getattr(library, name)
        function.restype = signature.result.ctype
        function.argtypes = [argument.ctype for argument in signature.arguments.values()]


# C's own

void = CType("void", None)
char = CType("char", ctypes.c_char)
text = CType("const char *", ctypes.c_char_p)
chars = CType("const char *", ctypes.POINTER(ctypes.c_char))
size_t = CType("size_t", ctypes.c_size_t)
uint8_t = CType("uint8_t", ctypes.c_uint8)
int16_t = CType("int16_t", ctypes.c_int16)
int32_t = CType("int32_t", ctypes.c_int32)
uint32_t = CType("uint32_t", ctypes.c_uint32)
int64_t = CType("int64_t", ctypes.c_int64)
uint64_t = CType("uint64_t", ctypes.c_uint64)


# base.h

CT_VERSION_MAJOR = 0
CT_VERSION_MINOR = 1
CT_VERSION_PATCH = 0
CT_ID_TEXT_LENGTH = 36
CT_DATE_TEXT_LENGTH = 10
CT_INSTANT_TEXT_LENGTH = 24

# enum ct_status_values
CT_OK = 0
CT_DONE = 1
CT_ERR = -1
CT_ERR_NO_MEMORY = -2
CT_ERR_UNSUPPORTED = -3
CT_ERR_CORRUPT = -4
CT_ERR_INVALID_ARGUMENT = -5
CT_ERR_STRUCT_TOO_NEW = -6
CT_ERR_REFUSED = -7
CT_ERR_CALLBACK = -8
CT_ERR_NOT_OPEN = -9
CT_ERR_NOT_FOUND = -10
CT_ERR_EXISTS = -11
CT_ERR_CONFLICT = -12
CT_ERR_BUSY = -13
CT_ERR_IO = -14
CT_ERR_COMMIT_UNKNOWN = -15
CT_ERR_CANCELLED = -16
CT_ERR_SCHEMA_NEWER = -17
CT_ERR_NOT_A_STORE = -18

# enum ct_language_values
CT_LANGUAGE_ITALIAN = 1
CT_LANGUAGE_ENGLISH = 2

# enum ct_enum_values
CT_ENUM_COUPON_KIND = 1
CT_ENUM_COUPON_STATE = 2
CT_ENUM_PACK_SOURCE = 3
CT_ENUM_PLAN = 4
CT_ENUM_LICENSE_ACCESS = 5
CT_ENUM_LICENSE_SOURCE = 6
CT_ENUM_TAX_REGIME = 7
CT_ENUM_CLIENT_STATE = 8
CT_ENUM_MIGRATION_STATE = 9
CT_ENUM_MIGRATION_STATUS = 10
CT_ENUM_CLIENT_STATUS = 11
CT_ENUM_ELIGIBLE_ACTION = 12
CT_ENUM_MESSAGE_KIND = 13
CT_ENUM_MESSAGE_STATE = 14
CT_ENUM_EVENT_KIND = 15
CT_ENUM_CATEGORY = 16
CT_ENUM_ACCESS_ACTOR = 17
CT_ENUM_ACCESS_AREA = 18
CT_ENUM_ACCESS_LEVEL = 19
CT_ENUM_QUICK_ACTION = 20
CT_ENUM_RENEWAL_WAY = 21
CT_ENUM_ASSIGNMENT_STATUS = 22
CT_ENUM_DOCUMENT_DIRECTION = 23
CT_ENUM_DOCUMENT_TYPE = 24
CT_ENUM_IMPORT_STATUS = 25

ct_status = typedef("ct_status", int32_t)
ct_instant = typedef("ct_instant", int64_t)
ct_language = typedef("ct_language", int32_t)
ct_enum = typedef("ct_enum", int32_t)


class ct_id(Frozen):
    members = {
        "bytes": array(uint8_t, 16),
    }
    _fields_ = fields(members)


class ct_date(Frozen):
    members = {
        "year": int16_t,
        "month": uint8_t,
        "day": uint8_t,
    }
    _fields_ = fields(members)


class ct_allocator(Sized):
    members = {
        "size": size_t,
        "user": ptr(void),
        "allocate": callback(ptr(void), user=ptr(void), bytes=size_t),
        "resize": callback(ptr(void), user=ptr(void), block=ptr(void), bytes=size_t),
        "release": callback(void, user=ptr(void), block=ptr(void)),
    }
    _fields_ = fields(members)


# policy.h

class ct_policy(Opaque): ...


# storage.h

CT_STORAGE_DURABLE = 1
CT_STORAGE_MULTIPROCESS = 2
CT_STORAGE_CHECKED = 4
CT_STORAGE_COMMIT_KNOWN = 8

# enum ct_type_values
CT_TYPE_NULL = 0
CT_TYPE_INT64 = 1
CT_TYPE_TEXT = 2
CT_TYPE_BLOB = 3

# enum ct_format_values
CT_FORMAT_PLAIN = 0
CT_FORMAT_ID = 1
CT_FORMAT_DATE = 2
CT_FORMAT_INSTANT = 3
CT_FORMAT_ENUM = 4
CT_FORMAT_BOOLEAN = 5

# enum ct_column_flags
CT_COLUMN_NULLABLE = 1

# enum ct_index_flags
CT_INDEX_UNIQUE = 1

# enum ct_transaction_flags
CT_TRANSACTION_READ_ONLY = 1

# enum ct_scan_flags
CT_SCAN_DESCENDING = 1
CT_SCAN_LOW_OPEN = 2
CT_SCAN_HIGH_OPEN = 4


class ct_storage(Opaque): ...
class ct_schema(Opaque): ...
class ct_row_sink(Opaque): ...
class ct_diag(Opaque): ...


class ct_value(Frozen):
    members = {
        "type": int32_t,
        "reserved": uint32_t,
        "i64": int64_t,
        "data": const(void),
        "len": size_t,
    }
    _fields_ = fields(members)


class ct_table_info(Sized):
    members = {
        "size": size_t,
        "name": text,
        "column_count": uint32_t,
        "key_count": uint32_t,
        "index_count": uint32_t,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_column_info(Sized):
    members = {
        "size": size_t,
        "name": text,
        "type": int32_t,
        "flags": uint32_t,
        "format": int32_t,
        "since": uint32_t,
        "label_count": uint32_t,
        "references": int32_t,
    }
    _fields_ = fields(members)


class ct_index_info(Sized):
    members = {
        "size": size_t,
        "name": text,
        "columns": const(uint32_t),
        "column_count": uint32_t,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_transaction_options(Sized):
    members = {
        "size": size_t,
        "flags": uint32_t,
        "lock_timeout_ms": uint32_t,
    }
    _fields_ = fields(members)


class ct_scan(Sized):
    members = {
        "size": size_t,
        "limit": uint64_t,
        "table": uint32_t,
        "index": uint32_t,
        "flags": uint32_t,
        "reserved": uint32_t,
        "low": const(ct_value),
        "high": const(ct_value),
        "low_count": size_t,
        "high_count": size_t,
    }
    _fields_ = fields(members)


class ct_storage_ops(Sized):
    members = {
        "size": size_t,
        "promises": uint64_t,
        "name": text,
        "open": callback(ct_status, impl=ptr(void), ret_session=ptr(ptr(void)), diag=ptr(ct_diag)),
        "close": callback(void, session=ptr(void)),
        "ensure_schema": callback(
            ct_status, session=ptr(void), schema=const(ct_schema), diag=ptr(ct_diag)),
        "begin": callback(
            ct_status, session=ptr(void), options=const(ct_transaction_options), diag=ptr(ct_diag)),
        "commit": callback(ct_status, session=ptr(void), diag=ptr(ct_diag)),
        "rollback": callback(void, session=ptr(void)),
        "get": callback(
            ct_status, session=ptr(void), table=uint32_t, key=const(ct_value), key_count=size_t,
            sink=ptr(ct_row_sink), diag=ptr(ct_diag)),
        "insert": callback(
            ct_status, session=ptr(void), table=uint32_t, row=const(ct_value), column_count=size_t,
            diag=ptr(ct_diag)),
        "update": callback(
            ct_status, session=ptr(void), table=uint32_t, key=const(ct_value), key_count=size_t,
            columns=const(uint32_t), values=const(ct_value), value_count=size_t, diag=ptr(ct_diag)),
        "erase": callback(
            ct_status, session=ptr(void), table=uint32_t, key=const(ct_value), key_count=size_t,
            diag=ptr(ct_diag)),
        "scan_open": callback(
            ct_status, session=ptr(void), scan=const(ct_scan), ret_cursor=ptr(ptr(void)),
            diag=ptr(ct_diag)),
        "scan_next": callback(
            ct_status, cursor=ptr(void), sink=ptr(ct_row_sink), diag=ptr(ct_diag)),
        "scan_close": callback(void, cursor=ptr(void)),
        "destroy": callback(void, impl=ptr(void)),
        "look_ahead": callback(
            ct_status, session=ptr(void), scans=const(const(ct_scan)), count=size_t,
            diag=ptr(ct_diag)),
        "expect_none": callback(
            ct_status, session=ptr(void), scan=const(ct_scan), diag=ptr(ct_diag)),
    }
    _fields_ = fields(members)


class ct_sqlite_backup(Sized):
    members = {
        "size": size_t,
        "source": text,
        "destination": text,
        "progress": callback(ct_status, user=ptr(void), pages=uint64_t, page_count=uint64_t),
        "failed": callback(void, user=ptr(void), native_code=int64_t, message=text),
        "user": ptr(void),
        "step_pages": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# context.h

# enum ct_call_flags
CT_CALL_PREVIEW = 1


class ct_context(Opaque): ...
class ct_reasons(Opaque): ...


class ct_context_options(Sized):
    members = {
        "size": size_t,
        "now": callback(ct_status, user=ptr(void), ret_now=ptr(ct_instant)),
        "now_user": ptr(void),
        "random": callback(ct_status, user=ptr(void), bytes=ptr(void), count=size_t),
        "random_user": ptr(void),
        "allocator": const(ct_allocator),
        "policy": const(ct_policy),
        "actor": text,
        "language": ct_language,
        "lock_timeout_ms": uint32_t,
    }
    _fields_ = fields(members)


class ct_call(Sized):
    members = {
        "size": size_t,
        "idempotency_key": text,
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# client.h

# enum ct_tax_regime_values
CT_TAX_REGIME_ORDINARY = 1
CT_TAX_REGIME_FLAT_RATE = 2

# enum ct_client_state_values
CT_CLIENT_MIGRATABLE = 1
CT_CLIENT_NOT_MIGRATABLE = 2
CT_CLIENT_IN_MIGRATION = 3
CT_CLIENT_ACTIVE = 4
CT_CLIENT_EXPIRED = 5
CT_CLIENT_ERASED = 6

# enum ct_quick_action_values
CT_ACTION_OPEN_ACCOUNT = 1
CT_ACTION_CREATE_INVOICE = 2
CT_ACTION_EXPORT_REPORT = 3
CT_ACTION_SET_NICKNAME = 4
CT_ACTION_UNLINK = 5
CT_ACTION_MIGRATE = 6
CT_ACTION_ASSIGN_COUPON = 7
CT_ACTION_RENEW = 8
CT_ACTION_UPGRADE = 9

# enum ct_choice_values
CT_CHOICE_DEFAULT = 0
CT_CHOICE_YES = 1
CT_CHOICE_NO = 2

# enum ct_client_status_values
CT_CLIENT_ADDED = 1
CT_CLIENT_UPDATED = 2
CT_CLIENT_UNCHANGED = 3
CT_CLIENT_REFUSED = 4

# enum ct_client_query_flags
CT_CLIENT_QUERY_MIGRATABLE = 1

ct_tax_regime = typedef("ct_tax_regime", int32_t)
ct_client_state = typedef("ct_client_state", int32_t)
ct_quick_action = typedef("ct_quick_action", int32_t)
ct_choice = typedef("ct_choice", int32_t)
ct_client_status = typedef("ct_client_status", int32_t)


class ct_client(Opaque): ...
class ct_client_answers(Opaque): ...
class ct_client_list(Opaque): ...
class ct_account(Opaque): ...


class ct_client_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "name": text,
        "vat_number": text,
        "tax_code": text,
        "emails": const(text),
        "email_count": size_t,
        "tax_regime": ct_tax_regime,
        "is_on_ts_digital": ct_choice,
    }
    _fields_ = fields(members)


class ct_link_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "email": text,
        "code": text,
    }
    _fields_ = fields(members)


class ct_client_query(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "search": text,
        "after": text,
        "limit": uint32_t,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


# license.h

# enum ct_plan_values
CT_PLAN_TRIAL = 1
CT_PLAN_STANDARD = 2
CT_PLAN_PREMIUM = 3
CT_PLAN_PREMIUM_PLUS = 4
CT_PLAN_COMPLETE = 5

# enum ct_license_access_values
CT_LICENSE_READ_ONLY = 1
CT_LICENSE_FULL = 2

# enum ct_license_source_values
CT_LICENSE_FROM_COUPON = 1
CT_LICENSE_FROM_CLIENT_PURCHASE = 2
CT_LICENSE_FROM_STUDIO_PURCHASE = 3
CT_LICENSE_FROM_TRIAL = 4

# enum ct_category_values
CT_CATEGORY_CLIENTS = 1
CT_CATEGORY_SUPPLIERS = 2
CT_CATEGORY_PRODUCTS = 3
CT_CATEGORY_DOCUMENTS = 4

# enum ct_purchase_flags
CT_PURCHASE_AS_RENEWAL = 1
CT_PURCHASE_FREE = 2
CT_PURCHASE_SHARE_LOGIN = 4
CT_PURCHASE_AS_UPGRADE = 8

ct_plan = typedef("ct_plan", int32_t)
ct_license_access = typedef("ct_license_access", int32_t)
ct_license_source = typedef("ct_license_source", int32_t)
ct_category = typedef("ct_category", int32_t)


class ct_license(Opaque): ...
class ct_license_list(Opaque): ...
class ct_usage(Opaque): ...


class ct_purchase_request(Sized):
    members = {
        "size": size_t,
        "client": ct_id,
        "studio": ct_id,
        "buyer": ct_license_source,
        "plan": ct_plan,
        "email": text,
        "price_cents": int64_t,
        "last_day": ct_date,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_trial_request(Sized):
    members = {
        "size": size_t,
        "client": ct_id,
        "email": text,
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_usage_request(Sized):
    members = {
        "size": size_t,
        "client": ct_id,
        "category": ct_category,
        "date": ct_date,
        "quantity": int32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# coupon.h

# enum ct_coupon_kind_values
CT_COUPON_CONTO_TERZI = 1
CT_COUPON_RENEWABLE = 2
CT_COUPON_FLAT_RATE = 3

# enum ct_coupon_state_values
CT_COUPON_AVAILABLE = 1
CT_COUPON_RESERVED = 2
CT_COUPON_ASSIGNED = 3
CT_COUPON_EXPIRED = 4
CT_COUPON_REVOKED = 5

# enum ct_pack_source_values
CT_PACK_PURCHASE = 1
CT_PACK_TACIT_RENEWAL = 2

# enum ct_eligible_action_values
CT_ELIGIBLE_NO = 1
CT_ELIGIBLE_MIGRATE = 2
CT_ELIGIBLE_RENEW = 3
CT_ELIGIBLE_ACTIVATE = 4
CT_ELIGIBLE_UPGRADE = 5

ct_coupon_kind = typedef("ct_coupon_kind", int32_t)
ct_coupon_state = typedef("ct_coupon_state", int32_t)
ct_pack_source = typedef("ct_pack_source", int32_t)
ct_eligible_action = typedef("ct_eligible_action", int32_t)


class ct_pack(Opaque): ...
class ct_pack_list(Opaque): ...
class ct_coupon(Opaque): ...
class ct_coupon_list(Opaque): ...
class ct_eligibility(Opaque): ...


class ct_pack_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "kind": ct_coupon_kind,
        "license_year": int32_t,
        "quantity": uint32_t,
        "plan": ct_plan,
        "unit_price_cents": int64_t,
    }
    _fields_ = fields(members)


class ct_coupon_query(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "after": text,
        "kind": ct_coupon_kind,
        "state": ct_coupon_state,
        "license_year": int32_t,
        "limit": uint32_t,
    }
    _fields_ = fields(members)


class ct_eligibility_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "kind": ct_coupon_kind,
        "license_year": int32_t,
        "day": ct_date,
        "reserved": uint32_t,
        "coupon_code": text,
    }
    _fields_ = fields(members)


# access.h

# enum ct_access_actor_values
CT_ACCESS_CLIENT = 1
CT_ACCESS_STUDIO = 2

# enum ct_access_area_values
CT_AREA_SITUATION = 1
CT_AREA_CLIENTS = 2
CT_AREA_SUPPLIERS = 3
CT_AREA_PRODUCTS = 4
CT_AREA_ISSUED_DOCUMENTS = 5
CT_AREA_RECEIVED_DOCUMENTS = 6
CT_AREA_RECEIPTS = 7
CT_AREA_CALENDAR = 8
CT_AREA_ARCHIVE = 9
CT_AREA_TAXES = 10
CT_AREA_STOCK = 11
CT_AREA_CASHBOOK = 12
CT_AREA_SETTINGS = 13
CT_AREA_EMAILS = 14
CT_AREA_EXPORT = 15
CT_AREA_IMPORT_BANKSTATEMENTS = 16
CT_AREA_IMPORT_CLIENTS_SUPPLIERS = 17
CT_AREA_IMPORT_ISSUED_DOCUMENTS = 18
CT_AREA_IMPORT_PRODUCTS = 19
CT_AREA_RECURRING = 20
CT_AREA_RIBA = 21
CT_AREA_EMPLOYEES = 22
CT_AREA_TIMESHEET = 23
CT_AREA_EMPLOYEES_SETTINGS = 24
CT_AREA_QUOTES = 25
CT_AREA_PROFORMAS = 26
CT_AREA_INVOICES = 27
CT_AREA_ISSUED_RECEIPTS = 28
CT_AREA_DELIVERY_NOTES = 29
CT_AREA_CREDIT_NOTES = 30
CT_AREA_ORDERS = 31
CT_AREA_WORK_REPORTS = 32
CT_AREA_SUPPLIER_ORDERS = 33
CT_AREA_SELF_INVOICES = 34
CT_AREA_LOGIN = 35
CT_AREA_LICENSE_PURCHASE = 36

# enum ct_access_level_values
CT_LEVEL_NONE = 1
CT_LEVEL_READ = 2
CT_LEVEL_WRITE = 3
CT_LEVEL_DETAILED = 4

ct_access_actor = typedef("ct_access_actor", int32_t)
ct_access_area = typedef("ct_access_area", int32_t)
ct_access_level = typedef("ct_access_level", int32_t)


class ct_access_decision(Opaque): ...
class ct_client_action(Opaque): ...
class ct_client_actions(Opaque): ...


class ct_access_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "actor": ct_access_actor,
        "area": ct_access_area,
        "level": ct_access_level,
        "day": ct_date,
    }
    _fields_ = fields(members)


# audit.h

class ct_client_record(Opaque): ...
class ct_finding(Opaque): ...
class ct_check_report(Opaque): ...
class ct_differences(Opaque): ...
class ct_difference(Opaque): ...


class ct_check_request(Sized):
    members = {
        "size": size_t,
        "after": text,
        "limit": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_export_request(Sized):
    members = {
        "size": size_t,
        "client": ct_id,
        "studio": ct_id,
        "write": callback(ct_status, user=ptr(void), bytes=chars, count=size_t),
        "user": ptr(void),
    }
    _fields_ = fields(members)


class ct_company_snapshot(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "tax_code": text,
        "vat_number": text,
        "plan": text,
        "license_type": text,
        "license_expire": ct_date,
        "limit_clients": int64_t,
        "limit_suppliers": int64_t,
        "limit_products": int64_t,
        "limit_documents": int64_t,
        "through_accountant": ct_choice,
        "use_fic": ct_choice,
        "need_setup": ct_choice,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# event.h

# enum ct_event_kind_values
CT_EVENT_STUDIO_ADDED = 1
CT_EVENT_ACCOUNT_OPENED = 2
CT_EVENT_CLIENT_ADDED = 3
CT_EVENT_CLIENT_UPDATED = 4
CT_EVENT_NICKNAME_SET = 5
CT_EVENT_PACK_BOUGHT = 6
CT_EVENT_PACK_REVOKED = 7
CT_EVENT_MIGRATION_SELECTED = 8
CT_EVENT_MIGRATION_AUTHORISED = 9
CT_EVENT_MIGRATION_PROVISIONED = 10
CT_EVENT_CREDENTIALS_SENT = 11
CT_EVENT_FIRST_LOGIN = 12
CT_EVENT_MIGRATION_OPERATIONAL = 13
CT_EVENT_MIGRATION_CANCELLED = 14
CT_EVENT_MIGRATION_FAILED = 15
CT_EVENT_LICENSE_ACTIVATED = 16
CT_EVENT_USAGE_COUNTED = 17
CT_EVENT_MESSAGE_QUEUED = 18
CT_EVENT_MESSAGE_CLAIMED = 19
CT_EVENT_MESSAGE_DELIVERED = 20
CT_EVENT_MESSAGE_FAILED = 21
CT_EVENT_MESSAGE_WITHDRAWN = 22
CT_EVENT_LICENSE_SUPERSEDED = 23
CT_EVENT_COUPON_ASSIGNED = 24
CT_EVENT_PACK_RENEWED = 25
CT_EVENT_CAMPAIGN_STOPPED = 26
CT_EVENT_CANCELLATION_RECORDED = 27
CT_EVENT_CANCELLATION_WITHDRAWN = 28
CT_EVENT_CLIENT_UNLINKED = 29
CT_EVENT_CLIENT_LINKED = 30
CT_EVENT_CLIENT_OPENED = 31
CT_EVENT_DOCUMENT_IMPORTED = 32
CT_EVENT_LICENSE_EXPIRED = 33
CT_EVENT_RENEWAL_REMINDED = 34
CT_EVENT_ERASURE_ANNOUNCED = 35
CT_EVENT_CLIENT_ERASED = 36
CT_EVENT_CLIENT_EXPORTED = 37
CT_EVENT_MIGRATION_REFUSED = 38
CT_EVENT_ASSIGNMENT_REFUSED = 39
CT_EVENT_RENEWAL_REFUSED = 40
CT_EVENT_CANCELLATION_REFUSED = 41
CT_EVENT_ACCESS_REFUSED = 42

ct_event_kind = typedef("ct_event_kind", int32_t)


class ct_event(Opaque): ...
class ct_event_list(Opaque): ...


class ct_event_query(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "after": text,
        "limit": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# history.h

# enum ct_document_direction_values
CT_DOCUMENT_ISSUED = 1
CT_DOCUMENT_RECEIVED = 2

# enum ct_document_type_values
CT_DOCUMENT_INVOICE = 1
CT_DOCUMENT_CREDIT_NOTE = 2
CT_DOCUMENT_DEBIT_NOTE = 3
CT_DOCUMENT_SELF_INVOICE = 4
CT_DOCUMENT_SIMPLIFIED = 5

# enum ct_import_status_values
CT_IMPORT_DONE = 1
CT_IMPORT_REFUSED = 2
CT_IMPORT_ALREADY_THERE = 3

# enum ct_history_flags
CT_HISTORY_WITH_REGISTRY = 1

ct_document_direction = typedef("ct_document_direction", int32_t)
ct_document_type = typedef("ct_document_type", int32_t)
ct_import_status = typedef("ct_import_status", int32_t)


class ct_history_answer(Opaque): ...
class ct_history_answers(Opaque): ...
class ct_document(Opaque): ...
class ct_document_list(Opaque): ...
class ct_numbering(Opaque): ...
class ct_numbering_list(Opaque): ...


class ct_document_facts(Sized):
    members = {
        "size": size_t,
        "direction": ct_document_direction,
        "type": ct_document_type,
        "number": text,
        "series": text,
        "date": ct_date,
        "counterparty_name": text,
        "counterparty_tax_code": text,
        "counterparty_vat_number": text,
        "total_cents": int64_t,
        "currency": text,
        "digest": array(uint8_t, 32),
        "position": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_history_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "document": const(ct_document_facts),
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_history_batch(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "documents": const(const(ct_document_facts)),
        "count": size_t,
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_document_query(Sized):
    members = {
        "size": size_t,
        "client": ct_id,
        "after": text,
        "limit": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# lifecycle.h

class ct_lifecycle_report(Opaque): ...


class ct_lifecycle_request(Sized):
    members = {
        "size": size_t,
        "limit": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# migration.h

# enum ct_migration_state_values
CT_MIGRATION_SELECTED = 1
CT_MIGRATION_AUTHORISED = 2
CT_MIGRATION_PROVISIONED = 3
CT_MIGRATION_CREDENTIALS_SENT = 4
CT_MIGRATION_FIRST_LOGIN = 5
CT_MIGRATION_OPERATIONAL = 6
CT_MIGRATION_CANCELLED = 7
CT_MIGRATION_FAILED = 8

# enum ct_migration_flags
CT_MIGRATION_SHARE_LOGIN = 1

# enum ct_migration_status_values
CT_MIGRATION_DONE = 1
CT_MIGRATION_REFUSED = 2
CT_MIGRATION_ALREADY_DONE = 3

ct_migration_state = typedef("ct_migration_state", int32_t)
ct_migration_status = typedef("ct_migration_status", int32_t)


class ct_migration_answer(Opaque): ...
class ct_migration_answers(Opaque): ...
class ct_migration(Opaque): ...
class ct_migration_list(Opaque): ...


class ct_signatory(Sized):
    members = {
        "size": size_t,
        "name": text,
        "surname": text,
        "tax_code": text,
    }
    _fields_ = fields(members)


class ct_migration_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "signatory": const(ct_signatory),
        "email": text,
        "coupon_code": text,
        "license_year": int32_t,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_migration_bulk(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "signatory": const(ct_signatory),
        "clients": const(ct_id),
        "client_count": size_t,
        "emails": const(text),
        "license_year": int32_t,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_authorisation(Sized):
    members = {
        "size": size_t,
        "migration": ct_id,
        "signatory": const(ct_signatory),
        "coupon_code": text,
        "license_year": int32_t,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_first_login(Sized):
    members = {
        "size": size_t,
        "client": ct_id,
        "one_time_password": text,
        "new_password": text,
    }
    _fields_ = fields(members)


class ct_migration_query(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "after": text,
        "state": ct_migration_state,
        "limit": uint32_t,
    }
    _fields_ = fields(members)


# outbox.h

# enum ct_message_kind_values
CT_MESSAGE_CREDENTIALS = 1
CT_MESSAGE_LICENSE_ACTIVATED = 2
CT_MESSAGE_COUPONS_ISSUED = 3
CT_MESSAGE_RENEWAL_REMINDER = 4
CT_MESSAGE_LICENSE_EXPIRED = 5
CT_MESSAGE_ERASURE_NOTICE = 6
CT_MESSAGE_CANCELLATION_RECORDED = 7

# enum ct_message_state_values
CT_MESSAGE_QUEUED = 1
CT_MESSAGE_DELIVERED = 2
CT_MESSAGE_WITHDRAWN = 3

ct_message_kind = typedef("ct_message_kind", int32_t)
ct_message_state = typedef("ct_message_state", int32_t)


class ct_message(Opaque): ...
class ct_message_list(Opaque): ...


class ct_claim_request(Sized):
    members = {
        "size": size_t,
        "lease_seconds": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# postgres.h

# enum ct_postgres_flags
CT_POSTGRES_MUST_EXIST = 1


class ct_postgres_options(Sized):
    members = {
        "size": size_t,
        "connection": text,
        "schema": text,
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


# renewal.h

# enum ct_assignment_status_values
CT_ASSIGNMENT_DONE = 1
CT_ASSIGNMENT_REFUSED = 2
CT_ASSIGNMENT_ALREADY_DONE = 3

# enum ct_assignment_flags
CT_ASSIGNMENT_SHARE_LOGIN = 1

# enum ct_renewal_way_values
CT_RENEWAL_CONTO_TERZI = 1
CT_RENEWAL_RENEWABLE = 2
CT_RENEWAL_FLAT_RATE = 3
CT_RENEWAL_OWN_PURCHASE = 4

ct_assignment_status = typedef("ct_assignment_status", int32_t)
ct_renewal_way = typedef("ct_renewal_way", int32_t)


class ct_assignment(Opaque): ...
class ct_assignments(Opaque): ...
class ct_renewal_ways(Opaque): ...
class ct_renewal_plan(Opaque): ...
class ct_renewal_entry(Opaque): ...
class ct_coupon_link(Opaque): ...
class ct_campaign_report(Opaque): ...
class ct_cancellation(Opaque): ...
class ct_cancellation_list(Opaque): ...


class ct_assignment_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "client": ct_id,
        "kind": ct_coupon_kind,
        "license_year": int32_t,
        "coupon_code": text,
        "email": text,
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_renewal_bulk(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "clients": const(ct_id),
        "client_count": size_t,
        "kind": ct_coupon_kind,
        "license_year": int32_t,
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_renewal_plan_query(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "kind": ct_coupon_kind,
        "license_year": int32_t,
        "after": text,
        "limit": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_registration_request(Sized):
    members = {
        "size": size_t,
        "link_or_code": text,
        "name": text,
        "vat_number": text,
        "tax_code": text,
        "email": text,
        "tax_regime": ct_tax_regime,
        "flags": uint32_t,
    }
    _fields_ = fields(members)


class ct_campaign_request(Sized):
    members = {
        "size": size_t,
        "license_year": int32_t,
        "kind": ct_coupon_kind,
        "after": text,
        "limit": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


class ct_cancellation_request(Sized):
    members = {
        "size": size_t,
        "studio": ct_id,
        "pack": ct_id,
        "sender": text,
        "recipient": text,
        "message_id": text,
        "sent_at": ct_instant,
    }
    _fields_ = fields(members)


# studio.h

class ct_studio(Opaque): ...
class ct_studio_list(Opaque): ...
class ct_studio_overview(Opaque): ...


class ct_studio_request(Sized):
    members = {
        "size": size_t,
        "name": text,
        "vat_number": text,
        "tax_code": text,
        "email": text,
        "certified_email": text,
    }
    _fields_ = fields(members)


# testkit.h

# enum ct_testkit_flags
CT_TESTKIT_MAY_FORK = 1

# enum ct_testkit_outcome
CT_TESTKIT_PASS = 0
CT_TESTKIT_FAIL = 1
CT_TESTKIT_SKIP = 77


class ct_testkit_subject(Sized):
    members = {
        "size": size_t,
        "user": ptr(void),
        "fresh": callback(ct_status, user=ptr(void), ret_storage=ptr(ptr(ct_storage))),
        "reopen": callback(ct_status, user=ptr(void), ret_storage=ptr(ptr(ct_storage))),
        "foreign": callback(ct_status, user=ptr(void), ret_storage=ptr(ptr(ct_storage))),
        "digest": callback(uint64_t, user=ptr(void)),
        "crash": callback(void, user=ptr(void)),
        "note": callback(void, user=ptr(void), text=text),
        "flags": uint32_t,
        "reserved": uint32_t,
    }
    _fields_ = fields(members)


SIGNATURES: Dict[str, Signature] = {
    # base.h
    "ct_version": returns(uint32_t),
    "ct_status_name": returns(text, status=ct_status),
    "ct_id_format": returns(void, id=ct_id, ret_text=ptr(char)),
    "ct_id_parse": returns(ct_status, text=text, ret_id=ptr(ct_id)),
    "ct_date_format": returns(void, date=ct_date, ret_text=ptr(char)),
    "ct_date_parse": returns(ct_status, text=text, ret_date=ptr(ct_date)),
    "ct_instant_format": returns(void, instant=ct_instant, ret_text=ptr(char)),
    "ct_date_in_rome": returns(ct_status, instant=ct_instant, ret_date=ptr(ct_date)),
    "ct_instant_in_rome": returns(
        ct_status, date=ct_date, milliseconds=int32_t, ret_instant=ptr(ct_instant)),
    "ct_enum_name": returns(text, enumeration=ct_enum, value=int32_t),
    "ct_enum_value": returns(ct_status, enumeration=ct_enum, name=text, ret_value=ptr(int32_t)),
    "ct_enum_text": returns(text, enumeration=ct_enum, value=int32_t, language=ct_language),
    # policy.h
    "ct_policy_new": returns(
        ct_status, allocator=const(ct_allocator), ret_policy=ptr(ptr(ct_policy))),
    "ct_policy_free": returns(void, policy=ptr(ct_policy)),
    "ct_policy_set": returns(ct_status, policy=ptr(ct_policy), name=text, value=text),
    "ct_policy_get": returns(text, policy=const(ct_policy), name=text),
    "ct_policy_name": returns(text, index=size_t),
    # storage.h
    "ct_schema_version": returns(uint32_t, schema=const(ct_schema)),
    "ct_schema_table_count": returns(uint32_t, schema=const(ct_schema)),
    "ct_schema_table": returns(
        ct_status, schema=const(ct_schema), table=uint32_t, ret_info=ptr(ct_table_info)),
    "ct_schema_column": returns(
        ct_status, schema=const(ct_schema), table=uint32_t, column=uint32_t,
        ret_info=ptr(ct_column_info)),
    "ct_schema_label": returns(
        ct_status, schema=const(ct_schema), table=uint32_t, column=uint32_t, label=uint32_t,
        ret_number=ptr(int64_t), ret_name=ptr(text)),
    "ct_schema_index": returns(
        ct_status, schema=const(ct_schema), table=uint32_t, index=uint32_t,
        ret_info=ptr(ct_index_info)),
    "ct_row_put": returns(
        ct_status, sink=ptr(ct_row_sink), columns=const(ct_value), column_count=size_t),
    "ct_diag_set": returns(void, diag=ptr(ct_diag), native_code=int64_t, message=text),
    "ct_storage_new": returns(
        ct_status, allocator=const(ct_allocator), ops=const(ct_storage_ops), impl=ptr(void),
        ret_storage=ptr(ptr(ct_storage))),
    "ct_storage_new_memory": returns(
        ct_status, allocator=const(ct_allocator), ret_storage=ptr(ptr(ct_storage))),
    "ct_storage_new_sqlite": returns(
        ct_status, allocator=const(ct_allocator), path=text, ret_storage=ptr(ptr(ct_storage))),
    "ct_storage_backup_sqlite": returns(
        ct_status, allocator=const(ct_allocator), backup=const(ct_sqlite_backup)),
    "ct_storage_ref": returns(ptr(ct_storage), storage=ptr(ct_storage)),
    "ct_storage_unref": returns(void, storage=ptr(ct_storage)),
    # context.h
    "ct_clock_system": returns(ct_status, user=ptr(void), ret_now=ptr(ct_instant)),
    "ct_context_new": returns(
        ct_status, options=const(ct_context_options), ret_context=ptr(ptr(ct_context))),
    "ct_context_open": returns(ct_status, context=ptr(ct_context), storage=ptr(ct_storage)),
    "ct_context_free": returns(void, context=ptr(ct_context)),
    "ct_context_set_actor": returns(ct_status, context=ptr(ct_context), actor=text),
    "ct_context_set_language": returns(ct_status, context=ptr(ct_context), language=ct_language),
    "ct_context_today": returns(ct_status, context=ptr(ct_context), ret_today=ptr(ct_date)),
    "ct_context_keys_kept_since": returns(
        ct_status, context=ptr(ct_context), ret_since=ptr(ct_instant)),
    "ct_preview_begin": returns(ct_status, context=ptr(ct_context)),
    "ct_preview_end": returns(void, context=ptr(ct_context)),
    "ct_reasons_count": returns(size_t, reasons=const(ct_reasons)),
    "ct_reasons_rule": returns(text, reasons=const(ct_reasons), index=size_t),
    "ct_reasons_field": returns(text, reasons=const(ct_reasons), index=size_t),
    "ct_reasons_text": returns(text, reasons=const(ct_reasons), index=size_t, language=ct_language),
    "ct_error_code": returns(ct_status, context=const(ct_context)),
    "ct_error_rule": returns(text, context=const(ct_context)),
    "ct_error_field": returns(text, context=const(ct_context)),
    "ct_error_text": returns(text, context=const(ct_context), language=ct_language),
    "ct_error_reasons": returns(const(ct_reasons), context=const(ct_context)),
    "ct_error_native_code": returns(int64_t, context=const(ct_context)),
    # client.h
    "ct_client_register": returns(
        ct_status, context=ptr(ct_context), request=const(ct_client_request), call=const(ct_call),
        ret_client=ptr(ptr(ct_client))),
    "ct_client_register_many": returns(
        ct_status, context=ptr(ct_context), requests=const(const(ct_client_request)), count=size_t,
        call=const(ct_call), ret_answers=ptr(ptr(ct_client_answers))),
    "ct_client_answers_free": returns(void, answers=ptr(ct_client_answers)),
    "ct_client_answers_count": returns(size_t, answers=const(ct_client_answers)),
    "ct_client_answers_status": returns(
        ct_client_status, answers=const(ct_client_answers), index=size_t),
    "ct_client_answers_client": returns(ct_id, answers=const(ct_client_answers), index=size_t),
    "ct_client_answers_reasons": returns(
        const(ct_reasons), answers=const(ct_client_answers), index=size_t),
    "ct_client_set_nickname": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, client=ct_id, nickname=text,
        call=const(ct_call), ret_client=ptr(ptr(ct_client))),
    "ct_client_erase": returns(
        ct_status, context=ptr(ct_context), client=ct_id, call=const(ct_call),
        ret_client=ptr(ptr(ct_client))),
    "ct_client_unlink": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, client=ct_id, call=const(ct_call),
        ret_client=ptr(ptr(ct_client))),
    "ct_client_link": returns(
        ct_status, context=ptr(ct_context), request=const(ct_link_request), call=const(ct_call),
        ret_client=ptr(ptr(ct_client))),
    "ct_client_get": returns(
        ct_status, context=ptr(ct_context), client=ct_id, ret_client=ptr(ptr(ct_client))),
    "ct_client_find": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, code=text,
        ret_client=ptr(ptr(ct_client))),
    "ct_client_free": returns(void, client=ptr(ct_client)),
    "ct_client_id": returns(ct_id, client=const(ct_client)),
    "ct_client_studio_id": returns(ct_id, client=const(ct_client)),
    "ct_client_name": returns(text, client=const(ct_client)),
    "ct_client_nickname": returns(text, client=const(ct_client)),
    "ct_client_vat_number": returns(text, client=const(ct_client)),
    "ct_client_tax_code": returns(text, client=const(ct_client)),
    "ct_client_tax_regime": returns(ct_tax_regime, client=const(ct_client)),
    "ct_client_is_on_ts_digital": returns(int32_t, client=const(ct_client)),
    "ct_client_state_today": returns(ct_client_state, client=const(ct_client)),
    "ct_client_license_last_day": returns(ct_date, client=const(ct_client)),
    "ct_client_emails": returns(text, client=const(ct_client)),
    "ct_client_list_get": returns(
        ct_status, context=ptr(ct_context), query=const(ct_client_query),
        ret_list=ptr(ptr(ct_client_list))),
    "ct_client_list_free": returns(void, list=ptr(ct_client_list)),
    "ct_client_list_count": returns(size_t, list=const(ct_client_list)),
    "ct_client_list_at": returns(const(ct_client), list=const(ct_client_list), index=size_t),
    "ct_client_list_next": returns(text, list=const(ct_client_list)),
    "ct_account_get": returns(
        ct_status, context=ptr(ct_context), client=ct_id, ret_account=ptr(ptr(ct_account))),
    "ct_account_free": returns(void, account=ptr(ct_account)),
    "ct_account_email": returns(text, account=const(ct_account)),
    "ct_account_created_on": returns(ct_date, account=const(ct_account)),
    "ct_account_need_password_change": returns(int32_t, account=const(ct_account)),
    "ct_account_need_setup": returns(int32_t, account=const(ct_account)),
    # license.h
    "ct_license_get": returns(
        ct_status, context=ptr(ct_context), license=ct_id, ret_license=ptr(ptr(ct_license))),
    "ct_license_in_force": returns(
        ct_status, context=ptr(ct_context), client=ct_id, day=ct_date,
        ret_license=ptr(ptr(ct_license))),
    "ct_license_free": returns(void, license=ptr(ct_license)),
    "ct_license_id": returns(ct_id, license=const(ct_license)),
    "ct_license_client_id": returns(ct_id, license=const(ct_license)),
    "ct_license_coupon_id": returns(ct_id, license=const(ct_license)),
    "ct_license_plan": returns(ct_plan, license=const(ct_license)),
    "ct_license_access_of": returns(ct_license_access, license=const(ct_license)),
    "ct_license_source_of": returns(ct_license_source, license=const(ct_license)),
    "ct_license_first_day": returns(ct_date, license=const(ct_license)),
    "ct_license_last_day": returns(ct_date, license=const(ct_license)),
    "ct_license_superseded_on": returns(ct_date, license=const(ct_license)),
    "ct_license_price_cents": returns(int64_t, license=const(ct_license)),
    "ct_license_limit": returns(int64_t, license=const(ct_license), category=ct_category),
    "ct_license_list_get": returns(
        ct_status, context=ptr(ct_context), client=ct_id, ret_list=ptr(ptr(ct_license_list))),
    "ct_license_list_free": returns(void, list=ptr(ct_license_list)),
    "ct_license_list_count": returns(size_t, list=const(ct_license_list)),
    "ct_license_list_at": returns(const(ct_license), list=const(ct_license_list), index=size_t),
    "ct_license_buy": returns(
        ct_status, context=ptr(ct_context), request=const(ct_purchase_request), call=const(ct_call),
        ret_license=ptr(ptr(ct_license))),
    "ct_license_start_trial": returns(
        ct_status, context=ptr(ct_context), request=const(ct_trial_request), call=const(ct_call),
        ret_license=ptr(ptr(ct_license))),
    "ct_usage_add": returns(
        ct_status, context=ptr(ct_context), request=const(ct_usage_request), call=const(ct_call),
        ret_usage=ptr(ptr(ct_usage))),
    "ct_usage_get": returns(
        ct_status, context=ptr(ct_context), client=ct_id, category=ct_category, year=int32_t,
        ret_usage=ptr(ptr(ct_usage))),
    "ct_usage_free": returns(void, usage=ptr(ct_usage)),
    "ct_usage_used": returns(int64_t, usage=const(ct_usage)),
    # coupon.h
    "ct_pack_buy": returns(
        ct_status, context=ptr(ct_context), request=const(ct_pack_request), call=const(ct_call),
        ret_pack=ptr(ptr(ct_pack))),
    "ct_pack_revoke": returns(
        ct_status, context=ptr(ct_context), pack=ct_id, call=const(ct_call),
        ret_pack=ptr(ptr(ct_pack))),
    "ct_pack_get": returns(
        ct_status, context=ptr(ct_context), pack=ct_id, ret_pack=ptr(ptr(ct_pack))),
    "ct_pack_free": returns(void, pack=ptr(ct_pack)),
    "ct_pack_id": returns(ct_id, pack=const(ct_pack)),
    "ct_pack_studio_id": returns(ct_id, pack=const(ct_pack)),
    "ct_pack_kind": returns(ct_coupon_kind, pack=const(ct_pack)),
    "ct_pack_plan": returns(ct_plan, pack=const(ct_pack)),
    "ct_pack_license_year": returns(int32_t, pack=const(ct_pack)),
    "ct_pack_quantity": returns(uint32_t, pack=const(ct_pack)),
    "ct_pack_unit_price_cents": returns(int64_t, pack=const(ct_pack)),
    "ct_pack_source_of": returns(ct_pack_source, pack=const(ct_pack)),
    "ct_pack_issued_on": returns(ct_date, pack=const(ct_pack)),
    "ct_pack_revoked_on": returns(ct_date, pack=const(ct_pack)),
    "ct_pack_renews_id": returns(ct_id, pack=const(ct_pack)),
    "ct_pack_list_get": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, after=text, limit=uint32_t,
        ret_list=ptr(ptr(ct_pack_list))),
    "ct_pack_list_free": returns(void, list=ptr(ct_pack_list)),
    "ct_pack_list_count": returns(size_t, list=const(ct_pack_list)),
    "ct_pack_list_at": returns(const(ct_pack), list=const(ct_pack_list), index=size_t),
    "ct_pack_list_next": returns(text, list=const(ct_pack_list)),
    "ct_coupon_get": returns(
        ct_status, context=ptr(ct_context), coupon=ct_id, ret_coupon=ptr(ptr(ct_coupon))),
    "ct_coupon_find": returns(
        ct_status, context=ptr(ct_context), code=text, ret_coupon=ptr(ptr(ct_coupon))),
    "ct_coupon_free": returns(void, coupon=ptr(ct_coupon)),
    "ct_coupon_id": returns(ct_id, coupon=const(ct_coupon)),
    "ct_coupon_pack_id": returns(ct_id, coupon=const(ct_coupon)),
    "ct_coupon_studio_id": returns(ct_id, coupon=const(ct_coupon)),
    "ct_coupon_client_id": returns(ct_id, coupon=const(ct_coupon)),
    "ct_coupon_code": returns(text, coupon=const(ct_coupon)),
    "ct_coupon_kind_of": returns(ct_coupon_kind, coupon=const(ct_coupon)),
    "ct_coupon_plan": returns(ct_plan, coupon=const(ct_coupon)),
    "ct_coupon_license_year": returns(int32_t, coupon=const(ct_coupon)),
    "ct_coupon_issued_on": returns(ct_date, coupon=const(ct_coupon)),
    "ct_coupon_state_today": returns(ct_coupon_state, coupon=const(ct_coupon)),
    "ct_coupon_list_get": returns(
        ct_status, context=ptr(ct_context), query=const(ct_coupon_query),
        ret_list=ptr(ptr(ct_coupon_list))),
    "ct_coupon_list_free": returns(void, list=ptr(ct_coupon_list)),
    "ct_coupon_list_count": returns(size_t, list=const(ct_coupon_list)),
    "ct_coupon_list_at": returns(const(ct_coupon), list=const(ct_coupon_list), index=size_t),
    "ct_coupon_list_next": returns(text, list=const(ct_coupon_list)),
    "ct_eligibility_check": returns(
        ct_status, context=ptr(ct_context), request=const(ct_eligibility_request),
        ret_eligibility=ptr(ptr(ct_eligibility))),
    "ct_eligibility_free": returns(void, eligibility=ptr(ct_eligibility)),
    "ct_eligibility_action": returns(ct_eligible_action, eligibility=const(ct_eligibility)),
    "ct_eligibility_reasons": returns(const(ct_reasons), eligibility=const(ct_eligibility)),
    # access.h
    "ct_access_check": returns(
        ct_status, context=ptr(ct_context), request=const(ct_access_request),
        ret_decision=ptr(ptr(ct_access_decision))),
    "ct_access_decision_free": returns(void, decision=ptr(ct_access_decision)),
    "ct_access_decision_is_allowed": returns(int32_t, decision=const(ct_access_decision)),
    "ct_access_decision_level": returns(ct_access_level, decision=const(ct_access_decision)),
    "ct_access_decision_rule": returns(text, decision=const(ct_access_decision)),
    "ct_access_decision_text": returns(
        text, decision=const(ct_access_decision), language=ct_language),
    "ct_access_decision_reasons": returns(const(ct_reasons), decision=const(ct_access_decision)),
    "ct_client_actions_get": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, client=ct_id,
        ret_actions=ptr(ptr(ct_client_actions))),
    "ct_client_actions_free": returns(void, actions=ptr(ct_client_actions)),
    "ct_client_actions_count": returns(size_t, actions=const(ct_client_actions)),
    "ct_client_actions_at": returns(
        const(ct_client_action), actions=const(ct_client_actions), index=size_t),
    "ct_client_action_of": returns(ct_quick_action, action=const(ct_client_action)),
    "ct_client_action_is_allowed": returns(int32_t, action=const(ct_client_action)),
    "ct_client_action_reasons": returns(const(ct_reasons), action=const(ct_client_action)),
    "ct_client_open": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, client=ct_id, call=const(ct_call),
        ret_client=ptr(ptr(ct_client))),
    # audit.h
    "ct_client_as_of": returns(
        ct_status, context=ptr(ct_context), client=ct_id, day=ct_date,
        ret_record=ptr(ptr(ct_client_record))),
    "ct_client_record_free": returns(void, record=ptr(ct_client_record)),
    "ct_client_record_client_id": returns(ct_id, record=const(ct_client_record)),
    "ct_client_record_day": returns(ct_date, record=const(ct_client_record)),
    "ct_client_record_studio_id": returns(ct_id, record=const(ct_client_record)),
    "ct_client_record_state": returns(ct_client_state, record=const(ct_client_record)),
    "ct_client_record_is_erased": returns(int32_t, record=const(ct_client_record)),
    "ct_client_record_migration_id": returns(ct_id, record=const(ct_client_record)),
    "ct_client_record_migration_state": returns(ct_migration_state, record=const(ct_client_record)),
    "ct_client_record_license_id": returns(ct_id, record=const(ct_client_record)),
    "ct_client_record_coupon_id": returns(ct_id, record=const(ct_client_record)),
    "ct_client_record_source": returns(ct_license_source, record=const(ct_client_record)),
    "ct_client_record_plan": returns(ct_plan, record=const(ct_client_record)),
    "ct_client_record_access_of": returns(ct_license_access, record=const(ct_client_record)),
    "ct_client_record_first_day": returns(ct_date, record=const(ct_client_record)),
    "ct_client_record_last_day": returns(ct_date, record=const(ct_client_record)),
    "ct_client_record_license_count": returns(int64_t, record=const(ct_client_record)),
    "ct_client_record_used": returns(int64_t, record=const(ct_client_record), category=ct_category),
    "ct_finding_check": returns(text, finding=const(ct_finding)),
    "ct_finding_rule": returns(text, finding=const(ct_finding)),
    "ct_finding_table": returns(text, finding=const(ct_finding)),
    "ct_finding_studio_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_client_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_pack_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_coupon_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_license_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_migration_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_message_id": returns(ct_id, finding=const(ct_finding)),
    "ct_finding_text": returns(text, finding=const(ct_finding), language=ct_language),
    "ct_finding_repair": returns(text, finding=const(ct_finding), language=ct_language),
    "ct_check_run": returns(
        ct_status, context=ptr(ct_context), request=const(ct_check_request),
        ret_report=ptr(ptr(ct_check_report))),
    "ct_check_report_free": returns(void, report=ptr(ct_check_report)),
    "ct_check_report_count": returns(size_t, report=const(ct_check_report)),
    "ct_check_report_at": returns(const(ct_finding), report=const(ct_check_report), index=size_t),
    "ct_check_report_next": returns(text, report=const(ct_check_report)),
    "ct_check_report_rows": returns(uint64_t, report=const(ct_check_report), table=text),
    "ct_check_name": returns(text, index=size_t),
    "ct_check_table": returns(text, index=size_t),
    "ct_client_export": returns(
        ct_status, context=ptr(ct_context), request=const(ct_export_request), call=const(ct_call)),
    "ct_reconcile": returns(
        ct_status, context=ptr(ct_context), snapshot=const(ct_company_snapshot),
        ret_differences=ptr(ptr(ct_differences))),
    "ct_differences_free": returns(void, differences=ptr(ct_differences)),
    "ct_differences_count": returns(size_t, differences=const(ct_differences)),
    "ct_differences_at": returns(
        const(ct_difference), differences=const(ct_differences), index=size_t),
    "ct_difference_client_id": returns(ct_id, difference=const(ct_difference)),
    "ct_difference_field": returns(text, difference=const(ct_difference)),
    "ct_difference_rule": returns(text, difference=const(ct_difference)),
    "ct_difference_ours": returns(text, difference=const(ct_difference)),
    "ct_difference_theirs": returns(text, difference=const(ct_difference)),
    "ct_difference_text": returns(text, difference=const(ct_difference), language=ct_language),
    # event.h
    "ct_event_subject_id": returns(ct_id, event=const(ct_event)),
    "ct_event_sequence": returns(int64_t, event=const(ct_event)),
    "ct_event_instant": returns(ct_instant, event=const(ct_event)),
    "ct_event_actor": returns(text, event=const(ct_event)),
    "ct_event_kind_of": returns(ct_event_kind, event=const(ct_event)),
    "ct_event_studio_id": returns(ct_id, event=const(ct_event)),
    "ct_event_client_id": returns(ct_id, event=const(ct_event)),
    "ct_event_pack_id": returns(ct_id, event=const(ct_event)),
    "ct_event_coupon_id": returns(ct_id, event=const(ct_event)),
    "ct_event_license_id": returns(ct_id, event=const(ct_event)),
    "ct_event_migration_id": returns(ct_id, event=const(ct_event)),
    "ct_event_message_id": returns(ct_id, event=const(ct_event)),
    "ct_event_number": returns(int64_t, event=const(ct_event)),
    "ct_event_coupon_kind": returns(ct_coupon_kind, event=const(ct_event)),
    "ct_event_year": returns(int32_t, event=const(ct_event)),
    "ct_event_category": returns(ct_category, event=const(ct_event)),
    "ct_event_first_day": returns(ct_date, event=const(ct_event)),
    "ct_event_last_day": returns(ct_date, event=const(ct_event)),
    "ct_event_license_source": returns(ct_license_source, event=const(ct_event)),
    "ct_event_plan": returns(ct_plan, event=const(ct_event)),
    "ct_event_license_access": returns(ct_license_access, event=const(ct_event)),
    "ct_event_area": returns(ct_access_area, event=const(ct_event)),
    "ct_event_level": returns(ct_access_level, event=const(ct_event)),
    "ct_event_rules": returns(text, event=const(ct_event)),
    "ct_event_list_get": returns(
        ct_status, context=ptr(ct_context), query=const(ct_event_query),
        ret_list=ptr(ptr(ct_event_list))),
    "ct_event_list_free": returns(void, list=ptr(ct_event_list)),
    "ct_event_list_count": returns(size_t, list=const(ct_event_list)),
    "ct_event_list_at": returns(const(ct_event), list=const(ct_event_list), index=size_t),
    "ct_event_list_next": returns(text, list=const(ct_event_list)),
    # history.h
    "ct_document_type_of_code": returns(ct_document_type, code=text),
    "ct_history_answer_free": returns(void, answer=ptr(ct_history_answer)),
    "ct_history_answer_status": returns(ct_import_status, answer=const(ct_history_answer)),
    "ct_history_answer_document_id": returns(ct_id, answer=const(ct_history_answer)),
    "ct_history_answer_reasons": returns(const(ct_reasons), answer=const(ct_history_answer)),
    "ct_history_import": returns(
        ct_status, context=ptr(ct_context), request=const(ct_history_request), call=const(ct_call),
        ret_answer=ptr(ptr(ct_history_answer))),
    "ct_history_import_many": returns(
        ct_status, context=ptr(ct_context), batch=const(ct_history_batch), call=const(ct_call),
        ret_answers=ptr(ptr(ct_history_answers))),
    "ct_history_answers_free": returns(void, answers=ptr(ct_history_answers)),
    "ct_history_answers_count": returns(size_t, answers=const(ct_history_answers)),
    "ct_history_answers_at": returns(
        const(ct_history_answer), answers=const(ct_history_answers), index=size_t),
    "ct_document_id": returns(ct_id, document=const(ct_document)),
    "ct_document_client_id": returns(ct_id, document=const(ct_document)),
    "ct_document_direction_of": returns(ct_document_direction, document=const(ct_document)),
    "ct_document_type_of": returns(ct_document_type, document=const(ct_document)),
    "ct_document_number": returns(text, document=const(ct_document)),
    "ct_document_series": returns(text, document=const(ct_document)),
    "ct_document_date": returns(ct_date, document=const(ct_document)),
    "ct_document_counterparty_name": returns(text, document=const(ct_document)),
    "ct_document_counterparty_code": returns(text, document=const(ct_document)),
    "ct_document_total_cents": returns(int64_t, document=const(ct_document)),
    "ct_document_currency": returns(text, document=const(ct_document)),
    "ct_document_imported_at": returns(ct_instant, document=const(ct_document)),
    "ct_document_is_sendable": returns(int32_t, document=const(ct_document)),
    "ct_document_is_deletable": returns(int32_t, document=const(ct_document)),
    "ct_document_list_get": returns(
        ct_status, context=ptr(ct_context), query=const(ct_document_query),
        ret_list=ptr(ptr(ct_document_list))),
    "ct_document_list_free": returns(void, list=ptr(ct_document_list)),
    "ct_document_list_count": returns(size_t, list=const(ct_document_list)),
    "ct_document_list_at": returns(const(ct_document), list=const(ct_document_list), index=size_t),
    "ct_document_list_next": returns(text, list=const(ct_document_list)),
    "ct_numbering_year": returns(int32_t, numbering=const(ct_numbering)),
    "ct_numbering_series": returns(text, numbering=const(ct_numbering)),
    "ct_numbering_next": returns(int64_t, numbering=const(ct_numbering)),
    "ct_numbering_list_get": returns(
        ct_status, context=ptr(ct_context), client=ct_id, ret_list=ptr(ptr(ct_numbering_list))),
    "ct_numbering_list_free": returns(void, list=ptr(ct_numbering_list)),
    "ct_numbering_list_count": returns(size_t, list=const(ct_numbering_list)),
    "ct_numbering_list_at": returns(
        const(ct_numbering), list=const(ct_numbering_list), index=size_t),
    # lifecycle.h
    "ct_lifecycle_run": returns(
        ct_status, context=ptr(ct_context), request=const(ct_lifecycle_request),
        call=const(ct_call), ret_report=ptr(ptr(ct_lifecycle_report))),
    "ct_lifecycle_report_free": returns(void, report=ptr(ct_lifecycle_report)),
    "ct_lifecycle_report_expired_notices": returns(int64_t, report=const(ct_lifecycle_report)),
    "ct_lifecycle_report_erasure_notices": returns(int64_t, report=const(ct_lifecycle_report)),
    "ct_lifecycle_report_erasures": returns(int64_t, report=const(ct_lifecycle_report)),
    "ct_lifecycle_report_reminders": returns(int64_t, report=const(ct_lifecycle_report)),
    "ct_lifecycle_report_removed_answers": returns(int64_t, report=const(ct_lifecycle_report)),
    "ct_lifecycle_report_removed_messages": returns(int64_t, report=const(ct_lifecycle_report)),
    "ct_lifecycle_report_is_done": returns(int32_t, report=const(ct_lifecycle_report)),
    # migration.h
    "ct_migration_answer_free": returns(void, answer=ptr(ct_migration_answer)),
    "ct_migration_answer_status": returns(ct_migration_status, answer=const(ct_migration_answer)),
    "ct_migration_answer_client_id": returns(ct_id, answer=const(ct_migration_answer)),
    "ct_migration_answer_client_name": returns(text, answer=const(ct_migration_answer)),
    "ct_migration_answer_migration_id": returns(ct_id, answer=const(ct_migration_answer)),
    "ct_migration_answer_state": returns(ct_migration_state, answer=const(ct_migration_answer)),
    "ct_migration_answer_license_id": returns(ct_id, answer=const(ct_migration_answer)),
    "ct_migration_answer_plan": returns(ct_plan, answer=const(ct_migration_answer)),
    "ct_migration_answer_access": returns(ct_license_access, answer=const(ct_migration_answer)),
    "ct_migration_answer_first_day": returns(ct_date, answer=const(ct_migration_answer)),
    "ct_migration_answer_last_day": returns(ct_date, answer=const(ct_migration_answer)),
    "ct_migration_answer_coupon_code": returns(text, answer=const(ct_migration_answer)),
    "ct_migration_answer_reasons": returns(const(ct_reasons), answer=const(ct_migration_answer)),
    "ct_migration_run": returns(
        ct_status, context=ptr(ct_context), request=const(ct_migration_request),
        call=const(ct_call), ret_answer=ptr(ptr(ct_migration_answer))),
    "ct_migration_run_many": returns(
        ct_status, context=ptr(ct_context), bulk=const(ct_migration_bulk), call=const(ct_call),
        ret_answers=ptr(ptr(ct_migration_answers))),
    "ct_migration_answers_free": returns(void, answers=ptr(ct_migration_answers)),
    "ct_migration_answers_count": returns(size_t, answers=const(ct_migration_answers)),
    "ct_migration_answers_at": returns(
        const(ct_migration_answer), answers=const(ct_migration_answers), index=size_t),
    "ct_migration_select": returns(
        ct_status, context=ptr(ct_context), request=const(ct_migration_request),
        call=const(ct_call), ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_authorise": returns(
        ct_status, context=ptr(ct_context), authorisation=const(ct_authorisation),
        call=const(ct_call), ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_provision": returns(
        ct_status, context=ptr(ct_context), migration=ct_id, call=const(ct_call),
        ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_fail": returns(
        ct_status, context=ptr(ct_context), migration=ct_id, call=const(ct_call),
        ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_cancel": returns(
        ct_status, context=ptr(ct_context), migration=ct_id, call=const(ct_call),
        ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_first_login": returns(
        ct_status, context=ptr(ct_context), login=const(ct_first_login), call=const(ct_call),
        ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_complete": returns(
        ct_status, context=ptr(ct_context), client=ct_id, call=const(ct_call),
        ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_resend_credentials": returns(
        ct_status, context=ptr(ct_context), client=ct_id, call=const(ct_call),
        ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_check_operation": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, client=ct_id),
    "ct_migration_get": returns(
        ct_status, context=ptr(ct_context), migration=ct_id, ret_migration=ptr(ptr(ct_migration))),
    "ct_migration_free": returns(void, migration=ptr(ct_migration)),
    "ct_migration_id": returns(ct_id, migration=const(ct_migration)),
    "ct_migration_studio_id": returns(ct_id, migration=const(ct_migration)),
    "ct_migration_client_id": returns(ct_id, migration=const(ct_migration)),
    "ct_migration_coupon_id": returns(ct_id, migration=const(ct_migration)),
    "ct_migration_license_id": returns(ct_id, migration=const(ct_migration)),
    "ct_migration_state_of": returns(ct_migration_state, migration=const(ct_migration)),
    "ct_migration_email": returns(text, migration=const(ct_migration)),
    "ct_migration_signatory_name": returns(text, migration=const(ct_migration)),
    "ct_migration_signatory_surname": returns(text, migration=const(ct_migration)),
    "ct_migration_signatory_tax_code": returns(text, migration=const(ct_migration)),
    "ct_migration_created_at": returns(ct_instant, migration=const(ct_migration)),
    "ct_migration_changed_at": returns(ct_instant, migration=const(ct_migration)),
    "ct_migration_list_get": returns(
        ct_status, context=ptr(ct_context), query=const(ct_migration_query),
        ret_list=ptr(ptr(ct_migration_list))),
    "ct_migration_list_free": returns(void, list=ptr(ct_migration_list)),
    "ct_migration_list_count": returns(size_t, list=const(ct_migration_list)),
    "ct_migration_list_at": returns(
        const(ct_migration), list=const(ct_migration_list), index=size_t),
    "ct_migration_list_next": returns(text, list=const(ct_migration_list)),
    # outbox.h
    "ct_policy_set_template": returns(
        ct_status, policy=ptr(ct_policy), kind=ct_message_kind, subject=text, text=text),
    "ct_policy_get_template_subject": returns(text, policy=const(ct_policy), kind=ct_message_kind),
    "ct_policy_get_template_text": returns(text, policy=const(ct_policy), kind=ct_message_kind),
    "ct_outbox_claim": returns(
        ct_status, context=ptr(ct_context), request=const(ct_claim_request),
        ret_message=ptr(ptr(ct_message))),
    "ct_outbox_acknowledge": returns(
        ct_status, context=ptr(ct_context), message=ct_id, lease=ct_id, call=const(ct_call),
        ret_message=ptr(ptr(ct_message))),
    "ct_outbox_fail": returns(
        ct_status, context=ptr(ct_context), message=ct_id, lease=ct_id, reason=text,
        call=const(ct_call), ret_message=ptr(ptr(ct_message))),
    "ct_message_free": returns(void, message=ptr(ct_message)),
    "ct_message_id": returns(ct_id, message=const(ct_message)),
    "ct_message_lease": returns(ct_id, message=const(ct_message)),
    "ct_message_studio_id": returns(ct_id, message=const(ct_message)),
    "ct_message_client_id": returns(ct_id, message=const(ct_message)),
    "ct_message_kind_of": returns(ct_message_kind, message=const(ct_message)),
    "ct_message_state_of": returns(ct_message_state, message=const(ct_message)),
    "ct_message_attempts": returns(uint32_t, message=const(ct_message)),
    "ct_message_created_at": returns(ct_instant, message=const(ct_message)),
    "ct_message_due_at": returns(ct_instant, message=const(ct_message)),
    "ct_message_last_failure": returns(text, message=const(ct_message)),
    "ct_message_recipient": returns(text, message=const(ct_message)),
    "ct_message_sender": returns(text, message=const(ct_message)),
    "ct_message_message_id": returns(text, message=const(ct_message)),
    "ct_message_subject": returns(text, message=const(ct_message)),
    "ct_message_text": returns(text, message=const(ct_message)),
    "ct_message_list_get": returns(
        ct_status, context=ptr(ct_context), state=ct_message_state, after=text, limit=uint32_t,
        ret_list=ptr(ptr(ct_message_list))),
    "ct_message_list_free": returns(void, list=ptr(ct_message_list)),
    "ct_message_list_count": returns(size_t, list=const(ct_message_list)),
    "ct_message_list_at": returns(const(ct_message), list=const(ct_message_list), index=size_t),
    "ct_message_list_next": returns(text, list=const(ct_message_list)),
    # renewal.h
    "ct_assignment_free": returns(void, assignment=ptr(ct_assignment)),
    "ct_assignment_status_of": returns(ct_assignment_status, assignment=const(ct_assignment)),
    "ct_assignment_client_id": returns(ct_id, assignment=const(ct_assignment)),
    "ct_assignment_client_name": returns(text, assignment=const(ct_assignment)),
    "ct_assignment_action": returns(ct_eligible_action, assignment=const(ct_assignment)),
    "ct_assignment_license_id": returns(ct_id, assignment=const(ct_assignment)),
    "ct_assignment_plan": returns(ct_plan, assignment=const(ct_assignment)),
    "ct_assignment_access": returns(ct_license_access, assignment=const(ct_assignment)),
    "ct_assignment_first_day": returns(ct_date, assignment=const(ct_assignment)),
    "ct_assignment_last_day": returns(ct_date, assignment=const(ct_assignment)),
    "ct_assignment_coupon_code": returns(text, assignment=const(ct_assignment)),
    "ct_assignment_reasons": returns(const(ct_reasons), assignment=const(ct_assignment)),
    "ct_coupon_assign": returns(
        ct_status, context=ptr(ct_context), request=const(ct_assignment_request),
        call=const(ct_call), ret_assignment=ptr(ptr(ct_assignment))),
    "ct_renewal_run_many": returns(
        ct_status, context=ptr(ct_context), bulk=const(ct_renewal_bulk), call=const(ct_call),
        ret_answers=ptr(ptr(ct_assignments))),
    "ct_assignments_free": returns(void, answers=ptr(ct_assignments)),
    "ct_assignments_count": returns(size_t, answers=const(ct_assignments)),
    "ct_assignments_at": returns(const(ct_assignment), answers=const(ct_assignments), index=size_t),
    "ct_renewal_ways_get": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, client=ct_id, day=ct_date,
        ret_ways=ptr(ptr(ct_renewal_ways))),
    "ct_renewal_ways_free": returns(void, ways=ptr(ct_renewal_ways)),
    "ct_renewal_ways_is_open": returns(int32_t, ways=const(ct_renewal_ways), way=ct_renewal_way),
    "ct_renewal_ways_reasons": returns(
        const(ct_reasons), ways=const(ct_renewal_ways), way=ct_renewal_way),
    "ct_renewal_plan_get": returns(
        ct_status, context=ptr(ct_context), query=const(ct_renewal_plan_query),
        ret_plan=ptr(ptr(ct_renewal_plan))),
    "ct_renewal_plan_free": returns(void, plan=ptr(ct_renewal_plan)),
    "ct_renewal_plan_kind": returns(ct_coupon_kind, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_license_year": returns(int32_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_clients": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_eligible": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_not_eligible": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_already_done": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_coupons": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_missing": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_left_over": returns(uint64_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_count": returns(size_t, plan=const(ct_renewal_plan)),
    "ct_renewal_plan_at": returns(
        const(ct_renewal_entry), plan=const(ct_renewal_plan), index=size_t),
    "ct_renewal_plan_next": returns(text, plan=const(ct_renewal_plan)),
    "ct_renewal_entry_client_id": returns(ct_id, entry=const(ct_renewal_entry)),
    "ct_renewal_entry_client_name": returns(text, entry=const(ct_renewal_entry)),
    "ct_renewal_entry_last_day": returns(ct_date, entry=const(ct_renewal_entry)),
    "ct_renewal_entry_status_of": returns(ct_assignment_status, entry=const(ct_renewal_entry)),
    "ct_renewal_entry_action": returns(ct_eligible_action, entry=const(ct_renewal_entry)),
    "ct_renewal_entry_reasons": returns(const(ct_reasons), entry=const(ct_renewal_entry)),
    "ct_coupon_link_get": returns(
        ct_status, context=ptr(ct_context), code=text, ret_link=ptr(ptr(ct_coupon_link))),
    "ct_coupon_link_free": returns(void, link=ptr(ct_coupon_link)),
    "ct_coupon_link_code": returns(text, link=const(ct_coupon_link)),
    "ct_coupon_link_text": returns(text, link=const(ct_coupon_link)),
    "ct_coupon_register": returns(
        ct_status, context=ptr(ct_context), request=const(ct_registration_request),
        call=const(ct_call), ret_assignment=ptr(ptr(ct_assignment))),
    "ct_campaign_run": returns(
        ct_status, context=ptr(ct_context), request=const(ct_campaign_request), call=const(ct_call),
        ret_report=ptr(ptr(ct_campaign_report))),
    "ct_campaign_report_free": returns(void, report=ptr(ct_campaign_report)),
    "ct_campaign_report_license_year": returns(int32_t, report=const(ct_campaign_report)),
    "ct_campaign_report_studios": returns(uint32_t, report=const(ct_campaign_report)),
    "ct_campaign_report_issued_to": returns(uint32_t, report=const(ct_campaign_report)),
    "ct_campaign_report_stopped": returns(uint32_t, report=const(ct_campaign_report)),
    "ct_campaign_report_already_done": returns(uint32_t, report=const(ct_campaign_report)),
    "ct_campaign_report_coupons": returns(uint64_t, report=const(ct_campaign_report)),
    "ct_campaign_report_next": returns(text, report=const(ct_campaign_report)),
    "ct_cancellation_record": returns(
        ct_status, context=ptr(ct_context), request=const(ct_cancellation_request),
        call=const(ct_call), ret_cancellation=ptr(ptr(ct_cancellation))),
    "ct_cancellation_withdraw": returns(
        ct_status, context=ptr(ct_context), cancellation=ct_id, call=const(ct_call),
        ret_cancellation=ptr(ptr(ct_cancellation))),
    "ct_cancellation_get": returns(
        ct_status, context=ptr(ct_context), cancellation=ct_id,
        ret_cancellation=ptr(ptr(ct_cancellation))),
    "ct_cancellation_free": returns(void, cancellation=ptr(ct_cancellation)),
    "ct_cancellation_id": returns(ct_id, cancellation=const(ct_cancellation)),
    "ct_cancellation_studio_id": returns(ct_id, cancellation=const(ct_cancellation)),
    "ct_cancellation_pack_id": returns(ct_id, cancellation=const(ct_cancellation)),
    "ct_cancellation_sender": returns(text, cancellation=const(ct_cancellation)),
    "ct_cancellation_message_id": returns(text, cancellation=const(ct_cancellation)),
    "ct_cancellation_sent_at": returns(ct_instant, cancellation=const(ct_cancellation)),
    "ct_cancellation_campaign_year": returns(int32_t, cancellation=const(ct_cancellation)),
    "ct_cancellation_license_year": returns(int32_t, cancellation=const(ct_cancellation)),
    "ct_cancellation_recorded_at": returns(ct_instant, cancellation=const(ct_cancellation)),
    "ct_cancellation_withdrawn_at": returns(ct_instant, cancellation=const(ct_cancellation)),
    "ct_cancellation_reasons": returns(const(ct_reasons), cancellation=const(ct_cancellation)),
    "ct_cancellation_list_get": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, after=text, limit=uint32_t,
        ret_list=ptr(ptr(ct_cancellation_list))),
    "ct_cancellation_list_free": returns(void, list=ptr(ct_cancellation_list)),
    "ct_cancellation_list_count": returns(size_t, list=const(ct_cancellation_list)),
    "ct_cancellation_list_at": returns(
        const(ct_cancellation), list=const(ct_cancellation_list), index=size_t),
    "ct_cancellation_list_next": returns(text, list=const(ct_cancellation_list)),
    # studio.h
    "ct_studio_add": returns(
        ct_status, context=ptr(ct_context), request=const(ct_studio_request), call=const(ct_call),
        ret_studio=ptr(ptr(ct_studio))),
    "ct_studio_open_account": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, call=const(ct_call),
        ret_studio=ptr(ptr(ct_studio))),
    "ct_studio_get": returns(
        ct_status, context=ptr(ct_context), studio=ct_id, ret_studio=ptr(ptr(ct_studio))),
    "ct_studio_find": returns(
        ct_status, context=ptr(ct_context), vat_number=text, ret_studio=ptr(ptr(ct_studio))),
    "ct_studio_free": returns(void, studio=ptr(ct_studio)),
    "ct_studio_id": returns(ct_id, studio=const(ct_studio)),
    "ct_studio_name": returns(text, studio=const(ct_studio)),
    "ct_studio_vat_number": returns(text, studio=const(ct_studio)),
    "ct_studio_tax_code": returns(text, studio=const(ct_studio)),
    "ct_studio_email": returns(text, studio=const(ct_studio)),
    "ct_studio_certified_email": returns(text, studio=const(ct_studio)),
    "ct_studio_account_opened_on": returns(ct_date, studio=const(ct_studio)),
    "ct_studio_list_get": returns(
        ct_status, context=ptr(ct_context), after=text, limit=uint32_t,
        ret_list=ptr(ptr(ct_studio_list))),
    "ct_studio_list_free": returns(void, list=ptr(ct_studio_list)),
    "ct_studio_list_count": returns(size_t, list=const(ct_studio_list)),
    "ct_studio_list_at": returns(const(ct_studio), list=const(ct_studio_list), index=size_t),
    "ct_studio_list_next": returns(text, list=const(ct_studio_list)),
    "ct_studio_overview_get": returns(
        ct_status, context=ptr(ct_context), studio=ct_id,
        ret_overview=ptr(ptr(ct_studio_overview))),
    "ct_studio_overview_free": returns(void, overview=ptr(ct_studio_overview)),
    "ct_studio_overview_migratable": returns(uint64_t, overview=const(ct_studio_overview)),
    "ct_studio_overview_clients": returns(uint64_t, overview=const(ct_studio_overview)),
    "ct_studio_overview_coupon_lines": returns(size_t, overview=const(ct_studio_overview)),
    "ct_studio_overview_coupon_line": returns(
        ct_status, overview=const(ct_studio_overview), index=size_t, ret_license_year=ptr(int32_t),
        ret_kind=ptr(ct_coupon_kind), ret_state=ptr(ct_coupon_state), ret_count=ptr(uint64_t)),
    "ct_studio_overview_license_lines": returns(size_t, overview=const(ct_studio_overview)),
    "ct_studio_overview_license_line": returns(
        ct_status, overview=const(ct_studio_overview), index=size_t, ret_last_day=ptr(ct_date),
        ret_count=ptr(uint64_t)),
}


POSTGRES_SIGNATURES: Dict[str, Signature] = {
    # postgres.h
    "ct_storage_new_postgres": returns(
        ct_status, allocator=const(ct_allocator), options=const(ct_postgres_options),
        ret_storage=ptr(ptr(ct_storage))),
}


TESTKIT_SIGNATURES: Dict[str, Signature] = {
    # testkit.h
    "ct_testkit_check_count": returns(size_t),
    "ct_testkit_check_name": returns(text, check=size_t),
    "ct_testkit_check_description": returns(text, check=size_t),
    "ct_testkit_check_run": returns(int32_t, check=size_t, subject=const(ct_testkit_subject)),
}
