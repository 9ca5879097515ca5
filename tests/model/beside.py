"""Runs a history on the library and on the model, and tells where they first disagree."""
import datetime
import os
import pathlib
import sys
import tempfile
import uuid

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "bindings" / "python"))

import contoterzi  # noqa: E402
from contoterzi import (  # noqa: E402
    AccessActor, AccessArea, AccessLevel, CouponKind, MessageKind, Plan, Signatory, TaxRegime)
import programme  # noqa: E402

FIRST_DAY = datetime.date(2026, 3, 2)
SIGNATORIES = {"mario": Signatory("Mario", "Rossi", "RSSMRA85T10A562S"),
               "anna": Signatory("Anna", "Rossi", "RSSMRA85T10A562S")}


class Disagreement(Exception):
    """`place` is that of the operation in the history."""

    def __init__(self, place, text):
        super().__init__(text)
        self.place, self.text = place, text


def vat_number(index):
    digits = [int(digit) for digit in f"{1000000 + index:07}001"]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return "".join(map(str, digits)) + str(-(sum(digits[::2]) + sum(doubled)) % 10)


def unknown(number):
    return uuid.UUID(int=number + 1)


class Library:
    """The library with the operations of history.py. Numbers become its identifiers."""

    def __init__(self, back_end, folder, host_provisions):
        self.day, self.second = FIRST_DAY, 0
        self.policy = {"provisioning": "host"} if host_provisions else {}
        self.back_end = back_end
        if back_end == "memory":
            self.storage = contoterzi.Storage.memory()
        elif back_end == "sqlite":
            self.storage = contoterzi.Storage.sqlite(os.path.join(folder, "store.db"))
        else:
            self.schema = f"model_{uuid.uuid4().hex}"
            self.storage = contoterzi.Storage.postgres(
                os.environ["CONTOTERZI_TEST_POSTGRES"], self.schema)
        self.start()
        self.passwords = {}
        self.studios, self.clients, self.packs, self.migrations = {}, {}, [], {}
        self.cancellations, self.messages = {}, 0
        self.code = None

    def now(self):
        return datetime.datetime(
            self.day.year, self.day.month, self.day.day, 9, tzinfo=datetime.timezone.utc
        ) + datetime.timedelta(seconds=self.second)

    def start(self):
        self.store = contoterzi.open(self.storage, now=self.now, lang="en", policy=self.policy)

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
            certified_email=f"studio{number}@pec.example.com").id
        return ("done",)

    def open_account(self, number):
        self.store.studios.open_account(self.studio(number))
        return ("done",)

    def register(self, studio, number, regime, on_ts):
        self.clients[number] = self.store.clients.register(
            self.studio(studio), name=f"Client {number}", vat_number=vat_number(number),
            emails=[f"client{number}@example.com"], tax_regime=TaxRegime(regime),
            is_on_ts_digital=on_ts).id
        return ("done",)

    def unlink(self, studio, number):
        self.store.clients.unlink(self.client(number), studio=self.studio(studio))
        return ("done",)

    def link(self, studio, number, email):
        self.store.clients.link(self.studio(studio), email=email, code=vat_number(number))
        return ("done",)

    def buy_pack(self, studio, kind, year, quantity, plan):
        self.packs.append(self.store.coupons.buy(
            self.studio(studio), kind=CouponKind(kind), license_year=year, quantity=quantity,
            unit_price=1, plan=Plan(plan)).id)
        return ("done",)

    def revoke(self, number):
        self.store.coupons.revoke(self.pack(number))
        return ("done",)

    def eligibility(self, studio, number, kind, year, ahead):
        told = self.store.coupons.check_eligibility(
            self.client(number), studio=self.studio(studio), kind=CouponKind(kind),
            license_year=year, day=self.day + datetime.timedelta(days=ahead))
        return (told.action.value, frozenset(reason.rule for reason in told.reasons))

    def assign(self, studio, number, kind, year, email, share):
        told = self.store.renewal.assign(
            self.client(number), studio=self.studio(studio), kind=CouponKind(kind),
            license_year=year, email=email, share_login=share)
        self.code = told.coupon_code
        return (told.status.value, told.action.value, told.first_day, told.last_day)

    def migrate(self, studio, number, year, email, share, signatory):
        told = self.store.migrations.migrate_one(
            self.client(number), studio=self.studio(studio), license_year=year, email=email,
            share_login=share, signatory=SIGNATORIES[signatory])
        self.migrations[number] = told.migration_id
        self.code = told.coupon_code
        if self.code is None and told.status.value == "done":
            self.chosen_by(self.store.migrations.get(told.migration_id))
        return (told.status.value, told.state.value)

    def chosen_by(self, migration):
        self.code = self.store.coupons.get(migration.coupon_id).code

    def select(self, studio, number, email, share):
        told = self.store.migrations.select(
            self.client(number), studio=self.studio(studio), email=email, share_login=share)
        self.migrations[number] = told.id
        return ("done", told.state.value)

    def authorise(self, number, year, signatory):
        told = self.store.migrations.authorise(
            self.migrations.get(number, unknown(number)), license_year=year,
            signatory=SIGNATORIES[signatory])
        self.chosen_by(told)
        return ("done", told.state.value)

    def step(self, name, number):
        told = getattr(self.store.migrations, name)(self.migrations.get(number, unknown(number)))
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
            new_password="Segreto-2026" if is_strong else "segreto")
        return ("done", told.state.value)

    def complete(self, number):
        return ("done", self.store.migrations.complete(self.client(number)).state.value)

    def resend(self, number):
        told = self.store.migrations.resend_credentials(self.client(number))
        return ("done", told.state.value)

    def ways(self, studio, number, ahead):
        told = self.store.renewal.ways(
            self.client(number), studio=self.studio(studio),
            day=self.day + datetime.timedelta(days=ahead))
        return ("done", frozenset(way.value for way in told.open))

    def open(self, studio, number):
        self.store.access.open(self.client(number), studio=self.studio(studio))
        return ("done",)

    def operation(self, studio, number):
        self.store.migrations.check_operation(self.client(number), studio=self.studio(studio))
        return ("done",)

    def buy_license(self, studio, number, plan, email, share):
        told = self.store.licenses.buy(
            self.client(number), plan=Plan(plan), email=email, share_login=share,
            studio=None if studio is None else self.studio(studio))
        return ("done", told.first_day, told.last_day)

    def start_trial(self, number, email, share):
        told = self.store.licenses.start_trial(
            self.client(number), email=email, share_login=share)
        return ("done", told.first_day, told.last_day)

    def campaign(self, year):
        told = self.store.renewal.run_campaign(year)
        known = set(self.packs)
        for number in self.studios:
            self.packs += [pack.id for pack in self.store.coupons.packs(self.studios[number])
                           if pack.id not in known]
        return ("done", told.studios, told.issued_to, told.stopped, told.already_done,
                told.coupons)

    def cancellation(self, studio, pack, ago, sender):
        self.messages += 1
        told = self.store.renewal.record_cancellation(
            self.studio(studio), pack=None if pack is None else self.pack(pack),
            sender=f"studio{studio if sender == 'own' else 99}@pec.example.com",
            message_id=f"<{self.messages}@pec.example.com>",
            sent_at=self.now() - datetime.timedelta(days=ago))
        self.cancellations.setdefault(studio, []).append(told.id)
        return ("done", told.campaign_year)

    def withdraw(self, studio, index):
        known = self.cancellations.get(studio, [])
        self.store.renewal.withdraw_cancellation(
            known[index] if index < len(known) else unknown(index))
        return ("done",)

    def lifecycle(self):
        told = self.store.lifecycle.run()
        return ("done", told.expired_notices, told.erasure_notices, told.erasures)

    def access(self, actor, studio, number, area, level, ahead):
        told = self.store.access.check(
            self.client(number), actor=AccessActor(actor), area=AccessArea(area),
            level=AccessLevel(level), studio=self.studio(studio) if actor == "studio" else None,
            day=self.day + datetime.timedelta(days=ahead))
        return (told.is_allowed, told.rule)

    def pack_of_coupon(self):
        return self.packs.index(self.store.coupons.find(self.code).pack_id)

    def state(self):
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


