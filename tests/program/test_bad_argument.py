"""Arguments that no command can make sense of: named, status 2, nothing half done."""
import os

from harness import Case, DONE, REFUSED, SIGNATORY, STUDIO, USAGE, companies, main, run, vat_number

UNKNOWN = '01a209bb-14cf-79aa-8420-3aec767dbcda'
BAD_IDS = ('', ' ', 'x', UNKNOWN[:-1], UNKNOWN + '0', UNKNOWN.replace('-', ''), UNKNOWN[:-1] + 'g',
           UNKNOWN.replace('-', '_'), '{' + UNKNOWN + '}', UNKNOWN + '\n', '-' * 36, '../../x',
           'x' * 100000, "' OR 1=1 --", 'à' * 18, '%s%s%n', '1234567890')
BAD_TEXTS = ('a\nb', 'a\tb', '\x1b[31mred', 'a\x7fb', '\x01')
BAD_BYTES = (b'\xff', b'\xc3', b'caff\xe8', b'\xed\xa0\x80', b'\xc0\xaf', b'\xf5\x80\x80\x80')


class Identifiers(Case):
    def setUp(self):
        super().setUp()
        self.world(1, 1)

    def test_that_are_none(self):
        studio = f'--studio={STUDIO}'
        for bad in BAD_IDS:
            for words in (('studio', 'show', f'--studio={bad}'), ('client', 'show', bad, studio),
                          ('client', 'list', f'--studio={bad}'), ('migration', 'show', bad),
                          ('client', 'check', bad, studio), ('license', 'show', bad, studio),
                          ('coupon', 'revoke', bad), ('event', 'list', f'--client={bad}', studio),
                          ('migrate', studio, *SIGNATORY, bad), ('migration', 'complete', bad),
                          ('migrate', f'--studio={bad}', *SIGNATORY, '--all')):
                with self.subTest(words[:2], bad=bad[:40]):
                    if bad.startswith('-'):
                        words = tuple(word for word in words if word != bad) + ('--', bad) * (
                            bad in words)
                    self.fail_with(USAGE, *words)

    def test_of_nobody_are_refused(self):
        for bad in (UNKNOWN, UNKNOWN.upper(), '00000000-0000-0000-0000-000000000000',
                    'ffffffff-ffff-ffff-ffff-ffffffffffff'):
            for words in (('client', 'show', bad), ('migration', 'show', bad),
                          ('license', 'show', bad), ('coupon', 'revoke', bad),
                          ('studio', 'show', f'--studio={bad}')):
                with self.subTest(words):
                    answer = self.run_json(*words)
                    self.assertIn(answer.status, (REFUSED, USAGE), answer)
                    self.assertEqual(answer.out, '')

    def test_bytes_that_are_no_text(self):
        studio = f'--studio={STUDIO}'.encode()
        for bad in BAD_BYTES:
            for words in ((b'client', b'show', bad, studio),
                          (b'client', b'list', b'--studio=' + bad),
                          (b'client', b'list', studio, b'--after=' + bad),
                          (b'client', b'list', studio, b'--search=' + bad),
                          (b'client', b'import', bad, studio), (b'coupon', b'show', bad), (bad,),
                          (b'client', bad), (b'client', b'list', studio, b'--' + bad),
                          (b'client', b'list', studio, b'--limit=' + bad),
                          (b'client', b'nickname', vat_number(1).encode(), bad, studio),
                          (b'migrate', studio, b'--all', *(word.encode() for word in SIGNATORY),
                           b'--email=' + bad + b'=x@x.example'),
                          (b'studio', b'list', b'--policy=' + bad + b'=1'),
                          (b'studio', b'list', b'--actor=' + bad),
                          (b'studio', b'open-account', studio, b'--key=' + bad)):
                with self.subTest(words):
                    answer = self.run_json(*words)
                    self.assertIn(answer.status, (DONE, REFUSED, USAGE), answer)
                    if answer.status != DONE:
                        self.assertIn('text', answer.error)
                    plain = self.run_plain(*words)
                    plain.out, plain.err  # both are UTF-8
                    self.assertEqual(plain.status, answer.status)

    def test_a_store_with_a_name_that_is_no_text(self):
        name = self.place.encode() + b'/\xff\xfe.db'
        answer = run('--json', b'--db', name, 'studio', 'list')
        self.assertEqual(answer.status, 3, answer)
        self.assertIn('text', answer.error)


