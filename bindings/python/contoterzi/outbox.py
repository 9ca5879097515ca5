"""The outbox: messages that were decided, and their delivery by a worker (outbox.h)."""
from __future__ import annotations

import datetime
import uuid
from typing import Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import (
    identifier, number, request, text, to_id, to_id_or_none, to_instant, to_instant_or_none,
    to_text, to_text_or_none,
)
from ._library import library
from ._records import Owned, PagedListing, Pages, Record
from .enums import MessageKind, MessageState


class Message(Record):
    """A message of the outbox, to a client or to a studio."""

    __slots__ = ()
    _struct = _abi.ct_message
    _shown = ("kind", "state", "id")

    @property
    def id(self) -> uuid.UUID:
        return to_id(library.ct_message_id(self._handle))

    @property
    def kind(self) -> MessageKind:
        return MessageKind.of(library.ct_message_kind_of(self._handle))

    @property
    def state(self) -> MessageState:
        return MessageState.of(library.ct_message_state_of(self._handle))

    @property
    def studio_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_message_studio_id(self._handle))

    @property
    def client_id(self) -> Optional[uuid.UUID]:
        return to_id_or_none(library.ct_message_client_id(self._handle))

    @property
    def attempts(self) -> int:
        """How many times it was claimed."""
        return int(library.ct_message_attempts(self._handle))

    @property
    def created_at(self) -> datetime.datetime:
        return to_instant(library.ct_message_created_at(self._handle))

    @property
    def due_at(self) -> Optional[datetime.datetime]:
        """From when on it can be claimed. None: it is not queued any more."""
        return to_instant_or_none(library.ct_message_due_at(self._handle))

    @property
    def last_failure(self) -> Optional[str]:
        """What the transport said when it last failed."""
        return to_text_or_none(library.ct_message_last_failure(self._handle))

    @property
    def recipient(self) -> Optional[str]:
        """Where it goes."""
        return to_text_or_none(library.ct_message_recipient(self._handle))

    @property
    def sender(self) -> Optional[str]:
        """The policy's `message_sender`."""
        return to_text_or_none(library.ct_message_sender(self._handle))

    @property
    def message_id(self) -> Optional[str]:
        """The Message-ID with its angle brackets. None: credentials that were never claimed."""
        return to_text_or_none(library.ct_message_message_id(self._handle))

    @property
    def lease(self) -> Optional[uuid.UUID]:
        """Whoever has it may tell what became of the message. None unless just claimed."""
        return to_id_or_none(library.ct_message_lease(self._handle))

    @property
    def subject(self) -> Optional[str]:
        """In Italian and English. None unless just claimed."""
        return to_text_or_none(library.ct_message_subject(self._handle))

    @property
    def text(self) -> Optional[str]:
        """Plain text in Italian and English. None unless just claimed: only then the one-time
        password of credentials exists (R-MIG-06)."""
        return to_text_or_none(library.ct_message_text(self._handle))


_MESSAGES = PagedListing("ct_message_list", Message)


class Outbox(Area):
    """The messages of a store: `store.outbox`. A worker claims one, sends it, and acknowledges it,
    or tells that it failed (R-OUT-01):

    >>> import datetime, contoterzi
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com")
    ...     cancellation = store.renewal.record_cancellation(
    ...         studio, sender="studio@pec.example.com", message_id="<1@pec.example.com>",
    ...         sent_at=datetime.datetime(2026, 5, 3, 12, tzinfo=datetime.timezone.utc))
    ...     message = store.outbox.claim()
    ...     while message is not None:
    ...         print(message.kind.value, "to", message.recipient)
    ...         sent = store.outbox.acknowledge(message)
    ...         message = store.outbox.claim()
    cancellation_recorded to studio@example.com
    """

    __slots__ = ()

    def claim(self, *, lease_seconds: int = 300) -> Optional[Message]:
        """Takes a message that is due; None: none is.

        For `lease_seconds` (1 to 86,400) nobody else gets it; if it is neither acknowledged nor
        failed by then, it is due again. Claiming credentials makes a new one-time password and a
        new Message-ID, of which the latest counts (R-MIG-06); any other message keeps its
        Message-ID for life. To claim again is its own repetition: there is no key.
        """
        handle = Message._pointer()
        owner = Owned(handle, Message._free)
        made = request(_abi.ct_claim_request, lease_seconds=lease_seconds)
        if self._session.run(library.ct_outbox_claim, made, handle) == _abi.CT_DONE:
            return None
        return Message(handle, owner)

    def acknowledge(
        self, message: Union[Message, uuid.UUID], *, lease: Optional[uuid.UUID] = None,
        key: Optional[str] = None, preview: bool = False,
    ) -> Message:
        """The message was sent. Credentials take their migration to `CREDENTIALS_SENT` (R-MIG-02).

        `lease` is that of the claim: a message that was claimed has it. NotFound; RuleRefused
        (R-OUT-01): the lease is another worker's by now.
        """
        return self._get(
            Message, library.ct_outbox_acknowledge, *_leased(message, lease), call(key, preview))

    def fail(
        self, message: Union[Message, uuid.UUID], *, reason: str,
        lease: Optional[uuid.UUID] = None, key: Optional[str] = None, preview: bool = False,
    ) -> Message:
        """The message could not be sent. It is due again after a wait that doubles with each time
        it was claimed, and holds up no other.

        `reason` is what the transport said, up to 500 bytes. `lease` and exceptions as in
        `acknowledge`.
        """
        return self._get(
            Message, library.ct_outbox_fail, *_leased(message, lease), text(reason, "reason"),
            call(key, preview))

    def list(self, *, state: Optional[MessageState] = None) -> Pages[Message]:
        """Messages, perhaps only those in a state, the oldest first."""
        wanted = number(state, "state", MessageState)
        return self._pages(
            _MESSAGES, library.ct_message_list_get, lambda after, limit: (wanted, after, limit))


def _leased(
    message: Union[Message, uuid.UUID], lease: Optional[uuid.UUID]
) -> Tuple[_abi.ct_id, _abi.ct_id]:
    if lease is None and isinstance(message, Message):
        lease = message.lease
    return identifier(message, "message"), identifier(lease, "lease")
