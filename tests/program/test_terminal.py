"""What is only for a terminal: colours, the progress bar, passwords without echo."""
import os
import pty
import select
import sqlite3
import subprocess
import termios
import threading
import time

import maildir
from harness import (Case, PATIENCE, PROGRAM, SIGNATORY, STUDIO, TODAY, companies,
                     csv_text, environment, main, vat_number)

ESCAPE = b'\x1b'


def has_echo(terminal):
    return bool(termios.tcgetattr(terminal)[3] & termios.ECHO)


class Terminal(Case):
    def on_terminal(self, *words, env=None, typed=(), out_too=True):
        """Runs the program on a terminal. `typed` is pairs: wait for this prompt and for the
        end of echo, then type that. Answers the exit status and what the terminal got."""
        master, slave = pty.openpty()
        process = subprocess.Popen(
            [PROGRAM, '--db', self.db, f'--today={TODAY}', *words], stdin=slave,
            stdout=slave if out_too else subprocess.DEVNULL, stderr=slave,
            env=env or environment(), close_fds=True, start_new_session=True)
        typed = list(typed)
        got, told = b'', 0
        deadline = time.monotonic() + PATIENCE
        try:
            while time.monotonic() < deadline:
                if typed and got.find(typed[0][0], told) >= 0 and not has_echo(slave):
                    told = len(got)
                    os.write(master, typed.pop(0)[1])
                ready = select.select([master], [], [], 0.02)[0]
                if ready:
                    got += os.read(master, 65536)
                elif process.poll() is not None:
                    break
            self.has_echo = has_echo(slave)
            return process.wait(1), got
        finally:
            process.kill()
            process.wait()
            os.close(master)
            os.close(slave)


class Colours(Terminal):
    def setUp(self):
        super().setUp()
        self.world(2, 1)

    commands = (('studio', 'show', f'--studio={STUDIO}'), ('migrate', '--all', '--preview',
                                                           f'--studio={STUDIO}', *SIGNATORY),
                ('client', 'check', vat_number(1), f'--studio={STUDIO}'), ('nonsense',))

    def test_on_a_terminal(self):
        for words in self.commands:
            with self.subTest(words[:2]):
                self.assertIn(ESCAPE, self.on_terminal(*words)[1])

    def test_never_with_NO_COLOR_or_on_a_dumb_terminal(self):
        for changes in ({'NO_COLOR': '1'}, {'TERM': 'dumb'}, {'TERM': None}):
            for words in self.commands:
                with self.subTest(words[:2], changes=changes):
                    _, got = self.on_terminal(*words, env=environment(**changes))
                    self.assertNotIn(ESCAPE, got)

    def test_an_empty_NO_COLOR_is_none(self):
        _, got = self.on_terminal(*self.commands[0], env=environment(NO_COLOR=''))
        self.assertIn(ESCAPE, got)

    def test_never_into_a_pipe_or_as_JSON(self):
        for words in self.commands:
            answer = self.run_plain(*words)
            self.assertNotIn(ESCAPE, answer.raw_out + answer.raw_err)
            self.assertNotIn(ESCAPE, self.on_terminal('--json', *words)[1])

    def test_help_has_none(self):
        self.assertNotIn(ESCAPE, self.on_terminal('--help')[1])


class Progress(Terminal):
    def test_none_for_short_work(self):
        self.world(10, 10)
        _, got = self.on_terminal('migrate', '--all', f'--studio={STUDIO}', *SIGNATORY,
                                  out_too=False)
        self.assertEqual(got, b'')

    def test_none_into_a_pipe(self):
        self.add_studio()
        path = self.write('c.csv', csv_text(companies(5000)))
        answer = self.run_plain('client', 'import', path, f'--studio={STUDIO}')
        self.assertEqual(answer.err, '')

    def test_for_work_over_a_second_a_rate_and_the_time_left(self):
        """Work is made long by a reader that holds the store's lock for a while."""
        self.add_studio()
        path = self.write('c.csv', csv_text(companies(3000)))
        begun, release = threading.Event(), threading.Event()

        def hold():
            connection = sqlite3.connect(self.db, isolation_level=None)
            connection.execute('BEGIN IMMEDIATE')
            begun.set()
            release.wait(1.5)
            connection.execute('ROLLBACK')
            connection.close()

        holder = threading.Thread(target=hold)
        holder.start()
        begun.wait()
        status, got = self.on_terminal('client', 'import', path, f'--studio={STUDIO}',
                                       '--lang=en', out_too=False)
        holder.join()
        self.assertEqual(status, 0, got)
        self.assertRegex(got, rb'%.*/s.*left')
        self.assertTrue(got.endswith(b'\r\x1b[K'), 'the bar stays on the screen')


class Secrets(Terminal):
    def test_R_MIG_07_passwords_are_asked_for_without_echo(self):
        self.world(1, 1)
        self.migrate('--all')
        self.answer('outbox', 'deliver', f'--maildir={self.path("mail")}')
        (name,) = os.listdir(self.path('mail/new'))
        password = maildir.one_time_password(self.path(f'mail/new/{name}')).encode()
        status, got = self.on_terminal(
            'migration', 'first-login', vat_number(1), f'--studio={STUDIO}', '--lang=en',
            typed=[(b'One-time password: ', password + b'\n'),
                   (b'New password: ', b'Nuova-Pass1\n')])
        self.assertEqual(status, 0, got)
        self.assertNotIn(password, got)
        self.assertNotIn(b'Nuova-Pass1', got)
        self.assertTrue(self.has_echo, 'the terminal stays silent')

    def test_giving_up_gives_the_terminal_its_echo_back(self):
        self.world(1, 1)
        self.migrate('--all')
        status, got = self.on_terminal(
            'migration', 'first-login', vat_number(1), f'--studio={STUDIO}', '--lang=en',
            typed=[(b'One-time password: ', b'\x04')])
        self.assertNotEqual(status, 0)
        self.assertTrue(self.has_echo, 'the terminal stays silent')


if __name__ == '__main__':
    main()
