"""contoterzi client import: the forms that a file may have, and the report."""
import csv

from harness import (Case, DONE, REFUSED, STUDIO, USAGE, companies, company, csv_text, main,
                     tax_code, vat_number)

COUNTS = ('read', 'added', 'updated', 'unchanged', 'refused')
NAMES = ['Perlà & Figli', 'Città «Nuova» – € 5', "D'Angelo", 'Àèìòù ÇÑß']


class Import(Case):
    def setUp(self):
        super().setUp()
        self.add_studio()

    def load(self, content, *words, status=DONE):
        return self.answer('client', 'import', self.write('clients.csv', content),
                           f'--studio={STUDIO}', *words, status=status)

    def counts(self, report):
        return tuple(report[key] for key in COUNTS)

    def names(self):
        return [client['name'] for client in self.clients()]


class Form(Import):
    """Every form of a file gives the same clients."""

    def check(self, content, names=None):
        names = names or NAMES
        report = self.load(content)
        self.assertEqual(set(report), {*COUNTS, 'errors'})
        self.assertEqual(self.counts(report), (len(names), len(names), 0, 0, 0), report)
        self.assertEqual(report['errors'], [])
        self.assertEqual(sorted(self.names()), sorted(names))

    def rows(self):
        return [company(i + 1, denominazione=name) for i, name in enumerate(NAMES)]

    def test_commas_or_semicolons_any_line_ends_any_encoding(self):
        for delimiter in ',;':
            for line_end in ('\n', '\r\n', '\r'):
                for encoding in ('utf-8', 'utf-8-sig', 'cp1252'):
                    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_ALL):
                        with self.subTest(delimiter=delimiter, line_end=line_end,
                                          encoding=encoding, quoting=quoting):
                            self.sql('DELETE FROM client')
                            text = csv_text(self.rows(), delimiter, line_end, quoting)
                            self.check(text.encode(encoding))

    def test_without_a_line_end_at_the_end(self):
        self.check(csv_text(self.rows()).rstrip('\n'))

    def test_with_blank_lines(self):
        self.check('\n  \n' + csv_text(self.rows()).replace('\n', '\n\n;;;\n') + '\n\n')

    def test_quotes_delimiters_and_line_breaks_inside_quotes(self):
        for line_end in ('\n', '\r\n'):
            with self.subTest(line_end=line_end):
                self.sql('DELETE FROM client')
                row = company(1, denominazione=f'Bar "Da Mario"; gelati,{line_end}panini')
                self.check(csv_text([row], line_end=line_end),
                           ['Bar "Da Mario"; gelati, panini'])

    def test_quotes_in_the_middle_of_a_bare_field_stand_for_themselves(self):
        line = csv_text([company(1, denominazione='NAME')])
        self.check(line.replace('NAME', 'Bar "Da Mario"'), ['Bar "Da Mario"'])

    def test_headers_in_italian_or_english_any_case_any_order(self):
        person = tax_code('Rossi', 'Mario')
        for header in ('denominazione;partita_iva;codice_fiscale;email;email2;regime_fiscale',
                       'name;vat_number;tax_code;email;email2;tax_regime',
                       'DENOMINAZIONE;Partita IVA;Codice Fiscale;E-Mail;E-mail 2;Regime fiscale',
                       ' Name ; VAT Number;TAX-CODE;EMAIL;EMAIL_2;Tax Regime',
                       '"Ragione sociale";"P. IVA";"codice_fiscale";"email";"email2";'
                       '"regime_fiscale"'):
            with self.subTest(header):
                self.sql('DELETE FROM client')
                regime = 'flat_rate' if 'ax' in header.lower() else 'forfettario'
                line = f'Mario Rossi;{vat_number(7)};{person};m@x.example;n@x.example;{regime}'
                order = [4, 0, 3, 1, 5, 2]
                for fields in (range(6), order):
                    self.sql('DELETE FROM client')
                    text = '\n'.join(';'.join(part.split(';')[i] for i in fields)
                                     for part in (header, line))
                    self.load(text + '\n')
                    client = self.answer('client', 'show', person, f'--studio={STUDIO}')
                    self.assertEqual(
                        [client[key] for key in ('name', 'vat_number', 'tax_code', 'emails',
                                                 'tax_regime')],
                        ['Mario Rossi', vat_number(7), person, ['m@x.example', 'n@x.example'],
                         'flat_rate'])

    def test_twenty_addresses(self):
        addresses = [f'a{i}@x.example' for i in range(1, 21)]
        header = ';'.join(['name', 'vat_number', 'email', *(f'email{i}' for i in range(2, 21))])
        self.load(f'{header}\nDitta;{vat_number(1)};{";".join(addresses)}\n')
        client = self.answer('client', 'show', vat_number(1), f'--studio={STUDIO}')
        self.assertEqual(client['emails'], addresses)

    def test_codes_as_people_write_them(self):
        person = tax_code('Rossi', 'Mario')
        self.load(f'name;vat_number;tax_code\nMario Rossi;IT {vat_number(7)};'
                  f' {person[:3]} {person[3:].lower()} \n')
        client = self.clients()[0]
        self.assertEqual((client['vat_number'], client['tax_code']), (vat_number(7), person))

    def test_columns_that_nobody_knows_are_told_and_ignored(self):
        rows = [dict(row, note='x', telefono='02 1234') for row in companies(2)]
        path = self.write('extra.csv', csv_text(rows))
        answer = self.run_plain('client', 'import', path, f'--studio={STUDIO}', '--lang=en')
        self.assertEqual(answer.status, DONE, answer)
        self.assertIn('"note"', answer.err)
        self.assertIn('"telefono"', answer.err)
        self.assertIn('added 2', answer.out)

    def test_short_lines_lack_their_last_fields(self):
        self.check(f'name;vat_number;email;tax_regime\nDitta;{vat_number(1)}\n', ['Ditta'])

    def test_empty_fields_beyond_the_header_are_nothing(self):
        self.check(f'name;vat_number\nDitta;{vat_number(1)};;;\n', ['Ditta'])

    def test_from_a_pipe(self):
        text = csv_text(companies(3)).encode()
        report = self.answer('client', 'import', '/dev/stdin', f'--studio={STUDIO}', stdin=text)
        self.assertEqual(report['added'], 3)


