"""store.migrations: the passage of clients, at once and in steps."""
import datetime
import unittest
import uuid

import scene
import reporting
import contoterzi
from contoterzi import (
    LicenseAccess, MigrationState, MigrationStatus, Plan, RuleRefused, Signatory)

MARIO = scene.MARIO


class Migrating(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.migrations = self.store.migrations

    def rules(self, error):
        return {reason.rule for reason in error.exception.reasons}

    def migrate(self, clients, **changes):
        return self.migrations.migrate(
            clients, **{"studio": self.studio, "signatory": MARIO, **changes})

    def test_r_mig_01_one_at_once(self):
        self.scene.pack()
        client, code = self.scene.client(), self.scene.code()
        answer = self.scene.migrate(client, coupon_code=code, email="boss@example.com")
        migration = self.migrations.get(answer.migration_id)
        self.assertEqual({
            "status": MigrationStatus.DONE, "reasons": (), "client_id": client,
            "client_name": "Client 0000", "migration_id": migration.id,
            "state": MigrationState.PROVISIONED, "license_id": migration.license_id,
            "plan": Plan.STANDARD, "access": LicenseAccess.READ_ONLY,
            "first_day": self.store.today, "last_day": datetime.date(2026, 12, 31),
            "coupon_code": code}, answer.asdict())
        self.assertEqual("boss@example.com", migration.email)
        again = self.scene.migrate(client)
        self.assertEqual(MigrationStatus.ALREADY_DONE, again.status)

    def test_a_refusal_of_one_is_raised_with_its_rules(self):
        client = self.scene.client()
        with self.assertRaises(RuleRefused) as caught:
            self.scene.migrate(client, email="boss@pec.example.com")
        self.assertEqual({"R-STU-03", "R-ELIG-11"}, self.rules(caught))
        self.scene.pack()
        with self.assertRaises(RuleRefused) as caught:
            self.scene.migrate(client, signatory=Signatory("Anna", "Rossi", "RSSMRA85T10A562S"))
        self.assertEqual({"R-MIG-04"}, self.rules(caught))
        with self.assertRaises(contoterzi.NotFound):
            self.scene.migrate(client, studio=uuid.uuid4())

    def test_r_mig_05_many_get_their_own_answers(self):
        self.scene.pack(2)
        clients = self.scene.clients(3)
        unknown = uuid.uuid4()
        answers = self.migrate(iter([clients[0], unknown, *clients[1:]]))
        self.assertEqual(
            [MigrationStatus.DONE, MigrationStatus.REFUSED, MigrationStatus.DONE,
             MigrationStatus.REFUSED], [answer.status for answer in answers])
        self.assertEqual([clients[0], unknown, *clients[1:]],
                         [answer.client_id for answer in answers])
        self.assertEqual(
            dict(migration_id=None, state=None, license_id=None, plan=None, access=None,
                 first_day=None, last_day=None, coupon_code=None, client_name=None),
            {name: value for name, value in answers[1].asdict().items()
             if name not in ("status", "reasons", "client_id")})
        self.assertEqual("R-ELIG-11", answers[3].reasons[0].rule)
        self.assertEqual((), self.migrate([]))

    def test_more_than_a_call_takes(self):
        clients = self.scene.clients(1003)
        self.scene.pack(1001)
        preview = self.migrate(clients, preview=True)
        self.assertEqual([], list(self.migrations.list()))
        answers = self.migrate(clients, key="all")
        for statuses in ([answer.status for answer in preview],
                         [answer.status for answer in answers]):
            self.assertEqual([MigrationStatus.DONE] * 1001 + [MigrationStatus.REFUSED] * 2,
                             statuses)
        self.assertEqual(answers, self.migrate(clients, key="all"))
        self.assertEqual(1001, len(list(self.migrations.list(studio=self.studio))))

    def test_a_preview_of_many_in_a_preview(self):
        clients = self.scene.clients(1002)
        self.scene.pack(1001)
        with self.store.preview():
            answers = self.migrate(clients, preview=True)
            self.assertEqual(MigrationStatus.REFUSED, answers[-1].status)
            self.assertEqual(1001, len(list(self.migrations.list())))
        self.assertEqual([], list(self.migrations.list()))

    def test_each_has_its_login(self):
        self.scene.pack()
        first, second, third = self.scene.clients(3)
        self.migrate([first, second], emails={second: "boss@example.com"})
        self.assertEqual(["client0@example.com", "boss@example.com"],
                         [self.login(client) for client in (first, second)])
        refused, = self.migrate([third], emails={third: "boss@example.com"})
        self.assertEqual("R-MIG-09", refused.reasons[0].rule)
        shared, = self.migrate([third], emails={third: "boss@example.com"}, share_login=True)
        self.assertEqual(MigrationStatus.DONE, shared.status)
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            self.migrate([first], emails={third: "boss@example.com"})
        self.assertEqual("emails", caught.exception.field)

    def login(self, client):
        return next(iter(self.migrations.list(client=client))).email

    def test_of_a_year(self):
        self.scene.pack(license_year=2026)
        self.scene.pack(license_year=2027)
        first, second = self.scene.clients(2)
        answer, = self.migrate([first], license_year=2026)
        self.assertEqual(2026, answer.last_day.year)
        self.assertEqual(2027, self.scene.migrate(second, license_year=2027).last_day.year)

    def test_arguments_are_checked_before_anything_is_done(self):
        self.scene.pack()
        for arguments in [{"signatory": "Mario"}, {"studio": "1"}, {"license_year": "2026"}]:
            with self.subTest(arguments=arguments), self.assertRaises(TypeError):
                self.migrate([self.scene.client()], **arguments)
        with self.assertRaises(TypeError):
            self.migrate([self.scene.client(), "2"])
        self.assertEqual([], list(self.migrations.list()))


class Steps(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self, policy={"provisioning": "host"})
        self.store, self.studio = self.scene.store, self.scene.studio
        self.migrations = self.store.migrations
        self.scene.pack(1)
        self.client = self.scene.client()

    def select(self, **changes):
        return self.migrations.select(self.client, studio=self.studio, **changes)

    def test_r_mig_02_from_step_to_step(self):
        selected = self.select(email="boss@example.com")
        self.assertEqual(
            (MigrationState.SELECTED, self.studio.id, self.client, "boss@example.com", None, None,
             None),
            (selected.state, selected.studio_id, selected.client_id, selected.email,
             selected.coupon_id, selected.license_id, selected.signatory))
        authorised = self.migrations.authorise(selected, signatory=MARIO, license_year=2026)
        self.assertEqual((MigrationState.AUTHORISED, MARIO),
                         (authorised.state, authorised.signatory))
        self.assertIsNotNone(authorised.coupon_id)
        provisioned = self.migrations.provision(authorised)
        self.assertEqual(MigrationState.PROVISIONED, provisioned.state)
        self.assertIsNotNone(provisioned.license_id)
        self.assertEqual(selected.created_at, provisioned.created_at)
        self.assertLessEqual(provisioned.created_at, provisioned.changed_at)
        with self.assertRaises(RuleRefused) as caught:
            self.migrations.check_operation(self.client, studio=self.studio)
        self.assertIn("R-MIG-08", {reason.rule for reason in caught.exception.reasons})
        message = self.store.outbox.claim()
        self.store.outbox.acknowledge(message)
        self.assertEqual(MigrationState.CREDENTIALS_SENT, self.migrations.get(provisioned).state)
        logged_in = self.migrations.first_login(
            self.client, one_time_password=scene.password(message), new_password="Segreto-2026")
        self.assertEqual(MigrationState.FIRST_LOGIN, logged_in.state)
        operational = self.migrations.complete(self.client)
        self.assertEqual(MigrationState.OPERATIONAL, operational.state)
        self.assertIsNone(self.migrations.check_operation(self.client, studio=self.studio))
        with self.assertRaises(RuleRefused) as caught:
            self.migrations.cancel(operational)
        self.assertEqual("R-MIG-02", caught.exception.reasons[0].rule)

    def test_r_mig_06_credentials_are_sent_again(self):
        self.migrations.provision(self.migrations.authorise(self.select(), signatory=MARIO))
        lost = self.store.outbox.claim()
        self.store.outbox.acknowledge(lost)
        self.migrations.resend_credentials(self.client)
        found = self.store.outbox.claim()
        for message, new, rule in [
                (lost, "Segreto-2026", "R-MIG-06"), (found, "segreto", "R-MIG-07")]:
            with self.subTest(rule=rule), self.assertRaises(RuleRefused) as caught:
                self.migrations.first_login(
                    self.client, one_time_password=scene.password(message), new_password=new)
            self.assertEqual(rule, caught.exception.reasons[0].rule)

    def test_a_coupon_is_given_back(self):
        code = self.scene.code()
        failed = self.migrations.authorise(self.select(), signatory=MARIO, coupon_code=code)
        self.assertEqual(MigrationState.FAILED, self.migrations.fail(failed).state)
        cancelled = self.migrations.authorise(self.select(), signatory=MARIO, coupon_code=code)
        self.assertEqual(failed.coupon_id, cancelled.coupon_id)
        self.assertEqual(MigrationState.CANCELLED, self.migrations.cancel(cancelled).state)
        self.assertEqual(MigrationState.SELECTED, self.select().state)

    def test_they_are_listed(self):
        first = self.migrations.cancel(self.select())
        second = self.select()
        self.client = other = self.scene.client(1)
        third = self.select()
        for expected, query in [({first, second, third}, {}),
                                ({first, second}, {"client": second.client_id}),
                                ({third}, {"client": other, "studio": self.studio}),
                                ({first}, {"state": MigrationState.CANCELLED}),
                                (set(), {"studio": uuid.uuid4()})]:
            with self.subTest(query=query):
                self.assertEqual(expected, set(self.migrations.list(**query)))
        pages = self.migrations.list(client=second.client_id)
        page = pages.page(limit=1)
        self.assertEqual(list(pages), [page[0], pages.page(page.next)[0]])

    def test_what_there_is_not(self):
        for step in ("provision", "fail", "cancel", "get"):
            with self.subTest(step=step), self.assertRaises(contoterzi.NotFound):
                getattr(self.migrations, step)(uuid.uuid4())

    def test_previews_and_keys(self):
        with self.assertRaises(contoterzi.NotFound):
            self.migrations.get(self.select(preview=True))
        self.assertEqual(self.select(key="once"), self.select(key="once"))


if __name__ == "__main__":
    reporting.run()
