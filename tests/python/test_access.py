"""store.access: who may do what on a client's account."""
import datetime
import unittest
import uuid

import scene
import world
import reporting
from contoterzi import (
    AccessActor, AccessArea, AccessLevel, NotFound, Plan, QuickAction, RuleRefused)


class Access(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.access = self.store.access
        self.client = self.store.clients.get(self.scene.client())

    def check(self, **changes):
        return self.access.check(self.client, **{
            "actor": AccessActor.STUDIO, "area": AccessArea.INVOICES, "level": AccessLevel.WRITE,
            "studio": self.studio, **changes})

    def migrate(self):
        self.scene.pack()
        self.scene.migrate(self.client)
        message = self.store.outbox.claim()
        self.store.migrations.first_login(
            self.client, one_time_password=scene.password(message), new_password="Segreto-2026")
        self.store.migrations.complete(self.client)

    def test_r_acc_02_a_studio_after_the_migration_and_not_before(self):
        refused = self.check()
        self.assertFalse(refused.is_allowed)
        self.assertEqual(("R-ACC-02", AccessLevel.NONE), (refused.rule, refused.level))
        self.assertEqual(refused.text, refused.reasons[0].text)
        self.assertGreater(len(refused.reasons), 1)
        self.migrate()
        allowed = self.check()
        self.assertEqual({
            "is_allowed": True, "level": AccessLevel.WRITE, "rule": "R-ACC-02",
            "text": allowed.text, "reasons": ()}, allowed.asdict())
        self.assertTrue(allowed.text)
        self.assertTrue(self.check(day=datetime.date(2026, 12, 31)).is_allowed)
        over = self.check(day=datetime.date(2027, 1, 1))
        self.assertEqual("R-ACC-04", over.rule)

    def test_r_acc_01_a_client_reads(self):
        self.migrate()
        asks = {"actor": AccessActor.CLIENT, "studio": None}
        self.assertFalse(self.check(**asks).is_allowed)
        self.assertEqual(AccessLevel.READ, self.check(**asks).level)
        self.assertTrue(self.check(**asks, level=AccessLevel.READ).is_allowed)

    def test_r_acc_03_unless_it_bought(self):
        self.store.licenses.buy(self.client, plan=Plan.STANDARD)
        decision = self.check(actor=AccessActor.CLIENT, studio=None)
        self.assertEqual((True, "R-ACC-03"), (decision.is_allowed, decision.rule))

    def test_r_acc_06_what_is_unknown_is_refused(self):
        decision = self.check(level=AccessLevel.DETAILED)
        self.assertEqual("R-ACC-06", decision.rule)
        self.assertIn("level", [reason.field for reason in decision.reasons])
        self.client = uuid.uuid4()
        self.assertFalse(self.check().is_allowed)
        with self.assertRaises(NotFound):
            self.check(studio=uuid.uuid4())
        for name, changes in [("actor", {"actor": "studio"}), ("area", {"area": 27}),
                              ("level", {"level": AccessArea.INVOICES}),
                              ("day", {"day": "2026-05-04"}), ("studio", {"studio": "none"})]:
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name):
                self.check(**changes)

    def test_r_cli_07_what_a_studio_can_do_on_a_row(self):
        actions = self.access.actions(self.client, studio=self.studio)
        self.assertEqual(list(QuickAction), [each.action for each in actions])
        by_action = {each.action: each for each in actions}
        self.assertEqual({
            "action": QuickAction.SET_NICKNAME, "is_allowed": True, "reasons": ()},
            by_action[QuickAction.SET_NICKNAME].asdict())
        renew = by_action[QuickAction.RENEW]
        self.assertFalse(renew.is_allowed)
        self.assertEqual(["R-REN-03"], [reason.rule for reason in renew.reasons])
        self.assertEqual("ClientAction(action=QuickAction.RENEW, is_allowed=False)", repr(renew))
        with self.assertRaises(NotFound):
            self.access.actions(uuid.uuid4(), studio=self.studio)

    def test_r_acc_05_a_studio_enters_with_its_own_account(self):
        with self.assertRaises(RuleRefused) as caught:
            self.access.open(self.client, studio=self.studio)
        self.assertEqual("R-ACC-02", caught.exception.reasons[0].rule)
        self.migrate()
        self.assertEqual(
            self.client.id, self.access.open(self.client.id, studio=self.studio.id).id)
        other = world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="o@example.com")
        with self.assertRaises(RuleRefused):
            self.access.open(self.client, studio=other)


if __name__ == "__main__":
    reporting.run()
