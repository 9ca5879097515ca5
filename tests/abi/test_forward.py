"""Programs of each release run with today's library. They are compiled as they were then: with that
release's headers, and linked with nothing but the names and versions that its library had."""
import os
import pathlib
import subprocess
import tempfile
import unittest

import headers
import released
import reporting
import symbols

C = ["gcc", "-std=c11", "-Wall", "-Wextra", "-Wno-missing-field-initializers", "-Werror"]


def link_stub(release, place):
    """A library of the release's names that does nothing, to link programs with."""
    exported = release.exported(headers.MAIN)
    nodes = sorted({node for _, node in exported})
    script, stub = place / "stub.map", place / "libcontoterzi.so"
    script.write_text("".join(
        f"{node} {{ global: {' '.join(name + ';' for name, its in exported if its == node)} }};\n"
        for node in nodes), encoding="utf-8")
    source = "".join(f"void {name}(void) {{}}\n" for name, _ in exported)
    subprocess.run(["gcc", "-shared", "-fPIC", "-nostdlib", "-w", "-x", "c", "-", "-o", stub,
                    f"-Wl,--version-script={script}", "-Wl,-soname,libcontoterzi.so.0"],
                   input=source, text=True, check=True)


def compiled(release, place):
    link_stub(release, place)
    program = place / "program"
    subprocess.run([*C, "-I", release.include, release.program(), "-o", program, f"-L{place}",
                    "-lcontoterzi"], check=True)
    return program


def start(program, folder, place):
    """Runs it with the libraries of `folder`, a store in `place`."""
    return subprocess.run([program, place / "store.db"], capture_output=True, text=True,
                          env={**os.environ, "LD_LIBRARY_PATH": str(folder),
                               "LD_BIND_NOW": "1"})


class Forward(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)

    def test_a_program_of_each_release_runs(self):
        self.assertTrue(released.releases())
        for number, release in enumerate(released.releases()):
            with self.subTest(release=release.folder.name):
                place = self.place / str(number)
                place.mkdir()
                program = compiled(release, place)
                self.assertEqual(["libcontoterzi.so.0"],
                                 [name for name in symbols.needed(program) if "contoterzi" in name])
                done = start(program, pathlib.Path(symbols.library()).parent, place)
                self.assertEqual((0, "memory\nsqlite\n", ""),
                                 (done.returncode, done.stdout, done.stderr))

    def test_a_library_without_a_function_that_it_calls_is_seen(self):
        release = released.releases()[0]
        program = compiled(release, self.place)
        poor = self.place / "poor"
        poor.mkdir()
        subprocess.run(["gcc", "-shared", "-fPIC", "-x", "c", "-", "-o",
                        poor / "libcontoterzi.so.0", "-Wl,-soname,libcontoterzi.so.0"],
                       input="void ct_version(void) {}", text=True, check=True)
        done = start(program, poor, self.place)
        self.assertNotEqual(0, done.returncode)
        self.assertIn("ct_", done.stderr)


if __name__ == "__main__":
    reporting.run()
