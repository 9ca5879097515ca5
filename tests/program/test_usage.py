"""The command line itself: help, mistakes, languages, the clock, exit statuses."""
import re
import subprocess

from harness import (Case, DONE, PATIENCE, PROGRAM, REFUSED, SIGNATORY, STORAGE, STUDIO, USAGE,
                     environment, main, run, vat_number)

# Every command, the options of the issue that it takes, and what it is given besides.
COMMANDS = {
    'studio add': 'name vat-number tax-code email pec preview key',
    'studio open-account': 'studio preview key',
    'studio list': 'limit after',
    'studio show': 'studio',
    'client import': 'studio preview key',
    'client list': 'studio migratable search limit after',
    'client show': 'studio',
    'client nickname': 'studio preview key',
    'client check': 'studio kind',
    'coupon buy': 'studio kind year quantity unit-price preview key',
    'coupon assign': 'studio kind year coupon email preview key',
    'coupon link': '',
    'coupon register': 'name vat-number tax-code email preview key',
    'coupon list': 'studio state year limit after',
    'coupon show': '',
    'coupon revoke': 'preview key',
    'backup': '',
    'migrate': 'studio all signatory-name signatory-surname signatory-tax-code email preview key',
    'renew': 'studio all plan kind year preview key',
    'migration list': 'studio limit after',
    'migration show': '',
    'migration select': 'preview key',
    'migration authorise': 'signatory-name signatory-surname signatory-tax-code preview key',
    'migration provision': 'preview key',
    'migration fail': 'preview key',
    'migration cancel': 'preview key',
    'migration resend': 'preview key',
    'migration first-login': 'preview key',
    'migration complete': 'preview key',
    'license show': '',
    'license usage': 'client year',
    'license purchase': 'by plan price last-day preview key',
    'license upgrade': 'studio kind plan preview key',
    'license trial': 'preview key',
    'license ways': 'studio',
    'event list': 'limit after',
    'outbox list': 'limit after',
    'outbox deliver': 'maildir',
}
GLOBAL = 'db json lang today help'
NOUNS = sorted({command.split()[0] for command in COMMANDS if ' ' in command})


class Help(Case):
    def help(self, *words):
        answer = run(*words, '--help')
        self.assertEqual((answer.status, answer.err), (DONE, ''), answer)
        return answer.out

    def test_at_the_top_names_every_command_and_exit_status(self):
        for words in ((), ('--lang=it',), ('--lang=en',)):
            text = self.help(*words)
            for command in COMMANDS:
                self.assertRegex(text, rf'(?m)^  {command} ')
            for status in '0123':
                self.assertRegex(text, rf'\b{status}\b')

    def test_of_each_noun_names_its_verbs(self):
        for noun in NOUNS:
            text = self.help(noun)
            for command in COMMANDS:
                found = re.search(rf'(?m)^  {command} ', text)
                self.assertEqual(bool(found), command.split()[0] == noun, (noun, command))

    def test_of_each_verb_names_every_option(self):
        for command, options in COMMANDS.items():
            for language in ('it', 'en'):
                text = self.help(f'--lang={language}', *command.split())
                for option in options.split() + GLOBAL.split():
                    self.assertRegex(text, rf'--{option}\b', command)

    def test_names_every_option_that_the_command_takes(self):
        known = {name for options in COMMANDS.values() for name in options.split()}
        for command in COMMANDS:
            text = self.help(*command.split())
            for option in known | set(GLOBAL.split()):
                answer = run(*command.split(), f'--{option}=', '--nonsense')
                takes = not ('"--nonsense"' not in answer.err and f'"--{option}' in answer.err
                             and 'unknown' in answer.err)
                self.assertEqual(takes, bool(re.search(rf'--{option}\b', text)), (command, option))

    def test_speaks_the_language_that_is_asked_for(self):
        self.assertIn('Uso:', self.help('--lang=it'))
        self.assertIn('Usage:', self.help('--lang', 'en'))
        self.assertIn('OPZIONE', self.help('--lang=it', 'client', 'import'))

    def test_opens_no_store(self):
        self.write('store.db', 'no store')
        for command in COMMANDS:
            self.help('--db', self.db, *command.split())


