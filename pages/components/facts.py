"""A list of named facts: what stands behind a sentence or a number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pages.components.markup import Markup, apart, element, together


class Fact(NamedTuple):
    """One fact: its name, its value, and a word on how to read it."""

    name: str
    value: str
    note: str = ""


def fact_list(facts: Iterable[Fact]) -> Markup:
    """Return facts as a definition list."""
    return element("dl", together(_fact(fact) for fact in facts), class_="pl-facts")


def _fact(fact: Fact) -> Markup:
    note = element("span", f" {fact.note}", class_="pl-grey") if fact.note else None
    return element("div", element("dt", fact.name), element("dd", element("b", apart(fact.value)), note))
