"""contoterzi client show --as-of: what was when (section 12)."""
from harness import Case, REFUSED, STUDIO, USAGE, main, vat_number


class AsOf(Case):
    def setUp(self):
        super().setUp()
        self.today = '2026-11-20'
        self.world(clients=1)
        self.client = vat_number(1)

    def as_of(self, day, **how):
        return self.answer('client', 'show', self.client, f'--studio={STUDIO}', f'--as-of={day}',
                           **how)

    def test_R_AUD_01_day_by_day(self):
        self.today = '2026-11-22'
        migrated = self.migrate(self.client)['clients'][0]
        self.today = '2028-01-10'
        for day, state, migration, licenses, is_in_force in (
                ('2026-11-20', None, None, 0, False), ('2026-11-21', None, None, 0, False),
                ('2026-11-22', 'in_migration', 'provisioned', 1, True),
                ('2027-12-31', 'in_migration', 'provisioned', 1, True),
                ('2028-01-01', 'expired', 'provisioned', 1, False)):
            with self.subTest(day):
                record = self.as_of(day)
                self.assertEqual(
                    (record['day'], record['state'], record['license_count'],
                     record['license'] is not None),
                    (day, state, licenses, is_in_force))
                self.assertEqual((record['migration'] or {}).get('state'), migration)
                if is_in_force:
                    self.assertEqual(record['license']['id'], migrated['license']['id'])
                    self.assertEqual(record['license']['last_day'], '2027-12-31')
                    self.assertEqual(record['license']['plan'], 'standard')
                    self.assertEqual(record['license']['access'], 'read_only')

    def test_for_people(self):
        self.migrate(self.client)
        for language, words in (('it', 'Alla fine del'), ('en', 'At the end of')):
            answer = self.run_plain(f'--lang={language}', 'client', 'show', self.client,
                                    f'--studio={STUDIO}', '--as-of=2026-11-20')
            self.assertEqual(answer.status, 0, answer)
            self.assertIn(words, answer.out)

    def test_days_that_cannot_be_told(self):
        show = ('client', 'show', self.client, f'--studio={STUDIO}')
        self.fail_with(REFUSED, *show, '--as-of=2026-11-19', field='day', code='not_found')
        self.fail_with(USAGE, *show, '--as-of=2026-11-21', field='day')
        self.fail_with(USAGE, *show, '--as-of=2026-02-30', field='as-of')
        self.fail_with(USAGE, *show, '--as-of=1990-01-01', field='day')

    def test_R_AUD_01_another_studio_is_told_nothing(self):
        other = self.add_studio('00743110157', 'Studio Altro')
        client = self.clients()[0]['id']
        self.fail_with(REFUSED, 'client', 'show', client, f'--studio={other}',
                       '--as-of=2026-11-20', code='not_found')


if __name__ == '__main__':
    main()
