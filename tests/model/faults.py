"""Models and libraries with a fault each: they show that a disagreement is found and cut down."""
import contextlib
import sqlite3
import time

import library  # noqa: F401 which tells where the binding is
from contoterzi import MigrationState, NotFound, RuleRefused
from library import SIGNATORIES, Library
from programme import CONTO_TERZI, Programme, Refused


class NoEarlierYear(Programme):
    """R-ELIG-06 left out: a year that is covered is given once more."""

    def judge(self, *arguments):
        action, against = super().judge(*arguments)
        against = [rule for rule in against if rule != "R-ELIG-06"]
        return (action if against else "renew" if action == "no" else action), against


class RevokedPackRenewsWhole(Programme):
    """R-REN-01 misread: what was revoked of a pack is renewed too."""

    def campaign(self, year, limit):
        revoked = [pack for pack in self.packs
                   if pack.revoked_on and pack.kind == CONTO_TERZI and pack.year == year - 1]
        days = [pack.revoked_on for pack in revoked]
        for pack in revoked:
            pack.revoked_on = None
        try:
            return super().campaign(year, limit)
        finally:
            for pack, day in zip(revoked, days):
                pack.revoked_on = day


class LastDayDoesNotWork(Programme):
    """R-LIC-02 misread: the last day is not included."""

    def access(self, *arguments):
        licenses = [each for client in self.clients.values() for each in client.licenses]
        for each in licenses:
            each.works_on = lambda day, each=each: (
                each.first <= day < each.last
                and (each.superseded_on is None or day < each.superseded_on))
        try:
            return super().access(*arguments)
        finally:
            for each in licenses:
                del each.works_on


class ForgetsRefusals(Programme):
    """R-AUD-06 left out, of cancellations."""

    def log_refusal(self, name, arguments, rules):
        if name != "cancellation":
            super().log_refusal(name, arguments, rules)


class WaitsTooLong(Programme):
    """R-OUT-01 misread: the wait after a failure doubles before the second."""

    def wait(self, message):
        return 2 * super().wait(message)


class KnowsThePresentOnly(Programme):
    """R-AUD-01 left out: a client always had as many licenses as now."""

    def as_of(self, number, ago):
        *told, _, used = super().as_of(number, ago)
        return (*told, len(self.clients[number].licenses), used)


class ImportsTwice(Programme):
    """R-HIS-03 left out: a document that is there already is counted once more."""

    def import_document(self, client, license, told, with_registry):
        known, client.documents = client.documents, {}
        try:
            return super().import_document(client, license, told, with_registry)
        finally:
            client.documents = {**known, **client.documents}


class ExportsToAnyStudio(Programme):
    """R-AUD-03 misread: a studio gets what is held on another's client."""

    def export(self, studio, number):
        return super().export(
            studio if self.is_of(self.client(number), studio) else None, number)


class KnowsNoPurchases(Programme):
    """R-AUD-08: a license that was bought outside is told as one that ends on another day."""

    def reconcile(self, studio, number, said):
        _, told = super().reconcile(studio, number, said)
        return ("done", [each for each in told if each[0] != "license"])


class LosesAnEvent(Library):
    """R-AUD-07: somebody writes into the file behind the library's back."""

    def __init__(self, back_end, where, *rest):
        super().__init__(back_end, where, *rest)
        self.file = where

    def buy_license(self, *arguments):
        told = super().buy_license(*arguments)
        with contextlib.closing(sqlite3.connect(self.file)) as store, store:
            store.execute("delete from event where kind = 'license_activated'")
        return told


class TellsNobodyTooLate(Programme):
    """R-REN-04: that coupons were issued before is not said."""

    def cancellation(self, *arguments):
        return (*super().cancellation(*arguments)[:2], frozenset())


class LimitIsNotIncluded(Programme):
    """R-LIC-04 misread: what reaches the limit is refused already."""

    def use(self, number, category, quantity, day):
        told = super().use(number, category, quantity, day)
        client = self.client(number)
        limits = next(each for each in client.licenses if each.works_on(self.today)).limits
        if quantity > 0 and told[1] == limits[category]:
            client.used[category, day.year if category == "documents" else None] -= quantity
            raise Refused("R-LIC-04")
        return told


class NicknameStays(Programme):
    """R-CLI-06 misread: the next studio sees it."""

    def unlink(self, studio, number):
        nickname = self.client(number).nickname
        told = super().unlink(studio, number)
        self.client(number).nickname = nickname
        return told


class UpgradesBelow(Programme):
    """R-CLI-07, R-LIC-08: the studio can buy a plan that is no higher."""

    def against_upgrade(self, studio, client):
        return [rule for rule in super().against_upgrade(studio, client) if rule != "R-LIC-08"]


