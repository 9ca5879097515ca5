"""The reference as it is built and installed: complete, well formed, and refused when it is not."""
import html.parser
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import urllib.parse
import xml.etree.ElementTree as xml

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests" / "abi"))

import headers
import reporting

BUILD = pathlib.Path(os.environ["CONTOTERZI_BUILD"])
MAPS = {"contoterzi": "lib/contoterzi.map",
        "contoterzi-testkit": "lib/testkit/contoterzi-testkit.map",
        "contoterzi-postgres": "lib/storage/postgres/contoterzi-postgres.map"}


def run(*command, **options):
    return subprocess.run([str(word) for word in command], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def exported(library):
    return re.findall(r"^ +(ct_\w+);", (SOURCE / MAPS[library]).read_text(encoding="utf-8"),
                      re.MULTILINE)


class Installed(unittest.TestCase):
    """What `meson install` puts into place."""
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        place = tempfile.TemporaryDirectory()
        cls.addClassCleanup(place.cleanup)
        done = run("meson", "install", "-C", BUILD, "--no-rebuild", "--quiet",
                   env={**os.environ, "DESTDIR": place.name})
        if done.returncode:
            raise AssertionError(done.stdout)
        prefix = pathlib.Path(place.name, "usr", "local", "share")
        cls.html = prefix / "doc" / "contoterzi" / "html"
        cls.man = prefix / "man" / "man3"

    def test_every_public_name_is_in_the_html(self):
        public = headers.read()
        names = {*public.functions, *public.structs, *public.opaque, *public.typedefs,
                 *public.enumerators, *public.macros, *public.initializers,
                 *public.enumerators.values()}
        members = {f"{struct}.{member}" for struct, its in public.structs.items() for member in its}
        found = set()
        for compound in xml.parse(self.html / "contoterzi.tag").iter("compound"):
            name = compound.findtext("name")
            found.add(name)
            for member in compound.iter("member"):
                found.add(member.findtext("name"))
                found.add(f"{name}.{member.findtext('name')}")
            found |= {value.text for value in compound.iter("enumvalue")}
        self.assertGreater(len(names), 900)
        self.assertEqual([], sorted((names | members) - found))

    def test_every_exported_symbol_has_its_manual_page(self):
        for library in MAPS:
            with self.subTest(library=library):
                names = exported(library)
                self.assertGreater(len(names), 0)
                self.assertEqual([], [name for name in names if not self.is_told(name)])
        self.assertFalse(self.is_told("ct_no_such_call"))

    def is_told(self, name):
        """A link leads to a page that has it in its synopsis and says something of it."""
        link = self.man / f"{name}.3"
        if not link.exists():
            return False
        match = re.fullmatch(r"\.so man3/(contoterzi\w*\.3)\n", link.read_text(encoding="utf-8"))
        page = (self.man / match[1]).read_text(encoding="utf-8")
        synopsis = page.split(".SH SYNOPSIS")[1].split(".SH DESCRIPTION")[0]
        said = page.split(f".TP\n\\fB{name}\\fP()\n")
        return (re.search(rf"\b{name}\(", synopsis) is not None and len(said) == 2
                and not said[1].startswith((".", "\\&\n")))

    def test_every_header_has_its_manual_page(self):
        for name in headers.names_in():
            stem = name[:-2]
            with self.subTest(header=name):
                file = f"{stem}.3" if stem == "contoterzi" else f"contoterzi_{stem}.3"
                page = (self.man / file).read_text(encoding="utf-8")
                for section in ("NAME", "LIBRARY", "SYNOPSIS", "DESCRIPTION", "EXAMPLES", "SEE ALSO"):
                    self.assertEqual(1, page.count(f".SH {section}\n"), section)
                self.assertIn(f"<contoterzi/{name}>", page)

    def test_the_manual_pages_are_good_roff(self):
        pages = sorted(self.man.glob("contoterzi*.3"))
        self.assertEqual(len(headers.names_in()), len(pages))
        told = run("mandoc", "-Kutf-8", "-Tlint", "-Wwarning", *pages).stdout.splitlines()
        self.assertEqual([], [line for line in told if "missing date" not in line])

    def test_manual_pages_lead_to_such_as_there_are(self):
        for page in sorted(self.man.glob("contoterzi*.3")):
            others = re.findall(r"^\.BR (\w+) \(3\)", page.read_text(encoding="utf-8"), re.MULTILINE)
            self.assertEqual([], [name for name in others if not (self.man / f"{name}.3").exists()])

    def test_links_lead_somewhere(self):
        anchors, links = {}, []
        for page in self.html.glob("*.html"):
            reader = Links()
            reader.feed(page.read_text(encoding="utf-8"))
            anchors[page.name] = reader.anchors
            links += [(page.name, link) for link in reader.links]
        self.assertGreater(len(links), 1000)
        self.assertEqual([], [found for found in links if not self.leads(*found, anchors)])

    def leads(self, page, link, anchors):
        parts = urllib.parse.urlsplit(link)
        if parts.scheme or link.startswith("javascript"):
            return True
        target = urllib.parse.unquote(parts.path) or page
        if target not in anchors:
            return (self.html / target).exists()
        return not parts.fragment or urllib.parse.unquote(parts.fragment) in anchors[target]


class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.anchors = [], set()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.anchors |= {attributes[name] for name in ("id", "name") if attributes.get(name)}
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])


class Damage(unittest.TestCase):
    """What is planted in a copy of the sources is found."""

    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.copy, self.output = pathlib.Path(place.name, "source"), pathlib.Path(place.name, "out")
        for name in ("include", "lib/rules", "examples"):
            shutil.copytree(SOURCE / name, self.copy / name,
                            ignore=lambda _, names: [n for n in names if n.endswith(".o")])

    def build(self):
        return run("python3", self.copy / "include" / "reference" / "build.py", self.copy, self.output,
                   "0.0.0", "doxygen")

    def plant(self, header, old, new):
        path = self.copy / "include" / "contoterzi" / header
        text = path.read_text(encoding="utf-8")
        self.assertEqual(1, text.count(old), old)
        path.write_text(text.replace(old, new), encoding="utf-8")
        return self.build()

    def assertFound(self, header, old, new, words):
        done = self.plant(header, old, new)
        self.assertNotEqual(0, done.returncode)
        self.assertRegex(done.stdout, words)

    END = "\n#ifdef __cplusplus\n}"

    def test_nothing_planted(self):
        done = self.build()
        self.assertEqual((0, ""), (done.returncode, done.stdout))

    def test_an_undocumented_function(self):
        self.assertFound("studio.h", self.END, "\nCT_API ct_status ct_studio_close(ct_context *context);\n"
                         + self.END, "ct_studio_close.*is not documented")

    def test_an_undocumented_struct(self):
        self.assertFound("client.h", self.END, "\ntypedef struct ct_thing {\n    size_t size;\n} ct_thing;\n"
                         + self.END, "ct_thing is not documented")

    def test_an_undocumented_callback(self):
        self.assertFound("outbox.h", "typedef struct ct_claim_request {\n",
                         "typedef struct ct_claim_request {\n    void (*claimed)(void *user);\n",
                         "claimed.*is not documented")

    def test_a_parameter_that_is_none(self):
        self.assertFound("outbox.h", "@param lease  ", "@param rent  ", "'rent' of command @param")

    def test_a_comment_on_nothing(self):
        self.assertFound("studio.h", self.END, "\n/* And more. */\n" + self.END,
                         "of what does this speak")


if __name__ == "__main__":
    reporting.run()
