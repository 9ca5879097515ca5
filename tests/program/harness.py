"""What the tests of the program share: running it, stores to run it on, people and companies.

A test file is a program: `python3 test_coupon.py [CLASS[.TEST]]`. It prints one line for each test
as cmocka does, and fails if one failed. CONTOTERZI_PROGRAM names the program under test."""
import atexit
import contextlib
import csv
import io
import json
import os
import shutil
import sqlite3
import string
import subprocess
import sys
import tempfile
import time
import traceback
import unittest

PROGRAM = os.environ.get('CONTOTERZI_PROGRAM', 'contoterzi')
TODAY = '2026-11-23'
STUDIO = '12345670157'
# Before the path of each store: 'lmdb:' puts them on the back end of the examples.
STORE = os.environ.get('CONTOTERZI_TEST_STORE', '')
DONE, REFUSED, USAGE, STORAGE = 0, 1, 2, 3
PATIENCE = 120  # seconds after which the program hangs
# Where it is set, stores are on that server, each in a schema of its own.
SERVER = os.environ.get('CONTOTERZI_TEST_POSTGRES')


# --- The program ---------------------------------------------------------------------------------

def _started_by(starter, program):
    """A program of another machine, as one of this."""
    folder = tempfile.mkdtemp(prefix='contoterzi-starter-')
    atexit.register(shutil.rmtree, folder)
    script = os.path.join(folder, os.path.basename(program))
    with open(script, 'w', encoding='utf-8') as file:
        file.write(f'#!/bin/sh\nexec {starter} "{program}" "$@"\n')
    os.chmod(script, 0o755)
    return script


if os.environ.get('CONTOTERZI_STARTER'):
    PROGRAM = _started_by(os.environ['CONTOTERZI_STARTER'], PROGRAM)


class Answer:
    """What the program said."""

    def __init__(self, status, out, err):
        self.status, self.raw_out, self.raw_err = status, out, err

    @property
    def out(self):
        return self.raw_out.decode('utf-8')

    @property
    def err(self):
        return self.raw_err.decode('utf-8')

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def error(self):
        return json.loads(self.err)['error']

    def __repr__(self):
        return f'status {self.status}\nout: {self.raw_out[:4000]}\nerr: {self.raw_err[:4000]}'


def environment(**changes):
    """The environment of a run: nothing of the caller's language and terminal; None takes away."""
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith('LC_') and name not in ('LANG', 'LANGUAGE', 'NO_COLOR', 'TZ')}
    kept.update({'LC_ALL': 'C.UTF-8', 'TERM': 'xterm'}, **changes)
    return {name: value for name, value in kept.items() if value is not None}


def run(*words, stdin=b'', cwd=None, env=None):
    """Runs the program on the words as they are."""
    done = subprocess.run([PROGRAM, *words], input=stdin, cwd=cwd, env=env or environment(),
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=PATIENCE)
    return Answer(done.returncode, done.stdout, done.stderr)


