"""contoterzi client import: files that are no client lists."""
import os
import random

from harness import (Case, REFUSED, STUDIO, USAGE, companies, csv_text, main, vat_number)

PNG = (b'\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f\x15\xc4\x89'
       b'\0\0\0\nIDATx\x9cc\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xaeB`\x82')


class BadFile(Case):
    """Refused as a whole: usage, the file or its fault named, nothing in."""

    def setUp(self):
        super().setUp()
        self.add_studio()

    def refuse(self, content, text=None, field=None):
        path = self.write('clients.csv', content) if content is not None else self.path('none.csv')
        error = self.fail_with(USAGE, 'client', 'import', path, f'--studio={STUDIO}', text=text,
                               field=field)
        self.assertEqual(self.clients(), [])
        return error

    def test_is_empty(self):
        for content in ('', '\n\n  \r\n', '\ufeff', '\0'):
            with self.subTest(repr(content)):
                self.refuse(content)

    def test_is_binary(self):
        noise = random.Random(4)
        for content in (PNG, PNG * 1000, bytes(range(256)), noise.randbytes(100000),
                        b'PK\3\4' + noise.randbytes(5000), b'\xff\xfe' + 'name'.encode('utf-16-le'),
                        'name;vat_number\nx;1\n'.encode('utf-32')):
            with self.subTest(content[:20]):
                self.refuse(content)

    def test_is_a_store(self):
        with open(self.db, 'rb') as file:
            self.refuse(file.read())

    def test_lacks_a_column(self):
        for header, column in (('vat_number;email', 'name'), ('name;email', 'vat_number'),
                               ('foo;bar', 'name'), ('name vat_number', 'name')):
            with self.subTest(header):
                self.refuse(f'{header}\nx;{vat_number(1)}\n', text=column)

    def test_has_a_column_twice(self):
        for header in ('name;vat_number;name', 'name;denominazione;vat_number',
                       'name;vat_number;email;EMAIL', 'name;vat_number;email;email1',
                       'name;vat_number;Partita IVA'):
            with self.subTest(header):
                self.refuse(f'{header}\na;{vat_number(1)};c;d\n', text='same column')

    def test_has_a_header_that_never_closes(self):
        self.refuse(f'"name;vat_number\nDitta;{vat_number(1)}\n')

    def test_is_not_there_or_no_file_or_not_readable(self):
        self.refuse(None, text='none.csv')
        for path in (self.place, self.path('store.db/x'), '', '/dev/null'):
            with self.subTest(path):
                self.fail_with(USAGE, 'client', 'import', path, f'--studio={STUDIO}')

    def test_is_not_to_be_read(self):
        path = self.write('secret.csv', csv_text(companies(1)))
        os.chmod(path, 0)
        if os.access(path, os.R_OK):
            self.skipTest('root reads everything')
        self.fail_with(USAGE, 'client', 'import', path, f'--studio={STUDIO}', text='secret.csv')


