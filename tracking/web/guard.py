"""What stands in front of the web app: who may ask, which paths are closed, and the headers of every answer.

Plain ASGI and standard library only, so that it wraps whatever app is behind it.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from tracking.web.access import OPEN, Access
from tracking.web.serving import LOOPBACK_HOSTS, is_loopback

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

CLOSED_PATHS = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check", "/_stcore/upload_file")
"""Parts of the framework that nobody needs here: figures about the process, a remote control, uploads."""


OPEN_PATHS = ("/healthz", "/readyz", "/link")
"""What is answered to those whom no proxy has named: health, and links that carry a secret of their own."""

MARK_HEADER = "x-plumbline-guard"
MARK = secrets.token_hex(16)
"""Put on every request that the guard let through, so that a page can tell that one stood in front of it."""


@dataclass(frozen=True)
class Rules:
    """What the guard lets through.

    Attributes:
        hosts: Host names, without port and in lower case, that a request may carry.
        loopback_only: Refuse what came in through any other address of the machine, however the server was started.
        inline_scripts: Hashes of the inline scripts that the page may run, like ``sha256-…``.
        access: Who is believed about the people who come.
    """

    hosts: frozenset[str] = frozenset(LOOPBACK_HOSTS)
    loopback_only: bool = True
    inline_scripts: tuple[str, ...] = ()
    access: Access = OPEN


def guarded(app: App, rules: Rules) -> App:
    """Return ``app`` behind ``rules``: refused requests never reach it, and every answer carries the headers."""
    headers = security_headers(rules.inline_scripts)

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await app(scope, receive, send)
            return
        send_with_headers = _adding(headers, send)
        refused = refusal(scope, rules)
        if refused is None:
            await app(_marked(scope), receive, send_with_headers)
        else:
            await _refuse(scope, send_with_headers, *refused)

    return serve


def security_headers(inline_scripts: Iterable[str] = ()) -> dict[str, str]:
    """Return the headers of every answer: nothing is fetched from, sent to or framed by another site."""
    # The framework loads the scripts of our own components as blobs, which only a script of this page can make.
    scripts = " ".join(["script-src 'self' blob:", *(f"'{digest}'" for digest in inline_scripts)])
    policy = [
        "default-src 'self'",
        scripts,
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "worker-src 'self' blob:",
        "frame-src 'none'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
    return {
        "content-security-policy": "; ".join(policy),
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    }


def refusal(scope: Scope, rules: Rules) -> tuple[int, str] | None:
    """Return the status and the sentence with which a request is refused, or None where it may pass."""
    if rules.loopback_only and not is_loopback(_local_address(scope)):
        return 403, "This server answers on its own machine only."
    host = _header(scope, b"host")
    if _host_name(host) not in rules.hosts:
        return 403, "This host name is not served here."
    if scope["type"] == "websocket" and not _own_origin(_header(scope, b"origin"), host, rules):
        return 403, "This page may be used from its own address only."
    if any(_below(scope["path"], closed) for closed in CLOSED_PATHS):
        return 404, "There is nothing here."
    return _unknown_person(scope, rules.access)


def _unknown_person(scope: Scope, access: Access) -> tuple[int, str] | None:
    """Refuse what does not come through the trusted proxy, and people whom it does not name."""
    if not access.needs_login or any(_below(scope["path"], free) for free in OPEN_PATHS):
        return None
    client = scope.get("client")
    if not access.trusts(str(client[0]) if client else ""):
        return 403, "This server is reached through its proxy only."
    return None if _header(scope, access.header.encode()) else (401, "Nobody has logged in.")


def _marked(scope: Scope) -> Scope:
    """Return the request with our mark, and with no mark that somebody else put on it."""
    name = MARK_HEADER.encode()
    kept = [(key, value) for key, value in scope["headers"] if key.lower() != name]
    return {**scope, "headers": [*kept, (name, MARK.encode())]}


def _below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(f"{folder}/")


def _local_address(scope: Scope) -> str:
    server = scope.get("server")
    return str(server[0]) if server else ""


def _header(scope: Scope, name: bytes) -> str:
    """Return a header's value; empty where it is missing or given twice, which no browser does."""
    values = [value for key, value in scope["headers"] if key.lower() == name]
    return values[0].decode("latin-1").strip().lower() if len(values) == 1 else ""


def _host_name(host: str) -> str:
    """Return a Host header without its port; an IPv6 address keeps its brackets."""
    name, colon, port = host.rpartition(":")
    return name if colon and port.isdecimal() else host


def _own_origin(origin: str, host: str, rules: Rules) -> bool:
    """Whether a WebSocket comes from the page served here; a client that is no browser sends no Origin.

    Host names that somebody allowed by hand may differ from the Host header, since a proxy may rewrite that.
    """
    if not origin:
        return True
    netloc = urlsplit(origin).netloc
    named = rules.hosts - frozenset(LOOPBACK_HOSTS)
    return netloc == host or _host_name(netloc) in named


def _adding(headers: dict[str, str], send: Send) -> Send:
    ours = [(name.encode(), value.encode()) for name, value in headers.items()]
    names = {name for name, _ in ours}

    async def send_with_headers(message: Message) -> None:
        if message["type"] in {"http.response.start", "websocket.http.response.start"}:
            kept = [(name, value) for name, value in message.get("headers", []) if name.lower() not in names]
            message = {**message, "headers": [*kept, *ours]}
        await send(message)

    return send_with_headers


async def _refuse(scope: Scope, send: Send, status: int, sentence: str) -> None:
    if scope["type"] == "websocket" and "websocket.http.response" not in scope.get("extensions", {}):
        await send({"type": "websocket.close", "code": 1008})
        return
    prefix = "websocket.http" if scope["type"] == "websocket" else "http"
    body = f"{sentence}\n".encode()
    head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await send({"type": f"{prefix}.response.start", "status": status, "headers": head})
    await send({"type": f"{prefix}.response.body", "body": body})
