"""Coupons assigned outside a migration."""
from contoterzi import CouponKind, TaxRegime

from .store import vat_number


class Assignments:
    def assign(self, studio, number, kind, year, email, share, code=None):
        told = self.store.renewal.assign(
            self.client(number), studio=self.studio(studio), kind=CouponKind(kind),
            license_year=year, email=email, share_login=share, coupon_code=code, **self.how)
        self.code = told.coupon_code
        return (told.status.value, told.action.value, told.first_day, told.last_day)

    def coupon_link(self, code):
        return ("done", self.store.renewal.link(code).text)

    def register_by_link(self, code, number, regime, email, share):
        told = self.store.renewal.register(
            code, name=f"Client {number}", vat_number=vat_number(number), email=email,
            tax_regime=TaxRegime(regime), share_login=share, **self.how)
        self.clients[number] = told.client_id
        self.code = told.coupon_code
        return (told.status.value, told.action.value, told.first_day, told.last_day)