class BadLines(Case):
    """The line is refused with its number and why; the others are in."""

    def setUp(self):
        super().setUp()
        self.add_studio()

    def load(self, content, refused, added, lines=None):
        report = self.answer('client', 'import', self.write('clients.csv', content),
                             f'--studio={STUDIO}', status=REFUSED)
        self.assertEqual((report['added'], report['refused']), (added, refused), report)
        self.assertEqual(len(self.clients()), added)
        if lines is not None:
            self.assertEqual([error['line'] for error in report['errors']], lines)
        return report['errors']

    def test_header_alone_adds_nothing(self):
        report = self.answer('client', 'import', self.write('c.csv', 'name;vat_number\n'),
                             f'--studio={STUDIO}')
        self.assertEqual((report['read'], report['errors']), (0, []))

    def test_a_quote_that_never_closes(self):
        good = csv_text(companies(300))
        lines = good.splitlines(keepends=True)
        lines[10] = '"' + lines[10]
        errors = self.load(''.join(lines), 1, 299, [11])
        self.assertIn('quote', errors[0]['reason'])

    def test_a_quote_that_never_closes_at_the_end(self):
        self.load(f'{csv_text(companies(3))}"Ultima;{vat_number(9)}', 1, 3, [5])

    def test_a_NUL_byte(self):
        text = csv_text(companies(5)).replace('Ditta 000003', 'Ditta\0 000003')
        errors = self.load(text, 1, 4, [4])
        self.assertIn('NUL', errors[0]['reason'])

    def test_control_characters(self):
        text = csv_text(companies(5)).replace('Ditta 000003', 'Ditta\x1b[31m 000003')
        errors = self.load(text, 1, 4, [4])
        self.assertEqual(errors[0]['column'], 'denominazione')

    def test_a_line_of_another_encoding(self):
        rows = [dict(row, denominazione=f'Città {row["denominazione"]}') for row in companies(5)]
        lines = csv_text(rows).encode('utf-8').splitlines(keepends=True)
        lines[3] = lines[3].decode('utf-8').encode('cp1252')
        self.load(b''.join(lines), 1, 4, [4])

    def test_a_byte_that_Windows_1252_lacks(self):
        rows = [dict(row, denominazione=f'Città {row["denominazione"]}') for row in companies(5)]
        lines = csv_text(rows).encode('cp1252').splitlines(keepends=True)
        lines[3] = lines[3].replace(b'\xe0', b'\x81')
        self.load(b''.join(lines), 1, 4, [4])

    def test_too_many_fields(self):
        lines = csv_text(companies(5)).splitlines()
        lines[2] += ';more'
        lines[4] = lines[4].replace('Ditta', 'Ditta; cattiva')
        self.load('\n'.join(lines), 2, 3, [3, 5])

    def test_thousands_of_fields(self):
        self.load(csv_text(companies(3)) + 'x;' * 20000 + 'x\n', 1, 3, [5])

    def test_a_name_of_200_bytes_and_one_of_201(self):
        text = (f'name;vat_number\n{"à" * 100};{vat_number(1)}\n{"à" * 100}x;{vat_number(2)}\n')
        errors = self.load(text, 1, 1, [3])
        self.assertEqual(errors[0]['column'], 'name')

    def test_a_field_of_a_megabyte_anywhere(self):
        huge = 'x' * (1 << 20)
        good = vat_number(1)
        text = (f'name;vat_number;tax_code;email;tax_regime;ts_digital\n'
                f'{huge};{good};;;;\nA;{huge};;;;\nB;{good};{huge};;;\nC;{good};;{huge};;\n'
                f'D;{good};;;{huge};\nE;{good};;;;{huge}\nF;{good};;;;\n')
        errors = self.load(text, 6, 1)
        self.assertEqual([error['column'] for error in errors],
                         ['name', 'vat_number', 'tax_code', 'email', 'tax_regime', 'ts_digital'])
        for error in errors:
            self.assertLess(len(error['reason']), 2000, 'the reason quotes the whole field')

    def test_a_quoted_field_of_many_lines(self):
        text = csv_text(companies(3)) + '"' + 'riga\n' * 5000 + f'";{vat_number(9)};;\n'
        report = self.answer('client', 'import', self.write('clients.csv', text),
                             f'--studio={STUDIO}', status=REFUSED)
        self.assertEqual(report['added'], 3)

    def test_noise_below_a_good_header_never_crashes(self):
        for seed in range(40):
            noise = random.Random(seed)
            body = noise.choices(b';,"\n\r\0 abc\xe0\xc3\xa012@.', k=noise.randrange(3000))
            path = self.write('noise.csv', b'name;vat_number\n' + bytes(body))
            answer = self.run_json('client', 'import', path, f'--studio={STUDIO}')
            self.assertIn(answer.status, (0, REFUSED), (seed, answer))
            report = answer.json
            self.assertEqual(report['read'], report['refused'], seed)

    def test_formulas_are_only_text(self):
        row = dict(companies(1)[0], denominazione='=cmd|\' /C calc\'!A0')
        self.import_rows([row])
        self.assertEqual(self.clients()[0]['name'], row['denominazione'])


if __name__ == '__main__':
    main()
