"""What the tests of the Python package begin with."""
import datetime
import pathlib
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(SOURCE / "tests" / "abi"), str(SOURCE / "bindings" / "python")]

import contoterzi

TODAY = datetime.date(2026, 5, 4)
VAT_NUMBERS = ["12345678903", "00488410010", "01234567897", "07643520567", "00159560366"]


def open_store(test, where=":memory:", **options):
    """A store in English on 4 May 2026, closed with the test."""
    store = contoterzi.open(where, **{"lang": "en", "today": TODAY, **options})
    test.addCleanup(store.close)
    return store


def add_studio(store, **changes):
    """A studio with an accountant account."""
    studio = store.studios.add(**{
        "name": "Studio Così & Figli", "vat_number": VAT_NUMBERS[0],
        "email": "studio@example.com", "certified_email": "studio@pec.example.com", **changes})
    return store.studios.open_account(studio)
