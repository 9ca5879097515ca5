"""A studio's situation as a web page and as a table: `situation(store, studio)` gathers it,
`page` and `clients_as_csv` write it out.

`python -m contoterzi report` does both.
"""
from __future__ import annotations

from ._page import page
from ._situation import ClientSituation, Situation, situation
from ._table import clients_as_csv

__all__ = ["ClientSituation", "Situation", "clients_as_csv", "page", "situation"]
