"""A store of the library: its clock, its policy, and how an operation is answered."""
import ctypes
import datetime
import os
import pathlib
import random
import sys
import threading
import uuid

SOURCE = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(SOURCE / "bindings" / "python"))

import contoterzi  # noqa: E402
from contoterzi import _abi, _area, _callbacks, _store  # noqa: E402

FIRST_DAY = datetime.date(2026, 3, 2)


def vat_number(index):
    digits = [int(digit) for digit in f"{1000000 + index:07}001"]
    doubled = [2 * digit - 9 * (digit > 4) for digit in digits[1::2]]
    return "".join(map(str, digits)) + str(-(sum(digits[::2]) + sum(doubled)) % 10)


def unknown(number):
    return uuid.UUID(int=number + 1)


def copied(value):
    """Of dictionaries and lists; whatever else they hold does not change."""
    if isinstance(value, dict):
        return {name: copied(each) for name, each in value.items()}
    return list(value) if isinstance(value, list) else value


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


class Store:
    def __init__(self, back_end, where, host, source=None):
        self.day, self.second, self.actor = FIRST_DAY, 0, "host"
        self.how = {}  # the next operation's key
        self.source = source or random.Random(1)
        self.host = dict(host)  # its policy
        if back_end == "memory":
            self.storage = contoterzi.Storage.memory()
        elif back_end == "sqlite":
            self.storage = contoterzi.Storage.sqlite(where)
        else:
            self.storage = contoterzi.Storage.postgres(
                os.environ["CONTOTERZI_TEST_POSTGRES"], where)
        self.start()
        self.studios, self.clients, self.packs, self.migrations = {}, {}, [], {}
        self.cancellations, self.passwords, self.hand = {}, {}, []
        self.code = self.given = self.made = None
        self.codes, self.names = {}, {}

    KEPT = ("studios", "clients", "packs", "migrations", "cancellations", "passwords", "hand",
            "host", "actor")

    def kept(self):
        """What another process needs to go on with the store."""
        return [getattr(self, name) for name in self.KEPT]

    def copy_of_kept(self):
        return [copied(each) for each in self.kept()]

    def keep(self, told):
        for name, value in zip(self.KEPT, told):
            setattr(self, name, value)

    def answer(self, name, arguments):
        """As the model's. Then `given` tells of which packs coupons were given, and their codes,
        and `made` what a pack, migration or cancellation was that was made."""
        self.code = self.given = self.made = None
        try:
            told = getattr(self, name)(*arguments)
        except contoterzi.RuleRefused as error:
            told = ("refused", frozenset(reason.rule for reason in error.reasons if reason.rule))
        except contoterzi.NotFound:
            told = ("missing",)
        except contoterzi.InvalidArgument:
            told = ("invalid",)
        except contoterzi.Conflict:
            told = ("conflict",)
        except contoterzi.Error as error:
            told = ("failed", repr(error))
        if self.code is not None and not self.is_preview():
            codes = self.code if isinstance(self.code, list) else [self.code]
            self.given = [(self.number_of_pack(self.store.coupons.find(code).pack_id), code)
                          for code in codes]
        return told

    def is_preview(self):
        return "preview" in self.how

    def again(self, name, arguments):
        """The answer of before, which may be about a migration that another has come after."""
        kept = self.copy_of_kept()
        try:
            return self.answer(name, arguments)
        finally:
            self.keep(kept)

    def preview(self, operations):
        """What each would answer after those before it (R-AUD-05), and of which pack its coupon
        would be; that of a single call is an example."""
        kept = self.copy_of_kept()
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
        rows = arguments[1] if name == "register_many" else ()
        if name in ("register", "register_by_link"):
            rows = [arguments[1:]]
        try:
            if name == "add_studio":
                self.studios[arguments[0]] = self.store.studios.find(
                    vat_number(5000 + arguments[0])).id
            for number, *_ in rows:
                self.clients[number] = self.store.clients.find(vat_number(number)).id
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

    def now(self):
        return datetime.datetime(
            self.day.year, self.day.month, self.day.day, 9, tzinfo=datetime.timezone.utc
        ) + datetime.timedelta(seconds=self.second)

    def start(self):
        with Seeded.lock:
            Seeded.source = self.source
            self.store = contoterzi.open(
                self.storage, now=self.now, lang="en", policy=self.host, actor=self.actor,
                templates=self.templates)

    def close(self):
        self.store.close()

    def act_as(self, actor):
        self.actor = actor
        self.store.set_actor(actor)
        return ("done",)

    def reopen(self):
        self.close()
        self.start()
        return ("done",)
