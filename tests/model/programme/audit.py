"""Records (section 12): what is held on a client, and what the product says of it."""
from .records import Missing, Refused


class Audit:
    def export(self, studio, number):
        """R-AUD-03, told as one document."""
        client = self.client(number)
        if not self.is_of(client, studio):
            raise Missing
        if client.is_erased and not client.login:
            self.log("access_refused", client.studio, client, area="export", level="read",
                     rules=frozenset({"R-ACC-04"}))
            raise Refused("R-ACC-04")
        _, documents, numbering = self.documents(number)
        told = {
            "client": (client.studio and client.studio.number, client.regime, client.proposed,
                       client.on_ts, self.client_state(client), client.ends(),
                       "not told" if studio is None else client.nickname),  # R-CLI-06
            "account": client.login and (client.login, client.awaits_login, client.needs_setup),
            "licenses": sorted((
                (each.first, each.last, each.plan, each.access, each.source, each.code,
                 each.superseded_on, each.limits) for each in client.licenses), key=repr),
            "usage": {what: count for what, count in client.used.items() if count},
            "migrations": [(each.began_at, each.state, each.email, each.code)
                           for each in client.migrations],
            "documents": [each[:-2] for each in documents],
            "counterparties": sorted((*what, name) for what, name in client.parties.items()),
            "numbering": [(*series, count - 1) for *series, count in numbering],
            "messages": sorted(each.told()[1:] for each in self.messages
                               if each.client is client),
            "events": [(each.instant, each.actor, each.kind)
                       for each in self.journal[("client", number)]],
        }
        self.log("client_exported", client.studio, client)
        return ("done", told)

    def books(self, limit):
        """R-AUD-07: nothing is wrong, and everything was looked at once."""
        studios, clients = self.studios.values(), self.clients.values()
        return ("done", [], {
            "studio": len(studios),
            "client": len(clients),
            "account": sum(bool(each.licenses) for each in clients),
            "pack": len(self.packs),
            "coupon": sum(each.quantity for each in self.packs),
            "license": sum(len(each.licenses) for each in clients),
            "migration": sum(len(each.migrations) for each in clients),
            "message": len(self.messages),
            "campaign_issue": sum(len(each.served) for each in studios),
            "cancellation": sum(len(each.cancellations) for each in studios),
            "document": sum(len(each.documents) for each in clients),
            "counterparty": sum(len(each.parties) for each in clients),
            "numbering": sum(len(each.numbering) for each in clients),
        })

    def snapshot(self, number):
        """What the product says of a client if it is right."""
        client = self.clients.get(number)
        if client is None:
            return {"plan": "standard"}
        license = next((each for each in client.licenses if each.works_on(self.today)), None)
        told = {"use_fic": client.login is not None,
                "through_accountant": self.may_operate(client)}
        if client.login:
            told["need_setup"] = client.needs_setup
        if license:
            told.update(plan=license.plan, license_expire=license.last, limits=license.limits)
        elif client.ends():
            told["license_expire"] = client.ends()
        return told

    def is_of(self, client, studio):
        """None is anybody."""
        return studio is None or client.studio is not None and client.studio.number == studio

    def may_operate(self, client):
        return bool(client.studio and not self.against_operation(client.studio, client)
                    and any(each.works_on(self.today) for each in client.licenses))

    def reconcile(self, studio, number, said):
        """R-AUD-08."""
        client = self.clients.get(number)
        if client is None or client.is_forgotten() or not self.is_of(client, studio):
            return ("done", [("company", "R-CLI-01", None, None)])
        told, covered = [], client.ends()
        license = next((each for each in client.licenses if each.works_on(self.today)), None)
        until, ours = said.get("license_expire"), license.last if license else covered
        if until and until >= self.today and said.get("plan") != "trial" and not (
                covered and until <= covered):
            told.append(("license", "R-ELIG-02", str(covered or "-"), str(until)))
        elif until and ours and until not in (ours, covered):
            told.append(("license_expire", "R-LIC-02", str(ours), str(until)))
        if license:
            plan = said.get("plan", license.plan)
            if plan != license.plan:
                told.append(("plan", "R-LIC-01", license.plan, plan))
            for category, limit in said.get("limits", {}).items():
                if limit != license.limits[category]:
                    told.append((f"limits.{category}", "R-LIC-03",
                                 str(license.limits[category]), str(limit)))
        for field, rule, is_so in (
                ("through_accountant", "R-ACC-02", self.may_operate(client)),
                ("use_fic", "R-MIG-02", client.login is not None),
                ("need_setup", "R-MIG-07", client.needs_setup)):
            if field in said and said[field] != is_so and (field != "need_setup" or client.login):
                told.append((field, rule, str(is_so).lower(), str(said[field]).lower()))
        return ("done", told)
