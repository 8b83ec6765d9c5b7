"""P5: the overview with twenty key results against a blank page, in Chromium."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from statistics import median

from playwright.sync_api import BrowserContext, Page, WebSocket, sync_playwright
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.pages_served import dashboard_and_blank
from benchmarks.rows import Row, at_most
from tests.plugins.browser import ARGUMENTS, chromium_path

MOST_PAINT, MOST_RERUN, MOST_KB = 2.0, 1.6, 40.0
PATIENCE_SECONDS = 60.0
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@dataclass
class Look:
    """A browser tab on one address.

    Attributes:
        page: The tab.
        url: The address.
        finished: How often the page's script has come to its end.
        size: Bytes received over the WebSocket.
    """

    page: Page
    url: str
    finished: int = 0
    size: int = 0
    sizes: list[int] = field(default_factory=list)

    def paint(self) -> None:
        """Open the address and wait until it is drawn."""
        self._until_drawn(lambda: self.page.goto(self.url, wait_until="commit"))

    def rerun(self) -> None:
        """Run the page's script again by its key and wait until it is drawn."""
        before = self.size
        self._until_drawn(lambda: self.page.keyboard.press("r"))
        self.sizes.append(self.size - before)

    def _until_drawn(self, act: Callable[[], object]) -> None:
        seen, end = self.finished, time.monotonic() + PATIENCE_SECONDS
        act()
        while self.finished == seen:
            if time.monotonic() > end:
                raise TimeoutError(f"{self.url} was not drawn")
            self.page.wait_for_timeout(2)
        self.page.evaluate(PAINTED)

    def listen(self, socket: WebSocket) -> None:
        """Count what a WebSocket of the tab receives."""
        socket.on("framereceived", self._received)

    def _received(self, data: str | bytes) -> None:
        if isinstance(data, bytes):
            self.size += len(data)
            self.finished += ForwardMsg.FromString(data).WhichOneof("type") == "script_finished"


def measure(*, full: bool) -> Iterator[Row]:
    """Paint and run both pages again, in turns."""
    with dashboard_and_blank() as (ours, blank), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        context = browser.new_context(viewport={"width": 1920, "height": 1080})
        looks = [look(context, f"{url}/") for url in (ours, blank)]
        rounds = 15 if full else 7
        for what, name, budget in (("paint", "warm paint", MOST_PAINT), ("rerun", "rerun", MOST_RERUN)):
            figure = _ratio(what, looks, rounds)
            yield at_most("P5", f"overview of 20 key results, {name} / blank page", figure, budget)
        size = median(looks[0].sizes) / 1000
        yield Row("P5", "sent in one rerun of the overview", f"≤ {MOST_KB:.0f} kB", f"{size:.1f} kB", size <= MOST_KB)
        browser.close()


def look(context: BrowserContext, url: str) -> Look:
    """Return a new tab that counts what it receives."""
    found = Look(context.new_page(), url)
    found.page.on("websocket", found.listen)
    return found


def _ratio(what: str, looks: list[Look], rounds: int) -> float:
    actions = [partial(getattr(one, what)) for one in looks]
    pairs = [[_seconds(action) for action in actions] for _ in range(rounds + 1)][1:]
    return median(pair[0] for pair in pairs) / median(pair[1] for pair in pairs)


def _seconds(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
