"""contoterzi renew: some or all of the studio's clients, each with a coupon (R-REN-03); and coupons
assigned one by one."""
from harness import Case, DONE, REFUSED, STUDIO, USAGE, companies, company, main, vat_number

ENTRY = {'client', 'name', 'status', 'license', 'coupon', 'reasons'}


class Renewals(Case):
    def migrated(self, clients=3):
        """So many clients with a license of this year."""
        rows = self.world(clients, 0)
        self.buy(clients, year=2026)
        self.migrate('--all')
        return rows

    def renew(self, *words, status=DONE):
        answer = self.answer('renew', f'--studio={STUDIO}', *words, status=status)
        self.assertEqual(set(answer), {'done', 'refused', 'already_done', 'clients'})
        for kind in ('done', 'refused', 'already_done'):
            self.assertEqual(answer[kind],
                             sum(entry['status'] == kind for entry in answer['clients']))
        for entry in answer['clients']:
            self.assertLessEqual(ENTRY, set(entry))
            self.assertEqual(entry['status'] == 'refused', bool(entry['reasons']), entry)
        return answer

    def rules(self, answer):
        return [[reason['rule'] for reason in entry['reasons']] for entry in answer['clients']]


class Some(Renewals):
    def test_R_REN_03_chosen_clients_by_any_name(self):
        self.migrated(3)
        self.buy(3)
        ids = {client['vat_number']: client['id'] for client in self.clients()}
        answer = self.renew(vat_number(3), ids[vat_number(1)])
        self.assertEqual([entry['client'] for entry in answer['clients']],
                         [ids[vat_number(3)], ids[vat_number(1)]])
        entry = answer['clients'][0]
        self.assertEqual((entry['name'], entry['action']), ('Ditta 000003 S.r.l.', 'renew'))
        self.assertEqual((entry['license']['first_day'], entry['license']['last_day']),
                         ('2027-01-01', '2027-12-31'))
        self.assertEqual(self.answer('coupon', 'show', entry['coupon'])['client'],
                         entry['client'])
        self.assertEqual(len(self.coupons('--state=available')), 1)

    def test_R_ELIG_06_with_no_later_coupon_there_is_nothing_to_renew_with(self):
        self.migrated(1)
        self.buy(1)
        self.buy(2, year=2026)
        answer = self.renew(vat_number(1), '--year=2027')
        self.assertEqual(answer['done'], 1)
        answer = self.renew(vat_number(1), '--year=2028', status=REFUSED)
        self.assertEqual(self.rules(answer), [['R-ELIG-11']])

    def test_R_REN_05_with_another_kind(self):
        self.migrated(1)
        self.buy(1, kind='renewable')
        entry = self.renew(vat_number(1), '--kind=renewable')['clients'][0]
        self.assertEqual(entry['license']['access'], 'full')
        self.buy(1, year=2028)
        answer = self.renew(vat_number(1), status=REFUSED)
        self.assertIn('R-ELIG-03', self.rules(answer)[0])

    def test_R_MIG_01_who_is_still_to_be_migrated_is_refused(self):
        self.world(1, 1)
        answer = self.renew(vat_number(1), status=REFUSED)
        self.assertEqual(self.rules(answer), [['R-MIG-01']])

    def test_R_AUD_06_a_refusal_is_an_event(self):
        self.world(1, 1)
        self.renew(vat_number(1), status=REFUSED)
        event = self.pages('events', 'event', 'list', f'--studio={STUDIO}')[-1]
        self.assertEqual((event['kind'], event['rules']), ('renewal_refused', 'R-MIG-01'))

    def test_for_people(self):
        self.migrated(2)
        self.buy(1)
        answer = self.run_plain('renew', f'--studio={STUDIO}', '--all', '--lang=it')
        self.assertEqual(answer.status, REFUSED, answer)
        self.assertIn('Rinnovati 1, rifiutati 1, già rinnovati 0', answer.out)
        self.assertIn('2027-12-31', answer.out)

    def test_usage(self):
        self.migrated(1)
        for words in ((), ('--all', vat_number(1)), ('nobody',), ('--all', '--kind=x'),
                      ('--all', '--year=x'), ('--all', '--coupon=x')):
            self.fail_with(USAGE, 'renew', f'--studio={STUDIO}', *words)
        self.fail_with(USAGE, 'renew', '--all')


