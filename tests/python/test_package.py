"""pip installs the package from the tree without a network, and what is installed works."""
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import unittest
import zipfile

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PACKAGES = SOURCE / "bindings" / "python"
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(PACKAGES)]

import reporting
import build_backend

PROGRAM = """
import datetime, contoterzi
with contoterzi.open(":memory:", today=datetime.date(2026, 5, 4)) as store:
    studio = store.studios.add(name="Studio Rossi", vat_number="12345678903",
                               email="a@example.com", certified_email="a@pec.example.com")
print(studio.name, contoterzi.version(), contoterzi.__file__)
"""


def run(*command, **variables):
    """Output of a command that must succeed, in which nothing of this tree is within reach."""
    outside = {name: value for name, value in os.environ.items()
               if name not in ("LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONPATH")}
    done = subprocess.run(list(map(str, command)), cwd="/", text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, env={**outside, **variables})
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}")
    return done.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name).resolve()
        run(sys.executable, "-m", "venv", cls.place / "venv")
        cls.python = cls.place / "venv" / "bin" / "python"
        cls.before = cls.tree()

    @staticmethod
    def tree():
        return sorted(path for path in PACKAGES.rglob("*") if "__pycache__" not in path.parts)

    def pip(self, *arguments):
        return run(self.python, "-m", "pip", "--disable-pip-version-check", *arguments)

    def install(self, *what):
        # A proxy that is not there: nothing is asked of a network.
        run(self.python, "-m", "pip", "--disable-pip-version-check", "install", "--force-reinstall",
            *what, https_proxy="http://127.0.0.1:9", http_proxy="http://127.0.0.1:9")

    def assertWorks(self, where):
        preloaded = {"LD_PRELOAD": os.environ["LD_PRELOAD"]} if "LD_PRELOAD" in os.environ else {}
        said = run(self.python, "-c", PROGRAM, **preloaded)
        self.assertIn(f"Studio Rossi {build_backend.version()} {where}", said)

    def site(self):
        return next((self.place / "venv" / "lib").glob("python3*/site-packages"))

    def test_from_the_tree(self):
        self.install(PACKAGES)
        self.assertWorks(self.site() / "contoterzi" / "__init__.py")
        shown = self.pip("show", "contoterzi")
        self.assertIn(f"Version: {build_backend.version()}\n", shown)
        self.assertIn("License: MIT\n", shown)
        self.assertIn("Requires: \n", shown)
        installed = {path.relative_to(self.site()).as_posix()
                     for path in (self.site() / "contoterzi").rglob("*")
                     if path.is_file() and path.suffix != ".pyc"}
        self.assertEqual(set(build_backend.sources()), installed)
        self.assertIn("contoterzi/py.typed", installed)
        self.pip("uninstall", "--yes", "contoterzi")
        self.assertFalse((self.site() / "contoterzi").exists())
        self.assertEqual(self.before, self.tree())

    def test_from_a_source_archive(self):
        name = build_backend.build_sdist(self.place)
        self.assertEqual(f"contoterzi-{build_backend.version()}.tar.gz", name)
        with tarfile.open(self.place / name) as archive:
            names = {pathlib.PurePath(each).parts[1:] for each in archive.getnames()}
        self.assertLessEqual({("PKG-INFO",), ("LICENSE",), ("README.md",), ("pyproject.toml",),
                              ("contoterzi", "_abi.py")}, names)
        self.install(self.place / name)
        self.assertWorks(self.site() / "contoterzi" / "__init__.py")

    def test_editable(self):
        self.install("--editable", PACKAGES)
        self.assertWorks(PACKAGES / "contoterzi" / "__init__.py")

    def test_the_same_sources_make_the_same_wheel(self):
        for name in ("a", "b"):
            (self.place / name).mkdir()
        first, second = (self.place / name / build_backend.build_wheel(self.place / name)
                         for name in ("a", "b"))
        self.assertEqual(first.read_bytes(), second.read_bytes())
        with zipfile.ZipFile(first) as archive:
            self.assertIsNone(archive.testzip())
            info = archive.read(f"{build_backend.dist_info()}/METADATA").decode()
        self.assertIn("Requires-Python: >=3.9\n", info)
        self.assertIn("Classifier: Typing :: Typed\n", info)
        self.assertIn("# contoterzi: libcontoterzi for Python", info)


if __name__ == "__main__":
    reporting.run()