class Texts(Case):
    ADD = ('studio', 'add', f'--vat-number={STUDIO}', '--email=a@x.example', '--pec=a@pec.it')

    def test_control_characters_in_names(self):
        for bad in BAD_TEXTS:
            with self.subTest(repr(bad)):
                self.fail_with(USAGE, *self.ADD, f'--name={bad}', field='name')

    def test_names_of_200_bytes_and_of_201(self):
        for bad in ('x' * 201, 'à' * 101, 'x' * 100000, '', '€' * 67):
            with self.subTest(bad[:10]):
                self.fail_with(USAGE, *self.ADD, f'--name={bad}', field='name')
        self.answer(*self.ADD, '--name=' + 'à' * 100)

    def test_names_that_only_look_strange(self):
        for name in ('%s %n', "'; DROP TABLE studio; --", '<b>&amp;</b>', '日本 🍋', '\\u0000',
                     '"quoted"', '-1', '--name'):
            answer = self.answer(*self.ADD, f'--name={name}', '--preview')
            self.assertEqual(answer['name'], name)

    def test_too_long_everywhere(self):
        self.world(1, 1)
        studio, huge = f'--studio={STUDIO}', 'x' * 100000
        for words in (('client', 'list', studio, f'--after={huge}'),
                      ('studio', 'list', f'--actor={huge}'),
                      ('studio', 'open-account', studio, f'--key={huge}'),
                      ('client', 'nickname', vat_number(1), huge, studio),
                      ('coupon', 'show', huge),
                      ('migrate', studio, '--all', *SIGNATORY, f'--signatory-name={huge}'),
                      ('migrate', studio, '--all', *SIGNATORY, f'--signatory-tax-code={huge}'),
                      ('studio', 'list', f'--policy={huge}=1'),
                      ('studio', 'list', f'--policy=message_sender={huge}')):
            with self.subTest([word[:20] for word in words]):
                answer = self.run_json(*words)
                self.assertIn(answer.status, (REFUSED, USAGE), answer)
                self.assertEqual(answer.out, '')
        self.fail_with(USAGE, 'migrate', studio, '--all', *SIGNATORY,
                       f'--email={vat_number(1)}={huge}@x.example')
        self.assertEqual(len(self.coupons('--state=available')), 1)


class Values(Case):
    def setUp(self):
        super().setUp()
        self.world(2, 2)

    def test_dates(self):
        for bad in ('2026-02-30', '2026-13-01', '2026-00-01', '2026-01-00', '2025-02-29',
                    '1900-02-29', '20260101', '2026/01/01', '01-01-2026', '2026-1-01', 'x', '',
                    '2026-01-01T00:00', '-2026-01-01', '99999-01-01', '２０２６-01-01'):
            for option in ('--today', '--day'):
                with self.subTest(bad, option=option):
                    self.fail_with(USAGE, 'client', 'check', vat_number(1), f'--studio={STUDIO}',
                                   f'{option}={bad}', field=option[2:])

    def test_days_far_away(self):
        for day in ('1900-01-01', '9999-12-31'):
            answer = self.run_json('client', 'check', vat_number(1), f'--studio={STUDIO}',
                                   f'--day={day}')
            self.assertIn(answer.status, (DONE, REFUSED, USAGE), answer)

    def test_limits(self):
        for noun in ('client', 'coupon', 'migration', 'event', 'outbox', 'studio'):
            studio = [f'--studio={STUDIO}'] * (noun not in ('outbox', 'studio'))
            for bad in ('0', '-1', '1001', '4294967297', 'x', '', '1.0', '1e2', '+5', ' 5'):
                with self.subTest(noun, bad=bad):
                    self.fail_with(USAGE, noun, 'list', *studio, f'--limit={bad}', field='limit')
            self.answer(noun, 'list', *studio, '--limit=1000')

    def test_cursors_of_other_lists_studios_and_searches(self):
        self.import_rows(companies(5, first=10))
        other = self.add_studio(vat_number(90))
        cursors = {noun: self.answer(noun, 'list', *[f'--studio={STUDIO}'] * (noun != 'outbox'),
                                     '--limit=1')['next'] for noun in ('client', 'coupon', 'event')}
        for noun, cursor in cursors.items():
            for into in ('client', 'coupon', 'event', 'migration', 'outbox', 'studio'):
                if noun == into:
                    continue
                studio = [f'--studio={STUDIO}'] * (into not in ('outbox', 'studio'))
                with self.subTest(noun, into=into):
                    self.fail_with(USAGE, into, 'list', *studio, f'--after={cursor}',
                                   field='after')
            for i in range(0, len(cursor), 7):
                changed = cursor[:i] + ('0' if cursor[i] != '0' else 'f') + cursor[i + 1:]
                answer = self.run_json(noun, 'list', f'--studio={STUDIO}', f'--after={changed}')
                self.assertIn(answer.status, (DONE, USAGE), (changed, answer))
                answer = self.run_json(noun, 'list', f'--studio={STUDIO}',
                                       f'--after={cursor[:i]}')
                self.assertEqual(answer.status, USAGE, (cursor[:i], answer))
        self.fail_with(USAGE, 'client', 'list', f'--studio={other}', f'--after={cursors["client"]}',
                       field='after')

    def test_policies(self):
        for bad in ('x', '', '=', 'nonsense=1', 'license_end=13-01', 'license_end=02-30',
                    'license_end=', 'read_only_plan=x', 'one_time_password_days=0',
                    'one_time_password_days=366', 'one_time_password_days=-1',
                    'standard.documents=x', 'provisioning=me', 'message_retry_seconds=0',
                    'signatory_name_mismatch=yes', 'License_End=12-31'):
            with self.subTest(bad):
                self.fail_with(USAGE, 'studio', 'list', f'--policy={bad}', field='policy')

    def test_a_sender_that_would_forge_headers(self):
        self.migrate('--all')
        for day, sender in enumerate(('a@x.example\nBcc: b@x.example', 'a b', '', 'a@x.example\r',
                                      'a@x.example\tx', 'a@x.example, b@x.example')):
            self.today = f'2026-11-{24 + day}'  # tried again after the last failure
            with self.subTest(sender):
                answer = self.run_json('outbox', 'deliver', f'--maildir={self.path("mail")}',
                                       f'--policy=message_sender={sender}')
                self.assertNotEqual(answer.status, DONE, answer)
        mail = self.path('mail')
        written = os.listdir(f'{mail}/new') if os.path.isdir(mail) else []
        self.assertEqual(written, [])


if __name__ == '__main__':
    main()
