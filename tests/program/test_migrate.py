"""contoterzi migrate: one, several or all clients, each on its own terms (R-MIG-05)."""
from harness import (Case, DONE, REFUSED, SIGNATORY, STUDIO, USAGE, companies, company, main,
                     tax_code, vat_number)

ENTRY = {'client', 'name', 'status', 'license', 'coupon', 'reasons'}


class Migrate(Case):
    def check_shape(self, answer):
        """The document is as the issue lists it, and counts what it tells."""
        self.assertEqual(set(answer), {'done', 'refused', 'already_done', 'clients'})
        for status in ('done', 'refused', 'already_done'):
            self.assertIsInstance(answer[status], int)
            self.assertEqual(answer[status],
                             sum(entry['status'] == status for entry in answer['clients']))
        for entry in answer['clients']:
            self.assertLessEqual(ENTRY, set(entry))
            self.assertIsInstance(entry['reasons'], list)
            self.assertEqual(entry['status'] == 'refused', bool(entry['reasons']), entry)
            for reason in entry['reasons']:
                self.assertEqual(set(reason), {'rule', 'text'})
                self.assertRegex(reason['rule'], '^R-[A-Z]+-[0-9]{2}$')
            if entry['status'] == 'refused':
                self.assertEqual((entry['license'], entry['coupon']), (None, None))
            else:
                self.assertLessEqual({'first_day', 'last_day', 'plan', 'access'},
                                     set(entry['license']))
        return answer

    def go(self, *words, status=DONE):
        return self.check_shape(self.migrate(*words, status=status))

    def rules(self, answer):
        return [[reason['rule'] for reason in entry['reasons']] for entry in answer['clients']]

    def statuses(self, answer):
        return [entry['status'] for entry in answer['clients']]


