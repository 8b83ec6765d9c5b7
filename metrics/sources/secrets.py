"""Finding a source's secrets: environment variables and files, never the configuration itself."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from okr.errors import SourceError
from okr.metric import Secret, SourceDefinition


def resolve_url(source: SourceDefinition, folder: Path, secrets: Mapping[str, str]) -> tuple[str, str | None]:
    """Return the URL and the password (None: no separate one).

    Raises:
        SourceError: If a variable or file is missing or empty; the message names it, never its content.
    """
    url = source.url
    if source.url_secret is not None:
        url = read_secret(source.url_secret, source.id, folder, secrets)
    if not url:
        raise SourceError(f"source {source.id}: no URL is given", "Add url: to sources.yaml.", temporary=False)
    if source.password is None:
        return url, None
    return url, read_secret(source.password, source.id, folder, secrets)


def read_secret(secret: Secret, source_id: str, folder: Path, secrets: Mapping[str, str]) -> str:
    """Return one secret without surrounding line ends."""
    if secret.env is not None:
        value, where = secrets.get(secret.env), f"environment variable {secret.env}"
    else:
        value, where = _from_file(folder / (secret.file or "")), f"secret file {secret.file}"
    if value is None:
        raise SourceError(f"source {source_id}: the {where} is not there", "Set it and refresh.", temporary=False)
    if not value.strip():
        raise SourceError(f"source {source_id}: the {where} is empty", "Fill it and refresh.", temporary=False)
    return value.strip("\r\n")


def secret_names(source: SourceDefinition) -> tuple[str, ...]:
    """Return the environment variables that a source needs, so that its process is given no others."""
    wanted = (source.password, source.url_secret)
    return tuple(secret.env for secret in wanted if secret is not None and secret.env is not None)


def _from_file(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
