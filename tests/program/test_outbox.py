"""contoterzi outbox: messages listed, and delivered to a Maildir."""
import os
import re
import zoneinfo

import maildir
from harness import (Case, DONE, REFUSED, STORAGE, STUDIO, USAGE, company, main,
                     vat_number)


class Outbox(Case):
    def setUp(self):
        super().setUp()
        self.mail = self.path('mail')

    def deliver(self, status=DONE, **how):
        answer = self.run_json('outbox', 'deliver', f'--maildir={self.mail}', **how)
        self.assertEqual(answer.status, status, answer)
        return answer.json

    def files(self, folder='new'):
        return [f'{self.mail}/{folder}/{name}' for name in
                sorted(os.listdir(f'{self.mail}/{folder}'))]

    def messages(self, *words):
        return self.pages('messages', 'outbox', 'list', *words)


class Deliver(Outbox):
    def test_R_OUT_01_each_message_once(self):
        self.world(5, 5)
        self.migrate('--all')
        self.assertEqual(self.deliver(), {'delivered': 5, 'failed': 0})
        self.assertEqual((len(self.files()), self.files('tmp'), self.files('cur')), (5, [], []))
        before = self.content()
        self.assertEqual(self.deliver(), {'delivered': 0, 'failed': 0})
        self.assertEqual(len(self.files()), 5)
        self.assertEqual(self.content(), before)
        self.assertEqual({message['state'] for message in self.messages()}, {'delivered'})
        self.assertEqual({migration['state'] for migration in self.answer(
            'migration', 'list', f'--studio={STUDIO}')['migrations']}, {'credentials_sent'})

    def test_the_files_are_mail(self):
        self.add_studio(name='Studio Perlà & C.')
        names = ['Città «Nuova» di Niccolò D\'Àngelo ' + 'è' * 60, 'Plain S.r.l.',
                 '=?utf-8?Q?evil?= "quoted"']
        self.import_rows([company(i, denominazione=name) for i, name in enumerate(names, 1)])
        self.buy(3)
        self.migrate('--all')
        self.deliver()
        seen = set()
        for path in self.files():
            with open(path, 'rb') as file:
                raw = file.read()
            self.assertLessEqual(max(map(len, raw.split(b'\n'))), 998)
            self.assertTrue(raw.split(b'\n\n')[0].isascii(), raw)
            message = maildir.read(path)
            self.assertEqual(message.defects, [])
            for header in ('From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version'):
                self.assertEqual(len(message.get_all(header)), 1, header)
                self.assertEqual(message[header].defects if hasattr(message[header], 'defects')
                                 else (), (), header)
            self.assertRegex(message['Message-ID'], r'^<[^<>@\s]+@[^<>@\s]+>$')
            self.assertEqual(message['Date'].datetime.astimezone(zoneinfo.ZoneInfo('Europe/Rome'))
                             .date().isoformat(), self.today)
            name = next(name for i, name in enumerate(names, 1)
                        if message['To'] == f'ditta{i}@posta.example')
            text = maildir.text_of(message)
            self.assertIn(name, text)
            self.assertIn('Studio Perlà & C.', text)
            self.assertIn(name[:20], message['Subject'])
            seen.add(message['Message-ID'])
        self.assertEqual(len(seen), 3)

    def test_R_MIG_06_each_has_its_own_password_alone_on_a_line(self):
        self.world(4, 4)
        self.migrate('--all')
        self.deliver()
        passwords = {maildir.one_time_password(path) for path in self.files()}
        self.assertEqual(len(passwords), 4)

    def test_R_MIG_06_a_client_with_a_name_like_a_password(self):
        self.add_studio(name='Password1234')
        self.import_rows([company(1, denominazione='aQFfKdeQHa3A')])
        self.buy(1)
        self.migrate('--all')
        self.deliver()
        self.assertNotEqual(maildir.one_time_password(self.files()[0]), 'aQFfKdeQHa3A')

    def test_R_OUT_01_the_message_id_is_the_one_listed(self):
        self.world(2, 2)
        self.migrate('--all')
        self.deliver()
        self.assertEqual({maildir.read(path)['Message-ID'] for path in self.files()},
                         {message['message_id'] for message in self.messages()})

    def test_modes_are_private(self):
        self.world(1, 1)
        self.migrate('--all')
        self.deliver()
        for path in (self.mail, f'{self.mail}/new', self.files()[0]):
            self.assertEqual(os.stat(path).st_mode & 0o077, 0, path)

    def test_into_a_maildir_that_is_there(self):
        self.world(1, 1)
        self.migrate('--all')
        for folder in ('', '/new', '/cur', '/tmp'):
            os.mkdir(self.mail + folder)
        self.write('mail/new/older', 'From: x@x.example\n\nhi\n')
        self.deliver()
        self.assertEqual(len(self.files()), 2)

    def test_two_hundred(self):
        self.world(200, 200)
        self.migrate('--all')
        self.assertEqual(self.deliver()['delivered'], 200)
        self.assertEqual(len(self.files()), 200)


