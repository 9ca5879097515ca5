"""store.lifecycle: what a day brings."""
import datetime
import unittest

import scene
import reporting
import contoterzi
from contoterzi import LifecycleReport


class Days(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self, today=None, now=lambda: self.now)
        self.store = self.scene.store

    now = datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.timezone.utc)

    def run_on(self, *date, **options):
        self.now = datetime.datetime(*date, 10, tzinfo=datetime.timezone.utc)
        return self.store.lifecycle.run(**options)

    def migrated(self, count):
        self.scene.pack(count)
        self.store.migrations.migrate(
            self.scene.clients(count), studio=self.scene.studio, signatory=scene.MARIO, key="all")
        for _ in range(count):
            self.store.outbox.acknowledge(self.store.outbox.claim())

    def test_r_out_03_each_notice_once_and_none_too_few(self):
        self.migrated(3)
        for date, expected in [
            ((2026, 5, 5), LifecycleReport()),
            ((2026, 12, 2), LifecycleReport(reminders=1, removed_answers=3, removed_messages=3)),
            ((2027, 1, 1), LifecycleReport(expired_notices=3, reminders=0)),
            ((2027, 12, 2), LifecycleReport(erasure_notices=3)),
            ((2028, 1, 2), LifecycleReport(erasures=3)),
        ]:
            with self.subTest(date=date):
                self.assertEqual(expected, self.run_on(*date, preview=True))
                self.assertEqual(expected, self.run_on(*date))
                self.assertEqual(LifecycleReport(), self.run_on(*date))

    def test_in_transactions_of_a_few_steps(self):
        self.migrated(5)
        seen = []
        self.assertEqual(5, self.run_on(2027, 1, 1, limit=2, progress=seen.append).expired_notices)
        told = [report.expired_notices for report in seen]
        self.assertEqual((sorted(told), 5), (told, told[-1]))
        self.assertGreater(len(told), 2)

    def test_broken_off_it_goes_on(self):
        self.migrated(5)

        def stop(report):
            raise KeyboardInterrupt

        with self.assertRaises(KeyboardInterrupt):
            self.run_on(2027, 1, 1, limit=2, progress=stop)
        rest = self.run_on(2027, 1, 1)
        self.assertTrue(0 < rest.expired_notices < 5, rest)

    def test_in_a_preview_of_many_calls(self):
        self.migrated(5)
        with self.store.preview():
            self.assertEqual(5, self.run_on(2027, 1, 1, limit=2, preview=True).expired_notices)
        self.assertEqual(5, self.run_on(2027, 1, 1).expired_notices)

    def test_a_limit_has_bounds(self):
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            self.store.lifecycle.run(limit=10001)
        self.assertEqual("limit", caught.exception.field)


if __name__ == "__main__":
    reporting.run()
