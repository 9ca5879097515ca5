"""Stores on PostgreSQL from Python; tests/postgres/server gives the database."""
import os
import subprocess
import sys
import threading
import unittest

import scene
import world
import reporting
import contoterzi
from contoterzi import testkit

URI = os.environ["CONTOTERZI_TEST_POSTGRES"]


class Postgres(unittest.TestCase):
    def test_a_uri_is_opened_and_opened_again(self):
        with contoterzi.open(URI, today=world.TODAY) as store:
            studio = world.add_studio(store)
        with contoterzi.open(URI, today=world.TODAY) as store:
            self.assertEqual(studio, store.studios.get(studio))
            self.assertEqual([studio], list(store.studios.list()))

    def test_schemas_are_stores_of_their_own(self):
        for schema in ("first", "second"):
            storage = contoterzi.Storage.postgres(URI, schema=schema)
            self.assertEqual(f"Storage({URI!r})", repr(storage))
            store = world.open_store(self, storage)
            self.assertEqual([], list(store.studios.list()))
            world.add_studio(store)

    def test_a_uri_may_name_a_schema(self):
        uri = URI + ("&" if "?" in URI else "?") + "schema=of%20a%20uri"
        studio = world.add_studio(world.open_store(self, uri))
        storage = contoterzi.Storage.postgres(URI, schema="of a uri", create=False)
        self.assertEqual([studio], list(world.open_store(self, storage).studios.list()))

    def test_without_create_there_must_be_a_store(self):
        uri = URI + ("&" if "?" in URI else "?") + "schema=missing"
        for _ in range(2):
            with self.assertRaises(contoterzi.NotFound):
                contoterzi.open(uri, create=False)
            done = subprocess.run(
                [sys.executable, "-m", "contoterzi", "report", "--lang", "en", "--db", uri,
                 "--studio", world.VAT_NUMBERS[0]],
                text=True, capture_output=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
            self.assertEqual(3, done.returncode)
            self.assertIn("there is no store", done.stderr)

    def test_threads_share_a_pool(self):
        storage = contoterzi.Storage.postgres(URI, schema="threads")
        own = scene.Scene(self, where=storage)
        own.pack(8)
        clients = own.clients(8)
        answers = []

        def work(some):
            with contoterzi.open(storage, today=world.TODAY) as store:
                for client in some:
                    answers.append(store.migrations.migrate_one(
                        client, studio=own.studio, signatory=scene.MARIO).coupon_code)

        threads = [threading.Thread(target=work, args=(clients[i::4],)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(8, len(set(answers)))

    def test_a_storage_is_named_without_its_secrets(self):
        for shown, connection in [
            ("postgresql://anna@host:1/db", "postgresql://anna:secret@host:1/db?password=secret"),
            ("postgresql://anna@host", "postgresql://anna:se@cret@host"),
            ("postgresql://host/db", "postgresql://host/db"),
            ("postgres", "host=host password=secret"), ("postgres", ""),
        ]:
            self.assertEqual(f"Storage({shown!r})", repr(contoterzi.Storage.postgres(connection)))

    def test_a_connection_is_checked(self):
        with self.assertRaises(contoterzi.InvalidArgument) as caught:
            contoterzi.open("postgresql://%%%")
        self.assertEqual("connection", caught.exception.field)

    def test_a_server_that_is_not_there(self):
        with self.assertRaises(contoterzi.StorageError) as caught:
            contoterzi.open("postgresql://host@127.0.0.1:1/store")
        self.assertIn("127.0.0.1", str(caught.exception))

    def test_the_kit_with_processes(self):
        """Those of its checks that need a child of this process."""
        made = []

        def fresh():
            made.append(f"kit_{len(made)}")
            return reopen()

        def reopen():
            return contoterzi.Storage.postgres(URI, schema=made[-1])

        for check in testkit.checks():
            if check.name in ("processes-count", "crash-in-transaction"):
                with self.subTest(check=check.name):
                    result = check.run(fresh, reopen, may_fork=True)
                    self.assertEqual((testkit.Outcome.PASS, ()), (result.outcome, result.notes))
        self.assertEqual(2, len(made))


if __name__ == "__main__":
    reporting.run()
