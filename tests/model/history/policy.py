"""What hosts set, before anything happens or on the way."""
from .draw import Operation

VALUES = {
    "license_end": ("12-31", "06-30", "11-30", "02-15"),
    "read_only_plan": ("standard", "premium", "complete"),
    "read_only_limits": ("complete", "standard", "premium"),
    "complete.documents": ("5", "40"),
    "standard.documents": ("0", "5"),
    "premium.documents": ("7", "400"),
    "complete.registry_entries": ("4", "50"),
    "standard.registry_entries": ("0", "6"),
    "trial.registry_entries": ("3",),
    "signatory_name_mismatch": ("refuse", "warn", "warn"),
    "certified_email_domains": ("", "certified.example.com"),
    "ordinary_email_domains": ("", "pec.other.example.com"),
    "provisioning": ("library", "host", "host", "host"),
    "campaign_day": ("11-15", "09-01", "12-31"),
    "cancellation_deadline": ("06-30", "03-31", "12-31"),
    "cancellation_address": ("disdette@pec.host.example.com",),
    "plans_offered": ("standard premium complete", "premium_plus", "standard premium_plus"),
    "premium.price_cents": ("100", "0"),
    "premium_plus.price_cents": ("99",),
    "trial_days": ("30", "1", "365"),
    "one_time_password_days": ("7", "1", "365"),
    "refusals_recorded": ("yes", "no"),
    "delivered_message_days": ("90", "3", "400"),
    "message_retry_seconds": ("60", "1", "7000"),
    "message_retry_seconds_max": ("21600", "30"),
    "coupon_link": ("https://host.example.com/c?",),
}
# These are set once: what was promised by one value is not taken back by another, and who is on the
# migratable list is kept with the client.
FIRST = {
    "studio_purchase_bars_conto_terzi": ("no",),
    "backup_months": ("0", "1", "24"),
    "erasure_notice_days": ("1", "60", "365"),
    "reminder_days": ("60 30 7", "1", "300 2"),
    "idempotency_days": ("5", "60"),
}


class Policies:
    OPERATIONS = {"policy": Operation("name value", 0.3)}

    def policy(self, values=VALUES):
        name = self.random.choice(list(values))
        return name, self.random.choice(values[name])

    def first_policies(self):
        every = {**VALUES, **FIRST}
        made = dict(self.policy(every) for _ in range(self.random.choice((0, 1, 3, 6))))
        if self.flag(0.4):
            made["provisioning"] = "host"
        return [("policy", name, value) for name, value in made.items()]
