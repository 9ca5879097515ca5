"""Who may do what (section 9)."""
from .records import ONE_DAY, Refused

DOCUMENTS = (  # what a client with a read-only license may read (R-ACC-01)
    "issued_documents received_documents receipts quotes proformas invoices issued_receipts "
    "delivery_notes credit_notes orders work_reports supplier_orders self_invoices").split()
AFTER_THE_END = "license_purchase", "export"  # is left of an account (R-LIC-06)


class Access:
    def access(self, actor, studio, number, area, level, ahead):
        """May it, by which rule, and what else stands against it; `ahead` None is a question that
        turns somebody away, and so leaves an event (R-AUD-06)."""
        day = self.today + (ahead or 0) * ONE_DAY
        allowed, rule, against = self.decide(actor, studio, number, area, level, day)
        client = self.clients.get(number)
        if not allowed and ahead is None:
            by = client and client.studio if actor == "client" else self.studios[studio]
            if by or client:
                self.log("access_refused", by, client if client and client.studio is by else None,
                         area=area, level=level, rules=against)
        most = [each for each in ("write", "read")
                if self.decide(actor, studio, number, area, each, day)[0]]
        return (allowed, rule, most[0] if most else "none", against)

    def decide(self, actor, studio, number, area, level, day):
        decide = self.decide_for_studio if actor == "studio" else self.decide_for_client
        arguments = (self.studio(studio),) if actor == "studio" else ()
        allowed, rule, *behind = decide(*arguments, self.clients.get(number), area, level, day)
        return allowed, rule, frozenset() if allowed else frozenset({rule, *behind})

    def decide_for_studio(self, studio, client, area, level, day):
        bars = self.against_operation(studio, client)
        is_erased = client and client.is_erased and not client.login
        if is_erased and bars <= {"R-MIG-08"}:
            return (False, "R-ACC-04")
        if bars:
            return (False, "R-ACC-02", *bars)
        if any(each.works_on(day) for each in client.licenses):
            return (True, "R-ACC-05" if area == "login" else "R-ACC-02")
        return (area in AFTER_THE_END, "R-ACC-04", "R-LIC-06")

    def decide_for_client(self, client, area, level, day):
        if client is None:
            return (False, "R-ACC-06")
        if not client.login:
            return (False, "R-ACC-04" if client.is_erased else "R-ACC-06")
        if client.awaits_login:
            return (area == "login", "R-ACC-07")
        in_force = next((each for each in client.licenses if each.works_on(day)), None)
        if not in_force:
            return (area in (*AFTER_THE_END, "login"), "R-ACC-04", "R-LIC-06")
        if in_force.access == "full":
            return (True, "R-ACC-03")
        if area == "license_purchase":
            return (True, "R-LIC-07")
        allowed = (area in ("login", "settings", "export")
                   or level == "read" and area in DOCUMENTS)
        return (allowed, "R-ACC-01")

    def against_access(self, studio, number, area, level):
        return self.decide("studio", studio, number, area, level, self.today)[2]

    def open(self, studio, number):
        """R-ACC-05."""
        against = self.against_access(studio, number, "login", "read")
        if against:
            raise Refused(*against)
        self.log("client_opened", self.studios[studio], self.clients[number])
        return ("done",)
