"""What the YAML parser could not read, as an issue with its place and a remedy."""

from __future__ import annotations

from typing import Final

import yaml

from okr.issues import Issue, Place, Severity

MARK_OF_START: Final = yaml.Mark("", 0, 0, 0, "", 0)

_COLUMNS: Final = "Keys of one mapping, and dashes of one list, begin in the same column."
_FAULTS: Final = (
    (
        "mapping values are not allowed",
        "found a colon where none can stand",
        "Put a text that holds a colon and a space in quotes, or check the indentation.",
    ),
    ("could not find expected ':'", "found a line without the colon of a key", _COLUMNS),
    ("did not find expected key", "found something else where a key belongs", _COLUMNS),
    ("did not find expected '-'", "found something else where an item of a list belongs", _COLUMNS),
    ("block sequence entries are not allowed", "found a dash where no list can begin", _COLUMNS),
    ("unexpected end of stream", "the file ends inside a text", "Close the quote."),
    ("did not find expected ',' or", "found something else where a comma or bracket belongs", "Close the bracket."),
    ("cannot start any token", "found a character that cannot begin a value", "Put the text in quotes."),
    ("escape", "found a backslash that escapes nothing", "Use single quotes, in which a backslash is itself."),
)
_UNKNOWN: Final = ("", "the file cannot be read from here on", "Check the indentation and the quotes.")


def syntax_fault(error: yaml.YAMLError, text: str, file: str) -> Issue:
    """Return the issue for what the parser refused; it shows nothing of the file's own text."""
    problem = str(getattr(error, "problem", None) or "it is not YAML")
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None) or MARK_OF_START
    place = Place(file, mark.line + 1, mark.column + 1)
    if _stands_at_tab(text, mark.line, mark.column):
        return Issue(Severity.ERROR, "tab", "found a tab", "Indent with spaces.", place)
    _, message, hint = next((fault for fault in _FAULTS if fault[0] in problem), _UNKNOWN)
    return Issue(Severity.ERROR, "syntax", message, hint, place)


def _stands_at_tab(text: str, line: int, column: int) -> bool:
    lines = text.splitlines()
    if line >= len(lines):
        return False
    before = lines[line][: column + 1]
    indentation = before[: len(before) - len(before.lstrip())]
    return "\t" in indentation or before.endswith("\t")
