"""Stores of earlier schemas open in this version, with nothing lost. tests/data/store-schema-N.db.gz was
written by a version that had schema N (write_store.py), and is never touched."""
import contextlib
import glob
import gzip
import json
import os
import re
import sqlite3

from harness import Case, STUDIO, main, run
from year import Year

DATA = os.path.join(os.environ['CONTOTERZI_SOURCE'], 'tests', 'data')


def schema_of(path):
    return int(re.search(r'schema-(\d+)', path)[1])


def rows_of(path):
    """Every table's rows, as sets of (column, value), so that added columns do not matter."""
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.row_factory = sqlite3.Row
        tables = [row[0] for row in store.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {table: [{(key, row[key]) for key in row.keys() if row[key] is not None}
                        for row in store.execute(f'SELECT * FROM "{table}"')]
                for table in tables}


class Upgrade(Case):
    def stores(self):
        return sorted(glob.glob(os.path.join(DATA, 'store-schema-*.db.gz')), key=schema_of)

    def told(self, path):
        """The day on which the store was left, and what was told of it then."""
        if schema_of(path) == 1:  # before that was kept
            return {'today': '2026-11-23', 'answers': {}}
        with gzip.open(path.replace('.db.gz', '.json.gz')) as file:
            return json.load(file)

    def take(self, path):
        with gzip.open(path) as file:
            self.db = self.write(f'{os.path.basename(path)}.db', file.read())
        self.today = self.told(path)['today']
        return rows_of(self.db)

    def assertTold(self, before, after, where):
        """All that was told is told; there may be more to tell of each thing."""
        if isinstance(before, dict):
            for key, value in before.items():
                self.assertTold(value, after[key], f'{where}, {key}')
        elif isinstance(before, list):
            self.assertEqual(len(before), len(after), where)
            for number, value in enumerate(before):
                self.assertTold(value, after[number], f'{where}, {number}')
        else:
            self.assertEqual(before, after, where)

    def assertRightBooks(self, where):
        self.assertEqual(self.answer('check')['findings'], [], where)

    def test_there_is_a_store_of_each_schema(self):
        """A new schema gets its store from write_store.py, before it is released."""
        self.add_studio()
        with contextlib.closing(sqlite3.connect(self.db)) as store:
            newest, = store.execute('PRAGMA user_version').fetchone()
        self.assertEqual([schema_of(path) for path in self.stores()], list(range(1, newest + 1)),
                         'write_store.py writes the one that is missing')

    def test_nothing_that_was_there_is_lost(self):
        for path in self.stores():
            before = self.take(path)
            self.answer('studio', 'list')
            after = rows_of(self.db)
            for table, rows in before.items():
                self.assertEqual(after[table], rows, (path, table))

    def test_what_it_tells_is_what_it_told(self):
        for path in self.stores():
            self.take(path)
            for words, answer in self.told(path)['answers'].items():
                self.assertTold(answer, self.answer(*words.split()), words)

    def test_the_first_one_tells_what_it_told(self):
        self.take(self.stores()[0])
        studio = self.answer('studio', 'show', f'--studio={STUDIO}')
        self.assertEqual((studio['clients'], studio['migratable']), (11, 5))
        self.assertEqual([(line['state'], line['count']) for line in studio['coupons']],
                         [('assigned', 5)])
        sent = self.answer('migration', 'list', '--state=credentials_sent')['migrations']
        self.assertEqual(len(sent), 5)

    def test_R_AUD_02_a_key_of_then_gives_the_answer_of_then(self):
        for path in self.stores():
            self.take(path)
            if schema_of(path) == 1:
                self.buy(5)  # and the next one is known
                again = [STUDIO, '--key=po-1', '--year=2026', '--quantity=5']
            else:
                again = [Year(self, 2026, 1).studio, '--key=late-order-1', '--year=2028',
                         '--quantity=3']
            before = self.coupons(studio=again[0])
            pack = self.answer('coupon', 'buy', f'--studio={again[0]}', *again[1:],
                               '--kind=conto_terzi', '--unit-price=29.90')
            self.assertEqual(self.coupons(studio=again[0]), before)
            self.assertIn(pack['id'], {coupon['pack'] for coupon in before})

    def test_it_goes_on_with_what_was_there(self):
        self.take(self.stores()[0])
        self.buy(5)
        done = self.migrate('--all', status=1)
        self.assertEqual((done['done'], done['already_done']), (5, 5))
        self.buy(10, year=2028)
        renewed = self.answer('renew', '--all', f'--studio={STUDIO}', '--year=2028')
        self.assertEqual(renewed['done'], 10)
        self.assertRightBooks('after a renewal')

    def test_every_changing_command_goes_on(self):
        """Two more years, of others and, where a command is for all, of those that were there."""
        for path in self.stores():
            self.take(path)
            self.assertRightBooks(path)
            year = Year(self, int(self.today[:4]) + 1, 500)
            year.live()
            self.assertRightBooks(f'{path} after two years')
        commands = self.changing_commands()
        self.assertGreater(len(commands), 30)
        self.assertEqual(commands - year.done, set())

    @staticmethod
    def changing_commands():
        names = re.findall(r'(?m)^  ([a-z]+(?: [a-z-]+)?)  ', run('--help').out)
        return {name for name in names if '--preview' in run(*name.split(), '--help').out}


if __name__ == '__main__':
    main()
