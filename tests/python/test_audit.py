"""store.audit: what was when, whether the books are right, and what is held on a client."""
import datetime
import io
import json
import os
import pathlib
import sqlite3
import tempfile
import unittest
import uuid

import scene
import world
import reporting
import contoterzi
from contoterzi import (
    Category, ClientState, EventKind, LicenseAccess, LicenseSource, MigrationState, NotFound, Plan)

END = datetime.date(2026, 12, 31)


class Records(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.audit = self.scene.store, self.scene.store.audit
        self.scene.pack()
        self.client = self.scene.client()

    def test_r_aud_01_what_a_client_had(self):
        answer = self.scene.migrate(self.client)
        record = self.audit.as_of(self.client, day=self.store.today)
        self.assertEqual({
            "client_id": self.client, "day": world.TODAY, "studio_id": self.scene.studio.id,
            "state": ClientState.IN_MIGRATION, "is_erased": False,
            "migration_id": answer.migration_id, "migration_state": MigrationState.PROVISIONED,
            "license_id": answer.license_id,
            "coupon_id": self.store.migrations.get(answer.migration_id).coupon_id,
            "source": LicenseSource.COUPON, "plan": Plan.STANDARD,
            "access": LicenseAccess.READ_ONLY, "first_day": world.TODAY, "last_day": END,
            "license_count": 1, "used": {category: 0 for category in Category},
        }, record.asdict())

    def test_before_there_was_anything(self):
        record = self.audit.as_of(self.client, day=self.store.today)
        self.assertEqual(
            (None, None, None, None, 0),
            (record.migration_id, record.license_id, record.plan, record.last_day,
             record.license_count))
        with self.assertRaises(NotFound):
            self.audit.as_of(self.client, day=world.TODAY - datetime.timedelta(days=1))


class Books(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = pathlib.Path(directory.name) / "store.db"
        self.scene = scene.Scene(self, where=self.path)
        self.audit = self.scene.store.audit
        self.pack = self.scene.pack(5)
        self.clients = self.scene.clients(5)
        for client in self.clients:
            self.scene.migrate(client)

    def damage(self, change):
        with sqlite3.connect(self.path) as database:
            database.execute(change)
        database.close()

    def test_r_aud_07_nothing_is_wrong(self):
        check = self.audit.check(limit=2)
        self.assertEqual([], list(check))
        self.assertEqual((1, 5, 5, 5), tuple(
            check.rows[table] for table in ("studio", "client", "coupon", "license")))

    def test_r_aud_07_what_is_wrong_and_how_to_repair_it(self):
        self.damage("UPDATE coupon SET state = 'available', client_id = NULL")
        self.damage("UPDATE migration SET license_id = NULL")
        self.damage(f"UPDATE message SET client_id = '{uuid.UUID(int=1)}'")
        found = list(self.audit.check(limit=2))
        self.assertEqual(found, list(self.audit.check()))
        first, = (finding for finding in found if finding.coupon_id and finding.pack_id
                  and finding.coupon_id == self.coupon_of(self.clients[0]))
        self.assertEqual({
            "check": "coupon_free", "rule": "R-COU-02", "table": "coupon",
            "studio_id": self.scene.studio.id, "client_id": None, "pack_id": self.pack,
            "coupon_id": self.coupon_of(self.clients[0]), "license_id": first.license_id,
            "migration_id": None, "message_id": None, "text": first.text, "repair": first.repair,
        }, first.asdict())
        self.assertIn(str(first.license_id), first.text)
        for finding in found:
            self.assertIn(finding.check, self.audit.checks)
            self.assertTrue(finding.rule and finding.table and finding.text and finding.repair)
        self.assertTrue(set(self.clients) <= {finding.client_id for finding in found})
        for name in ("message_id", "migration_id"):
            self.assertEqual(
                5, len({getattr(finding, name) for finding in found} - {None}), name)

    def coupon_of(self, client):
        return next(iter(self.scene.store.migrations.list(client=client))).coupon_id

    def test_a_walk_may_be_given_up(self):
        self.damage("UPDATE coupon SET state = 'available', client_id = NULL")
        check = self.audit.check(limit=1)
        first = next(check)
        self.assertIs(check, iter(check))
        self.assertLess(check.rows["coupon"], 5)
        self.scene.store.close()
        self.assertIn("Finding(check=", repr(first))
        with self.assertRaisesRegex(contoterzi.Error, "closed"):
            list(check)

    def test_texts_are_in_the_language_of_the_store(self):
        self.damage("UPDATE coupon SET state = 'available', client_id = NULL")
        english = next(self.audit.check())
        self.scene.store.set_language("it")
        self.assertNotEqual(english.text, next(self.audit.check()).text)


class File(io.BytesIO):
    """One that takes what it likes."""

    def __init__(self, most):
        super().__init__()
        self.most = most

    def write(self, piece):
        return super().write(piece[:self.most])


class Export(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.audit = self.scene.store, self.scene.store.audit
        self.scene.pack()
        self.client = self.scene.client(name="Città & C.")
        self.scene.migrate(self.client)

    def exports(self):
        return [event for event in self.store.events.list(client=self.client)
                if event.kind is EventKind.CLIENT_EXPORTED]

    def test_r_aud_03_everything_that_is_held(self):
        document = json.loads(self.audit.export(self.client))
        self.assertEqual("Città & C.", document["client"]["name"])
        self.assertEqual(str(self.client), document["client"]["id"])
        self.assertEqual("2026-12-31", document["licenses"][0]["last_day"])
        self.assertEqual(1, len(self.exports()))
        self.assertEqual("Città & C.", json.loads(
            self.audit.export(self.client, studio=self.scene.studio, key="once"))["client"]["name"])

    def test_to_a_file_in_pieces(self):
        for index in range(101):
            self.scene.client(name=["Città & C.", "Other"][index % 2])
        for file in (io.BytesIO(), File(1000)):
            self.audit.export_to(self.client, file)
            document = json.loads(file.getvalue())
            self.assertGreater(len(file.getvalue()), 20000)
            self.assertEqual("Città & C.", document["client"]["name"])
        with tempfile.TemporaryFile(buffering=0) as file:
            self.audit.export_to(self.client, file)
            file.seek(0)
            self.assertEqual("Città & C.", json.load(file)["client"]["name"])

    def test_what_the_file_raises_comes_out_and_no_event_tells(self):
        for file, error in [(io.StringIO(), TypeError), (open(os.devnull, "rb"), OSError)]:
            with file, self.assertRaises(error):
                self.audit.export_to(self.client, file)
        with self.assertRaisesRegex(TypeError, "file must be a binary file, not NoneType"):
            self.audit.export_to(self.client, None)
        self.assertEqual([], self.exports())

    def test_a_file_that_takes_no_more_is_told(self):
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        full = open(writer, "wb", buffering=0)
        while full.write(bytes(1 << 16)):
            pass
        with open(reader, "rb"), full, self.assertRaises(BlockingIOError):
            self.audit.export_to(self.client, full)
        with self.assertRaises(BlockingIOError):
            self.audit.export_to(self.client, File(0))
        self.assertEqual([], self.exports())

    def test_a_preview_tells_nothing(self):
        self.assertIn(b"licenses", self.audit.export(self.client, preview=True))
        self.assertEqual([], self.exports())

    def test_r_cli_06_only_its_studio(self):
        other = world.add_studio(
            self.store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
        with self.assertRaises(NotFound):
            self.audit.export(self.client, studio=other)


class Reconciling(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.audit = self.scene.store.audit
        self.scene.pack()
        self.client = self.scene.client()
        self.scene.migrate(self.client)

    def reconcile(self, **told):
        return self.audit.reconcile(vat_number=scene.vat_number(0), **told)

    def test_r_aud_08_they_agree(self):
        self.assertEqual((), self.reconcile(
            studio=self.scene.studio, plan=Plan.STANDARD, license_expire=END,
            limits={category: 3000 if category is Category.DOCUMENTS else 5000
                    for category in Category},
            use_fic=True, need_setup=True))
        self.assertEqual((), self.reconcile(plan="Standard", license_type="standard"))

    def test_r_aud_08_they_differ(self):
        differences = self.reconcile(
            plan="Premium Plus", license_expire=datetime.date(2027, 5, 3), use_fic=False,
            limits={Category.CLIENTS: 7}, through_accountant=True, need_setup=False)
        self.assertEqual(
            {("plan", "standard", "premium_plus"), ("license", "2026-12-31", "2027-05-03"),
             ("limits.clients", "5000", "7"), ("through_accountant", "false", "true"),
             ("need_setup", "true", "false"), ("use_fic", "true", "false")},
            {(each.field, each.ours, each.theirs) for each in differences})
        for each in differences:
            self.assertEqual(self.client, each.client_id)
            self.assertRegex(each.rule, "^R-")
            self.assertTrue(each.text)

    def test_an_unknown_company(self):
        unknown, = self.audit.reconcile(tax_code="RSSMRA85T10A562S", license_type="trial")
        self.assertEqual((None, "company"), (unknown.client_id, unknown.field))
        other = world.add_studio(
            self.scene.store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
        self.assertEqual("company", self.reconcile(studio=other)[0].field)

    def test_arguments_are_checked(self):
        with self.assertRaises(contoterzi.InvalidArgument):
            self.audit.reconcile(plan="standard")
        for told in [{"limits": {"clients": 5}}, {"use_fic": 1}, {"plan": 3},
                     {"license_expire": "2026-12-31"}]:
            with self.subTest(told=told), self.assertRaises(TypeError):
                self.reconcile(**told)


if __name__ == "__main__":
    reporting.run()
