"""Stores of earlier schemas open in this version, with nothing lost. tests/data/store-schema-N.db.gz was
written by the first version that had schema N, and is never touched."""
import glob
import gzip
import os
import re
import sqlite3

from harness import Case, STUDIO, main

DATA = os.path.join(os.environ['CONTOTERZI_SOURCE'], 'tests', 'data')


def rows_of(path):
    """Every table's rows, as sets of (column, value), so that added columns do not matter."""
    with sqlite3.connect(path) as store:
        store.row_factory = sqlite3.Row
        tables = [row[0] for row in store.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {table: [{(key, row[key]) for key in row.keys() if row[key] is not None}
                        for row in store.execute(f'SELECT * FROM "{table}"')]
                for table in tables}


class Upgrade(Case):
    today = '2026-11-23'

    def stores(self):
        return sorted(glob.glob(os.path.join(DATA, 'store-schema-*.db.gz')),
                      key=lambda path: int(re.search(r'schema-(\d+)', path)[1]))

    def take(self, path):
        with gzip.open(path) as file:
            self.db = self.write(f'{os.path.basename(path)}.db', file.read())
        return rows_of(self.db)

    def test_there_is_a_store_of_the_first_schema(self):
        self.assertTrue(self.stores()[0].endswith('store-schema-1.db.gz'))

    def test_nothing_that_was_there_is_lost(self):
        for path in self.stores():
            before = self.take(path)
            self.answer('studio', 'show', f'--studio={STUDIO}')
            after = rows_of(self.db)
            for table, rows in before.items():
                self.assertEqual(after[table], rows, (path, table))

    def test_what_it_tells_is_what_it_told(self):
        self.take(self.stores()[0])
        studio = self.answer('studio', 'show', f'--studio={STUDIO}')
        self.assertEqual((studio['clients'], studio['migratable']), (11, 5))
        self.assertEqual([(line['state'], line['count']) for line in studio['coupons']],
                         [('assigned', 5)])
        sent = self.answer('migration', 'list', '--state=credentials_sent')['migrations']
        self.assertEqual(len(sent), 5)

    def test_it_goes_on(self):
        self.take(self.stores()[0])
        self.answer('coupon', 'buy', f'--studio={STUDIO}', '--kind=conto_terzi', '--year=2027',
                    '--quantity=5', '--unit-price=29.90')
        before = self.answer('coupon', 'list', f'--studio={STUDIO}')['coupons']
        bought = self.answer('coupon', 'buy', f'--studio={STUDIO}', '--kind=conto_terzi',
                             '--year=2026', '--quantity=5', '--unit-price=29.90', '--key=po-1',
                             '--today=2026-11-23')
        self.assertEqual(bought['issued_on'], '2026-11-04')  # R-AUD-02: the answer kept then
        self.assertEqual(self.answer('coupon', 'list', f'--studio={STUDIO}')['coupons'], before)
        done = self.answer('migrate', '--all', f'--studio={STUDIO}', '--signatory-name=Giulia',
                           '--signatory-surname=Bianchi',
                           '--signatory-tax-code=BNCGLI80D52F205R', status=1)
        self.assertEqual((done['done'], done['already_done']), (5, 5))


if __name__ == '__main__':
    main()
