"""contoterzi client show --as-of, export; contoterzi check, reconcile: the records (section 12)."""
import contextlib
import json
import sqlite3
import subprocess

from harness import (Case, PATIENCE, PROGRAM, REFUSED, STORAGE, STUDIO, USAGE, company,
                     environment, main, vat_number)


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


class Export(Case):
    def setUp(self):
        super().setUp()
        self.add_studio()
        self.name = 'L\'"Ancora"\\ d\u2019Oro & figli — 株式会社 \U0001f980 </script>'
        self.import_rows([company(1, denominazione=self.name,
                                  email='ancora@posta.example')])
        self.buy(1)
        self.client = vat_number(1)
        self.answer('client', 'nickname', self.client, 'Il "Bar"\\', f'--studio={STUDIO}')
        self.migrated = self.migrate(self.client)['clients'][0]

    def export(self, *words, **how):
        answer = self.run_plain('client', 'export', self.client, *words, **how)
        self.assertEqual((answer.status, answer.err), (0, ''), answer)
        return answer.json

    def test_R_AUD_03_everything_that_is_held(self):
        document = self.export(f'--studio={STUDIO}')
        self.assertKeys(document, {'exported_at', 'client', 'account', 'licenses', 'usage',
                                   'migrations', 'documents', 'counterparties', 'numbering',
                                   'messages', 'events'})
        client = document['client']
        self.assertEqual((client['name'], client['nickname'], client['vat_number']),
                         (self.name, 'Il "Bar"\\', self.client))
        self.assertEqual(document['account']['email'], 'ancora@posta.example')
        self.assertEqual(document['licenses'][0]['id'], self.migrated['license']['id'])
        self.assertEqual(document['migrations'][0]['signatory']['name'], 'Giulia')
        self.assertEqual(document['messages'][0]['kind'], 'credentials')
        events = [event['kind'] for event in document['events']]
        self.assertEqual([event['sequence'] for event in document['events']],
                         list(range(1, len(events) + 1)))
        self.assertIn('license_activated', events)
        self.assertNotIn('hash', str(document))

    def test_R_AUD_03_names_are_those_of_the_program(self):
        document = self.export(f'--studio={STUDIO}')
        shown = self.answer('client', 'show', self.client, f'--studio={STUDIO}')
        for key in ('id', 'name', 'nickname', 'vat_number', 'tax_code', 'tax_regime', 'emails',
                    'is_on_ts_digital', 'state', 'license_last_day', 'studio'):
            self.assertEqual(document['client'][key], shown[key], key)
        self.assertEqual(document['account'], shown['account'])
        for ours, theirs in zip(document['licenses'], shown['licenses'], strict=True):
            for key in ('id', 'plan', 'access', 'source', 'coupon', 'first_day', 'last_day',
                        'superseded_on', 'limits'):
                self.assertEqual(ours[key], theirs[key], key)
        for ours, theirs in zip(document['migrations'], shown['migrations'], strict=True):
            for key in ('id', 'state', 'studio', 'email', 'coupon', 'license', 'signatory'):
                self.assertEqual(ours[key], theirs[key], key)

    def test_R_CLI_06_the_nickname_only_for_its_studio(self):
        self.client = self.clients()[0]['id']
        self.assertNotIn('Il \\"Bar', self.run_plain('client', 'export', self.client).out)
        other = self.add_studio('00743110157', 'Studio Altro')
        self.fail_with(REFUSED, 'client', 'export', self.client, f'--studio={other}',
                       code='not_found')

    def test_R_AUD_01_it_is_recorded_and_a_preview_is_not(self):
        export = ('client', 'export', self.client, f'--studio={STUDIO}')
        before = self.content()
        self.assertEqual(self.run_plain(*export, '--preview').status, 0)
        self.assertEqual(self.content(), before)
        for _ in range(2):
            self.assertEqual(self.run_plain(*export, '--key=a').status, 0)
        self.assertEqual(self.sql("SELECT count(*) FROM event WHERE kind = 'client_exported'"),
                         [(1,)])

    def test_ten_thousand_events(self):
        (client, studio), = self.sql('SELECT id, studio_id FROM client')
        (last,), = self.sql('SELECT max(sequence) FROM event WHERE subject_id = ?', client)
        with contextlib.closing(sqlite3.connect(self.db)) as connection, connection:
            connection.executemany(
                'INSERT INTO event (subject_id, sequence, instant, actor, kind, studio_id,'
                " client_id) VALUES (?, ?, '2026-11-23T10:00:00.000Z', ?, 'client_opened', ?, ?)",
                [(client, last + i, 'chi \u00e8 "lui"', studio, client)
                 for i in range(1, 10001)])
        events = self.export(f'--studio={STUDIO}')['events']
        self.assertEqual(len(events), last + 10000)
        self.assertEqual(events[-1]['actor'], 'chi \u00e8 "lui"')

    def test_a_full_disk_is_told_and_nothing_recorded(self):
        before = self.content()
        with open('/dev/full', 'wb') as full:
            done = subprocess.run([PROGRAM, '--db', self.db, f'--today={self.today}', 'client',
                                   'export', self.client, f'--studio={STUDIO}'], stdout=full,
                                  stderr=subprocess.PIPE, env=environment(), timeout=PATIENCE)
        self.assertEqual(done.returncode, STORAGE)
        self.assertTrue(done.stderr)
        self.assertEqual(self.content(), before)


