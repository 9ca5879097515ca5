"""Horizontal bars as inline SVG that stay readable on a grey printer: every part has its number."""
from __future__ import annotations

import dataclasses
from html import escape
from typing import Dict, List, Sequence, Tuple

WIDTH, LABEL, NUMBER, ROW, BAR = 720, 170, 50, 30, 20


@dataclasses.dataclass(frozen=True)
class Series:
    """One colour: what it stands for, its fill, and the ink of a number written on it."""

    name: str
    fill: str
    ink: str


@dataclasses.dataclass(frozen=True)
class Bar:
    """A row: its label and the number of each series."""

    label: str
    numbers: Dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.numbers.values())


def bars(title: str, series: Dict[str, Series], rows: Sequence[Bar]) -> str:
    """A chart of stacked bars, and a legend if there is more than one series."""
    longest = max((row.total for row in rows), default=0) or 1
    used = [key for key in series if any(row.numbers.get(key) for row in rows)]
    legend = _legend([series[key] for key in used]) if len(used) > 1 else ""
    top = ROW if legend else 0
    parts = [legend]
    for index, row in enumerate(rows):
        parts.append(_row(row, series, longest, top + index * ROW))
    height = top + len(rows) * ROW
    return (
        f'<svg role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">'
        f"<title>{escape(title)}</title>{''.join(parts)}</svg>"
    )


def _row(row: Bar, series: Dict[str, Series], longest: int, y: int) -> str:
    room = WIDTH - LABEL - NUMBER
    middle = y + ROW // 2
    parts = [_text(LABEL - 10, middle, row.label, "end")]
    x = float(LABEL)
    for key, each in series.items():
        number = row.numbers.get(key, 0)
        if number:
            width = room * number / longest
            parts.append(
                f'<rect x="{x:.1f}" y="{middle - BAR // 2}" width="{max(width - 1, 1):.1f}" '
                f'height="{BAR}" fill="{each.fill}">'
                f"<title>{escape(each.name)}: {number}</title></rect>")
            if len(row.numbers) > 1 and width > 9 * len(str(number)) + 6:
                parts.append(_text(x + width / 2, middle, str(number), "middle", each.ink))
            x += width
    parts.append(_text(x + 6, middle, str(row.total), "start", weight="600"))
    return "".join(parts)


def _legend(series: List[Series]) -> str:
    parts: List[str] = []
    x = LABEL
    for each in series:
        parts.append(f'<rect x="{x}" y="8" width="12" height="12" fill="{each.fill}"/>')
        parts.append(_text(x + 18, 14, each.name, "start"))
        x += 34 + 8 * len(each.name)
    return "".join(parts)


def _text(
    x: float, y: int, text: str, anchor: str, ink: str = "#222", weight: str = "400"
) -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" dominant-baseline="central" '
        f'fill="{ink}" font-weight="{weight}">{escape(text)}</text>'
    )


def palette(names: Sequence[Tuple[str, str]]) -> Dict[str, Series]:
    """Series of these keys and names, from dark to light, so that they differ in grey too."""
    shades = [("#1b4f72", "#fff"), ("#5499c7", "#000"), ("#a9d18e", "#000"), ("#d5d8dc", "#000"),
              ("#909497", "#000")]
    return {key: Series(name, *shades[index]) for index, (key, name) in enumerate(names)}
