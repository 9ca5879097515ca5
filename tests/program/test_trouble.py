"""A machine in trouble: a full disk, a locked store, streams that are closed."""
import contextlib
import json
import os
import resource
import signal
import sqlite3
import subprocess

from harness import (Answer, Case, DONE, PATIENCE, PROGRAM, SIGNATORY, STORAGE, STUDIO, TODAY,
                     companies, csv_text, environment, main)

CLIENTS = 1500


class FullDisk(Case):
    """No file may grow beyond a size, as on a disk that is full."""

    def run_with_room(self, size, *words):
        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        done = subprocess.run(
            [PROGRAM, '--db', self.db, f'--today={TODAY}', '--json', *words], preexec_fn=limit,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), timeout=PATIENCE)
        return Answer(done.returncode, done.stdout, done.stderr)

    def check(self):
        """The store is whole, and nobody is there by half."""
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            self.assertEqual(connection.execute('PRAGMA integrity_check').fetchall(), [('ok',)])
        counts = [self.sql(f'SELECT count(*) FROM {table}')[0][0]
                  for table in ('account', 'license', 'migration', 'message')]
        counts.append(self.sql("SELECT count(*) FROM coupon WHERE state = 'assigned'")[0][0])
        self.assertEqual(len(set(counts)), 1, counts)
        return counts[0]

    def test_an_import_tells_it_and_the_same_again_completes_it(self):
        self.add_studio()
        words = ('client', 'import', self.write('c.csv', csv_text(companies(CLIENTS))),
                 f'--studio={STUDIO}')
        for size in (100, 100000, 400000, 800000):
            answer = self.run_with_room(size, *words)
            self.assertEqual(answer.status, STORAGE, (size, answer))
            self.assertIn('store.db', answer.error['text'])
            if answer.out:
                self.assertLessEqual(answer.json['read'], len(self.clients()))
            self.check()
        report = self.answer(*words)
        self.assertEqual(report['added'] + report['unchanged'], CLIENTS)

    def test_R_MIG_05_a_bulk_tells_it_and_the_same_again_completes_it(self):
        self.world(CLIENTS, CLIENTS)
        words = ('migrate', '--all', f'--studio={STUDIO}', *SIGNATORY)
        for size in (100, 2000000, 3000000):
            answer = self.run_with_room(size, *words)
            self.assertEqual(answer.status, STORAGE, (size, answer))
            self.assertIn('store.db', answer.error['text'])
            done = self.check()
            if answer.out:
                self.assertEqual(answer.json['done'] + answer.json['already_done'], done)
        answer = self.migrate('--all')
        self.assertEqual((answer['done'], answer['already_done']), (CLIENTS - done, done))

    def test_a_store_is_made_or_not(self):
        for size in (100, 4096, 30000, 60000, 90000, 120000):
            answer = self.run_with_room(size, 'studio', 'add', '--name=S',
                                        f'--vat-number={STUDIO}', '--email=a@x.example',
                                        '--pec=a@pec.it')
            self.assertIn(answer.status, (DONE, STORAGE), answer)
            if answer.status == DONE:
                break
        answer = self.run_json('studio', 'list')
        if answer.status != DONE or not answer.json['studios']:
            self.add_studio()


class Locked(Case):
    def test_reading_goes_on_and_changing_says_busy(self):
        self.world(2, 2)
        with contextlib.closing(sqlite3.connect(self.db, isolation_level=None)) as other:
            other.execute('BEGIN IMMEDIATE')
            self.assertEqual(len(self.clients()), 2)
            self.fail_with(STORAGE, 'coupon', 'buy', f'--studio={STUDIO}', '--kind=conto_terzi',
                           '--year=2027', '--quantity=1', '--unit-price=1', code='busy')
            other.execute('ROLLBACK')
        self.assertEqual(len(self.coupons()), 2)


class Streams(Case):
    def test_that_are_closed_do_no_harm(self):
        self.world(2, 2)
        for closed in ((0,), (1,), (2,), (0, 1, 2)):
            def close(numbers=closed):
                for number in numbers:
                    os.close(number)
            for words in (('client', 'list', f'--studio={STUDIO}'),
                          ('client', 'import', self.write('c.csv', csv_text(companies(9))),
                           f'--studio={STUDIO}'),
                          ('migrate', '--all', f'--studio={STUDIO}', *SIGNATORY)):
                with self.subTest(closed, words=words[:2]):
                    done = subprocess.run([PROGRAM, '--db', self.db, *words], preexec_fn=close,
                                          env=environment(), stdout=subprocess.PIPE,
                                          stderr=subprocess.PIPE, timeout=PATIENCE)
                    self.assertGreaterEqual(done.returncode, 0, done)
                    self.assertEqual(done.returncode == STORAGE, 1 in closed, done)
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            self.assertEqual(connection.execute('PRAGMA integrity_check').fetchall(), [('ok',)])

    def test_R_MIG_05_a_reader_that_goes_away_leaves_no_half_client(self):
        self.world(CLIENTS, CLIENTS)
        command = [PROGRAM, '--db', self.db, '--json', 'migrate', '--all', f'--studio={STUDIO}',
                   *SIGNATORY]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                   env=environment())
        process.stdout.read(1)
        process.stdout.close()
        process.wait(PATIENCE)
        self.assertNotEqual(process.returncode, DONE)
        done = FullDisk.check(self)
        answer = json.loads(subprocess.run(command, stdout=subprocess.PIPE, check=True,
                                           timeout=PATIENCE).stdout)
        self.assertEqual((answer['done'], answer['already_done']), (CLIENTS - done, done))


if __name__ == '__main__':
    main()