def answer_of_library(call, arguments):
    try:
        return call(*arguments)
    except contoterzi.RuleRefused as error:
        return ("refused", frozenset(reason.rule for reason in error.reasons if reason.rule))
    except contoterzi.NotFound:
        return ("missing",)


def answer_of_model(call, arguments):
    try:
        return call(*arguments)
    except programme.Refused as error:
        return ("refused", error.rules)
    except programme.Missing:
        return ("missing",)


# Where a license year stands among the arguments, told as years from today's.
YEAR = {"buy_pack": 2, "eligibility": 3, "assign": 3, "migrate": 2, "authorise": 1, "campaign": 0}
CHOOSING = ("assign", "migrate", "authorise")


def run(operations, back_end="memory", model_class=programme.Programme, state_every=50):
    """Raises the first Disagreement. What no history does first, such as ("host_provisions",),
    stands at its beginning."""
    with tempfile.TemporaryDirectory() as folder:
        host = ("host_provisions",) in operations
        library = Library(back_end, folder, host)
        model = model_class(FIRST_DAY, host)
        try:
            for place, (name, *arguments) in enumerate(operations):
                one(place, name, arguments, library, model)
                if place % state_every == state_every - 1:
                    compare_states(place, library, model)
            compare_states(len(operations) - 1, library, model)
        finally:
            library.close()