class Case(unittest.TestCase):
    """A test with a directory of its own, and in it a store that is not there yet."""
    today = TODAY

    def setUp(self):
        self.place = tempfile.mkdtemp(prefix='contoterzi-test-')
        self.addCleanup(shutil.rmtree, self.place, ignore_errors=True)
        self.db = STORE + self.path('store.db')
        if SERVER:
            self.use_schema(os.path.basename(self.place))

    def use_schema(self, name):
        """A store on the server, gone after the test."""
        self.db = f'{SERVER}?schema={name}'
        self.addCleanup(subprocess.run, ['psql', '-q', '-d', SERVER, '-c',
                                         f'DROP SCHEMA IF EXISTS "{name}" CASCADE'],
                        check=True, stderr=subprocess.DEVNULL)

    def path(self, name):
        return os.path.join(self.place, name)

    def write(self, name, content):
        """A file with that content, text or bytes; answers its path."""
        with open(self.path(name), 'wb') as file:
            file.write(content if isinstance(content, bytes) else content.encode('utf-8'))
        return self.path(name)

    def run_plain(self, *words, **how):
        """The program on this test's store and day."""
        return run('--db', self.db, f'--today={self.today}', *words, **how)

    def run_json(self, *words, **how):
        return self.run_plain('--json', *words, **how)

    def answer(self, *words, status=DONE, **how):
        """The JSON document that the program answers with `status`, and nothing besides."""
        answer = self.run_json(*words, **how)
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.err, '', answer)
        return answer.json

    def fail_with(self, status, *words, rule=None, field=None, code=None, text=None, **how):
        """Runs what must fail; answers the error, having looked at what is named of it."""
        answer = self.run_json(*words, **how)
        self.assertEqual(answer.status, status, answer)
        self.assertEqual(answer.out, '', answer)
        error = answer.error
        self.assertLessEqual({'code', 'rule', 'field', 'text'}, set(error), answer)
        self.assertTrue(error['text'], answer)
        for name, wanted in (('rule', rule), ('field', field), ('code', code)):
            if wanted is not None:
                self.assertEqual(error[name], wanted, answer)
        if text is not None:
            self.assertIn(text, error['text'], answer)
        return error

    # -- Worlds -----------------------------------------------------------------------------------

    def add_studio(self, vat_number=STUDIO, name='Studio Ferri', is_open=True):
        studio = self.answer('studio', 'add', f'--name={name}', f'--vat-number={vat_number}',
                             f'--email=studio{vat_number}@ferri.example',
                             '--pec=ferri@pec.ferri.example')['id']
        if is_open:
            self.answer('studio', 'open-account', f'--studio={studio}')
        return studio

    def import_rows(self, rows, studio=STUDIO, status=DONE, name='clients.csv'):
        return self.answer('client', 'import', self.write(name, csv_text(rows)),
                           f'--studio={studio}', status=status)

    def buy(self, quantity, studio=STUDIO, year=2027, kind='conto_terzi'):
        return self.answer('coupon', 'buy', f'--studio={studio}', f'--kind={kind}',
                           f'--year={year}', f'--quantity={quantity}', '--unit-price=29.90')['id']

    def world(self, clients=3, coupons=3):
        """An open studio with so many clients and coupons; answers the clients' rows."""
        self.add_studio()
        rows = companies(clients)
        if rows:
            self.import_rows(rows)
        if coupons:
            self.buy(coupons)
        return rows

    def clients(self, *words, studio=STUDIO):
        return self.pages('clients', 'client', 'list', f'--studio={studio}', *words)

    def coupons(self, *words, studio=STUDIO):
        return self.pages('coupons', 'coupon', 'list', f'--studio={studio}', *words)

    def pages(self, key, *words, limit=1000):
        """All entries of a list, page after page."""
        entries, after = [], []
        while True:
            page = self.answer(*words, f'--limit={limit}', *after)
            entries += page[key]
            if page['next'] is None:
                return entries
            after = [f'--after={page["next"]}']

    def migrate(self, *words, status=DONE, studio=STUDIO):
        return self.answer('migrate', f'--studio={studio}', *SIGNATORY, *words, status=status)

    @staticmethod
    def need_sqlite():
        """What comes now looks into SQLite's file: it is for the runs on that alone."""
        if STORE or SERVER:
            raise unittest.SkipTest(f'looks into a file of SQLite, not of {STORE or SERVER}')

    def sql(self, statement, *values):
        """Reads or changes the store behind the program's back."""
        if SERVER:
            return self.sql_on_server(statement, values)
        self.need_sqlite()
        with contextlib.closing(sqlite3.connect(self.db, timeout=PATIENCE)) as connection:
            with connection:
                return connection.execute(statement, values).fetchall()

    def sql_on_server(self, statement, values):
        for number in range(len(values)):
            statement = statement.replace('?', f'${number + 1}', 1)
        if statement.startswith('SELECT'):
            statement = f'SELECT row_to_json(t) FROM ({statement}) AS t'
        schema = self.db.partition('?schema=')[2]
        quoted = ', '.join("'" + str(value).replace("'", "''") + "'" for value in values)
        script = (f'SET search_path TO "{schema}";\nPREPARE q AS {statement};\n'
                  + (f'EXECUTE q({quoted});' if values else 'EXECUTE q;'))
        rows = [line for line in self.tell_server(script) if line.startswith('{')]
        return [tuple(json.loads(line).values()) for line in rows]

    @staticmethod
    def tell_server(script):
        """Runs SQL as it is; answers the lines of what comes back."""
        done = subprocess.run(['psql', '-qAtX', '-v', 'ON_ERROR_STOP=1', '-d', SERVER],
                              input=script, check=True, capture_output=True, text=True)
        return done.stdout.splitlines()

    def content(self):
        """Every row of every table, to compare before and after."""
        if SERVER:
            names = self.sql("SELECT tablename FROM pg_tables"
                             " WHERE schemaname = current_schema() ORDER BY 1")
            return {name: self.sql(f'SELECT * FROM "{name}" AS t ORDER BY t::text')
                    for name, in names}
        self.need_sqlite()
        with contextlib.closing(sqlite3.connect(self.db, timeout=PATIENCE)) as connection:
            tables = [name for name, in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall()
                    for name in tables}

    def assertKeys(self, document, keys):
        self.assertLessEqual(set(keys), set(document), document)


# --- Codes of Italy, by the letter of the law and not by the library's code ----------------------

