"""Migrations."""
from contoterzi import Signatory

from .store import unknown

SIGNATORIES = {"mario": Signatory("Mario", "Rossi", "RSSMRA85T10A562S"),
               "anna": Signatory("Anna", "Rossi", "RSSMRA85T10A562S"),
               "nobody": Signatory("Mario", "Rossi", "RSSMRA85T10A562T")}


class Migrations:
    def migrations_of(self, number):
        return [each.id for each in self.store.migrations.list(client=self.clients[number])]

    def migrate(self, studio, number, year, email, share, signatory, code=None):
        told = self.store.migrations.migrate_one(
            self.client(number), studio=self.studio(studio), license_year=year, email=email,
            share_login=share, signatory=SIGNATORIES[signatory], coupon_code=code, **self.how)
        self.migrations[number] = self.made = told.migration_id
        self.code = told.coupon_code
        if self.code is None and told.status.value == "done" and not self.is_preview():
            self.code = self.code_of_migration(self.store.migrations.get(told.migration_id))
        return self.of_migration(told)

    def of_migration(self, told):
        reasons = frozenset(reason.rule for reason in told.reasons)
        if told.status.value == "refused":
            return ("refused", reasons)
        return (told.status.value, told.state.value, reasons)

    def code_of_migration(self, migration):
        return self.store.coupons.get(migration.coupon_id).code

    def select(self, studio, number, email, share):
        told = self.store.migrations.select(
            self.client(number), studio=self.studio(studio), email=email, share_login=share,
            **self.how)
        self.migrations[number] = self.made = told.id
        return ("done", told.state.value)

    def authorise(self, number, year, signatory, code=None):
        told = self.store.migrations.authorise(
            self.migrations.get(number, unknown(number)), license_year=year,
            signatory=SIGNATORIES[signatory], coupon_code=code, **self.how)
        if not self.is_preview():
            self.code = self.code_of_migration(told)
        return ("done", told.state.value)

    def step(self, name, number):
        told = getattr(self.store.migrations, name)(
            self.migrations.get(number, unknown(number)), **self.how)
        return ("done", told.state.value)

    def first_login(self, number, is_right, is_strong):
        told = self.store.migrations.first_login(
            self.client(number),
            one_time_password=self.passwords.get(number, "never-sent") if is_right else "wrong-one",
            new_password="Segreto-2026" if is_strong else "segreto", **self.how)
        return ("done", told.state.value)

    def complete(self, number):
        return ("done", self.store.migrations.complete(self.client(number), **self.how).state.value)

    def resend(self, number):
        told = self.store.migrations.resend_credentials(self.client(number), **self.how)
        return ("done", told.state.value)

    def operation(self, studio, number):
        self.store.migrations.check_operation(self.client(number), studio=self.studio(studio))
        return ("done",)

    def told(self):
        for number, made in self.clients.items():
            yield ("migrations", number), [
                each.state.value for each in self.store.migrations.list(client=made)]
