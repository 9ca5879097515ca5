"""store.licenses: what was bought, what is in force, what is used."""
import datetime
import decimal
import unittest
import uuid

import scene
import world
import reporting
from contoterzi import (
    Category, InvalidArgument, LicenseAccess, LicenseSource, NotFound, Plan, RuleRefused)

LAST = datetime.date(2027, 5, 3)


class Licenses(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.licenses = self.store.licenses
        self.client = self.store.clients.get(self.scene.client())

    def test_a_license_is_what_was_bought(self):
        license = self.licenses.buy(
            self.client, plan=Plan.COMPLETE, email="boss@example.com",
            price=decimal.Decimal("99.90"), last_day=datetime.date(2028, 2, 29))
        self.assertEqual({
            "id": license.id, "client_id": self.client.id, "coupon_id": None, "plan": Plan.COMPLETE,
            "access": LicenseAccess.FULL, "source": LicenseSource.CLIENT_PURCHASE,
            "first_day": world.TODAY, "last_day": datetime.date(2028, 2, 29),
            "superseded_on": None, "price": decimal.Decimal("99.90"),
            "limits": {Category.CLIENTS: 5000, Category.SUPPLIERS: 5000, Category.PRODUCTS: 5000,
                       Category.DOCUMENTS: 3000}}, license.asdict())
        self.assertEqual("boss@example.com", self.store.clients.account(self.client).email)
        self.assertEqual(license, self.licenses.get(license.id))

    def test_the_price_is_the_lists_or_none(self):
        for price, euro in [(None, 144), (0, 0), (decimal.Decimal(0), 0), (10, 10)]:
            with self.subTest(price=price):
                license = self.licenses.buy(
                    self.client, plan=Plan.STANDARD, price=price, preview=True)
                self.assertEqual(euro, license.price)
        with self.assertRaises(InvalidArgument) as caught:
            self.licenses.buy(self.client, plan=Plan.STANDARD, price=-1)
        self.assertEqual("price", caught.exception.field)

    def test_r_lic_08_a_higher_one_supersedes(self):
        first = self.licenses.buy(self.client, plan=Plan.STANDARD)
        later = self.licenses.buy(self.client, plan=Plan.PREMIUM, as_renewal=True, preview=True)
        self.assertEqual(LAST + datetime.timedelta(1), later.first_day)
        with self.assertRaises(RuleRefused) as caught:
            self.licenses.buy(self.client, plan=Plan.STANDARD, as_upgrade=True)
        self.assertEqual("R-LIC-08", caught.exception.reasons[0].rule)
        higher = self.licenses.buy(
            self.client, plan=Plan.PREMIUM, as_upgrade=True, studio=self.studio)
        self.assertEqual(LicenseSource.STUDIO_PURCHASE, higher.source)
        self.assertEqual(world.TODAY, self.licenses.get(first).superseded_on)
        self.assertIn(higher, self.licenses.list(self.client))
        self.assertEqual(
            {first.id, higher.id}, {each.id for each in self.licenses.list(self.client.id)})
        self.assertEqual((), self.licenses.list(uuid.uuid4()))

    def test_r_mig_09_a_login_is_shared_if_that_is_said(self):
        other = self.scene.client(1)
        self.licenses.buy(self.client, plan=Plan.STANDARD)
        shared = {"plan": Plan.STANDARD, "email": "client0@example.com"}
        with self.assertRaises(RuleRefused) as caught:
            self.licenses.buy(other, **shared)
        self.assertEqual("R-MIG-09", caught.exception.reasons[0].rule)
        self.licenses.buy(other, **shared, share_login=True)

    def test_r_lic_02_in_force_to_the_last_day(self):
        license = self.licenses.buy(self.client, plan=Plan.STANDARD)
        self.assertEqual(license, self.licenses.in_force(self.client))
        self.assertEqual(license, self.licenses.in_force(self.client, day=LAST))
        with self.assertRaises(NotFound):
            self.licenses.in_force(self.client, day=LAST + datetime.timedelta(1))

    def test_a_coupon_gives_one(self):
        self.scene.pack()
        answer = self.scene.migrate(self.client)
        license = self.licenses.get(answer.license_id)
        self.assertEqual(self.store.coupons.find(answer.coupon_code).id, license.coupon_id)
        self.assertEqual(
            (LicenseAccess.READ_ONLY, LicenseSource.COUPON, 0),
            (license.access, license.source, license.price))

    def test_r_lic_01_a_trial_comes_first(self):
        trial = self.licenses.start_trial(self.client, email="boss@example.com")
        self.assertEqual((Plan.TRIAL, LicenseSource.TRIAL), (trial.plan, trial.source))
        with self.assertRaises(RuleRefused) as caught:
            self.licenses.start_trial(self.client)
        self.assertEqual("R-LIC-01", caught.exception.reasons[0].rule)

    def test_r_lic_04_what_is_used_is_counted_to_the_limit(self):
        with self.assertRaises(RuleRefused) as caught:
            self.licenses.add_usage(self.client, category=Category.PRODUCTS)
        self.assertEqual("R-LIC-06", caught.exception.reasons[0].rule)
        self.licenses.buy(self.client, plan=Plan.COMPLETE)
        self.licenses.add_usage(self.client, category=Category.PRODUCTS, quantity=5)
        used = self.licenses.add_usage(self.client, category=Category.PRODUCTS, quantity=-2)
        self.assertEqual({"used": 3}, used.asdict())
        self.licenses.add_usage(self.client, category=Category.DOCUMENTS, date=world.TODAY)
        self.assertEqual(
            [1, 0], [self.licenses.usage(self.client, category=Category.DOCUMENTS, year=year).used
                     for year in (2026, 2025)])
        self.assertEqual(3, self.licenses.usage(self.client, category=Category.PRODUCTS).used)
        with self.assertRaises(RuleRefused) as caught:
            self.licenses.add_usage(self.client, category=Category.PRODUCTS, quantity=5000)
        self.assertEqual("R-LIC-04", caught.exception.reasons[0].rule)
        with self.assertRaises(NotFound):
            self.licenses.usage(uuid.uuid4(), category=Category.PRODUCTS)

    def test_a_key_counts_once(self):
        self.licenses.buy(self.client, plan=Plan.COMPLETE)
        for _ in range(2):
            used = self.licenses.add_usage(self.client, category=Category.CLIENTS, key="once")
            self.assertEqual(1, used.used)


if __name__ == "__main__":
    reporting.run()
