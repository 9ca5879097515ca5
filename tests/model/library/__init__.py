"""The library with the operations of history. Numbers become its identifiers. Every operation
answers as the model's does."""
from .store import FIRST_DAY, SOURCE, Store, where_of  # noqa: F401 first: it finds the binding
from .migrations import SIGNATORIES  # noqa: F401
from .outbox import TEMPLATES

import subjects

SUBJECTS = subjects.of(__name__)


class Library(Store, *SUBJECTS):
    templates = TEMPLATES

    def state(self):
        """What there is, as the model's: a subject tells its part as `told`."""
        self.note_packs()
        state = {}
        for subject in SUBJECTS:
            if "told" in vars(subject):
                state.update(subject.told(self))
        return state
