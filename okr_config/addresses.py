"""Addresses and secrets of sources: what may be written, and messages that never repeat what was."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

from okr.metric import Secret
from okr.schema import INVALID, Invalid
from okr.written import Report, Written

_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9_]*(\+[a-z0-9_]+)?://.*", re.DOTALL)
# What a driver would take for a user and a password before the host, even where a port or path was meant.
_USER_WITH_PASSWORD: Final = re.compile(r"[^:/]*:[^@]*@", re.DOTALL)
_SECRET_WORDS: Final = ("pass", "pwd", "token", "secret", "apikey", "api_key", "credential")
_HARMLESS: Final = ("passfile",)
_SECRET_IN_VALUE: Final = re.compile(r"(password|pwd|token|secret)\s*=", re.IGNORECASE)
_REMEDY: Final = "Write password: {env: NAME} or {file: PATH} beside the url, or the whole url as {env: NAME}."


@dataclass(frozen=True)
class SecretType:
    """Where a secret is found: ``{env: NAME}`` or ``{file: PATH}``."""

    expects: str = "{env: NAME} or {file: PATH}: where the secret is found, never the secret itself"

    def read(self, node: Written, report: Report) -> Secret | Invalid:
        """Return where the secret is found; what was written instead is not repeated in the message."""
        entries = node.entries
        names = {name: child.value for name, child in entries.items() if name in ("env", "file")}
        if len(entries) != 1 or len(names) != 1:
            return self._refuse(node, "this is not where a secret is found", report)
        ((kind, value),) = names.items()
        if not isinstance(value, str) or not value.strip():
            return self._refuse(node, f"{kind} holds no name", report)
        if kind == "env" and not _VARIABLE.fullmatch(value):
            return self._refuse(node, "env does not hold the name of an environment variable", report)
        return Secret(env=value) if kind == "env" else Secret(file=value)

    def _refuse(self, node: Written, message: str, report: Report) -> Invalid:
        report.error("secret", message, f"Expected {self.expects}.", node.place)
        return INVALID


SECRET: Final = SecretType()


@dataclass(frozen=True)
class AddressType:
    """The URL of a database without its password, or where the whole URL is found."""

    expects: str = "a database URL like postgresql+psycopg://reader@host/name without password, or {env: NAME}"

    def read(self, node: Written, report: Report) -> str | Secret | Invalid:
        """Return the URL, or where it is found; a URL that may hold a secret is not repeated in the message."""
        if node.is_mapping:
            return SECRET.read(node, report)
        if not isinstance(node.value, str) or not _SCHEME.fullmatch(node.value.strip()):
            report.error("url", "this is not a database URL", f"Expected {self.expects}.", node.place)
            return INVALID
        if holds_secret(node.value.strip()):
            report.error("literal-password", "a password or token is written in the url", _REMEDY, node.place)
            return INVALID
        return node.value.strip()


ADDRESS: Final = AddressType()


def holds_secret(url: str) -> bool:
    """Return whether a password or token is written in the address: before the host, or as an option behind it."""
    rest = url.split("://", 1)[1]
    if _USER_WITH_PASSWORD.match(rest):
        return True
    options = parse_qsl(rest.partition("?")[2].replace(";", "&"), keep_blank_values=True)
    return any(_is_secret(name, value) for name, value in options)


def _is_secret(name: str, value: str) -> bool:
    plain = name.lower().replace("-", "_")
    named = plain not in _HARMLESS and any(word in plain for word in _SECRET_WORDS)
    return named or _SECRET_IN_VALUE.search(value) is not None
