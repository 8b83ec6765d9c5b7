"""The one stylesheet: the colours of both modes and the rules that use them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pages.components.markup import Markup
from pages.components.palette import chart_rules, variables

_RULES = Path(__file__).with_name("look.css")


@cache
def stylesheet() -> Markup:
    """Return the style element that every page begins with; it holds constants only."""
    return Markup(f"<style>:root{{{variables()}}}\n{_RULES.read_text(encoding='utf-8')}{chart_rules()}</style>")
