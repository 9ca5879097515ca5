"""The README's table of rules: where each rule of the domain is a function, a test and a command.

Made from the sources: the function is one whose comment in the headers names the rule, the test
is named after it, and the command is the first of the program whose code calls such a function. With
--update it writes the table. Wherever DOMAIN.md lies beside the project, no rule of it is missing."""
import collections
import pathlib
import re
import sys
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "include" / "reference")]

import reporting
from rules import order, rules_in

README = SOURCE / "README.md"
DOMAIN = SOURCE.parent / "shared" / "DOMAIN.md"
BEGIN, END = "<!-- rules: python3 tests/rules/test_rules.py --update -->\n", "<!-- end of rules -->\n"


def texts(folder, pattern):
    return [path.read_text(encoding="utf-8")
            for path in sorted((SOURCE / folder).rglob(pattern)) if "build" not in path.parts]


def named_rules():
    """Every rule that the headers and the library name, and that the README has."""
    found = set()
    for text in texts("include", "*.h") + texts("lib", "*.[ch]") + texts("lib", "*.def"):
        found |= {f"R-{group}-{number}" for group, number in
                  re.findall(r"R-([A-Z]{3,4})-(\d\d)", text)}
    if DOMAIN.exists():
        found |= set(re.findall(r"\*\*(R-[A-Z]+-\d\d)\*\*", DOMAIN.read_text(encoding="utf-8")))
    return sorted(found | {row[0] for row in rows_in(README.read_text(encoding="utf-8"))}, key=order)


def prototypes(text):
    """[(function, its prototype)] of a header, in order."""
    return [(name, whole) for whole, name in
            re.findall(r"^(CT_API [^;]*?\b(ct_\w+)\([^;]*;)", text, re.MULTILINE)]


def declarations(text):
    """[(comments, code)]: each run of code up to a blank line at the margin, with the comments in it
    and right above it."""
    for block in re.split(r"\n\n(?!    )", text):
        comments = " ".join(re.findall(r"/\*.*?\*/", block, re.DOTALL))
        yield comments, re.sub(r"/\*.*?\*/", "", block, flags=re.DOTALL)


def of_types(text, everything):
    """{rule: [functions]}: those that take or answer a type whose comments name the rule."""
    found = {}
    for comments, code in declarations(text):
        types = re.findall(r"\b(ct_\w+);", code) if "CT_API" not in code else []
        types += re.findall(r"enum (ct_\w+)_values", code)
        for rule in rules_in(comments) if types else ():
            found.setdefault(rule, []).extend(
                name for name, whole in everything
                if any(re.search(rf"\b{type_}\b", whole) for type_ in types))
    return found


def functions():
    """{rule: [functions]}: those whose comment names the rule, calls before getters, and that of
    the fewest rules first; then those of a type whose comment does."""
    found, later = {}, {}
    headers = texts("include", "*.h")
    everything = [pair for text in headers for pair in prototypes(text)]
    for text in headers:
        for comment, code in re.findall(r"(/\*(?:(?!\*/).)*\*/)\n((?:(?!/\*).)*?)(?=\n\n|/\*|\Z)",
                                        text, re.DOTALL):
            for rule in rules_in(comment):
                found.setdefault(rule, []).extend(name for name, _ in prototypes(code))
        for name, comment in re.findall(r"^CT_API [^;]*?\b(ct_\w+)\([^;]*;\s*(/\*.*?\*/)", text,
                                        re.MULTILINE | re.DOTALL):
            for rule in rules_in(comment):
                found.setdefault(rule, []).append(name)
        for rule, names in of_types(text, everything).items():
            later.setdefault(rule, []).extend(names)
    breadth = collections.Counter(name for names in found.values() for name in set(names))
    calls = {name for name, whole in everything if "ct_context *context" in whole}
    for names in found.values():
        names.sort(key=lambda name: (name not in calls, breadth[name]))
    for rule, names in later.items():
        found.setdefault(rule, []).extend(names)
    # What tells of a rule in a text, or forgets an answer, applies none.
    return {rule: [name for name in names if not re.match(r"ct_reasons_|\w+_free$", name)]
            for rule, names in found.items()}


