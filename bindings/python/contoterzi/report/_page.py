"""The situation as one HTML page that needs nothing else, and is fit to print."""
from __future__ import annotations

from html import escape
from typing import Dict, List, Optional, Sequence, Tuple

from .. import _library
from ..enums import CouponState
from ._charts import Bar, bars, palette
from ._situation import ClientSituation, Situation
from ._words import Words

STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 system-ui, sans-serif; color: #222; background: #fff; max-width: 60rem;
       margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin: 0; }
h2 { font-size: 1.15rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid #ccc; }
.who { color: #555; margin: .2rem 0 1.4rem; }
.figures { display: flex; flex-wrap: wrap; gap: .8rem; padding: 0; list-style: none; }
.figures li { border: 1px solid #ccc; border-radius: 6px; padding: .5rem .9rem; min-width: 7.5rem; }
.figures b { display: block; font-size: 1.5rem; }
svg { max-width: 100%; height: auto; font: 13px system-ui, sans-serif; }
table { border-collapse: collapse; width: 100%; font-size: .87rem; margin-top: .8rem; }
th, td { text-align: left; padding: .28rem .5rem; border-bottom: 1px solid #ddd;
         vertical-align: top; }
td.number, th.number { text-align: right; }
table.one-line td:not(:first-child) { white-space: nowrap; }
th { background: #f2f3f4; }
footer { color: #777; font-size: .8rem; margin-top: 2rem; }
@page { size: A4; margin: 14mm; }
@media print {
  body { max-width: none; margin: 0; font-size: 10pt; }
  table { font-size: 7.5pt; }
  th, td { padding: .15rem .3rem; }
  rect, th { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  thead { display: table-header-group; }
  tr, svg, .figures li { break-inside: avoid; }
  h2 { break-after: avoid; }
}
"""


def page(situation: Situation, lang: str) -> str:
    """The whole page."""
    words = Words(lang)
    studio = situation.studio
    title = f"{words('title')}: {studio.name}"
    body = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="who">{words("vat_number")} {escape(studio.vat_number)}, '
        f"{words('on', day=words.day(situation.day))}</p>",
        _figures(situation, words),
        f"<h2>{words('renewal', year=situation.plan.license_year)}</h2>",
        _renewal(situation, words),
        f"<h2>{words('expiries')}</h2>",
        _expiries(situation, words),
        f"<h2>{words('coupons')}</h2>",
        _coupons(situation, words),
        f"<h2>{words('every_client')}</h2>",
        _clients(situation, words),
    ]
    version = _library.dotted(_library.running_version(_library.library))
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(body)
        + f"\n<footer>{words('made_on', version=version)}</footer>\n</body>\n</html>\n"
    )


def _figures(situation: Situation, words: Words) -> str:
    plan = situation.plan
    figures = [
        (situation.overview.clients, words("clients")),
        (situation.working, words("working")),
        (situation.overview.migratable, words("migratable")),
        (situation.coupons_left, words("coupons_left")),
        (plan.missing, words("missing", year=plan.license_year)),
    ]
    return '<ul class="figures">' + "".join(
        f"<li><b>{number}</b>{label}</li>" for number, label in figures) + "</ul>"


def _renewal(situation: Situation, words: Words) -> str:
    plan = situation.plan
    if not plan.clients:
        return f"<p>{words('nobody')}</p>"
    title = words("renewal", year=plan.license_year)
    rows = [
        Bar(words("needed"), {"needed": plan.eligible}),
        Bar(words("available"), {"available": plan.coupons}),
    ]
    series = palette([("needed", words("needed")), ("available", words("available"))])
    verdict = (
        words("not_enough", missing=plan.missing) if plan.missing
        else words("enough", left=plan.left_over))
    parts = [bars(title, series, rows), f"<p><b>{verdict}</b> "]
    if plan.already_done:
        parts.append(f"({words('already_done', count=plan.already_done)})")
    parts.append("</p>")
    refused = [each for each in situation.clients if each.reasons]
    if refused:
        parts.append(f"<h3>{words('not_eligible')}</h3>")
        parts.append(_table(
            [words("name"), words("reasons")],
            [[each.client.name, _reasons(each)] for each in refused]))
    return "".join(parts)


def _expiries(situation: Situation, words: Words) -> str:
    lines = situation.overview.licenses
    if not lines:
        return f"<p>{words('no_expiries')}</p>"
    series = palette([("licenses", words("licenses"))])
    return bars(words("expiries"), series, [
        Bar(words.day(line.last_day), {"licenses": line.count}) for line in lines])


def _coupons(situation: Situation, words: Words) -> str:
    if not situation.overview.coupons:
        return f"<p>{words('no_coupons')}</p>"
    states = [CouponState.ASSIGNED, CouponState.RESERVED, CouponState.AVAILABLE,
              CouponState.EXPIRED, CouponState.REVOKED]
    by_row: Dict[Tuple[int, str], Dict[str, int]] = {}
    for line in situation.overview.coupons:
        row = by_row.setdefault((line.license_year, line.kind.text(words.lang)), {})
        row[line.state.value] = line.count
    series = palette([(state.value, state.text(words.lang)) for state in states])
    rows = [Bar(f"{year} {kind}", numbers) for (year, kind), numbers in by_row.items()]
    table = _table(
        [words("year_and_kind")] + [state.text(words.lang) for state in states] + [words("total")],
        [[row.label] + [row.numbers.get(state.value, 0) for state in states] + [row.total]
         for row in rows])
    return bars(words("coupons"), series, rows) + table


def _clients(situation: Situation, words: Words) -> str:
    if not situation.clients:
        return f"<p>{words('no_clients')}</p>"
    lang = words.lang
    rows: List[Sequence[object]] = []
    for each in situation.clients:
        client, license = each.client, each.license
        rows.append([
            client.name if not client.nickname else f"{client.name} ({client.nickname})",
            client.vat_number or client.tax_code,
            client.state.text(lang),
            license and f"{license.plan.text(lang)}, {license.access.text(lang)}",
            license and words.day(license.last_day),
            each.coupon and each.coupon.code,
            words.renewable(each.renewal),
        ])
    heads = ["name", "vat_number", "state", "plan", "last_day", "coupon", "renewable"]
    return _table([words(head) for head in heads], rows, "one-line")


def _reasons(each: ClientSituation) -> str:
    return "; ".join(f"{reason.text} ({reason.rule})" for reason in each.reasons)


def _table(
    heads: Sequence[str], rows: Sequence[Sequence[Optional[object]]], style: str = ""
) -> str:
    kinds = [_kind(value) for value in rows[0]]
    head = "".join(f"<th{kind}>{escape(each)}</th>" for each, kind in zip(heads, kinds))
    body = "".join(
        "<tr>" + "".join(
            f"<td{kind}>{escape('' if value is None else str(value))}</td>"
            for value, kind in zip(row, kinds)) + "</tr>\n"
        for row in rows)
    return (
        f'<table class="{style}">\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}</tbody>\n</table>")


def _kind(value: Optional[object]) -> str:
    return ' class="number"' if isinstance(value, int) else ""
