"""contoterzi client list, show, nickname, check."""
from harness import (Case, DONE, REFUSED, STUDIO, USAGE, companies, company, main, tax_code,
                     vat_number)

FIELDS = {'id', 'name', 'nickname', 'vat_number', 'tax_code', 'state'}


class List(Case):
    def setUp(self):
        super().setUp()
        self.add_studio()

    def names(self, *words, limit=1000):
        return [client['name'] for client in
                self.pages('clients', 'client', 'list', f'--studio={STUDIO}', *words, limit=limit)]

    def test_shape(self):
        self.import_rows([company(1), company(2, codice_fiscale='')])
        page = self.answer('client', 'list', f'--studio={STUDIO}')
        self.assertEqual(set(page), {'clients', 'next'})
        first, second = page['clients']
        self.assertKeys(first, FIELDS)
        self.assertEqual((first['name'], first['vat_number'], first['tax_code'],
                          first['nickname'], first['state']),
                         ('Ditta 000001 S.r.l.', vat_number(1), vat_number(1), None, 'migratable'))
        self.assertIsNone(second['tax_code'])

    def test_R_CLI_03_by_name_whatever_the_case_and_the_accents(self):
        names = ['zeta', 'Èpsilon', 'alfa', 'Beta', 'épsilon 2', 'ÀLFA 2', '2 fratelli']
        self.import_rows([company(i, denominazione=name) for i, name in enumerate(names, 1)])
        self.assertEqual(self.names(), ['2 fratelli', 'alfa', 'ÀLFA 2', 'Beta', 'Èpsilon',
                                        'épsilon 2', 'zeta'])

    def test_R_CLI_03_pages_give_every_client_once(self):
        self.import_rows([company(i, denominazione=f'Ditta {i % 7}') for i in range(1, 41)])
        everything = [client['id'] for client in self.clients()]
        self.assertEqual(len(set(everything)), 40)
        for limit in (1, 7, 39, 40, 41):
            paged = self.pages('clients', 'client', 'list', f'--studio={STUDIO}', limit=limit)
            self.assertEqual([client['id'] for client in paged], everything)

    def test_R_CLI_03_search_by_name_nickname_and_codes(self):
        person = tax_code('Rossi', 'Mario')
        self.import_rows([company(1, denominazione='Caffè Nazionale'),
                          company(2, denominazione='Bar Sport', codice_fiscale=person),
                          company(3, denominazione='Zeta 100% d.o.o. _x')])
        self.answer('client', 'nickname', vat_number(3), 'Il Vecchio Café', f'--studio={STUDIO}')
        for text, found in (('caffè', ['Caffè Nazionale']), ('CAFFE', ['Caffè Nazionale']),
                            ('vecchio cafe', ['Zeta 100% d.o.o. _x']),
                            (vat_number(2)[:6], ['Bar Sport', 'Caffè Nazionale',
                                                 'Zeta 100% d.o.o. _x']),
                            (vat_number(2), ['Bar Sport']), (person, ['Bar Sport']),
                            (person[3:9].lower(), ['Bar Sport']), ('%', ['Zeta 100% d.o.o. _x']),
                            ('_', ['Zeta 100% d.o.o. _x']), ("'", []), ('"', []), ('*', []),
                            ('nessuno', []), ('x' * 5000, [])):
            for limit in (1, 1000):
                with self.subTest(text[:20], limit=limit):
                    if len(text) > 200:
                        answer = self.run_json('client', 'list', f'--studio={STUDIO}',
                                               f'--search={text}')
                        self.assertIn(answer.status, (DONE, USAGE), answer)
                    else:
                        self.assertEqual(self.names(f'--search={text}', limit=limit), found)

    def test_R_CLI_03_the_migratable_list(self):
        self.import_rows([company(i, ts_digital='no' if i == 2 else 'sì') for i in range(1, 5)])
        self.buy(1)
        self.migrate(vat_number(3))
        self.assertEqual(self.names('--migratable'),
                         ['Ditta 000001 S.r.l.', 'Ditta 000004 S.r.l.'])
        self.assertEqual({client['name'][6:12]: client['state'] for client in self.clients()},
                         {'000001': 'migratable', '000002': 'not_migratable',
                          '000003': 'in_migration', '000004': 'migratable'})
        self.assertEqual(self.names('--migratable', '--search=000001', limit=1),
                         ['Ditta 000001 S.r.l.'])

    def test_another_studio_sees_none(self):
        self.import_rows(companies(3))
        other = self.add_studio(vat_number(80))
        self.assertEqual(self.clients(studio=other), [])
        self.fail_with(REFUSED, 'client', 'show', vat_number(1), f'--studio={other}',
                       code='not_found')

    def test_needs_a_studio(self):
        self.fail_with(USAGE, 'client', 'list', field='studio')


