"""Who may do what."""
import datetime

from contoterzi import AccessActor, AccessArea, AccessLevel


class Access:
    def access(self, actor, studio, number, area, level, ahead):
        told = self.store.access.check(
            self.client(number), actor=AccessActor(actor), area=AccessArea(area),
            level=AccessLevel(level), studio=self.studio(studio) if actor == "studio" else None,
            day=None if ahead is None else self.day + datetime.timedelta(days=ahead))
        return (told.is_allowed, told.rule, told.level.value,
                frozenset(reason.rule for reason in told.reasons))

    def open(self, studio, number):
        self.store.access.open(self.client(number), studio=self.studio(studio), **self.how)
        return ("done",)
