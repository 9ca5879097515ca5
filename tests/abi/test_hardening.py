"""What is built resists: read from the files themselves, as a packager's lint would."""
import os
import pathlib
import platform
import re
import subprocess
import tempfile
import unittest

import reporting

LIBRARIES = os.environ["CONTOTERZI_BUILT_LIBRARIES"].split(":")
PROGRAMS = [path for path in os.environ["CONTOTERZI_BUILT_PROGRAMS"].split(":") if path]
ARCHIVE = os.environ["CONTOTERZI_ARCHIVE"]
# Without the optimiser, or with a sanitizer, nothing is fortified.
IS_FORTIFIED = os.environ["CONTOTERZI_IS_FORTIFIED"] == "true"
# Said in full, because distributions give their compilers different defaults.
PLAIN = ("-O0", "-no-pie", "-fno-stack-protector", "-fcf-protection=none", "-U_FORTIFY_SOURCE",
         "-Wl,-z,lazy", "-Wl,-z,norelro", "-Wl,-z,execstack")
HARD = ("-O2", "-fPIE", "-pie", "-fstack-protector-strong", "-U_FORTIFY_SOURCE",
        "-D_FORTIFY_SOURCE=2", "-Wl,-z,relro", "-Wl,-z,now", "-Wl,-z,noexecstack")
SOURCE = """
#include <stdio.h>
#include <string.h>
int main(int count, char **words)
{
    char text[8];
    strncpy(text, words[0], (size_t)count);
    return puts(text) < 0;
}
"""


def readelf(option, path):
    return subprocess.run(["readelf", option, "--wide", path], check=True, capture_output=True,
                          text=True, env={**os.environ, "LC_ALL": "C"}).stdout


def weaknesses(path, is_program, is_fortified):
    """What the file lacks, a word each."""
    segments, dynamic = readelf("--segments", path), readelf("--dynamic", path)
    wanted = set(re.findall(r"\bUND (\w+)", readelf("--dyn-syms", path)))
    stack = re.search(r"GNU_STACK(?: +0x\w+){5} (\S+)", segments)
    found = {
        "relro": "GNU_RELRO" in segments,
        "bind_now": re.search(r"\(FLAGS_1\).*\bNOW\b|\(BIND_NOW\)", dynamic),
        "stack_not_executable": stack and "E" not in stack[1],
        "no_text_relocation": "TEXTREL" not in dynamic,
        "position_independent": "DYN (" in readelf("--file-header", path)
                                and (not is_program or re.search(r"\(FLAGS_1\).*\bPIE\b", dynamic)),
        "canary": "__stack_chk_fail" in wanted,
        "fortified": not is_fortified
                     or {name for name in wanted if name.endswith("_chk")} - {"__longjmp_chk"},
    }
    return [name for name, is_there in found.items() if not is_there]


def members_without_branch_tracking(archive):
    """Members of an archive that are not marked for indirect branch tracking and shadow stacks."""
    parts = re.split(r"^File: .*\((.*)\)$", readelf("--notes", archive), flags=re.MULTILINE)
    members = dict(zip(parts[1::2], parts[2::2]))
    return members, [name for name, notes in members.items() if "IBT, SHSTK" not in notes]


class Hardening(unittest.TestCase):
    def test_each_library(self):
        for path in LIBRARIES:
            with self.subTest(library=os.path.basename(path)):
                self.assertEqual([], weaknesses(path, False, IS_FORTIFIED))

    def test_each_program(self):  # there are none in a build without examples
        for path in PROGRAMS:
            with self.subTest(program=os.path.basename(path)):
                self.assertEqual([], weaknesses(path, True, IS_FORTIFIED))

    # Of the objects alone: a linked file is marked only if the system's start-up code is too.
    @unittest.skipUnless(platform.machine() in ("x86_64", "i686"), "a machine without it")
    def test_branches_are_tracked(self):
        members, unmarked = members_without_branch_tracking(ARCHIVE)
        self.assertGreater(len(members), 100)
        self.assertEqual([], unmarked)


class Weakness(unittest.TestCase):
    """A small program, seen through the same eyes."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)

    def built(self, *options):
        subprocess.run(["gcc", "-w", "-x", "c", "-", "-o", self.place / "program", *options],
                       input=SOURCE, text=True, check=True)
        return self.place / "program"

    def test_a_hardened_program_has_none(self):
        self.assertEqual([], weaknesses(self.built(*HARD), True, True))

    def test_a_program_built_without_anything_is_seen(self):
        self.assertEqual(["relro", "bind_now", "stack_not_executable", "position_independent",
                          "canary", "fortified"], weaknesses(self.built(*PLAIN), True, True))

    def test_each_missing_option_is_seen(self):
        for option, name in (("-Wl,-z,lazy", "bind_now"), ("-Wl,-z,norelro", "relro"),
                             ("-Wl,-z,execstack", "stack_not_executable"),
                             ("-fno-stack-protector", "canary"), ("-U_FORTIFY_SOURCE", "fortified"),
                             ("-no-pie", "position_independent")):
            with self.subTest(option=option):
                self.assertEqual([name], weaknesses(self.built(*HARD, option), True, True))

    @unittest.skipUnless(platform.machine() in ("x86_64", "i686"), "a machine without it")
    def test_a_member_without_branch_tracking_is_seen(self):
        for name, protection in (("a.o", "full"), ("b.o", "none")):
            subprocess.run(["gcc", f"-fcf-protection={protection}", "-c", "-x", "c", "-", "-o",
                            name], cwd=self.place, input="int x;", text=True, check=True)
        subprocess.run(["ar", "rcs", "a.a", "a.o", "b.o"], cwd=self.place, check=True)
        self.assertEqual(["b.o"], members_without_branch_tracking(self.place / "a.a")[1])


if __name__ == "__main__":
    reporting.run()
