"""contoterzi coupon ...: packs and the pool."""
import collections

from harness import Case, REFUSED, STUDIO, USAGE, companies, main, vat_number

BUY = ('coupon', 'buy', f'--studio={STUDIO}', '--kind=conto_terzi', '--year=2027', '--quantity=3',
       '--unit-price=29.90')
ALPHABET = '^[0-9A-Z]{4}(-[0-9A-Z]{4}){3}$'


class Buy(Case):
    def setUp(self):
        super().setUp()
        self.studio = self.add_studio()

    def test_R_COU_05_answers_the_pack(self):
        pack = self.answer(*BUY)
        self.assertEqual(
            {key: pack[key] for key in ('studio', 'kind', 'plan', 'license_year', 'quantity',
                                        'unit_price', 'source', 'issued_on', 'revoked_on')},
            {'studio': self.studio, 'kind': 'conto_terzi', 'plan': 'standard',
             'license_year': 2027, 'quantity': 3, 'unit_price': '29.90', 'source': 'purchase',
             'issued_on': self.today, 'revoked_on': None})
        self.assertEqual({coupon['pack'] for coupon in self.coupons()}, {pack['id']})

    def test_prices_as_people_write_them(self):
        for text, price in (('29,90', '29.90'), ('29.9', '29.90'), ('0', '0.00'), ('7', '7.00'),
                            ('0,05', '0.05'), ('1000000', '1000000.00')):
            with self.subTest(text):
                self.assertEqual(self.answer(*BUY, f'--unit-price={text}')['unit_price'], price)

    def test_bad_values_are_usage(self):
        bad = {'unit-price': ['-1', '1.234', '1.', '.5', 'x', '', '1e3', '99999999999999999999',
                              '1,2,3', '1.2.3', '1 000', '+1', '0x10'],
               'quantity': ['0', '-1', 'x', '', '1.5', '4294967296', '99999999999999999999', ' 1',
                            '+1', '1000000000'],
               'year': ['0', '-2027', '27', 'x', '', '10000', '2027.0', '99999999999999999999'],
               'kind': ['', 'x', 'CONTO_TERZI', '1', 'conto terzi']}
        for option, texts in bad.items():
            for text in texts:
                with self.subTest(option, text=text):
                    error = self.fail_with(USAGE, *BUY, f'--{option}={text}')
                    self.assertTrue(error['field'])
        self.assertEqual(self.coupons(), [])

    def test_R_COU_01_every_kind_with_its_plan(self):
        for kind in ('renewable', 'flat_rate'):
            pack = self.answer(*BUY, f'--kind={kind}', '--plan=premium')
            self.assertEqual((pack['kind'], pack['plan']), (kind, 'premium'))
            self.assertEqual(self.answer(*BUY, f'--kind={kind}')['plan'], 'standard')
        self.fail_with(USAGE, *BUY, '--plan=premium', field='plan')

    def test_R_COU_06_a_year_that_is_over_is_refused(self):
        self.fail_with(REFUSED, *BUY, '--year=2025', rule='R-COU-06')
        self.assertEqual(self.answer(*BUY, '--year=2026')['license_year'], 2026)

    def test_R_AUD_02_the_same_key_buys_once(self):
        first = self.answer(*BUY, '--key=po-17')
        self.assertEqual(self.answer(*BUY, '--key=po-17'), first)
        self.assertEqual(len(self.coupons()), 3)
        self.fail_with(REFUSED, *BUY, '--quantity=4', '--key=po-17', rule='R-AUD-02')

    def test_R_AUD_05_a_preview_buys_nothing(self):
        before = self.content()
        self.assertEqual(self.answer(*BUY, '--preview')['quantity'], 3)
        self.assertEqual(self.content(), before)

    def test_ten_thousand_at_once(self):
        self.answer(*BUY, '--quantity=10000')
        self.assertEqual(len({coupon['code'] for coupon in self.coupons()}), 10000)


