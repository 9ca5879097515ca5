"""What the host may set (section 13), by the names that the library has for it."""
import datetime


class Policy:
    def __init__(self):
        self.values = {
            "license_end": "12-31",
            "read_only_plan": "standard",
            "read_only_limits": "complete",
            "one_time_password_days": "7",
            "studio_purchase_bars_conto_terzi": "yes",
            "signatory_name_mismatch": "refuse",
            "certified_email_domains": "",
            "ordinary_email_domains": "",
            "provisioning": "library",
            "campaign_day": "11-15",
            "cancellation_deadline": "06-30",
            "cancellation_address": "teamsystemgroup@pecteamsystem.com",
            "plans_offered": "standard premium complete",
            "trial_days": "30",
            "backup_months": "12",
            "erasure_notice_days": "30",
            "idempotency_days": "30",
            "refusals_recorded": "yes",
            "reminder_days": "30 7",
            "delivered_message_days": "90",
            "message_retry_seconds": "60",
            "message_retry_seconds_max": "21600",
            "coupon_link": "https://contoterzi.example/attiva/",
        }
        for plan, documents, entries, price in (  # R-LIC-03, and the list prices
                ("trial", 100, 500, 0), ("standard", 100, 500, 14400),
                ("premium", 400, 1000, 25200), ("premium_plus", 800, 2500, 34800),
                ("complete", 3000, 5000, 61200)):
            self.values[f"{plan}.documents"] = str(documents)
            self.values[f"{plan}.registry_entries"] = str(entries)
            self.values[f"{plan}.price_cents"] = str(price)

    def __getitem__(self, name):
        return self.values[name]

    def number(self, name):
        return int(self.values[name])

    def day(self, name, year):
        month, day = self.values[name].split("-")
        return datetime.date(year, int(month), int(day))

    def last_day_of(self, year):
        """R-COU-01: of its licenses."""
        return self.day("license_end", year)

    def limits(self, plan):
        entries = self.number(f"{plan}.registry_entries")
        return {"clients": entries, "suppliers": entries, "products": entries,
                "documents": self.number(f"{plan}.documents")}

    def is_certified(self, email):
        """R-STU-03."""
        domain = email.partition("@")[2]
        return domain not in self["ordinary_email_domains"].split() and (
            domain in self["certified_email_domains"].split() or domain.startswith("pec."))


class Policies:
    def policy(self, name, value):
        """The host begins anew with another value."""
        self.host.values[name] = value
        return ("done",)
