"""Each public header compiles alone, as C11 and as C++11, with every warning that we build with."""
import json
import os
import pathlib
import shlex
import subprocess
import tempfile
import unittest

import headers
import reporting

C = ["-x", "c", "-std=c11"]
CXX = ["-x", "c++", "-std=c++11"]
COMPILERS = [("gcc", C), ("clang", C), ("g++", CXX), ("clang++", CXX)]
STRICT = ["-Wall", "-Wextra", "-Wpedantic", "-pedantic-errors", "-Wundef", "-Werror"]
C_ONLY = ["-Wstrict-prototypes", "-Wmissing-prototypes"]

def own_warnings():
    """The -W options with which the library itself was built."""
    build = pathlib.Path(os.environ["CONTOTERZI_BUILD"], "compile_commands.json")
    entries = json.loads(build.read_text(encoding="utf-8"))
    command = next(entry["command"] for entry in entries if entry["file"].endswith("base/date.c"))
    return [word for word in shlex.split(command) if word.startswith("-W") and "," not in word]


def compiled(compiler, language, text, include=headers.INCLUDE):
    """What the compiler complained of."""
    warnings = [word for word in own_warnings() if language[1] == "c" or word not in C_ONLY]
    command = [compiler, *warnings, *STRICT, *language, "-fsyntax-only", "-I", str(include), "-"]
    return subprocess.run(command, input=text, capture_output=True, text=True).stderr


def alone(name):
    # Included twice: the guard is part of what is compiled.
    return f"#include <contoterzi/{name}>\n" * 2


class Headers(unittest.TestCase):
    maxDiff = None

    def test_our_warnings_are_known(self):
        self.assertIn("-Wconversion", own_warnings())
        self.assertIn("-Wshadow", own_warnings())

    def test_alone(self):
        for name in headers.names_in():
            for compiler, language in COMPILERS:
                with self.subTest(header=name, compiler=compiler):
                    self.assertEqual("", compiled(compiler, language, alone(name)))

    def test_the_initializers(self):
        """A macro is compiled only where somebody uses it."""
        names = headers.read().initializers
        self.assertGreater(len(names), 15)
        uses = "".join(f"extern const {name[:-5].lower()} it_{name};\n"
                       f"const {name[:-5].lower()} it_{name} = {name};\n" for name in names)
        for compiler, language in COMPILERS:
            # C++11 has no designators, and without them -Wextra wants every member.
            lenient = ["-Wno-missing-field-initializers"] if language is CXX else []
            with self.subTest(compiler=compiler):
                self.assertEqual("", compiled(compiler, language + lenient,
                                              "".join(map(alone, headers.names_in())) + uses))


class Damage(unittest.TestCase):
    """The checks above can fail."""

    def complaints(self, addition, languages):
        with tempfile.TemporaryDirectory() as include:
            path = pathlib.Path(include, "contoterzi")
            path.mkdir()
            (path / "x.h").write_text("#include <stddef.h>\n" + addition, encoding="utf-8")
            text = "#include <contoterzi/x.h>\n"
            return [compiler for compiler, language in COMPILERS
                    if language in languages and compiled(compiler, language, text, include)]

    def test_a_header_without_fault_has_no_complaint(self):
        self.assertEqual([], self.complaints("size_t x(void);\n", [C, CXX]))

    def test_a_type_that_is_not_included(self):
        self.assertEqual(4, len(self.complaints("uint32_t x(void);\n", [C, CXX])))

    def test_an_old_style_prototype(self):
        self.assertEqual(2, len(self.complaints("size_t x();\n", [C])))

    def test_an_extension(self):
        self.assertEqual(4, len(self.complaints("struct x { int a[0]; };\n", [C, CXX])))

    def test_a_word_of_cxx(self):
        self.assertEqual(2, len(self.complaints("size_t x(size_t class);\n", [CXX])))
        self.assertEqual([], self.complaints("size_t x(size_t class);\n", [C]))


if __name__ == "__main__":
    reporting.run()
