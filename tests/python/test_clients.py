"""store.clients: whom a studio invoices for."""
import ctypes
import datetime
import unittest
import uuid

import scene
import world
import reporting
import contoterzi
from contoterzi import _abi
from contoterzi._library import library
from contoterzi import (
    ClientData, ClientState, ClientStatus, InvalidArgument, NotFound, RuleRefused, TaxRegime)


class Registering(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.clients = self.store.clients

    def rules(self, caught):
        return {reason.rule for reason in caught.exception.reasons}

    def test_r_cli_01_a_client_is_registered_and_updated(self):
        client = self.clients.register(
            self.studio, name="Forno Così", vat_number=scene.vat_number(0),
            tax_code="RSSMRA85T10A562S", emails=iter(["a@example.com", "b@example.com"]),
            tax_regime=TaxRegime.FLAT_RATE)
        self.assertEqual({
            "id": client.id, "studio_id": self.studio.id, "name": "Forno Così", "nickname": None,
            "vat_number": scene.vat_number(0), "tax_code": "RSSMRA85T10A562S",
            "tax_regime": TaxRegime.FLAT_RATE, "is_on_ts_digital": True,
            "state": ClientState.MIGRATABLE, "license_last_day": None,
            "emails": ("a@example.com", "b@example.com")}, client.asdict())
        updated = self.clients.register(
            self.studio.id, name="Forno Così", tax_code="RSSMRA85T10A562S", is_on_ts_digital=False)
        self.assertEqual(
            {**client.asdict(), "is_on_ts_digital": False, "state": ClientState.NOT_MIGRATABLE},
            updated.asdict())
        self.assertNotEqual(client, updated)
        self.assertEqual(updated, self.clients.get(client))
        self.assertEqual(updated, self.clients.get(client.id))

    def test_what_is_left_out_of_a_new_one_is_none(self):
        client = self.clients.register(self.studio, name="Bar", vat_number=scene.vat_number(0))
        self.assertEqual((None, None, ()), (client.tax_code, client.tax_regime, client.emails))

    def test_refusals(self):
        for rules, changes in [({"R-CLI-02"}, {"vat_number": "01234567890"}),
                               ({"R-CLI-01"}, {"vat_number": None}),
                               ({"R-CLI-04"}, {"emails": ["nobody"]})]:
            with self.subTest(rules=rules), self.assertRaises(RuleRefused) as caught:
                self.scene.client(**changes)
            self.assertEqual(rules, self.rules(caught))
        self.scene.client()
        other = world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="o@example.com")
        with self.assertRaises(RuleRefused) as caught:
            self.scene.client(studio=other)
        self.assertEqual({"R-CLI-01"}, self.rules(caught))
        with self.assertRaises(NotFound):
            self.scene.client(studio=uuid.uuid4())

    def test_arguments_are_told_by_name(self):
        for name, changes in [("emails", {"emails": "a@example.com"}),
                              (r"emails\[1\]", {"emails": ["a@example.com", None]}),
                              ("tax_regime", {"tax_regime": "flat_rate"}),
                              ("is_on_ts_digital", {"is_on_ts_digital": 1})]:
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name):
                self.scene.client(**changes)

    def test_a_preview_registers_nobody(self):
        made = self.clients.register(
            self.studio, name="Bar", vat_number=scene.vat_number(0), preview=True)
        with self.assertRaises(NotFound):
            self.clients.get(made)


