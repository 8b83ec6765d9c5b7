"""Adding an entry to a list of a file as text, so that comments, order and spelling of everything else stay."""

from __future__ import annotations

from itertools import takewhile

from okr.written import Report, Written
from okr_config.yaml_tree import read_tree


def with_item(text: str, key: str, item: str) -> str | None:
    """Return the text of a file with one more item at the end of the list ``key``.

    Args:
        text: The file; it may be empty.
        key: A key of the file's root; it is added where it is not there.
        item: The item as YAML, without dash and indentation.

    Returns:
        The new text, in which every line of the old one stands as it was; None where the list is written in one line
        or cannot be read, so that nothing can be put behind it.
    """
    tree = read_tree(text, "file", Report()) if text.strip() else None
    if text.strip() and tree is None:
        return None
    node = tree.entries.get(key) if tree is not None else None
    if node is None:
        head = f"{text.rstrip()}\n" if text.strip() else text
        return f"{head}{key}:\n{_indented(item, 2)}"
    return _after_last(text.splitlines(keepends=True), node, item)


def _after_last(lines: list[str], node: Written, item: str) -> str | None:
    if not node.items:
        return None
    last = node.items[-1].place
    dash = _indent(lines[last.line - 1])
    if not lines[last.line - 1].lstrip().startswith("-") or "[" in lines[node.place.line - 1][: node.place.column]:
        return None
    end = last.line + sum(1 for _ in takewhile(lambda line: _belongs(line, dash), lines[last.line :]))
    while end > last.line and not _is_content(lines[end - 1]):
        end -= 1
    before = [*lines[: end - 1], f"{lines[end - 1].rstrip()}\n"]
    return "".join([*before, _indented(item, dash), *lines[end:]])


def _belongs(line: str, dash: int) -> bool:
    """Return whether a line belongs to the list, or to nothing yet (blank lines and comments)."""
    return not _is_content(line) or _indent(line) > dash


def _is_content(line: str) -> bool:
    return bool(line.strip()) and not line.lstrip().startswith("#")


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _indented(item: str, spaces: int) -> str:
    # Only what YAML itself takes for blank: a title may end with a space that does not break.
    first, *others = item.rstrip(" \t\r\n").split("\n")
    rest = (f"{' ' * (spaces + 2)}{line}" if line.strip(" \t\r") else "" for line in others)
    return "\n".join([f"{' ' * spaces}- {first}", *rest]) + "\n"
