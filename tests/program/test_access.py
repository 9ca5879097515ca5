"""contoterzi access check, client open, unlink, link: who may do what, and for which studio."""
import os

from harness import Case, DONE, REFUSED, STUDIO, USAGE, company, main, vat_number
from maildir import one_time_password

EMAIL = 'ditta1@posta.example'
OTHER = vat_number(80)


class Access(Case):
    """A client whose migration is operational, with a read-only license until 2027."""

    def setUp(self):
        super().setUp()
        self.world(1, 1)
        self.client = self.clients()[0]['id']

    def log_in(self, client):
        maildir = self.path('posta')
        self.answer('outbox', 'deliver', f'--maildir={maildir}')
        new = os.path.join(maildir, 'new')
        passwords = [one_time_password(os.path.join(new, name)) for name in os.listdir(new)]
        self.answer('migration', 'first-login', client,
                    stdin=f'{passwords[0]}\nNuova-Pass1\n'.encode())

    def make_operational(self):
        self.migrate('--all')
        self.log_in(self.client)
        self.answer('migration', 'complete', self.client)

    def check(self, actor, area, level, *words, client=None):
        said = self.run_json('access', 'check', f'--client={client or self.client}',
                             f'--actor={actor}', f'--area={area}', f'--level={level}', *words)
        answer = said.json
        self.assertLessEqual({'allowed', 'rule', 'text', 'reasons', 'granted'}, set(answer))
        self.assertEqual((said.status, said.err), (DONE if answer['allowed'] else REFUSED, ''))
        self.assertTrue(answer['text'])
        return answer

    def assertDecision(self, allowed, rule, *words, **how):
        answer = self.check(*words, **how)
        self.assertEqual((answer['allowed'], answer['rule']), (allowed, rule), answer)
        self.assertEqual([] if allowed else rule,
                         answer['reasons'] if allowed else answer['reasons'][0]['rule'])
        return answer


