"""What a driver's exception means, in plain words and without secrets."""

from __future__ import annotations

import re

from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from okr.errors import SourceError
from okr.metric import SourceDefinition

_LONGEST = 300

_AT_THE_LINE = "Look at that line; an empty cell is no value, anything else must fit its column."

_TOO_LONG = "interrupted|interrupt error|statement timeout|max_statement_time|timeout exceeded|found TIMEDOUT"

# Pattern in the driver's text → (what is said, what to do, temporary).
_MEANINGS: tuple[tuple[str, str, str, bool], ...] = (
    ("could not set lock|conflicting lock", "another process has the file open for writing", "Export a copy.", True),
    ("database is locked|database table is locked", "another process holds a lock on it", "The next run tries.", True),
    ("authentication failed|access denied", "authentication failed", "Check the role and its secret.", False),
    (_TOO_LONG, "the query took longer than allowed", "Simplify it, or raise limits: seconds of the source.", True),
    ("timed? ?out|timeout expired", "no answer in time", "Check host and port, or raise limits: seconds.", True),
    ("refused|could not connect|can't connect|no route", "it does not answer", "Check that it runs.", True),
    ("name or service not known|could not translate|name resolution", "its host name is unknown", "Check it.", True),
    ("not a database|not a valid duckdb|malformed|corrupt", "the file is not a database that can be read", "", False),
    ("too many (clients|connections)|connection limit", "it has no free connection", "The next run tries.", True),
    (
        "closed the connection|server has gone|lost connection|connection.*(lost|reset)",
        "the connection broke",
        "",
        True,
    ),
)


def explain(error: DBAPIError, source: SourceDefinition, url: URL | None = None) -> SourceError:
    """Return what the driver said as an error of the source; user, password and parameters never appear."""
    if (in_file := _fault_in_file(str(error.orig))) is not None:
        return SourceError(f"source {source.id}: {in_file}", _AT_THE_LINE, temporary=False)
    raw = tidy(str(error.orig))
    where = f" at {url.host}:{url.port or 'default port'}" if url is not None and url.host else ""
    for pattern, meaning, hint, temporary in _MEANINGS:
        if re.search(pattern, raw, re.IGNORECASE):
            return SourceError(f"source {source.id}{where}: {meaning}", hint, temporary=temporary)
    return SourceError(f"source {source.id}{where}: {raw}", temporary=bool(error.connection_invalidated))


def _fault_in_file(text: str) -> str | None:
    """Return where an event file cannot be read, as file:line; never what stands there, which may be about people."""
    named = re.search(r"(?:file = |file \"|file ')([^\n\"']*?)\"?'?(?:\n|$| )", text)
    line = re.search(r"CSV Error on Line: (\d+)", text)
    if line is None:
        is_broken = re.search("sniffing file|magic bytes|not a parquet file|parquet metadata", text, re.IGNORECASE)
        return f"{_name(named)} cannot be read as CSV or Parquet" if is_broken else None
    place = f"{_name(named)}:{line[1]}"
    wrong = re.search(r"Could not convert string .* to '([^']*)'", text)
    return (
        f"{place} holds a value that is no {wrong[1]}" if wrong else f"{place} cannot be read like the lines before it"
    )


def _name(named: re.Match[str] | None) -> str:
    return "a file" if named is None else named[1].rsplit("/", 1)[-1]


def tidy(text: str) -> str:
    """Return a driver's message on one line, without control characters, credentials or parameters, not too long."""
    if (in_file := _fault_in_file(text)) is not None:
        return in_file
    told = re.search(r"(\[[A-Z_.]+\] [^\[]*?)\s*SQLSTATE", text)
    text = told[1] if told is not None else text
    line = re.sub(r"[\x00-\x1f\x7f]+", " ", text.split("\n[SQL", 1)[0])
    line = re.sub(r"//[^/@\s]+@", "//", line)
    line = re.sub(r'(user|password|passwd)\s*[=:]?\s*"[^"]*"', r"\1 …", line, flags=re.IGNORECASE)
    return line[:_LONGEST].strip()


def took_too_long(error: DBAPIError) -> bool:
    """Return whether this one query was ended because it took longer than allowed; the connection still works."""
    return re.search(_TOO_LONG, str(error.orig), re.IGNORECASE) is not None


def is_connection_fault(error: DBAPIError) -> bool:
    """Return whether the connection itself is gone, so that the other metrics of the source cannot be read either."""
    if error.connection_invalidated:
        return True
    raw = str(error.orig)
    gone = any(re.search(pattern, raw, re.IGNORECASE) for pattern, *_ in (_MEANINGS[0], _MEANINGS[4], _MEANINGS[9]))
    return gone and not took_too_long(error)
