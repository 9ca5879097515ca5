"""What the program writes about itself: the completion for bash and the manual page."""
import re
import subprocess
import tempfile

from harness import Case, DONE, USAGE, environment, main, run

COMPLETE = '''
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_contoterzi
printf '%s\\n' "${COMPREPLY[@]}"
'''


def commands():
    """Every command as the help lists it: 'coupon list'."""
    text = run('--lang=en', '--help').out
    listed = text[text.index('Commands:'):].splitlines()[1:]
    return [re.match(r'  (\S+(?: \S+)?)  ', line)[1] for line in listed
            if re.match(r'  \S', line)]


class Completion(Case):
    def setUp(self):
        super().setUp()
        answer = run('completion', 'bash')
        self.assertEqual(answer.status, DONE, answer)
        self.script = self.write('contoterzi.bash', answer.out)

    def complete(self, *words):
        done = subprocess.run(['bash', '-c', COMPLETE, 'bash', self.script, 'contoterzi', *words],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(),
                              cwd=self.place, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b''), words)
        return done.stdout.decode('utf-8').split()

    def test_words_in_their_place(self):
        self.write('clienti.csv', '')
        for words, wanted in (
                (['coup'], ['coupon']),
                (['--json', 'coupon', 'sh'], ['show']),
                (['coupon', 'list', '--st'], ['--state=', '--studio=']),
                (['coupon', 'list', '--state', '=', 're'], ['reserved', 'revoked']),
                (['coupon', 'list', '--state', 're'], ['reserved', 'revoked']),
                (['migration', 'list', '--state', '=', 'can'], ['cancelled']),
                (['--db', 'studio', 'migrat'], ['migrate', 'migration']),
                (['--lang', '=', ''], ['en', 'it']),
                (['--db', '=', 'po'], ['postgresql://']),
                (['--db', 'c'], ['clienti.csv', 'contoterzi.bash']),
                (['client', 'import', 'cl'], ['clienti.csv'])):
            self.assertEqual(sorted(self.complete(*words)), wanted, words)

    def test_every_command_is_completed(self):
        for command in commands():
            words = command.split()
            for i, word in enumerate(words):
                self.assertIn(word, self.complete(*words[:i], word[:1]), command)

    def test_every_option_of_a_command_is_completed(self):
        for command in commands():
            offered = self.complete(*command.split(), '--')
            helped = run(*command.split(), '--lang=en', '--help').out
            for option in re.findall(r'^ +(--[a-z-]+)', helped, re.MULTILINE):
                self.assertTrue({option, option + '='} & set(offered), (command, option))

    def test_another_shell(self):
        self.fail_with(USAGE, 'completion', 'csh', text='bash')


class Manual(Case):
    def pages(self):
        for language in ('en', 'it'):
            answer = run(f'--lang={language}', 'manual')
            self.assertEqual(answer.status, DONE, answer)
            yield language, answer.out

    def test_every_command_and_option_is_told(self):
        for _, page in self.pages():
            plain = page.replace('\\-', '-').replace('\\fB', '').replace('\\fR', '')
            for command in commands():
                self.assertIn(f'.SS contoterzi {command}', plain)
                helped = run(*command.split(), '--lang=en', '--help').out
                for option in re.findall(r'^ +(--[a-z-]+)', helped, re.MULTILINE):
                    self.assertIn(option, plain, command)

    def test_it_is_good_roff(self):
        for language, page in self.pages():
            with tempfile.NamedTemporaryFile('w', encoding='utf-8', suffix='.1') as file:
                file.write(page)
                file.flush()
                done = subprocess.run(['mandoc', '-Kutf-8', '-Tlint', '-Wwarning', file.name],
                                      stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                      check=False)
            told = [line for line in done.stdout.decode('utf-8').splitlines()
                    if 'missing date' not in line]
            self.assertEqual(told, [], language)


if __name__ == '__main__':
    main()
