"""Roadmap and alignment in a real browser: cold links, every size, hostile text, the keyboard."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_hostile_text import hostile
from tests.pages.cycle.test_alignment import troubled
from tests.pages.made import AS_OF
from tests.pages.stored import fill
from tests.plugins.browser import Watch, settled
from tests.plugins.served import Served, served

pytestmark = pytest.mark.browser

PAGES = ("roadmap", "alignment")
SIZES = ((1920, 1080), (1366, 768), (390, 844))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("cycle")
    store = fill(folder / "troubled.sqlite", troubled())
    with served(folder, {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}) as server:
        yield server


def test_a_cold_link_shows_the_page_in_its_frame(filled: Served, page: Page, watch: Watch) -> None:
    page.goto(f"{filled.url}/alignment")

    expect(page.get_by_role("heading", name="Teams stand in each other's way")).to_be_visible()
    expect(page.get_by_role("navigation", name="App pages")).to_be_visible()
    expect(page).to_have_title("Alignment · Plumbline")
    assert [] == watch.errors
    assert [] == watch.foreign


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "laptop", "phone"])
@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_wider_than_its_screen(filled: Served, browser: Browser, name: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{filled.url}/{name}")
    settled(page)

    assert size[0] == page.evaluate("document.documentElement.scrollWidth")
    assert size[0] >= page.get_by_test_id("stMain").evaluate("node => node.scrollWidth")
    context.close()


def test_the_keyboard_leads_from_a_piece_of_work_to_its_key_result(filled: Served, page: Page) -> None:
    page.goto(f"{filled.url}/roadmap")
    settled(page)
    link = page.locator(".pl-works a").first
    title = link.inner_text()
    link.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name=title)).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="All 3 pieces of work serve a key result")).to_be_visible()


@pytest.mark.parametrize("name", PAGES)
def test_what_people_wrote_runs_nothing_and_fetches_nothing(
    page: Page, watch: Watch, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Faults 102 to 106 and 108."""
    folder = tmp_path_factory.mktemp("hostile")
    store = fill(folder / "hostile.sqlite", hostile(troubled()))
    with served(folder, {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}) as server:
        page.goto(f"{server.url}/{name}")
        settled(page)

        assert "alert(" in page.get_by_test_id("stMain").inner_text()
        ours = page.locator(".stHtml")
        assert 0 == ours.locator("script, iframe, svg, form, object, [onerror], [onload]").count()
        assert 0 == ours.locator("img:not([src^='data:image/svg+xml'])").count()
        assert 1920 == page.evaluate("document.documentElement.scrollWidth")
    assert [] == watch.foreign
