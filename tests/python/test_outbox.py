"""store.outbox and the words of its messages."""
import datetime
import unittest
import uuid

import scene
import world
import reporting
import contoterzi
from contoterzi import InvalidArgument, MessageKind, MessageState, RuleRefused

MINUTE = datetime.timedelta(minutes=1)


class Delivery(unittest.TestCase):
    def setUp(self):
        self.now = datetime.datetime(2026, 5, 4, 10, tzinfo=datetime.timezone.utc)
        self.scene = scene.Scene(self, today=None, now=lambda: self.now)
        self.store, self.outbox = self.scene.store, self.scene.store.outbox
        self.scene.pack()

    def queue(self, count=1):
        clients = self.scene.clients(count)
        for client in clients:
            self.scene.migrate(client)
        return clients

    def test_a_message_and_its_lease(self):
        client, = self.queue()
        queued, = self.outbox.list()
        self.assertEqual(
            (MessageKind.CREDENTIALS, MessageState.QUEUED, client, 0, self.now, self.now),
            (queued.kind, queued.state, queued.client_id, queued.attempts, queued.created_at,
             queued.due_at))
        self.assertEqual((None,) * 5, (
            queued.lease, queued.subject, queued.text, queued.message_id, queued.last_failure))
        claimed = self.outbox.claim(lease_seconds=60)
        self.assertEqual((queued.id, 1, self.now + MINUTE),
                         (claimed.id, claimed.attempts, claimed.due_at))
        self.assertEqual(("client0@example.com", "no-reply@contoterzi.example"),
                         (claimed.recipient, claimed.sender))
        self.assertRegex(claimed.message_id, "^<.+@.+>$")
        self.assertIn("Client 0000", claimed.subject)
        self.assertIn(scene.password(claimed), claimed.text)
        self.assertIsNone(self.outbox.claim())
        sent = self.outbox.acknowledge(claimed)
        self.assertEqual((MessageState.DELIVERED, None, None),
                         (sent.state, sent.due_at, sent.lease))
        self.assertEqual([sent], list(self.outbox.list(state=MessageState.DELIVERED)))
        self.assertEqual([], list(self.outbox.list(state=MessageState.QUEUED)))

    def test_of_a_studio(self):
        self.store.renewal.record_cancellation(
            self.scene.studio, sender="studio@pec.example.com", message_id="<1@pec>",
            sent_at=self.now)
        message = self.outbox.claim()
        self.assertEqual((self.scene.studio.id, None), (message.studio_id, message.client_id))

    def test_r_out_01_a_lease_ends(self):
        self.queue()
        first = self.outbox.claim(lease_seconds=60)
        self.now += 2 * MINUTE
        second = self.outbox.claim()
        self.assertEqual(first.id, second.id)
        self.assertNotEqual(scene.password(first), scene.password(second))
        for late in (
                self.outbox.acknowledge, lambda message: self.outbox.fail(message, reason="no")):
            with self.assertRaises(RuleRefused) as caught:
                late(first)
            self.assertEqual("R-OUT-01", caught.exception.reasons[0].rule)
        self.outbox.acknowledge(second.id, lease=second.lease)

    def test_r_out_01_failures_back_off_and_block_no_other(self):
        self.queue(2)
        failed = self.outbox.fail(self.outbox.claim(), reason="mailbox full")
        self.assertEqual((MessageState.QUEUED, "mailbox full"), (failed.state, failed.last_failure))
        self.assertGreater(failed.due_at, self.now)
        self.assertNotEqual(failed.id, self.outbox.claim().id)
        self.assertIsNone(self.outbox.claim())
        self.now = failed.due_at
        self.assertEqual(failed.id, self.outbox.claim().id)

    def test_a_withdrawn_one(self):
        client, = self.queue()
        message = self.outbox.claim()
        password = scene.password(message)
        self.now += 10 * MINUTE
        self.store.migrations.first_login(
            client, one_time_password=password, new_password="Segreto-2026")
        self.assertIsNone(self.outbox.claim())
        self.assertEqual([message.id],
                         [each.id for each in self.outbox.list(state=MessageState.WITHDRAWN)])

    def test_keys_and_previews(self):
        self.queue()
        message = self.outbox.claim()
        self.outbox.acknowledge(message, preview=True)
        self.assertEqual(self.outbox.acknowledge(message, key="sent"),
                         self.outbox.acknowledge(message, key="sent"))

    def test_what_is_wrong_is_told(self):
        self.queue()
        with self.assertRaises(InvalidArgument) as caught:
            self.outbox.claim(lease_seconds=100000)
        self.assertEqual("lease_seconds", caught.exception.field)
        message = self.outbox.claim()
        with self.assertRaises(InvalidArgument) as caught:
            self.outbox.acknowledge(message.id)
        self.assertEqual("lease", caught.exception.field)
        with self.assertRaises(contoterzi.NotFound):
            self.outbox.acknowledge(uuid.uuid4(), lease=message.lease)
        with self.assertRaisesRegex(TypeError, "state"):
            self.outbox.list(state="queued")


class Templates(unittest.TestCase):
    def test_a_host_has_its_own_words(self):
        place = scene.Scene(self, templates={
            MessageKind.CREDENTIALS: ("Per {client}", "Da {studio} a {login}:\n{password}\n{day}")})
        place.pack()
        place.migrate(place.client())
        message = place.store.outbox.claim()
        self.assertEqual("Per Client 0000", message.subject)
        self.assertEqual(
            ["Da Studio Così & Figli a client0@example.com:", scene.password(message),
             "2026-05-11"],
            message.text.splitlines())

    def test_the_librarys_are_told_and_taken(self):
        defaults = contoterzi.template_defaults()
        self.assertEqual(set(MessageKind), set(defaults))
        self.assertIn("{client}", defaults[MessageKind.LICENSE_EXPIRED].subject)
        world.open_store(self, templates=defaults)

    def test_a_wrong_one_is_told(self):
        for templates in [{MessageKind.LICENSE_EXPIRED: ("Subject", "{password}")},
                          {MessageKind.CREDENTIALS: ("two\nlines", "{password}")}]:
            with self.assertRaises(InvalidArgument) as caught:
                world.open_store(self, templates=templates)
            self.assertEqual("templates", caught.exception.field)
            self.assertIn(next(iter(templates)).value, str(caught.exception))
        with self.assertRaisesRegex(TypeError, "templates"):
            world.open_store(self, templates={"credentials": ("a", "b")})


if __name__ == "__main__":
    reporting.run()
