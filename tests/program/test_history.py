"""contoterzi history: electronic invoices of before the migration (R-HIS)."""
import base64
import os
import random
import zipfile

from harness import (Case, DONE, REFUSED, STUDIO, USAGE, companies, main, tax_code, vat_number)
from invoices import Party, Signer, body, link, simplified, xml, zipped
from maildir import one_time_password

OTHER = Party('Perlà & Figli S.r.l.', vat_number(77))
MIB = 1024 * 1024


class History(Case):
    """Client 1 is operational: its studio may import."""
    policy = ()

    def setUp(self):
        super().setUp()
        self.world(2, 2)
        self.client = self.clients()[0]['id']
        self.me = Party('Ditta 000001 S.r.l.', vat_number(1), vat_number(1))
        self.migrate(self.client, *self.policy)
        self.answer('outbox', 'deliver', f'--maildir={self.path("mail")}')
        name, = os.listdir(self.path('mail/new'))
        password = one_time_password(self.path(f'mail/new/{name}'))
        self.answer('migration', 'first-login', self.client,
                    stdin=f'{password}\nNuova-Pass1\n'.encode())
        self.answer('migration', 'complete', self.client)

    def issued(self, *bodies, **how):
        return xml(self.me, OTHER, *bodies, **how)

    def received(self, *bodies, **how):
        return xml(OTHER, self.me, *bodies, **how)

    def load(self, *paths, status=DONE, more=()):
        return self.answer('history', 'import', *paths, f'--client={self.client}',
                           f'--studio={STUDIO}', '--lang=en', *more, status=status)

    def load_file(self, content, name='file.xml', **how):
        return self.load(self.write(name, content), **how)

    def load_zip(self, entries, **how):
        return self.load_file(zipped(entries), 'archive.zip', **how)

    def counts(self, report):
        return report['imported'], report['already_there'], report['refused']

    def check_refused(self, report, text, rule='R-HIS-05'):
        """Every file of it is refused, with that reason."""
        self.assertGreater(report['refused'], 0, report)
        self.assertEqual((report['imported'], report['already_there']), (0, 0), report)
        for file in report['files']:
            self.assertEqual(file['status'], 'refused', file)
            self.assertIn(text, file['reasons'][0]['text'], file)
            self.assertEqual(file['reasons'][0]['rule'], rule, file)

    def refuse(self, content, text, rule='R-HIS-05', name='file.xml'):
        """Refused alone, and within an archive where all others are imported."""
        self.check_refused(self.load_file(content, name, status=REFUSED), text, rule)
        number = f'R{len(self.documents())}'
        report = self.load_zip([('good.xml', self.issued(body(number))), (name, content)],
                               status=REFUSED)
        self.assertEqual(self.counts(report), (1, 0, 1), report)
        self.assertEqual([file['status'] for file in report['files']], ['imported', 'refused'])

    def documents(self):
        return self.pages('documents', 'history', 'list', f'--client={self.client}')

    def numbers(self):
        return {(row['year'], row['series']): row['next'] for row in self.answer(
            'history', 'numbers', f'--client={self.client}')['numbers']}

    def used(self, column='documents'):
        return self.answer('license', 'show', self.client)['used'][column]


