"""A real browser: the system's Chromium, driven by Playwright, on a page that records what should not happen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Playwright,
    Request,
    Route,
    sync_playwright,
)

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking")
BASE_PATH_PROBES = ("/_stcore/health", "/_stcore/host-config")


@dataclass
class Watch:
    """What a page did besides showing something.

    Attributes:
        errors: Messages on the browser's console of level error, and uncaught exceptions.
        foreign: Addresses on other hosts that the page asked for; none was let through.
    """

    errors: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)


def chromium_path() -> str | None:
    """Return the browser to use: ``CHROMIUM``, or the first one installed."""
    named = os.environ.get("CHROMIUM")
    return named or next((found for name in CHROMIUM if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of the browser."""
    path = chromium_path()
    if path is None or not Path(path).exists():
        pytest.skip("needs Chromium (Debian package chromium)")
    return path


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """The driver of the browser; it keeps an event loop running, so it must not outlive the module."""
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="module")
def browser(playwright: Playwright, chromium: str) -> Iterator[Browser]:
    """One browser for all tests of a module."""
    running = playwright.chromium.launch(executable_path=chromium, headless=True, args=list(ARGUMENTS))
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser, watch: Watch) -> Iterator[BrowserContext]:
    """A fresh profile at 1920×1080 that reaches nothing but loopback."""
    fresh = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="en-GB", timezone_id="Europe/Oslo")
    fresh.set_default_timeout(30_000)
    fresh.route("**/*", lambda route, request: only_loopback(route, request, watch))
    yield fresh
    fresh.close()


@pytest.fixture
def watch() -> Watch:
    """What the page of this test did; read it after the fact."""
    return Watch()


@pytest.fixture
def page(context: BrowserContext, watch: Watch) -> Page:
    """An empty page whose console is watched."""
    opened = context.new_page()
    opened.on("console", lambda message: note(message, watch))
    opened.on("pageerror", lambda error: watch.errors.append(str(error)))
    return opened


def settled(page: Page) -> None:
    """Wait until the page's script has run, so that nothing is drawn anew under the next click."""
    page.get_by_test_id("stApp").and_(page.locator("[data-test-script-state='notRunning']")).wait_for()
    page.locator("h1").first.wait_for()


def note(message: ConsoleMessage, watch: Watch) -> None:
    """Record an error, but not the framework's own search for its base path, which fails below every deep link."""
    address = str(message.location.get("url", ""))
    if message.type == "error" and not address.endswith(BASE_PATH_PROBES):
        watch.errors.append(f"{message.text} {address}")


def only_loopback(route: Route, request: Request, watch: Watch) -> None:
    """Let a request through where it stays on this machine; record and end it otherwise."""
    if urlsplit(request.url).hostname in {"127.0.0.1", "localhost", None}:
        route.continue_()
        return
    watch.foreign.append(request.url)
    route.abort()