class Failures(Outbox):
    def setUp(self):
        super().setUp()
        self.world(2, 2)
        self.migrate('--all')

    def test_R_OUT_01_a_broken_message_blocks_no_other(self):
        first = self.messages()[0]
        self.sql('DELETE FROM account WHERE client_id = ?', first['client'])
        count = len(self.messages())
        self.assertEqual(self.deliver(), {'delivered': count - 1, 'failed': 0})
        (left,) = [message for message in self.messages() if message['state'] == 'queued']
        self.assertEqual(left['id'], first['id'])
        self.assertIn('account', left['last_failure'])

    def test_a_maildir_that_cannot_be(self):
        self.write('file', 'x')
        for place in ('file', 'file/x', 'none/mail', 'store.db'):
            before = self.content()
            answer = self.run_json('outbox', 'deliver', f'--maildir={self.path(place)}')
            self.assertEqual((answer.status, answer.out), (STORAGE, ''), answer)
            self.assertIn(self.path(place), answer.error['text'])
            self.assertEqual(self.content(), before)
        self.fail_with(STORAGE, 'outbox', 'deliver', '--maildir=')

    def test_R_OUT_01_what_cannot_be_written_is_tried_again_later(self):
        self.deliver_nowhere()
        queued = self.messages('--state=queued')
        self.assertEqual([message['attempts'] for message in queued], [1, 1])
        for message in queued:
            self.assertTrue(message['last_failure'])
            self.assertGreater(message['due_at'], message['created_at'])
        self.assertEqual(self.deliver()['delivered'], 0)
        self.today = '2026-11-25'
        self.assertEqual(self.deliver(), {'delivered': 2, 'failed': 0})
        self.assertEqual((len(self.files()), self.files('tmp')), (2, []))

    def deliver_nowhere(self):
        """A Maildir whose `new` is on another file system: rename can't reach it."""
        os.makedirs(f'{self.mail}/tmp')
        os.makedirs(f'{self.mail}/cur')
        os.symlink('/dev/shm', f'{self.mail}/new')
        if os.stat('/dev/shm').st_dev == os.stat(self.place).st_dev:
            self.skipTest('/dev/shm is no other file system')
        answer = self.run_json('outbox', 'deliver', f'--maildir={self.mail}')
        self.assertEqual(answer.status, STORAGE, answer)
        self.assertEqual(self.files('tmp'), [])
        os.unlink(f'{self.mail}/new')

    def test_one_JSON_error_however_many_failed(self):
        os.makedirs(f'{self.mail}/tmp')
        os.makedirs(f'{self.mail}/cur')
        os.symlink('/dev/shm', f'{self.mail}/new')
        if os.stat('/dev/shm').st_dev == os.stat(self.place).st_dev:
            self.skipTest('/dev/shm is no other file system')
        answer = self.run_json('outbox', 'deliver', f'--maildir={self.mail}')
        self.assertEqual(answer.status, STORAGE, answer)
        for line in answer.err.splitlines():
            self.assertTrue(re.match('{"error": ', line), answer)


class List(Outbox):
    def test_shape_paging_and_states(self):
        self.world(7, 7)
        self.migrate('--all')
        page = self.answer('outbox', 'list', '--limit=2')
        self.assertEqual((set(page), len(page['messages'])), ({'messages', 'next'}, 2))
        for message in page['messages']:
            self.assertKeys(message, ('id', 'kind', 'state', 'to', 'attempts', 'created_at'))
            self.assertEqual((message['kind'], message['state'], message['attempts']),
                             ('credentials', 'queued', 0))
        self.assertEqual(len({message['id'] for message in self.messages()}), 7)
        self.assertEqual(self.messages('--state=delivered'), [])
        self.deliver()
        self.assertEqual(len(self.messages('--state=delivered')), 7)
        self.assertEqual(self.messages('--state=queued'), [])
        self.fail_with(USAGE, 'outbox', 'list', '--state=x')

    def test_a_refused_client_gets_no_message(self):
        self.world(3, 1)
        self.migrate('--all', status=REFUSED)
        self.assertEqual([message['to'] for message in self.messages()], ['ditta1@posta.example'])

    def test_no_passwords_in_lists(self):
        self.world(1, 1)
        self.migrate('--all')
        self.deliver()
        password = maildir.one_time_password(self.files()[0])
        for words in (('outbox', 'list'), ('event', 'list'),
                      ('client', 'show', vat_number(1), f'--studio={STUDIO}')):
            for answer in (self.run_json(*words), self.run_plain(*words)):
                self.assertNotIn(password, answer.out)
                self.assertNotIn('$y$', answer.out)


if __name__ == '__main__':
    main()
