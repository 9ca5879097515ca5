"""Access: who may do what on a client's account (access.h)."""
from __future__ import annotations

import datetime
import uuid
from typing import Optional, Tuple, Union

from . import _abi
from ._area import Area, call
from ._convert import form, identifier, to_text
from ._library import library
from ._records import Listing, Record
from .clients import Client
from .enums import AccessActor, AccessArea, AccessLevel, QuickAction
from .errors import Reason, reasons_of
from .studios import Studio


class AccessDecision(Record):
    """May the actor do that, and by which rule (section 9)."""

    __slots__ = ()
    _struct = _abi.ct_access_decision
    _shown = ("is_allowed", "rule")

    @property
    def is_allowed(self) -> bool:
        return bool(library.ct_access_decision_is_allowed(self._handle))

    @property
    def level(self) -> AccessLevel:
        """The most that the actor may do in the area, whatever was asked for."""
        return AccessLevel.of(library.ct_access_decision_level(self._handle))

    @property
    def rule(self) -> str:
        """The rule that decided, whether it allowed or refused: for example "R-ACC-01"."""
        return to_text(library.ct_access_decision_rule(self._handle))

    @property
    def text(self) -> str:
        """Its sentence for people, in the store's language at that time."""
        return to_text(library.ct_access_decision_text(self._handle, 0))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Empty exactly if it is allowed; otherwise the deciding rule, and then what stands behind
        it, for example the state of the migration."""
        return reasons_of(library.ct_access_decision_reasons(self._handle))


class ClientAction(Record):
    """Whether a studio can do one thing on a client's row today, and why not (R-CLI-07)."""

    __slots__ = ()
    _struct = _abi.ct_client_action
    _shown = ("action", "is_allowed")

    @property
    def action(self) -> QuickAction:
        return QuickAction.of(library.ct_client_action_of(self._handle))

    @property
    def is_allowed(self) -> bool:
        return bool(library.ct_client_action_is_allowed(self._handle))

    @property
    def reasons(self) -> Tuple[Reason, ...]:
        """Empty exactly if it is allowed."""
        return reasons_of(library.ct_client_action_reasons(self._handle))


# Services ask this before all that they do, so it is to cost little.
_QUESTION = form(_abi.ct_access_request)
_ACTIONS: Listing[ClientAction] = Listing("ct_client_actions", ClientAction)


class Access(Area):
    """Decisions about clients' accounts: `store.access`.

    >>> import contoterzi, datetime
    >>> from contoterzi import AccessActor, AccessArea, AccessLevel
    >>> with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4), lang="en") as store:
    ...     studio = store.studios.add(
    ...         name="Studio Rossi", vat_number="12345678903", email="studio@example.com",
    ...         certified_email="studio@pec.example.com")
    ...     client = store.clients.register(
    ...         studio, name="Bar Sport", vat_number="00488410010", emails=["bar@example.com"])
    ...     license = store.licenses.buy(client, plan=contoterzi.Plan.PREMIUM)
    ...     decision = store.access.check(
    ...         client, actor=AccessActor.CLIENT, area=AccessArea.INVOICES, level=AccessLevel.WRITE)
    ...     decision.is_allowed, decision.rule
    (True, 'R-ACC-03')
    """

    __slots__ = ()

    def check(
        self, client: Union[Client, uuid.UUID], *, actor: AccessActor, area: AccessArea,
        level: AccessLevel, studio: Union[Studio, uuid.UUID, None] = None,
        day: Optional[datetime.date] = None,
    ) -> AccessDecision:
        """Decides whether the actor may do that (R-ACC-01 to -07). No is an answer, with its
        reasons; an unknown client is refused like one of another studio.

        `studio` is the one that asks; a client's own question needs none. `level` is `READ` or
        `WRITE`. `day`: for which the licenses are looked at, today if left out. A refusal for today
        is recorded as an event if the policy says so (R-AUD-06). NotFound: the studio.
        """
        made = _QUESTION(
            client=client, actor=actor, area=area, level=level, studio=studio, day=day)
        return self._get(AccessDecision, library.ct_access_check, made)

    def actions(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID]
    ) -> Tuple[ClientAction, ...]:
        """What a studio can do on a client's row today, each `QuickAction` in their order
        (R-CLI-07). Changes nothing.

        One with coupons is allowed if what the pool has now would do; one that several kinds could
        do is refused for the reasons of the kind with the fewest. NotFound: the studio; the client,
        or it is not linked to this studio.
        """
        actions: Tuple[ClientAction, ...] = self._all(
            _ACTIONS, library.ct_client_actions_get, identifier(studio, "studio"),
            identifier(client, "client"))
        return actions

    def open(
        self, client: Union[Client, uuid.UUID], *, studio: Union[Studio, uuid.UUID],
        key: Optional[str] = None, preview: bool = False,
    ) -> Client:
        """The studio enters the client's account with its own (R-ACC-05): decides whether it may,
        and records that it did. NotFound: the studio. RuleRefused: R-ACC-02, R-ACC-04."""
        return self._get(
            Client, library.ct_client_open, identifier(studio, "studio"),
            identifier(client, "client"), call(key, preview))
