"""A deliberately naive model of the programme: lists that are walked, no index, no storage. It
shares no code with the library; beside.py compares the two. What it decides is the rules'; where
they leave open which rule a refusal names, it is what the public headers promise, or what the
library does. A subject is a module, of the same name in history and library too.

A method answers ("done", ...), or raises Refused with the rules, or Missing. What the library may
choose freely (R-COU-08: any coupon of the pool) is told to the model as `chosen`, a function that
picks one of the packs that the model allows, and the code of its coupon.
"""
import subjects

from .policy import Policy
from .records import (  # noqa: F401 for those who use the model
    CONTO_TERZI, FLAT_RATE, RENEWABLE, Invalid, Missing, Refused)

SUBJECTS = subjects.of(__name__)


class Programme(*SUBJECTS):
    def __init__(self, today):
        self.today, self.host = today, Policy()
        self.studios, self.clients, self.packs = {}, {}, []
        self.second, self.actor = 0, "host"
        self.pointed = None  # with concurrent callers: the id of the migration that is meant
        self.journal = {}  # the events of each client, and of studios without a client
        self.images = {}  # of each client: days, counts of events, and what it was
        self.messages = []
        self.keys_since = self.now()  # older ones were removed
        self.hand = []  # what a worker claimed: messages and leases
        self.reminded = set()  # of which days before the end of which year

    def answer(self, name, arguments):
        try:
            return getattr(self, name)(*arguments)
        except Refused as error:
            self.log_refusal(name, arguments, error.rules)
            return ("refused", error.rules)
        except Missing:
            return ("missing",)
        except Invalid:
            return ("invalid",)

    def state(self):
        """What there is, to be compared: a subject tells its part as `told`."""
        state = {}
        for subject in SUBJECTS:
            if "told" in vars(subject):
                state.update(subject.told(self))
        return state