class Invoices(History):
    """What an invoice tells."""

    def test_R_HIS_01_issued_and_received(self):
        report = self.load_zip({'a.xml': self.issued(), 'b.xml': self.received(body('77'))})
        self.assertEqual(self.counts(report), (2, 0, 0), report)
        self.assertEqual(report['files'][0], {
            'file': self.path('archive.zip'), 'entry': 'a.xml', 'status': 'imported',
            'number': '1', 'date': '2026-03-05', 'reasons': []})
        issued, received = sorted(self.documents(), key=lambda one: one['number'])
        self.assertEqual(
            {key: issued[key] for key in issued if key not in ('id', 'imported_at')},
            {'direction': 'issued', 'type': 'invoice', 'number': '1', 'series': None,
             'date': '2026-03-05', 'total': '122.00', 'currency': 'EUR', 'is_sendable': False,
             'is_deletable': False,
             'counterparty': {'name': OTHER.name, 'code': OTHER.vat_number}})
        self.assertEqual((received['direction'], received['number']), ('received', '77'))
        self.assertEqual(received['counterparty'], {'name': OTHER.name, 'code': OTHER.vat_number})
        self.assertTrue(received['is_deletable'])

    def test_R_HIS_01_this_year_and_the_last(self):
        report = self.load_zip(
            {f'{date}.xml': self.issued(body(date, date=date)) for date in
             ('2024-12-31', '2025-01-01', '2026-11-23', '2026-11-24')}, status=REFUSED)
        self.assertEqual([file['status'] for file in report['files']],
                         ['refused', 'imported', 'imported', 'refused'])
        for file in (report['files'][0], report['files'][3]):
            self.assertEqual([reason['rule'] for reason in file['reasons']], ['R-HIS-01'])

    def test_R_HIS_01_types_totals_and_parties(self):
        person = Party(('Anna Maria', 'D’Angelo'), None, tax_code('Dangelo', 'Anna', is_woman=True))
        foreign = Party('Müller & Söhne GmbH', '123456789', country='DE')
        rows = [  # of the XML; number, direction, type, total, other party's code
            (xml(self.me, person, body('1', kind='TD04', total='-5.00')),
             '1', 'issued', 'credit_note', '-5.00', person.tax_code),
            (xml(self.me, foreign, body('2', total=None, currency='CHF',
                                        summary=(('10.10', '2.22'), ('-0.335', '0')))),
             '2', 'issued', 'invoice', '11.98', 'DE123456789'),
            (xml(foreign, self.me, body('3', kind='TD17', total='0.5')),
             '3', 'issued', 'self_invoice', '0.50', 'DE123456789'),
            (xml(self.me, self.me, body('4', kind='TD21', total='7')),
             '4', 'issued', 'self_invoice', '7.00', self.me.tax_code),
            (xml(OTHER, Party('x', None, vat_number(1)), body('5', kind='TD05', total='1.005')),
             '5', 'received', 'debit_note', '1.01', OTHER.vat_number),
            (xml(self.me, OTHER, body('6', date='2026-03-05+01:00', kind='TD24'), version='FPA12'),
             '6', 'issued', 'invoice', '122.00', OTHER.vat_number),
            (simplified(self.me, OTHER, '7'), '7', 'issued', 'simplified', '61.00',
             OTHER.vat_number),
            (simplified(OTHER, self.me, '8'), '8', 'received', 'simplified', '61.00',
             OTHER.vat_number),
            (xml(self.me, OTHER, body(' 9\n / A ')), '9 / A', 'issued', 'invoice', '122.00',
             OTHER.vat_number),
            (xml(self.me, OTHER, body('10'), encoding='UTF-16'), '10', 'issued', 'invoice',
             '122.00', OTHER.vat_number),
            (xml(self.me, OTHER, body('11'), encoding='ISO-8859-1'), '11', 'issued', 'invoice',
             '122.00', OTHER.vat_number),
            (b'\xef\xbb\xbf' + xml(self.me, OTHER, body('12')), '12', 'issued', 'invoice',
             '122.00', OTHER.vat_number),
        ]
        report = self.load_zip([(f'{row[1]}.xml'.replace('/', '_'), row[0]) for row in rows])
        self.assertEqual(self.counts(report), (len(rows), 0, 0), report)
        found = {one['number']: one for one in self.documents()}
        for _, number, direction, kind, total, code in rows:
            with self.subTest(number=number):
                one = found[number]
                self.assertEqual((one['direction'], one['type'], one['total'],
                                  one['counterparty']['code']), (direction, kind, total, code))
        self.assertEqual(found['1']['counterparty']['name'], 'Anna Maria D’Angelo')
        self.assertEqual(found['11']['counterparty']['name'], OTHER.name)

    def test_R_HIS_01_with_and_without_the_registry(self):
        invoices = {'a.xml': self.issued(), 'b.xml': self.issued(body('2')),
                    'c.xml': self.received(body('3'))}
        self.load_zip(dict(list(invoices.items())[:1]))
        self.assertEqual((self.used(), self.used('clients'), self.used('suppliers')), (1, 0, 0))
        self.load_zip(invoices, more=['--with-registry'])
        self.assertEqual((self.used(), self.used('clients'), self.used('suppliers')), (3, 1, 1))

    def test_R_HIS_03_several_in_one_file(self):
        report = self.load_file(self.issued(body('1'), body('2', kind='TD99'), body('3'),
                                            body('1')), status=REFUSED)
        self.assertEqual([(file['number'], file['status']) for file in report['files']],
                         [('1', 'imported'), ('2', 'refused'), ('3', 'imported'),
                          ('1', 'refused')])
        self.assertIn('TD99', report['files'][1]['reasons'][0]['text'])
        self.assertEqual(report['files'][3]['reasons'][0]['rule'], 'R-HIS-03')

    def test_R_HIS_03_the_same_twice_whatever_it_is_wrapped_in(self):
        signer = Signer(self.place)
        content = self.issued(body('12/A'))
        self.assertEqual(self.counts(self.load_file(content)), (1, 0, 0))
        before = self.content()
        for name, again in (('again.xml', content), ('again.xml.p7m', signer.sign(content)),
                            ('again.zip', zipped({'x.xml': content}))):
            with self.subTest(name=name):
                report = self.load_file(again, name)
                self.assertEqual(self.counts(report), (0, 1, 0), report)
                self.assertEqual(report['files'][0]['status'], 'already_there')
        self.assertEqual(self.content(), before)
        self.check_refused(self.load_file(content.replace(b'122.00', b'122.01'), status=REFUSED),
                           'other content', 'R-HIS-03')

    def test_R_HIS_04_the_next_number_of_each_series(self):
        report = self.load_zip({f'{i}.xml': self.issued(body(number, date=date)) for i, (
            number, date) in enumerate([('7/A', '2026-01-02'), ('12/A', '2026-02-03'),
                                        ('FPA 3/26', '2026-02-03'), ('41', '2025-12-31')])})
        expected = [{'year': 2025, 'series': '', 'next': 42},
                    {'year': 2026, 'series': '/A', 'next': 13},
                    {'year': 2026, 'series': 'FPA /26', 'next': 4}]
        self.assertEqual(report['numbers'], expected)
        self.load_file(self.received(body('99/A')))
        self.assertEqual(self.answer('history', 'numbers', f'--client={self.client}'),
                         {'numbers': expected})

    def test_R_HIS_05_p7m_as_der_and_as_text(self):
        signer = Signer(self.place)
        rows = [signer.sign(self.issued(body('1'))),
                signer.sign(self.issued(body('2')), 'PEM'),
                base64.b64encode(signer.sign(self.issued(body('3')))),
                base64.encodebytes(signer.sign(self.issued(body('4')))),
                signer.sign(signer.sign(self.issued(body('5')))),  # twice
                signer.sign(signer.sign(self.issued(body('6')), 'PEM'))]
        report = self.load_zip([(f'{i}.xml.p7m', row) for i, row in enumerate(rows)])
        self.assertEqual(self.counts(report), (len(rows), 0, 0), report)
        self.assertEqual(self.counts(self.load_file(signer.sign(self.issued(body('7'))), 'x.p7m')),
                         (1, 0, 0))

    def test_R_HIS_05_folders(self):
        os.makedirs(self.path('folder/deep/er'))
        os.makedirs(self.path('folder/empty'))
        self.write('folder/b.xml', self.issued(body('2')))
        self.write('folder/deep/er/a.zip', zipped({'in/side.xml': self.issued(body('1'))}))
        self.write('folder/readme.txt', 'Hello world')
        os.symlink('/etc/passwd', self.path('folder/z.xml'))
        os.symlink('..', self.path('folder/deep/loop'))
        os.mkfifo(self.path('folder/pipe'))
        report = self.load(self.path('folder'), status=REFUSED)
        self.assertEqual(
            [(os.path.relpath(file['file'], self.place), file['entry'], file['status'])
             for file in report['files']],
            [('folder/b.xml', None, 'imported'), ('folder/deep/er/a.zip', 'in/side.xml', 'imported'),
             ('folder/deep/loop', None, 'refused'), ('folder/pipe', None, 'refused'),
             ('folder/readme.txt', None, 'refused'), ('folder/z.xml', None, 'refused')])
        self.assertIn('link', report['files'][2]['reasons'][0]['text'])
        self.assertIn('no invoice', report['files'][4]['reasons'][0]['text'])
        self.assertEqual(self.counts(self.load(self.path('folder/b.xml'),
                                               self.path('folder/deep'), status=REFUSED)),
                         (0, 2, 1))


