"""Records: whether the books are right, what is held on a client, and what the product says."""
import datetime
import json
import uuid

from contoterzi import Category

from .store import vat_number


def instant(text):
    return datetime.datetime.fromisoformat(text) if text else None


def identifier(text):
    return uuid.UUID(text) if text else None


def day(text):
    return datetime.date.fromisoformat(text) if text else None


class Audit:
    def findings(self):
        """What is wrong in the books (R-AUD-07)."""
        return [finding.text for finding in self.store.audit.check()]

    def books(self, limit):
        """What is wrong, and how many rows of each table were looked at."""
        check = self.store.audit.check(limit=limit)
        wrong = [finding.text for finding in check]
        return ("done", wrong, {table: count for table, count in check.rows.items()
                                if table not in ("usage", "erasure")})

    def export(self, studio, number):
        """The document, with what is the model's of it."""
        told = json.loads(self.store.audit.export(
            self.client(number), studio=None if studio is None else self.studio(studio),
            **self.how))
        client, account = told["client"], told["account"]
        return ("done", {
            "client": (self.number_of("studios", identifier(client["studio"])),
                       client["tax_regime"], *client["emails"], client["is_on_ts_digital"],
                       client["state"], day(client["license_last_day"]),
                       client.get("nickname", "not told")),
            "account": account and (account["email"], account["need_password_change"],
                                    account["need_setup"]),
            "licenses": sorted((
                (day(each["first_day"]), day(each["last_day"]), each["plan"], each["access"],
                 each["source"], self.code_by(each["coupon"]), day(each["superseded_on"]),
                 each["limits"]) for each in told["licenses"]), key=repr),
            "usage": {(each["category"], each.get("year")): each["used"]
                      for each in told["usage"] if each["used"]},
            "migrations": [(instant(each["created_at"]), each["state"], each["email"],
                            self.code_by(each["coupon"])) for each in told["migrations"]],
            "documents": sorted((
                (day(each["date"]), each["direction"], each["type"], each["number"],
                 each["series"], each["counterparty_name"], each["counterparty_code"],
                 each["currency"], instant(each["imported_at"])) for each in told["documents"]),
                key=repr),
            "counterparties": sorted((each["category"], each["code"], each["name"])
                                     for each in told["counterparties"]),
            "numbering": [(each["year"], each["series"] or None, each["last_number"])
                          for each in told["numbering"]],
            "messages": sorted(
                (instant(each["created_at"]), each["kind"], each["attempts"], each["state"],
                 instant(each["due_at"]), each["last_failure"], each["to"])
                for each in told["messages"]),
            "events": [(instant(each["instant"]), each["actor"], each["kind"])
                       for each in told["events"]],
        })

    def code_by(self, text):
        return text and self.store.coupons.get(identifier(text)).code

    def reconcile(self, studio, number, said):
        limits = {Category(name): limit for name, limit in said.get("limits", {}).items()}
        told = self.store.audit.reconcile(
            vat_number=vat_number(number), studio=None if studio is None else self.studio(studio),
            **{**said, "limits": limits})
        return ("done", [(each.field, each.rule, each.ours, each.theirs) for each in told])
