"""`backup`: of a store that others write to, whole or not there."""
import contextlib
import glob
import gzip
import hashlib
import os
import resource
import signal
import sqlite3
import subprocess

from harness import (Case, DONE, PATIENCE, PROGRAM, SIGNATORY, STORAGE, STUDIO, TODAY,
                     USAGE, companies, csv_text, environment, main)

CLIENTS = 3000
IMPORTED = 4000


class Backup(Case):
    def setUp(self):
        super().setUp()
        self.need_sqlite()
        self.file = self.path('backup.db')

    def start(self, *words, db=None, **how):
        return subprocess.Popen([PROGRAM, '--db', db or self.db, f'--today={TODAY}', '--json', *words],
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                env=environment(), **how)

    def names(self):
        return sorted(os.listdir(self.place))

    def left_over(self):
        return glob.glob(self.file + '*')

    def count(self, path, table, condition='1'):
        with contextlib.closing(sqlite3.connect(path, timeout=PATIENCE)) as connection:
            return connection.execute(
                f'SELECT count(*) FROM {table} WHERE {condition}').fetchone()[0]

    def grow(self, megabytes):
        """A store so large, of rows that no use case looks at."""
        with contextlib.closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute('CREATE TABLE ballast (content BLOB)')
            connection.executemany('INSERT INTO ballast VALUES (zeroblob(1048576))',
                                   [()] * megabytes)


class Live(Backup):
    def check_backup(self, path, events_each):
        """The books are right, and everything is of one moment: one coupon, license, account,
        migration and message for each client that was migrated by then."""
        self.assertEqual(self.count(path, "pragma_integrity_check", "integrity_check <> 'ok'"), 0)
        report = self.answer('--db', path, 'check')
        self.assertEqual(report['findings'], [])
        done = self.count(path, 'client', "stage = 'in_migration'")
        for table, condition in (('coupon', "state = 'assigned'"), ('account', '1'),
                                 ('license', '1'), ('migration', '1'), ('message', '1')):
            self.assertEqual(self.count(path, table, condition), done, table)
        clients = self.count(path, 'client')
        self.assertEqual(self.count(path, 'event'), clients + 3 + done * events_each)
        return clients, done

    def test_while_a_migration_and_an_import_go_on(self):
        self.world(CLIENTS, CLIENTS + IMPORTED)
        events = self.count(self.db, 'event')
        self.migrate(companies(1)[0]['partita_iva'])
        events_each = self.count(self.db, 'event') - events
        rows = csv_text(companies(IMPORTED, CLIENTS + 1))
        writers = [self.start('migrate', '--all', f'--studio={STUDIO}', *SIGNATORY),
                   self.start('client', 'import', self.write('more.csv', rows),
                              f'--studio={STUDIO}')]
        moments = []
        while len(moments) < 40 and any(writer.poll() is None for writer in writers):
            path = self.path(f'backup{len(moments)}.db')
            answer = self.answer('backup', path)
            self.assertEqual(answer['file'], path)
            self.assertEqual(answer['bytes'], os.stat(path).st_size)
            self.assertEqual(answer['bytes'], answer['pages'] * 4096)
            moments.append(path)
        for writer in writers:
            self.assertEqual(writer.wait(PATIENCE), DONE)
        seen = [self.check_backup(path, events_each) for path in moments[:3] + moments[3::8]]
        self.assertEqual(seen, sorted(seen), 'time goes on from backup to backup')
        end = self.check_backup(self.db, events_each)
        self.assertLess(seen[0], end, 'nobody was writing')
        self.assertEqual(end[0], CLIENTS + IMPORTED)
        self.assertGreaterEqual(end[1], CLIENTS)
        print(f'# {len(moments)} backups, with {seen} clients and migrated ones, at the end {end}')

    def test_a_restored_store_goes_on(self):
        self.world(3, 3)
        self.answer('backup', self.file)
        self.migrate('--all')
        self.db = self.file
        self.assertEqual(self.answer('studio', 'show', f'--studio={STUDIO}')['migratable'], 3)
        self.assertEqual(self.migrate('--all')['done'], 3)

    def test_a_store_of_an_earlier_schema_stays_as_it_is(self):
        with gzip.open(os.path.join(os.environ['CONTOTERZI_SOURCE'], 'tests', 'data',
                                    'store-schema-1.db.gz')) as file:
            self.write('store.db', file.read())
        before = self.content()
        self.answer('backup', self.file)
        self.assertEqual(self.content(), before)
        self.db = self.file
        self.assertEqual(self.content(), before)
        self.assertEqual(self.answer('studio', 'show', f'--studio={STUDIO}')['clients'], 11)


