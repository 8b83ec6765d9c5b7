from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.pages.made import AS_OF
from tests.pages.stored import fill
from tests.plugins.browser import Watch, settled
from tests.plugins.served import ROOT, Serve, Served, free_port, is_answering, served, server_environment
from tracking.web.serving import VARIABLES

PATHS = (
    "/",
    "/configuration",
    "/healthz",
    "/readyz",
    "/no/such/page",
    "/_stcore/health",
    "/_stcore/metrics",
    "/static/../x",
)


def answer(server: Served, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
    """Return status, headers and body of one request, sent as written."""
    with closing(http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=20)) as connection:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return response.status, response.headers, response.read()


def stream(server: Served, origin: str | None = None, host: str = "127.0.0.1") -> int:
    """Return the status with which the page's socket is answered; 101 is a welcome."""
    port = urlsplit(server.url).port
    opened = socket.create_connection(("127.0.0.1", port))
    try:
        with connect(f"ws://{host}:{port}/_stcore/stream", sock=opened, origin=Origin(origin) if origin else None):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_carries_the_security_headers(shared_server: Served, path: str) -> None:
    """Fault 135."""
    _, headers, _ = answer(shared_server, path)

    policy = headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'self'" in policy
    assert "img-src 'self' data: blob:" in policy
    assert "unsafe-inline" not in policy.split("script-src", 1)[1].split(";", 1)[0]
    assert "nosniff" == headers["x-content-type-options"]
    assert "no-referrer" == headers["referrer-policy"]


def test_health_says_alive_even_without_a_history(shared_server: Served) -> None:
    """Fault 146."""
    status, headers, body = answer(shared_server, "/healthz")

    health = json.loads(body)
    assert (200, "application/json", "no-store") == (status, headers["content-type"], headers["cache-control"])
    assert health["alive"] is True
    assert health["store"]["ready"] is False
    assert 0 == health["store"]["readings"]
    assert {"ended_at": None, "outcome": ""} == health["last_run"]


def test_readiness_names_what_is_missing(shared_server: Served) -> None:
    status, _, body = answer(shared_server, "/readyz")

    assert 503 == status
    assert "make run" in json.loads(body)["problem"]


def test_a_foreign_host_name_is_refused(shared_server: Served) -> None:
    """Fault 134: a name that somebody else points at this machine."""
    assert 403 == answer(shared_server, "/", Host="evil.example")[0]
    assert 403 == stream(shared_server, host="evil.example")


@pytest.mark.parametrize("origin", ["http://evil.example", "http://localhost:1", "http://127.0.0.1:1", "null"])
def test_a_socket_from_another_page_is_refused(shared_server: Served, origin: str) -> None:
    """Fault 134: another site, and another port of this machine."""
    assert 403 == stream(shared_server, origin=origin)


def test_a_socket_from_the_own_page_is_welcome(shared_server: Served) -> None:
    assert 101 == stream(shared_server, origin=shared_server.url)


@pytest.mark.parametrize("path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"])
def test_figures_of_the_process_and_remote_control_are_closed(shared_server: Served, path: str) -> None:
    """Fault 138."""
    assert 404 == answer(shared_server, path)[0]


def test_no_other_site_may_send_messages_to_the_page(shared_server: Served) -> None:
    """Fault 138."""
    assert [] == json.loads(answer(shared_server, "/_stcore/host-config")[2])["allowedOrigins"]


@pytest.mark.parametrize(
    "path",
    ["/static/../server.py", "/static/%2e%2e/server.py", "/static/..%5cserver.py", "//evil.example/", "/media/../../x"],
)
def test_no_path_leaves_the_app(shared_server: Served, path: str) -> None:
    """Faults 136 and 137."""
    status, headers, body = answer(shared_server, path)

    assert b"class DashboardApp" not in body
    assert "evil.example" not in headers.get("location", "")
    assert status in {200, 400, 403, 404}


