"""Messages."""
from contoterzi import MessageKind


class Outbox:
    def deliver(self):
        """A worker sends all that is to be sent."""
        by_id = {made: number for number, made in self.clients.items()}
        told = set()
        while True:
            message = self.store.outbox.claim()
            if message is None:
                return ("done", frozenset(map(str, told)))
            if message.kind is MessageKind.CREDENTIALS:
                number = by_id[message.client_id]
                told.add(number)
                self.passwords[number] = next(
                    line for line in message.text.splitlines() if len(line) > 5 and " " not in line)
            self.store.outbox.acknowledge(message)
