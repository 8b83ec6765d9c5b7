"""Is this text one SELECT that only reads? A second fence, before the engine's own.

Words are looked for outside of strings, quoted names and comments. The engine's rights stay the boundary.
"""

from __future__ import annotations

import re

BINDS = ("period_start", "period_end", "as_of", "tz", "period_start_at", "period_end_at")
"""The only values a text may ask for."""

_LONGEST = 20_000
_DEEPEST = 100
_FORBIDDEN = (
    *("insert", "update", "delete", "merge", "drop", "alter", "create", "truncate", "grant", "revoke", "copy"),
    *("attach", "detach", "pragma", "vacuum", "into", "explain", "install", "export", "call", "commit", "rollback"),
    "begin",
)
_QUIET = re.compile(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|--[^\n]*|/\*.*?\*/", re.DOTALL)
_BIND = re.compile(r"(?<![:\w\\]):(\w+)")


def faults(sql: str) -> list[tuple[str, str]]:
    """Return what is wrong with a text as (message, hint); nothing for one SELECT with known binds."""
    if len(sql) > _LONGEST:
        return [(f"the SQL has {len(sql):,} characters", f"At most {_LONGEST:,}; make it a view.")]
    bare = _QUIET.sub(" ", sql)
    return [*_shape_faults(bare), *_word_faults(bare), *_placeholder_faults(sql, bare), *_bind_faults(sql)]


def changes(sql: str) -> list[str]:
    """Return the words by which a statement of our own could change something; nothing for one that only reads."""
    bare = _QUIET.sub(" ", sql)
    first = re.match(r"\s*(\w+)", bare)
    begins = first[1].lower() if first else ""
    found = [] if begins in ("select", "with", "describe", "show") else [begins.upper() or "nothing"]
    words = {word.lower() for word in re.findall(r"\b[a-z_]+\b", bare, re.IGNORECASE)}
    return found + [word.upper() for word in _FORBIDDEN if word in words and word.upper() not in found]


def _shape_faults(bare: str) -> list[tuple[str, str]]:
    found = []
    if not re.match(r"\s*(select|with)\b", bare, re.IGNORECASE):
        found.append(("the SQL does not begin with SELECT or WITH", "Write one SELECT."))
    if ";" in bare.strip().rstrip(";"):
        found.append(("the SQL holds several statements", "Write one SELECT."))
    if _depth(bare) > _DEEPEST:
        found.append((f"the SQL nests brackets more than {_DEEPEST} deep", "Use WITH to name its parts."))
    return found


def _depth(bare: str) -> int:
    depth = deepest = 0
    for letter in bare:
        depth += (letter == "(") - (letter == ")")
        deepest = max(deepest, depth)
    return deepest


def _word_faults(bare: str) -> list[tuple[str, str]]:
    words = {word.lower() for word in re.findall(r"\b[a-z_]+\b", bare, re.IGNORECASE)}
    return [(f"the SQL says {word.upper()}", "Only reading is possible.") for word in _FORBIDDEN if word in words]


def _placeholder_faults(sql: str, bare: str) -> list[tuple[str, str]]:
    if "{{" in sql or "{%" in sql or re.search(r"%s|%\(\w+\)s|\{\w+\}", bare):
        return [("the SQL holds a template placeholder", f"Use binds: {', '.join(':' + name for name in BINDS[:4])}.")]
    return []


def _bind_faults(sql: str) -> list[tuple[str, str]]:
    # Inside strings too: SQLAlchemy's text() takes ':1' in '{"a":1}' for a bind.
    unknown = [name for name in dict.fromkeys(_BIND.findall(sql)) if name not in BINDS]
    hint = f"Known are {', '.join(':' + name for name in BINDS)}. A plain colon before a word is written \\:."
    return [(f"the SQL asks for :{name}, which does not exist", hint) for name in unknown]
