"""Tacit renewal and cancellation."""
import datetime

from .store import unknown


class Renewals:
    def renewals(self):
        """Packs that renew one, by that and their year."""
        return {(pack.renews_id, pack.license_year): pack.id for made in self.studios.values()
                for pack in self.store.coupons.packs(made) if pack.renews_id}

    def cancellations_of(self, number):
        return [each.id for each in self.store.renewal.cancellations(self.studios[number])]

    def ways(self, studio, number, ahead):
        told = self.store.renewal.ways(
            self.client(number), studio=self.studio(studio),
            day=self.day + datetime.timedelta(days=ahead))
        return ("done", {**{way.value: frozenset() for way in told.open}, **{
            way.value: frozenset(reason.rule for reason in reasons)
            for way, reasons in told.closed.items()}})

    def campaign(self, year, limit):
        told = self.store.renewal.run_campaign(year, limit=limit, preview=self.is_preview())
        self.note_packs()
        return ("done", told.studios, told.issued_to, told.stopped, told.already_done,
                told.coupons)

    def cancellation(self, studio, pack, ago, sender, recipient):
        told = self.store.renewal.record_cancellation(
            self.studio(studio), pack=None if pack is None else self.pack(pack),
            sender=f"studio{studio if sender == 'own' else 99}@pec.example.com",
            recipient=recipient,
            message_id=f"<{self.day}.{self.second}@pec.example.com>",
            sent_at=self.now() - datetime.timedelta(days=ago), **self.how)
        known = self.cancellations.setdefault(studio, [])
        if told.id not in known:
            known.append(told.id)
        self.made = told.id
        return ("done", told.campaign_year, frozenset(reason.rule for reason in told.reasons))

    def withdraw(self, studio, index):
        known = self.cancellations.get(studio, [])
        self.store.renewal.withdraw_cancellation(
            known[index] if index < len(known) else unknown(index), **self.how)
        return ("done",)

    def told(self):
        for studio, made in self.studios.items():
            yield ("cancellations", studio), [
                (each.campaign_year, each.withdrawn_at is not None)
                for each in self.store.renewal.cancellations(made)]
