from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tracking.web.access import read_access
from tracking.web.guard import MARK, Message, Receive, Rules, Scope, Send, guarded, refusal, security_headers

LAN = Rules(frozenset({"localhost", "okr.example.org"}), loopback_only=False)


def scope(**changes: Any) -> dict[str, Any]:
    """One request to this machine as the server hands it over."""
    headers = changes.pop("headers", {"host": "localhost:8501"})
    raw = [(name.encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "path": "/", "server": ("127.0.0.1", 8501), "headers": raw, **changes}


def answers_of(app: Any, request: Scope) -> list[Message]:
    """Run an app on one request and return what it sent."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    asyncio.run(app(request, receive, send))
    return sent


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    """An app that sets a lax header of its own."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Frame-Options", b"ALLOWALL")]})
    await send({"type": "http.response.body", "body": b"hello"})


def test_a_request_to_this_machine_by_its_name_passes() -> None:
    assert refusal(scope(), Rules()) is None
    assert refusal(scope(headers={"host": "127.0.0.1"}), Rules()) is None
    assert refusal(scope(server=("::1", 8501), headers={"host": "[::1]:8501"}), Rules()) is None


@pytest.mark.parametrize("server", [("192.0.2.7", 8501), ("0.0.0.0", 8501), None, ("/run/okr.sock", None)])  # noqa: S104
def test_what_arrives_on_another_address_is_refused_however_the_server_was_started(server: Any) -> None:
    """Fault 125."""
    assert (403, "This server answers on its own machine only.") == refusal(scope(server=server), Rules())


@pytest.mark.parametrize(
    "headers", [{}, {"host": ""}, {"host": "evil.example"}, {"host": "localhost.evil.example:8501"}]
)
def test_an_unknown_or_missing_host_is_refused(headers: dict[str, str]) -> None:
    """Fault 134."""
    assert (403, "This host name is not served here.") == refusal(scope(headers=headers), Rules())


def test_two_host_headers_are_refused() -> None:
    request = scope()
    request["headers"] *= 2

    assert (403, "This host name is not served here.") == refusal(request, Rules())


def test_a_host_name_is_compared_without_port_and_case() -> None:
    assert refusal(scope(headers={"host": "OKR.Example.org:443"}), LAN) is None


def socket_request(origin: str, host: str = "localhost:8501") -> dict[str, Any]:
    """The page's socket, opened by a page of ``origin``."""
    return scope(type="websocket", headers={"host": host, "origin": origin})


def test_a_socket_opens_from_the_own_page_only() -> None:
    assert refusal(socket_request("http://localhost:8501"), Rules()) is None
    assert refusal(socket_request("http://localhost:9999"), Rules()) is not None
    assert refusal(socket_request("null"), Rules()) is not None


def test_behind_a_proxy_that_rewrites_the_host_a_named_origin_is_enough() -> None:
    assert refusal(socket_request("https://okr.example.org"), LAN) is None
    assert refusal(socket_request("https://okr.example.org.evil.example"), LAN) is not None


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/metrics/", "/_stcore/agent/mcp", "/_stcore/upload_file/1/2"]
)
def test_closed_paths_answer_as_if_they_were_not_there(path: str) -> None:
    """Faults 138 and 139."""
    assert (404, "There is nothing here.") == refusal(scope(path=path), Rules())


def test_the_app_behind_cannot_loosen_a_header() -> None:
    """Fault 135."""
    start = answers_of(guarded(hello, Rules()), scope())[0]

    headers = dict(start["headers"])
    assert b"DENY" == headers[b"x-frame-options"]
    assert b"X-Frame-Options" not in headers


def test_a_refusal_carries_the_headers_too() -> None:
    start, body = answers_of(guarded(hello, Rules()), scope(headers={"host": "evil.example"}))

    assert 403 == start["status"]
    assert security_headers().keys() <= {name.decode() for name, _ in start["headers"]}
    assert b"This host name is not served here.\n" == body["body"]


def test_a_refused_socket_is_closed_where_the_server_cannot_answer_it() -> None:
    assert [{"type": "websocket.close", "code": 1008}] == answers_of(guarded(hello, Rules()), socket_request("null"))


def test_an_inline_script_runs_by_its_hash_only() -> None:
    policy = security_headers(["sha256-abc="])["content-security-policy"]

    assert "script-src 'self' blob: 'sha256-abc='" in policy.split("; ")


def test_what_is_no_request_passes_untouched() -> None:
    seen: list[str] = []

    async def app(request: Scope, _receive: Receive, _send: Send) -> None:
        seen.append(request["type"])
        await asyncio.sleep(0)

    answers_of(guarded(app, Rules()), {"type": "lifespan"})

    assert ["lifespan"] == seen


@pytest.mark.parametrize("copies", [0, 2])
def test_a_person_is_named_exactly_once(copies: int) -> None:
    """Fault 128."""
    rules = Rules(access=read_access({"PLUMBLINE_PROXY": "127.0.0.1"}))
    request = scope(client=("127.0.0.1", 50000))
    request["headers"] += [(b"X-Forwarded-User", b"ada")] * copies

    assert (401, "Nobody has logged in.") == refusal(request, rules)


def test_the_mark_of_the_guard_is_its_own() -> None:
    seen: list[Scope] = []

    async def look(request: Scope, _receive: Receive, send: Send) -> None:
        seen.append(request)
        await hello(request, _receive, send)

    answers_of(guarded(look, Rules()), scope(headers={"host": "localhost", "X-Plumbline-Guard": "forged"}))
    assert [MARK.encode()] == [value for name, value in seen[0]["headers"] if name.lower() == b"x-plumbline-guard"]
