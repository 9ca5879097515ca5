"""Databases that are not ours, newer, damaged, or hold what the schema forbids."""
import contextlib
import hashlib
import os
import random
import shutil
import sqlite3

from harness import (Case, DONE, REFUSED, SIGNATORY, STORAGE, STUDIO, USAGE, main, run, vat_number)

UNKNOWN = '01a209bb-14cf-79aa-8420-3aec767dbcda'
SIGNATORY_STUDIO = (f'--studio={STUDIO}', *SIGNATORY)
# One of each kind of command: what reads, what changes, what could make a store.
COMMANDS = (
    ('studio', 'list'), ('client', 'list', f'--studio={STUDIO}'), ('event', 'list'),
    ('outbox', 'list'), ('migrate', '--all', *SIGNATORY_STUDIO),
    ('studio', 'add', '--name=S', f'--vat-number={STUDIO}', '--email=a@x.example',
     '--pec=a@pec.it'),
    ('studio', 'add', '--name=S', f'--vat-number={STUDIO}', '--email=a@x.example',
     '--pec=a@pec.it', '--preview'),
)


class Stranger(Case):
    """Refused by name with status 3, and left as it is to the byte."""

    def bytes_of(self):
        with open(self.db, 'rb') as file:
            return hashlib.sha256(file.read()).hexdigest(), os.fstat(file.fileno()).st_mtime_ns

    def refuse(self, code=None, text=None):
        before, names = self.bytes_of(), sorted(os.listdir(self.place))
        for words in COMMANDS:
            with self.subTest(words[:2]):
                error = self.fail_with(STORAGE, *words, code=code)
                self.assertIn('store.db', error['text'])
                if text:
                    self.assertIn(text, error['text'])
                self.assertEqual(self.bytes_of(), before)
                self.assertEqual(sorted(os.listdir(self.place)), names)

    def make(self, *statements):
        with contextlib.closing(sqlite3.connect(self.db, isolation_level=None)) as connection:
            for statement in statements:
                connection.execute(statement)

    def test_a_text_file(self):
        for content in ('hello\n', 'x' * 100000, 'SQLite format', '\0' * 4096, ' '):
            with self.subTest(content[:20]):
                self.write('store.db', content)
                self.refuse('not_a_store')

    def test_a_file_that_only_begins_like_a_database(self):
        for length in (16, 17, 50, 99, 100, 108, 4096):
            with self.subTest(length):
                self.write('store.db', b'SQLite format 3\0'.ljust(length, b'\1'))
                self.refuse()

    def test_another_programs_database(self):
        self.make('CREATE TABLE photo (id INTEGER PRIMARY KEY, place TEXT)',
                  "INSERT INTO photo VALUES (1, 'Roma')")
        self.refuse('not_a_store')

    def test_another_programs_database_with_tables_like_ours(self):
        self.make('CREATE TABLE client (id TEXT)', 'CREATE TABLE studio (id TEXT)',
                  'PRAGMA user_version = 1')
        self.refuse('not_a_store')

    def test_another_programs_database_with_a_log(self):
        self.make('PRAGMA journal_mode = WAL', 'CREATE TABLE photo (id INTEGER PRIMARY KEY)')
        self.refuse('not_a_store')

    def test_another_programs_database_by_its_application_id(self):
        self.make('PRAGMA application_id = 7', 'PRAGMA user_version = 1')
        self.refuse('not_a_store')

    def test_a_store_of_a_newer_version(self):
        self.world(2, 2)
        (version, application), = self.sql(
            'SELECT user_version, application_id FROM pragma_user_version, pragma_application_id')
        self.assertNotEqual(application, 0)
        for newer in (version + 1, version + 100, 2 ** 31 - 1):
            with contextlib.closing(sqlite3.connect(self.db)) as connection:
                connection.execute(f'PRAGMA user_version = {newer}')
                connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
            self.refuse('schema_newer', str(newer))

    def test_a_newer_version_while_another_program_has_it_open(self):
        self.world(2, 2)
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            connection.execute('PRAGMA user_version = 999')
            connection.commit()
            for words in COMMANDS:
                error = self.fail_with(STORAGE, *words)
                self.assertIn('store.db', error['text'])
            self.assertEqual(connection.execute('PRAGMA user_version').fetchone(), (999,))


