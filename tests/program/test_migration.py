"""contoterzi migration, license, event: a migration in its steps to the end."""
import os

from harness import (Case, DONE, REFUSED, SIGNATORY, STUDIO, USAGE, main, vat_number)
from maildir import one_time_password

NEW = 'Nuova-Pass1'


class Steps(Case):
    """A migration of client 1, in the hands of a host that takes every step itself."""

    def setUp(self):
        super().setUp()
        self.world(2, 2)
        self.client = self.clients()[0]['id']

    def select(self, *words, **how):
        return self.answer('migration', 'select', self.client, f'--studio={STUDIO}', *words, **how)

    def step(self, name, migration, *words):
        more = (*SIGNATORY, '--policy=provisioning=host') if name == 'authorise' else ()
        return self.answer('migration', name, migration, *more, *words)

    def state(self):
        return [coupon['state'] for coupon in self.coupons()].count('reserved')

    def test_R_MIG_03_by_default_the_library_provisions_at_once(self):
        name = self.select()['id']
        migration = self.answer('migration', 'authorise', name, *SIGNATORY)
        self.assertEqual(migration['state'], 'provisioned')
        self.assertEqual(len(self.coupons('--state=assigned')), 1)

    def test_R_MIG_02_to_provisioned(self):
        migration = self.select()
        self.assertEqual(migration['state'], 'selected')
        name = migration['id']
        self.assertEqual(self.step('authorise', name)['state'], 'authorised')
        self.assertEqual(self.state(), 1)
        self.assertEqual(self.step('provision', name)['state'], 'provisioned')
        self.assertEqual((self.state(), len(self.coupons('--state=assigned'))), (0, 1))
        self.assertEqual(self.answer('migration', 'show', name)['state'], 'provisioned')

    def test_R_MIG_02_cancelled_or_failed_gives_the_coupon_back(self):
        for last, state in (('cancel', 'cancelled'), ('fail', 'failed')):
            name = self.select()['id']
            self.step('authorise', name)
            self.assertEqual(self.step(last, name)['state'], state)
            self.assertEqual(len(self.coupons('--state=available')), 2)
        self.assertEqual(self.migrate(self.client)['done'], 1)

    def test_R_MIG_02_every_other_step_is_refused_with_both_states(self):
        name = self.select()['id']
        for step in ('provision', 'fail'):
            error = self.fail_with(REFUSED, 'migration', step, name, '--lang=en', rule='R-MIG-02')
            self.assertIn('selected', error['text'])
        self.step('authorise', name)
        self.fail_with(REFUSED, 'migration', 'authorise', name, *SIGNATORY, rule='R-MIG-02')
        self.step('provision', name)
        for step in ('provision', 'fail', 'cancel'):
            error = self.fail_with(REFUSED, 'migration', step, name, '--lang=en', rule='R-MIG-02')
            self.assertIn('provisioned', error['text'])

    def test_R_ELIG_11_one_migration_at_a_time(self):
        self.select()
        self.fail_with(REFUSED, 'migration', 'select', self.client, f'--studio={STUDIO}',
                       rule='R-ELIG-11')
        self.assertEqual(self.clients()[0]['state'], 'in_migration')

    def test_R_MIG_05_a_bulk_leaves_a_migration_under_way_to_its_host(self):
        name = self.select()['id']
        answer = self.run_json('migrate', '--all', f'--studio={STUDIO}', *SIGNATORY)
        self.assertIn(answer.status, (DONE, REFUSED))
        self.assertEqual(self.sql('SELECT count(*) FROM migration WHERE client_id = ?',
                                  self.client), [(1,)])
        self.assertEqual(self.answer('migration', 'show', name)['client'], self.client)

    def test_R_AUD_05_previews_change_nothing(self):
        before = self.content()
        self.select('--preview')
        self.assertEqual(self.content(), before)
        name = self.select()['id']
        for step in ('authorise', 'provision'):
            before = self.content()
            self.step(step, name, '--preview')
            self.assertEqual(self.content(), before)
            self.step(step, name)

    def test_unknown_ones(self):
        unknown = '01a209bb-14cf-79aa-8420-3aec767dbcda'
        for verb in ('show', 'provision', 'fail', 'cancel'):
            self.fail_with(REFUSED, 'migration', verb, unknown, code='not_found',
                           field='migration')
            self.fail_with(USAGE, 'migration', verb, 'x',
                           field='client' if verb == 'show' else 'migration')
        for verb in ('complete', 'resend'):
            self.fail_with(REFUSED, 'migration', verb, unknown, code='not_found')


