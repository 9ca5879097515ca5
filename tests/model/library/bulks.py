"""Many clients at once."""
from contoterzi import AssignmentStatus, CouponKind

from .migrations import SIGNATORIES

PAGE = 3  # entries of a plan


class Bulks:
    def migrate_many(self, studio, rows, year, share, signatory):
        answers = self.store.migrations.migrate(
            [self.client(number) for number, _ in rows], studio=self.studio(studio),
            license_year=year, share_login=share, signatory=SIGNATORIES[signatory],
            emails={self.client(number): email for number, email in rows if email}, **self.how)
        self.code, self.made, told = [], {}, []
        for (number, _), each in zip(rows, answers):
            if each.migration_id is not None:
                self.migrations[number] = self.made[number] = each.migration_id
            told.append(self.of_migration(each))
            if each.status.value == "done" and not self.is_preview():
                self.code.append(each.coupon_code or self.code_of_migration(
                    self.store.migrations.get(each.migration_id)))
        return ("done", *told)

    def renew_many(self, studio, rows, kind, year, share):
        answers = self.store.renewal.renew_many(
            [self.client(number) for number in rows], studio=self.studio(studio),
            kind=CouponKind(kind), license_year=year, share_login=share, **self.how)
        self.code = [each.coupon_code for each in answers if each.status is AssignmentStatus.DONE]
        return ("done", *(
            ("refused", frozenset(reason.rule for reason in each.reasons))
            if each.status is AssignmentStatus.REFUSED else
            (each.status.value, each.action and each.action.value, each.first_day, each.last_day)
            for each in answers))

    def renewal_plan(self, studio, kind, year):
        asked = {"kind": CouponKind(kind), "license_year": year}
        plan = self.store.renewal.plan(self.studio(studio), **asked)
        pages = self.store.renewal.plan_entries(self.studio(studio), **asked)
        page = pages.page(limit=PAGE)
        entries = list(page)
        while page.next is not None:
            page = pages.page(page.next, PAGE)
            entries += page
        counts = [each.status for each in entries]
        assert (plan.not_eligible, plan.already_done) == (
            counts.count(AssignmentStatus.REFUSED), counts.count(AssignmentStatus.ALREADY_DONE))
        number_of = {made: number for number, made in self.clients.items()}
        return ("done", plan.license_year, plan.clients, plan.eligible, plan.coupons, plan.missing,
                plan.left_over, [
                    (number_of[each.client_id], each.last_day, each.status.value,
                     each.action and each.action.value,
                     frozenset(reason.rule for reason in each.reasons)) for each in entries])
