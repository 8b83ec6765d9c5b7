"""The one stylesheet: the colours of both modes and the rules that use them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pages.components.markup import Markup
from pages.components.palette import chart_rules, variables

_HERE = Path(__file__).parent
_RULES = (_HERE / "look.css", *sorted(_HERE.glob("*/look.css")), _HERE / "print.css")
"""What all pages share, what the parts of single pages add, and what changes on paper."""


@cache
def stylesheet() -> Markup:
    """Return the style element that every page begins with; it holds constants only."""
    rules = "\n".join(path.read_text(encoding="utf-8") for path in _RULES)
    return Markup(f"<style>:root{{{variables()}}}\n{rules}{chart_rules()}</style>")
