"""The report: what a studio reads on paper and in a spreadsheet, and the command that writes it."""
import csv
import decimal
import html.parser
import io
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree

import world
import reporting
import contoterzi
from contoterzi import CouponKind, Signatory, report

MARIO = Signatory("Mario", "Rossi", "RSSMRA85T10A562S")
NAMES = ["=Bar <Sport> & Figli", "Forno Bianchi", "Gelateria Polo"]


class Page(html.parser.HTMLParser):
    """What stands in a page: its texts, the rows of its tables, and all that it refers to."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.rows, self.references, self.open = [], [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.references += [value for name, value in attributes if name in ("src", "href")]
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag not in ("meta", "rect"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if tag == "rect":
            return
        if self.open.pop() != tag:
            raise AssertionError(f"</{tag}> closes another element")

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)
        if self.open and self.open[-1] in ("td", "th"):
            self.rows[-1][-1] += data


def make_studio(store):
    """Three clients, of which two are migrated with three coupons; the third has no address."""
    studio = world.add_studio(store)
    clients = [
        store.clients.register(
            studio, name=name, vat_number=number, emails=[f"{number}@example.com"][: place < 2])
        for place, (name, number) in enumerate(zip(NAMES, world.VAT_NUMBERS[1:]))]
    store.clients.set_nickname(clients[1], studio=studio, nickname="il forno")
    store.coupons.buy(studio, kind=CouponKind.CONTO_TERZI, license_year=2026, quantity=3,
                      unit_price=decimal.Decimal("29.90"))
    store.migrations.migrate(clients, studio=studio, signatory=MARIO)
    return studio


class Report(unittest.TestCase):
    def setUp(self):
        self.store = world.open_store(self)
        self.studio = make_studio(self.store)
        self.situation = report.situation(self.store, self.studio)

    def test_the_situation_is_what_the_store_says(self):
        found = self.situation
        self.assertEqual((self.studio, world.TODAY, 2027),
                         (found.studio, found.day, found.plan.license_year))
        self.assertEqual((3, 2, 1, 1), (found.overview.clients, found.working,
                                        found.overview.migratable, found.coupons_left))
        self.assertEqual((2, 0, 2), (found.plan.eligible, found.plan.coupons, found.plan.missing))
        self.assertEqual(NAMES, [each.client.name for each in found.clients])
        self.assertEqual([True, True, False], [each.is_working for each in found.clients])
        codes = [each.coupon and each.coupon.code for each in found.clients]
        self.assertEqual(2, len(set(codes) - {None}))
        self.assertIsNone(codes[2])

    def test_the_page_needs_nothing_else_and_closes_what_it_opens(self):
        for lang in ("it", "en"):
            text = report.page(self.situation, lang)
            page = Page(text)
            self.assertEqual([], page.open)
            self.assertEqual([], page.references)
            self.assertNotIn("http", text)
            self.assertNotIn("<script", text)
            self.assertIn(f'<html lang="{lang}">', text)
            self.assertIn("@media print", text)

    def test_the_page_tells_every_client(self):
        rows = Page(report.page(self.situation, "it")).rows
        by_name = {row[0]: row for row in rows}
        self.assertIn("Forno Bianchi (il forno)", by_name)
        row = by_name[NAMES[0]]
        self.assertEqual(world.VAT_NUMBERS[1], row[1])
        self.assertEqual(["in migrazione", "Standard, sola lettura", "31/12/2026"], row[2:5])
        self.assertEqual(self.situation.clients[0].coupon.code, row[5])
        self.assertEqual("sì", row[6])
        self.assertEqual(["migrabile", "", "", "", ""], by_name[NAMES[2]][2:])

    def test_the_page_tells_coupons_and_what_november_needs(self):
        page = Page(report.page(self.situation, "en"))
        self.assertIn(["2026 conto terzi", "2", "0", "1", "0", "0", "3"], page.rows)
        self.assertIn("To renew them all, 2 more coupons are needed.", page.texts)
        self.store.coupons.buy(self.studio, kind=CouponKind.CONTO_TERZI, license_year=2027,
                               quantity=5, unit_price=30)
        page = Page(report.page(report.situation(self.store, self.studio), "en"))
        self.assertIn("There are enough coupons; 3 would be left.", page.texts)

    def test_who_cannot_be_renewed_is_told_why(self):
        self.store.licenses.buy(self.situation.clients[0].client, plan=contoterzi.Plan.COMPLETE)
        found = report.situation(self.store, self.studio)
        self.assertEqual(1, found.plan.not_eligible)
        rows = Page(report.page(found, "en")).rows
        why = next(row[1] for row in rows if row[0] == NAMES[0] and len(row) == 2)
        self.assertIn(found.clients[0].reasons[0].text, why)
        self.assertIn(found.clients[0].reasons[0].rule, why)

    def test_charts_are_drawings_with_their_numbers(self):
        text = report.page(self.situation, "en")
        charts = []
        while "<svg" in text:
            start, end = text.index("<svg"), text.index("</svg>") + len("</svg>")
            charts.append(xml.etree.ElementTree.fromstring(text[start:end]))
            text = text[end:]
        renewal, licenses, coupons = charts
        self.assertEqual(["Clients to renew: 2"], self.bars(renewal))
        self.assertEqual(["Licenses: 2"], self.bars(licenses))
        self.assertEqual(["assigned: 2", "available: 1"], self.bars(coupons))
        widths = [float(each.get("width")) for each in coupons.iter("rect") if len(each)]
        self.assertAlmostEqual(2, (widths[0] + 1) / (widths[1] + 1), places=2)

    def bars(self, chart):
        return [
            bar.find("title").text for bar in chart.iter("rect")
            if bar.find("title") is not None]

    def test_a_studio_without_anything(self):
        empty = world.add_studio(self.store, vat_number=world.VAT_NUMBERS[4], email="e@example.com")
        page = Page(report.page(report.situation(self.store, empty), "en"))
        for words in ("No clients.", "No coupons.", "No licenses.", "There is no client to renew."):
            self.assertIn(words, page.texts)

    def test_the_table_is_read_by_spreadsheets(self):
        for lang, separator in (("it", ";"), ("en", ",")):
            text = report.clients_as_csv(self.situation, lang)
            self.assertEqual("\ufeff", text[0])
            rows = list(csv.reader(io.StringIO(text[1:], newline=""), delimiter=separator))
            self.assertEqual([13] * 4, [len(row) for row in rows])
            # A formula is text.
            self.assertEqual("'" + NAMES[0], rows[1][0])
            self.assertEqual("2026-12-31", rows[1][9])
            self.assertEqual(self.situation.clients[0].coupon.code, rows[1][10])
            self.assertEqual([""] * 8, rows[3][5:])


class Command(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.place = pathlib.Path(directory.name)
        with contoterzi.open(self.place / "store.db", today=world.TODAY) as store:
            self.studio = make_studio(store)

    def run_command(self, *arguments, status=0, **environment):
        variables = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "LC_ALL": "C.UTF-8",
                     "PYTHONDONTWRITEBYTECODE": "1", **environment}
        done = subprocess.run([sys.executable, "-m", "contoterzi", *arguments], cwd=self.place,
                              env=variables, text=True, capture_output=True)
        self.assertEqual(status, done.returncode, done.stderr)
        return done.stdout + done.stderr

    def report(self, *arguments, **options):
        return self.run_command("report", "--db", "store.db", "--today", "2026-05-04", *arguments,
                                **options)

    def files(self):
        return sorted(path.name for path in self.place.iterdir() if path.suffix != ".db"
                      and not path.name.startswith("store.db"))

    def test_it_writes_both(self):
        for studio in (self.studio.vat_number, str(self.studio.id)):
            said = self.report("--studio", studio)
            names = [f"contoterzi-12345678903-2026-05-04.{suffix}" for suffix in ("csv", "html")]
            self.assertEqual(names, self.files())
            for name in names:
                self.assertIn(f"written {name}", said)
                (self.place / name).unlink()

    def test_it_writes_what_was_asked_for(self):
        self.report("--studio", self.studio.vat_number, "--html", "page.html", "--lang=it")
        self.assertEqual(["page.html"], self.files())
        text = (self.place / "page.html").read_text(encoding="utf-8")
        with contoterzi.open(self.place / "store.db", today=world.TODAY) as store:
            self.assertEqual(text, report.page(report.situation(store, self.studio), "it"))
        self.report("--studio", self.studio.vat_number, "--csv", "table.csv", "--year", "2028")
        self.assertEqual(["page.html", "table.csv"], self.files())

    def test_the_language_is_the_environments(self):
        self.assertIn(
            "scritto", self.report("--studio", self.studio.vat_number, LC_ALL="it_IT.UTF-8"))
        self.assertIn("lo studio", self.run_command("report", "--help", "--lang", "it"))

    def test_what_is_wrong_is_told_and_writes_nothing(self):
        for status, said, arguments in [
            (1, "no such studio", ["--studio", world.VAT_NUMBERS[1]]),
            (1, "VAT number", ["--studio", "123"]),
            (2, "license_year", ["--studio", self.studio.vat_number, "--year", "99999999999"]),
            (2, "--today", ["--studio", self.studio.vat_number, "--today", "yesterday"]),
            (3, "nowhere", ["--studio", self.studio.vat_number, "--html", "nowhere/page.html"]),
            (3, "other.db: there is no store", ["--studio", "1", "--db", "other.db"]),
        ]:
            with self.subTest(said=said):
                self.assertIn(said, self.report(*arguments, status=status))
                self.assertEqual([], self.files())
        self.assertFalse((self.place / "other.db").exists())

    def test_a_file_that_cannot_be_replaced_stays(self):
        (self.place / "page.html").mkdir()
        self.report("--studio", self.studio.vat_number, "--html", "page.html", status=3)
        self.assertEqual(["page.html"], self.files())


class Example(unittest.TestCase):
    def test_a_studios_year(self):
        program = world.SOURCE / "examples" / "studio_year.py"
        self.assertLess(len(program.read_text(encoding="utf-8").splitlines()), 60)
        with tempfile.TemporaryDirectory() as place:
            done = subprocess.run(
                [sys.executable, program, place], text=True, capture_output=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path),
                     "PYTHONIOENCODING": "utf-8"})
            self.assertEqual((0, ""), (done.returncode, done.stderr))
            self.assertIn("Novembre: 30 coupon per 28 clienti da rinnovare, 0 mancanti, 2 in più",
                          done.stdout)
            page = Page((pathlib.Path(place) / "situazione.html").read_text(encoding="utf-8"))
            self.assertIn("Per rinnovare tutti mancano 28 coupon.", page.texts)
            table = (pathlib.Path(place) / "situazione.csv").read_text(encoding="utf-8")
            self.assertEqual(36, len(table.splitlines()))


if __name__ == "__main__":
    reporting.run()