class Mistakes(Case):
    def test_unknown_words(self):
        for words in ((), ('nonsense',), ('client',), ('client', 'nonsense'), ('import',), ('',),
                      ('client', ''), ('--', 'nonsense'), ('Client', 'list'), ('clients', 'list'),
                      ('migrate', 'all-of-them'), ('client\n', 'list')):
            with self.subTest(words):
                self.fail_with(USAGE, *words)

    def test_unknown_options_at_every_level(self):
        for command in COMMANDS:
            words = command.split()
            for place in range(len(words) + 1):
                for option in ('--nonsense', '--nonsense=1', '-x', '-h', '-?', '-V', '--usage',
                               '--version'):
                    with self.subTest(command, place=place, option=option):
                        answer = self.run_json(*words[:place], option, *words[place:])
                        if option == '--version' and answer.status == DONE:
                            continue
                        self.assertEqual((answer.status, answer.out), (USAGE, ''), answer)
                        self.assertIn(option.split('=')[0][:2], answer.error['text'])

    def test_an_option_without_its_value_or_with_one_too_many(self):
        for words in (('client', 'list', '--studio'), ('client', 'list', '--json=1'),
                      ('migrate', '--all=yes'), ('client', 'list', '--limit')):
            self.fail_with(USAGE, *words)

    def test_too_many_arguments(self):
        self.add_studio()
        for words in (('client', 'list', 'x'), ('studio', 'show', 'x'), ('outbox', 'list', 'x'),
                      ('client', 'show', 'a', 'b'), ('client', 'nickname', 'a', 'b', 'c'),
                      ('client', 'show'), ('client', 'nickname', 'a')):
            with self.subTest(words):
                self.fail_with(USAGE, *words, *([f'--studio={STUDIO}'] if 'outbox' not in words
                                                else []))

    def test_options_may_stand_anywhere(self):
        self.add_studio()
        expected = self.answer('client', 'list', f'--studio={STUDIO}')
        for words in (('client', '--studio', STUDIO, 'list'),
                      ('--studio', STUDIO, 'client', 'list')):
            answer = self.run_json(*words)
            if answer.status == DONE:
                self.assertEqual(answer.json, expected)
            else:
                self.assertEqual(answer.status, USAGE)
        for words in ((f'--db={self.db}', '--json', 'studio', 'list'),
                      ('studio', f'--db={self.db}', 'list', '--json'),
                      ('studio', 'list', '--db', self.db, '--json')):
            answer = run(*words)
            self.assertEqual(answer.status, DONE, answer)
            self.assertEqual(len(answer.json['studios']), 1)

    def test_the_default_store_is_in_the_working_directory(self):
        words = ['studio', 'add', '--name=S', f'--vat-number={STUDIO}', '--email=a@x.example',
                 '--pec=a@pec.it', '--json']
        self.assertEqual(run(*words, cwd=self.place).status, DONE)
        with open(self.path('contoterzi.db'), 'rb') as file:
            self.assertEqual(file.read(15), b'SQLite format 3')


class ExitStatus(Case):
    def test_is_as_the_help_tells(self):
        self.world(2, 1)
        studio = f'--studio={STUDIO}'
        table = [
            (DONE, ['studio', 'show', studio]),
            (DONE, ['client', 'check', vat_number(1), studio]),
            (DONE, ['client', 'list', studio]),
            (REFUSED, ['studio', 'show', f'--studio={vat_number(9)}']),
            (REFUSED, ['client', 'show', vat_number(9), studio]),
            (REFUSED, ['coupon', 'buy', studio, '--kind=conto_terzi', '--year=2020',
                       '--quantity=1', '--unit-price=1']),
            (REFUSED, ['migrate', '--all', studio, *SIGNATORY]),
            (REFUSED, ['client', 'check', vat_number(2), studio]),
            (USAGE, ['studio', 'show']),
            (USAGE, ['studio', 'show', '--studio=x']),
            (USAGE, ['client', 'import', 'none.csv', studio]),
            (USAGE, ['coupon', 'buy', studio]),
            (USAGE, ['nonsense']),
            (STORAGE, ['--db=none/x.db', 'studio', 'list']),
            (STORAGE, ['--db=none.db', 'studio', 'list']),
        ]
        for status, words in table:
            for more in ([], ['--json']):
                with self.subTest(words, more=more):
                    answer = self.run_plain(*more, *words)
                    self.assertEqual(answer.status, status, answer)
                    self.assertEqual(bool(answer.err), status in (USAGE, STORAGE) or (
                        status == REFUSED and not answer.out), answer)

    def test_a_full_disk_is_told(self):
        self.world(3, 3)
        for words in (('client', 'list', f'--studio={STUDIO}'), ('--help',), ('event', 'list')):
            with self.subTest(words):
                self.assertEqual(self.to_device('/dev/full', *words), STORAGE)

    def to_device(self, path, *words):
        with open(path, 'wb') as device:
            return subprocess.run([PROGRAM, '--db', self.db, *words], stdout=device,
                                  stderr=subprocess.PIPE, env=environment(),
                                  timeout=PATIENCE).returncode


