"""What was."""
import datetime


class Past:
    def as_of(self, number, ago):
        told = self.store.audit.as_of(
            self.client(number), day=self.day - datetime.timedelta(days=ago))
        migration = told.migration_id and (
            self.named(told, told.migration_id), told.migration_state.value)
        license = told.license_id and (
            self.named(told, told.license_id),
            told.coupon_id and self.store.coupons.get(told.coupon_id).code, told.source.value,
            told.plan.value, told.access.value, told.first_day, told.last_day)
        return ("done", told.studio_id and self.number_of("studios", told.studio_id),
                told.state and told.state.value, told.is_erased, migration, license,
                told.license_count,
                {category.value: used for category, used in told.used.items()})
