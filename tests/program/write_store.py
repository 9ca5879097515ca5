"""Writes tests/data/store-schema-N.db.gz, the store that is kept as evidence of schema N, and beside it
what the program tells of it. Once, by the version that is to be released with that schema:

    CONTOTERZI_PROGRAM=build/examples/contoterzi/contoterzi python3 tests/program/write_store.py

A store of a schema that was released is never written again: from then on it shows what that version
wrote. Until then, remove both files and write them anew."""
import contextlib
import gzip
import json
import os
import sqlite3

from harness import Case, main
from year import Year, looks

DATA = os.path.join(os.path.dirname(__file__), '..', 'data')


def compress(path, content):
    """The same content gives the same file."""
    with open(path, 'xb') as file:
        with gzip.GzipFile('', 'wb', 9, file, 0) as archive:
            archive.write(content)


class Write(Case):
    def test_the_store_of_this_schema_is_written(self):
        year = Year(self, 2026, 1)
        year.live()
        with contextlib.closing(sqlite3.connect(self.db)) as store:
            store.execute('VACUUM')
            version, = store.execute('PRAGMA user_version').fetchone()
            for table, in store.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
                count, = store.execute(f'SELECT count(*) FROM "{table}"').fetchone()
                self.assertGreater(count, 0, f'{table} has no rows')
        told = {'today': self.today, 'answers': looks(self)}
        name = os.path.join(DATA, f'store-schema-{version}')
        with open(self.db, 'rb') as store:
            compress(f'{name}.db.gz', store.read())
        compress(f'{name}.json.gz', json.dumps(told, ensure_ascii=False, indent=1).encode())


if __name__ == '__main__':
    main()
