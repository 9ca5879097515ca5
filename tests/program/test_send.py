"""contoterzi outbox send: messages handed to a real mail server, which has its moods."""
import asyncio
import email
import email.policy
import os
import signal
import socket
import ssl
import subprocess
import threading

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

import maildir
from harness import (Case, DONE, PATIENCE, PROGRAM, STORAGE, USAGE, environment, main)

USER, PASSWORD = 'posta@studio.example', 'pa:ss word'


class Inbox:
    """What a server got, and how it answers: `refusals` holds, by recipient, answers that it gives
    once each, to RCPT; `verdicts` the same, to the whole message."""

    def __init__(self):
        self.mails, self.peers, self.refusals, self.verdicts = [], set(), {}, {}
        self.on_data = None

    async def handle_MAIL(self, server, session, envelope, address, options):
        self.peers.add(session.peer)
        envelope.mail_from = address
        return '250 OK'

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.refusals.get(address):
            return self.refusals[address].pop(0)
        envelope.rcpt_tos.append(address)
        return '250 OK'

    async def handle_DATA(self, server, session, envelope):
        for address in envelope.rcpt_tos:
            if self.verdicts.get(address):
                return self.verdicts[address].pop(0)
        self.mails.append(envelope)
        return await self.on_data(server) if self.on_data else '250 OK'

    def recipients(self):
        return sorted(address for mail in self.mails for address in mail.rcpt_tos)

    def parsed(self):
        return [email.message_from_bytes(mail.original_content, policy=email.policy.default)
                for mail in self.mails]


def authenticate(server, session, envelope, mechanism, data):
    is_good = isinstance(data, LoginPassword) and data == LoginPassword(USER.encode(),
                                                                         PASSWORD.encode())
    return AuthResult(success=is_good, handled=False)


class Send(Case):
    clients_count = 5

    def setUp(self):
        super().setUp()
        self.rows = self.world(self.clients_count, self.clients_count)
        if self.clients_count:
            self.migrate('--all')
        self.addresses = sorted(row['email'] for row in self.rows)

    def serve(self, inbox=None, port=0, **options):
        """A server with this inbox; answers both."""
        inbox = inbox or Inbox()
        controller = Controller(inbox, hostname=options.pop('hostname', '127.0.0.1'),
                                port=port or free_port(), **options)
        controller.start()
        self.addCleanup(stop, controller)
        return inbox, controller

    def url(self, controller, scheme='smtp', host='127.0.0.1'):
        return f'--smtp={scheme}://{host}:{controller.port}'

    def send(self, url, *words, status=DONE, **how):
        answer = self.run_json('outbox', 'send', url, *words, **how)
        self.assertEqual(answer.status, status, answer)
        return answer

    def messages(self, *words):
        return self.pages('messages', 'outbox', 'list', *words)

    def certificate(self):
        """Files of a certificate and its key, and a context that shows them."""
        names = self.path('cert.pem'), self.path('key.pem')
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
                        '-subj', '/CN=localhost', '-addext',
                        'subjectAltName=DNS:localhost,IP:127.0.0.1', '-out', names[0], '-keyout',
                        names[1]], check=True, stderr=subprocess.DEVNULL, timeout=PATIENCE)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*names)
        return names[0], context

    def password_file(self, text=PASSWORD + '\n'):
        return [f'--smtp-user={USER}', '--smtp-password-file=' + self.write('password', text)]

    def expire(self):
        """Brings the store to messages that are no credentials: of licenses that expired."""
        self.answer('outbox', 'deliver', f'--maildir={self.path("mail")}')
        self.today = '2028-01-01'
        self.assertEqual(self.answer('lifecycle', 'run')['expired_notices'], self.clients_count)


def free_port():
    with socket.socket() as sock:
        sock.bind(('127.0.0.1', 0))
        return sock.getsockname()[1]


def stop(controller):
    if controller._thread is not None:
        controller.stop()


