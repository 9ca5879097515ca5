"""Today's libraries, held against what each release published: libabigail compares functions and
the types that they reach, and the goldens' own eyes the numbers and layouts that it is blind to."""
import gzip
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

import headers
import released
import reporting

BASE = """
#include <stddef.h>
#include <stdint.h>
#define CT_API __attribute__((visibility("default")))
enum ct_color_values { CT_RED, CT_GREEN };
#define CT_MOST 10
typedef struct ct_point {
    int32_t x;
    int32_t y;
} ct_point;
typedef struct ct_request {
    size_t size;
    int64_t first;
    int64_t second;
} ct_request;
typedef struct ct_handle ct_handle;
typedef struct ct_other ct_other;
CT_API int32_t ct_ask(const ct_request *request, const ct_point *point);
CT_API void ct_stop(int32_t color);
CT_API int32_t ct_open(ct_handle *handle);
"""
# Of the file name of the public header, as in lib/.
INSIDE = """
struct ct_handle { ct_point place; int32_t handle_state; };
struct ct_other { int32_t other_state; };
"""
SOURCE = """
#include <contoterzi/small.h>
#include <inside/small.h>
int32_t ct_ask(const ct_request *request, const ct_point *point) { return request && point; }
void ct_stop(int32_t color) { (void)color; }
int32_t ct_open(ct_handle *handle) { return handle->handle_state; }
"""
MAP = "CT_0.1 { global: ct_*; local: *; };"


class Types(unittest.TestCase):
    maxDiff = None

    def test_nothing_that_was_released_is_broken(self):
        self.assertTrue(released.releases())
        for release in released.releases():
            with self.subTest(release=release.folder.name):
                broken, added = release.compare(released.built())
                for line in added:
                    print(f"new since {release.folder.name}: {line}")
                self.assertEqual([], broken)

    def test_each_release_is_whole(self):
        for release in released.releases():
            with self.subTest(release=release.folder.name):
                self.assertEqual(headers.libraries(), release.libraries())
                self.assertTrue(release.program().exists())
                declared = headers.read(release.include)
                for library in release.libraries():
                    self.assertEqual(sorted(declared.exported_by(library)),
                                     sorted(name for name, _ in release.exported(library)))

    def test_a_changed_struct_of_the_library_is_seen(self):
        """The recorded ABI itself, two members of a frozen struct in each other's place."""
        for release in released.releases():
            with self.subTest(release=release.folder.name), tempfile.TemporaryDirectory() as place:
                other = released.Release(pathlib.Path(place, "other"))
                shutil.copytree(release.folder, other.folder)
                with gzip.open(release.abi(headers.MAIN), "rt", encoding="utf-8") as file:
                    text = file.read()
                head, struct = re.split(r"(?=<class-decl name='ct_value' size)", text)
                swapped = struct.replace("offset-in-bits='128'", "offset-in-bits='?'", 1)
                swapped = swapped.replace("offset-in-bits='192'", "offset-in-bits='128'", 1)
                swapped = swapped.replace("offset-in-bits='?'", "offset-in-bits='192'", 1)
                other.abi(headers.MAIN).write_bytes(gzip.compress((head + swapped).encode()))
                broken, _ = other.compare(released.built())
                self.assertIn("'struct ct_value'", "\n".join(broken))


