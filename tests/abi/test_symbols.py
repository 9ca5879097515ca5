"""Declared with CT_API, named in the map, exported by the library: three times the same names."""
import pathlib
import re
import subprocess
import tempfile
import unittest

import headers
import reporting
import symbols

NODE = "CT_0.1"
# What takes memory for its caller, of the libraries that ours is linked with.
ALLOCATORS = set("""malloc calloc realloc reallocarray free aligned_alloc posix_memalign memalign valloc
    strdup strndup wcsdup asprintf vasprintf __asprintf_chk __vasprintf_chk getline getdelim
    open_memstream fopen fopen64 opendir scandir realpath getcwd tempnam crypt_ra crypt_gensalt_ra
    sqlite3_malloc sqlite3_malloc64 sqlite3_realloc sqlite3_realloc64 sqlite3_mprintf
    sqlite3_vmprintf sqlite3_get_table""".split())


def nodes(text):
    """The node under which the map lists each name."""
    found = {}
    for node, block in re.findall(r"(CT_[\d.]+)\s*\{(.*?)\}", text, flags=re.DOTALL):
        listed = re.findall(r"global:(.*?)(?:local:|$)", block, flags=re.DOTALL)
        found.update(dict.fromkeys("".join(listed).replace(";", " ").split(), node))
    return found


def strangers(names):
    return [name for name in names if not name.startswith("ct_")]


def takers(wanted):
    """The members that take memory by themselves, and how."""
    return {member: names & ALLOCATORS for member, names in wanted.items() if names & ALLOCATORS}


class Symbols(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.declared = headers.read()

    def test_every_declaration_carries_ct_api(self):
        self.assertEqual(list(self.declared.functions), self.declared.exported)

    def test_what_is_declared_is_in_the_map(self):
        for library in headers.libraries():
            with self.subTest(library=library):
                self.assertEqual(sorted(self.declared.exported_by(library)),
                                 sorted(symbols.in_map(symbols.MAPS[library])))

    def test_what_is_in_the_map_is_exported(self):
        for library in symbols.built():
            with self.subTest(library=library):
                self.assertEqual(sorted(symbols.in_map(symbols.MAPS[library])),
                                 sorted(symbols.exported(symbols.library(library))))

    def test_soname(self):
        for library in symbols.built():
            with self.subTest(library=library):
                self.assertEqual(f"lib{library}.so.0", symbols.soname(symbols.library(library)))

    def test_each_symbol_has_the_version_of_the_map(self):
        for library in symbols.built():
            with self.subTest(library=library):
                listed = nodes(symbols.MAPS[library].read_text(encoding="utf-8"))
                self.assertEqual({NODE}, set(listed.values()))
                versioned = symbols.versioned(symbols.library(library))
                self.assertEqual(listed, {symbol.name: symbol.node for symbol in versioned})

    def test_libpq_is_for_those_who_use_it(self):
        if "contoterzi-postgres" not in symbols.built():
            self.skipTest("built without PostgreSQL")
        for library in symbols.built():
            with self.subTest(library=library):
                self.assertEqual(library == "contoterzi-postgres",
                                 "libpq.so.5" in symbols.needed(symbols.library(library)))

    def test_the_archive_takes_no_name_of_others(self):
        names = symbols.in_archive()
        self.assertLess(set(self.declared.exported_by(headers.MAIN)), set(names))
        self.assertEqual([], strangers(names))

    def test_all_memory_goes_through_the_contexts_allocator(self):
        wanted = symbols.wanted_by_members()
        self.assertGreater(len(wanted), 100)
        self.assertEqual({"base_memory.c.o": {"malloc", "realloc", "free"}}, takers(wanted))

    def test_hashes_of_passwords_are_compared_in_constant_time(self):
        wanted = symbols.wanted_by_members()["service_credentials.c.o"]
        self.assertIn("explicit_bzero", {name.strip("_").removesuffix("_chk") for name in wanted})
        self.assertEqual(set(), wanted & {"strcmp", "strncmp", "memcmp", "bcmp"})

    def test_the_archives_public_names_are_those_of_the_map(self):
        public = {name for name in symbols.in_archive() if not name.startswith("ct__")}
        self.assertEqual(sorted(symbols.in_map()), sorted(public))


class Damage(unittest.TestCase):
    """A small library with faults, seen through the same eyes."""

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)

    def built(self, source, map_text=None):
        library, map_file = self.place / "lib.so", self.place / "lib.map"
        options = []
        if map_text:
            map_file.write_text(map_text, encoding="utf-8")
            options = [f"-Wl,--version-script={map_file}"]
        subprocess.run(["gcc", "-shared", "-fPIC", "-x", "c", "-", "-o", library, *options],
                       input=source, text=True, check=True)
        return str(library)

    def test_a_leaked_symbol_is_seen(self):
        library = self.built("void ct_a(void) {} void ct__inside(void) {}")
        self.assertEqual(["ct__inside", "ct_a"], symbols.exported(library))

    def test_a_missing_version_is_seen(self):
        self.assertEqual([("ct_a", "")], symbols.versioned(self.built("void ct_a(void) {}")))
        self.assertEqual([("ct_a", "CT_9.9")], symbols.versioned(
            self.built("void ct_a(void) {}", "CT_9.9 { global: ct_a; local: *; };")))

    def test_a_missing_soname_is_seen(self):
        self.assertEqual("", symbols.soname(self.built("int ct_a;")))

    def test_a_name_in_the_map_that_nobody_defines_is_seen(self):
        map_text = "CT_0.1 { global: ct_a; ct_missing; local: *; };"
        exported = symbols.exported(self.built("void ct_a(void) {}", map_text))
        self.assertEqual(["ct_a"], exported)
        self.assertEqual(["ct_a", "ct_missing"], symbols.in_map(self.place / "lib.map"))

    def test_a_strangers_name_in_an_archive_is_seen(self):
        member, archive = self.place / "a.o", self.place / "a.a"
        subprocess.run(["gcc", "-c", "-x", "c", "-", "-o", member], text=True, check=True,
                       input="void helper(void) {} void ct__x(void) {} static int y; int *ct_z=&y;")
        subprocess.run(["ar", "rcs", archive, member], check=True)
        self.assertEqual(["helper"], strangers(symbols.in_archive(str(archive))))

    def test_memory_taken_behind_the_allocators_back_is_seen(self):
        member, archive = self.place / "a.o", self.place / "a.a"
        subprocess.run(["gcc", "-c", "-fno-builtin", "-x", "c", "-", "-o", member], text=True,
                       check=True, input="char *strdup(const char *); int puts(const char *);"
                                         "void ct__x(void) { puts(strdup(\"x\")); }")
        subprocess.run(["ar", "rcs", archive, member], check=True)
        self.assertEqual({"a.o": {"strdup"}}, takers(symbols.wanted_by_members(str(archive))))

    def test_a_declaration_without_ct_api_is_seen(self):
        (self.place / "contoterzi").mkdir()
        (self.place / "contoterzi" / "x.h").write_text(
            '#define CT_API __attribute__((visibility("default")))\n'
            "CT_API void ct_a(void);\nvoid ct_b(void);\n", encoding="utf-8")
        declared = headers.read(self.place)
        self.assertEqual(["ct_a", "ct_b"], list(declared.functions))
        self.assertEqual(["ct_a"], declared.exported)


if __name__ == "__main__":
    reporting.run()