class Some(Migrate):
    def test_R_MIG_01_one_client(self):
        self.world(3, 3)
        answer = self.go(vat_number(2))
        entry = answer['clients'][0]
        self.assertEqual(entry['name'], 'Ditta 000002 S.r.l.')
        license = entry['license']
        self.assertEqual((license['first_day'], license['last_day'], license['plan'],
                          license['access']), (self.today, '2027-12-31', 'standard', 'read_only'))
        coupon = self.answer('coupon', 'show', entry['coupon'])
        self.assertEqual((coupon['state'], coupon['client']), ('assigned', entry['client']))
        self.assertEqual(len(self.answer('outbox', 'list')['messages']), 1)
        self.assertEqual(self.answer('studio', 'show', f'--studio={STUDIO}')['migratable'], 2)

    def test_R_MIG_05_several_in_their_order(self):
        self.world(4, 4)
        ids = {client['vat_number']: client['id'] for client in self.clients()}
        answer = self.go(vat_number(3), ids[vat_number(1)], vat_number(4))
        self.assertEqual([entry['client'] for entry in answer['clients']],
                         [ids[vat_number(number)] for number in (3, 1, 4)])
        self.assertEqual(answer['done'], 3)

    def test_R_MIG_05_the_same_client_twice_is_done_once(self):
        self.world(1, 3)
        answer = self.go(vat_number(1), vat_number(1))
        self.assertEqual(self.statuses(answer), ['done', 'already_done'])
        self.assertEqual(answer['clients'][0]['coupon'], answer['clients'][1]['coupon'])
        self.assertEqual(len(self.coupons('--state=assigned')), 1)

    def test_R_MIG_05_again_is_already_done_with_the_same_answer(self):
        self.world(3, 5)
        first = self.go('--all')
        before = self.content()
        again = self.go('--all')
        self.assertEqual(self.statuses(again), ['already_done'] * 3)
        for one, other in zip(first['clients'], again['clients']):
            self.assertEqual((one['coupon'], one['license']), (other['coupon'], other['license']))
        self.assertEqual({name: rows for name, rows in self.content().items()
                          if name != 'idempotency'},
                         {name: rows for name, rows in before.items() if name != 'idempotency'})

    def test_R_MIG_09_an_address_for_one_client(self):
        self.world(2, 2)
        answer = self.go('--all', f'--email={vat_number(2)}=Altra@Posta.example')
        client = answer['clients'][1]['client']
        account = self.answer('client', 'show', client)['account']
        self.assertEqual(account['email'].lower(), 'altra@posta.example')
        recipients = {message['to'] for message in self.answer('outbox', 'list')['messages']}
        self.assertEqual({to.lower() for to in recipients},
                         {'ditta1@posta.example', 'altra@posta.example'})

    def test_R_STU_03_a_certified_address_is_refused(self):
        self.add_studio()
        self.import_rows([company(1), company(2, email='ditta@pec.ditta.example'),
                          company(3, email='x@legalmail.it')])
        self.buy(5)
        answer = self.go('--all', f'--email={vat_number(1)}=uno@pec.it', status=REFUSED)
        self.assertEqual(self.rules(answer), [['R-STU-03']] * 3)
        self.assertEqual(len(self.coupons('--state=available')), 5)

    def test_R_MIG_09_another_accounts_login_is_refused_unless_shared(self):
        self.add_studio()
        self.import_rows([company(1, email='x@posta.example'), company(2, email='X@posta.example')])
        self.buy(5)
        answer = self.go('--all', status=REFUSED)
        self.assertEqual((self.statuses(answer), self.rules(answer)[1]),
                         (['done', 'refused'], ['R-MIG-09']))
        self.assertEqual(self.statuses(self.go('--all', '--share-login')),
                         ['already_done', 'done'])

    def test_R_MIG_09_no_or_a_malformed_address_is_refused(self):
        self.add_studio()
        self.import_rows([company(1, email=''), company(2)])
        self.buy(5)
        answer = self.go('--all', f'--email={vat_number(2)}=not an address', status=REFUSED)
        self.assertEqual(self.rules(answer), [['R-MIG-09'], ['R-MIG-09']])

    def test_R_MIG_04_the_signatory_is_a_person_whose_name_fits(self):
        self.world(1, 1)
        for option, value in (('tax-code', vat_number(1)), ('tax-code', 'BNCGLI80D52F205A'),
                              ('tax-code', tax_code('Verdi', 'Anna')), ('name', 'Anna'),
                              ('surname', 'Verdi')):
            with self.subTest(option, value=value):
                answer = self.run_json('migrate', f'--studio={STUDIO}', '--all', *SIGNATORY,
                                       f'--signatory-{option}={value}')
                self.assertEqual(answer.status, REFUSED, answer)
                self.assertIn('R-MIG-04', answer.raw_out.decode() + answer.raw_err.decode())
        self.assertEqual(len(self.coupons('--state=available')), 1)
        self.assertEqual(self.go('--all', '--signatory-name= giulia ',
                                 '--signatory-surname=BIANCHI')['done'], 1)

    def test_R_MIG_04_names_with_accents_apostrophes_and_spaces(self):
        self.world(1, 1)
        for surname, name in (("D'Àngelo", 'Niccolò Maria'), ('De Rossi', 'Bè'), ('Fo', 'Io')):
            with self.subTest(surname):
                plain = surname.replace('À', 'A'), name.replace('ò', 'o').replace('è', 'e')
                self.migrate('--all', '--preview', f'--signatory-name={name}',
                             f'--signatory-surname={surname}',
                             f'--signatory-tax-code={tax_code(*plain)}')

    def test_R_COU_08_one_coupon_or_one_year_by_choice(self):
        rows = self.world(3, 3)
        self.buy(2, year=2026)
        code = self.coupons('--year=2026')[1]['code']
        entry = self.go(rows[0]['partita_iva'], f'--coupon={code}')['clients'][0]
        self.assertEqual((entry['coupon'], entry['license']['last_day']), (code, '2026-12-31'))
        entry = self.go(rows[1]['partita_iva'], '--year=2026')['clients'][0]
        self.assertEqual(entry['license']['last_day'], '2026-12-31')
        entry = self.go(rows[2]['partita_iva'])['clients'][0]
        self.assertEqual(entry['license']['last_day'], '2027-12-31')

    def test_R_ELIG_11_a_coupon_that_is_taken_or_unknown(self):
        rows = self.world(2, 2)
        code = self.go(rows[0]['partita_iva'])['clients'][0]['coupon']
        answer = self.go(rows[1]['partita_iva'], f'--coupon={code}', status=REFUSED)
        self.assertEqual(self.rules(answer), [['R-ELIG-11']])
        self.fail_with(USAGE, 'migrate', f'--studio={STUDIO}', *SIGNATORY, '--all',
                       f'--coupon={code}', field='coupon')


