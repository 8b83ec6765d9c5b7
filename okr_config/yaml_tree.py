"""From the text of one YAML file to a tree of values with their places.

The tree is built from the parser's events, one after the other: nothing is constructed, nothing recurses, and depth
and size are limited while reading, aliases counted with all that they stand for.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import yaml

from okr.issues import Issue, Place, Severity
from okr.written import Report, Written, shortened
from okr_config.yaml_faults import MARK_OF_START, syntax_fault
from okr_config.yaml_scalars import plain_value, visible

DEEPEST: Final = 20
MOST_VALUES: Final = 50_000

_LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_tree(text: str, file: str, report: Report) -> Written | None:
    """Return the tree of the one mapping that ``text`` holds, or None after reporting why there is none.

    Single faults (a key given twice, a tag, an alias of itself) are reported and their values marked as refused; the
    rest of the file is read.
    """
    builder = _Builder(file, report)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.YAMLError as error:
        report.issues.append(syntax_fault(error, text, file))
        return None
    except _StoppedError as stopped:
        report.issues.append(stopped.issue)
        return None
    return _checked_root(builder.root, file, report)


def _events(text: str) -> Iterator[yaml.Event]:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=_LOADER)
    return events


def _checked_root(root: Written | None, file: str, report: Report) -> Written | None:
    place = Place(file, 1, 1)
    if root is None or root.value is None:
        report.error("empty-file", "the file holds nothing", "Write its keys, or remove the file.", place)
        return None
    if not root.is_mapping:
        hint = "A file begins with keys, like objectives: and a list below it."
        report.error("wrong-root", f"the file holds {root.shown} where a mapping of keys belongs", hint, root.place)
        return None
    return None if root.refused else root


class _StoppedError(Exception):
    """The rest of the file is not read; the issue says why."""

    def __init__(self, code: str, message: str, hint: str, place: Place) -> None:
        super().__init__(message)
        self.issue = Issue(Severity.ERROR, code, message, hint, place)


@dataclass(frozen=True)
class _Whole:
    """A finished node with what an alias of it would add: its number of values and its depth."""

    node: Written
    values: int = 1
    depth: int = 1


@dataclass
class _Frame:
    """A list or mapping whose end has not come yet."""

    is_mapping: bool
    place: Place
    key_place: Place | None
    anchor: str | None
    refused: bool
    entries: dict[str, Written] = field(default_factory=dict)
    items: list[Written] = field(default_factory=list)
    key: tuple[str | None, Place] | None = None
    values: int = 1
    depth: int = 1

    @property
    def awaits_key(self) -> bool:
        return self.is_mapping and self.key is None

    def child_path(self) -> str:
        if not self.is_mapping:
            return f"{self.place.key_path}[{len(self.items) + 1}]"
        return self.place.key_path if self.key is None else self.key[1].key_path

    def finished(self) -> Written:
        value = MappingProxyType(self.entries) if self.is_mapping else tuple(self.items)
        return Written(value, self.place, key_place=self.key_place, refused=self.refused)


class _Builder:
    """Takes the events of one file and builds its tree."""

    def __init__(self, file: str, report: Report) -> None:
        self.root: Written | None = None
        self._file = file
        self._report = report
        self._open: list[_Frame] = []
        self._anchored: dict[str, _Whole] = {}
        self._values = 0

    def take(self, event: yaml.Event) -> None:
        """Add one event."""
        if isinstance(event, yaml.ScalarEvent):
            self._deliver(_Whole(self._scalar(event)), event.anchor)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._begin(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._deliver(self._aliased(event), None)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            place = self._place(event)
            raise _StoppedError("two-documents", "a second document begins here", "Write one document a file.", place)

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark or MARK_OF_START
        path = self._open[-1].child_path() if self._open else ""
        return Place(self._file, mark.line + 1, mark.column + 1, path)

    def _key_place(self) -> Place | None:
        frame = self._open[-1] if self._open else None
        return frame.key[1] if frame is not None and frame.key is not None else None

    def _scalar(self, event: yaml.ScalarEvent) -> Written:
        place = self._place(event)
        text, hidden = visible(event.value)
        if hidden:
            message = f"a character that cannot be seen ({hidden}) was left out"
            self._report.warning("hidden-character", message, "Type the text anew.", place)
        value = plain_value(text) if event.implicit[0] else text
        return Written(value, place, text, self._key_place(), self._has_tag(event, place))

    def _has_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent, place: Place) -> bool:
        if event.tag is None:
            return False
        self._report.error("tag", f"found the tag {shortened(event.tag)}", "Remove it: values need no tags.", place)
        return True

    def _begin(self, event: yaml.CollectionStartEvent) -> None:
        place = self._place(event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        refused = self._has_tag(event, place)
        self._open.append(_Frame(is_mapping, place, self._key_place(), event.anchor, refused))
        self._limit(0, len(self._open), place)
        if event.anchor:
            self._anchored.pop(event.anchor, None)

    def _end(self) -> None:
        frame = self._open.pop()
        self._deliver(_Whole(frame.finished(), frame.values, frame.depth), frame.anchor)

    def _aliased(self, event: yaml.AliasEvent) -> _Whole:
        place = self._place(event)
        known = self._anchored.get(event.anchor or "")
        if known is not None:
            self._limit(known.values, len(self._open) + known.depth, place)
            return replace(known, node=replace(known.node, key_place=self._key_place()))
        if any(frame.anchor == event.anchor for frame in self._open):
            self._report.error("alias", "this alias stands inside what it refers to", "Write the value out.", place)
        else:
            self._report.error("alias", "this alias refers to nothing above it", "Write the value out.", place)
        return _Whole(Written(None, place, "", self._key_place(), refused=True))

    def _deliver(self, whole: _Whole, anchor: str | None) -> None:
        self._limit(1, len(self._open), whole.node.place)
        if anchor:
            self._anchored[anchor] = whole
        if not self._open:
            self.root = whole.node
            return
        frame = self._open[-1]
        frame.values += whole.values
        frame.depth = max(frame.depth, whole.depth + 1)
        if frame.awaits_key:
            frame.key = self._key(whole.node, frame)
        elif frame.is_mapping:
            self._enter(frame, whole.node)
        else:
            frame.items.append(whole.node)

    def _key(self, node: Written, frame: _Frame) -> tuple[str | None, Place]:
        fault = ""
        if node.is_mapping or node.is_list or node.value is None:
            fault = f"found {node.shown} as a key"
        elif node.text == "<<":
            fault = "keys are not merged with <<"
        if fault:
            self._report.error("wrong-key", fault, "Write every key out, as a single word.", node.place)
        name = None if fault or node.refused else node.text
        return name, replace(node.place, key_path=_joined(frame, name or "?"))

    def _enter(self, frame: _Frame, node: Written) -> None:
        name, place = frame.key or (None, node.place)
        frame.key = None
        if name is None:
            return
        earlier = frame.entries.get(name)
        if earlier is None:
            frame.entries[name] = node
            return
        first = earlier.key_place or earlier.place
        where = f"in line {first.line} and in line {place.line}"
        if first.line == place.line:
            where = f"in line {place.line}, in columns {first.column} and {place.column}"
        message = f'the key "{shortened(name)}" is given twice: {where}'
        self._report.error(
            "duplicate-key", message, "Keep one of the two.", replace(place, key_path=_joined(frame, name))
        )
        frame.entries[name] = replace(earlier, refused=True)

    def _limit(self, more: int, depth: int, place: Place) -> None:
        self._values += more
        if depth > DEEPEST:
            raise _StoppedError(
                "too-large", f"more than {DEEPEST} levels stand inside one another", "Write it flatter.", place
            )
        if self._values > MOST_VALUES:
            hint = "Split the file; an alias counts with all it stands for."
            raise _StoppedError("too-large", f"the file holds more than {MOST_VALUES:,} values", hint, place)


def _joined(frame: _Frame, name: str) -> str:
    path, name = frame.place.key_path, shortened(name)
    return f"{path}.{name}" if path else name