class Many(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.studio = self.scene.studio
        self.clients = self.scene.store.clients

    def many(self, count):
        return [{"name": f"Client {n:04}", "vat_number": scene.vat_number(n)} for n in range(count)]

    def test_each_gets_its_answer(self):
        known = self.scene.client(0)
        requests = self.many(2) + [
            ClientData(name="Bar", vat_number="01234567890"),
            ClientData(name="Client 0000", vat_number=scene.vat_number(0),
                       emails=["n@example.com"])]
        answers = self.clients.register_many(self.studio, iter(requests))
        self.assertIsInstance(answers, tuple)
        self.assertEqual(
            [ClientStatus.UNCHANGED, ClientStatus.ADDED, ClientStatus.REFUSED,
             ClientStatus.UPDATED],
            [answer.status for answer in answers])
        self.assertEqual(known, answers[0].client_id)
        self.assertEqual("Client 0001", self.clients.get(answers[1].client_id).name)
        self.assertIsNone(answers[2].client_id)
        self.assertEqual([("R-CLI-02", "vat_number")],
                         [(reason.rule, reason.field) for reason in answers[2].reasons])
        self.assertEqual((), answers[3].reasons)
        self.assertEqual(("n@example.com",), self.clients.get(known).emails)

    def test_more_than_one_call_takes(self):
        answers = self.clients.register_many(self.studio, self.many(1003), key="january")
        self.assertEqual(1003, len({answer.client_id for answer in answers}))
        again = self.clients.register_many(self.studio, self.many(1003), key="january")
        self.assertEqual([ClientStatus.ADDED] * 1003, [answer.status for answer in again])
        self.assertEqual(1003, len(list(self.clients.list(self.studio))))

    def test_a_preview_sees_them_all_together(self):
        twice = self.many(1001) + self.many(1)
        answers = self.clients.register_many(self.studio, twice, preview=True)
        self.assertEqual(ClientStatus.UNCHANGED, answers[-1].status)
        self.assertEqual([], list(self.clients.list(self.studio)))

    def test_none_at_all(self):
        self.assertEqual((), self.clients.register_many(self.studio, []))

    def test_a_wrong_one_is_told_by_its_place_and_nothing_happens(self):
        for wrong, error in [({"nome": "Bar"}, TypeError), ({"name": 3}, TypeError), (7, TypeError),
                             ({"name": "B\0r"}, InvalidArgument)]:
            with self.subTest(wrong=wrong), self.assertRaisesRegex(error, r"requests\[1\]"):
                self.clients.register_many(self.studio, self.many(1) + [wrong])
        self.assertEqual([], list(self.clients.list(self.studio)))

    def test_an_unknown_studio(self):
        with self.assertRaises(NotFound):
            self.clients.register_many(uuid.uuid4(), self.many(1))


class Finding(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.clients = self.store.clients

    def test_by_code(self):
        client = self.clients.get(self.scene.client(3))
        other = world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="o@example.com")
        self.assertEqual(client, self.clients.find(client.vat_number))
        self.assertEqual(client, self.clients.find(client.vat_number, studio=self.studio))
        for code, studio in [(client.vat_number, other), ("no code", None)]:
            with self.subTest(code=code), self.assertRaises(NotFound):
                self.clients.find(code, studio=studio)

    def test_pages_searches_and_the_migratable_list(self):
        self.scene.clients(5)
        self.scene.client(5, name="Caffè Verdi", is_on_ts_digital=False)
        names = ["Caffè Verdi"] + [f"Client {index:04}" for index in range(5)]
        self.assertEqual(names, [client.name for client in self.clients.list(self.studio)])
        self.assertEqual(
            names[1:], [c.name for c in self.clients.list(self.studio.id, migratable=True)])
        self.assertEqual(
            names[:1], [c.name for c in self.clients.list(self.studio, search="CAFFE")])
        pages = self.clients.list(self.studio)
        first = pages.page(limit=4)
        self.assertEqual(names[4:], [client.name for client in pages.page(first.next, limit=4)])
        with self.assertRaises(NotFound):
            list(self.clients.list(uuid.uuid4()))

    def test_no_client_is_taken_for_a_studio(self):
        client = self.clients.get(self.scene.client())
        with self.assertRaisesRegex(TypeError, "studio must be Studio"):
            self.clients.list(client)
        with self.assertRaisesRegex(TypeError, "client must be Client"):
            self.clients.get(self.studio)


class Linking(unittest.TestCase):
    def setUp(self):
        self.day = world.TODAY
        self.scene = scene.Scene(self, today=None, now=lambda: datetime.datetime(
            self.day.year, self.day.month, self.day.day, 12, tzinfo=datetime.timezone.utc))
        self.store, self.studio = self.scene.store, self.scene.studio
        self.clients = self.store.clients
        self.client = self.clients.get(self.scene.client())

    def test_r_cli_06_a_nickname_comes_and_goes(self):
        named = self.clients.set_nickname(self.client, studio=self.studio, nickname="The baker")
        self.assertEqual("The baker", named.nickname)
        named = self.clients.set_nickname(self.client.id, studio=self.studio.id, nickname=None)
        self.assertIsNone(named.nickname)

    def test_r_cli_05_a_client_is_given_up_and_linked_by_its_account(self):
        self.store.licenses.buy(self.client, plan=contoterzi.Plan.STANDARD)
        other = world.add_studio(self.store, vat_number=world.VAT_NUMBERS[1], email="o@example.com")
        with self.assertRaises(RuleRefused):
            self.clients.link(other, email="client0@example.com")
        given_up = self.clients.unlink(self.client, studio=self.studio)
        self.assertIsNone(given_up.studio_id)
        with self.assertRaises(NotFound):
            self.clients.unlink(self.client, studio=self.studio)
        linked = self.clients.link(
            other, email="client0@example.com", code=self.client.vat_number)
        self.assertEqual((self.client.id, other.id), (linked.id, linked.studio_id))

    def test_its_account(self):
        with self.assertRaises(NotFound):
            self.clients.account(self.client)
        self.scene.pack()
        self.scene.migrate(self.client)
        account = self.clients.account(self.client)
        self.assertEqual({
            "email": "client0@example.com", "created_on": world.TODAY,
            "need_password_change": True, "need_setup": True}, account.asdict())
        client = self.clients.get(self.client)
        self.assertEqual(ClientState.IN_MIGRATION, client.state)
        self.assertEqual(datetime.date(2026, 12, 31), client.license_last_day)

    def test_r_lic_06_its_data_are_erased_when_their_time_is_over(self):
        self.store.licenses.buy(
            self.client, plan=contoterzi.Plan.STANDARD, last_day=datetime.date(2026, 6, 30))
        with self.assertRaises(RuleRefused) as caught:
            self.clients.erase(self.client)
        self.assertEqual("R-LIC-06", caught.exception.reasons[0].rule)
        for self.day in [datetime.date(2026, 7, 1), datetime.date(2027, 6, 1)]:
            report = ctypes.POINTER(_abi.ct_lifecycle_report)()
            self.store._session.run(library.ct_lifecycle_run, None, None, report)
            library.ct_lifecycle_report_free(report)
        self.day = datetime.date(2027, 7, 2)
        erased = self.clients.erase(self.client.id)
        self.assertEqual(
            ("", None, ClientState.ERASED), (erased.name, erased.vat_number, erased.state))


if __name__ == "__main__":
    reporting.run()