class Report(Import):
    def test_five_thousand_lines(self):
        report = self.load(csv_text(companies(5000)))
        self.assertEqual(self.counts(report), (5000, 5000, 0, 0, 0))
        self.assertEqual(len(self.clients()), 5000)

    def test_R_CLI_01_the_same_file_again_changes_nothing(self):
        text = csv_text(companies(1200))
        self.load(text)
        before = self.content()
        self.assertEqual(self.counts(self.load(text)), (1200, 0, 0, 1200, 0))
        self.assertEqual({**self.content(), 'idempotency': None},
                         {**before, 'idempotency': None})

    def test_R_CLI_01_what_is_new_updates(self):
        rows = companies(4)
        self.import_rows(rows)
        rows[1]['denominazione'] = 'Altro nome'
        rows[2]['email'] = 'altra@posta.example'
        rows.append(company(9))
        self.assertEqual(self.counts(self.import_rows(rows)), (5, 1, 2, 2, 0))
        self.assertIn('Altro nome', self.names())

    def test_R_CLI_01_what_is_left_out_stays(self):
        self.import_rows([company(1, regime_fiscale='forfettario', email2='b@x.example')])
        self.load(f'name;vat_number\nDitta 000001 S.r.l.;{vat_number(1)}\n')
        client = self.answer('client', 'show', vat_number(1), f'--studio={STUDIO}')
        self.assertEqual((client['tax_regime'], client['emails'], client['tax_code']),
                         ('flat_rate', ['ditta1@posta.example', 'b@x.example'], vat_number(1)))

    def test_R_CLI_01_a_company_twice_in_one_file_is_one_client(self):
        rows = [company(1), company(2), company(1, denominazione='Di nuovo'), company(2)]
        self.assertEqual(self.counts(self.import_rows(rows)), (4, 2, 1, 1, 0))
        self.assertEqual(len(self.clients()), 2)

    def test_R_CLI_01_another_studio_is_refused_without_a_hint(self):
        self.import_rows(companies(2))
        other = self.add_studio(vat_number(5), name='Studio Curioso')
        report = self.import_rows(companies(3), studio=other, status=REFUSED)
        self.assertEqual(self.counts(report), (3, 1, 0, 0, 2))
        for error in report['errors']:
            self.assertEqual(error['rule'], 'R-CLI-01')
            self.assertNotIn('Ferri', error['reason'])
            self.assertNotIn(STUDIO, error['reason'])

    def test_R_CLI_01_codes_of_two_clients_are_refused(self):
        self.import_rows(companies(2))
        report = self.import_rows([company(1, codice_fiscale=vat_number(2))], status=REFUSED)
        self.assertEqual(report['errors'][0]['rule'], 'R-CLI-01')

    def test_good_lines_are_in_even_when_others_are_bad(self):
        person = tax_code('Rossi', 'Mario')
        bad = {
            'partita_iva': company(50, partita_iva=vat_number(50)[:-1] + 'X'),
            'codice_fiscale': company(51, codice_fiscale=person[:-1] + 'A'),
            'email': company(52, email='not an address'),
            'regime_fiscale': company(53, regime_fiscale='boh'),
            'denominazione': company(54, denominazione=''),
            'ts_digital': company(55, ts_digital='forse'),
        }
        rows = []
        for number, row in enumerate(bad.values()):
            rows += [company(number + 1), row]
        rows = [{'regime_fiscale': '', 'ts_digital': '', **row} for row in rows]
        report = self.import_rows(rows, status=REFUSED)
        self.assertEqual(self.counts(report), (12, 6, 0, 0, 6))
        for error in report['errors']:
            self.assertEqual(set(error), {'line', 'column', 'rule', 'reason'})
            self.assertTrue(error['reason'])
        self.assertEqual([error['column'] for error in report['errors']], list(bad))
        self.assertEqual([error['line'] for error in report['errors']], [3, 5, 7, 9, 11, 13])
        self.assertEqual([error['rule'] for error in report['errors']][:3],
                         ['R-CLI-02', 'R-CLI-02', 'R-CLI-04'])

    def test_lines_are_those_of_the_file(self):
        text = (f'name;vat_number\n\n"Ditta\nsu due righe";{vat_number(1)}\nCattiva;123\n\n'
                f'"Cattiva\r\nsu\r\ntre";124\nBuona;{vat_number(2)}\nCattiva;125')
        report = self.load(text, status=REFUSED)
        self.assertEqual([error['line'] for error in report['errors']], [5, 7, 11])
        self.assertEqual(self.counts(report), (5, 2, 0, 0, 3))

    def test_the_column_is_named_as_in_the_file(self):
        report = self.load('Ragione Sociale;P. IVA;E-mail 3\nDitta;123;\nAltra;'
                           f'{vat_number(3)};x@@x\n', status=REFUSED)
        self.assertEqual([error['column'] for error in report['errors']], ['P. IVA', 'E-mail 3'])

    def test_more_than_one_reason_on_a_line_are_all_told(self):
        report = self.import_rows([company(1, partita_iva='12', codice_fiscale='34',
                                           email='nein')], status=REFUSED)
        self.assertEqual(report['refused'], 1)
        self.assertEqual({error['line'] for error in report['errors']}, {2})

    def test_texts_are_italian_or_english(self):
        text = csv_text([company(1, partita_iva='12')])
        for language, words in (('it', 'non ha 11 cifre'), ('en', 'does not have 11 digits')):
            report = self.load(text, f'--lang={language}', status=REFUSED)
            self.assertIn(words, report['errors'][0]['reason'])

    def test_for_people_is_a_table_and_a_total(self):
        path = self.write('c.csv', csv_text([company(1), company(2, partita_iva='12')]))
        answer = self.run_plain('client', 'import', path, f'--studio={STUDIO}', '--lang=it')
        self.assertEqual(answer.status, REFUSED, answer)
        self.assertIn('Letti 2: aggiunti 1, aggiornati 0, invariati 0, rifiutati 1', answer.out)
        self.assertIn('partita_iva', answer.out)
        self.assertIn('R-CLI-02', answer.out)

    def test_R_AUD_05_a_preview_changes_nothing(self):
        before = self.content()
        report = self.load(csv_text(companies(1200)), '--preview')
        self.assertEqual(self.counts(report), (1200, 1200, 0, 0, 0))
        self.assertEqual(self.content(), before)

    def test_R_AUD_05_a_preview_knows_a_company_from_many_lines_before(self):
        text = csv_text([*companies(1200), company(1), company(2, denominazione='Altro nome')])
        self.assertEqual(self.counts(self.load(text, '--preview')), (1202, 1200, 1, 1, 0))

    def test_R_AUD_02_the_same_key_gives_the_first_report(self):
        text = csv_text(companies(700))
        first = self.load(text, '--key=monday')
        self.assertEqual(self.load(text, '--key=monday'), first)
        self.assertEqual(len(self.clients()), 700)

    def test_R_AUD_01_every_client_added_is_an_event(self):
        self.import_rows(companies(3))
        kinds = [event['kind'] for event in self.answer('event', 'list')['events']]
        self.assertEqual(kinds.count('client_added'), 3)

    def test_usage(self):
        path = self.write('c.csv', csv_text(companies(1)))
        for words in ([path], [f'--studio={STUDIO}'], [path, path, f'--studio={STUDIO}']):
            self.fail_with(USAGE, 'client', 'import', *words)


if __name__ == '__main__':
    main()
