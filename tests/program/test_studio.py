"""contoterzi studio ...: registering, the accountant account, the overview."""
import os
import unittest

from harness import (Case, DONE, REFUSED, SERVER, STORAGE, STUDIO, TODAY, USAGE, companies, main,
                     omocode, tax_code, vat_number)

ADD = ('studio', 'add', '--name=Studio Ferri', f'--vat-number={STUDIO}',
       '--email=studio@ferri.example', '--pec=ferri@pec.ferri.example')
FIELDS = {'id', 'name', 'vat_number', 'tax_code', 'email', 'certified_email', 'account_opened_on'}


def but(*changes):
    """`studio add` with some options otherwise; the last one given counts."""
    return (*ADD, *changes)


class Add(Case):
    def test_answers_the_studio_with_its_id(self):
        studio = self.answer(*ADD)
        self.assertKeys(studio, FIELDS)
        self.assertRegex(studio['id'], '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f-]{17}$')
        self.assertEqual(studio['name'], 'Studio Ferri')
        self.assertIsNone(studio['account_opened_on'])

    def test_takes_codes_as_people_write_them(self):
        person = tax_code('Ferri', 'Anna', (1971, 12, 3), 'H501', is_woman=True)
        studio = self.answer(*but('--vat-number=it 123 4567 0157',
                                  f'--tax-code={person[:6].lower()} {person[6:]}'))
        self.assertEqual((studio['vat_number'], studio['tax_code']), (STUDIO, person))

    def test_R_CLI_02_takes_omocodia(self):
        code = omocode(omocode(tax_code('Ferri', 'Anna')), 13)
        self.assertEqual(self.answer(*but(f'--tax-code={code}'))['tax_code'], code)

    def test_R_CLI_02_refuses_bad_codes(self):
        for option in ('--vat-number=12345670158', '--vat-number=1234567015',
                       '--vat-number=123456701577', '--vat-number=1234567O157',
                       '--vat-number=00000000000', '--tax-code=RSSMRA80A01F205A',
                       '--tax-code=RSSMRA80F01F205X', '--tax-code=ABC', '--vat-number=IT'):
            with self.subTest(option):
                self.fail_with(REFUSED, *but(option), rule='R-CLI-02', code='refused',
                               field=option[2:].split('=')[0].replace('-', '_'))

    def test_R_CLI_02_refuses_any_single_wrong_digit(self):
        for position in range(11):
            wrong = str((int(STUDIO[position]) + 1) % 10)
            number = STUDIO[:position] + wrong + STUDIO[position + 1:]
            self.fail_with(REFUSED, *but(f'--vat-number={number}'), rule='R-CLI-02')

    def test_R_STU_03_refuses_a_certified_login(self):
        for address in ('studio@pec.it', 'studio@legalmail.it', 'studio@pec.ferri.example',
                        'studio@PEC.Ferri.example'):
            with self.subTest(address):
                self.fail_with(REFUSED, *but(f'--email={address}'), rule='R-STU-03', field='email')

    def test_R_STU_03_refuses_malformed_addresses(self):
        for address in ('', 'x', '@x.example', 'x@', 'a b@x.example', 'x@x', 'x@@x.example',
                        'x@x..example', '.x@x.example'):
            for option in ('email', 'pec'):
                with self.subTest(address, option=option):
                    answer = self.run_json(*but(f'--{option}={address}'))
                    self.assertIn(answer.status, (REFUSED, USAGE), answer)
                    self.assertIn('email', answer.error['field'])

    def test_a_second_studio_with_that_number_is_refused_by_name(self):
        self.answer(*ADD)
        answer = self.run_json(*ADD)
        self.assertEqual(answer.status, REFUSED, answer)
        self.assertEqual(answer.error['field'], 'vat_number')
        self.assertEqual(len(self.answer('studio', 'list')['studios']), 1)

    def test_needs_its_options(self):
        for i in range(2, len(ADD)):
            answer = self.run_json(*ADD[:i], *ADD[i + 1:])
            self.assertEqual(answer.status, USAGE, answer)
            self.assertEqual('--' + answer.error['field'], ADD[i].split('=')[0])

    def test_R_AUD_02_the_same_key_adds_once(self):
        first = self.answer(*ADD, '--key=k1')
        self.assertEqual(self.answer(*ADD, '--key=k1'), first)
        self.fail_with(REFUSED, *but('--name=Another', '--key=k1'), rule='R-AUD-02')
        self.assertEqual(len(self.answer('studio', 'list')['studios']), 1)

    def test_R_AUD_05_a_preview_leaves_no_file(self):
        self.assertKeys(self.answer(*ADD, '--preview'), FIELDS)
        self.assertEqual(os.listdir(self.place), [])
        self.answer(*ADD)
        other = vat_number(77)
        before = self.content()
        self.answer(*but(f'--vat-number={other}', '--preview'))
        self.assertEqual(self.content(), before)