class TakesNewLimits(Programme):
    """R-LIC-03 left out: the catalogue changes the limits of licenses that are there."""

    def policy(self, name, value):
        told = super().policy(name, value)
        for client in self.clients.values():
            for each in client.licenses:
                each.limits = self.host.limits(
                    self.host["read_only_limits"] if each.access == "read_only" else each.plan)
        return told


class StopsAtARefusal(Programme):
    """R-MIG-05 misread: who comes after a refused client is not migrated."""

    def migrate_many(self, studio, rows, *rest):
        told = super().migrate_many(studio, rows[:1], *rest)
        if told[1][0] == "refused":
            return (*told, *[("refused", frozenset())] * (len(rows) - 1))
        more = super().migrate_many(studio, rows[1:], *rest)
        return (*told, *more[1:])


class RenewsTwice(Programme):
    """R-REN-03 left out: a bulk that is run again goes on with what is covered."""

    def renew(self, studio, number, kind, year, until, share, chosen):
        return super().renew(studio, number, kind, year, None, share, chosen)


class NeedsCouponsForAll(Programme):
    """R-REN-06 misread: who can't be renewed needs a coupon too."""

    def renewal_plan(self, studio, kind, year):
        *told, entries = super().renewal_plan(studio, kind, year)
        needed = sum(status != "already_done" for _, _, status, *_ in entries)
        return (*told[:3], needed, *told[4:], entries)


class ListsWhatWasUnlinked(Programme):
    """R-CLI-05 left out: a studio goes on seeing clients that it gave up."""

    def list_clients(self, *arguments):
        clients = [client for client in self.clients.values() if client.studio is None]
        for each in clients:
            each.studio = self.studios.get(0)
        try:
            return super().list_clients(*arguments)
        finally:
            for each in clients:
                each.studio = None


class RegistersAgain(Programme):
    """R-CLI-01: one that is told of again as it is counts as updated."""

    def register_many(self, studio, rows):
        done, *told = super().register_many(studio, rows)
        return (done, *(("updated",) if each == ("unchanged",) else each for each in told))


class ForgetsEveryKey(Programme):
    """R-AUD-10 misread: a day removes the keys of all days before."""

    def lifecycle(self, limit):
        told = super().lifecycle(limit)
        self.keys_since = self.now()
        return told


class ForgetsKeys(Library):
    """R-AUD-02 left out: what died after it was done is done once more."""

    def answer(self, name, arguments):
        self.how = {}
        return super().answer(name, arguments)


class InTwoSteps(Library):
    """R-MIG-01 left out: it can die, and others can come, between selecting and the rest."""

    is_previewing = False

    def preview(self, operations):
        self.is_previewing = True
        try:
            return super().preview(operations)
        finally:
            self.is_previewing = False

    def migrate(self, studio, number, year, email, share, signatory, code=None):
        if self.is_previewing:
            return super().migrate(studio, number, year, email, share, signatory, code)
        state = None
        with contextlib.suppress(RuleRefused, NotFound):
            state = self.store.migrations.migrate_one(
                self.client(number), studio=self.studio(studio), license_year=year, email=email,
                share_login=share, signatory=SIGNATORIES[signatory],
                coupon_code=code, preview=True).state
        if state is MigrationState.PROVISIONED and not list(
                self.store.migrations.list(client=self.client(number))):
            how, self.how = self.how, {}
            self.select(studio, number, email, share)
            time.sleep(0.001)
            self.how = how
        return super().migrate(studio, number, year, email, share, signatory, code)


OF_A_FILE = (LosesAnEvent,)
# These show in long histories only.
RARE = (LastDayDoesNotWork, TakesNewLimits, TellsNobodyTooLate)
# In which histories each shows, the most lines that they may be cut down to, and which operations
# are drawn more often, where it shows in few.
FAULTS = (
    (NoEarlierYear, "", 12),
    (RevokedPackRenewsWhole, "", 12, "revoke campaign"),
    (LastDayDoesNotWork, "", 12, "access"),
    (ForgetsRefusals, "", 12),
    (WaitsTooLong, "", 12),
    (KnowsThePresentOnly, "", 12),
    (ImportsTwice, "", 12, "import_documents buy_license"),
    (ExportsToAnyStudio, "", 12),
    (KnowsNoPurchases, "", 12),
    (ListsWhatWasUnlinked, "", 12),
    (LosesAnEvent, "", 8, "buy_license"),
    (TellsNobodyTooLate, "", 12),
    (LimitIsNotIncluded, "", 8),
    (NicknameStays, "", 8, "set_nickname unlink"),
    (UpgradesBelow, "", 8),
    (TakesNewLimits, "", 8),
    (StopsAtARefusal, "", 10),
    (RenewsTwice, "", 8),
    (NeedsCouponsForAll, "", 8),
    (RegistersAgain, "", 8),
    (ForgetsEveryKey, "", 12),
    (ForgetsKeys, "killed", 8),
    (InTwoSteps, "killed", 8, "migrate register"),
    (InTwoSteps, "callers", 8, "migrate register"),
)