class Damage(unittest.TestCase):
    """A small library is recorded, changed, and compared through the same eyes."""

    @classmethod
    def setUpClass(cls):
        directory = tempfile.TemporaryDirectory()
        cls.addClassCleanup(directory.cleanup)
        cls.place = pathlib.Path(directory.name)
        cls.release = released.Release(cls.place / "0.1")
        library = cls.build("old", BASE, INSIDE, SOURCE)
        cls.release.record({headers.MAIN: library}, cls.place / "old")

    @classmethod
    def build(cls, name, header, inside, source, map_text=MAP, debug="-g"):
        """The library of that source, its headers in a folder `name`."""
        folder = cls.place / name
        for place, text in ("contoterzi", header), ("inside", inside):
            (folder / place).mkdir(parents=True, exist_ok=True)
            (folder / place / "small.h").write_text(text, encoding="utf-8")
        (folder / "lib.map").write_text(map_text, encoding="utf-8")
        library = folder / "libcontoterzi.so"
        subprocess.run(["gcc", "-shared", "-fPIC", debug, "-I", folder, "-x", "c", "-", "-o",
                        library, "-Wl,-soname,libcontoterzi.so.0",
                        f"-Wl,--version-script={folder / 'lib.map'}"],
                       input=source, text=True, check=True)
        return library

    def compare(self, *changes, **how):
        """(broken, added) once each (old, new) text is replaced, in headers and source."""
        texts = [BASE, INSIDE, SOURCE]
        for old, new in changes:
            self.assertIn(old, "".join(texts))
            texts = [text.replace(old, new) for text in texts]
        library = self.build("new", *texts, **how)
        return self.release.compare({headers.MAIN: library}, self.place / "new")

    def assert_broken(self, name, *changes, **how):
        broken, _ = self.compare(*changes, **how)
        self.assertIn(name, "\n".join(broken))

    def test_no_change_is_none(self):
        self.assertEqual(([], []), self.compare())

    def test_a_removed_function_is_seen(self):
        self.assert_broken("ct_stop", ("CT_API void ct_stop(int32_t color);", ""),
                           ("void ct_stop(int32_t color) { (void)color; }", ""))

    def test_a_function_of_another_version_is_seen(self):
        self.assert_broken("ct_stop", map_text=MAP.replace("CT_0.1", "CT_0.2"))

    def test_another_parameter_is_seen(self):
        self.assert_broken("ct_stop", ("ct_stop(int32_t color)", "ct_stop(int64_t color)"))

    def test_another_result_is_seen(self):
        self.assert_broken("ct_ask", ("int32_t ct_ask(", "int64_t ct_ask("))

    def test_another_handle_is_seen(self):
        self.assert_broken("ct_open", ("ct_open(ct_handle *", "ct_open(ct_other *"),
                           ("handle->handle_state", "handle->other_state"))

    def test_the_inside_of_a_handle_is_the_librarys_own(self):
        self.assertEqual(([], []), self.compare(("int32_t handle_state;",
                                                 "char name[3]; int64_t handle_state;")))

    def test_a_member_in_the_middle_is_seen(self):
        self.assert_broken("abidiff",
                           ("    int64_t first;", "    int32_t new;\n    int64_t first;"))
        self.assert_broken("ct_request.second",
                           ("    int64_t second;", "    int64_t new;\n    int64_t second;"))

    def test_a_member_of_another_type_is_seen(self):
        self.assert_broken("abidiff", ("    int64_t first;", "    void *first;"))

    def test_another_member_behind_a_struct_that_grew_is_seen(self):
        self.assert_broken("ct_request.first", ("    int64_t first;", "    int32_t first;"),
                           ("    int64_t second;", "    int64_t second;\n    int64_t new;"))

    def test_a_frozen_struct_that_grows_is_seen(self):
        self.assert_broken("abidiff", ("    int32_t y;", "    int32_t y;\n    int32_t z;"))

    def test_a_reordered_enum_is_seen(self):
        self.assert_broken("CT_RED 0, and now 1", ("{ CT_RED, CT_GREEN }", "{ CT_GREEN, CT_RED }"))

    def test_another_number_is_seen(self):
        self.assert_broken("CT_MOST 10, and now 11", ("CT_MOST 10", "CT_MOST 11"))

    def test_an_added_function_is_listed(self):
        broken, added = self.compare(
            ("CT_API void ct_stop", "CT_API void ct_go(void);\nCT_API void ct_stop"),
            ("void ct_stop(int32_t color) {", "void ct_go(void) {}\nvoid ct_stop(int32_t color) {"))
        self.assertEqual([], broken)
        self.assertEqual(1, len(added))
        self.assertIn("ct_go", added[0])

    def test_a_sized_struct_that_grows_at_its_end_is_listed(self):
        broken, added = self.compare(
            ("    int64_t second;", "    int64_t second;\n    int64_t new;"))
        self.assertEqual([], broken)
        self.assertEqual(["ct_request sized 32", "ct_request.new 24 8 int64_t"], added)

    def test_an_added_enumerator_is_listed(self):
        self.assertEqual(([], ["CT_BLUE 2"]), self.compare(("CT_GREEN }", "CT_GREEN, CT_BLUE }")))

    def test_a_library_without_debug_info_is_no_proof(self):
        with self.assertRaisesRegex(released.Unreadable, "no debug info"):
            self.compare(debug="-g0")


if __name__ == "__main__":
    reporting.run()