class Deliver(Send):
    def test_R_OUT_01_each_message_once_over_one_connection(self):
        inbox, server = self.serve()
        self.assertEqual(self.send(self.url(server)).json, {'delivered': 5, 'failed': 0})
        self.assertEqual(inbox.recipients(), self.addresses)
        self.assertEqual({mail.mail_from for mail in inbox.mails}, {'no-reply@contoterzi.example'})
        self.assertEqual(len(inbox.peers), 1)
        self.assertEqual({message['state'] for message in self.messages()}, {'delivered'})
        before = self.content()
        self.assertEqual(self.send(self.url(server)).json, {'delivered': 0, 'failed': 0})
        self.assertEqual(self.content(), before)
        self.assertEqual(len(inbox.mails), 5)

    def test_what_arrives_is_mail_of_seven_bits(self):
        inbox, server = self.serve()
        self.send(self.url(server))
        for mail, parsed in zip(inbox.mails, inbox.parsed()):
            raw = mail.original_content
            raw.decode('ascii')
            self.assertNotIn(b'\n', raw.replace(b'\r\n', b''))
            self.assertNotIn(b'\r', raw.replace(b'\r\n', b''))
            self.assertLessEqual(max(map(len, raw.split(b'\r\n'))), 78)
            self.assertEqual(parsed['To'], mail.rcpt_tos[0])
            text = maildir.text_of(parsed)
            self.assertIn('sostituita', text)
            maildir.password_in(text)

    def test_R_OUT_01_two_senders_send_each_message_once(self):
        inbox, server = self.serve()
        command = [PROGRAM, '--db', self.db, f'--today={self.today}', '--json', 'outbox', 'send',
                   self.url(server)]
        processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                      env=environment()) for _ in range(2)]
        for process in processes:
            out, err = process.communicate(timeout=PATIENCE)
            self.assertEqual((process.returncode, err), (DONE, b''))
        self.assertEqual(inbox.recipients(), self.addresses)


class Refused(Send):
    def check_one_refused(self, inbox, server, address, text):
        answer = self.send(self.url(server), status=STORAGE)
        self.assertEqual(answer.json, {'delivered': 4, 'failed': 1})
        self.assertEqual(inbox.recipients(), [a for a in self.addresses if a != address])
        self.assertEqual((answer.error['field'], text in answer.error['text']), ('smtp', True),
                         answer)
        waiting = self.messages('--state=queued')
        self.assertEqual([(m['to'], m['attempts']) for m in waiting], [(address, 1)])
        self.assertIn(text, waiting[0]['last_failure'])
        self.today = '2026-11-24'
        self.assertEqual(self.send(self.url(server)).json, {'delivered': 1, 'failed': 0})
        self.assertEqual(inbox.recipients(), self.addresses)

    def test_R_OUT_01_a_recipient_that_is_unknown_holds_up_nobody(self):
        inbox, server = self.serve()
        inbox.refusals[self.addresses[1]] = ['550 5.1.1 no such user']
        self.check_one_refused(inbox, server, self.addresses[1], '550 5.1.1 no such user')

    def test_R_OUT_01_greylisting_is_waited_out(self):
        inbox, server = self.serve()
        inbox.refusals[self.addresses[0]] = ['451 4.7.1 greylisted, come back']
        self.check_one_refused(inbox, server, self.addresses[0], '451 4.7.1 greylisted')

    def test_R_OUT_01_a_message_that_is_refused_whole_holds_up_nobody(self):
        inbox, server = self.serve()
        inbox.verdicts[self.addresses[2]] = ['554 5.7.1 looks like spam']
        self.check_one_refused(inbox, server, self.addresses[2], '554 5.7.1 looks like spam')

    def test_R_OUT_01_a_permanent_refusal_never_blocks(self):
        inbox, server = self.serve()
        inbox.refusals[self.addresses[0]] = ['550 no'] * 100
        for day in range(24, 29):
            self.today = f'2026-11-{day}'
            self.send(self.url(server), status=STORAGE)
        self.assertEqual(inbox.recipients(), self.addresses[1:])
        self.assertEqual(self.messages('--state=queued')[0]['attempts'], 5)


