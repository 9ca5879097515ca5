"""What Python adds to a call: a decision, and a page of 1,000 clients, beside the same calls in C on
the same store in the same process. A decision is to cost at most 3 microseconds more, and the page as
objects at most 10 milliseconds."""
import ctypes
import os
import pathlib
import sys
import time
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "tests" / "python")]

import scene
import reporting
from contoterzi import AccessActor, AccessArea, AccessLevel, Plan, _abi
from contoterzi._convert import request

DECISIONS, PAGES, ROUNDS = 500, 3, 61
MOST_OF_A_DECISION, MOST_OF_A_PAGE = 3e-6, 10e-3

in_c = ctypes.CDLL(os.environ["CONTOTERZI_PYTHON_CALLS"])
for function in (in_c.python_calls_decide, in_c.python_calls_page):
    function.argtypes = [ctypes.POINTER(_abi.ct_context), ctypes.c_void_p, ctypes.c_size_t]
    function.restype = ctypes.c_int64


def seconds(function):
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


class Speed(unittest.TestCase):
    def setUp(self):
        place = scene.Scene(self, today=None)
        self.store, self.studio = place.store, place.studio
        self.context = self.store._session.context
        self.store.clients.register_many(self.studio, [
            {"name": f"Azienda {index:04} S.r.l.", "vat_number": scene.vat_number(index),
             "emails": [f"info@azienda{index}.it"]} for index in range(1000)])
        self.client = self.store.clients.find(scene.vat_number(0))
        self.store.licenses.buy(self.client, plan=Plan.PREMIUM)

    def beside(self, ours, theirs):
        """The best of rounds that take turns, ours and C's: what else a machine does only adds."""
        rounds = [(seconds(ours), seconds(theirs)) for _ in range(ROUNDS)]
        return [min(times) for times in zip(*rounds)]

    def decide(self, client, studio):
        check = self.store.access.check
        actor, area, level = AccessActor.CLIENT, AccessArea.INVOICES, AccessLevel.WRITE

        def in_python():
            for _ in range(DECISIONS):
                if not check(client, actor=actor, area=area, level=level, studio=studio).is_allowed:
                    raise AssertionError("refused")

        asked = request(_abi.ct_access_request, client=client, actor=actor, area=area, level=level,
                        studio=studio)

        def as_in_c():
            allowed = in_c.python_calls_decide(self.context, ctypes.byref(asked), DECISIONS)
            self.assertEqual(DECISIONS, allowed)

        ours, theirs = (time / DECISIONS for time in self.beside(in_python, as_in_c))
        print(f"decision: {ours * 1e6:.2f} us in Python, {theirs * 1e6:.2f} us in C, "
              f"{(ours - theirs) * 1e6:.2f} us more", flush=True)
        self.assertLess(ours - theirs, MOST_OF_A_DECISION)

    def test_a_decision_on_records(self):
        self.decide(self.client, self.studio)

    def test_a_decision_on_identifiers(self):
        self.decide(self.client.id, self.studio.id)

    def test_a_page_of_clients(self):
        clients = self.store.clients.list(self.studio)

        def in_python():
            for _ in range(PAGES):
                self.assertEqual(1000, len([client for client in clients.page(limit=1000)]))

        asked = request(_abi.ct_client_query, studio=self.studio, limit=1000)

        def as_in_c():
            self.assertEqual(
                1000 * PAGES, in_c.python_calls_page(self.context, ctypes.byref(asked), PAGES))

        ours, theirs = (time / PAGES for time in self.beside(in_python, as_in_c))
        print(f"page of 1,000 clients: {ours * 1e3:.2f} ms in Python, {theirs * 1e3:.2f} ms in C",
              flush=True)
        self.assertLess(ours, MOST_OF_A_PAGE)
        page = clients.page(limit=1000)
        for what, read in [("name and state", lambda c: (c.name, c.state)),
                           ("all they tell", lambda c: c.asdict())]:
            taken = min(seconds(lambda: [read(client) for client in page]) for _ in range(ROUNDS))
            print(f"of 1,000 clients {what}: {taken * 1e3:.2f} ms more", flush=True)


if __name__ == "__main__":
    reporting.run()
