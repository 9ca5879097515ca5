"""`sh examples/run` in a copy of the source tree, so that its build/ disturbs nobody."""
import os
import shutil
import subprocess
import tempfile
import unittest

from harness import environment, main

SOURCE = os.environ.get('CONTOTERZI_SOURCE', os.path.join(os.path.dirname(__file__), '..', '..'))
MINUTES = 10


class ExamplesRun(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.mkdtemp(prefix='contoterzi-examples-')
        cls.addClassCleanup(shutil.rmtree, cls.place, ignore_errors=True)
        tree = os.path.join(cls.place, 'tree')
        shutil.copytree(SOURCE, tree, symlinks=True,
                        ignore=shutil.ignore_patterns('build', 'build-*', '.git', '__pycache__'))
        cls.done = subprocess.run(['sh', 'examples/run'], cwd=tree, stdout=subprocess.PIPE,
                                  stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True,
                                  timeout=MINUTES * 60,
                                  env=environment(PATH='/usr/bin:/bin:/usr/sbin:/sbin',
                                                  LD_LIBRARY_PATH=None, TMPDIR=cls.place))
        cls.left = sorted(os.listdir(cls.place))

    def test_runs(self):
        self.assertEqual(self.done.returncode, 0, self.done)

    def test_imports_forty_clients_some_of_them_bad(self):
        self.assertRegex(self.done.stdout, r'(Letti|Read) 40: (aggiunti|added) \d+')
        self.assertNotRegex(self.done.stdout, r'(rifiutati|refused) 0$')

    def test_migrates_some_and_tells_why_not_the_others(self):
        for rule in ('R-CLI-02', 'R-STU-03', 'R-ELIG-01', 'R-MIG-09'):
            self.assertIn(rule, self.done.stdout)

    def test_ends_on_the_overview(self):
        last = self.done.stdout.split('\n== ')[-1]
        self.assertIn('studio show', last)
        self.assertIn('2027-12-31', last)

    def test_leaves_nothing_behind(self):
        self.assertEqual(self.left, ['tree'])

    def test_fits_on_a_screen_of_eighty_lines(self):
        self.assertLess(self.done.stdout.count('\n'), 80)


if __name__ == '__main__':
    main()
