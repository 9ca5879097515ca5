"""Packs, coupons, and who may get one."""
import datetime

from contoterzi import CouponKind, Plan

from .store import unknown


class Coupons:
    def pack(self, number):
        return self.packs[number] if number < len(self.packs) else unknown(number)

    def number_of_pack(self, made):
        """It may be another caller's."""
        if made not in self.packs:
            self.note_packs()
        return self.packs.index(made)

    def note_packs(self):
        for made in self.studios.values():
            for pack in self.store.coupons.packs(made):
                if pack.id not in self.packs:
                    self.packs.append(pack.id)

    def buy_pack(self, studio, kind, year, quantity, plan):
        self.made = made = self.store.coupons.buy(
            self.studio(studio), kind=CouponKind(kind), license_year=year, quantity=quantity,
            unit_price=1, plan=plan and Plan(plan), **self.how).id
        if made not in self.packs:
            self.packs.append(made)
        return ("done",)

    def revoke(self, number):
        self.store.coupons.revoke(self.pack(number), **self.how)
        return ("done",)

    def eligibility(self, studio, number, kind, year, ahead, code=None):
        told = self.store.coupons.check_eligibility(
            self.client(number), studio=self.studio(studio), kind=CouponKind(kind),
            license_year=year, day=self.day + datetime.timedelta(days=ahead), coupon_code=code)
        return (told.action.value, frozenset(reason.rule for reason in told.reasons))

    def code_of(self, pack, which):
        """Of one of its coupons, which are always in the same order."""
        if pack not in self.codes:
            made = self.store.coupons.pack(self.packs[pack])
            self.codes[pack] = sorted(
                each.code for each in self.store.coupons.list(
                    made.studio_id, kind=made.kind, license_year=made.license_year)
                if each.pack_id == made.id)
        return self.codes[pack][which % len(self.codes[pack])]

    def told(self):
        for studio, made in self.studios.items():
            counts = {}
            for coupon in self.store.coupons.list(made):
                of_pack = counts.setdefault(coupon.pack_id, {})
                of_pack[coupon.state.value] = of_pack.get(coupon.state.value, 0) + 1
            for pack in self.store.coupons.packs(made):
                yield ("pack", self.packs.index(pack.id)), (
                    studio, pack.kind.value, pack.plan.value, pack.license_year, pack.quantity,
                    pack.source.value, pack.revoked_on,
                    pack.renews_id and self.packs.index(pack.renews_id), counts[pack.id])
