"""What can be looked up and listed."""
import datetime

from contoterzi import CouponKind, CouponState, MigrationState

from .store import unknown, vat_number


def paged(pages, limit):
    """All records, in pages of so many, of which none but the last is not full."""
    listed, page = [], None
    while page is None or page.next is not None:
        page = pages.page(page and page.next, limit)
        if page.next is not None and len(page) > limit:
            raise AssertionError("a page has too many records")
        listed += page
    return listed


class Lists:
    def list_clients(self, studio, search, migratable, limit):
        listed = [(each.name.lower(), self.number_of("clients", each.id)) for each in paged(
            self.store.clients.list(self.studio(studio), search=search, migratable=migratable),
            limit)]
        if any(one[0] > other[0] for one, other in zip(listed, listed[1:])):
            return ("done", "not by name")
        return ("done", sorted(listed))

    def find_client(self, number):
        return ("done", self.number_of("clients", self.store.clients.find(vat_number(number)).id))

    def list_studios(self, limit):
        return ("done", sorted(self.number_of("studios", each.id)
                               for each in paged(self.store.studios.list(), limit)))

    def list_migrations(self, studio, state, limit):
        listed = [
            (each.created_at, self.number_of("clients", each.client_id), each.state.value)
            for each in paged(self.store.migrations.list(
                studio=self.studio(studio), state=state and MigrationState(state)), limit)]
        if any(one[0] > other[0] for one, other in zip(listed, listed[1:])):
            return ("done", "the oldest is not the first")
        return ("done", sorted(listed))

    def list_coupons(self, studio, kind, state, year, limit):
        told = {}
        for each in paged(self.store.coupons.list(
                self.studio(studio), kind=kind and CouponKind(kind),
                state=state and CouponState(state), license_year=year), limit):
            what = self.packs.index(each.pack_id), each.state.value
            told[what] = told.get(what, 0) + 1
        return ("done", sorted((*what, count) for what, count in told.items()))

    def in_force(self, number, ahead):
        license = self.store.licenses.in_force(
            self.client(number),
            day=None if ahead is None else self.day + datetime.timedelta(days=ahead))
        if license.id not in self.names:
            self.name_parts(license.client_id, None)
        return ("done", self.names[license.id])

    def get_cancellation(self, studio, index):
        known = self.cancellations.get(studio, [])
        told = self.store.renewal.get_cancellation(
            known[index] if index < len(known) else unknown(index))
        return ("done", told.campaign_year, told.withdrawn_at is not None,
                told.pack_id and self.packs.index(told.pack_id))

    def clock(self):
        return ("done", self.store.today, self.store.keys_kept_since)