class FirstLogin(Case):
    def setUp(self):
        super().setUp()
        self.world(2, 2)
        self.client = self.clients()[0]['id']
        self.migrate(self.client)
        self.maildir = self.path('mail')
        self.password = self.deliver()

    def deliver(self):
        """Delivers, and answers the password of the message that came."""
        before = set(os.listdir(f'{self.maildir}/new')) if os.path.isdir(self.maildir) else set()
        self.answer('outbox', 'deliver', f'--maildir={self.maildir}')
        (name,) = set(os.listdir(f'{self.maildir}/new')) - before
        return one_time_password(f'{self.maildir}/new/{name}')

    def login(self, old, new, line_end='\n'):
        return dict(stdin=f'{old}{line_end}{new}{line_end}'.encode())

    def refuse(self, old, new, rule, **how):
        return self.fail_with(REFUSED, 'migration', 'first-login', self.client, rule=rule,
                              **self.login(old, new), **how)

    def test_R_MIG_07_and_08_to_operational(self):
        migration = self.answer('migration', 'first-login', self.client,
                                **self.login(self.password, NEW))
        self.assertEqual(migration['state'], 'first_login')
        account = self.answer('client', 'show', self.client)['account']
        self.assertEqual((account['need_password_change'], account['need_setup']), (False, True))
        migration = self.answer('migration', 'complete', self.client)
        self.assertEqual(migration['state'], 'operational')
        client = self.answer('client', 'show', self.client)
        self.assertEqual((client['state'], client['account']['need_setup']), ('active', False))

    def test_lines_may_end_as_on_Windows(self):
        self.answer('migration', 'first-login', self.client,
                    **self.login(self.password, NEW, '\r\n'))

    def test_the_last_line_needs_no_end(self):
        self.answer('migration', 'first-login', self.client,
                    stdin=f'{self.password}\n{NEW}'.encode())

    def test_R_MIG_07_what_a_new_password_lacks(self):
        for new in ('Abc1!', 'abcdefg1!', 'ABCDEFG1!', 'Abcdefgh!', 'Abcdefgh1', 'Àb1!', '', 'a'):
            with self.subTest(new):
                self.refuse(self.password, new, 'R-MIG-07', field='new_password')
        many = self.refuse(self.password, 'a', 'R-MIG-07')
        self.assertEqual(len(many['reasons']), 4)
        self.answer('migration', 'first-login', self.client, **self.login(self.password, NEW))

    def test_R_MIG_06_a_wrong_password(self):
        for old in ('', 'x', self.password[:-1], self.password + 'x', self.password.swapcase(),
                    NEW, 'x' * 5000):
            with self.subTest(old[:20]):
                answer = self.run_json('migration', 'first-login', self.client,
                                       **self.login(old, NEW))
                self.assertIn(answer.status, (REFUSED, USAGE), answer)
                self.assertEqual(answer.out, '')
                self.assertNotIn(NEW, answer.err)

    def test_R_MIG_06_works_once(self):
        self.answer('migration', 'first-login', self.client, **self.login(self.password, NEW))
        answer = self.run_json('migration', 'first-login', self.client,
                               **self.login(self.password, NEW + 'x'))
        self.assertEqual(answer.status, REFUSED, answer)

    def test_R_MIG_06_for_seven_days(self):
        self.today = '2026-12-02'
        self.refuse(self.password, NEW, 'R-MIG-06', field='one_time_password')

    def test_R_MIG_06_the_latest_counts(self):
        self.answer('migration', 'resend', self.client)
        second = self.deliver()
        self.assertNotEqual(second, self.password)
        self.refuse(self.password, NEW, 'R-MIG-06')
        self.answer('migration', 'first-login', self.client, **self.login(second, NEW))

    def test_R_MIG_06_the_store_never_holds_a_password(self):
        self.answer('migration', 'first-login', self.client, **self.login(self.password, NEW))
        for name in os.listdir(self.place):
            if name.startswith('store.db'):
                with open(self.path(name), 'rb') as file:
                    content = file.read()
                self.assertNotIn(self.password.encode(), content)
                self.assertNotIn(NEW.encode(), content)

    def test_needs_two_lines(self):
        for stdin in (b'', b'\n'[:0], self.password.encode(), f'{self.password}\n'.encode(),
                      b'a\0b\nc\n'):
            with self.subTest(stdin):
                self.fail_with(USAGE, 'migration', 'first-login', self.client, stdin=stdin)

    def test_not_from_the_command_line(self):
        self.fail_with(USAGE, 'migration', 'first-login', self.client, self.password, NEW)
        self.fail_with(USAGE, 'migration', 'first-login', self.client, f'--password={NEW}')

    def test_passwords_that_are_no_text_or_endless(self):
        for new in (b'\xff\xfeAbc1!xyz', b'Abc1!' * 100000):
            answer = self.run_json('migration', 'first-login', self.client,
                                   stdin=self.password.encode() + b'\n' + new + b'\n')
            self.assertIn(answer.status, (REFUSED, USAGE), answer)
            self.assertEqual(answer.out, '')

    def test_R_MIG_02_complete_before_the_login_is_refused(self):
        self.fail_with(REFUSED, 'migration', 'complete', self.client, rule='R-MIG-02')

    def test_R_MIG_02_before_the_message_was_sent_is_refused(self):
        client = self.clients()[1]['id']
        answer = self.run_json('migration', 'first-login', client, **self.login('x', NEW))
        self.assertEqual(answer.status, REFUSED, answer)
        self.migrate(client)
        answer = self.run_json('migration', 'first-login', client, **self.login('x', NEW))
        self.assertEqual(answer.status, REFUSED, answer)

    def test_R_AUD_05_a_preview_changes_nothing(self):
        before = self.content()
        self.answer('migration', 'first-login', self.client, '--preview',
                    **self.login(self.password, NEW))
        self.assertEqual(self.content(), before)


