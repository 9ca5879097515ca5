"""Clients."""
import contoterzi
from contoterzi import TaxRegime

from .store import unknown, vat_number


class Clients:
    def client(self, number):
        return self.clients.get(number, unknown(number))

    def register(self, studio, number, regime, on_ts):
        self.clients[number] = self.store.clients.register(
            self.studio(studio), name=f"Client {number}", vat_number=vat_number(number),
            emails=[f"client{number}@example.com"], tax_regime=TaxRegime(regime),
            is_on_ts_digital=on_ts, **self.how).id
        return ("done",)

    def register_many(self, studio, rows):
        answers = self.store.clients.register_many(self.studio(studio), [
            {"name": f"Client {number}", "vat_number": vat_number(number),
             "emails": [f"client{number}@example.com"], "tax_regime": TaxRegime(regime),
             "is_on_ts_digital": on_ts} for number, regime, on_ts in rows], **self.how)
        for (number, *_), each in zip(rows, answers):
            if each.client_id:
                self.clients[number] = each.client_id
        return ("done", *(
            (each.status.value, frozenset(reason.rule for reason in each.reasons))
            if each.reasons else (each.status.value,) for each in answers))

    def unlink(self, studio, number):
        self.store.clients.unlink(self.client(number), studio=self.studio(studio), **self.how)
        return ("done",)

    def set_nickname(self, studio, number, nickname):
        self.store.clients.set_nickname(
            self.client(number), nickname=nickname, studio=self.studio(studio), **self.how)
        return ("done",)

    def link(self, studio, number, email):
        self.store.clients.link(self.studio(studio), email=email, code=vat_number(number),
                                **self.how)
        return ("done",)

    def told(self):
        number_of = {made: number for number, made in self.studios.items()}
        for number, made in self.clients.items():
            client = self.store.clients.get(made)
            try:
                account = self.store.clients.account(made)
                told = account.email, account.need_password_change, account.need_setup
            except contoterzi.NotFound:
                told = None
            yield ("client", number), (
                number_of.get(client.studio_id), client.nickname,
                told if told and told[0] else None,
                client.state.value, client.license_last_day,
                client.tax_regime and client.tax_regime.value, client.is_on_ts_digital)
