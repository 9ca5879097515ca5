"""What the program prints and writes holds no password, and a coupon's code only where it is for."""
import os
import pathlib
import unittest

import harness
import maildir
from harness import STUDIO, Case, companies, main

NEW = 'Segreta-2026'
# That show codes: what gives, sells or lists coupons (R-COU-09, R-COU-10).
SHOW_CODES = {('coupon', 'list'), ('coupon', 'show'), ('coupon', 'link'), ('coupon', 'assign'),
              ('migrate',), ('renew',)}


class Secrets(Case):
    def setUp(self):
        super().setUp()
        self.said = []  # words and what was printed

    def run_plain(self, *words, **how):
        answer = super().run_plain(*words, **how)
        self.said.append((tuple(word for word in words if word != '--json'),
                          answer.out + answer.err))
        return answer

    def live(self):
        """A client's life through the program; answers the passwords and the coupons' codes."""
        self.add_studio()
        self.import_rows(companies(2))
        self.buy(3)
        self.buy(1, kind='renewable')
        codes = [coupon['code'] for coupon in self.coupons()]
        self.migrate('--all')
        first = self.deliver()
        client = self.clients()[0]['id']
        self.answer('migration', 'resend', client)
        second = self.deliver()
        wrong = f'{first[0]}\n{NEW}\n'.encode(), f'{second[0]}\n{second[0]}\n'.encode()
        for lines in wrong:
            self.run_json('migration', 'first-login', client, stdin=lines)
        for password in second:
            self.run_json('migration', 'first-login', client,
                          stdin=f'{password}\n{NEW}\n'.encode())
        self.answer('migration', 'complete', client)
        self.look(client, codes)
        return [*first, *second, NEW], codes

    def deliver(self):
        self.answer('outbox', 'deliver', f'--maildir={self.path("mail")}')
        paths = sorted(pathlib.Path(self.path('mail'), 'new').iterdir())
        passwords = [maildir.one_time_password(path) for path in paths]
        for path in paths:
            path.unlink()
        self.assertTrue(passwords)
        return passwords

    def look(self, client, codes):
        """Every command that tells something, in JSON and in words."""
        studio = f'--studio={STUDIO}'
        for words in (('client', 'show', client), ('client', 'list', studio),
                      ('client', 'check', client, studio), ('client', 'actions', client, studio),
                      ('client', 'export', client), ('coupon', 'packs', studio),
                      ('coupon', 'list', studio), ('coupon', 'show', codes[0]),
                      ('migration', 'list', studio), ('license', 'show', client),
                      ('license', 'usage', client), ('license', 'ways', client, studio),
                      ('event', 'list'), ('event', 'list', f'--client={client}'),
                      ('outbox', 'list'), ('check',), ('studio', 'list'),
                      ('studio', 'show', studio), ('lifecycle', 'run')):
            self.run_json(*words)
            self.assertNotEqual(self.run_plain(*words).raw_out, b'', words)

    def test_R_MIG_06_no_output_holds_a_password(self):
        passwords, _ = self.live()
        self.assertGreater(len(self.said), 40)
        for words, text in self.said:
            for password in passwords:
                self.assertNotIn(password, text, words)

    def test_R_COU_09_a_code_is_shown_where_coupons_are(self):
        _, codes = self.live()
        self.assertEqual(len(codes), 4)
        shown = {words for words, text in self.said if any(code in text for code in codes)}
        self.assertTrue(shown)
        self.assertEqual(set(), {words for words in shown
                                 if words[:2] not in SHOW_CODES and words[:1] not in SHOW_CODES})

    def test_R_MIG_06_no_file_but_the_mail_holds_a_password(self):
        passwords, _ = self.live()
        files = [path for path in pathlib.Path(self.place).rglob('*') if path.is_file()]
        self.assertTrue(files)
        for path in files:
            content = path.read_bytes()
            for password in passwords:
                self.assertNotIn(password.encode(), content, path)

    @unittest.skipIf(harness.STORE or harness.SERVER, 'a file of SQLite')
    def test_a_store_and_its_backup_are_private(self):
        before = os.umask(0)
        self.addCleanup(os.umask, before)
        self.world(1, 1)
        self.answer('backup', self.path('copy.db'))
        for name in ('store.db', 'copy.db'):
            self.assertEqual(os.stat(self.path(name)).st_mode & 0o777, 0o600, name)


if __name__ == '__main__':
    main()
