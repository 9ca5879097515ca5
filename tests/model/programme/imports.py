"""Documents of before the migration (section 10)."""
import datetime
import re
from typing import NamedTuple

from .records import Refused


class Document(NamedTuple):
    """As it is told by the client or its studio; `content` stands for the document itself."""

    direction: str
    type: str
    number: str
    series: str
    name: str  # of the other party, and its codes
    tax_code: str
    vat_number: str
    month: int
    day: int
    years: int  # from today's
    content: int
    currency: str


def party_of(told):
    return told.tax_code or told.vat_number or told.name and told.name.lower()


def registry_of(told):
    is_sale = told.direction == "issued" and told.type != "self_invoice"
    return "clients" if is_sale else "suppliers"


def numbered(told, year):
    """R-HIS-04: the series, and the number in it that counts up: the last, but for the year."""
    runs = list(re.finditer("[0-9]+", told.number))
    for written in f"{year}", f"{year % 100:02}":
        of_year = [run for run in runs if run.group() == written]
        if of_year and len(runs) > 1:
            runs.remove(of_year[-1])
            break
    if told.series is not None:
        series = told.series
    elif runs:
        series = told.number[:runs[-1].start()] + told.number[runs[-1].end():]
    else:
        series = told.number
    return series.strip(), int(runs[-1].group()) if runs else 0


class Imports:
    def import_documents(self, studio, number, documents, with_registry, is_single):
        client = self.importing(studio, number)
        license = next(each for each in client.licenses if each.works_on(self.today))
        before = dict(client.used)
        told = [self.import_document(client, license, Document(*each), with_registry)
                for each in documents]
        self.log_usage(client, before)
        if is_single and told[0][0] == "refused":
            raise Refused(*told[0][1])
        return ("done", *told)

    def importing(self, studio, number):
        """Whoever acts may do so (R-HIS-02)."""
        if studio is not None:
            self.operation(studio, number)
            return self.clients[number]
        client = self.client(number)
        allowed, _, against = self.decide(
            "client", None, number, "import_issued_documents", "write", self.today)
        if not allowed:
            raise Refused(*against)
        return client

    def import_document(self, client, license, told, with_registry):
        date = datetime.date(self.today.year + told.years, told.month, told.day)
        series, value = numbered(told, date.year)
        same = told.direction, party_of(told), told.type, series, told.number, date
        if told.currency != told.currency.upper():
            return ("refused", frozenset())
        if same in client.documents:
            is_same = client.documents[same][0] == told.content
            return ("already_there", frozenset()) if is_same else (
                "refused", frozenset({"R-HIS-03"}))
        against = set()
        counted = [("documents", date.year)]
        registry = registry_of(told), party_of(told)
        if with_registry and party_of(told) and registry not in client.parties:
            counted.append((registry[0], None))
        is_in_time = self.today.year - 1 <= date.year and date <= self.today
        if not is_in_time:
            against.add("R-HIS-01")
        for category, year in counted[0 if is_in_time else 1:]:
            if client.used.get((category, year), 0) >= license.limits[category]:
                against.add("R-LIC-04")
        if against:
            return ("refused", frozenset(against))
        for what in counted:
            client.used[what] = client.used.get(what, 0) + 1
        if len(counted) > 1:
            client.parties[registry] = told.name or party_of(told)
        client.documents[same] = told.content, told, self.now()
        if told.direction == "issued" and value:
            known = client.numbering.get((date.year, series), 0)
            client.numbering[date.year, series] = max(known, value)
        return ("imported", frozenset())

    def log_usage(self, client, before):
        """One event tells all the documents of a year."""
        year = self.today.year
        for category, year in (("documents", year), ("documents", year - 1), ("clients", None),
                               ("suppliers", None)):
            count = client.used.get((category, year), 0) - before.get((category, year), 0)
            if not count:
                continue
            if category == "documents":
                self.log("document_imported", client.studio, client, number=count, year=year)
            self.log("usage_counted", client.studio, client, number=count, year=year,
                     category=category)

    def documents(self, number):
        client = self.client(number)
        told = sorted(
            ((date, direction, type, number, series or None, told.name,
              told.tax_code or told.vat_number, told.currency, made_at, False,
              direction == "received")
             for (direction, _, type, series, number, date), (_, told, made_at)
             in client.documents.items()), key=repr)
        return ("done", told, [(year, series or None, value + 1) for (year, series), value
                               in sorted(client.numbering.items())])