class Trouble(Send):
    def check_stopped(self, answer, count=0):
        """One message was tried in vain, and the others are as they were."""
        self.assertEqual(answer.json, {'delivered': count, 'failed': 1})
        self.assertEqual(answer.error['field'], 'smtp')
        attempts = [m['attempts'] for m in self.messages('--state=queued')]
        self.assertEqual(sorted(attempts), [0] * (4 - count) + [1])

    def complete(self, count=5, **options):
        """The next day, with a server that works: nothing was lost."""
        self.today = '2026-11-24'
        inbox, server = self.serve(**options)
        self.assertEqual(self.send(self.url(server)).json, {'delivered': count, 'failed': 0})
        self.assertEqual(self.messages('--state=queued'), [])
        return inbox

    def test_R_OUT_01_a_server_that_is_not_there_stops_the_run(self):
        self.check_stopped(self.send(f'--smtp=smtp://127.0.0.1:{free_port()}', status=STORAGE))
        self.assertEqual(self.complete().recipients(), self.addresses)

    def test_R_OUT_01_a_server_that_closes_stops_the_run(self):
        inbox, server = self.serve()
        for address in self.addresses:
            inbox.refusals[address] = ['421 4.3.2 going down']
        self.check_stopped(self.send(self.url(server), status=STORAGE))
        self.complete()

    def test_R_OUT_01_a_server_that_turns_everybody_away_stops_the_run(self):
        with socket.create_server(('127.0.0.1', 0)) as listener:
            def turn_away():
                connection, _ = listener.accept()
                with connection:
                    connection.sendall(b'554 not today\r\n')
                    while connection.recv(1000):
                        pass
            thread = threading.Thread(target=turn_away)
            thread.start()
            answer = self.send(f'--smtp=smtp://127.0.0.1:{listener.getsockname()[1]}',
                               status=STORAGE)
            thread.join()
        self.check_stopped(answer)
        self.complete()

    def test_R_OUT_01_a_death_before_the_reply_sends_again_under_the_same_message_id(self):
        self.expire()
        inbox, server = self.serve()

        async def die(smtp):
            smtp.transport.abort()
            return '250 never heard'
        inbox.on_data = die
        self.send(self.url(server), status=STORAGE)
        self.assertEqual(self.messages('--state=queued')[0]['state'], 'queued')
        arrived = {parsed['Message-ID'] for parsed in inbox.parsed()}
        inbox.on_data = None
        self.today = '2028-01-02'
        self.send(self.url(server))
        again = [parsed['Message-ID'] for parsed in inbox.parsed()]
        self.assertTrue(arrived)
        self.assertEqual(len(set(again)), 5)
        self.assertEqual(set(inbox.recipients()), set(self.addresses))
        self.assertEqual(len(again), 5 + len(arrived)) # the same ones came twice

    def test_R_MIG_06_after_a_death_the_latest_credentials_count(self):
        inbox, server = self.serve()

        async def die(smtp):
            smtp.transport.abort()
            return '250 never heard'
        inbox.on_data = die
        self.send(self.url(server), status=STORAGE)
        count = len(inbox.mails)
        inbox.on_data = None
        self.today = '2026-11-24'
        self.send(self.url(server))
        first = inbox.parsed()[0]
        second = [p for p in inbox.parsed()[count:] if p['To'] == first['To']][0]
        self.assertNotEqual(first['Message-ID'], second['Message-ID'])
        self.assertNotEqual(*(maildir.password_in(maildir.text_of(p)) for p in (first, second)))

    def test_R_OUT_01_a_death_after_the_reply_loses_nothing(self):
        inbox, server = self.serve()
        died = threading.Event()

        async def die_after(smtp):
            await smtp.push('250 OK')
            server.server.close()
            smtp.transport.close()
            died.set()
            return '250 OK'
        inbox.on_data = die_after
        answer = self.send(self.url(server), status=STORAGE)
        self.assertTrue(died.is_set())
        self.check_stopped(answer, count=1)
        self.assertEqual(sorted(inbox.recipients() + self.complete(4).recipients()),
                         self.addresses)

    def test_R_OUT_01_a_sender_that_is_killed_loses_nothing(self):
        inbox, server = self.serve()
        reached, go_on = threading.Event(), threading.Event()
        self.addCleanup(go_on.set)

        async def hold(smtp):
            if len(inbox.mails) == 3:
                reached.set()
                await asyncio.get_running_loop().run_in_executor(None, go_on.wait)
            return '250 OK'
        inbox.on_data = hold
        process = subprocess.Popen(
            [PROGRAM, '--db', self.db, f'--today={self.today}', 'outbox', 'send',
             self.url(server)], stdout=subprocess.DEVNULL, env=environment())
        self.assertTrue(reached.wait(PATIENCE))
        process.send_signal(signal.SIGKILL)
        self.assertEqual(process.wait(PATIENCE), -signal.SIGKILL)
        go_on.set()
        # Its lease still runs today; the others are nobody's.
        self.assertEqual(self.send(self.url(server)).json, {'delivered': 2, 'failed': 0})
        self.today = '2026-11-24'
        self.assertEqual(self.send(self.url(server)).json, {'delivered': 1, 'failed': 0})
        self.assertEqual(set(inbox.recipients()), set(self.addresses))
        self.assertEqual(len(inbox.mails), 6) # the one that it died over came twice
        self.assertEqual(self.messages('--state=queued'), [])


