"""What an unquoted scalar means: the core rules of YAML 1.2, and nothing that two programs would read differently.

``NO``, ``on`` and ``12:30`` are texts. ``010``, ``0x1F``, ``1_000``, ``.nan`` and numbers too large for a float stay
texts too, so that whoever expects a number can say how it is written.
"""

from __future__ import annotations

import math
import re
import unicodedata
from typing import Final

from okr.written import Scalar

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_WHOLE: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,18})")
_DECIMAL: Final = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_LONGEST_NUMBER: Final = 400
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ud800-\udfff\ufeff\ufff9-\ufffb]"
)


def plain_value(text: str) -> Scalar:
    """Return what the unquoted scalar ``text`` means: null, true, false, a number, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) > _LONGEST_NUMBER:
        return text
    if _WHOLE.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def visible(text: str) -> tuple[str, str]:
    """Return ``text`` in composed form without characters that cannot be seen, and the name of the first of those.

    Line breaks and tabs stay, and so do the joiners that emoji and some scripts need.
    """
    composed = text if text.isascii() else unicodedata.normalize("NFC", text)
    hidden = _HIDDEN.search(composed)
    if hidden is None:
        return composed, ""
    return _HIDDEN.sub("", composed), f"U+{ord(hidden[0]):04X}"
