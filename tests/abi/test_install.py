"""Installed under a prefix, the library serves programs that know nothing of this tree: through
pkg-config, shared and static, through CMake, from Python, and as what the program in examples/ is
built on."""
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import headers
import reporting
import symbols

C = ["gcc", "-std=c11", "-Wall", "-Wextra", "-Werror"]
PROGRAM = r"""
#include <contoterzi/contoterzi.h>
#include <stdio.h>

static int
failed(ct_status status)
{
    if (status != CT_OK)
        fprintf(stderr, "%s\n", ct_status_name(status));
    return status != CT_OK;
}

int
main(void)
{
    ct_context_options options = CT_CONTEXT_OPTIONS_INIT;
    ct_studio_request request = CT_STUDIO_REQUEST_INIT;
    ct_storage *storage = NULL;
    ct_context *context = NULL;
    ct_studio *studio = NULL;

    options.now = ct_clock_system;
    request.name = "Studio Bianchi";
    request.vat_number = "12345678903";
    request.email = "studio@example.com";
    request.certified_email = "studio@pec.example.com";
    if (failed(ct_storage_new_sqlite(NULL, "store.db", &storage)) ||
        failed(ct_context_new(&options, &context)) || failed(ct_context_open(context, storage)) ||
        failed(ct_studio_add(context, &request, NULL, &studio)))
        return 1;
    puts(ct_studio_name(studio));
    ct_studio_free(studio);
    ct_context_free(context);
    ct_storage_unref(storage);
    return 0;
}
"""
# A stranger's test of a back end: here of the one in memory, whose data end with the reference.
KIT_PROGRAM = r"""
#include <contoterzi/testkit.h>
#include <stdio.h>

static ct_storage *storage;

static ct_status
fresh(void *user, ct_storage **ret_storage)
{
    (void)user;
    ct_storage_unref(storage);
    storage = NULL;
    ct_status status = ct_storage_new_memory(NULL, &storage);
    *ret_storage = ct_storage_ref(storage);
    return status;
}

static ct_status
reopen(void *user, ct_storage **ret_storage)
{
    (void)user;
    *ret_storage = ct_storage_ref(storage);
    return CT_OK;
}

int
main(void)
{
    ct_testkit_subject subject = { .size = sizeof subject, .fresh = fresh, .reopen = reopen };
    int passed = 0;
    for (size_t check = 0; check < ct_testkit_check_count(); check++)
        passed += ct_testkit_check_run(check, &subject) == CT_TESTKIT_PASS;
    ct_storage_unref(storage);
    puts(passed > 60 ? "conforms" : "fails");
    return 0;
}
"""
# And of one that has hardly been begun.
BEGUN_PROGRAM = r"""
#include <contoterzi/testkit.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SLOT(name, ...) static ct_status name(__VA_ARGS__) { return CT_ERR_UNSUPPORTED; }
SLOT(get, void *a, uint32_t b, const ct_value *c, size_t d, ct_row_sink *e, ct_diag *f)
SLOT(insert, void *a, uint32_t b, const ct_value *c, size_t d, ct_diag *e)
SLOT(update, void *a, uint32_t b, const ct_value *c, size_t d, const uint32_t *e, const ct_value *f,
     size_t g, ct_diag *h)
SLOT(erase, void *a, uint32_t b, const ct_value *c, size_t d, ct_diag *e)
SLOT(begin, void *a, const ct_transaction_options *b, ct_diag *c)
SLOT(commit, void *a, ct_diag *b)
SLOT(scan_open, void *a, const ct_scan *b, void **c, ct_diag *d)
SLOT(scan_next, void *a, ct_row_sink *b, ct_diag *c)
static void nothing(void *a) { }
static ct_status open_session(void *a, void **b, ct_diag *c) { *b = malloc(1); return CT_OK; }

static ct_status
ensure_schema(void *session, const ct_schema *schema, ct_diag *diag)
{
    ct_table_info table = { .size = sizeof table };
    ct_status status = ct_schema_table(schema, 0, &table);
    ct_diag_set(diag, 0, table.name);
    return status ? status : CT_ERR_UNSUPPORTED;
}

static const ct_storage_ops ops = {
    .size = sizeof ops, .name = "begun", .open = open_session, .close = free,
    .ensure_schema = ensure_schema, .begin = begin, .commit = commit, .rollback = nothing,
    .get = get, .insert = insert, .update = update, .erase = erase, .scan_open = scan_open,
    .scan_next = scan_next, .scan_close = nothing,
};

static ct_status
make(void *user, ct_storage **ret_storage)
{
    return ct_storage_new(NULL, &ops, NULL, ret_storage);
}

static void note(void *user, const char *text) { puts(text); }

int
main(void)
{
    ct_testkit_subject subject = { .size = sizeof subject, .fresh = make, .reopen = make,
                                   .note = note };
    size_t check = 0;
    while (strcmp(ct_testkit_check_name(check), "erase") != 0)
        check++;
    return ct_testkit_check_run(check, &subject) != CT_TESTKIT_FAIL;
}
"""
POSTGRES_PROGRAM = r"""
#include <contoterzi/postgres.h>
#include <stdio.h>

int
main(void)
{
    ct_postgres_options options = CT_POSTGRES_OPTIONS_INIT;
    ct_storage *storage = NULL;
    options.connection = "host=nowhere.invalid";
    puts(ct_status_name(ct_storage_new_postgres(NULL, &options, &storage)));
    ct_storage_unref(storage);
    return 0;
}
"""
PYTHON_PROGRAM = """
import datetime, contoterzi
with contoterzi.open("store.db", today=datetime.date(2026, 5, 4)) as store:
    print(store.studios.add(name="Studio Bianchi", vat_number="12345678903", email="a@example.com",
                            certified_email="a@pec.example.com").name)
"""
CMAKE = """
cmake_minimum_required(VERSION 3.20)
project(outside C)
find_package(contoterzi %s REQUIRED%s)
add_executable(program program.c)
target_link_libraries(program PRIVATE contoterzi::%s)
"""


