"""Who may do what (section 9)."""
from .records import ONE_DAY, Refused

DOCUMENTS = (  # what a client with a read-only license may read (R-ACC-01)
    "issued_documents received_documents receipts quotes proformas invoices issued_receipts "
    "delivery_notes credit_notes orders work_reports supplier_orders self_invoices").split()


class Access:
    def access(self, actor, studio, number, area, level, ahead):
        """May it, and by which rule."""
        day = self.today + ahead * ONE_DAY
        client = self.clients.get(number)
        in_force = client and next((each for each in client.licenses if each.works_on(day)), None)
        after_the_end = area in ("license_purchase", "export")
        if actor == "studio":
            studio = self.studio(studio)
            if client is None or client.studio is not studio or not studio.is_open:
                return (False, "R-ACC-02")
            if client.is_erased and not client.login:
                return (False, "R-ACC-04")
            if not client.migrated() or client.migrated().state != "operational":
                return (False, "R-ACC-02")
            if in_force:
                return (True, "R-ACC-05" if area == "login" else "R-ACC-02")
            return (after_the_end, "R-ACC-04")
        if client is None:
            return (False, "R-ACC-06")
        if not client.login:
            return (False, "R-ACC-04" if client.is_erased else "R-ACC-06")
        if client.awaits_login:
            return (area == "login", "R-ACC-07")
        if not in_force:
            return (after_the_end or area == "login", "R-ACC-04")
        if in_force.access == "full":
            return (True, "R-ACC-03")
        if area == "license_purchase":
            return (True, "R-LIC-07")
        allowed = (area in ("login", "settings", "export")
                   or level == "read" and area in DOCUMENTS)
        return (allowed, "R-ACC-01")

    def open(self, studio, number):
        """R-ACC-05."""
        allowed, rule = self.access("studio", studio, number, "login", "read", 0)
        if not allowed:
            client = self.clients.get(number)
            if client and client.is_erased and not client.login and rule == "R-ACC-04":
                raise Refused(rule)
            try:
                self.operation(studio, number)
            except Refused as behind:
                raise Refused(rule, *behind.rules) from None
        self.log("client_opened", self.studios[studio], self.clients[number])
        return ("done",)
