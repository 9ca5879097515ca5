"""contoterzi license purchase, upgrade, trial, usage."""
from harness import Case, REFUSED, STUDIO, USAGE, main, vat_number


class Licenses(Case):
    def migrated(self):
        self.world(1, 0)
        self.buy(1, year=2026)
        return self.migrate('--all')['clients'][0]['client']

    def licenses(self, client):
        return self.answer('license', 'show', client)['licenses']


class Purchase(Licenses):
    def test_R_LIC_07_a_client_buys_a_full_license_at_once(self):
        client = self.migrated()
        answer = self.answer('license', 'purchase', client, '--by=client', '--plan=standard')
        self.assertEqual((answer['source'], answer['access'], answer['first_day'],
                          answer['last_day'], answer['price']),
                         ('client_purchase', 'full', self.today, '2027-11-22', '144.00'))
        old, new = self.licenses(client)
        self.assertEqual((old['superseded_on'], new['id']), (self.today, answer['id']))
        error = self.fail_with(REFUSED, 'coupon', 'assign', client)
        self.assertIn('R-ELIG-02', [reason['rule'] for reason in error['reasons']])

    def test_the_price_and_the_last_day_by_choice(self):
        client = self.migrated()
        answer = self.answer('license', 'purchase', client, '--by=studio', '--plan=premium',
                             '--price=99,50', '--last-day=2026-12-31')
        self.assertEqual((answer['price'], answer['last_day'], answer['source']),
                         ('99.50', '2026-12-31', 'studio_purchase'))
        answer = self.answer('license', 'purchase', client, '--by=studio', '--plan=premium',
                             '--price=0')
        self.assertEqual((answer['price'], answer['first_day']), ('0.00', '2027-01-01'))

    def test_R_LIC_07_a_plan_that_is_not_offered(self):
        client = self.migrated()
        self.fail_with(REFUSED, 'license', 'purchase', client, '--by=client',
                       '--plan=premium_plus', rule='R-LIC-07')
        self.answer('license', 'purchase', client, '--by=client', '--plan=premium_plus',
                    '--policy=plans_offered=premium_plus')

    def test_R_ELIG_11_another_studio_s_client(self):
        client = self.migrated()
        other = self.add_studio(vat_number(80))
        error = self.fail_with(REFUSED, 'license', 'purchase', client, '--by=studio',
                               f'--studio={other}', '--plan=standard', rule='R-ELIG-11')
        self.assertNotIn('Ditta', str(error))

    def test_usage(self):
        client = self.migrated()
        for words in (('--by=client',), ('--plan=standard',), ('--by=me', '--plan=standard'),
                      ('--by=client', '--plan=best'),
                      ('--by=client', '--plan=standard', '--price=x')):
            self.fail_with(USAGE, 'license', 'purchase', client, *words)


class Upgrade(Licenses):
    def test_R_LIC_08_by_a_coupon_of_the_year(self):
        client = self.migrated()
        self.buy(1, year=2026, kind='renewable')
        self.buy(1, year=2027, kind='renewable')
        answer = self.answer('license', 'upgrade', client, f'--studio={STUDIO}',
                             '--kind=renewable')
        self.assertEqual((answer['action'], answer['license']['first_day'],
                          answer['license']['last_day']), ('upgrade', self.today, '2026-12-31'))
        self.assertEqual(self.licenses(client)[0]['superseded_on'], self.today)

    def test_R_LIC_08_by_purchase(self):
        client = self.migrated()
        answer = self.answer('license', 'upgrade', client, f'--studio={STUDIO}',
                             '--plan=complete')
        self.assertEqual((answer['source'], answer['first_day']),
                         ('studio_purchase', self.today))
        self.fail_with(REFUSED, 'license', 'upgrade', client, '--plan=premium', rule='R-LIC-08')
        self.fail_with(REFUSED, 'license', 'purchase', self.migrated_again(), '--by=studio',
                       '--plan=premium', '--last-day=2026-11-30', rule='R-LIC-08')

    def migrated_again(self):
        self.import_rows([{'denominazione': 'Altra', 'partita_iva': vat_number(7),
                           'codice_fiscale': '', 'email': 'altra@posta.example'}])
        self.buy(1, year=2026)
        return self.migrate(vat_number(7))['clients'][0]['client']

    def test_either_a_coupon_or_a_purchase(self):
        client = self.migrated()
        self.fail_with(USAGE, 'license', 'upgrade', client)
        self.fail_with(USAGE, 'license', 'upgrade', client, '--kind=renewable', '--plan=premium')


class Trial(Licenses):
    def test_R_LIC_01_a_trial_once(self):
        self.world(1, 0)
        words = ('license', 'trial', vat_number(1), f'--studio={STUDIO}')
        answer = self.answer(*words)
        self.assertEqual((answer['plan'], answer['source'], answer['last_day'], answer['price']),
                         ('trial', 'trial', '2026-12-22', None))
        self.fail_with(REFUSED, *words, rule='R-LIC-01')


class Usage(Licenses):
    def test_R_LIC_03_what_is_used_and_left(self):
        client = self.migrated()
        for words in ((client,), (f'--client={client}',),
                      (f'--client={vat_number(1)}', f'--studio={STUDIO}')):
            answer = self.answer('license', 'usage', *words)
            self.assertEqual((answer['client'], answer['year']), (client, 2026))
            for key, limit in (('clients', 5000), ('suppliers', 5000), ('products', 5000),
                               ('documents', 3000)):
                usage = answer['usage'][key]
                self.assertEqual((usage['used'], usage['limit'], usage['left']),
                                 (0, limit, limit))

    def test_R_LIC_04_without_a_license_there_is_no_limit(self):
        self.world(1, 0)
        answer = self.answer('license', 'usage', vat_number(1), f'--studio={STUDIO}')
        self.assertIsNone(answer['license'])
        self.assertEqual(answer['usage']['documents']['limit'], None)

    def test_usage(self):
        client = self.migrated()
        self.fail_with(USAGE, 'license', 'usage')
        self.fail_with(USAGE, 'license', 'usage', client, f'--client={client}')
        text = self.run_plain('license', 'usage', client, '--lang=it').out
        self.assertIn('Restano', text)


if __name__ == '__main__':
    main()