class Lists(Case):
    def test_migrations_by_studio_client_and_state(self):
        self.world(7, 5)
        self.migrate('--all', status=REFUSED)
        self.assertEqual(self.answer('migration', 'list', f'--studio={STUDIO}')['next'], None)
        for limit in (1, 2, 5, 100):
            found = self.pages('migrations', 'migration', 'list', f'--studio={STUDIO}',
                               limit=limit)
            self.assertEqual(len({migration['id'] for migration in found}), 5)
        one = self.pages('migrations', 'migration', 'list', f'--studio={STUDIO}',
                         f'--client={vat_number(2)}')
        self.assertEqual([migration['email'] for migration in one], ['ditta2@posta.example'])
        self.assertEqual(self.answer('migration', 'show', one[0]['id']), one[0])
        for state, count in (('provisioned', 5), ('failed', 0), ('operational', 0)):
            self.assertEqual(len(self.pages('migrations', 'migration', 'list',
                                            f'--studio={STUDIO}', f'--state={state}')), count)
        self.assertEqual(len(self.pages('migrations', 'migration', 'list', limit=2)), 5)
        self.assertEqual(self.answer('migration', 'show', vat_number(2)), one[0])
        self.fail_with(USAGE, 'migration', 'list', f'--studio={STUDIO}', '--state=x')

    def test_R_LIC_02_and_03_a_license_from_its_first_to_its_last_day(self):
        self.world(1, 1)
        self.migrate('--all')
        for day, in_force in ((self.today, True), ('2027-12-31', True), ('2028-01-01', False)):
            self.today = day
            answer = self.answer('license', 'show', vat_number(1), f'--studio={STUDIO}')
            (license,) = answer['licenses']
            self.assertEqual(license['limits'], {'clients': 5000, 'suppliers': 5000,
                                                 'products': 5000, 'documents': 3000})
            self.assertEqual((license['plan'], license['access'], license['source']),
                             ('standard', 'read_only', 'coupon'))
            self.assertEqual(answer['in_force'], license['id'] if in_force else None)
        self.assertEqual(self.clients()[0]['state'], 'expired')

    def test_R_LIC_06_a_client_without_a_license(self):
        self.world(1, 1)
        answer = self.answer('license', 'show', vat_number(1), f'--studio={STUDIO}')
        self.assertEqual((answer['licenses'], answer['in_force']), ([], None))
        self.fail_with(REFUSED, 'license', 'show', vat_number(5), f'--studio={STUDIO}',
                       code='not_found')

    def test_R_AUD_01_events_in_their_order(self):
        self.world(30, 20)
        self.migrate('--all', '--actor=Anna', status=REFUSED)
        events = self.pages('events', 'event', 'list')
        for limit in (1, 7, 100):
            self.assertEqual(self.pages('events', 'event', 'list', limit=limit), events)
        self.assertEqual([event['instant'] for event in events],
                         sorted(event['instant'] for event in events))
        kinds = [event['kind'] for event in events]
        self.assertEqual((kinds[:2], kinds.count('client_added')),
                         (['studio_added', 'account_opened'], 30))
        self.assertIn('Anna', {event['actor'] for event in events})
        of_one = self.pages('events', 'event', 'list', f'--client={vat_number(1)}',
                            f'--studio={STUDIO}')
        client = of_one[0]['client']
        self.assertEqual(of_one, [event for event in events if event['client'] == client])


if __name__ == '__main__':
    main()