class Place(Case):
    def test_in_a_directory_that_is_not_there(self):
        self.db = self.path('none/store.db')
        for words in COMMANDS:
            if '--preview' not in words:
                self.fail_with(STORAGE, *words, text=self.db)
        self.assertEqual(os.listdir(self.place), [])

    def test_is_a_directory(self):
        self.db = self.place
        for words in COMMANDS:
            self.fail_with(STORAGE, *words, text=self.db)
        self.assertEqual(os.listdir(self.place), [])

    def test_is_a_device_or_behind_a_file(self):
        self.write('file', 'x')
        for path in ('/dev/null', '/dev/full', self.path('file/store.db'), 'x' * 5000):
            answer = run('--json', '--db', path, 'studio', 'list')
            self.assertEqual((answer.status, answer.out), (STORAGE, ''), answer)

    def test_has_no_name(self):
        self.assertIn(run('--db=', 'studio', 'list').status, (USAGE, STORAGE))

    def test_is_a_dangling_link(self):
        os.symlink(self.path('nowhere/x'), self.db)
        for words in COMMANDS[:2]:
            self.fail_with(STORAGE, *words)

    def test_may_only_be_read(self):
        self.world(1, 1)
        os.chmod(self.db, 0o400)
        if os.access(self.db, os.W_OK):
            self.skipTest('root writes everything')
        self.fail_with(STORAGE, 'studio', 'list', text='store.db')

    def test_only_studio_add_makes_a_store(self):
        for words in COMMANDS[:5]:
            self.fail_with(STORAGE, *words, text='store.db')
        self.assertEqual(os.listdir(self.place), [])

    def test_an_empty_file_becomes_a_store(self):
        self.write('store.db', '')
        self.add_studio()

    def test_names_that_look_like_something_else(self):
        for name in ('file:x.db?mode=memory', ':memory:', 'a b?c#d%20.db', "it's.db", 'è.db'):
            with self.subTest(name):
                answer = run('--json', '--db', name, *COMMANDS[5], cwd=self.place)
                self.assertEqual(answer.status, DONE, answer)
                self.assertIn(name, os.listdir(self.place))


class Damaged(Case):
    """Never a crash, never a success that makes it worse: status 3 and what is damaged."""

    def setUp(self):
        super().setUp()
        rows = self.world(40, 30)
        self.migrate(*(row['partita_iva'] for row in rows[:10]))
        with contextlib.closing(sqlite3.connect(self.db)) as connection:
            connection.execute('PRAGMA wal_checkpoint(TRUNCATE)')
        with open(self.db, 'rb') as file:
            self.good = file.read()

    def restore(self, content):
        for suffix in ('-wal', '-shm'):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self.db + suffix)
        self.write('store.db', content)

    def try_all(self, what):
        """Runs all commands; answers how many failed for the storage."""
        failed = 0
        commands = COMMANDS + (('studio', 'show', f'--studio={STUDIO}'),
                               ('coupon', 'list', f'--studio={STUDIO}'),
                               ('outbox', 'deliver', f'--maildir={self.path("mail")}'))
        for words in commands:
            answer = self.run_json(*words)
            self.assertIn(answer.status, (DONE, REFUSED, STORAGE), (what, words, answer))
            if answer.status == STORAGE:
                failed += 1
                self.assertIn('{"error": ', answer.err, (what, words, answer))
        return failed

    def test_a_truncated_store(self):
        for length in (1, 15, 16, 99, 100, 512, 4095, 4096, 4097, 8192, len(self.good) // 2,
                       len(self.good) - 4096, len(self.good) - 1):
            self.restore(self.good[:length])
            failed = self.try_all(length)
            if length <= len(self.good) // 2:  # the last page may be one that nobody needed
                self.assertGreater(failed, 0, length)

    def test_a_store_with_garbage_pages(self):
        noise = random.Random(7)
        pages = len(self.good) // 4096
        seen = 0
        for _ in range(15):
            page = noise.randrange(1, pages)
            start = page * 4096
            self.restore(self.good[:start] + noise.randbytes(4096) + self.good[start + 4096:])
            seen += self.try_all(page)
        self.assertGreater(seen, 0)

    def test_a_store_with_wrong_bytes(self):
        noise = random.Random(8)
        for _ in range(15):
            content = bytearray(self.good)
            for _ in range(30):
                content[noise.randrange(108, len(content))] = noise.randrange(256)
            self.restore(bytes(content))
            self.try_all('bytes')

    def test_a_garbage_log(self):
        self.restore(self.good)
        self.write('store.db-wal', random.Random(9).randbytes(50000))
        self.assertEqual(len(self.clients()), 40)

    def test_a_table_that_is_gone(self):
        for table in ('client', 'event', 'coupon', 'message', 'committed', 'account'):
            self.restore(self.good)
            self.sql(f'DROP TABLE {table}')
            self.assertGreater(self.try_all(table), 0, table)