class List(Case):
    def setUp(self):
        super().setUp()
        self.rows = self.world(2, 5)
        self.buy(3, year=2028)
        self.migrate('--all', '--year=2027')

    def test_shape(self):
        page = self.answer('coupon', 'list', f'--studio={STUDIO}')
        self.assertEqual(set(page), {'coupons', 'next'})
        self.assertIsNone(page['next'])
        clients = {client['id'] for client in self.clients()}
        for coupon in page['coupons']:
            self.assertKeys(coupon, ('code', 'kind', 'license_year', 'state', 'client'))
            self.assertRegex(coupon['code'], ALPHABET)
            self.assertIsInstance(coupon['license_year'], int)
            self.assertEqual(coupon['client'] in clients, coupon['state'] == 'assigned')
            self.assertEqual(coupon['client'] is None, coupon['state'] == 'available')

    def test_by_state_and_year(self):
        count = collections.Counter((coupon['license_year'], coupon['state'])
                                    for coupon in self.coupons())
        self.assertEqual(count, {(2027, 'assigned'): 2, (2027, 'available'): 3,
                                 (2028, 'available'): 3})
        for state, year, expected in (('assigned', None, 2), ('available', None, 6),
                                      ('available', 2027, 3), ('available', 2028, 3),
                                      ('assigned', 2028, 0), ('expired', None, 0),
                                      ('reserved', None, 0), ('revoked', None, 0),
                                      (None, 2027, 5), (None, 2029, 0)):
            words = [f'--state={state}'] * bool(state) + [f'--year={year}'] * bool(year)
            for limit in (1, 2, 1000):
                with self.subTest(words, limit=limit):
                    found = self.pages('coupons', 'coupon', 'list', f'--studio={STUDIO}', *words,
                                       limit=limit)
                    self.assertEqual(len(found), expected)
                    self.assertEqual(len({coupon['code'] for coupon in found}), expected)

    def test_pages_give_every_coupon_once(self):
        everything = [coupon['code'] for coupon in self.coupons()]
        for limit in (1, 3, 7, 8, 9):
            paged = self.pages('coupons', 'coupon', 'list', f'--studio={STUDIO}', limit=limit)
            self.assertEqual([coupon['code'] for coupon in paged], everything)

    def test_R_COU_06_after_the_year_only_those_not_assigned_expire(self):
        self.today = '2028-01-01'
        count = collections.Counter((coupon['license_year'], coupon['state'])
                                    for coupon in self.coupons())
        self.assertEqual(count, {(2027, 'assigned'): 2, (2027, 'expired'): 3,
                                 (2028, 'available'): 3})
        self.assertEqual(len(self.coupons('--state=expired')), 3)
        self.assertEqual(len(self.coupons('--state=available')), 3)

    def test_bad_cursors_and_limits_are_usage(self):
        foreign = self.answer('client', 'list', f'--studio={STUDIO}', '--limit=1')['next']
        for word in (f'--after={foreign}', '--after=', '--after=x', '--after=00', '--after=zz',
                     '--after=' + 'ab' * 5000, '--limit=0', '--limit=-1', '--limit=1001',
                     '--limit=x', '--limit=', '--state=x', '--year=x'):
            with self.subTest(word[:40]):
                self.fail_with(USAGE, 'coupon', 'list', f'--studio={STUDIO}', word)

    def test_one_by_code_or_id(self):
        coupon = self.coupons('--state=assigned')[0]
        for name in (coupon['code'], coupon['id'], coupon['code'].lower(),
                     coupon['code'].replace('-', ''), coupon['code'].replace('-', ' ')):
            self.assertEqual(self.answer('coupon', 'show', name), coupon)

    def test_R_COU_09_a_mistyped_code_is_told_from_an_unknown_one(self):
        code = self.coupons()[0]['code']
        for i, character in enumerate(code):
            if character == '-':
                continue
            for other in '37ACXY':
                if other != character:
                    self.fail_with(REFUSED, 'coupon', 'show', code[:i] + other + code[i + 1:],
                                   rule='R-COU-09')
        plain = code.replace('-', '')
        for i in range(15):
            if plain[i] != plain[i + 1]:
                swapped = plain[:i] + plain[i + 1] + plain[i] + plain[i + 2:]
                self.fail_with(REFUSED, 'coupon', 'show', swapped, rule='R-COU-09')

    def test_another_studio_sees_none(self):
        other = self.add_studio(vat_number(70))
        self.assertEqual(self.coupons(studio=other), [])


class Revoke(Case):
    def test_R_COU_07_revokes_what_is_not_assigned(self):
        self.add_studio()
        self.import_rows(companies(2))
        pack = self.buy(5)
        self.migrate('--all')
        self.assertEqual(self.answer('coupon', 'revoke', pack)['revoked_on'], self.today)
        count = collections.Counter(coupon['state'] for coupon in self.coupons())
        self.assertEqual(count, {'assigned': 2, 'revoked': 3})

    def test_unknown_packs(self):
        self.add_studio()
        self.fail_with(REFUSED, 'coupon', 'revoke', '01a209bb-14cf-79aa-8420-3aec767dbcda',
                       code='not_found')
        self.fail_with(USAGE, 'coupon', 'revoke', 'x')


if __name__ == '__main__':
    main()