class BrokenOff(Backup):
    def break_off(self, number):
        """A backup that gets the signal once it has begun to write."""
        process = self.start('backup', self.file)
        while process.poll() is None and not any(os.stat(path).st_size
                                                 for path in glob.glob(self.file + '.part-*')):
            pass
        process.send_signal(number)
        process.wait(PATIENCE)
        return process.returncode

    def test_killed_leaves_no_file_of_that_name(self):
        self.world()
        self.grow(64)
        for _ in range(3):
            self.assertEqual(self.break_off(signal.SIGKILL), -signal.SIGKILL)
            self.assertFalse(os.path.exists(self.file))
        answer = self.answer('backup', self.file)
        self.assertGreater(answer['bytes'], 64 << 20)
        self.assertEqual(self.answer('--db', self.file, 'check')['findings'], [])

    def test_interrupted_leaves_nothing(self):
        self.world()
        self.grow(64)
        for number in (signal.SIGINT, signal.SIGTERM):
            self.assertEqual(self.break_off(number), STORAGE)
            self.assertEqual(self.left_over(), [])


class Refused(Backup):
    def test_a_file_that_is_there(self):
        self.world()
        for name in ('backup.db', 'backup.db-wal', 'backup.db-journal'):
            with self.subTest(name):
                self.write(name, 'mine')
                self.fail_with(STORAGE, 'backup', self.file, code='exists', field='file', text=name)
                with open(self.path(name), encoding='ascii') as file:
                    self.assertEqual(file.read(), 'mine')
                self.assertEqual(self.left_over(), [self.path(name)])
                os.unlink(self.path(name))
        self.fail_with(STORAGE, 'backup', self.db, code='exists', field='file')
        self.fail_with(STORAGE, 'backup', '/dev/full', code='exists', field='file')
        os.symlink('nowhere', self.file)
        self.fail_with(STORAGE, 'backup', self.file, code='exists', field='file')

    def test_no_store_of_ours(self):
        with contextlib.closing(sqlite3.connect(self.path('photos.db'))) as connection:
            connection.execute('CREATE TABLE photo (id INTEGER)')
        self.write('diary.db', 'Dear diary\n')
        self.write('empty.db', '')
        for name in ('photos.db', 'diary.db', 'empty.db'):
            with self.subTest(name):
                with open(self.path(name), 'rb') as file:
                    before = hashlib.sha256(file.read()).digest(), self.names()
                self.db = self.path(name)
                self.fail_with(STORAGE, 'backup', self.file, code='not_a_store', field='db',
                               text=name)
                with open(self.path(name), 'rb') as file:
                    self.assertEqual((hashlib.sha256(file.read()).digest(), self.names()), before)

    def test_a_newer_store(self):
        self.world()
        self.sql('PRAGMA user_version = 1000')
        self.fail_with(STORAGE, 'backup', self.file, code='schema_newer', field='db', text='1000')
        self.assertEqual(self.left_over(), [])

    def test_a_store_that_is_not_there_is_not_made(self):
        self.fail_with(STORAGE, 'backup', self.file, code='io', text='store.db')
        self.assertEqual(self.names(), [])

    def test_another_back_end(self):
        for db in ('postgresql://localhost/x', 'postgres://localhost/x'):
            answer = self.run_json('--db', db, '--lang=en', 'backup', self.file)
            self.assertEqual((answer.status, answer.error['field']), (USAGE, 'db'), answer)
            self.assertIn('SQLite', answer.error['text'])

    def test_a_full_disk(self):
        self.world()
        self.grow(4)

        def limit():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))

        for words in (('--json',), ('--lang=it',)):
            done = subprocess.run([PROGRAM, '--db', self.db, *words, 'backup', self.file],
                                  capture_output=True, env=environment(), timeout=PATIENCE,
                                  preexec_fn=limit, restore_signals=False, check=False)
            self.assertEqual((done.returncode, done.stdout), (STORAGE, b''), done)
            self.assertIn(b'backup.db.part-', done.stderr)
            self.assertEqual(self.left_over(), [])

    def test_a_folder_that_is_not_there(self):
        self.world()
        self.fail_with(STORAGE, 'backup', self.path('none/backup.db'), code='io',
                       text='none/backup.db')

    def test_what_is_missing_on_the_command_line(self):
        self.world()
        self.fail_with(USAGE, 'backup')
        self.fail_with(USAGE, 'backup', '')
        self.fail_with(USAGE, 'backup', self.file, self.file)


if __name__ == '__main__':
    main()
