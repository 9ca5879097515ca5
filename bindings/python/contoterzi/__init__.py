"""libcontoterzi for Python: the rules of the Conto Terzi programme, as objects.

>>> import datetime, contoterzi
>>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
...     studio = store.studios.add(
...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
...         certified_email="studio@pec.example.com")
...     studio.name, [each.vat_number for each in store.studios.list()]
('Studio Rossi', ['12345678903'])
"""
from __future__ import annotations

from . import _library, enums, testkit
from ._records import Page, Pages, Record
from ._store import Store, open
from .access import AccessDecision, ClientAction
from .audit import Check, ClientRecord, Difference, Finding
from .backend import Backend
from .campaigns import CampaignReport, Cancellation
from .clients import Account, Client, ClientAnswer, ClientData
from .coupons import Coupon, Eligibility, Pack
from .enums import *  # noqa: F403
from .errors import (
    Busy,
    CommitUnknown,
    Conflict,
    Damaged,
    Error,
    Exists,
    InvalidArgument,
    NotAStore,
    NotFound,
    OutOfMemory,
    Reason,
    RuleRefused,
    SchemaNewer,
    StorageError,
    Unsupported,
    WrongThread,
)
from .events import Event
from .history import Document, DocumentFacts, ImportAnswer, Numbering, document_type_of_code
from .licenses import License, Usage
from .lifecycle import LifecycleReport
from .migrations import Migration, MigrationAnswer, Signatory
from .outbox import Message
from .policy import Template, policy_defaults, template_defaults
from .renewal import (
    Assignment,
    CouponLink,
    RenewalEntry,
    RenewalPlan,
    RenewalWays,
)
from .storage import Storage, backup
from .studios import CouponLine, LicenseLine, Studio, StudioOverview

__all__ = [
    "AccessDecision",
    "Account",
    "Assignment",
    "Backend",
    "Busy",
    "CampaignReport",
    "Cancellation",
    "Check",
    "Client",
    "ClientAction",
    "ClientAnswer",
    "ClientData",
    "ClientRecord",
    "CommitUnknown",
    "Conflict",
    "Coupon",
    "CouponLine",
    "CouponLink",
    "Damaged",
    "Difference",
    "Document",
    "DocumentFacts",
    "Eligibility",
    "Error",
    "Event",
    "Exists",
    "Finding",
    "ImportAnswer",
    "InvalidArgument",
    "License",
    "LicenseLine",
    "LifecycleReport",
    "Message",
    "Migration",
    "MigrationAnswer",
    "NotAStore",
    "NotFound",
    "Numbering",
    "OutOfMemory",
    "Pack",
    "Page",
    "Pages",
    "Reason",
    "Record",
    "RenewalEntry",
    "RenewalPlan",
    "RenewalWays",
    "RuleRefused",
    "SchemaNewer",
    "Signatory",
    "Storage",
    "StorageError",
    "Store",
    "Studio",
    "StudioOverview",
    "Template",
    "Unsupported",
    "Usage",
    "WrongThread",
    "document_type_of_code",
    "backup",
    "open",
    "policy_defaults",
    "template_defaults",
    "testkit",
    "version",
]
__all__ += enums.__all__


def version() -> str:
    """The version of the library that is running, for example "0.1.0"."""
    return _library.dotted(_library.running_version(_library.library))