class Hostile(Case):
    """A value that the schema forbids, put there by another program."""

    def setUp(self):
        super().setUp()
        rows = self.world(3, 3)
        self.migrate(rows[0]['partita_iva'])
        shutil.copy(self.db, self.path('good.db'))

    def spoil(self, statement, *commands):
        """After the statement each command says what is damaged, with status 3."""
        shutil.copy(self.path('good.db'), self.db)
        table = statement.split()[1]
        self.sql(statement)
        told = ''
        for words in commands:
            with self.subTest(statement, words=words[:2]):
                answer = self.run_json(*words)
                self.assertEqual(answer.status, STORAGE, answer)
                error = answer.error
                self.assertEqual(error['code'], 'corrupt', error)
                self.assertIn(table, error['text'])
                told += error['text']
        return told

    def test_in_the_clients(self):
        listing = ('client', 'list', f'--studio={STUDIO}')
        long_id = UNKNOWN + '-and-more'
        for change in ("stage = 'nonsense'", "tax_regime = ''", "license_last_day = '2026-02-30'",
                       "license_last_day = 'x'", "created_at = 'yesterday'",
                       'is_on_ts_digital = 7', f"id = '{UNKNOWN[:-1]}' WHERE name_key LIKE '%1%'",
                       f"id = '{UNKNOWN.upper()}' WHERE name_key LIKE '%1%'",
                       f"id = '{long_id}' WHERE name_key LIKE '%1%'",
                       "id = '' WHERE name_key LIKE '%1%'"):
            self.spoil(f'UPDATE client SET {change}', listing)

    def test_says_which_column(self):
        told = self.spoil("UPDATE client SET stage = 'nonsense'",
                          ('client', 'list', f'--studio={STUDIO}'))
        self.assertIn('stage', told)

    def test_text_that_is_none(self):
        for value in ("CAST(x'ff00fe' AS TEXT)", "CAST(x'41c3' AS TEXT)"):
            shutil.copy(self.path('good.db'), self.db)
            self.sql(f'UPDATE client SET name = {value}')
            for more in ((), ('--json',)):
                answer = self.run_plain('client', 'list', f'--studio={STUDIO}', *more)
                self.assertIn(answer.status, (DONE, STORAGE), answer)
                self.assertNotIn('memory', answer.err)
                if more and answer.status == DONE:
                    self.assertEqual(len(answer.json['clients']), 3)
                elif more:
                    self.assertIn('client', answer.error['text'])

    def test_escape_sequences_in_names_never_reach_the_terminal(self):
        self.sql("UPDATE client SET name = 'x' || char(27) || '[2J' || char(7) || char(155) || "
                 "char(10) || 'y'")
        for words in (('client', 'list', f'--studio={STUDIO}'),
                      ('migrate', '--all', *SIGNATORY_STUDIO)):
            answer = self.run_plain(*words)
            self.assertNotIn('\x1b', answer.out)
            self.assertNotIn('\x07', answer.out)
            self.assertNotIn('\x9b', answer.out)

    def test_in_other_tables(self):
        studio = f'--studio={STUDIO}'
        for change, words in (
                ("coupon SET state = 'lost'", ('coupon', 'list', studio)),
                ("coupon SET kind = ''", ('coupon', 'list', studio)),
                ("coupon SET issued_on = '2026-13-01'", ('coupon', 'list', studio)),
                ("coupon SET client_id = 'x'", ('coupon', 'list', studio)),
                ("event SET kind = 'x'", ('event', 'list')),
                ("event SET instant = '2026-11-23'", ('event', 'list')),
                ("event SET studio_id = 'x'", ('event', 'list')),
                ("message SET state = 'x'", ('outbox', 'list')),
                ("message SET kind = 'x'", ('outbox', 'list')),
                ("message SET due_at = '2026'", ('outbox', 'deliver',
                                              f'--maildir={self.path("m")}')),
                ("migration SET state = 'x'", ('migration', 'list', studio)),
                ("migration SET created_at = ''", ('migration', 'list', studio)),
                ("license SET plan = 'x'", ('license', 'show', vat_number(1), studio)),
                ("license SET last_day = '31-12-2027'", ('license', 'show', vat_number(1), studio)),
                ("account SET created_on = 'x'", ('client', 'show', vat_number(1), studio)),
                ("account SET need_setup = 9", ('client', 'show', vat_number(1), studio)),
                ("studio SET account_opened_on = 'x'", ('studio', 'list')),
                ("studio SET id = 'x'", ('studio', 'list'))):
            self.spoil(f'UPDATE {change}', words)

    def test_a_bulk_over_a_spoilt_client_does_nothing_halfway(self):
        self.spoil("UPDATE client SET stage = 'nonsense' WHERE name_key LIKE '%000002%'",
                   ('client', 'list', f'--studio={STUDIO}'))
        answer = self.run_json('migrate', '--all', *SIGNATORY_STUDIO)
        self.assertEqual(answer.status, STORAGE, answer)
        for table in ('account', 'license', 'message', 'migration'):
            self.assertEqual(self.sql(f'SELECT count(*) FROM {table}'), [(1,)], table)
        self.assertEqual(self.sql("SELECT count(*) FROM coupon WHERE state = 'assigned'"), [(1,)])

    def test_references_that_lead_nowhere(self):
        studio = f'--studio={STUDIO}'
        commands = (('client', 'list', studio), ('client', 'show', vat_number(1), studio),
                    ('coupon', 'list', studio), ('migration', 'list', studio),
                    ('license', 'show', vat_number(1), studio), ('event', 'list'),
                    ('outbox', 'list'), ('outbox', 'deliver', f'--maildir={self.path("m")}'),
                    ('migrate', '--all', *SIGNATORY_STUDIO), ('studio', 'show', studio),
                    ('client', 'check', vat_number(1), studio))
        for change in ('DELETE FROM client', 'DELETE FROM studio', 'DELETE FROM account',
                       'DELETE FROM migration', 'DELETE FROM license', 'DELETE FROM coupon',
                       'DELETE FROM pack', f"UPDATE message SET client_id = '{UNKNOWN}'",
                       f"UPDATE message SET migration_id = '{UNKNOWN}'",
                       f"UPDATE migration SET license_id = '{UNKNOWN}'",
                       f"UPDATE migration SET coupon_id = '{UNKNOWN}'",
                       "UPDATE message SET recipient = 'x' || char(10) || 'Bcc: y@x.example'"):
            for words in commands:
                shutil.copy(self.path('good.db'), self.db)
                self.sql(change)
                with self.subTest(change, words=words[:2]):
                    answer = self.run_json(*words)
                    self.assertIn(answer.status, (DONE, REFUSED, STORAGE), answer)


if __name__ == '__main__':
    main()