class Secure(Send):
    def check_nothing_sent(self, inbox, *words, url):
        answer = self.send(url, *words, status=STORAGE)
        self.assertEqual(answer.json, {'delivered': 0, 'failed': 1})
        self.assertEqual(inbox.mails, [])
        return answer.error['text']

    def test_smtps_with_a_certificate_to_trust(self):
        path, context = self.certificate()
        inbox, server = self.serve(ssl_context=context)
        url = self.url(server, 'smtps')
        self.check_nothing_sent(inbox, url=url) # whom to trust is not said
        self.today = '2026-11-24'
        self.assertEqual(self.send(url, f'--smtp-ca={path}').json, {'delivered': 5, 'failed': 0})
        self.assertEqual(inbox.recipients(), self.addresses)

    def test_a_certificate_of_another_name_is_not_trusted(self):
        path, context = self.certificate()
        inbox, server = self.serve(ssl_context=context, hostname='127.0.0.2')
        self.check_nothing_sent(inbox, f'--smtp-ca={path}',
                                url=self.url(server, 'smtps', '127.0.0.2'))

    def test_starttls(self):
        path, context = self.certificate()
        inbox, server = self.serve(tls_context=context, require_starttls=True)
        self.assertEqual(self.send(self.url(server), f'--smtp-ca={path}').json,
                         {'delivered': 5, 'failed': 0})
        self.assertEqual(inbox.recipients(), self.addresses)

    def test_where_tls_is_required_a_server_without_it_gets_nothing(self):
        path, _ = self.certificate()
        inbox, server = self.serve()
        self.check_nothing_sent(inbox, f'--smtp-ca={path}', url=self.url(server))

    def test_another_host_than_this_one_needs_tls(self):
        name = socket.gethostname()
        try:
            address = socket.gethostbyname(name)
        except OSError:
            self.skipTest('the host has no address')
        inbox, server = self.serve(hostname=address)
        self.check_nothing_sent(inbox, url=self.url(server, host=name))
        self.assertEqual(inbox.peers, set())

    def test_authentication(self):
        path, context = self.certificate()
        inbox, server = self.serve(ssl_context=context, authenticator=authenticate,
                                   auth_required=True, auth_require_tls=False)
        url, ca = self.url(server, 'smtps'), f'--smtp-ca={path}'
        self.check_nothing_sent(inbox, ca, url=url)
        self.today = '2026-11-24'
        self.check_nothing_sent(inbox, ca, *self.password_file('wrong\n'), url=url)
        self.today = '2026-11-25'
        self.assertEqual(self.send(url, ca, *self.password_file()).json,
                         {'delivered': 5, 'failed': 0})

    def test_a_server_that_asks_for_no_password_gets_none(self):
        inbox, server = self.serve()
        self.assertEqual(self.send(self.url(server), *self.password_file()).json,
                         {'delivered': 5, 'failed': 0})