class Check(Access):
    def test_R_ACC_01_to_05_of_an_operational_client(self):
        self.make_operational()
        for allowed, rule, *words in (
                (True, 'R-ACC-01', 'client', 'login', 'read'),
                (True, 'R-ACC-01', 'client', 'invoices', 'read'),
                (True, 'R-ACC-01', 'client', 'issued_documents', 'read'),
                (True, 'R-ACC-01', 'client', 'settings', 'write'),
                (True, 'R-ACC-01', 'client', 'export', 'write'),
                (True, 'R-LIC-07', 'client', 'license_purchase', 'write'),
                (False, 'R-ACC-01', 'client', 'invoices', 'write'),
                (False, 'R-ACC-01', 'client', 'cashbook', 'read'),
                (True, 'R-ACC-02', 'studio', 'invoices', 'write'),
                (True, 'R-ACC-02', 'studio', 'cashbook', 'write'),
                (True, 'R-ACC-02', 'studio', 'fic_issued_documents', 'write'),
                (True, 'R-ACC-05', 'studio', 'login', 'read')):
            with self.subTest(words):
                self.assertDecision(allowed, rule, *words)
                if words[0] == 'studio':
                    self.assertDecision(allowed, rule, *words, f'--studio={STUDIO}')

    def test_R_ACC_07_R_MIG_08_before_the_first_login(self):
        self.assertDecision(False, 'R-ACC-06', 'client', 'login', 'read')
        self.migrate('--all')
        self.assertDecision(True, 'R-ACC-07', 'client', 'login', 'read')
        self.assertDecision(False, 'R-ACC-07', 'client', 'invoices', 'read')
        answer = self.assertDecision(False, 'R-ACC-02', 'studio', 'invoices', 'read', '--lang=en')
        self.assertEqual(answer['reasons'][1]['rule'], 'R-MIG-08')
        self.assertIn('provisioned', answer['reasons'][1]['text'])

    def test_R_ACC_04_R_LIC_06_on_a_day_after_the_last(self):
        self.make_operational()
        self.assertDecision(True, 'R-ACC-02', 'studio', 'invoices', 'write', '--day=2027-12-31')
        self.assertDecision(False, 'R-ACC-04', 'studio', 'invoices', 'write', '--day=2028-01-01')
        self.assertDecision(True, 'R-ACC-04', 'studio', 'export', 'write', '--day=2028-01-01')
        self.assertDecision(True, 'R-ACC-04', 'client', 'license_purchase', 'write',
                            '--day=2028-01-01')
        self.assertDecision(False, 'R-ACC-04', 'client', 'invoices', 'read', '--day=2028-01-01')

    def test_R_ACC_06_what_is_unknown_is_refused(self):
        self.make_operational()
        for words in (('client', 'moon', 'read'), ('client', 'invoices', 'rule'),
                      ('robot', 'invoices', 'read'), ('', 'invoices', 'read'),
                      ('client', 'invoices', 'none'), ('studio', 'issued_documents', 'detailed'),
                      ('client', 'fic_fic_invoices', 'read'), ('CLIENT', 'invoices', 'read')):
            with self.subTest(words):
                answer = self.assertDecision(False, 'R-ACC-06', *words)
                self.assertEqual(answer['granted'], 'none')

    def test_needs_all_three(self):
        for missing in ('actor', 'area', 'level', 'client'):
            words = [f'--{name}={value}' for name, value in
                     (('client', self.client), ('actor', 'client'), ('area', 'invoices'),
                      ('level', 'read')) if name != missing]
            self.fail_with(USAGE, 'access', 'check', *words, field=missing)

    def test_the_actor_of_events_is_named_before_the_command(self):
        self.run_json('--actor=mario', 'access', 'check', f'--client={self.client}',
                      '--actor=client', '--area=invoices', '--level=read')
        event = self.pages('events', 'event', 'list', f'--client={self.client}')[-1]
        self.assertEqual((event['kind'], event['actor'], event['rules']),
                         ('access_refused', 'mario', 'R-ACC-06'))
        text = self.run_plain('access', 'check', '--help', '--lang=en').out
        self.assertIn('Who wants to get in', text)
        self.assertNotIn('Who acts', text)

    def test_R_ACC_02_another_studio_learns_nothing(self):
        self.make_operational()
        self.add_studio(OTHER)
        answers = [self.assertDecision(False, 'R-ACC-02', 'studio', 'invoices', 'read',
                                       f'--studio={OTHER}', client=client)
                   for client in (self.client, '0190b7a0-0000-7000-8000-000000000000')]
        for answer in answers:
            del answer['client']
        self.assertEqual(*answers)

    def test_texts_in_both_languages(self):
        for language, text in (('it', 'Negato'), ('en', 'Refused')):
            plain = self.run_plain('access', 'check', f'--client={self.client}', '--actor=client',
                                   '--area=invoices', '--level=read', f'--lang={language}')
            self.assertEqual(plain.status, REFUSED)
            self.assertIn(text, plain.out)
            self.assertIn('R-ACC-06', plain.out)


class Actions(Access):
    def actions(self, *words):
        answer = self.answer('client', 'actions', self.client, f'--studio={STUDIO}', *words)
        self.assertEqual(len(answer['actions']), 9)
        for action in answer['actions']:
            self.assertEqual(set(action), {'action', 'allowed', 'reasons'})
            self.assertIs(action['allowed'], not action['reasons'])
        return {action['action']: [reason['rule'] for reason in action['reasons']]
                for action in answer['actions']}

    def test_R_CLI_07_before_and_after_a_migration(self):
        self.assertEqual(self.actions(), {
            'open_account': ['R-ACC-02', 'R-MIG-08'], 'create_invoice': ['R-ACC-02', 'R-MIG-08'],
            'export_report': ['R-ACC-02', 'R-MIG-08'], 'set_nickname': [], 'unlink': [],
            'migrate': [], 'assign_coupon': ['R-ELIG-11'], 'renew': ['R-REN-03'],
            'upgrade': ['R-LIC-06']})
        self.make_operational()
        self.buy(1, year=2028)
        self.assertEqual(self.actions(), {
            'open_account': [], 'create_invoice': [], 'export_report': [], 'set_nickname': [],
            'unlink': [], 'migrate': ['R-CLI-03'], 'assign_coupon': ['R-ELIG-11'], 'renew': [],
            'upgrade': []})

    def test_for_people_in_both_languages(self):
        for language, text in (('it', 'creare una fattura'), ('en', 'create an invoice')):
            plain = self.run_plain('client', 'actions', self.client, f'--lang={language}')
            self.assertEqual(plain.status, DONE)
            self.assertIn(text, plain.out)
            self.assertIn('R-ACC-02', plain.out)

    def test_another_studio_is_told_nothing(self):
        self.add_studio(OTHER)
        self.fail_with(REFUSED, 'client', 'actions', self.client, f'--studio={OTHER}',
                       code='not_found')


