"""Messages (section 11)."""
from .records import ONE_DAY


class Outbox:
    def deliver(self):
        """R-MIG-06: the password is made when the message is claimed."""
        told = set()
        for client in self.clients.values():
            migration = client.migrated()
            if migration and migration.is_queued:
                migration.is_queued = False
                migration.password_until = self.today + 7 * ONE_DAY
                if migration.state == "provisioned":
                    migration.state = "credentials_sent"
                told.add(str(client.number))
        return ("done", frozenset(told))