def test_the_server_says_where_it_is(shared_server: Served) -> None:
    assert f"Plumbline is at {shared_server.url} " in shared_server.written()
    assert is_answering(shared_server.url)


def run_server(folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a server that is expected to refuse, and return how it ended."""
    return subprocess.run(
        [sys.executable, str(ROOT / "server.py")],
        env=server_environment(folder, free_port(), environment),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_without_login_the_server_refuses_to_be_reached_from_elsewhere(tmp_path: Path) -> None:
    """Fault 125."""
    ended = run_server(tmp_path, PLUMBLINE_ADDRESS="0.0.0.0")  # noqa: S104 - that it is refused is the test

    assert 2 == ended.returncode
    assert "PLUMBLINE_AUTH=none-i-accept" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_port_that_was_asked_for_and_is_taken_is_an_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run_server(tmp_path, PORT=str(port))

    assert 2 == ended.returncode
    assert f"Port {port} is taken." in ended.stderr


@pytest.fixture
def failing_server(tmp_path: Path) -> Iterator[Served]:
    """The server over a page that fails with a secret in its message."""
    shutil.copy(ROOT / "server.py", tmp_path)
    shutil.copytree(ROOT / ".streamlit", tmp_path / ".streamlit")
    (tmp_path / "dashboard.py").write_text('raise ValueError("canary-5d1f")\n', encoding="utf-8")
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])
    with served(tmp_path, {"PYTHONPATH": path}, tmp_path / "server.py") as server:
        yield server


@pytest.mark.browser
def test_a_viewer_never_sees_what_went_wrong_inside(failing_server: Served, page: Page) -> None:
    """Fault 111."""
    page.goto(failing_server.url)
    expect(page.get_by_text("This page could not be drawn.")).to_be_visible()

    shown = page.content()
    assert "canary-5d1f" not in shown
    assert "Traceback" not in shown
    reference = page.get_by_text("This page could not be drawn.").inner_text().rstrip(".").rpartition(" ")[2]
    assert f"reference {reference}" in failing_server.written()
    assert "canary-5d1f" in failing_server.written()


LISTENING_IN = """
import sys

def note(event, arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
        sys.stderr.write(f"NETWORK {event} {arguments[-1 if event != 'socket.getaddrinfo' else 0]}\\n")

sys.addaudithook(note)
"""


@pytest.mark.browser
def test_neither_server_nor_page_asks_anything_of_another_machine(
    serve: Serve, tmp_path: Path, page: Page, watch: Watch
) -> None:
    """Fault 150."""
    (tmp_path / "sitecustomize.py").write_text(LISTENING_IN, encoding="utf-8")
    store = fill(tmp_path / "made.sqlite")
    server = serve(PYTHONPATH=str(tmp_path), PLUMBLINE_STORE=str(store), PLUMBLINE_AS_OF=AS_OF.isoformat())

    for path in ("/", "/objective", "/sources", "/configuration"):
        page.goto(f"{server.url}{path}")
        settled(page)
    probe = subprocess.run(
        [
            sys.executable,
            "-c",
            "import socket; socket.socket(socket.AF_INET, socket.SOCK_DGRAM).connect(('192.0.2.1', 9))",
        ],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "NETWORK socket.connect ('192.0.2.1', 9)" in probe.stderr
    assert [] == [
        line for line in server.written().splitlines() if line.startswith("NETWORK") and "127.0.0.1" not in line
    ]
    assert [] == watch.foreign


def test_help_lists_every_setting_and_serves_nothing(tmp_path: Path) -> None:
    words = [sys.executable, str(ROOT / "server.py"), "--help"]
    environment = server_environment(tmp_path, free_port(), {})
    ended = subprocess.run(words, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)

    assert [] == [variable.name for variable in VARIABLES if variable.name not in ended.stdout]
    assert "Plumbline is at" not in ended.stdout