class All(Renewals):
    def test_R_REN_03_all_who_have_had_a_license(self):
        self.migrated(4)
        self.import_rows(companies(2, first=9))
        self.buy(4)
        answer = self.renew('--all')
        self.assertEqual((answer['done'], len(answer['clients'])), (4, 4))

    def test_R_REN_03_again_nothing_is_done_twice(self):
        self.migrated(3)
        self.buy(3)
        first = self.renew('--all')
        again = self.renew('--all')
        self.assertEqual(again['already_done'], 3)
        for one, other in zip(first['clients'], again['clients']):
            self.assertEqual((one['coupon'], one['license']), (other['coupon'], other['license']))

    def test_R_AUD_05_a_preview_foretells_over_many_pages(self):
        self.migrated(1100)
        self.buy(1050)
        preview = self.renew('--all', '--preview', status=REFUSED)
        self.assertEqual((preview['done'], preview['refused']), (1050, 50))
        self.assertEqual(len({entry['coupon'] for entry in preview['clients']}), 1051)
        self.assertEqual(len(self.coupons('--state=available')), 1050)
        self.assertEqual(self.renew('--all', status=REFUSED)['done'], 1050)

    def test_R_AUD_02_the_same_key_again(self):
        self.migrated(2)
        self.buy(5)
        first = self.renew('--all', '--key=renewal')
        self.assertEqual(self.renew('--all', '--key=renewal'), first)
        self.assertEqual(len(self.coupons('--state=available')), 3)

    def test_of_a_studio_without_clients(self):
        self.world(0, 1)
        self.assertEqual(self.renew('--all')['clients'], [])


class Plan(Renewals):
    def plan(self, *words):
        return self.answer('renew', f'--studio={STUDIO}', '--plan', *words)

    def test_R_REN_06_what_is_needed_and_what_is_there(self):
        self.migrated(4)
        self.buy(2)
        self.import_rows(companies(1, first=9))
        before = self.content()
        plan = self.plan()
        self.assertEqual(self.content(), before)
        self.assertEqual({key: plan[key] for key in (
            'kind', 'license_year', 'to_renew', 'eligible', 'not_eligible', 'already_done',
            'coupons', 'missing', 'left_over', 'next')}, {
                'kind': 'conto_terzi', 'license_year': 2027, 'to_renew': 4, 'eligible': 4,
                'not_eligible': 0, 'already_done': 0, 'coupons': 2, 'missing': 2, 'left_over': 0,
                'next': None})
        self.assertEqual([entry['name'] for entry in plan['clients']],
                         [f'Ditta {number:06d} S.r.l.' for number in range(1, 5)])
        self.answer('license', 'purchase', vat_number(1), f'--studio={STUDIO}', '--by=client',
                    '--plan=standard')
        self.renew(vat_number(2))
        plan = self.plan()
        self.assertEqual((plan['eligible'], plan['not_eligible'], plan['already_done']),
                         (2, 1, 1))
        refused = plan['clients'][0]
        self.assertFalse(refused['eligible'])
        self.assertIn('R-ELIG-02', [reason['rule'] for reason in refused['reasons']])

    def test_R_REN_06_page_by_page(self):
        self.migrated(5)
        entries = self.pages('clients', 'renew', f'--studio={STUDIO}', '--plan', limit=2)
        self.assertEqual(len({entry['client'] for entry in entries}), 5)

    def test_R_REN_06_for_people_and_wrong(self):
        self.migrated(1)
        text = self.run_plain('renew', f'--studio={STUDIO}', '--plan', '--lang=it').out
        self.assertIn('Coupon che mancano', text)
        self.fail_with(USAGE, 'renew', f'--studio={STUDIO}', '--plan', '--all')
        self.fail_with(USAGE, 'renew', f'--studio={STUDIO}', '--plan', vat_number(1))


