"""Licenses."""
import datetime
import decimal

from contoterzi import Plan


class Licenses:
    def buy_license(self, studio, number, plan, email, share, price, how, last):
        told = self.store.licenses.buy(
            self.client(number), plan=Plan(plan), email=email, share_login=share,
            studio=None if studio is None else self.studio(studio),
            price=None if price is None else decimal.Decimal(price) / 100,
            last_day=last, as_renewal=how == "renewal",
            as_upgrade=how == "upgrade", **self.how)
        return ("done", told.first_day, told.last_day)

    def start_trial(self, number, email, share):
        told = self.store.licenses.start_trial(
            self.client(number), email=email, share_login=share, **self.how)
        return ("done", told.first_day, told.last_day)

    def told(self):
        for number, made in self.clients.items():
            yield ("licenses", number), sorted(
                (each.first_day, each.last_day, each.plan.value, each.access.value,
                 each.source.value, each.superseded_on or datetime.date.min, each.price * 100,
                 sorted((category.value, most) for category, most in each.limits.items()))
                for each in self.store.licenses.list(made))