class Open(Access):
    def test_R_ACC_05_is_recorded(self):
        self.fail_with(REFUSED, 'client', 'open', self.client, f'--studio={STUDIO}',
                       rule='R-ACC-02')
        self.make_operational()
        before = self.content()
        self.answer('client', 'open', self.client, f'--studio={STUDIO}', '--preview')
        self.assertEqual(self.content(), before)
        opened = self.answer('client', 'open', vat_number(1), f'--studio={STUDIO}')
        self.assertEqual((opened['id'], opened['state']), (self.client, 'active'))
        events = self.pages('events', 'event', 'list', f'--client={self.client}')
        self.assertEqual(events[-1]['kind'], 'client_opened')
        self.assertEqual([event['rules'] for event in events if event['kind'] == 'access_refused'],
                         ['R-ACC-02 R-MIG-08'])
        self.add_studio(OTHER)
        self.fail_with(REFUSED, 'client', 'open', self.client, f'--studio={OTHER}',
                       rule='R-ACC-02')


class Link(Access):
    def link(self, studio, *words, **how):
        return self.answer('client', 'link', f'--studio={studio}', f'--email={EMAIL}', *words,
                           **how)

    def test_R_CLI_05_from_one_studio_to_another(self):
        self.make_operational()
        self.add_studio(OTHER)
        self.fail_with(REFUSED, 'client', 'link', f'--studio={OTHER}', f'--email={EMAIL}',
                       rule='R-CLI-05')
        unlinked = self.answer('client', 'unlink', vat_number(1), f'--studio={STUDIO}')
        self.assertEqual((unlinked['id'], unlinked['studio']), (self.client, None))
        self.assertEqual(self.clients(), [])
        self.assertDecision(False, 'R-ACC-02', 'studio', 'invoices', 'read', f'--studio={STUDIO}')
        self.assertDecision(True, 'R-ACC-01', 'client', 'invoices', 'read')
        self.fail_with(REFUSED, 'client', 'unlink', self.client, f'--studio={STUDIO}',
                       code='not_found')
        self.assertEqual(self.link(OTHER)['id'], self.client)
        self.assertEqual([client['id'] for client in self.clients(studio=OTHER)], [self.client])
        self.assertDecision(True, 'R-ACC-02', 'studio', 'invoices', 'write', f'--studio={OTHER}')
        self.assertDecision(False, 'R-ACC-02', 'studio', 'invoices', 'read', f'--studio={STUDIO}')
        self.assertEqual(len(self.coupons('--state=assigned')), 1)

    def test_R_CLI_05_by_a_code_too(self):
        self.migrate('--all')
        self.answer('client', 'unlink', self.client, f'--studio={STUDIO}')
        self.fail_with(REFUSED, 'client', 'link', f'--studio={STUDIO}', f'--email={EMAIL}',
                       f'--vat-number={vat_number(2)}', rule='R-CLI-05')
        self.assertEqual(self.link(STUDIO, f'--vat-number={vat_number(1)}')['id'], self.client)

    def test_R_CLI_05_an_import_takes_over_what_has_no_account(self):
        self.add_studio(OTHER)
        report = self.import_rows([company(1)], studio=OTHER, status=REFUSED)
        self.assertEqual(report['refused'], 1)
        self.answer('client', 'unlink', self.client, f'--studio={STUDIO}')
        report = self.import_rows([company(1)], studio=OTHER)
        self.assertEqual((report['added'], report['refused']), (1, 0))
        self.assertEqual([client['id'] for client in self.clients(studio=OTHER)], [self.client])

    def test_R_ELIG_11_not_while_a_migration_is_selected(self):
        self.answer('migration', 'select', self.client, f'--studio={STUDIO}')
        self.fail_with(REFUSED, 'client', 'unlink', self.client, f'--studio={STUDIO}',
                       rule='R-ELIG-11')


if __name__ == '__main__':
    main()
