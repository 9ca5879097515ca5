"""contoterzi lifecycle run, and client erase."""
import contextlib
import os
import random
import signal
import sqlite3
import subprocess

from harness import (Case, DONE, PATIENCE, PROGRAM, REFUSED, STUDIO, USAGE, environment, main)

NOTHING = {'expired_notices': 0, 'reminders': 0, 'erasure_notices': 0, 'erasures': 0,
           'removed_answers': 0, 'removed_messages': 0}


class Lifecycle(Case):
    clients_count = 3

    def setUp(self):
        super().setUp()
        self.rows = self.world(self.clients_count, self.clients_count) # licenses until 2027-12-31
        self.migrate('--all')

    def run_on(self, day, *words, **expected):
        """A day's run does what is expected, and nothing else that is no cleaning up."""
        self.today = day
        report = self.answer('lifecycle', 'run', *words)
        self.assertEqual(set(report), {*NOTHING, 'keys_kept_since'})
        counts = {name: report[name] for name in NOTHING if not name.startswith('removed')}
        self.assertEqual(counts, {name: expected.get(name, 0) for name in counts}, day)
        return report

    def kinds(self):
        rows = self.pages('messages', 'outbox', 'list')
        return sorted(row['kind'] for row in rows if row['kind'] != 'credentials')


class Year(Lifecycle):
    def test_R_OUT_03_a_year_of_days(self):
        self.run_on('2027-11-30')
        self.run_on('2027-12-01', reminders=1)
        self.run_on('2027-12-01')
        self.run_on('2027-12-24', reminders=1)
        self.run_on('2027-12-31')
        self.run_on('2028-01-01', expired_notices=3)
        self.run_on('2028-01-02')
        self.assertEqual(self.kinds(), ['license_expired'] * 3 + ['renewal_reminder'] * 2)
        self.run_on('2028-12-01')
        self.run_on('2028-12-02', erasure_notices=3)
        self.run_on('2028-12-31')
        self.run_on('2029-01-01', erasures=3)
        self.run_on('2029-01-02')
        self.assertEqual({row['state'] for row in self.clients()}, {'erased'})

    def test_R_OUT_03_missed_days_lose_nothing(self):
        self.run_on('2027-12-30', reminders=2)
        self.run_on('2030-05-01', expired_notices=3, erasure_notices=3)
        self.run_on('2030-05-30')
        self.run_on('2030-05-31', erasures=3)

    def test_R_AUD_05_a_preview_tells_and_changes_nothing(self):
        before = self.content()
        self.run_on('2028-01-01', '--preview', expired_notices=3)
        self.assertEqual(self.content(), before)
        self.run_on('2028-01-01', expired_notices=3)

    def test_R_AUD_02_the_same_key_answers_the_same(self):
        first = self.run_on('2028-01-01', '--key=daily', expired_notices=3)
        again = self.run_on('2028-01-01', '--key=daily', expired_notices=3)
        self.assertEqual({**first, 'keys_kept_since': None}, {**again, 'keys_kept_since': None})
        self.assertEqual(self.kinds(), ['license_expired'] * 3)

    def test_R_AUD_10_what_is_old_goes(self):
        self.answer('studio', 'open-account', f'--studio={STUDIO}', '--key=old')
        self.answer('outbox', 'deliver', f'--maildir={self.path("mail")}')
        self.today = '2026-12-20'
        report = self.answer('lifecycle', 'run')
        self.assertEqual((report['removed_answers'], report['removed_messages']), (0, 0))
        self.today = '2026-12-25'
        report = self.answer('lifecycle', 'run')
        self.assertEqual((report['removed_answers'], report['removed_messages']), (1, 0))
        self.assertIn(report['keys_kept_since'][:10], ('2026-11-24', '2026-11-25')) # in UTC
        self.today = '2027-02-25'
        self.assertEqual(self.answer('lifecycle', 'run')['removed_messages'], 3)
        self.assertEqual(self.sql('SELECT count(*) FROM message'), [(0,)])

    def test_it_takes_no_arguments(self):
        self.assertEqual(self.run_json('lifecycle', 'run', 'x').status, USAGE)
        self.assertEqual(self.run_json('lifecycle').status, USAGE)
        answer = self.run_plain('lifecycle', 'run', '--lang=en')
        self.assertEqual(answer.status, DONE, answer)
        self.assertIn('Licenses expired', answer.out)


class Erase(Lifecycle):
    def test_R_AUD_04_a_client_is_erased_on_request_when_its_day_has_come(self):
        code = self.rows[0]['partita_iva']
        words = ['client', 'erase', code, f'--studio={STUDIO}']
        self.fail_with(REFUSED, *words, rule='R-LIC-06')
        self.run_on('2028-12-02', expired_notices=3, erasure_notices=3)
        self.fail_with(REFUSED, *words, rule='R-LIC-06')
        self.today = '2029-01-01'
        client = self.answer('client', 'show', code, f'--studio={STUDIO}')['id']
        erased = self.answer(*words)
        self.assertEqual((erased['id'], erased['state'], erased['name'], erased['vat_number']),
                         (client, 'erased', None, None))
        self.assertNotIn(code, str(self.content()))
        events = self.answer('event', 'list', f'--client={client}')['events']
        self.assertEqual(events[-1]['kind'], 'client_erased')
        self.run_on('2029-01-01', erasures=2)


class Many(Lifecycle):
    clients_count = 400

    def command(self, *words):
        return [PROGRAM, '--db', self.db, '--json', *words]

    def check(self, kind, at_most):
        """No client was told twice."""
        with contextlib.closing(sqlite3.connect(self.db, timeout=PATIENCE)) as connection:
            self.assertEqual(connection.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
            told = connection.execute('SELECT count(*), count(DISTINCT client_id) FROM message '
                                      'WHERE kind = ?', [kind]).fetchone()
            self.assertEqual(told[0], told[1])
            self.assertLessEqual(told[0], at_most)
            return told[0]

    def test_R_OUT_03_killed_at_any_moment_it_tells_each_client_once(self):
        sizes = random.Random(20280101)
        words = self.command('--today=2028-01-01', 'lifecycle', 'run')
        log = self.db + '-wal'
        for _ in range(4):
            process = subprocess.Popen(words, stdout=subprocess.DEVNULL, env=environment())
            wanted = sizes.randrange(1, 600000)
            while process.poll() is None:
                with contextlib.suppress(FileNotFoundError):
                    if os.stat(log).st_size >= wanted:
                        break
            process.send_signal(signal.SIGKILL)
            process.wait(PATIENCE)
            self.check('license_expired', 400)
        self.today = '2028-01-01'
        self.answer('lifecycle', 'run')
        self.assertEqual(self.check('license_expired', 400), 400)

    def test_R_OUT_03_two_machines_at_once_tell_each_client_once(self):
        words = self.command('--today=2028-12-05', 'lifecycle', 'run')
        processes = [subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      env=environment()) for _ in range(3)]
        for process in processes:
            out, err = process.communicate(timeout=PATIENCE)
            self.assertEqual((process.returncode, err), (DONE, b''), out)
        for kind in ('license_expired', 'erasure_notice'):
            self.assertEqual(self.check(kind, 400), 400)


if __name__ == '__main__':
    main()