def tests():
    """{rule: [test names]}"""
    found = {}
    for folder, pattern, name in (("tests/service", "*.c", r"^(r_([a-z]+)_(\d\d)_\w+)\("),
                                  ("tests/unit", "*.c", r"^(r_([a-z]+)_(\d\d)_\w+)\("),
                                  ("tests", "test_*.py", r"^    def (test_R_([A-Z]+)_(\d\d)_\w+)\(")):
        for text in texts(folder, pattern):
            for test, group, number in re.findall(name, text, re.MULTILINE):
                found.setdefault(f"R-{group.upper()}-{number}", []).append(test)
    return found


def bodies():
    """{(file, function of the program): identifiers in its body}; a function that others see has no
    file."""
    found = {}
    for number, text in enumerate(texts("examples/contoterzi", "*.c")):
        for kind, name, body in re.findall(r"^([^\n]*)\n(\w+)\([^;{]*\)\n\{\n(.*?)^\}", text,
                                           re.MULTILINE | re.DOTALL):
            file = number if kind.startswith("static") else None
            found[file, name] = number, set(re.findall(r"\b[a-z_]\w+", body))
    return found


def reached_from(functions_, calls):
    """The library's functions that these call, sooner or later."""
    seen, left, reached = set(), [(None, name) for name in functions_], set()
    while left:
        key = left.pop()
        if key in seen or key not in calls:
            continue
        seen.add(key)
        file, names = calls[key]
        reached |= {name for name in names if name.startswith("ct_")}
        left += [(file, name) if (file, name) in calls else (None, name) for name in names]
    return reached


def commands():
    """[(command, library functions that it calls, sooner or later)]"""
    calls = bodies()
    table = (SOURCE / "examples" / "contoterzi" / "command.c").read_text(encoding="utf-8")
    rows_ = re.findall(r'\{ (NULL|"[\w-]+"), "([\w-]+)",(?:(?!\n    \{ ).)*?\.run = (\w+)', table,
                       re.DOTALL)
    return [(verb if noun == "NULL" else f"{noun.strip(chr(34))} {verb}",
             reached_from(["app_open", "app_call", function], calls))
            for noun, verb, function in rows_]


def command_for(names, all_commands):
    for name in names:
        for command, called in all_commands:
            if name in called:
                return command
    return ""


def rows():
    """[(rule, function, test, command)], "" for what there is none of."""
    of_functions, of_tests, all_commands = functions(), tests(), commands()
    found = []
    for rule in named_rules():
        names = of_functions.get(rule, [])
        reached = [name for name in names if command_for([name], all_commands)]
        shown = (reached or names or [""])[0]
        found.append((rule, shown, of_tests.get(rule, [""])[0], command_for(names, all_commands)))
    return found


def rows_in(readme):
    return re.findall(r"^\| (R-[A-Z]+-\d\d) \| `(\w*)` \| `(\w*)` \| `([\w -]*)` \|$", readme,
                      re.MULTILINE)


def table():
    lines = ["| rule | function | test | command |", "|---|---|---|---|"]
    return "\n".join(lines + ["| {} | `{}` | `{}` | `{}` |".format(*row) for row in rows()]) + "\n"


def update():
    text = README.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    README.write_text(head + BEGIN + "\n" + table() + "\n" + END + rest.split(END)[1],
                      encoding="utf-8")


class Rules(unittest.TestCase):
    maxDiff = None

    def test_the_readme_s_table_is_that_of_the_sources(self):
        self.assertEqual(rows_in(README.read_text(encoding="utf-8")), rows(),
                         "python3 tests/rules/test_rules.py --update")

    def test_every_rule_has_a_function_a_test_and_a_command(self):
        self.assertEqual([row for row in rows() if not all(row)], [])

    def test_mentions_are_read(self):
        self.assertEqual(sorted(rules_in("(R-COU-06 to -08, -10), R-ELIG-01, -03 and R-MIG-02")),
                         ["R-COU-06", "R-COU-07", "R-COU-08", "R-COU-10", "R-ELIG-01", "R-ELIG-03",
                          "R-MIG-02"])
        self.assertIn("R-ELIG-11", rules_in("R-ELIG-*"))


if __name__ == "__main__":
    if sys.argv[1:] == ["--update"]:
        update()
    else:
        reporting.run()
