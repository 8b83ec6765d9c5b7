"""Small drawings as images: SVG in a data address, with a text for those who do not see it.

An image cannot see the page's colours, but it follows the page's mode: every drawing carries the colours of its classes
for both. Numbers are cut to one decimal, so unchanged data give an unchanged drawing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from urllib.parse import quote

from pages.components.markup import Markup, element
from pages.components.palette import DARK, LIGHT, Palette

_CLASSES = {
    "r": ("fill", "rail"),
    "g": ("fill", "good"),
    "w": ("fill", "warn"),
    "b": ("fill", "bad"),
    "q": ("fill", "quiet"),
    "v": ("fill", "band"),
    "i": ("stroke", "ink"),
    "m": ("stroke", "faint"),
    "l": ("stroke", "line"),
    "G": ("stroke", "good"),
    "W": ("stroke", "warn"),
    "B": ("stroke", "bad"),
    "Q": ("stroke", "quiet"),
}
_USUAL_WIDTH = 2
_KEPT = "/:=;,()'! {}*+?@"
FILLS = {"good": "g", "warn": "w", "bad": "b", "quiet": "q"}
STROKES = {"good": "G", "warn": "W", "bad": "B", "quiet": "Q"}


def image(shapes: Iterable[str], box: tuple[int, int], alt: str, class_: str) -> Markup:
    """Return a drawing that fills the width it is given.

    Args:
        shapes: SVG elements made by this module's functions.
        box: Width and height of the coordinates; the width is stretched, the height is not.
        alt: What it shows, in words.
        class_: Of the image.
    """
    body = "".join(shapes)
    style = _style("".join(sorted(set(re.findall(r"class='(\w)'", body)))))
    svg = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {box[0]} {box[1]}'"
        f" preserveAspectRatio='none' stroke-width='2'>"
        f"<style>{style}</style>{body}</svg>"
    )
    return element("img", src=f"data:image/svg+xml,{quote(svg, safe=_KEPT)}", alt=alt, class_=class_)


def bar(class_: str, start: float, end: float, top: float, height: float) -> str:
    """Return a filled bar from ``start`` to ``end``."""
    left, width = min(start, end), abs(end - start)
    return f"<rect class='{class_}' x='{_n(left)}' y='{_n(top)}' width='{_n(width)}' height='{_n(height)}'/>"


def upright(class_: str, at: float, span: tuple[float, float], width: float, dash: str = "") -> str:
    """Return a vertical line at ``at`` over ``span``."""
    dashed = f" stroke-dasharray='{dash}'" if dash else ""
    return f"<path class='{class_}' d='M{_n(at)} {_n(span[0])}V{_n(span[1])}'{_wide(width)}{dashed}/>"


def line(class_: str, points: Iterable[tuple[float, float]], width: float, dash: str = "") -> str:
    """Return a line through points, cut to whole coordinates; empty without two of them."""
    found = [f"{x:.0f} {y:.0f}" for x, y in points]
    dashed = f" stroke-dasharray='{dash}'" if dash else ""
    return f"<path class='{class_}' d='M{' '.join(found)}'{_wide(width)}{dashed}/>" if len(found) > 1 else ""


def dot(class_: str, at: tuple[float, float], width: float) -> str:
    """Return a round dot that stays round however the drawing is stretched."""
    return f"<path class='{class_}' d='M{_n(at[0])} {_n(at[1])}h0'{_wide(width)} stroke-linecap='round'/>"


def _wide(width: float) -> str:
    return "" if width == _USUAL_WIDTH else f" stroke-width='{_n(width)}'"


@cache
def _style(used: str) -> str:
    dark = f"@media(prefers-color-scheme:dark){{{_rules(used, DARK)}}}"
    return f"path{{fill:none;vector-effect:non-scaling-stroke}}{_rules(used, LIGHT)}{dark}"


def _rules(used: str, colours: Palette) -> str:
    return "".join(f".{name}{{{_CLASSES[name][0]}:{getattr(colours, _CLASSES[name][1])}}}" for name in used)


def _n(number: float) -> str:
    return f"{round(number, 1) + 0.0:.1f}".removesuffix(".0")
