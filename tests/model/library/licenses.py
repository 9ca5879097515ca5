"""Licenses."""
import datetime

from contoterzi import Plan


class Licenses:
    def buy_license(self, studio, number, plan, email, share):
        told = self.store.licenses.buy(
            self.client(number), plan=Plan(plan), email=email, share_login=share,
            studio=None if studio is None else self.studio(studio), **self.how)
        return ("done", told.first_day, told.last_day)

    def start_trial(self, number, email, share):
        told = self.store.licenses.start_trial(
            self.client(number), email=email, share_login=share, **self.how)
        return ("done", told.first_day, told.last_day)

    def told(self):
        for number, made in self.clients.items():
            yield ("licenses", number), sorted(
                (each.first_day, each.last_day, each.plan.value, each.access.value,
                 each.source.value, each.superseded_on or datetime.date.min)
                for each in self.store.licenses.list(made))
