"""store.coupons: packs, their coupons, and who may get one."""
import datetime
import decimal
import unittest
import uuid

import scene
import world
import reporting
from contoterzi import (
    CouponKind, CouponState, EligibleAction, InvalidArgument, NotFound, PackSource, Plan,
    RuleRefused)


class Coupons(unittest.TestCase):
    def setUp(self):
        self.scene = scene.Scene(self)
        self.store, self.studio = self.scene.store, self.scene.studio
        self.coupons = self.store.coupons

    def buy(self, **changes):
        return self.coupons.buy(self.studio, **{
            "kind": CouponKind.RENEWABLE, "license_year": 2026, "quantity": 3,
            "unit_price": decimal.Decimal("12.50"), **changes})

    def test_a_pack_is_what_was_bought(self):
        pack = self.buy(plan=Plan.PREMIUM)
        self.assertEqual({
            "id": pack.id, "studio_id": self.studio.id, "kind": CouponKind.RENEWABLE,
            "plan": Plan.PREMIUM, "license_year": 2026, "quantity": 3,
            "unit_price": decimal.Decimal("12.50"), "source": PackSource.PURCHASE,
            "issued_on": world.TODAY, "revoked_on": None, "renews_id": None}, pack.asdict())
        self.assertEqual(pack, self.coupons.pack(pack))
        second = self.buy(unit_price=7, kind=CouponKind.CONTO_TERZI)
        self.assertEqual((Plan.STANDARD, 7), (second.plan, second.unit_price))
        packs = self.coupons.packs(self.studio)
        self.assertEqual({pack, second}, set(packs))
        first = packs.page(limit=1)
        self.assertEqual({pack, second}, {*first, *packs.page(first.next, limit=1)})

    def test_what_is_no_purchase_is_refused(self):
        with self.assertRaises(RuleRefused) as caught:
            self.buy(license_year=2025)
        self.assertEqual("R-COU-06", caught.exception.reasons[0].rule)
        for field, changes in [("unit_price", {"unit_price": decimal.Decimal("0.005")}),
                               ("quantity", {"quantity": -1}), ("quantity", {"quantity": 0})]:
            with self.subTest(changes=changes), self.assertRaises(InvalidArgument) as caught:
                self.buy(**changes)
            self.assertEqual(field, caught.exception.field)
        for name, changes in [
                ("unit_price", {"unit_price": 12.5}), ("kind", {"kind": "renewable"})]:
            with self.subTest(name=name), self.assertRaisesRegex(TypeError, name):
                self.buy(**changes)
        self.assertEqual([], list(self.coupons.packs(self.studio)))

    def test_a_coupon_is_one_of_its_pack(self):
        pack = self.buy()
        coupon = self.coupons.find(self.scene.code())
        self.assertEqual({
            "id": coupon.id, "pack_id": pack.id, "studio_id": self.studio.id, "client_id": None,
            "code": coupon.code, "kind": CouponKind.RENEWABLE, "plan": Plan.STANDARD,
            "license_year": 2026, "issued_on": world.TODAY,
            "state": CouponState.AVAILABLE}, coupon.asdict())
        self.assertEqual(coupon, self.coupons.get(coupon.id))
        self.assertEqual(coupon, self.coupons.find(coupon.code.replace("-", "").lower()))
        with self.assertRaises(RuleRefused) as caught:
            self.coupons.find("nonsense")
        self.assertEqual("R-COU-09", caught.exception.reasons[0].rule)

    def test_they_are_listed_by_what_they_are(self):
        self.buy()
        self.buy(kind=CouponKind.FLAT_RATE, license_year=2027, quantity=1)
        count = {"all": {}, "kind": {"kind": CouponKind.RENEWABLE}, "year": {"license_year": 2027},
                 "state": {"state": CouponState.ASSIGNED}}
        self.assertEqual(
            {"all": 4, "kind": 3, "year": 1, "state": 0},
            {name: len(list(self.coupons.list(self.studio, **wanted)))
             for name, wanted in count.items()})
        codes = [coupon.code for coupon in self.coupons.list(self.studio)]
        pages = self.coupons.list(self.studio.id)
        first = pages.page(limit=3)
        self.assertEqual(codes[3:], [coupon.code for coupon in pages.page(first.next)])

    def test_r_cou_07_a_revoked_pack_keeps_what_was_assigned(self):
        pack = self.buy(kind=CouponKind.CONTO_TERZI)
        client = self.scene.client()
        code = self.scene.migrate(client).coupon_code
        with self.assertRaises(NotFound):
            self.coupons.revoke(uuid.uuid4())
        self.assertEqual(world.TODAY, self.coupons.revoke(pack, preview=True).revoked_on)
        self.assertIsNone(self.coupons.pack(pack).revoked_on)
        self.assertEqual(world.TODAY, self.coupons.revoke(pack).revoked_on)
        self.assertEqual(
            {code: CouponState.ASSIGNED},
            {coupon.code: coupon.state for coupon in self.coupons.list(self.studio)
             if coupon.state != CouponState.REVOKED})
        self.assertEqual(client, self.coupons.find(code).client_id)

    def test_eligibility_tells_what_stands_against_it(self):
        client = self.scene.client()
        answer = self.coupons.check_eligibility(client, studio=self.studio)
        self.assertEqual(EligibleAction.NO, answer.action)
        self.assertEqual(["R-ELIG-11"], [reason.rule for reason in answer.reasons])
        self.buy(kind=CouponKind.CONTO_TERZI)
        answer = self.coupons.check_eligibility(client, studio=self.studio, license_year=2026)
        self.assertEqual({"action": EligibleAction.MIGRATE, "reasons": ()}, answer.asdict())
        answer = self.coupons.check_eligibility(
            client, studio=self.studio, coupon_code=self.scene.code())
        self.assertEqual(EligibleAction.MIGRATE, answer.action)
        answer = self.coupons.check_eligibility(
            client, studio=self.studio, day=datetime.date(2027, 1, 1))
        self.assertEqual(["R-COU-06"], [reason.rule for reason in answer.reasons])
        answer = self.coupons.check_eligibility(
            client, studio=self.studio, kind=CouponKind.FLAT_RATE)
        self.assertEqual(EligibleAction.NO, answer.action)
        with self.assertRaises(NotFound):
            self.coupons.check_eligibility(uuid.uuid4(), studio=self.studio)


if __name__ == "__main__":
    reporting.run()