class Errors(Case):
    def test_as_JSON_on_stderr_alone(self):
        self.add_studio()
        for words in (('studio', 'show'), ('studio', 'show', f'--studio={vat_number(9)}'),
                      ('nonsense',), ('--db=none/x', 'studio', 'list')):
            answer = self.run_json(*words)
            self.assertEqual(answer.out, '', answer)
            document = answer.err
            self.assertEqual(document.count('\n'), 1)
            error = answer.error
            self.assertLessEqual({'code', 'rule', 'field', 'text'}, set(error))
            self.assertRegex(error['code'], '^[a-z_]+$')

    def test_for_people_in_both_languages(self):
        self.add_studio()
        for language, text in (('it', 'Studio inesistente'), ('en', 'There is no such studio')):
            for words in ((f'--lang={language}', 'studio', 'show'),
                          ('studio', 'show', '--lang', language)):
                answer = self.run_plain(*words, f'--studio={vat_number(9)}')
                self.assertEqual(answer.err, f'contoterzi: {text}\n')
                self.assertEqual(answer.out, '')

    def test_the_language_comes_from_the_environment_unless_given(self):
        for variables, text in (({'LC_ALL': 'it_IT.UTF-8'}, 'manca'), ({'LC_ALL': 'C'}, 'missing'),
                                ({'LC_ALL': None, 'LANG': 'it_IT.UTF-8'}, 'manca'),
                                ({'LC_ALL': None, 'LC_MESSAGES': 'it_CH', 'LANG': 'en_US'},
                                 'manca'), ({'LC_ALL': None}, 'missing')):
            with self.subTest(variables):
                answer = run('client', env=environment(**variables))
                self.assertIn(text, answer.err)
        self.fail_with(USAGE, '--lang=de', 'studio', 'list')

    def test_text_is_UTF_8_whatever_the_locale(self):
        self.add_studio(name='Studio Perlà')
        for locale in ('C', 'POSIX', 'C.UTF-8', 'none_SUCH'):
            answer = self.run_plain('studio', 'list', env=environment(LC_ALL=locale))
            self.assertIn('Studio Perlà', answer.out)


class Today(Case):
    def test_is_the_day_of_everything(self):
        self.today = '2026-12-31'
        self.world(1, 1)
        entry = self.migrate('--all')['clients'][0]
        self.assertEqual(entry['license']['first_day'], '2026-12-31')
        for table in ('studio', 'client', 'event'):
            column = 'instant' if table == 'event' else 'created_at'
            for instant, in self.sql(f'SELECT {column} FROM {table}'):
                self.assertIn(instant[:10], ('2026-12-30', '2026-12-31'))

    def test_from_1996_to_2100(self):
        for day, status in (('1996-01-01', DONE), ('2100-12-31', DONE), ('1995-12-31', USAGE),
                            ('2101-01-01', USAGE), ('2026-02-30', USAGE), ('2026-13-01', USAGE),
                            ('2026-00-10', USAGE), ('2026-1-1', USAGE), ('26-01-01', USAGE),
                            ('', USAGE), ('today', USAGE), ('2023-02-29', USAGE),
                            ('2024-02-29', DONE), (' 2026-01-01', USAGE),
                            ('2026-01-01x', USAGE), ('0000-00-00', USAGE)):
            with self.subTest(day):
                answer = run('--json', f'--db={self.path("d" + str(len(day)) + day)}',
                             f'--today={day}', 'studio', 'add', '--name=S',
                             f'--vat-number={STUDIO}', '--email=a@x.example', '--pec=a@pec.it')
                self.assertEqual(answer.status, status, answer)


if __name__ == '__main__':
    main()
