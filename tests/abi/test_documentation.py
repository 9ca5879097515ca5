"""Every CT_API declaration stands below a comment, alone or in a group without a blank line."""
import unittest

import headers
import reporting


def groups(text):
    """Runs of lines without a blank one between, as [(number, line)]; blank lines inside a comment
    part nothing."""
    group, in_comment = [], False
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() or in_comment:
            group.append((number, line))
        elif group:
            yield group
            group = []
        if "/*" in line:
            in_comment = "*/" not in line.rsplit("/*", 1)[1]
        elif "*/" in line:
            in_comment = False
    if group:
        yield group


def undocumented(name, text):
    """file:line: text of each declaration without a comment above."""
    found = []
    for group in groups(text):
        commented = False
        for number, line in group:
            # A comment behind a declaration speaks of that one alone, and does not begin its line.
            commented = commented or line.startswith("/*")
            if line.startswith("CT_API") and not commented:
                found.append(f"{name}:{number}: {line}")
    return found


def text_of(name):
    return (headers.INCLUDE / "contoterzi" / name).read_text(encoding="utf-8")


class Documentation(unittest.TestCase):
    maxDiff = None

    def test_every_declaration_is_seen(self):
        """CT_API begins its line, wherever it is used: nothing escapes the next check."""
        lines = [line for name in headers.names_in() for line in text_of(name).splitlines()]
        declared = [line for line in lines if line.startswith("CT_API")]
        self.assertEqual(len(headers.read().functions), len(declared))

    def test_every_declaration_has_a_comment(self):
        for name in headers.names_in():
            with self.subTest(header=name):
                self.assertEqual([], undocumented(name, text_of(name)))


class Damage(unittest.TestCase):
    def count(self, text):
        return len(undocumented("x.h", text))

    def test_below_a_comment(self):
        self.assertEqual(0, self.count("/* What. */\nCT_API int a(void);\n"))

    def test_in_a_group(self):
        self.assertEqual(0, self.count("/* What\n\n * and why. */\ntypedef struct t t;\n"
                                       "CT_API int a(t *t,\n    int x);\nCT_API int b(void);\n"))

    def test_without_a_comment(self):
        self.assertEqual(2, self.count("CT_API int a(void);\nCT_API int b(void);\n"))

    def test_after_a_blank_line(self):
        self.assertEqual(1, self.count("/* What. */\nCT_API int a(void);\n\nCT_API int b(void);\n"))
        self.assertEqual(1, self.count("/* A section. */\n\nCT_API int a(void);\n"))

    def test_below_the_comment_of_a_neighbour(self):
        self.assertEqual(1, self.count("int n; /* of n */\nCT_API int a(void);\n"))

    def test_a_comment_below(self):
        self.assertEqual(1, self.count("CT_API int a(void);\n/* What. */\nCT_API int b(void);\n"))


if __name__ == "__main__":
    reporting.run()