def vat_number(number, office=15):
    """The VAT number of company `number`, registered with a province's office."""
    digits = [int(digit) for digit in f'{number:07d}{office:03d}']
    total = sum(digits[0::2])
    for digit in digits[1::2]:
        total += 2 * digit - (9 if digit > 4 else 0)
    return ''.join(map(str, digits)) + str(-total % 10)


def _letters(name, is_given_name):
    plain = [letter for letter in name.upper() if letter in string.ascii_uppercase]
    consonants = [letter for letter in plain if letter not in 'AEIOU']
    vowels = [letter for letter in plain if letter in 'AEIOU']
    if is_given_name and len(consonants) > 3:
        del consonants[1]
    return ''.join(consonants + vowels + ['X'] * 3)[:3]


_ODD = dict(zip(string.digits + string.ascii_uppercase,
                [1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
                 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22,
                 25, 24, 23]))


def check_letter(code):
    """The sixteenth character of a person's tax code whose first fifteen are `code`."""
    total = 0
    for i, character in enumerate(code[:15]):
        if i % 2 == 0:
            total += _ODD[character]
        elif character.isdigit():
            total += int(character)
        else:
            total += ord(character) - ord('A')
    return string.ascii_uppercase[total % 26]


def tax_code(surname, name, birth=(1980, 4, 12), place='F205', is_woman=False):
    """A person's tax code."""
    year, month, day = birth
    code = (_letters(surname, False) + _letters(name, True) + f'{year % 100:02d}'
            + 'ABCDEHLMPRST'[month - 1] + f'{day + (40 if is_woman else 0):02d}' + place)
    return code + check_letter(code)


def omocode(code, position=14):
    """The same person's code after somebody else got it too: a digit became a letter."""
    changed = code[:position] + 'LMNPQRSTUV'[int(code[position])] + code[position + 1:15]
    return changed + check_letter(changed)


SIGNATORY = ('--signatory-name=Giulia', '--signatory-surname=Bianchi',
             '--signatory-tax-code=' + tax_code('Bianchi', 'Giulia', (1980, 4, 12), is_woman=True))


# --- Files ---------------------------------------------------------------------------------------

def company(number, **changes):
    """The row of one client; its name sorts by its number."""
    code = vat_number(number)
    return {'denominazione': f'Ditta {number:06d} S.r.l.', 'partita_iva': code,
            'codice_fiscale': code, 'email': f'ditta{number}@posta.example', **changes}


def companies(count, first=1):
    return [company(number) for number in range(first, first + count)]


def csv_text(rows, delimiter=';', line_end='\n', quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO(newline='')
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, lineterminator=line_end,
                            quoting=quoting)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


# --- Telling what happened -----------------------------------------------------------------------

SHOWN = 3  # failures within one test that are shown


class Result(unittest.TestResult):
    """A line for each test on stdout as cmocka writes it, and why it failed."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def startTest(self, test):
        super().startTest(test)
        self.count += 1
        self.is_fine = True
        self.reasons = []
        self.began = time.monotonic()

    def _failed(self, test, error):
        self.is_fine = False
        self.reasons.append(''.join(traceback.format_exception(*error)))

    def addError(self, test, err):
        super().addError(test, err)
        if not hasattr(self, 'began'):  # in setUpClass
            print(''.join(traceback.format_exception(*err)))
            return
        self._failed(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._failed(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err:
            self._failed(test, err)
            self.reasons[-1] = f'{subtest}\n{self.reasons[-1]}'

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.reasons.append(f'skipped: {reason}\n')

    def stopTest(self, test):
        name = '.'.join(test.id().split('.')[-2:])
        for reason in self.reasons[:SHOWN]:
            print(reason, end='')
        if self.reasons[SHOWN:]:
            print(f'... and {len(self.reasons) - SHOWN} more')
        if self.skipped and self.skipped[-1][0] is test:
            print(f'[  SKIPPED ] {name}', flush=True)
        else:
            print(f'[       OK ] {name}' if self.is_fine else f'[  FAILED  ] {name}', flush=True)
        super().stopTest(test)


def main():
    if not shutil.which(PROGRAM):
        sys.exit(f'{PROGRAM}: no such program; CONTOTERZI_PROGRAM names it')
    program = unittest.TestProgram(module=None, exit=False, testRunner=_Runner, argv=[
        sys.argv[0], *['__main__' if not sys.argv[1:] else f'__main__.{word}'
                       for word in sys.argv[1:] or ['']]])
    sys.exit(0 if program.result.wasSuccessful() and program.result.count else 1)


class _Runner:
    def run(self, tests):
        result = Result()
        tests.run(result)
        print(f'[==========] {result.count} test(s) run.')
        failed = len(result.failures) + len(result.errors)
        print(f'[  FAILED  ] {failed} failure(s)' if failed else '[  PASSED  ]', flush=True)
        return result
