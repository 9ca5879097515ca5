"""The library with the operations of history. Numbers become its identifiers. Every operation
answers as the model's does."""
from .store import FIRST_DAY, SOURCE, Store, where_of  # noqa: F401 first: it finds the binding
from .access import Access
from .actions import Actions
from .assignments import Assignments
from .audit import Audit
from .bulks import Bulks
from .clients import Clients
from .coupons import Coupons
from .events import Events
from .imports import Imports
from .licenses import Licenses
from .lifecycle import Lifecycle
from .lists import Lists
from .migrations import SIGNATORIES, Migrations  # noqa: F401
from .outbox import TEMPLATES, Outbox
from .past import Past
from .policy import Policies
from .renewals import Renewals
from .studios import Studios
from .usage import Usage

SUBJECTS = (
    Access,
    Actions,
    Assignments,
    Audit,
    Bulks,
    Clients,
    Coupons,
    Events,
    Imports,
    Licenses,
    Lifecycle,
    Lists,
    Migrations,
    Outbox,
    Past,
    Policies,
    Renewals,
    Studios,
    Usage,
)


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
