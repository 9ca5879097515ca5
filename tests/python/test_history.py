"""store.history: documents of TS Digital."""
import dataclasses
import datetime
import decimal
import hashlib
import unittest
import uuid

import scene
import world
import reporting
import contoterzi
from contoterzi import (
    Category, DocumentDirection, DocumentFacts, DocumentType, ImportStatus, InvalidArgument,
    NotFound, RuleRefused)

DAY = datetime.date(2026, 2, 3)


def facts(number="12/A", **changes):
    return DocumentFacts(**{
        "direction": DocumentDirection.ISSUED, "type": DocumentType.INVOICE, "number": number,
        "date": DAY, "total": decimal.Decimal("122.50"),
        "digest": hashlib.sha256(number.encode()).digest(), **changes})


class History(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.history = self.store.history
        self.scene.pack()
        self.client = self.scene.client()
        self.scene.migrate(self.client)
        message = self.store.outbox.claim()
        self.store.migrations.first_login(
            self.client, one_time_password=scene.password(message), new_password="Segreto-2026")
        self.store.migrations.complete(self.client)

    def bring(self, document, **options):
        return self.history.import_document(
            self.client, document, **{"studio": self.studio, **options})

    def bring_many(self, documents, **options):
        return self.history.import_many(
            self.client, documents, **{"studio": self.studio, **options})

    def test_a_document_is_what_was_told(self):
        answer = self.bring(facts(
            series="A", counterparty_name="Bianchi S.r.l.",
            counterparty_tax_code="BNCNNA80A41H501N",
            counterparty_vat_number="IT01234567897", currency="USD", position=2))
        self.assertEqual((ImportStatus.IMPORTED, ()), (answer.status, answer.reasons))
        document, = self.history.documents(self.client)
        told = document.asdict()
        self.assertEqual(world.TODAY, told.pop("imported_at").date())
        self.assertEqual({
            "id": answer.document_id, "client_id": self.client,
            "direction": DocumentDirection.ISSUED, "type": DocumentType.INVOICE, "number": "12/A",
            "series": "A", "date": DAY, "counterparty_name": "Bianchi S.r.l.",
            "counterparty_code": "BNCNNA80A41H501N", "total": decimal.Decimal("122.50"),
            "currency": "USD", "is_sendable": False, "is_deletable": False}, told)

    def test_a_received_one_of_whom_nothing_is_known(self):
        self.bring(facts("7", direction=DocumentDirection.RECEIVED, type=DocumentType.CREDIT_NOTE,
                         total=-3))
        document, = self.history.documents(self.client)
        self.assertEqual(
            (True, "EUR", -3, None, None, None),
            (document.is_deletable, document.currency, document.total, document.series,
             document.counterparty_name, document.counterparty_code))
        self.assertEqual((), self.history.numbering(self.client))

    def test_r_his_03_the_same_adds_nothing(self):
        first = self.bring(facts())
        again = self.bring(facts())
        self.assertEqual((ImportStatus.ALREADY_THERE, first.document_id),
                         (again.status, again.document_id))
        with self.assertRaises(RuleRefused) as caught:
            self.bring(facts(total=1, digest=bytes(32)))
        self.assertEqual("R-HIS-03", caught.exception.reasons[0].rule)

    def test_each_of_many_has_its_own_answer(self):
        answers = self.bring_many(iter([
            facts("1"), facts("2", date=datetime.date(2020, 1, 1)), facts("1"), facts("3" * 101)]))
        self.assertEqual(
            [ImportStatus.IMPORTED, ImportStatus.REFUSED, ImportStatus.ALREADY_THERE,
             ImportStatus.REFUSED], [answer.status for answer in answers])
        self.assertEqual("R-HIS-01", answers[1].reasons[0].rule)
        self.assertEqual("number", answers[3].reasons[0].field)
        self.assertIsNone(answers[1].document_id)
        self.assertEqual((), self.bring_many([]))

    def test_more_than_a_call_takes(self):
        documents = [facts(str(number)) for number in range(1, 1103)]
        preview = self.bring_many(documents + documents[:1], preview=True)
        self.assertEqual(ImportStatus.ALREADY_THERE, preview[-1].status)
        self.assertEqual([], list(self.history.documents(self.client)))
        answers = self.bring_many(documents, key="file")
        self.assertEqual({ImportStatus.IMPORTED}, {answer.status for answer in answers})
        self.assertEqual(answers, self.bring_many(documents, key="file"))
        self.assertEqual(1102, len(list(self.history.documents(self.client))))
        self.assertEqual(1103, self.history.numbering(self.client)[0].next)
        with self.assertRaises(RuleRefused) as caught:
            self.bring_many(documents[::-1], key="file")
        self.assertEqual("R-AUD-02", caught.exception.reasons[0].rule)
        with self.assertRaises(InvalidArgument) as caught:
            self.bring_many(documents, key="k" * 200)
        self.assertEqual("key", caught.exception.field)

    def test_r_his_01_with_or_without_the_registry(self):
        for with_registry, number in ((False, "1"), (True, "2")):
            self.bring(facts(number, counterparty_name="Bianchi", counterparty_tax_code="X"),
                       with_registry=with_registry)
            self.bring_many([facts(number + "0", counterparty_name="Neri",
                                   counterparty_tax_code="Y")], with_registry=with_registry)
            self.assertEqual(2 * with_registry, self.store.licenses.usage(
                self.client, category=Category.CLIENTS).used)

    def test_r_his_04_numbering_goes_on(self):
        self.bring_many([facts("12/A"), facts("3"), facts("9", date=datetime.date(2025, 12, 1))])
        self.assertEqual(
            [(2025, None, 10), (2026, None, 4), (2026, "/A", 13)],
            [(each.year, each.series, each.next) for each in self.history.numbering(self.client)])
        self.assertEqual("Numbering(year=2025, series=None, next=10)",
                         repr(self.history.numbering(self.client)[0]))

    def test_pages_by_date(self):
        self.bring_many([facts("1"), facts("2", date=datetime.date(2025, 12, 1)), facts("3")])
        documents = self.history.documents(self.client)
        page = documents.page(limit=2)
        self.assertEqual("2", page[0].number)
        self.assertEqual(list(documents), [*page, *documents.page(page.next)])

    def test_who_acts(self):
        other = world.add_studio(
            self.store, vat_number=world.VAT_NUMBERS[1], email="b@example.com")
        with self.assertRaises(RuleRefused) as caught:
            self.bring(facts(), studio=other)
        self.assertIn("R-ELIG-11", {reason.rule for reason in caught.exception.reasons})
        with self.assertRaises(RuleRefused) as caught:
            self.bring_many([facts()], studio=None)
        self.assertIn("R-ACC-01", {reason.rule for reason in caught.exception.reasons})
        for call in (self.history.numbering, lambda id: list(self.history.documents(id))):
            with self.assertRaises(NotFound):
                call(uuid.uuid4())

    def test_a_preview_and_a_key_of_one(self):
        self.bring(facts(), preview=True)
        self.assertEqual(self.bring(facts(), key="once"), self.bring(facts(), key="once"))

    def test_arguments_are_checked_before_anything_is_done(self):
        for field, wrong in [("digest", {"digest": bytes(31)}),
                             ("total", {"total": decimal.Decimal("0.001")}),
                             ("number", {"number": "1\0"})]:
            with self.subTest(field=field), self.assertRaises(InvalidArgument) as caught:
                self.bring_many([facts(), facts(**wrong)])
            self.assertEqual(field, caught.exception.field)
        for name, wrong in [("digest", "0" * 32), ("type", "invoice"), ("date", "2026-02-03"),
                            ("total", 1.5)]:
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name):
                self.bring(dataclasses.replace(facts(), **{name: wrong}))
        with self.assertRaisesRegex(TypeError, "DocumentFacts"):
            self.bring({"number": "1"})
        self.assertEqual([], list(self.history.documents(self.client)))


class Codes(unittest.TestCase):
    def test_tipo_documento(self):
        self.assertIs(DocumentType.SELF_INVOICE, contoterzi.document_type_of_code("TD16"))
        self.assertIsNone(contoterzi.document_type_of_code("TD99"))


if __name__ == "__main__":
    reporting.run()
