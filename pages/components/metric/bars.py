"""Rows of bars on one scale: a histogram, a funnel, what a sum is made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pages.components.drawing import bar, image, upright
from pages.components.markup import Markup, apart, element, together

_WIDTH, _HEIGHT = 400, 16


class Bar(NamedTuple):
    """One bar: its name, its length, the figure beside it, and a word on that."""

    name: str
    length: float
    figure: str
    note: str = ""


def bars(title: str, rows: Sequence[Bar], said: str = "", whole: float = 0.0) -> Markup:
    """Return bars from one line on, those below zero to its left.

    Args:
        title: What they are.
        rows: In the order in which they stand.
        said: What they show, in a sentence.
        whole: What a bar of the full length stands for, at least; 0: the longest one.
    """
    low, high = min(0.0, *(row.length for row in rows)), max(whole, *(row.length for row in rows))
    scale = _WIDTH / ((high - low) or 1.0)
    zero = -low * scale
    entries = [_entry(row, zero, scale) for row in rows]
    heading = element("h3", title, class_="pl-label")
    sentence = element("p", apart(said), class_="pl-note") if said else None
    return element("section", heading, sentence, element("ul", together(entries)), class_="pl-bars")


def _entry(row: Bar, zero: float, scale: float) -> Markup:
    end = zero + row.length * scale
    drawn = image(_shapes(zero, end), (_WIDTH, _HEIGHT), f"{row.name}: {row.figure}", "pl-bar")
    note = element("span", row.note, class_="pl-grey") if row.note else None
    figure = element("span", element("b", row.figure), " ", note, class_="pl-bar-figure")
    return element("li", element("span", apart(row.name), class_="pl-bar-name"), drawn, figure)


def _shapes(zero: float, end: float) -> Iterable[str]:
    return bar("r", 0, _WIDTH, 5, 6), bar("g", zero, end, 1, 14), upright("m", zero, (0, _HEIGHT), 1)