class Check(Case):
    def setUp(self):
        super().setUp()
        self.world(clients=3)
        self.migrate(vat_number(1))

    def test_R_AUD_07_nothing_to_tell(self):
        answer = self.answer('check')
        self.assertEqual(answer['findings'], [])
        checked = answer['checked']
        self.assertEqual((checked['studio'], checked['client'], checked['coupon'],
                          checked['license'], checked['migration']), (1, 3, 3, 1, 1))
        for language, words in (('it', 'Irregolarità: 0'), ('en', 'Findings: 0')):
            plain = self.run_plain(f'--lang={language}', 'check')
            self.assertEqual(plain.status, 0, plain)
            self.assertIn(words, plain.out)

    def test_R_AUD_07_what_is_wrong_where_and_how_to_repair_it(self):
        client = self.clients()[1]['id']
        (coupon,), (license_id,) = self.sql(
            "SELECT id FROM coupon WHERE state = 'available'")[0], self.sql(
            'SELECT id FROM license')[0]
        self.sql('UPDATE coupon SET client_id = ? WHERE id = ?', client, coupon)
        self.sql("UPDATE event SET plan = 'premium' WHERE kind = 'license_activated'")
        before = self.content()
        findings = self.answer('check', status=REFUSED)['findings']
        self.assertEqual([(finding['check'], finding['rule'], finding['table'])
                          for finding in findings],
                         [('event_license', 'R-AUD-01', 'license'),
                          ('coupon_free', 'R-COU-02', 'coupon')])
        self.assertEqual(findings[0]['rows']['license'], license_id)
        self.assertEqual((findings[1]['rows']['coupon'], findings[1]['rows']['client']),
                         (coupon, client))
        for finding in findings:
            self.assertTrue(finding['text'] and finding['repair'])
        self.assertIn(coupon, findings[1]['text'])
        self.assertEqual(self.content(), before)
        plain = self.run_plain('--lang=en', 'check')
        self.assertEqual(plain.status, REFUSED, plain)
        self.assertIn('Findings: 2', plain.out)
        self.assertIn(coupon, plain.out)
        self.assertIn('R-COU-02', plain.out)

    def test_R_AUD_07_more_rows_than_a_page(self):
        self.buy(2500)
        self.sql("UPDATE coupon SET license_year = 2026 WHERE state = 'available'")
        answer = self.answer('check', status=REFUSED)
        self.assertEqual(len(answer['findings']), 2502)
        self.assertEqual(answer['checked']['coupon'], 2503)