class All(Migrate):
    def test_R_ELIG_11_coupons_that_run_out(self):
        self.world(5, 2)
        answer = self.go('--all', status=REFUSED)
        self.assertEqual((answer['done'], answer['refused']), (2, 3))
        self.assertEqual(self.rules(answer)[2:], [['R-ELIG-11']] * 3)
        self.buy(2)
        answer = self.go('--all', status=REFUSED)
        self.assertEqual((answer['done'], answer['refused'], answer['already_done']), (2, 1, 2))
        self.buy(2)
        answer = self.go('--all')
        self.assertEqual((answer['done'], answer['refused'], answer['already_done']), (1, 0, 4))
        self.assertEqual(len({entry['coupon'] for entry in answer['clients']}), 5)

    def test_R_STU_01_without_an_open_account_all_are_refused(self):
        self.add_studio(is_open=False)
        self.import_rows(companies(2))
        answer = self.go('--all', status=REFUSED)
        for rules in self.rules(answer):
            self.assertIn('R-STU-01', rules)

    def test_every_reason_of_each_client(self):
        self.add_studio()
        self.import_rows([company(1, ts_digital='no', email='x@pec.it')])
        answer = self.go('--all', status=REFUSED)
        self.assertEqual(set(self.rules(answer)[0]), {'R-ELIG-01', 'R-STU-03', 'R-ELIG-11'})

    def test_R_AUD_05_a_preview_foretells_and_changes_nothing(self):
        self.world(1300, 1200)
        before = self.content()
        preview = self.go('--all', '--preview', status=REFUSED)
        self.assertEqual(self.content(), before)
        real = self.go('--all', status=REFUSED)
        for key in ('done', 'refused', 'already_done'):
            self.assertEqual(preview[key], real[key])
        self.assertEqual(preview['done'], 1200)
        self.assertEqual(self.statuses(preview), self.statuses(real))
        self.assertEqual([entry['reasons'] for entry in preview['clients']],
                         [entry['reasons'] for entry in real['clients']])

    def test_R_AUD_05_a_preview_gives_no_coupon_twice(self):
        self.world(1300, 1300)
        codes = [entry['coupon'] for entry in self.go('--all', '--preview')['clients']]
        self.assertEqual(len(set(codes)), 1300)

    def test_R_AUD_05_a_preview_sees_a_login_that_two_clients_want(self):
        self.add_studio()
        self.import_rows([company(number, email=f'x{number % 600}@posta.example')
                          for number in range(700)][1:])
        self.buy(700)
        preview = self.go('--all', '--preview', status=REFUSED)
        real = self.go('--all', status=REFUSED)
        self.assertEqual((preview['done'], preview['refused']), (real['done'], real['refused']))

    def test_R_AUD_02_the_same_key_again(self):
        self.world(3, 5)
        first = self.go('--all', '--key=bulk')
        again = self.go('--all', '--key=bulk')
        self.assertEqual([entry['coupon'] for entry in again['clients']],
                         [entry['coupon'] for entry in first['clients']])
        self.assertEqual(len(self.coupons('--state=assigned')), 3)

    def test_of_a_studio_without_clients(self):
        self.world(0, 3)
        self.assertEqual(self.go('--all')['clients'], [])

    def test_brief_tells_people_of_the_refused_only(self):
        self.world(3, 2)
        answer = self.run_plain('migrate', '--all', '--brief', f'--studio={STUDIO}', *SIGNATORY,
                                '--lang=it')
        self.assertEqual(answer.status, REFUSED)
        self.assertNotIn('Ditta 000001', answer.out)
        self.assertIn('Ditta 000003', answer.out)
        self.assertIn('Migrati 2, rifiutati 1, già migrati 0', answer.out)

    def test_R_AUD_01_each_migration_is_told_by_events(self):
        self.world(1, 1)
        migration = self.answer('migration', 'list', f'--studio={STUDIO}')['migrations']
        self.assertEqual(migration, [])
        client = self.go('--all')['clients'][0]['client']
        events = self.pages('events', 'event', 'list', f'--client={client}')
        self.assertGreaterEqual(len(events), 3)
        self.assertEqual({event['actor'] for event in events}, {'contoterzi'})
        self.assertLessEqual({'client_added'}, {event['kind'] for event in events})

    def test_R_AUD_09_events_tell_no_names(self):
        self.world(2, 2)
        self.go('--all')
        told = str(self.sql('SELECT * FROM event'))
        for word in ('Ditta', 'posta.example', 'Bianchi', 'Giulia', 'BNCGLI', vat_number(1)):
            self.assertNotIn(word, told)


class Wrong(Migrate):
    def setUp(self):
        super().setUp()
        self.world(2, 2)

    def test_usage(self):
        one = vat_number(1)
        for words in ((), ('--all', one), ('--all=1',), ('--all', '--email=x'),
                      ('--all', '--email=nobody=x@x.example'), (one, '--email=='),
                      (one, f'--email={vat_number(2)}=x@x.example'), ('not-a-client',),
                      (one, '--year=x'), (one, '--nonsense'),
                      ('--all', f'--email={one}=a@x.example', f'--email={one}=b@x.example')):
            with self.subTest(words):
                self.fail_with(USAGE, 'migrate', f'--studio={STUDIO}', *SIGNATORY, *words)
        self.assertEqual(len(self.coupons('--state=available')), 2)

    def test_unknown_clients_are_refused(self):
        for name in (vat_number(99), tax_code('Rossi', 'Mario')):
            self.fail_with(REFUSED, 'migrate', f'--studio={STUDIO}', *SIGNATORY, vat_number(1),
                           name, code='not_found')
        unknown = '01a209bb-14cf-79aa-8420-3aec767dbcda'
        answer = self.run_json('migrate', f'--studio={STUDIO}', *SIGNATORY, unknown)
        self.assertEqual(answer.status, REFUSED, answer)

    def test_R_ELIG_11_another_studios_client_is_refused(self):
        other = self.add_studio(vat_number(80))
        answer = self.migrate(self.clients()[0]['id'], studio=other, status=REFUSED)
        self.assertIn('R-ELIG-11', [reason['rule'] for reason in answer['clients'][0]['reasons']])
        self.assertNotIn('Ditta', str(answer), "another studio's client is named")

    def test_the_signatory_is_needed(self):
        for missing in range(3):
            words = [word for i, word in enumerate(SIGNATORY) if i != missing]
            self.fail_with(USAGE, 'migrate', f'--studio={STUDIO}', '--all', *words)


if __name__ == '__main__':
    main()