def one(place, name, arguments, library, model):
    library.second += 1
    if name == "host_provisions":
        return
    arguments = [(datetime.date(library.day.year, 12, 31) - library.day).days
                 if each == "year_end" else each for each in arguments]
    if name == "advance":
        library.day = model.today = library.day + datetime.timedelta(days=arguments[0])
        library.second *= not arguments[0]
        return
    if name == "reopen":
        library.reopen()
        return
    if name in YEAR and arguments[YEAR[name]] is not None:
        arguments[YEAR[name]] += library.day.year
    wanted = list(arguments)
    if name == "link":
        known = model.clients.get(arguments[1])
        wanted.append((known and known.login) or f"client{arguments[1]}@example.com")
    library.code = None
    told = answer_of_library(getattr(library, name), wanted)

    def chosen(pool):
        """R-COU-08: any coupon of the pool; the library says of which pack its was."""
        if library.code is None:
            return pool[0]
        number = library.pack_of_coupon()
        if number not in [pack.number for pack in pool]:
            raise Disagreement(place, f"the library gave a coupon of pack {number}, which is none "
                                      f"of {[pack.number for pack in pool]}")
        return model.packs[number]

    if name in CHOOSING:
        arguments.append(chosen)
    expected = answer_of_model(getattr(model, name), arguments)
    if told != expected:
        raise Disagreement(place, f"{name}: the library says {shown(told)}, "
                                  f"the model {shown(expected)}")


def shown(answer):
    return " ".join("+".join(sorted(each)) or "-" if isinstance(each, frozenset) else str(each)
                    for each in answer)


def compare_states(place, library, model):
    told, expected = library.state(), model.state()
    for what in sorted(set(told) | set(expected), key=str):
        if told.get(what) != expected.get(what):
            raise Disagreement(place, f"{what[0]} {what[1]}: the library has {told.get(what)}, "
                                      f"the model {expected.get(what)}")


def replay(operations, back_end="memory"):
    """What a printed script calls: exits with 1 if they disagree."""
    try:
        run(operations, back_end, state_every=1)
    except Disagreement as found:
        print(f"operation {found.place + 1}, {operations[found.place]}: {found.text}")
        raise SystemExit(1)
    print("they agree")