def run(*command, cwd=None, **variables):
    """Output of a command that must succeed."""
    # Meson lets tests find the library that it has just built; here only the installed one counts.
    outside = {key: value for key, value in os.environ.items() if key != "LD_LIBRARY_PATH"}
    done = subprocess.run([str(word) for word in command], cwd=cwd, env={**outside, **variables},
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}")
    return done.stdout


class Install(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        cls.place = pathlib.Path(place.name).resolve()
        cls.prefix = cls.place / "prefix"
        build = cls.place / "build"
        # A build of its own: the files that name the prefix are written when it is configured.
        run("meson", "setup", build, headers.SOURCE, f"--prefix={cls.prefix}",
            "-Dexamples=disabled", "-Dtests=disabled", "-Dwarning_level=0", "-Doptimization=0")
        run("meson", "compile", "-C", build)
        run("meson", "install", "-C", build, "--no-rebuild", "--quiet")
        cls.pkgconfig = cls.only("contoterzi.pc").parent
        cls.libdir = cls.only("libcontoterzi.a").parent
        # Nothing can lean on what was not installed.
        shutil.rmtree(build)

    @classmethod
    def only(cls, name):
        found = list(cls.prefix.rglob(name))
        if len(found) != 1:
            raise AssertionError(f"{name} is installed as {found}")
        return found[0]

    def setUp(self):
        directory = tempfile.TemporaryDirectory(dir=self.place)
        self.addCleanup(directory.cleanup)
        self.outside = pathlib.Path(directory.name)
        (self.outside / "program.c").write_text(PROGRAM, encoding="utf-8")

    def flags(self, *options):
        variables = {"PKG_CONFIG_PATH": str(self.pkgconfig)}
        return run("pkg-config", *options, **variables).split()

    def assertRuns(self, program, **variables):
        self.assertEqual("Studio Bianchi\n", run(program, cwd=self.outside, **variables))

    def test_what_is_installed(self):
        here = self.prefix / "include" / "contoterzi"
        self.assertEqual(headers.names_in(), sorted(path.name for path in here.iterdir()))
        names = {path.name for path in self.prefix.rglob("*") if path.is_file()}
        self.assertLessEqual({"libcontoterzi.so", "libcontoterzi.so.0", "libcontoterzi.a",
                              "libcontoterzi-testkit.so", "libcontoterzi-testkit.so.0",
                              "contoterzi.pc", "contoterzi-testkit.pc", "contoterzi-config.cmake",
                              "contoterzi-config-version.cmake"}, names)
        self.assertEqual("libcontoterzi.so.0", symbols.soname(self.libdir / "libcontoterzi.so"))

    def test_the_version_of_pkg_config_is_that_of_the_headers(self):
        declared = headers.read()
        values = headers.values(declared)
        parts = [values[f"CT_VERSION_{part}"] for part in ("MAJOR", "MINOR", "PATCH")]
        version = ".".join(map(str, parts))
        self.assertEqual([version], self.flags("--modversion", "contoterzi"))

    def test_shared_with_pkg_config(self):
        program = self.outside / "program"
        run(*C, "program.c", "-o", program, *self.flags("--cflags", "--libs", "contoterzi"),
            cwd=self.outside)
        self.assertIn("libcontoterzi.so.0", symbols.needed(program))
        self.assertRuns(program, LD_LIBRARY_PATH=str(self.libdir))

    def test_static_with_pkg_config(self):
        program = self.outside / "program"
        flags = self.flags("--static", "--cflags", "--libs", "contoterzi")
        self.assertIn("-lcontoterzi", flags)
        # The shared library lies beside the archive, and the linker would prefer it.
        flags = ["-l:libcontoterzi.a" if flag == "-lcontoterzi" else flag for flag in flags]
        run(*C, "program.c", "-o", program, *flags, cwd=self.outside)
        self.assertNotIn("libcontoterzi.so.0", symbols.needed(program))
        self.assertRuns(program)

    def build_with_pkg_config(self, text, package):
        """The program of that text, linked with what that package says."""
        (self.outside / "more.c").write_text(text, encoding="utf-8")
        program = self.outside / "more"
        run(*C, "-Wno-unused-parameter", "more.c", "-o", program,
            *self.flags("--cflags", "--libs", package), cwd=self.outside)
        return program

    def output(self, program):
        return run(program, cwd=self.outside, LD_LIBRARY_PATH=str(self.libdir))

    def needs_postgres(self):
        if "CONTOTERZI_POSTGRES_LIBRARY" not in os.environ:
            self.skipTest("built without PostgreSQL")

    def test_the_kit_with_pkg_config(self):
        program = self.build_with_pkg_config(KIT_PROGRAM, "contoterzi-testkit")
        self.assertIn("libcontoterzi-testkit.so.0", symbols.needed(program))
        self.assertEqual("conforms\n", self.output(program))

    def test_the_kit_on_a_stranger_s_back_end(self):
        program = self.build_with_pkg_config(BEGUN_PROGRAM, "contoterzi-testkit")
        self.assertRegex(self.output(program), "^expected CT_OK, saw CT_ERR_UNSUPPORTED .*: sample")

    def test_postgres_with_pkg_config(self):
        self.needs_postgres()
        program = self.build_with_pkg_config(POSTGRES_PROGRAM, "contoterzi-postgres")
        self.assertIn("libcontoterzi-postgres.so.0", symbols.needed(program))
        self.assertEqual("CT_OK\n", self.output(program))

    def test_the_kit_is_for_the_library_of_its_version(self):
        text = (self.pkgconfig / "contoterzi-testkit.pc").read_text(encoding="utf-8")
        version = self.flags("--modversion", "contoterzi")[0]
        self.assertIn(f"Requires: contoterzi = {version}", " ".join(text.split()))

    def build_with_cmake(self, version, components="", target="contoterzi"):
        (self.outside / "CMakeLists.txt").write_text(CMAKE % (version, components, target),
                                                     encoding="utf-8")
        build = self.outside / "build"
        run("cmake", "-S", self.outside, "-B", build, f"-DCMAKE_PREFIX_PATH={self.prefix}",
            "-DCMAKE_C_COMPILER=gcc")
        run("cmake", "--build", build)
        return build / "program"

    def test_with_cmake(self):
        program = self.build_with_cmake("0.1")
        self.assertIn("libcontoterzi.so.0", symbols.needed(program))
        self.assertRuns(program)

    def test_cmake_refuses_an_older_library_than_was_asked_for(self):
        with self.assertRaisesRegex(AssertionError, "compatible with requested version"):
            self.build_with_cmake("99.0")

    def test_the_kit_with_cmake(self):
        (self.outside / "program.c").write_text(KIT_PROGRAM, encoding="utf-8")
        program = self.build_with_cmake("0.1", " COMPONENTS testkit", "testkit")
        self.assertEqual("conforms\n", self.output(program))

    def test_postgres_with_cmake(self):
        self.needs_postgres()
        (self.outside / "program.c").write_text(POSTGRES_PROGRAM, encoding="utf-8")
        program = self.build_with_cmake("0.1", " COMPONENTS postgres", "postgres")
        self.assertEqual("CT_OK\n", self.output(program))

    def test_cmake_tells_what_is_not_installed(self):
        with self.assertRaisesRegex(AssertionError, "installed without oracle"):
            self.build_with_cmake("0.1", " COMPONENTS oracle")

    def test_the_program_of_the_examples(self):
        program = self.outside / "contoterzi"
        sources = sorted((headers.SOURCE / "examples" / "contoterzi").glob("*.c"))
        self.assertGreater(len(sources), 10)
        run(*C, "-D_GNU_SOURCE", "-Wno-missing-field-initializers", *sources, "-o", program,
            *self.flags("--cflags", "--libs", "contoterzi", "jansson", "libcurl",
                        "libxml-2.0", "libarchive", "libcrypto"), "-lcsv")
        self.assertIn("libcontoterzi.so.0", symbols.needed(program))
        self.assertIn("contoterzi", run(program, "--help", LD_LIBRARY_PATH=str(self.libdir)))

    def python(self, *arguments):
        package = self.only("_abi.py").parent
        return run("python3", *arguments, cwd=self.outside, PYTHONPATH=str(package.parent),
                   LD_LIBRARY_PATH=str(self.libdir), CONTOTERZI_LIBRARY="",
                   CONTOTERZI_TESTKIT_LIBRARY="")

    def test_the_python_package(self):
        source = headers.SOURCE / "bindings" / "python" / "contoterzi"
        package = self.only("_abi.py").parent
        self.assertEqual(sorted(path.relative_to(source) for path in source.rglob("*")
                                if path.suffix == ".py" or path.name == "py.typed"),
                         sorted(path.relative_to(package) for path in package.rglob("*")
                                if path.is_file()))
        self.assertEqual("Studio Bianchi\n", self.python("-c", PYTHON_PROGRAM))
        self.assertIn("lost-update", self.python("-c", (
            "import contoterzi.testkit as kit; print(*[check.name for check in kit.checks()])")))

    def test_the_python_package_is_where_python_looks(self):
        for prefix in ("/usr/local", "/usr"):
            with self.subTest(prefix=prefix):
                build = self.outside / prefix.replace("/", "-")
                run("meson", "setup", build, headers.SOURCE, f"--prefix={prefix}",
                    "-Dexamples=disabled", "-Dtests=disabled")
                installed = json.loads(run("meson", "introspect", "--installed", build))
                place = pathlib.Path(next(
                    to for source, to in installed.items() if source.endswith("python/contoterzi")))
                looked = run("python3", "-c", "import sys; print(*sys.path, sep='\\n')")
                self.assertIn(str(place.parent), looked.splitlines())
                self.assertTrue(place.is_relative_to(prefix))

    def test_a_program_that_uses_more_than_is_installed_is_refused(self):
        """The checks above can fail: no header and no symbol of the inside is within reach."""
        for use in ('#include "service/context.h"\nint main(void) { return 0; }\n',
                    "int ct__enter(void *);\nint main(void) { return ct__enter(0); }\n"):
            (self.outside / "inside.c").write_text(use, encoding="utf-8")
            with self.subTest(use=use.splitlines()[0]):
                with self.assertRaisesRegex(AssertionError, "service/context.h|ct__enter"):
                    run(*C, "inside.c", "-o", "inside",
                        *self.flags("--cflags", "--libs", "contoterzi"), cwd=self.outside)


if __name__ == "__main__":
    reporting.run()
