"""Every example in the documentation compiles as it stands, and those of the headers run."""
import ast
import doctest
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
sys.path += [str(SOURCE / "tests" / "abi"), str(SOURCE / "include" / "reference")]

import declarations
import words
import reporting

BUILD = pathlib.Path(os.environ["CONTOTERZI_BUILD"])
PROGRAM = BUILD / "examples" / "contoterzi" / "contoterzi"
COMPILE = ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror", "-I", SOURCE / "include"]

# What an example of a header needs of the world, and what it prints there.
RUNS = {
    "access.h": ("", r"R-ACC-02: .*\n"),
    "audit.h": ("", ""),
    "base.h": ("", "2026-11-15: .+\n"),
    "client.h": ("", "Bar Sport can be migrated\n"),
    "context.h": ("", ""),
    "coupon.h": ("", ""),
    "event.h": ("", r"(2026-11-23T.*Z \w+\n)+"),
    "history.h": ("licensed", "imported\n"),
    "license.h": ("licensed", r"plan complete, \d+ documents a year\n"),
    "lifecycle.h": ("", ""),
    "migration.h": ("", "Forno Bianchi: coupon .+\n"),
    "outbox.h": ("licensed", r"(to forno@example.com: .*, \d+ bytes\n)+"),
    "policy.h": ("", ""),
    "postgres.h": ("", ""),
    "renewal.h": ("", r"\d+ clients can be renewed, \d+ coupons are missing\n"),
    "storage.h": ("unopened", ""),
    "studio.h": ("", ""),
    "testkit.h": ("", ""),
}


def run(*command, **options):
    return subprocess.run([str(word) for word in command], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, **options)


def of_headers():
    """{header: [examples]} of all comments."""
    found = {}
    for header in declarations.read(SOURCE):
        comments = [header.comment] + [declaration.comment or "" for declaration in header.every()]
        found[header.name] = [part for comment in comments
                              for kind, part in words.paragraphs(comment) if kind == "code"]
    return found


def texts():
    """The Markdown of the project, by its path."""
    for path in sorted(SOURCE.rglob("*.md")):
        if not any(part.startswith(("build", ".")) for part in path.relative_to(SOURCE).parts):
            yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")


def fenced(text, language):
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


class Place(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.place = pathlib.Path(place.name)

    def compiled(self, example):
        """The complaints of the compiler about an example, which it leaves as a program."""
        whole = "#include" in example
        if not whole:
            example = ("ct_status\nexample(void)\n{\n" + example + "\nreturn CT_OK;\n}\n")
        source = self.place / "example.c"
        source.write_text(example, encoding="utf-8")
        libraries = [BUILD / "lib" / "libcontoterzi.so",
                     BUILD / "lib" / "testkit" / "libcontoterzi-testkit.so",
                     *BUILD.glob("lib/storage/postgres/libcontoterzi-postgres.so")]
        arguments = [source] if whole else ["-DHAVE_POSTGRES", f'-DEXAMPLE_FILE="{source}"',
                                            HERE / "world.c"]
        return run(*COMPILE, "-o", self.place / "program", *arguments, *libraries,
                   *[f"-Wl,-rpath,{path.parent}" for path in libraries]).stderr


class OfHeaders(Place):
    maxDiff = None

    def test_each_compiles_and_runs(self):
        found = of_headers()
        for name, (word, expected) in RUNS.items():
            with self.subTest(header=name):
                self.assertGreater(len(found[name]), 0)
                for example in found[name]:
                    self.assertEqual("", self.compiled(example))
                    done = run(self.place / "program", word, cwd=self.place)
                    self.assertEqual((0, ""), (done.returncode, done.stderr))
                    self.assertRegex(done.stdout, f"^(?:{expected})$")

    def test_each_header_has_one(self):
        self.assertEqual(set(RUNS), set(of_headers()) - {"contoterzi.h"})

    def test_one_that_does_not_compile_is_found(self):
        for wrong in ("ct_status status = ct_no_such_call(context);", "int unused;"):
            self.assertRegex(self.compiled(wrong), "error")


class OfTexts(Place):
    def test_c(self):
        found = [example for _, text in texts() for example in fenced(text, "c")]
        self.assertGreater(len(found), 0)
        for example in found:
            self.assertEqual("", self.compiled(example))

    def test_python(self):
        count = 0
        for name, text in texts():
            for example in fenced(text, "python"):
                ast.parse(example, name)
            for example in doctest.DocTestParser().get_examples(text):
                ast.parse(example.source, name)
                count += 1
        self.assertGreater(count, 10)


class Shell(Place):
    """The commands of README.md."""

    def commands(self):
        """[words] of the lines that call the program, continued ones as one."""
        text = (SOURCE / "README.md").read_text(encoding="utf-8").replace("\\\n", " ")
        for line in re.findall(r"^    (contoterzi .*)$", text, re.MULTILINE):
            yield shlex.split(line, comments=True)[1:]

    def test_the_first_of_them_in_order(self):
        """From a studio to migrated clients, as the README has it."""
        text = (SOURCE / "README.md").read_text(encoding="utf-8")
        block = text.split("## The program\n")[1].split("\n\n")[0]
        self.assertIn("contoterzi migrate", block)
        (self.place / "clienti.csv").write_text(
            "name,tax_code,email\nRossi,RSSMRA85T10A562S,rossi@posta.it\n", encoding="utf-8")
        script = f'contoterzi() {{ "{PROGRAM}" --today 2026-11-23 --db store.db "$@"; }}\n{block}\n'
        done = run("sh", "-eu", "-c", script, cwd=self.place)
        self.assertEqual((0, ""), (done.returncode, done.stderr), done.stdout)
        self.assertEqual(1, len(list((self.place / "posta" / "new").iterdir())))

    def test_every_option_is_one(self):
        commands = list(self.commands())
        self.assertGreater(len(commands), 15)
        for words in commands:
            name = words[:1] + [word for word in words[1:2] if re.fullmatch("[a-z-]+", word)]
            told = run(PROGRAM, *name, "--lang=en", "--help")
            with self.subTest(command=" ".join(name)):
                self.assertEqual(0, told.returncode, told.stderr)
                for word in words:
                    if word.startswith("--"):
                        self.assertRegex(told.stdout, rf"{word.split('=')[0]}\b")


if __name__ == "__main__":
    reporting.run()