class Bad(History):
    """Bad files: a reason for each, the others imported."""

    def test_R_HIS_05_xml_that_is_no_invoice(self):
        good = self.issued()
        rows = [
            (good[:len(good) // 2], 'not well formed'),
            (good[:-20], 'not well formed'),
            (b'', 'is empty'),
            (b'   \n', 'no invoice'),
            (b'<?xml version="1.0"?>', 'not well formed'),
            (good.replace(b'</Numero>', b'</Numerp>'), 'not well formed'),
            (good.replace(b'Consulenza', b'\xff\xfe'), 'not well formed'),
            (good + b'<more/>', 'not well formed'),
            (good.replace(b'Via Roma 1', b'&bomb;'), 'not well formed'),
            (b'<?xml version="1.0"?><rss/>', 'no electronic invoice'),
            (b'<html><body>404</body></html>', 'no electronic invoice'),
            (b'<ns:FileMetadati xmlns:ns="urn:x"><NomeFile>x</NomeFile></ns:FileMetadati>',
             'no electronic invoice'),
            (self.issued(namespace='http://example.com/'), 'namespace'),
            (good.replace(b' xmlns:p="http', b' xmlns:q="http'), 'namespace'),
            (self.issued(version='FPR99'), 'version'),
            (good.replace(b' versione="FPR12"', b''), 'version'),
            (xml(self.me, OTHER, '<Nothing/>'), 'no body'),
            (xml(self.me, OTHER, *[body()] * 1001), '1000 invoices'),
            (b'GIF89a' + bytes(100), 'no invoice'),
            (b'\x00' * 1000, 'no invoice'),
        ]
        for i, (content, text) in enumerate(rows):
            with self.subTest(i=i, text=text):
                self.refuse(content, text, name=f'bad{i}.xml')

    def test_R_HIS_05_values_that_cannot_be(self):
        rows = [
            (body(kind='TD99'), 'TipoDocumento "TD99"'),
            (body(kind=''), 'lacks TipoDocumento'),
            (body(number=' '), 'lacks Numero'),
            (body(number='9' * 200), 'Numero'),
            (body(date=''), 'lacks Data'),
            (body(date='2026-02-30'), 'Data "2026-02-30"'),
            (body(date='05/03/2026'), 'Data'),
            (body(date='2026-03-05x'), 'Data'),
            (body(total='1,00'), 'ImportoTotaleDocumento'),
            (body(total='1e9'), 'ImportoTotaleDocumento'),
            (body(total='9' * 30), 'ImportoTotaleDocumento'),
            (body(total='.'), 'ImportoTotaleDocumento'),
            (body(total=None, summary=(('x', '1'),)), 'DatiBeniServizi'),
            (body(total=None, summary=(('92233720368547758.07', '0'),) * 2), 'DatiBeniServizi'),
        ]
        report = self.load_zip([(f'{i:02}.xml', self.issued(row[0])) for i, row in enumerate(rows)],
                               status=REFUSED)
        self.assertEqual(self.counts(report), (0, 0, len(rows)))
        for file, (_, text) in zip(report['files'], rows):
            self.assertIn(text, file['reasons'][0]['text'])
            self.assertEqual(file['reasons'][0]['rule'], 'R-HIS-05')
        self.check_refused(self.load_file(self.issued(body(currency='eur')), status=REFUSED),
                           'currency', None)
        self.check_refused(self.load_file(xml(self.me, Party('x' * 5000, vat_number(9))),
                                          status=REFUSED), 'Denominazione')

    def test_R_HIS_01_somebody_elses_invoice(self):
        stranger = Party('Altra S.r.l.', vat_number(55))
        self.refuse(xml(stranger, OTHER), 'neither from the client nor to it', 'R-HIS-01')
        # The number of a company of another country is not the client's.
        self.refuse(xml(Party('x', vat_number(1), country='DE'), OTHER),
                    'neither from the client nor to it', 'R-HIS-01')

    def test_R_HIS_05_entity_expansion(self):
        lol = '<!DOCTYPE lolz [<!ENTITY a "lol">' + ''.join(
            f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip('abcdefghij', 'bcdefghijk')) + ']>\n'
        for doctype in (lol, '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
                        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1:1/x"> %p;]>',
                        '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>', '<!DOCTYPE x>'):
            with self.subTest(doctype=doctype):
                content = self.issued(doctype=doctype).replace(
                    b'Via Roma 1', b'&k;' if doctype == lol else b'&x;')
                self.refuse(content, 'DOCTYPE')

    def test_R_HIS_05_bad_p7m(self):
        signer = Signer(self.place)
        content = self.issued()
        signed = signer.sign(content)
        rows = [
            (signed.replace(b'122.00', b'999.00'), 'does not fit its content'),
            (signed[:len(signed) // 2], 'no well-formed P7M'),
            (signed[:-1], 'no well-formed P7M'),
            (signer.sign(content, more=()), 'does not contain the invoice'),
            (signer.envelope(content), 'is not signed'),
            (signer.sign(b'Hello'), 'no invoice'),
            (signer.sign(zipped({'a.xml': content})), 'no invoice'),
            (b'0\x82\x01', 'no well-formed P7M'),
            (b'-----BEGIN PKCS7-----\n!!!!\n-----END PKCS7-----\n', 'no well-formed P7M'),
            (b'-----BEGIN PKCS7-----', 'no well-formed P7M'),
            (base64.b64encode(signed)[:-101], 'no well-formed P7M'),
        ]
        many = content
        for _ in range(6):
            many = signer.sign(many)
        rows.append((many, 'no well-formed P7M'))
        for i, (bad, text) in enumerate(rows):
            with self.subTest(i=i, text=text):
                self.refuse(bad, text, name=f'bad{i}.xml.p7m')

    def test_R_HIS_05_a_zip_whose_entries_claim_to_be_elsewhere(self):
        names = ['/etc/evil.xml', '../evil.xml', 'a/../../evil.xml', '..\\evil.xml', 'C:\\evil.xml',
                 '\\\\host\\evil.xml', 'a/..']
        report = self.load_zip([('good.xml', self.issued(body('9')))]
                               + [(name, self.issued(body(str(i)))) for i, name in enumerate(names)]
                               + [link('link.xml', '/etc/passwd')], status=REFUSED)
        self.assertEqual(self.counts(report), (1, 0, len(names) + 1), report)
        for file in report['files'][1:-1]:
            self.assertIn('leads out of the archive', file['reasons'][0]['text'])
        self.assertIn('link', report['files'][-1]['reasons'][0]['text'])
        self.assertEqual(report['files'][-1]['entry'], 'link.xml')
        self.assertEqual(sorted(os.listdir(self.place)),
                         ['archive.zip', 'clients.csv', 'mail', 'store.db'])

    def test_R_HIS_05_bad_zips(self):
        good = zipped({'a.xml': self.issued(body('1')), 'b.xml': self.issued(body('2'))})
        self.check_refused(self.load_zip({'inner.zip': good}, status=REFUSED), 'within another')
        self.check_refused(self.load_file(good[:len(good) // 2], 'x.zip', status=REFUSED), 'damaged')
        self.check_refused(self.load_file(good[:10], 'x.zip', status=REFUSED), 'damaged')
        self.check_refused(self.load_zip({}, status=REFUSED), 'is empty')
        # One of two entries is damaged: the other is imported.
        stored = bytearray(zipped({'a.xml': self.issued(body('1')),
                                   'b.xml': self.issued(body('2'))}, zipfile.ZIP_STORED))
        stored[stored.index(b'Via Roma')] ^= 1
        report = self.load_file(bytes(stored), 'x.zip', status=REFUSED)
        self.assertEqual([file['status'] for file in report['files']], ['refused', 'imported'])
        self.assertIn('damaged', report['files'][0]['reasons'][0]['text'])
        # Encrypted, as its flags say.
        locked = bytearray(zipped({'a.xml': self.issued(body('1'))}))
        locked[6] |= 1
        locked[locked.index(b'PK\x01\x02') + 8] |= 1
        self.check_refused(self.load_file(bytes(locked), 'x.zip', status=REFUSED), 'encrypted')

    def test_R_HIS_05_zip_bombs(self):
        report = self.load_zip({f'{i}.xml': b'<a>' + b' ' * (19 * MIB) for i in range(4)},
                               status=REFUSED)
        self.assertEqual(self.counts(report)[0], 0)
        self.assertIn('beyond measure', report['files'][-1]['reasons'][0]['text'])
        self.assertLess(len(report['files']), 4)

    def test_R_HIS_05_an_invoice_of_50_mb(self):
        large = self.issued(body('1')) + b' ' * (50 * MIB)
        self.check_refused(self.load_file(large, status=REFUSED), 'larger than 20 MiB')
        large = large[:21 * MIB]
        self.check_refused(self.load_file(large, status=REFUSED), 'larger than 20 MiB')
        report = self.load_file(zipped({'a.xml': self.issued(body('1')) + b' ' * (50 * MIB),
                                        'b.xml': self.issued(body('2'))}, zipfile.ZIP_STORED),
                                'x.zip', status=REFUSED)
        self.assertEqual([file['status'] for file in report['files']], ['refused', 'imported'])
        self.assertIn('larger than 20 MiB', report['files'][0]['reasons'][0]['text'])
        # What is within the limit is read to its end.
        self.assertEqual(self.counts(self.load_file(self.issued(body('3', lines=40000)))),
                         (1, 0, 0))

    def test_R_HIS_05_mutants_are_answered(self):
        """Bytes changed, cut and doubled: never a crash, and an answer for each file."""
        generator = random.Random(20261123)
        signer = Signer(self.place)
        seeds = [self.issued(body('1', lines=2), body('2')), signer.sign(self.received()),
                 signer.sign(self.received(), 'PEM'), simplified(self.me, OTHER),
                 zipped({'a.xml': self.issued(), 'b.p7m': signer.sign(self.issued(body('9')))})]
        os.mkdir(self.path('mutants'))
        for i in range(400):
            mutant = bytearray(seeds[i % len(seeds)])
            for _ in range(generator.choice((1, 1, 2, 8))):
                at = generator.randrange(len(mutant))
                how = generator.randrange(5)
                if how == 0:
                    mutant[at] = generator.randrange(256)
                elif how == 1:
                    mutant[at] ^= 1 << generator.randrange(8)
                elif how == 2:
                    del mutant[at:at + generator.randrange(1, 40)]
                elif how == 3:
                    mutant[at:at] = mutant[at:at + generator.randrange(1, 40)]
                else:
                    del mutant[max(at, 1):]
                if not mutant:
                    mutant = bytearray(b'<')
            self.write(f'mutants/{i:03}', bytes(mutant))
        answer = self.run_json('history', 'import', self.path('mutants'),
                               f'--client={self.client}', f'--studio={STUDIO}')
        self.assertIn(answer.status, (DONE, REFUSED), answer)
        report = answer.json
        answered = {os.path.basename(file['file']) for file in report['files']}
        self.assertEqual(answered, set(os.listdir(self.path('mutants'))))
        self.assertEqual(sum(self.counts(report)), len(report['files']))
        for file in report['files']:
            self.assertEqual(file['status'] == 'refused', bool(file['reasons']), file)


class Rules(History):
    """Who may import, and how much."""
    policy = ('--policy=complete.documents=3', '--policy=complete.registry_entries=2')

    def test_R_LIC_04_imported_history_counts_in_its_own_year(self):
        report = self.load_zip({f'{date}.xml': self.issued(body(date[:4] + '/' + date[-1],
                                                                 date=date))
                                for date in ('2025-01-01', '2025-01-02', '2026-01-01', '2026-01-02',
                                             '2026-01-03', '2026-01-04')}, status=REFUSED)
        self.assertEqual(self.counts(report), (5, 0, 1), report)
        self.assertEqual(report['files'][-1]['reasons'][0]['rule'], 'R-LIC-04')
        self.assertEqual(self.used(), 3)

    def test_R_LIC_04_a_customer_too_many_refuses_its_document_whole(self):
        report = self.load_zip({f'{i}.xml': xml(self.me, Party(f'P{i}', vat_number(60 + i)),
                                                body(str(i))) for i in range(3)},
                               more=['--with-registry'], status=REFUSED)
        self.assertEqual(self.counts(report), (2, 0, 1), report)
        self.assertEqual(report['files'][2]['reasons'][0]['rule'], 'R-LIC-04')
        self.assertEqual((self.used(), self.used('clients')), (2, 2))

    def test_R_HIS_02_a_license_must_be_in_force(self):
        path = self.write('a.xml', self.issued())
        self.today = '2028-01-01'
        self.fail_with(REFUSED, 'history', 'import', path, f'--client={self.client}',
                       f'--studio={STUDIO}', rule='R-LIC-06')

    def test_R_HIS_02_a_studio_that_may_operate(self):
        path = self.write('a.xml', self.issued())
        other = self.clients()[1]['id']
        self.fail_with(REFUSED, 'history', 'import', path, f'--client={other}',
                       f'--studio={STUDIO}', rule='R-MIG-08')
        stranger = self.add_studio(vat_number(99), 'Studio Neri')
        self.fail_with(REFUSED, 'history', 'import', path, f'--client={self.client}',
                       f'--studio={stranger}', rule='R-ELIG-11')

    def test_R_ACC_01_a_read_only_client_imports_nothing_itself(self):
        self.fail_with(REFUSED, 'history', 'import', self.write('a.xml', self.issued()),
                       f'--client={self.client}', rule='R-ACC-01')

    def test_R_AUD_05_a_preview_changes_nothing(self):
        before = self.content()
        report = self.load_file(self.issued(body('1'), body('2')), more=['--preview'])
        self.assertEqual(self.counts(report), (2, 0, 0))
        self.assertEqual(report['numbers'], [{'year': 2026, 'series': '', 'next': 3}])
        self.assertEqual(self.content(), before)

    def test_R_AUD_02_the_same_key_answers_the_same(self):
        path = self.write('a.xml', self.issued(body('1'), body('2')))
        first = self.load(path, more=['--key=once'])
        self.assertEqual(self.counts(first), (2, 0, 0))
        self.assertEqual(self.load(path, more=['--key=once']), first)
        self.assertEqual(self.used(), 2)

    def test_R_AUD_07_the_books_are_right_afterwards(self):
        self.load_zip({'a.xml': self.issued(body('1')), 'b.xml': self.received(body('2')),
                       'c.xml': self.issued(body('3', date='2025-05-05'))},
                      more=['--with-registry'])
        self.assertEqual(self.answer('check')['findings'], [])

    def test_events_tell_how_many_and_no_names(self):
        self.load_file(self.issued(body('1'), body('2')))
        events = self.pages('events', 'event', 'list', f'--client={self.client}')
        imported, = [event for event in events if event['kind'] == 'document_imported']
        self.assertEqual(imported['number'], 2)

    def test_for_people(self):
        path = self.write('a.xml', self.issued(body('12/A'), body('3', kind='TD99')))
        answer = self.run_plain('history', 'import', path, f'--client={self.client}',
                                f'--studio={STUDIO}', '--lang=it')
        self.assertEqual(answer.status, REFUSED)
        self.assertIn('importato      2026-03-05  12/A  ' + path, answer.out)
        self.assertIn('rifiutato', answer.out)
        self.assertIn('Importati 1, già presenti 0, rifiutati 1', answer.out)
        self.assertIn('Prossimo numero', answer.out)
        answer = self.run_plain('history', 'list', f'--client={self.client}', '--lang=en')
        self.assertIn('2026-03-05', answer.out)
        answer = self.run_plain('history', 'numbers', f'--client={self.client}', '--lang=en')
        self.assertIn('Next number', answer.out)

    def test_usage(self):
        self.fail_with(USAGE, 'history', 'import', self.path('nothing'), f'--client={self.client}',
                       f'--studio={STUDIO}', field='file')
        self.fail_with(USAGE, 'history', 'import', self.path('nothing'), field='client')
        self.fail_with(USAGE, 'history', 'import', f'--client={self.client}')
        self.fail_with(REFUSED, 'history', 'list',
                       '--client=00000000-0000-0000-0000-000000000001')
        self.fail_with(REFUSED, 'history', 'numbers',
                       '--client=00000000-0000-0000-0000-000000000001')


class Many(History):
    policy = ('--policy=complete.documents=100000',)

    def test_R_HIS_05_more_than_a_batch(self):
        entries = [(f'{i:04}.xml', self.issued(body(f'{i}/B')) if i % 3 else b'<no/>')
                   for i in range(1200)]
        report = self.load_zip(entries, status=REFUSED)
        self.assertEqual(self.counts(report), (800, 0, 400))
        self.assertEqual([file['entry'] for file in report['files']],
                         [name for name, _ in entries])
        self.assertEqual(report['numbers'], [{'year': 2026, 'series': '/B', 'next': 1200}])
        self.assertEqual(len(self.documents()), 800)
        self.assertEqual(self.counts(self.load_zip(entries, status=REFUSED)), (0, 800, 400))


if __name__ == '__main__':
    main()