class Show(Case):
    def test_everything_before_and_after_a_migration(self):
        self.world(1, 1)
        before = self.answer('client', 'show', vat_number(1), f'--studio={STUDIO}')
        self.assertKeys(before, FIELDS | {'emails', 'is_on_ts_digital', 'tax_regime'})
        self.assertEqual((before['account'], before['licenses'], before['migrations']),
                         (None, [], []))
        self.migrate('--all')
        after = self.answer('client', 'show', before['id'])
        self.assertEqual(after['account']['email'], 'ditta1@posta.example')
        self.assertEqual((after['licenses'][0]['plan'], after['licenses'][0]['access']),
                         ('standard', 'read_only'))
        self.assertEqual(after['migrations'][0]['state'], 'provisioned')

    def test_by_id_tax_code_or_vat_number(self):
        person = tax_code('Rossi', 'Mario')
        self.add_studio()
        self.import_rows([company(1, codice_fiscale=person)])
        expected = self.answer('client', 'show', self.clients()[0]['id'])
        for name in (person, person.lower(), vat_number(1), f'IT{vat_number(1)}',
                     f'{person[:6]} {person[6:]}', expected['id'].upper()):
            with self.subTest(name):
                self.assertEqual(self.answer('client', 'show', name, f'--studio={STUDIO}'),
                                 expected)
        self.assertEqual(self.answer('client', 'show', vat_number(1)), expected)
        other = self.add_studio(vat_number=vat_number(90))
        for name in (expected['id'], person):
            self.fail_with(REFUSED, 'client', 'show', name, f'--studio={other}', code='not_found',
                           field='client')
        self.fail_with(USAGE, 'client', 'show', 'rubbish', f'--studio={STUDIO}', field='client')
        self.fail_with(REFUSED, 'client', 'show', vat_number(9), f'--studio={STUDIO}',
                       code='not_found', field='client')


class Nickname(Case):
    def setUp(self):
        super().setUp()
        self.world(1, 0)

    def name(self, nickname, *words, **how):
        return self.answer('client', 'nickname', vat_number(1), f'--studio={STUDIO}', *words,
                           '--', nickname, **how)

    def test_R_CLI_06_gives_changes_and_takes_away(self):
        for nickname in ('Il Bello', 'è', "O'Reilly \"Ray\"", '--all', 'x' * 100, '日本'):
            self.assertEqual(self.name(nickname)['nickname'], nickname)
            self.assertEqual(self.clients()[0]['nickname'], nickname)
        self.assertIsNone(self.name('')['nickname'])

    def test_bad_nicknames_are_usage(self):
        for nickname in ('x' * 101, 'à' * 51, 'a\nb', 'a\x1b[0m', b'\xff\xfe', b'a\xc3', '\x7f'):
            with self.subTest(nickname):
                self.fail_with(USAGE, 'client', 'nickname', vat_number(1), nickname,
                               f'--studio={STUDIO}', field='nickname')
        self.assertIsNone(self.clients()[0]['nickname'])

    def test_R_AUD_05_a_preview_changes_nothing(self):
        before = self.content()
        self.assertEqual(self.name('Prova', '--preview')['nickname'], 'Prova')
        self.assertEqual(self.content(), before)

    def test_R_CLI_06_only_the_own_studio(self):
        other = self.add_studio(vat_number(80))
        client = self.clients()[0]['id']
        self.fail_with(REFUSED, 'client', 'nickname', client, 'x', f'--studio={other}',
                       code='not_found')


