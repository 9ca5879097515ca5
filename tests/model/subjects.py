"""What programme, library and history are each composed of: in their package a module for every
subject, with a class."""
from importlib import import_module

SUBJECTS = {
    "access": "Access",
    "actions": "Actions",
    "assignments": "Assignments",
    "audit": "Audit",
    "bulks": "Bulks",
    "clients": "Clients",
    "coupons": "Coupons",
    "events": "Events",
    "imports": "Imports",
    "licenses": "Licenses",
    "lifecycle": "Lifecycle",
    "lists": "Lists",
    "migrations": "Migrations",
    "outbox": "Outbox",
    "past": "Past",
    "policy": "Policies",
    "renewals": "Renewals",
    "studios": "Studios",
    "usage": "Usage",
}


def of(package, **own):
    """The classes of a package, `own` ones of its as well."""
    return tuple(getattr(import_module(f"{package}.{module}"), name)
                 for module, name in sorted({**SUBJECTS, **own}.items()))
