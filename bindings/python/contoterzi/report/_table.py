"""The clients as a CSV file that a spreadsheet opens."""
from __future__ import annotations

import csv
import datetime
import io
from typing import Any, List

from ._situation import ClientSituation, Situation
from ._words import Words

COLUMNS = (
    "name", "nickname", "vat_number", "tax_code", "state", "plan", "access", "source", "first_day",
    "last_day", "coupon", "renewable", "reasons")


def clients_as_csv(situation: Situation, lang: str) -> str:
    """A line a client, by name. Days are YYYY-MM-DD, which spreadsheets read in every language; the
    separator is theirs: a semicolon in Italian, a comma in English."""
    words = Words(lang)
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";" if lang == "it" else ",", lineterminator="\r\n")
    writer.writerow([words(column) for column in COLUMNS])
    for each in situation.clients:
        writer.writerow([_cell(value) for value in _line(each, words)])
    # With the mark, spreadsheets take it for UTF-8.
    return "\ufeff" + written.getvalue()


def _line(each: ClientSituation, words: Words) -> List[Any]:
    client, license, lang = each.client, each.license, words.lang
    return [
        client.name, client.nickname, client.vat_number, client.tax_code, client.state.text(lang),
        license and license.plan.text(lang), license and license.access.text(lang),
        license and license.source.text(lang), license and license.first_day,
        license and license.last_day, each.coupon and each.coupon.code,
        words.renewable(each.renewal),
        " ".join(f"{reason.text} ({reason.rule})." for reason in each.reasons),
    ]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = str(value)
    # A spreadsheet would run it as a formula.
    return "'" + text if text.startswith(tuple("=+-@\t\r")) else text
