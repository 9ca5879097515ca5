"""What a day brings."""

class Lifecycle:
    def lifecycle(self):
        told = self.store.lifecycle.run(preview=self.is_preview())
        return ("done", told.expired_notices, told.reminders, told.erasure_notices, told.erasures,
                told.removed_messages)