class Reconcile(Case):
    def setUp(self):
        super().setUp()
        self.world(clients=2)
        self.migrate(vat_number(1))

    def company(self, **changes):
        """What the API would say of the first client; `changes` at its top level."""
        return {'id': 7, 'name': 'Ditta 000001 S.r.l.', 'type': 'company',
                'vat_number': vat_number(1), 'tax_code': vat_number(1),
                'fic_plan_name': 'Standard', 'fic_license_type': 'standard',
                'fic_license_expire': '2027-12-31', 'use_fic': True, 'fic_need_setup': True,
                'access_info': {'role': 'master', 'through_accountant': False,
                                'permissions': {'fic_situation': 'read'}},
                'plan_info': {'limits': {'clients': 5000, 'suppliers': 5000, 'products': 5000,
                                         'documents': 3000}, 'functions': {}}, **changes}

    def reconcile(self, document, *words, status=0):
        text = document if isinstance(document, str) else json.dumps(document)
        return self.answer('reconcile', self.write('snapshot.json', text), *words, status=status)

    def test_R_AUD_08_nothing_differs_in_any_shape(self):
        one = self.company()
        for document, count in ((one, 1), ([one, one], 2), ({'data': one}, 1),
                                ({'data': [one]}, 1), ([{'data': one}], 1), ([], 0)):
            with self.subTest(str(document)[:20]):
                answer = self.reconcile(document)
                self.assertEqual((answer['compared'], answer['differences']), (count, 0))
        sparse = {'vat_number': vat_number(1), 'fic_plan_name': None, 'access_info': None,
                  'fic_license_expire': '', 'plan_info': {'limits': None}}
        self.assertEqual(self.reconcile(sparse)['differences'], 0)

    def test_R_AUD_08_differences_with_their_rules(self):
        before = self.content()
        changed = self.company(fic_plan_name='Premium', fic_license_expire='2026-12-31',
                               access_info={'through_accountant': True},
                               plan_info={'limits': {'documents': 400}})
        answer = self.reconcile([changed, self.company(vat_number='00743110157', tax_code=None)],
                                status=REFUSED)
        first, second = answer['companies']
        self.assertEqual([(row['field'], row['rule'], row['ours'], row['theirs'])
                          for row in first['differences']],
                         [('license_expire', 'R-LIC-02', '2027-12-31', '2026-12-31'),
                          ('plan', 'R-LIC-01', 'standard', 'premium'),
                          ('limits.documents', 'R-LIC-03', '3000', '400'),
                          ('through_accountant', 'R-ACC-02', 'false', 'true')])
        self.assertEqual(first['client'],
                         self.sql('SELECT client_id FROM license')[0][0])
        self.assertEqual([(row['field'], row['rule']) for row in second['differences']],
                         [('company', 'R-CLI-01')])
        self.assertEqual(answer['differences'], 5)
        self.assertEqual(self.content(), before)
        for language, words in (('it', 'Differenze: 5'), ('en', 'Differences: 5')):
            plain = self.run_plain(f'--lang={language}', 'reconcile', self.path('snapshot.json'))
            self.assertEqual(plain.status, REFUSED, plain)
            self.assertIn(words, plain.out)
            self.assertIn('R-LIC-03', plain.out)

    def test_R_ELIG_02_a_purchase_outside(self):
        answer = self.reconcile(self.company(fic_license_expire='2028-06-30'), status=REFUSED)
        self.assertEqual([(row['field'], row['rule'])
                          for row in answer['companies'][0]['differences']],
                         [('license', 'R-ELIG-02')])

    def test_another_studio_s_companies_are_unknown(self):
        self.add_studio('00743110157', 'Studio Altro')
        answer = self.reconcile(self.company(), '--studio=00743110157', status=REFUSED)
        self.assertEqual(answer['companies'][0]['client'], None)
        self.assertEqual(answer['companies'][0]['differences'][0]['field'], 'company')

    def test_bad_files_name_the_place(self):
        one = self.company()
        for name, document, place in (
                ('truncated', json.dumps(one)[:-5], 'riga 1'), ('empty', '', 'riga 1'),
                ('two documents', '{} {}', 'riga 1'), ('not UTF-8', '["\\ud800"]', 'riga 1'),
                ('twice the same key', '{"vat_number": "1", "vat_number": "2"}', 'riga 1'),
                ('a number', '7', 'riga 1'), ('a text', '"x"', 'riga 1'),
                ('arrays in arrays', [[one]], '[0]'), ('null', [one, None], '[1]'),
                ('data within data', {'data': {'data': {'data': {'data': one}}}}, 'vat_number'),
                ('no codes', [one, {'name': 'x'}], '[1]'),
                ('plan', [self.company(fic_plan_name=3)], '[0].fic_plan_name'),
                ('a day', {'data': self.company(fic_license_expire='31/12/2027')},
                 'data.fic_license_expire'),
                ('no such day', self.company(fic_license_expire='2027-02-30'),
                 'fic_license_expire'),
                ('a choice', self.company(use_fic='yes'), 'use_fic'),
                ('access', self.company(access_info=[]), 'access_info'),
                ('limits', self.company(plan_info={'limits': {'clients': '5000'}}),
                 'plan_info.limits.clients'),
                ('below zero', self.company(plan_info={'limits': {'clients': -1}}),
                 'plan_info.limits.clients'),
                ('a fraction', self.company(plan_info={'limits': {'documents': 1.5}}),
                 'plan_info.limits.documents'),
                ('beyond 64 bits', '{"vat_number": "1", "plan_info": {"limits": {"clients": '
                 '99999999999999999999}}}', 'riga 1')):
            with self.subTest(name):
                text = document if isinstance(document, str) else json.dumps(document)
                self.fail_with(USAGE, '--lang=it', 'reconcile',
                               self.write('snapshot.json', text), text=place)
        self.fail_with(USAGE, 'reconcile', self.path('nowhere.json'), text='nowhere.json')
        self.fail_with(USAGE, 'reconcile', self.place)
        self.fail_with(USAGE, 'reconcile', self.write('deep.json', '[' * 100000))


if __name__ == '__main__':
    main()
