"""The CSV that the page hands out, against the command's."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.pages.made import AS_OF
from tests.pages.stored import fill
from tests.plugins.served import ROOT, Served, served, server_environment

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("csv")


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    store = fill(folder / "made.sqlite")
    return {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}


@pytest.fixture(scope="module")
def filled(folder: Path, environment: dict[str, str]) -> Iterator[Served]:
    with served(folder, environment) as server:
        yield server


@pytest.mark.parametrize(("path", "kind"), [("", "key_results"), ("objective", "history"), ("roadmap", "roadmap")])
def test_the_page_hands_out_the_bytes_of_the_command(
    filled: Served, page: Page, environment: dict[str, str], path: str, kind: str
) -> None:
    page.goto(f"{filled.url}/{path}?team=Growth")
    with page.expect_download() as downloading:
        page.get_by_test_id("stDownloadButton").last.get_by_role("button").click()
    command = [sys.executable, "-m", "tracking", "export", kind, "--team", "growth"]
    made = subprocess.run(
        command,
        cwd=ROOT,
        env=server_environment(Path(environment["PLUMBLINE_STORE"]).parent, 0, environment),
        capture_output=True,
        check=True,
    )

    assert made.stdout == downloading.value.path().read_bytes()
    assert f"okr_{kind}_2026-q4_2026-11-19.csv" == downloading.value.suggested_filename
    assert made.stdout.count(b"\n") > 3
