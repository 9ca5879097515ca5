"""The library with the operations of history.py. Numbers become its identifiers."""
import copy
import ctypes
import datetime
import os
import pathlib
import random
import sys
import threading
import uuid

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "bindings" / "python"))

import contoterzi  # noqa: E402
from contoterzi import (  # noqa: E402
    AccessActor, AccessArea, AccessLevel, CouponKind, MessageKind, Plan, Signatory, TaxRegime)
from contoterzi import _abi, _area, _callbacks, _store  # noqa: E402

FIRST_DAY = datetime.date(2026, 3, 2)
SIGNATORIES = {"mario": Signatory("Mario", "Rossi", "RSSMRA85T10A562S"),
               "anna": Signatory("Anna", "Rossi", "RSSMRA85T10A562S")}


def vat_number(index):
    digits = [int(digit) for digit in f"{1000000 + index:07}001"]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return "".join(map(str, digits)) + str(-(sum(digits[::2]) + sum(doubled)) % 10)


def unknown(number):
    return uuid.UUID(int=number + 1)


def where_of(back_end, folder):
    """Where a new store is to be."""
    return (os.path.join(folder, "store.db") if back_end == "sqlite" else
            f"model_{uuid.uuid4().hex}" if back_end == "postgres" else None)


class Seeded(_area.Session):
    """A session whose random source begins anew with every run, so that codes, identifiers and the
    coupons that are drawn are the same each time. The binding offers no such thing to its users."""

    source = None  # a random.Random: of the next session
    lock = threading.Lock()

    def begin(self, options):
        draw = self.source.randbytes

        def fill(_user, to, count):
            ctypes.memmove(to, draw(count), count)

        options.random = _callbacks.callback(_abi.ct_context_options, "random", fill)
        super().begin(options)


_store.Session = Seeded


