"""HTML built from elements, so that no text can reach a page unescaped.

Whatever is not :class:`Markup` is text and is escaped on its way in; only :func:`element` and :func:`joined` make
markup from other markup. Nothing here knows Streamlit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from typing import TypeAlias

_VOID = frozenset({"br", "hr", "img"})
_NAME = re.compile(r"[a-z][a-z0-9-]*")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:|(?:\./)?[a-z_]*(?:\?|#|$))")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_LONGEST = 600
_QUOTE, _ESCAPED_QUOTE = '"', "&quot;"


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Child: TypeAlias = "Markup | str | None"


def element(name: str, *children: Child, **attributes: str | int | None) -> Markup:
    """Return one element.

    Args:
        name: The tag.
        children: Markup as it stands, text escaped, None left out.
        attributes: Their names with ``_`` for ``-``, and a trailing ``_`` where Python has the word; None is left out.

    Raises:
        ValueError: If a link leads anywhere but to a page, a web address or a mail address.
    """
    inside = "".join(_attribute(key, value) for key, value in attributes.items() if value is not None)
    if name in _VOID:
        return Markup(f"<{name}{inside}>")
    return Markup(f"<{name}{inside}>{joined(*children)}</{name}>")


def joined(*children: Child) -> Markup:
    """Return children one after the other; text among them is escaped."""
    return Markup("".join(_child(child) for child in children if child is not None))


def together(children: Iterable[Child], separator: Child = None) -> Markup:
    """Return many children with a separator between them."""
    between = "" if separator is None else _child(separator)
    return Markup(between.join(_child(child) for child in children if child is not None))


def plain(text: str) -> str:
    """Return text fit for a page: without control characters and lone surrogates, and cut where it never ends."""
    clean = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text)
    return clean if len(clean) <= _LONGEST else f"{clean[:_LONGEST]}…"


def apart(text: str, **attributes: str | None) -> Markup:
    """Return text of people set apart from the writing direction around it."""
    return element("bdi", text, **attributes)


def _child(child: Markup | str) -> str:
    return child if isinstance(child, Markup) else escape(plain(child))


def _attribute(key: str, value: str | int) -> str:
    name = key.rstrip("_").replace("_", "-")
    text = str(value)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name} is no name of an attribute")
    if name == "href" and not _SAFE_LINK.match(text):
        raise ValueError("a link leads to a page, a web address or a mail address")
    if name == "src":
        return f' {name}="{escape(text, quote=False).replace(_QUOTE, _ESCAPED_QUOTE)}"'
    return f' {name}="{escape(plain(text))}"'
