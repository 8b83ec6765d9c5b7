"""Opening a product database: read only, fenced, with limits, one file per engine.

Grants are the boundary and the fences of each engine come second. Native handles of a driver appear only below this
folder.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from sqlalchemy import URL, Connection, Engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from metrics.dates.calendar import LocalCalendar
from metrics.queries.catalog import Catalog
from metrics.sources import clickhouse, duckdb_file, mariadb, postgresql, spark, sqlite_file
from metrics.sources.faults import explain
from metrics.sources.files.engine import engine as files_engine
from metrics.sources.secrets import resolve_url
from metrics.sources.selfcheck import check_constructs
from okr.errors import SourceError
from okr.issues import near_miss
from okr.metric import SourceDefinition

Opener = Callable[[URL, SourceDefinition], Engine]

OPENERS: Mapping[str, Opener] = {
    "duckdb": duckdb_file.engine,
    "sqlite": sqlite_file.engine,
    "postgresql": postgresql.engine,
    "mysql": mariadb.engine,
    "mariadb": mariadb.engine,
    "files": files_engine,
    "clickhouse": clickhouse.engine,
    "clickhousedb": clickhouse.engine,
    "spark": spark.engine,
    "hive": spark.engine,
}
"""Backend name of a URL → how its engine is made."""
_FILES = ("duckdb", "sqlite")
_BELOW = (*_FILES, "files")


@dataclass(frozen=True)
class OpenSource:
    """A source that answers.

    Attributes:
        definition: As written.
        connection: An open connection that cannot write.
        calendar: The calendar of the source's zone.
        engine_name: ``duckdb``, ``sqlite``, ``postgresql``, ``mysql``, ``files``, … as in the URL.
    """

    definition: SourceDefinition
    connection: Connection
    calendar: LocalCalendar
    engine_name: str

    @property
    def dialect(self) -> str:
        """Name of the SQLAlchemy dialect."""
        return self.connection.dialect.name

    @property
    def ending(self) -> str:
        """What stands behind a statement that is to be pasted into the engine's own client."""
        return clickhouse.ending() if self.dialect == "clickhousedb" else ""

    @cached_property
    def catalog(self) -> Catalog:
        """Its tables and columns, each looked up once as long as it is open."""
        return Catalog(self.connection)

    @cached_property
    def first_days(self) -> dict[tuple[object, ...], date]:
        """First day of the history by the time columns it was looked for in, as found so far."""
        return {}


@contextmanager
def open_source(source: SourceDefinition, folder: Path, secrets: Mapping[str, str]) -> Iterator[OpenSource]:
    """Open a source for reading; it is closed again when the block ends.

    Args:
        source: The definition.
        folder: Relative paths of database files and secret files are below it.
        secrets: Environment variables that this source may see.

    Yields:
        The open source, its constructs checked.

    Raises:
        SourceError: If a secret is missing, the engine is unknown, the database does not answer or may be written.
    """
    url = _url(source, folder, secrets)
    engine = _engine(url, source)
    try:
        with _connected(engine, source) as connection:
            check_constructs(connection, source.id)
            calendar = LocalCalendar(source.timezone, source.week_start)
            yield OpenSource(source, connection, calendar, url.get_backend_name())
    finally:
        engine.dispose()


def database_file(source: SourceDefinition, folder: Path, secrets: Mapping[str, str]) -> Path | None:
    """Return the file that holds all data of a source; None where they do not lie in one local file.

    Raises:
        SourceError: If its URL cannot be had or understood.
    """
    url = _url(source, folder, secrets)
    is_file = url.get_backend_name() in _FILES and url.database and url.database != ":memory:"
    return Path(str(url.database)) if is_file else None


def _url(source: SourceDefinition, folder: Path, secrets: Mapping[str, str]) -> URL:
    text, password = resolve_url(source, folder, secrets)
    try:
        url = make_url(text)
    except ArgumentError:
        message = f"source {source.id}: the URL cannot be understood"
        raise SourceError(message, "Write it like postgresql+psycopg://reader@host/db.", temporary=False) from None
    url = url.set(password=password) if password is not None else url
    if url.get_backend_name() not in OPENERS:
        message = f'source {source.id}: there is no engine "{url.get_backend_name()}"'
        raise SourceError(message, near_miss(url.get_backend_name(), OPENERS), temporary=False)
    return _below(url, folder)


def _below(url: URL, folder: Path) -> URL:
    """Return the URL with the relative path of a file taken from the configuration folder."""
    if url.get_backend_name() not in _BELOW or not url.database or url.database == ":memory:":
        return url
    return url.set(database=str((folder / url.database).resolve()))


def _engine(url: URL, source: SourceDefinition) -> Engine:
    try:
        return OPENERS[url.get_backend_name()](url, source)
    except (NoSuchModuleError, ImportError):
        message = f"source {source.id}: the driver for {url.drivername} is not installed"
        raise SourceError(message, "Install it beside the requirements.", temporary=False) from None


@contextmanager
def _connected(engine: Engine, source: SourceDefinition) -> Iterator[Connection]:
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise explain(error, source, engine.url) from None
    try:
        yield connection
    finally:
        # A connection that was cut off must not roll back on the dead socket later, in somebody else's thread.
        connection.invalidate() if connection.closed or connection.invalidated else connection.close()