class Ways(Renewals):
    def test_R_REN_05_the_ways_and_why_not_the_others(self):
        self.migrated(1)
        answer = self.answer('license', 'ways', vat_number(1), f'--studio={STUDIO}')
        ways = {way['way']: way for way in answer['ways']}
        self.assertEqual({name: way['open'] for name, way in ways.items()},
                         {'conto_terzi': True, 'renewable': True, 'flat_rate': False,
                          'own_purchase': True})
        self.assertEqual([reason['rule'] for reason in ways['flat_rate']['reasons']],
                         ['R-ELIG-09'])
        text = self.run_plain('license', 'ways', vat_number(1), f'--studio={STUDIO}',
                              '--day=2027-02-01', '--lang=it').out
        self.assertIn('(R-ELIG-09)', text)


class Link(Renewals):
    def code(self, kind):
        self.add_studio()
        self.buy(1, kind=kind)
        return self.coupons()[0]['code']

    def test_R_COU_10_a_company_registers_through_a_link(self):
        code = self.code('renewable')
        link = self.answer('coupon', 'link', code)['link']
        self.assertTrue(link.endswith(code))
        words = ('coupon', 'register', link, '--name=Nuova S.r.l.',
                 f'--vat-number={vat_number(5)}', '--email=capo@nuova.example')
        answer = self.answer(*words, '--key=enrol')
        self.assertEqual((answer['action'], answer['coupon'], answer['license']['access']),
                         ('activate', code, 'full'))
        self.assertEqual(self.answer(*words, '--key=enrol'), answer)
        client = self.answer('client', 'show', answer['client'])
        self.assertEqual((client['name'], client['state']), ('Nuova S.r.l.', 'active'))
        self.fail_with(REFUSED, *words, rule='R-ELIG-11')

    def test_R_COU_10_no_link_for_conto_terzi(self):
        self.fail_with(REFUSED, 'coupon', 'link', self.code('conto_terzi'), rule='R-COU-10')

    def test_R_ELIG_09_a_flat_rate_coupon_asks_for_the_regime(self):
        words = ('coupon', 'register', self.code('flat_rate'), '--name=Nuova',
                 f'--vat-number={vat_number(5)}', '--email=capo@nuova.example')
        self.fail_with(REFUSED, *words, rule='R-ELIG-09')
        self.assertEqual(self.clients(), [])
        self.answer(*words, '--flat-rate')


class Assign(Renewals):
    def test_R_ELIG_10_a_coupon_activates_who_is_new(self):
        self.world(1, 0)
        self.buy(1, kind='renewable')
        answer = self.answer('coupon', 'assign', vat_number(1), f'--studio={STUDIO}',
                             '--kind=renewable')
        self.assertEqual((answer['status'], answer['action']), ('done', 'activate'))
        self.assertEqual((answer['license']['first_day'], answer['license']['last_day']),
                         (self.today, '2027-12-31'))
        account = self.answer('client', 'show', answer['client'])['account']
        self.assertEqual((account['need_password_change'], account['need_setup']),
                         (False, False))

    def test_R_ELIG_11_refused_with_every_reason(self):
        self.world(1, 0)
        self.import_rows([company(1, email='')])
        error = self.fail_with(REFUSED, 'coupon', 'assign', vat_number(1), f'--studio={STUDIO}',
                               '--kind=flat_rate')
        self.assertEqual({reason['rule'] for reason in error['reasons']},
                         {'R-ELIG-09', 'R-ELIG-11'})

    def test_R_COU_09_a_mistyped_code(self):
        self.world(1, 1)
        self.fail_with(REFUSED, 'coupon', 'assign', vat_number(1), f'--studio={STUDIO}',
                       '--kind=renewable', '--coupon=AAAA', rule='R-COU-09')

    def test_R_AUD_05_a_preview_changes_nothing(self):
        self.world(1, 0)
        self.buy(1, kind='renewable')
        before = self.content()
        self.answer('coupon', 'assign', vat_number(1), f'--studio={STUDIO}', '--kind=renewable',
                    '--preview')
        self.assertEqual(self.content(), before)


if __name__ == '__main__':
    main()
