"""`migrate --all` killed at any moment (R-MIG-01, R-MIG-05), and by two processes at once."""
import contextlib
import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import time

from harness import (Case, DONE, PATIENCE, PROGRAM, REFUSED, SIGNATORY, STUDIO, companies,
                     csv_text, environment, main)

CLIENTS = 2000
KILLS = 16
SEED = 20261123

# A client is migrated in full or not at all: each statement finds those that are neither.
HALVES = (
    *(f"""SELECT id FROM client WHERE (id IN (SELECT client_id FROM {table}))
          <> (stage = 'in_migration')"""
      for table in ('account', 'license', 'migration', 'message')),
    """SELECT id FROM client WHERE (id IN (SELECT client_id FROM coupon WHERE client_id > ''))
       <> (stage = 'in_migration')""",
    "SELECT id FROM client WHERE (license_last_day IS NULL) <> (stage = 'migratable')",
    """SELECT m.id FROM migration m LEFT JOIN license l ON l.id = m.license_id
       LEFT JOIN coupon p ON p.id = m.coupon_id LEFT JOIN account a ON a.client_id = m.client_id
       WHERE m.state <> 'provisioned' OR l.client_id IS NOT m.client_id
       OR l.coupon_id IS NOT m.coupon_id OR p.client_id IS NOT m.client_id
       OR p.state IS NOT 'assigned' OR a.email IS NOT m.email""",
    """SELECT o.id FROM message o LEFT JOIN migration m ON m.id = o.migration_id
       WHERE o.recipient IS NOT m.email OR o.client_id IS NOT m.client_id""",
    "SELECT code FROM coupon WHERE (client_id IS NULL) <> (state = 'available')",
    *(f"SELECT {column} FROM {table} GROUP BY {column} HAVING count(*) > 1"
      for table, column in (('license', 'coupon_id'), ('license', 'client_id'),
                            ('migration', 'client_id'), ('message', 'client_id'))),
)


