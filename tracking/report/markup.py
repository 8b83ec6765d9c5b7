"""Elements of HTML in which no text can be anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class Html(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, *children: str | None, **attributes: str | None) -> Html:
    """Return one element; children that are no :class:`Html` are escaped, None is left out.

    A trailing ``_`` of an attribute is dropped, where Python has the word; other ``_`` become ``-``.
    """
    named = ((key.rstrip("_").replace("_", "-"), value) for key, value in attributes.items() if value is not None)
    inside = "".join(f' {key}="{escape(clean(value))}"' for key, value in named)
    return Html(f"<{name}{inside}>{joined(children)}</{name}>")


def joined(children: Iterable[str | None], between: str = "") -> Html:
    """Return children one after the other; those that are no HTML are escaped."""
    return Html(between.join(_safe(child) for child in children if child is not None))


def clean(text: str) -> str:
    """Return text without control characters and lone surrogates."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)


def _safe(child: str) -> str:
    return child if isinstance(child, Html) else escape(clean(child))
