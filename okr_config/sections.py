"""The sections of a file and the items in them, each read for itself so that a bad one hides no other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from okr.schema import Key, read_node, refuse
from okr.written import Report, Written, shortened
from okr_config.ids import check_key


def sections(node: Written, keys: Sequence[Key], report: Report) -> Mapping[str, Written]:
    """Return the sections of ``node`` that are known and could be read, after reporting unknown and missing ones."""
    known = {key.name for key in keys}
    for name, child in node.entries.items():
        if name not in known:
            hint = report.near_miss(name, known)
            place = child.key_place or child.place
            report.error("unknown-key", f'there is no key "{shortened(name)}" here', hint, place)
    for key in keys:
        if key.required and key.name not in node.entries:
            report.error("missing-key", f'"{key.name}" is missing', f"It holds {key.type.expects}.", node.place)
    good = {name: child for name, child in node.entries.items() if name in known and not child.refused}
    return MappingProxyType(good)


def listed(node: Written | None, what: str, report: Report) -> Iterator[Written]:
    """Yield the mappings of a list, after reporting what is not one."""
    if node is None or node.refused:
        return
    if not node.is_list:
        refuse(node, report, f"a list of {what}")
    for item in node.items:
        if not item.is_mapping:
            refuse(item, report, f"one of the {what}: a mapping of keys")
        elif not item.refused:
            yield item


def named(node: Written | None, what: str, report: Report) -> Iterator[tuple[str, Written]]:
    """Yield id and value of each thing in a mapping from ids, after reporting what has no proper id."""
    if node is None or node.refused:
        return
    if not node.is_mapping:
        refuse(node, report, f"a mapping from the id of {what} to its keys")
    for name, child in node.entries.items():
        if check_key(name, child, what, report) and not child.refused:
            yield name, child


def value_of(sections_read: Mapping[str, Written], key: Key, report: Report) -> object:
    """Return the value of one section, its default where it is not written, or INVALID."""
    node = sections_read.get(key.name)
    return key.default if node is None else read_node(key.type, node, report)
