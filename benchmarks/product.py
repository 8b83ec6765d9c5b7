"""A product to measure on: events in a database of an engine, and metrics over them as a team would write them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from benchmarks.events import make_duckdb, make_postgresql, make_sqlite
from metrics.collect import Measurement, measure
from metrics.sources import OpenSource, open_source
from okr.model import Configuration
from tests.engines.postgres import postgres, programs
from tracking.files import read_files

ENGINES = ("duckdb", "sqlite", "postgresql")
WATERMARK = datetime(2026, 11, 3, 23, tzinfo=UTC)
DEFINITIONS = Path(__file__).resolve().parent / "definitions"


@dataclass(frozen=True)
class Product:
    """A database with events, and what is measured in it.

    Attributes:
        engine: Name of the engine.
        folder: Where the database lies; other files may be put there too.
        configuration: Its source and metrics.
    """

    engine: str
    folder: Path
    configuration: Configuration

    @contextmanager
    def opened(self) -> Iterator[OpenSource]:
        """Hold the database open, read only and fenced as a refresh has it."""
        (source,) = self.configuration.sources
        with open_source(source, self.folder, {}) as opened:
            yield opened

    def measured(self, opened: OpenSource, metric: str, first: date, last: date) -> Measurement:
        """Return a metric's readings from a day on up to another, exclusive."""
        definition = self.configuration.metric(metric)
        if definition is None:
            raise KeyError(metric)
        return measure(definition, opened, (first, last), WATERMARK)


@contextmanager
def product(engine: str, events: int, folder: Path) -> Iterator[Product]:
    """Hold a product with about as many events as asked for."""
    made = folder / f"events-{events}.duckdb"
    if not made.exists():
        make_duckdb(made, events)
    with ExitStack() as stack:
        files = folder / f"{engine}-{events}"
        yield Product(engine, files, configured(files, _url(engine, made, stack)))


def configured(files: Path, url: str) -> Configuration:
    """Return the metrics over a source at a URL, written into a folder as a team would."""
    text = (DEFINITIONS / "sources.yaml").read_text(encoding="utf-8").replace("$url", url)
    (files / "metrics").mkdir(parents=True, exist_ok=True)
    (files / "sources.yaml").write_text(text, encoding="utf-8")
    for path in (DEFINITIONS / "metrics").glob("*.yaml"):
        (files / "metrics" / path.name).write_bytes(path.read_bytes())
    return _sound(files)


def _url(engine: str, made: Path, stack: ExitStack) -> str:
    if engine == "duckdb":
        return f"duckdb:///../{made.name}"
    if engine == "sqlite":
        copy = made.with_suffix(".sqlite")
        if not copy.exists():
            make_sqlite(copy, made)
        return f"sqlite:///../{copy.name}"
    found = programs()
    if found is None:
        raise RuntimeError("PostgreSQL is not installed: its programs are needed to measure on it.")
    url = stack.enter_context(postgres(found))
    make_postgresql(url.replace("+psycopg", ""), made)
    return url


def _sound(folder: Path) -> Configuration:
    configuration = read_files(folder)
    faults = [str(issue) for issue in configuration.issues if issue.severity == "error"]
    if faults:
        raise ValueError("\n".join(faults))
    return configuration
