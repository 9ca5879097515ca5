"""Events."""

PLAIN = "number", "year", "first_day", "last_day"
VALUES = ("coupon_kind", "category", "license_source", "plan", "license_access", "area", "level")


class Events:
    def events(self, kind, number, limit):
        """Of one studio or client, or all, in pages of so many. What a list promises of its order
        is looked at here: a client's are counted, others come the oldest first."""
        about = {} if kind == "all" else {
            kind: (self.client if kind == "client" else self.studio)(number)}
        pages, listed, page = self.store.events.list(**about), [], None
        while page is None or page.next is not None:
            page = pages.page(page and page.next, limit)
            if page.next is not None and len(page) != limit:
                return ("done", "a page that is not full")
            listed += page
        if kind == "client":
            if [each.sequence for each in listed] != list(range(1, len(listed) + 1)):
                return ("done", "they are not counted from 1")
        elif any(one.instant > other.instant for one, other in zip(listed, listed[1:])):
            return ("done", "the oldest is not the first")
        return ("done", {subject: self.told_events(events)
                         for subject, events in self.journal_of(listed).items()})

    def events_after(self, instant):
        return self.journal_of(each for each in self.store.events.list()
                               if each.instant > instant)

    def journal_of(self, events):
        """By subject, each in order."""
        journal = {}
        for event in events:
            journal.setdefault(self.subject_of(event), []).append(event)
        for listed in journal.values():
            listed.sort(key=lambda each: each.sequence)
        return journal

    def told_events(self, events):
        """As the model tells them."""
        return [self.event(each) for each in events]

    def event(self, event):
        told = {name: getattr(event, name) for name in PLAIN}
        told.update((name, value and value.value) for name, value in (
            (name, getattr(event, name)) for name in VALUES))
        told["rules"] = frozenset(event.rules)
        if event.pack_id:
            told["pack"] = self.packs.index(event.pack_id) + 1
        if event.coupon_id:
            told["coupon"] = self.named(event, event.coupon_id)
        for name in "license", "migration", "message":
            made = getattr(event, name + "_id")
            if made:
                told[name] = self.named(event, made)
        studio = event.studio_id and self.number_of("studios", event.studio_id)
        return (event.instant, event.actor, event.kind.value, studio,
                {name: value for name, value in told.items() if value})

    def named(self, event, made):
        """What the model calls a coupon, license, migration or message."""
        if made not in self.names:
            if made == event.coupon_id:
                self.names[made] = self.store.coupons.get(made).code
            else:
                self.name_parts(event.client_id, event.studio_id)
        return self.names.get(made)

    def name_parts(self, client, studio):
        """Of a client, or of a studio that are no client's."""
        licenses, queued = 0, {}
        for event in self.store.events.list(**{"client": client} if client else {"studio": studio}):
            kind = event.kind.value
            if event.client_id != client:
                continue
            if kind == "license_activated":
                licenses += 1
                self.names[event.license_id] = licenses
            elif kind == "message_queued":
                queued[event.instant] = place = queued.get(event.instant, 0) + 1
                self.names[event.message_id] = event.instant, place
            elif kind == "migration_selected":
                self.names[event.migration_id] = event.instant
