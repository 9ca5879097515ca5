"""store.events: what happened, in order."""
import datetime
import unittest
import uuid

import scene
import reporting
from contoterzi import (
    AccessActor, AccessArea, AccessLevel, Category, CouponKind, EventKind, LicenseAccess,
    LicenseSource, Plan)


class Events(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self, actor="anna")
        self.store, self.studio = self.scene.store, self.scene.studio
        self.pack = self.scene.pack(3)
        self.client = self.scene.client()
        self.answer = self.scene.migrate(self.client)

    def only(self, kind, **query):
        found, = (event for event in self.store.events.list(**query) if event.kind is kind)
        return found

    def told(self, event):
        """What it tells but for when and who."""
        told = event.asdict()
        self.assertEqual("anna", told.pop("actor"))
        self.assertEqual(self.store.today, told.pop("instant").date())
        del told["sequence"]
        return {name: value for name, value in told.items() if value not in (None, 0, ())}

    def test_an_event_tells_what_it_touched(self):
        self.assertEqual(
            dict(kind=EventKind.STUDIO_ADDED, subject_id=self.studio.id, studio_id=self.studio.id),
            self.told(self.only(EventKind.STUDIO_ADDED)))
        self.assertEqual(
            dict(kind=EventKind.PACK_BOUGHT, subject_id=self.studio.id, studio_id=self.studio.id,
                 pack_id=self.pack, number=3, coupon_kind=CouponKind.CONTO_TERZI, year=2026),
            self.told(self.only(EventKind.PACK_BOUGHT)))
        migration = self.store.migrations.get(self.answer.migration_id)
        self.assertEqual(
            dict(kind=EventKind.LICENSE_ACTIVATED, subject_id=self.client, client_id=self.client,
                 studio_id=self.studio.id, coupon_id=migration.coupon_id,
                 license_id=migration.license_id, migration_id=migration.id,
                 coupon_kind=CouponKind.CONTO_TERZI, year=2026, first_day=self.store.today,
                 last_day=datetime.date(2026, 12, 31), license_source=LicenseSource.COUPON,
                 plan=Plan.STANDARD, license_access=LicenseAccess.READ_ONLY),
            self.told(self.only(EventKind.LICENSE_ACTIVATED)))
        message, = self.store.outbox.list()
        self.assertEqual(message.id, self.only(EventKind.MESSAGE_QUEUED).message_id)

    def test_what_was_used_and_what_was_asked_for(self):
        self.store.licenses.add_usage(
            self.client, category=Category.DOCUMENTS, date=self.store.today, quantity=2)
        counted = self.only(EventKind.USAGE_COUNTED)
        self.assertEqual((Category.DOCUMENTS, 2, 2026),
                         (counted.category, counted.number, counted.year))
        self.store.access.check(
            self.client, actor=AccessActor.CLIENT, area=AccessArea.INVOICES,
            level=AccessLevel.WRITE)
        refused = self.only(EventKind.ACCESS_REFUSED)
        self.assertEqual((AccessArea.INVOICES, AccessLevel.WRITE), (refused.area, refused.level))

    def test_of_one_subject_in_their_sequence(self):
        own = list(self.store.events.list(client=self.client))
        self.assertEqual(list(range(1, len(own) + 1)), [event.sequence for event in own])
        self.assertEqual(EventKind.CLIENT_ADDED, own[0].kind)
        of_studio = list(self.store.events.list(studio=self.studio))
        self.assertTrue(set(own) < set(of_studio))
        self.assertEqual(set(of_studio), set(self.store.events.list()))
        self.assertEqual([], list(self.store.events.list(studio=uuid.uuid4())))

    def test_a_page_goes_on(self):
        events = self.store.events.list(client=self.client)
        first = events.page(limit=2)
        self.assertEqual(list(events), list(first) + list(events.page(first.next)))
        self.assertEqual(
            f"Event(kind=EventKind.CLIENT_ADDED, sequence=1, subject_id={self.client!r})",
            repr(first[0]))

    def test_r_aud_06_refusals_with_their_rules(self):
        other = self.scene.client(1)
        answers = self.store.migrations.migrate(
            [other], studio=self.studio, signatory=scene.MARIO, license_year=2027)
        refused = self.only(EventKind.MIGRATION_REFUSED)
        self.assertEqual(
            {reason.rule for reason in answers[0].reasons}, set(refused.rules))
        self.assertEqual(other, refused.client_id)


if __name__ == "__main__":
    reporting.run()
