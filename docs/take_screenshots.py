"""Take the pictures of the documents, and of every page for looking at, from the dashboard as it is served.

``docs/images/`` gets the pictures that documents show; ``build/screenshots/`` gets every page in every size and look.

Usage: ``python docs/take_screenshots.py``
"""

from __future__ import annotations

import shutil
import sys
from itertools import product
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.plugins.browser import ARGUMENTS, chromium_path, settled  # noqa: E402 - the project is on the path only now
from tests.plugins.served import served  # noqa: E402

IMAGES = ROOT / "docs" / "images"
ALL = ROOT / "build" / "screenshots"
SIZES = {"desktop": (1920, 1080), "laptop": (1366, 768), "phone": (390, 844)}
LOOKS = ("light", "dark")
SHOWN = ("", "objective?kr=growth/value-from-the-first-day/set-up-in-the-first-session")
QUIET_MILLISECONDS = 1500


def show(page: Page, url: str) -> None:
    """Open a page and wait until its script has run and its charts are drawn."""
    page.goto(url)
    settled(page)
    for chart in page.get_by_test_id("stPlotlyChart").all():
        chart.locator(".main-svg").first.wait_for()
    page.wait_for_timeout(QUIET_MILLISECONDS)


def pages_of(browser: Browser, url: str) -> list[str]:
    """Return the address of every page that the navigation offers, the first one first."""
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    show(page, url)
    links = [urljoin(url, "/")]
    for group in page.get_by_role("navigation").get_by_role("button").all():
        group.click()
        found = page.locator("a[data-testid^='stTopNav']")
        found.first.wait_for()
        links += found.evaluate_all("links => links.map(link => link.href)")
        page.keyboard.press("Escape")
    page.close()
    return list(dict.fromkeys(links))


def picture(browser: Browser, url: str, look: str, size: str) -> Path:
    """Take one picture of one page and return its file."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=look)  # type: ignore[arg-type]
    page = context.new_page()
    show(page, url)
    name = urlsplit(url).path.strip("/") or "overview"
    target = ALL / f"{name}-{size}-{look}.png"
    page.screenshot(path=target)
    context.close()
    return target


def main() -> int:
    """Take all pictures; return 0."""
    for folder in (ALL, IMAGES):
        folder.mkdir(parents=True, exist_ok=True)
    with served(ALL, {"PLUMBLINE_STORE": ""}) as server, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        taken = [
            picture(browser, url, look, size)
            for url in pages_of(browser, server.url)
            for look in LOOKS
            for size in SIZES
        ]
        for address, look in product(SHOWN, LOOKS):
            shown = picture(browser, urljoin(f"{server.url}/", address), look, "desktop")
            shutil.copy(shown, IMAGES / shown.name.replace("-desktop", ""))
        browser.close()
    print(f"{len(taken)} pictures in {ALL.relative_to(ROOT)}, those of the documents in {IMAGES.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