class NoStore(Case):
    """Only `studio add` makes one, on a server as in a file."""

    def is_empty(self):
        if SERVER:
            return self.sql('SELECT nspname FROM pg_namespace WHERE nspname = ?',
                            os.path.basename(self.place)) == []
        return os.listdir(self.place) == []

    def test_other_commands_make_none(self):
        for words in (('studio', 'list'), ('event', 'list'), ('check',), ('lifecycle', 'run'),
                      ('studio', 'open-account', f'--studio={STUDIO}'),
                      ('lifecycle', 'run', '--preview')):
            self.fail_with(STORAGE, *words, field='db', text='contoterzi studio add')
            self.assertTrue(self.is_empty(), words)
        answer = self.run_plain('--lang=it', 'studio', 'list')
        self.assertIn('contoterzi studio add', answer.err)

    def test_R_AUD_05_a_preview_makes_none(self):
        self.assertKeys(self.answer(*ADD, '--preview'), FIELDS)
        self.assertTrue(self.is_empty())
        self.fail_with(STORAGE, 'studio', 'list')

    def test_tables_of_somebody_else_are_left_alone(self):
        if not SERVER:
            raise unittest.SkipTest('of files, test_bad_store tells')
        schema = os.path.basename(self.place)
        self.tell_server(f'CREATE SCHEMA "{schema}" CREATE TABLE client (id int)')
        before = self.content()
        for words in (('studio', 'list'), ADD, (*ADD, '--preview')):
            self.fail_with(STORAGE, *words, code='not_a_store')
            self.assertEqual(self.content(), before)


class Account(Case):
    def test_R_STU_01_opens_once(self):
        self.add_studio(is_open=False)
        opened = self.answer('studio', 'open-account', f'--studio={STUDIO}')
        self.assertEqual(opened['account_opened_on'], TODAY)
        before = self.sql("SELECT count(*) FROM event")
        self.assertEqual(self.answer('studio', 'open-account', f'--studio={STUDIO}'), opened)
        self.assertEqual(self.sql("SELECT count(*) FROM event"), before)

    def test_R_STU_01_import_and_purchase_need_no_open_account(self):
        self.add_studio(is_open=False)
        self.assertEqual(self.import_rows(companies(2))['added'], 2)

    def test_an_unknown_studio_is_refused(self):
        self.add_studio()
        for words in (('studio', 'show'), ('studio', 'open-account'), ('client', 'list'),
                      ('coupon', 'list')):
            for studio in (vat_number(99), '01a209bb-14cf-79aa-8420-3aec767dbcda'):
                self.fail_with(REFUSED, *words, f'--studio={studio}', code='not_found',
                               field='studio')


class Overview(Case):
    def show(self, *words):
        return self.answer('studio', 'show', f'--studio={STUDIO}', *words)

    def test_of_a_new_studio_is_empty(self):
        self.add_studio()
        shown = self.show()
        self.assertKeys(shown, FIELDS)
        self.assertEqual([shown[key] for key in ('migratable', 'clients', 'coupons', 'licenses')],
                         [0, 0, [], []])
        self.assertIs(shown['banner'], False)

    def test_R_STU_02_counts_what_can_still_be_migrated(self):
        rows = self.world(5, 3)
        shown = self.show()
        self.assertEqual((shown['migratable'], shown['clients'], shown['banner']), (5, 5, True))
        self.migrate(rows[0]['partita_iva'], rows[1]['partita_iva'])
        shown = self.show()
        self.assertEqual(shown['migratable'], 3)
        self.assertEqual(shown['licenses'], [{'last_day': '2027-12-31', 'count': 2}])

    def test_counts_coupons_by_year_kind_and_state(self):
        self.world(2, 3)
        self.buy(4, year=2026)
        self.migrate('--all')
        self.assertEqual(
            [(line['license_year'], line['kind'], line['state'], line['count'])
             for line in self.show()['coupons']],
            [(2027, 'conto_terzi', 'available', 1), (2027, 'conto_terzi', 'assigned', 2),
             (2026, 'conto_terzi', 'available', 4)])

    def test_R_COU_06_a_coupon_expires_with_its_year(self):
        self.world(0, 3)
        for day, state in (('2027-12-31', 'available'), ('2028-01-01', 'expired')):
            self.today = day
            self.assertEqual([line['state'] for line in self.show()['coupons']], [state])
            self.assertEqual({coupon['state'] for coupon in self.coupons()}, {state})

    def test_for_people_shows_the_banner(self):
        self.world(5, 3)
        answer = self.run_plain('studio', 'show', f'--studio={STUDIO}', '--lang=it')
        self.assertEqual(answer.status, DONE)
        self.assertIn('Da migrare ancora: 5', answer.out)
        answer = self.run_plain('studio', 'show', f'--studio={STUDIO}', '--lang=en')
        self.assertIn('Still to be migrated: 5', answer.out)


class List(Case):
    def test_pages_through_studios_in_order(self):
        numbers = [vat_number(number) for number in range(50, 57)]
        for number in numbers:
            self.add_studio(number, is_open=False)
        studios = self.pages('studios', 'studio', 'list', limit=3)
        self.assertEqual([studio['vat_number'] for studio in studios], numbers)


if __name__ == '__main__':
    main()