class Check(Case):
    def check(self, client=vat_number(1), *words, studio=STUDIO):
        said = self.run_json('client', 'check', client, f'--studio={studio}', *words)
        answer = said.json
        self.assertLessEqual({'eligible', 'reasons'}, set(answer))
        self.assertEqual((said.status, said.err), (REFUSED if answer['reasons'] else DONE, ''))
        self.assertIs(answer['eligible'], not answer['reasons'])
        for reason in answer['reasons']:
            self.assertEqual(set(reason), {'rule', 'text'})
            self.assertTrue(reason['text'])
        return [reason['rule'] for reason in answer['reasons']]

    def test_R_ELIG_01_one_that_may(self):
        self.world(1, 1)
        before = self.content()
        self.assertEqual(self.check(), [])
        self.assertEqual(self.content(), before)

    def test_gives_every_reason_at_once(self):
        self.add_studio(is_open=False)
        self.import_rows([company(1, ts_digital='no')])
        rules = self.check()
        self.assertLessEqual({'R-STU-01', 'R-ELIG-01', 'R-ELIG-11'}, set(rules))

    def test_R_ELIG_11_without_a_coupon(self):
        self.world(1, 0)
        self.assertEqual(self.check(), ['R-ELIG-11'])

    def test_R_ELIG_11_another_studio(self):
        self.world(1, 1)
        other = self.add_studio(vat_number(80))
        client = self.clients()[0]['id']
        self.assertIn('R-ELIG-11', self.check(client, studio=other))

    def test_R_ELIG_06_a_year_already_covered(self):
        self.world(1, 5)
        self.migrate('--all')
        self.assertEqual(self.check(vat_number(1), '--year=2027'), ['R-ELIG-06'])

    def test_R_ELIG_11_a_client_that_never_logged_in_can_be_renewed(self):
        self.world(1, 5)
        self.migrate('--all')
        self.answer('coupon', 'buy', f'--studio={STUDIO}', '--kind=conto_terzi', '--year=2028',
                    '--quantity=1', '--unit-price=1')
        answer = self.answer('client', 'check', vat_number(1), f'--studio={STUDIO}')
        self.assertEqual((answer['eligible'], answer['action']), (True, 'renew'))

    def test_R_COU_06_on_a_day_after_the_year(self):
        self.world(1, 5)
        self.assertTrue(self.check(vat_number(1), '--day=2028-01-01'))
        self.assertEqual(self.check(vat_number(1), '--day=2027-12-31'), [])

    def test_texts_in_both_languages(self):
        self.world(1, 0)
        for language, text in (('it', 'Nessun coupon'), ('en', 'No conto terzi coupon')):
            answer = self.answer('client', 'check', vat_number(1), f'--studio={STUDIO}',
                                 f'--lang={language}', status=REFUSED)
            self.assertIn(text, answer['reasons'][0]['text'])
            plain = self.run_plain('client', 'check', vat_number(1), f'--studio={STUDIO}',
                                   f'--lang={language}')
            self.assertEqual(plain.status, REFUSED)
            self.assertIn(text, plain.out)
            self.assertIn('R-ELIG-11', plain.out)

    def test_of_one_coupon(self):
        self.world(1, 2)
        code = self.coupons()[0]['code']
        self.assertEqual(self.check(vat_number(1), f'--coupon={code}'), [])
        wrong = code[:-1] + ('A' if code[-1] != 'A' else 'C')
        answer = self.run_json('client', 'check', vat_number(1), f'--studio={STUDIO}',
                               f'--coupon={wrong}')
        self.assertIn('R-COU-09', answer.raw_out.decode() + answer.raw_err.decode())


if __name__ == '__main__':
    main()
