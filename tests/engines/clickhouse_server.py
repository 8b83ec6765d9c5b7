"""ClickHouse's HTTP protocol over chdb, as far as a driver needs it: one query a request, settings in the address.

Usage: ``python clickhouse_server.py PORT FOLDER``. Loopback only, one session, one request after another.
"""

from __future__ import annotations

import re
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qsl, urlsplit

from chdb.session import Session

READS = re.compile(r"\s*(select|with|describe|exists|show)\b", re.IGNORECASE)
NOT_SETTINGS = {"query", "database", "session_id", "query_id", "compress", "decompress", "default_format", "role"}
NOT_SETTINGS |= {"client_protocol_version", "user", "password", "readonly", "wait_end_of_query", "buffer_size"}
NOT_SETTINGS |= {"send_progress_in_http_headers", "http_headers_progress_interval_ms", "enable_http_compression"}
PASSWORD = "plumbline"  # noqa: S105 - of a server that lives as long as a test


class Front(BaseHTTPRequestHandler):
    """Answers one request with what chdb says."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True
    session: Session
    set_before: dict[str, str]

    def do_GET(self) -> None:
        self._answer(200, b"Ok.\n")

    def do_POST(self) -> None:
        asked = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        query = f"{asked.get('query', '')}\n{body}".strip()
        if not self._is_known():
            self._refuse(516, "Authentication failed: password is incorrect. (AUTHENTICATION_FAILED)")
        elif asked.get("readonly", "0") != "0" and not READS.match(query):
            self._refuse(164, "Cannot execute query in readonly mode. (READONLY)")
        else:
            settings = {name: value for name, value in asked.items() if name not in NOT_SETTINGS}
            self._ask(query, settings, asked.get("default_format", "TabSeparated"))

    def _is_known(self) -> bool:
        import base64

        given = self.headers.get("Authorization", "").removeprefix("Basic ")
        return base64.b64decode(given).decode().partition(":")[2] == PASSWORD

    def _ask(self, query: str, settings: dict[str, str], usual: str) -> None:
        named = re.search(r"\bFORMAT\s+(\w+)\s*$", query)
        try:
            self._set(settings)
            found = self.session.query(query[: named.start()] if named else query, named[1] if named else usual)
            self._answer(200, found.bytes() if hasattr(found, "bytes") else b"")
        except Exception as error:  # noqa: BLE001 - whatever it says is passed on
            code = re.search(r"Code: (\d+)", str(error))
            self._refuse(int(code[1]) if code else 1002, str(error))

    def _set(self, settings: dict[str, str]) -> None:
        for name in self.set_before.keys() - settings.keys():
            self.session.query(f"set {name} = default")
        for name, value in settings.items():
            if self.set_before.get(name) != value:
                self.session.query(f"set {name} = '{value}'")
        type(self).set_before = settings

    def _refuse(self, code: int, text: str) -> None:
        self._answer(500, f"Code: {code}. DB::Exception: {text}".encode(), {"X-ClickHouse-Exception-Code": str(code)})

    def _answer(self, status: int, content: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        known = {"X-ClickHouse-Timezone": "UTC", "X-ClickHouse-Summary": "{}", "Content-Length": str(len(content))}
        for name, value in {**known, **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    Front.session, Front.set_before = Session(sys.argv[2]), {}
    Front.session.query("create database if not exists product")
    Front.session.query("use product")
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Front).serve_forever()
