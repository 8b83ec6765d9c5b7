"""CSV files over the web: as pages hand them out, and by links for spreadsheets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.pages.made import AS_OF
from tests.pages.stored import fill
from tests.plugins.served import ROOT, Serve, Served, server_environment
from tests.test_server import answer


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A history store with the made board."""
    return fill(tmp_path / "made.sqlite")


@pytest.fixture
def server(serve: Serve, store: Path) -> Served:
    """A server over that store."""
    return serve(PLUMBLINE_STORE=str(store), PLUMBLINE_AS_OF=AS_OF.isoformat())


def command(store: Path, *words: str) -> bytes:
    """Run a command on the store and return what it printed."""
    environment = server_environment(store.parent, 0, {"PLUMBLINE_AS_OF": AS_OF.isoformat()})
    words = (sys.executable, "-m", "tracking", *words, "--store", str(store))
    return subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, check=True).stdout


def link(store: Path, *words: str) -> str:
    """Make a link and return its path."""
    return str(json.loads(command(store, "link", "new", *words, "--json"))["path"])


def test_a_file_over_the_web_is_that_of_the_command_byte_for_byte(server: Served, store: Path) -> None:
    status, headers, body = answer(server, "/export/key_results.csv")

    assert (200, "text/csv; charset=utf-8") == (status, headers["content-type"])
    assert command(store, "export", "key_results") == body
    assert headers["content-disposition"].startswith('attachment; filename="okr_key_results_')


@pytest.mark.parametrize(
    "path", ["/export/passwords.csv", "/export/", "/export/key_results", "/link/x", "/overview.csv"]
)
def test_a_file_that_is_not_there_is_404_and_no_page(server: Served, path: str) -> None:
    status, headers, _ = answer(server, path)

    assert (404, "text/plain; charset=utf-8") == (status, headers["content-type"])


def test_a_link_gives_its_file_until_it_is_ended(server: Served, store: Path) -> None:
    path = link(store, "key_results")
    whole = answer(server, "/export/key_results.csv")[2]

    assert (200, whole) == answer(server, path)[::2]
    command(store, "link", "end", "1")
    assert 404 == answer(server, path)[0]


def test_a_link_gives_no_other_file_and_no_other_team(server: Served, store: Path) -> None:
    path = link(store, "key_results", "--team", "growth")
    status, _, body = answer(server, path)
    teams = {line.split(b",")[body.splitlines()[0].split(b",").index(b"team")] for line in body.splitlines()[1:]}

    assert (200, {b"growth"}) == (status, teams)
    assert 404 == answer(server, path.replace("key_results", "history"))[0]


def test_the_store_holds_no_link_that_works(store: Path) -> None:
    """Fault 133."""
    secret = link(store, "history").split("/")[2]

    assert secret.encode() not in store.read_bytes()


def test_guessing_links_closes_them_for_a_while(server: Served, store: Path) -> None:
    """Fault 141."""
    path = link(store, "key_results")
    guesses = [answer(server, f"/link/{number}/key_results.csv")[0] for number in range(32)]

    assert {404, 429} == set(guesses)
    assert 429 == answer(server, path)[0]


def test_behind_a_proxy_only_those_it_names_get_in_and_links_need_no_name(serve: Serve, store: Path) -> None:
    """Fault 127: a name that somebody writes into the header himself counts for nothing."""
    path = link(store, "key_results")
    settings = {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}
    trusting, wary = serve(PLUMBLINE_PROXY="127.0.0.1", **settings), serve(PLUMBLINE_PROXY="192.0.2.5", **settings)
    named = {"X-Forwarded-User": "ada@example.org"}

    assert [401, 200, 200] == [answer(trusting, "/")[0], answer(trusting, "/", **named)[0], answer(trusting, path)[0]]
    assert [403, 403, 200] == [answer(wary, "/")[0], answer(wary, "/", **named)[0], answer(wary, path)[0]]
    assert 401 == answer(trusting, "/export/key_results.csv")[0]
