"""What a day brings."""

class Lifecycle:
    def erase_client(self, number):
        self.store.clients.erase(self.client(number), **self.how)
        return ("done",)

    def lifecycle(self, limit):
        told = self.store.lifecycle.run(limit=limit)
        return ("done", told.expired_notices, told.reminders, told.erasure_notices, told.erasures,
                told.removed_messages)