class Library:
    """Every operation answers as the model's does."""

    def __init__(self, back_end, where, host_provisions, source=None):
        self.day, self.second = FIRST_DAY, 0
        self.how = {}  # the next operation's key
        self.source = source or random.Random(1)
        self.policy = {"provisioning": "host"} if host_provisions else {}
        if back_end == "memory":
            self.storage = contoterzi.Storage.memory()
        elif back_end == "sqlite":
            self.storage = contoterzi.Storage.sqlite(where)
        else:
            self.storage = contoterzi.Storage.postgres(
                os.environ["CONTOTERZI_TEST_POSTGRES"], where)
        self.start()
        self.studios, self.clients, self.packs, self.migrations = {}, {}, [], {}
        self.cancellations, self.passwords = {}, {}
        self.code = self.given = self.made = None
        self.codes = {}

    KEPT = "studios", "clients", "packs", "migrations", "cancellations", "passwords"

    def kept(self):
        """What another process needs to go on with the store."""
        return [getattr(self, name) for name in self.KEPT]

    def keep(self, told):
        for name, value in zip(self.KEPT, told):
            setattr(self, name, value)

    def answer(self, name, arguments):
        """As the model's. Then `given` tells of which pack a coupon was given, and its code, and
        `made` what a pack, migration or cancellation was that was made."""
        self.code = self.given = self.made = None
        try:
            told = getattr(self, name)(*arguments)
        except contoterzi.RuleRefused as error:
            told = ("refused", frozenset(reason.rule for reason in error.reasons if reason.rule))
        except contoterzi.NotFound:
            told = ("missing",)
        except contoterzi.Conflict:
            told = ("conflict",)
        except contoterzi.Error as error:
            told = ("failed", repr(error))
        if self.code is not None and not self.is_preview():
            self.given = (self.packs.index(self.store.coupons.find(self.code).pack_id), self.code)
        return told

    def is_preview(self):
        return "preview" in self.how

    def again(self, name, arguments):
        """The answer of before, which may be about a migration that another has come after."""
        kept = copy.deepcopy(self.kept())
        try:
            return self.answer(name, arguments)
        finally:
            self.keep(kept)

    def preview(self, operations):
        """What each would answer after those before it (R-AUD-05), and of which pack its coupon
        would be; that of a single call is an example."""
        kept = copy.deepcopy(self.kept())
        try:
            if len(operations) == 1:
                self.how = {"preview": True}
                return [(self.answer(*operations[0]), None)]
            self.how = {}
            with self.store.preview():
                return [(self.answer(*each), self.given) for each in operations]
        finally:
            self.keep(kept)

    def recover(self, name, arguments):
        """Notes what an operation made that died before it could tell."""
        try:
            if name == "add_studio":
                self.studios[arguments[0]] = self.store.studios.find(
                    vat_number(5000 + arguments[0])).id
            elif name in ("register", "register_by_link"):
                self.clients[arguments[1]] = self.store.clients.find(vat_number(arguments[1])).id
        except contoterzi.NotFound:
            pass

    def after_death(self, name, arguments):
        """The state. A server may still be at it, for it learns late that its client is gone."""
        while True:
            before = self.state()
            self.recover(name, arguments)
            after = self.state()
            if before == after:
                return after

    def note_packs(self):
        for made in self.studios.values():
            for pack in self.store.coupons.packs(made):
                if pack.id not in self.packs:
                    self.packs.append(pack.id)

    def migrations_of(self, number):
        return [each.id for each in self.store.migrations.list(client=self.clients[number])]

    def cancellations_of(self, number):
        return [each.id for each in self.store.renewal.cancellations(self.studios[number])]

    def renewals(self):
        """Packs that renew one, by that and their year."""
        return {(pack.renews_id, pack.license_year): pack.id for made in self.studios.values()
                for pack in self.store.coupons.packs(made) if pack.renews_id}

    def findings(self):
        """What is wrong in the books (R-AUD-07)."""
        return [finding.text for finding in self.store.audit.check()]

    def now(self):
        return datetime.datetime(
            self.day.year, self.day.month, self.day.day, 9, tzinfo=datetime.timezone.utc
        ) + datetime.timedelta(seconds=self.second)

    def start(self):
        with Seeded.lock:
            Seeded.source = self.source
            self.store = contoterzi.open(
                self.storage, now=self.now, lang="en", policy=self.policy)

    def close(self):
        self.store.close()

    def reopen(self):
        self.close()
        self.start()
        return ("done",)

    def studio(self, number):
        return self.studios.get(number, unknown(number))

    def client(self, number):
        return self.clients.get(number, unknown(number))

    def pack(self, number):
        return self.packs[number] if number < len(self.packs) else unknown(number)

    def add_studio(self, number):
        self.studios[number] = self.store.studios.add(
            name=f"Studio {number}", vat_number=vat_number(5000 + number),
            email=f"studio{number}@example.com",
            certified_email=f"studio{number}@pec.example.com", **self.how).id
        return ("done",)

    def open_account(self, number):
        self.store.studios.open_account(self.studio(number), **self.how)
        return ("done",)

    def register(self, studio, number, regime, on_ts):
        self.clients[number] = self.store.clients.register(
            self.studio(studio), name=f"Client {number}", vat_number=vat_number(number),
            emails=[f"client{number}@example.com"], tax_regime=TaxRegime(regime),
            is_on_ts_digital=on_ts, **self.how).id
        return ("done",)

    def unlink(self, studio, number):
        self.store.clients.unlink(self.client(number), studio=self.studio(studio), **self.how)
        return ("done",)

    def link(self, studio, number, email):
        self.store.clients.link(self.studio(studio), email=email, code=vat_number(number),
                                **self.how)
        return ("done",)

    def buy_pack(self, studio, kind, year, quantity, plan):
        self.made = made = self.store.coupons.buy(
            self.studio(studio), kind=CouponKind(kind), license_year=year, quantity=quantity,
            unit_price=1, plan=Plan(plan), **self.how).id
        if made not in self.packs:
            self.packs.append(made)
        return ("done",)

    def revoke(self, number):
        self.store.coupons.revoke(self.pack(number), **self.how)
        return ("done",)

    def eligibility(self, studio, number, kind, year, ahead, code=None):
        told = self.store.coupons.check_eligibility(
            self.client(number), studio=self.studio(studio), kind=CouponKind(kind),
            license_year=year, day=self.day + datetime.timedelta(days=ahead), coupon_code=code)
        return (told.action.value, frozenset(reason.rule for reason in told.reasons))

    def assign(self, studio, number, kind, year, email, share, code=None):
        told = self.store.renewal.assign(
            self.client(number), studio=self.studio(studio), kind=CouponKind(kind),
            license_year=year, email=email, share_login=share, coupon_code=code, **self.how)
        self.code = told.coupon_code
        return (told.status.value, told.action.value, told.first_day, told.last_day)

    def coupon_link(self, code):
        self.store.renewal.link(code)
        return ("done",)

    def register_by_link(self, code, number, regime, email, share):
        told = self.store.renewal.register(
            code, name=f"Client {number}", vat_number=vat_number(number), email=email,
            tax_regime=TaxRegime(regime), share_login=share, **self.how)
        self.clients[number] = told.client_id
        self.code = told.coupon_code
        return (told.status.value, told.action.value, told.first_day, told.last_day)

    def code_of(self, pack, which):
        """Of one of its coupons, which are always in the same order."""
        if pack not in self.codes:
            made = self.store.coupons.pack(self.packs[pack])
            self.codes[pack] = sorted(
                each.code for each in self.store.coupons.list(
                    made.studio_id, kind=made.kind, license_year=made.license_year)
                if each.pack_id == made.id)
        return self.codes[pack][which % len(self.codes[pack])]

    def migrate(self, studio, number, year, email, share, signatory, code=None):
        told = self.store.migrations.migrate_one(
            self.client(number), studio=self.studio(studio), license_year=year, email=email,
            share_login=share, signatory=SIGNATORIES[signatory], coupon_code=code, **self.how)
        self.migrations[number] = self.made = told.migration_id
        self.code = told.coupon_code
        if self.code is None and told.status.value == "done" and not self.is_preview():
            self.chosen_by(self.store.migrations.get(told.migration_id))
        return (told.status.value, told.state.value)

    def chosen_by(self, migration):
        self.code = self.store.coupons.get(migration.coupon_id).code

    def select(self, studio, number, email, share):
        told = self.store.migrations.select(
            self.client(number), studio=self.studio(studio), email=email, share_login=share,
            **self.how)
        self.migrations[number] = self.made = told.id
        return ("done", told.state.value)

    def authorise(self, number, year, signatory, code=None):
        told = self.store.migrations.authorise(
            self.migrations.get(number, unknown(number)), license_year=year,
            signatory=SIGNATORIES[signatory], coupon_code=code, **self.how)
        if not self.is_preview():
            self.chosen_by(told)
        return ("done", told.state.value)

    def step(self, name, number):
        told = getattr(self.store.migrations, name)(
            self.migrations.get(number, unknown(number)), **self.how)
        return ("done", told.state.value)

    def deliver(self):
        """A worker sends all that is to be sent."""
        by_id = {made: number for number, made in self.clients.items()}
        told = set()
        while True:
            message = self.store.outbox.claim()
            if message is None:
                return ("done", frozenset(map(str, told)))
            if message.kind is MessageKind.CREDENTIALS:
                number = by_id[message.client_id]
                told.add(number)
                self.passwords[number] = next(
                    line for line in message.text.splitlines() if len(line) > 5 and " " not in line)
            self.store.outbox.acknowledge(message)

    def first_login(self, number, is_right, is_strong):
        told = self.store.migrations.first_login(
            self.client(number),
            one_time_password=self.passwords.get(number, "never-sent") if is_right else "wrong-one",
            new_password="Segreto-2026" if is_strong else "segreto", **self.how)
        return ("done", told.state.value)

    def complete(self, number):
        return ("done", self.store.migrations.complete(self.client(number), **self.how).state.value)

    def resend(self, number):
        told = self.store.migrations.resend_credentials(self.client(number), **self.how)
        return ("done", told.state.value)

    def ways(self, studio, number, ahead):
        told = self.store.renewal.ways(
            self.client(number), studio=self.studio(studio),
            day=self.day + datetime.timedelta(days=ahead))
        return ("done", frozenset(way.value for way in told.open))

    def open(self, studio, number):
        self.store.access.open(self.client(number), studio=self.studio(studio), **self.how)
        return ("done",)

    def operation(self, studio, number):
        self.store.migrations.check_operation(self.client(number), studio=self.studio(studio))
        return ("done",)

    def buy_license(self, studio, number, plan, email, share):
        told = self.store.licenses.buy(
            self.client(number), plan=Plan(plan), email=email, share_login=share,
            studio=None if studio is None else self.studio(studio), **self.how)
        return ("done", told.first_day, told.last_day)

    def start_trial(self, number, email, share):
        told = self.store.licenses.start_trial(
            self.client(number), email=email, share_login=share, **self.how)
        return ("done", told.first_day, told.last_day)

    def campaign(self, year):
        told = self.store.renewal.run_campaign(year, preview=self.is_preview())
        self.note_packs()
        return ("done", told.studios, told.issued_to, told.stopped, told.already_done,
                told.coupons)

    def cancellation(self, studio, pack, ago, sender):
        told = self.store.renewal.record_cancellation(
            self.studio(studio), pack=None if pack is None else self.pack(pack),
            sender=f"studio{studio if sender == 'own' else 99}@pec.example.com",
            message_id=f"<{self.day}.{self.second}@pec.example.com>",
            sent_at=self.now() - datetime.timedelta(days=ago), **self.how)
        known = self.cancellations.setdefault(studio, [])
        if told.id not in known:
            known.append(told.id)
        self.made = told.id
        return ("done", told.campaign_year)

    def withdraw(self, studio, index):
        known = self.cancellations.get(studio, [])
        self.store.renewal.withdraw_cancellation(
            known[index] if index < len(known) else unknown(index), **self.how)
        return ("done",)

    def lifecycle(self):
        told = self.store.lifecycle.run(preview=self.is_preview())
        return ("done", told.expired_notices, told.erasure_notices, told.erasures)

    def access(self, actor, studio, number, area, level, ahead):
        told = self.store.access.check(
            self.client(number), actor=AccessActor(actor), area=AccessArea(area),
            level=AccessLevel(level), studio=self.studio(studio) if actor == "studio" else None,
            day=self.day + datetime.timedelta(days=ahead))
        return (told.is_allowed, told.rule)

    def state(self):
        self.note_packs()
        told = {}
        number_of = {made: number for number, made in self.studios.items()}
        store = self.store
        for number, made in self.clients.items():
            client = store.clients.get(made)
            try:
                login = store.clients.account(made).email or None
            except contoterzi.NotFound:
                login = None
            told["client", number] = (
                number_of.get(client.studio_id), login, client.state.value,
                client.license_last_day)
            told["licenses", number] = sorted(
                (each.first_day, each.last_day, each.plan.value, each.access.value,
                 each.source.value, each.superseded_on or datetime.date.min)
                for each in store.licenses.list(made))
            told["migrations", number] = [
                each.state.value for each in store.migrations.list(client=made)]
        for studio, made in self.studios.items():
            counts = {}
            for coupon in store.coupons.list(made):
                of_pack = counts.setdefault(coupon.pack_id, {})
                of_pack[coupon.state.value] = of_pack.get(coupon.state.value, 0) + 1
            for pack in store.coupons.packs(made):
                told["pack", self.packs.index(pack.id)] = (
                    studio, pack.kind.value, pack.plan.value, pack.license_year, pack.quantity,
                    pack.source.value, pack.revoked_on,
                    pack.renews_id and self.packs.index(pack.renews_id), counts[pack.id])
            overview = store.studios.overview(made)
            told["studio", studio] = (
                store.studios.get(made).account_opened_on is not None, overview.clients,
                overview.migratable,
                [(each.campaign_year, each.withdrawn_at is not None)
                 for each in store.renewal.cancellations(made)])
        return told
