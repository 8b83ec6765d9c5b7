"""A status as people see it: shape, word and tone together, never colour alone."""

from __future__ import annotations

from okr.words import WORDS, Status, shape
from pages.components.markup import Markup, element, joined
from pages.components.palette import tone


def mark(status: Status | None) -> Markup:
    """Return the shape alone; the word stands beside it."""
    name = "none" if status is None else status.value.replace("_", "-")
    sign = "◌" if status is None else shape(status)
    return element("span", sign, class_=f"pl-mark pl-mark-{name} pl-{tone(status)}", aria_hidden="true")


def worded(status: Status) -> Markup:
    """Return shape and word."""
    return joined(mark(status), element("span", WORDS[status], class_=f"pl-word pl-{tone(status)}-text"))


def pill(status: Status | None, word: str | None = None) -> Markup:
    """Return shape and word on a ground of their tone, as the verdict over a whole objective."""
    said = word or ("Cannot be judged" if status is None else WORDS[status])
    return element("span", mark(status), element("span", said), class_=f"pl-pill pl-{tone(status)}-pill")
