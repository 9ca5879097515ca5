"""Eight threads with stores of their own, on one file and on one memory: what they did adds up."""
import pathlib
import tempfile
import threading
import unittest

import scene
import world
import reporting
import contoterzi
from memory_backend import MemoryBackend

THREADS = 8


def in_threads(work):
    """What each thread answered, or raised; they begin together."""
    meet = threading.Barrier(THREADS)
    answers = [None] * THREADS

    def run(number):
        meet.wait()
        try:
            answers[number] = work(number)
        except Exception as error:
            answers[number] = error

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


class Threads(unittest.TestCase):
    def places(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        yield "file", pathlib.Path(directory.name) / "store.db"
        yield "memory", contoterzi.Storage.memory()
        yield "in Python", contoterzi.Storage.of(MemoryBackend())

    def open(self, where):
        return contoterzi.open(where, today=world.TODAY, lang="en", lock_timeout=60)

    def test_what_they_added_adds_up(self):
        for name, where in self.places():
            with self.subTest(storage=name):
                own = scene.Scene(self, where=where)
                each = 10

                def work(number):
                    added = []
                    with self.open(where) as store:
                        for index in range(each):
                            added.append(store.clients.register(
                                studio=own.studio, name=f"Client {number}-{index}",
                                vat_number=scene.vat_number(number * each + index),
                                emails=["client@example.com"]))
                            store.clients.get(added[-1])
                    return added

                added = in_threads(work)
                self.assertEqual([list] * THREADS, list(map(type, added)), added)
                everyone = [client for some in added for client in some]
                self.assertEqual(sorted(client.id for client in everyone),
                                 sorted(client.id for client in own.store.clients.list(own.studio)))
                self.assertEqual(THREADS * each, own.store.studios.overview(own.studio).clients)
                # Records are read by any thread, however their store ended.
                self.assertEqual(scene.vat_number(0), everyone[0].vat_number)

    def test_a_pool_is_emptied_once(self):
        for name, where in self.places():
            with self.subTest(storage=name):
                own = scene.Scene(self, where=where)
                own.pack(12)
                clients = own.clients(3 * THREADS)

                def work(number):
                    given = []
                    with self.open(where) as store:
                        for client in clients[number::THREADS]:
                            try:
                                given.append(store.migrations.migrate_one(
                                    client, studio=own.studio, signatory=scene.MARIO).coupon_code)
                            except contoterzi.RuleRefused as error:
                                given.append({reason.rule for reason in error.reasons})
                    return given

                given = [code for some in in_threads(work) for code in some]
                codes = [code for code in given if isinstance(code, str)]
                self.assertEqual((12, 12, 24), (len(codes), len(set(codes)), len(given)), given)
                refusals = [rules for rules in given if not isinstance(rules, str)]
                self.assertTrue(all("R-ELIG-11" in rules for rules in refusals), refusals)

    def test_what_all_want_only_one_gets(self):
        for name, where in self.places():
            with self.subTest(storage=name):
                self.open(where).close()

                def work(number):
                    with self.open(where) as store:
                        return world.add_studio(store)

                kinds = sorted(type(answer).__name__ for answer in in_threads(work))
                self.assertEqual(["RuleRefused"] * (THREADS - 1) + ["Studio"], kinds)


if __name__ == "__main__":
    reporting.run()