class Usage(Send):
    clients_count = 1

    def test_what_cannot_be_is_told_before_anything_is_sent(self):
        before = self.content()
        url = '--smtp=smtp://127.0.0.1:9'
        for words, status, field in (
                (['--smtp=127.0.0.1:25'], USAGE, 'smtp'),
                (['--smtp='], USAGE, 'smtp'),
                (['--smtp=http://localhost'], USAGE, 'smtp'),
                (['--smtp=smtp://'], USAGE, 'smtp'),
                (['--smtp=smtp://localhost:99999'], USAGE, 'smtp'),
                (['--smtp=smtp://user:secret@localhost'], USAGE, 'smtp'),
                ([url, '--smtp-user=x'], USAGE, 'smtp-user'),
                ([url, '--smtp-password-file=/dev/null'], USAGE, 'smtp-user'),
                ([url, '--smtp-user=x', '--smtp-password-file=/dev/null'], USAGE,
                 'smtp-password-file'),
                ([url, '--smtp-user=x', '--smtp-password-file=' + self.write('nul', b'a\0b\n')],
                 USAGE, 'smtp-password-file'),
                ([url, '--smtp-user=x', '--smtp-password-file=' + self.path('none')], STORAGE,
                 'smtp-password-file'),
                ([url, '--smtp-ca=' + self.path('none')], STORAGE, 'smtp-ca'),
                ([url, '--templates=' + self.path('none')], STORAGE, 'templates'),
                ([], USAGE, 'smtp')):
            with self.subTest(words):
                error = self.fail_with(status, 'outbox', 'send', *words, field=field)
                self.assertNotIn('secret', error['text'].replace('user:secret', ''))
        self.assertEqual(self.content(), before)


class Templates(Send):
    clients_count = 1

    def folder(self, **files):
        os.makedirs(self.path('texts'), exist_ok=True)
        for name, content in files.items():
            self.write(f'texts/{name}.txt', content)
        return f'--templates={self.path("texts")}'

    def test_R_OUT_02_a_host_writes_its_own_words(self):
        inbox, server = self.serve()
        words = self.folder(credentials='Subject: Ciao {client} è tua\r\n\r\n'
                                        'Da {studio}:\r\n{password}\r\n.\r\nentro il {giorno}\r\n',
                            license_expired='Subject: Fine\n\nFinita il {giorno}.\n')
        self.write('texts/README', 'no template')
        self.send(self.url(server), words)
        mail = inbox.parsed()[0]
        self.assertEqual(mail['Subject'], 'Ciao Ditta 000001 S.r.l. è tua')
        lines = mail.get_content().splitlines()
        self.assertEqual((lines[0], lines[2:]),
                         ('Da Studio Ferri:', ['.', 'entro il 30/11/2026']))
        self.today = '2028-01-01'
        self.answer('lifecycle', 'run')
        mails = self.path('mail')
        self.answer('outbox', 'deliver', f'--maildir={mails}', words)
        with open(f'{mails}/new/{os.listdir(mails + "/new")[0]}', 'rb') as file:
            self.assertIn(b'Finita il 31/12/2027.\n', file.read())

    def test_a_template_that_cannot_be_is_told_and_nothing_is_sent(self):
        inbox, server = self.serve()
        before = self.content()
        for content in ('', 'Ciao', 'Subject: A', 'Subject: A\ntext', 'Subject: \n\ntext',
                        'subject: A\n\ntext', 'Subject: A\n\n{password}', 'Subject: A\n\n{name}',
                        'Subject: A\n\n\0', b'Subject: A\n\n\xff', 'Subject: A\n\n' + 'x' * 70000):
            with self.subTest(content[:20]):
                words = self.folder(license_expired=content)
                self.assertIn(self.run_json('outbox', 'send', self.url(server), words).status,
                              (USAGE, STORAGE))
        self.folder(license_expired='Subject: A\n\nB')
        os.mkfifo(self.path('texts/credentials.txt')) # nobody ever writes into it
        self.fail_with(STORAGE, 'outbox', 'send', self.url(server), words, field='templates')
        os.unlink(self.path('texts/credentials.txt'))
        self.folder(license_expired='Subject: A\n\nB', credenziali='Subject: A\n\nB')
        self.fail_with(USAGE, 'outbox', 'send', self.url(server), words, field='templates')
        self.assertEqual(inbox.mails, [])
        self.assertEqual(self.content(), before)


if __name__ == '__main__':
    main()
