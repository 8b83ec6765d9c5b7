"""Which files make which table: one file, all files that a pattern names, or a folder with a table for each entry."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from okr.errors import SourceError
from okr.issues import near_miss
from okr.metric import SourceDefinition, StoredAs

SUFFIXES = (".csv", ".csv.gz", ".parquet")
LONE = "events"
"""Name of the only table where the address is a file or a pattern, and of a folder's own files together."""


@dataclass(frozen=True)
class FileTable:
    """A table made of files of one kind, in the order of their names."""

    name: str
    paths: tuple[Path, ...]

    @property
    def is_parquet(self) -> bool:
        """Whether its files are Parquet; else they are CSV."""
        return self.paths[0].suffix == ".parquet"


def tables_at(place: Path, source: SourceDefinition) -> tuple[FileTable, ...]:
    """Return the tables at an address, those of the source's own relations first.

    Raises:
        SourceError: If there is no such file, a declared table has none, or mixes CSV and Parquet.
    """
    found = _found(place)
    if not found:
        message = f'source {source.id}: there is no file "{place.name}"'
        hint = f"Check the url in sources.yaml; files end in {', '.join(SUFFIXES)}, below the configuration folder."
        raise SourceError(message, hint, temporary=False)
    wanted = declared_types(source)
    missing = [name for name in wanted if name not in found]
    if missing:
        message = f"source {source.id}: there is no file or folder for table `{missing[0]}`"
        raise SourceError(message, near_miss(missing[0], found), temporary=False)
    tables = (FileTable(name, paths) for name, paths in found.items())
    return tuple(_of_one_kind(tables, wanted, source.id))


def _of_one_kind(tables: Iterable[FileTable], wanted: Iterable[str], source_id: str) -> Iterator[FileTable]:
    for table in tables:
        if len({path.suffix == ".parquet" for path in table.paths}) == 1:
            yield table
        elif table.name in wanted:
            message = f"source {source_id}: the files of table `{table.name}` are partly CSV and partly Parquet"
            raise SourceError(message, "Keep one kind, or name it in the url: files:///folder/*.csv", temporary=False)


def _found(place: Path) -> dict[str, tuple[Path, ...]]:
    if not place.is_dir():
        paths = _files(Path(name) for name in glob.glob(str(place), recursive=True))  # noqa: PTH207 - a whole pattern
        return {LONE: paths} if paths else {}
    own = _files(place.iterdir())
    found: dict[str, tuple[Path, ...]] = {_stem(path): (path,) for path in own}
    found |= {folder.name: _files(folder.rglob("*")) for folder in sorted(place.iterdir()) if folder.is_dir()}
    return {name: paths for name, paths in {LONE: own, **found}.items() if paths}


def _files(paths: Iterable[Path]) -> tuple[Path, ...]:
    return tuple(sorted(path for path in paths if path.name.endswith(SUFFIXES) and path.is_file()))


def _stem(path: Path) -> str:
    return path.name.removesuffix(next(suffix for suffix in SUFFIXES if path.name.endswith(suffix)))


_TYPES = {
    StoredAs.INSTANT: "TIMESTAMP WITH TIME ZONE",
    StoredAs.UTC_NAIVE: "TIMESTAMP",
    StoredAs.LOCAL_NAIVE: "TIMESTAMP",
    StoredAs.LOCAL_DATE: "DATE",
    StoredAs.EPOCH_S: "DOUBLE",
    StoredAs.EPOCH_MS: "BIGINT",
    StoredAs.EPOCH_US: "BIGINT",
    StoredAs.TEXT: "VARCHAR",
}


def declared_types(source: SourceDefinition) -> dict[str, dict[str, str | None]]:
    """Return table → column → type that the source's relations ask for; None where the file may decide.

    Ids are text: ``007`` is not ``7``.
    """
    found: dict[str, dict[str, str | None]] = {}
    for relation in source.events:
        columns: dict[str, str | None] = dict.fromkeys(relation.properties.values())
        texts = (relation.actor, relation.name, relation.id)
        columns |= {name: "VARCHAR" for name in texts if name is not None}
        found.setdefault(relation.table, {}).update(columns | {relation.time: _TYPES[relation.stored_as]})
    if source.actors is not None:
        own = dict.fromkeys(source.actors.properties.values()) | {source.actors.id: "VARCHAR"}
        found.setdefault(source.actors.table, {}).update(own)
    if source.aliases is not None:
        pair = (source.aliases.alias, source.aliases.actor)
        found.setdefault(source.aliases.table, {}).update(dict.fromkeys(pair, "VARCHAR"))
    return found