class Bulk(Case):
    """A store with clients and a few coupons more, made once for the class."""

    @classmethod
    def setUpClass(cls):
        maker = Case()
        maker.setUp()
        cls.addClassCleanup(maker.doCleanups)
        maker.add_studio()
        maker.import_rows(companies(CLIENTS))
        maker.buy(CLIENTS + 7)
        with contextlib.closing(sqlite3.connect(maker.db)) as connection:
            connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        cls.prepared = maker.db
        whole = maker.path('whole.db')
        shutil.copy(maker.db, whole)
        began = time.monotonic()
        subprocess.run(cls.command(whole), check=True, stdout=subprocess.DEVNULL,
                       timeout=PATIENCE, env=environment())
        cls.duration = time.monotonic() - began
        with contextlib.closing(sqlite3.connect(whole)) as connection:
            cls.events_each = (cls.count(connection, 'event') - CLIENTS - 3) / CLIENTS

    @staticmethod
    def command(db):
        return [PROGRAM, '--db', db, '--today=2026-11-23', '--json', 'migrate', '--all',
                f'--studio={STUDIO}', *SIGNATORY]

    @staticmethod
    def count(connection, table, condition='1'):
        return connection.execute(f'SELECT count(*) FROM {table} WHERE {condition}').fetchone()[0]

    def setUp(self):
        super().setUp()
        if hasattr(self, 'prepared'):
            shutil.copy(self.prepared, self.db)

    def start(self, name='out'):
        """Starts a bulk that writes to files: a full pipe would hold it up."""
        with open(self.path(name), 'wb') as out, open(self.path(name + '.err'), 'wb') as err:
            return subprocess.Popen(self.command(self.db), stdout=out, stderr=err,
                                    env=environment())

    def run_at_once(self, count, status):
        """So many bulks at once; answers what they told."""
        processes = [self.start(f'out{i}') for i in range(count)]
        told = []
        for i, process in enumerate(processes):
            process.wait(PATIENCE)
            with open(self.path(f'out{i}.err'), 'rb') as err:
                self.assertEqual((process.returncode, err.read()), (status, b''))
            with open(self.path(f'out{i}'), 'rb') as out:
                told.append(json.load(out))
        return told

    def check(self, told=None):
        """Nobody is migrated by half, and no coupon is lost; answers how many are migrated."""
        with contextlib.closing(sqlite3.connect(self.db, timeout=PATIENCE)) as connection:
            self.assertEqual(connection.execute('PRAGMA integrity_check').fetchall(), [('ok',)],
                             told)
            for statement in HALVES:
                self.assertEqual(connection.execute(statement).fetchmany(3), [], (told, statement))
            done = self.count(connection, 'client', "stage = 'in_migration'")
            self.assertEqual(self.count(connection, 'client'), CLIENTS, told)
            self.assertEqual(self.count(connection, 'coupon'), CLIENTS + 7, told)
            for table, condition in (('coupon', "state = 'assigned'"), ('account', '1'),
                                     ('license', '1'), ('migration', '1'), ('message', '1')):
                self.assertEqual(self.count(connection, table, condition), done, (told, table))
            self.assertEqual(self.count(connection, 'event'),
                             CLIENTS + 3 + done * self.events_each, told)
        return done

    def complete(self, done):
        """The same command again does the rest, and only that."""
        answer = self.answer(*self.command(self.db)[5:])
        self.assertEqual((answer['done'], answer['already_done'], answer['refused']),
                         (CLIENTS - done, done, 0))
        self.assertEqual(len({entry['coupon'] for entry in answer['clients']}), CLIENTS)
        self.assertEqual(self.check('complete'), CLIENTS)

    def kill_at(self, moment, process):
        """Kills when the moment has come, or the process is through."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moment)
        process.kill()
        process.wait()
        return process.returncode == -signal.SIGKILL


class Kill(Bulk):
    def test_R_MIG_05_at_any_moment_leaves_all_or_nothing_of_each_client(self):
        moments = random.Random(SEED)
        killed, seen = 0, set()
        for i in range(KILLS):
            self.setUp()
            moment = self.duration * (i + moments.random()) / KILLS
            killed += self.kill_at(moment, self.start())
            done = self.check((i, moment))
            seen.add(done)
            self.complete(done)
        print(f'# {killed} of {KILLS} runs killed, after {sorted(seen)} clients')
        self.assertGreater(killed, 0)

    def test_R_MIG_05_as_soon_as_something_is_written(self):
        """Moments that don't depend on the clock: when the log has grown so far."""
        sizes = random.Random(SEED + 1)
        for i in range(6):
            self.setUp()
            process = self.start()
            wanted = sizes.randrange(1, 2000000)
            log = self.db + '-wal'
            while process.poll() is None:
                with contextlib.suppress(FileNotFoundError):
                    if os.stat(log).st_size >= wanted:
                        break
            self.kill_at(0, process)
            self.check((i, wanted))
        self.complete(self.check())

    def test_R_MIG_05_again_and_again_gets_further(self):
        moments = random.Random(SEED + 2)
        before = 0
        for i in range(6):
            self.kill_at(self.duration * (0.1 + 0.3 * moments.random()), self.start())
            done = self.check(i)
            self.assertGreaterEqual(done, before)
            before = done
        self.complete(before)

    def test_R_CLI_01_an_import_that_is_killed_can_be_run_again(self):
        rows = companies(CLIENTS + 3000)
        words = ['client', 'import', self.path('clients.csv'), f'--studio={STUDIO}']
        self.write('clients.csv', csv_text(rows))
        moments = random.Random(SEED + 3)
        for _ in range(4):
            process = subprocess.Popen([PROGRAM, '--db', self.db, '--json', *words],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            self.kill_at(moments.random() * 0.1, process)
            with contextlib.closing(sqlite3.connect(self.db, timeout=PATIENCE)) as connection:
                self.assertEqual(connection.execute('PRAGMA integrity_check').fetchall(),
                                 [('ok',)])
                self.assertEqual(self.count(connection, 'client') + 3,
                                 self.count(connection, 'event'))
        report = self.answer(*words)
        self.assertEqual((report['refused'], report['added'] + report['unchanged']),
                         (0, CLIENTS + 3000))
        self.assertEqual(len(self.clients()), CLIENTS + 3000)


class Two(Bulk):
    def test_R_COU_08_two_processes_at_once_do_everything_once(self):
        told = self.run_at_once(2, DONE)
        self.assertEqual(sum(answer['done'] for answer in told), CLIENTS)
        self.assertEqual([answer['done'] + answer['already_done'] for answer in told],
                         [CLIENTS] * 2)
        coupons = [{entry['client']: entry['coupon'] for entry in answer['clients']}
                   for answer in told]
        self.assertEqual(coupons[0], coupons[1])
        self.assertEqual(self.check(), CLIENTS)

    def test_R_COU_08_three_processes_for_too_few_coupons(self):
        with contextlib.closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute('DELETE FROM coupon WHERE id IN '
                               '(SELECT id FROM coupon ORDER BY code LIMIT 1007)')
        told = self.run_at_once(3, REFUSED)
        self.assertEqual(sum(answer['done'] for answer in told), 1000)
        self.assertEqual(self.sql("SELECT count(*), count(DISTINCT client_id) FROM coupon "
                                  "WHERE state = 'assigned'"), [(1000, 1000)])
        self.assertEqual(self.sql('SELECT count(*) FROM license'), [(1000,)])
        self.assertEqual(self.sql(HALVES[0]), [])

    def test_R_OUT_01_two_workers_deliver_each_message_once(self):
        self.answer('migrate', *[row['partita_iva'] for row in companies(100)],
                    f'--studio={STUDIO}', *SIGNATORY)
        command = [PROGRAM, '--db', self.db, '--today=2026-11-23', '--json', 'outbox', 'deliver',
                   f'--maildir={self.path("mail")}']
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                     for _ in range(2)]
        for process in processes:
            out, err = process.communicate(timeout=PATIENCE)
            self.assertEqual((process.returncode, err), (DONE, b''))
        self.assertEqual(len(os.listdir(self.path('mail/new'))), 100)
        self.assertEqual(os.listdir(self.path('mail/tmp')), [])

    def test_R_OUT_01_a_worker_that_is_killed_loses_no_message(self):
        self.answer('migrate', *[row['partita_iva'] for row in companies(40)],
                    f'--studio={STUDIO}', *SIGNATORY)
        command = [PROGRAM, '--db', self.db, '--json', 'outbox', 'deliver',
                   f'--maildir={self.path("mail")}']
        process = subprocess.Popen([*command, '--today=2026-11-23'], stdout=subprocess.DEVNULL)
        while process.poll() is None and not os.path.isdir(self.path('mail/new')):
            pass
        self.kill_at(0.1, process)
        subprocess.run([*command, '--today=2026-11-24'], stdout=subprocess.DEVNULL, check=True,
                       timeout=PATIENCE)
        self.assertEqual(self.sql("SELECT count(*) FROM message WHERE state <> 'delivered'"),
                         [(0,)])
        self.assertIn(len(os.listdir(self.path('mail/new'))), (40, 41))

    def test_R_STU_01_two_processes_make_one_store(self):
        self.db = self.path('new.db')
        words = ['studio', 'add', '--name=S', f'--vat-number={STUDIO}', '--email=a@x.example',
                 '--pec=a@pec.it']
        for _ in range(5):
            for suffix in ('', '-wal', '-shm'):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(self.db + suffix)
            processes = [subprocess.Popen([PROGRAM, '--db', self.db, '--json', *words],
                                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)
                         for _ in range(4)]
            outputs = [process.communicate(timeout=PATIENCE) for process in processes]
            self.assertEqual(sorted(process.returncode for process in processes), [0, 1, 1, 1],
                             outputs)


if __name__ == '__main__':
    main()
