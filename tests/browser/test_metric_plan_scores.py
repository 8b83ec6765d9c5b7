"""The pages of a metric, of a target and of the scores as a browser meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from pages.components.palette import DARK, LIGHT
from tests.pages.made import AS_OF, SETUP
from tests.pages.stored import fill, fill_days
from tests.plugins.browser import Watch, settled
from tests.plugins.served import Serve, Served, served

pytestmark = pytest.mark.browser

METRIC = f"metric?metric={SETUP.id}"
PLAN = f"plan?metric={SETUP.id}"
PAGES = (METRIC, "metric", f"{PLAN}&target=70%25", "scores")
SIZES = ((1920, 1080), (1366, 768), (390, 844))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("metric")
    store = fill_days(fill(folder / "made.sqlite"), SETUP)
    with served(folder, {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}) as server:
        yield server


def address(page: Page) -> str:
    return str(page.evaluate("decodeURIComponent(location.pathname + location.search)"))


@pytest.mark.parametrize(
    ("name", "heading"), [(METRIC, SETUP.title), (f"{PLAN}&target=70%25", SETUP.title), ("scores", "Scores, Q4 2026")]
)
def test_a_cold_deep_link_shows_the_page_in_its_frame(  # noqa: PLR0917
    serve: Serve, page: Page, watch: Watch, tmp_path: Path, name: str, heading: str
) -> None:
    store = fill_days(fill(tmp_path / "cold.sqlite"), SETUP)
    server = serve(PLUMBLINE_STORE=str(store), PLUMBLINE_AS_OF=AS_OF.isoformat())

    page.goto(f"{server.url}/{name}")

    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="App pages")).to_be_visible()
    assert [] == watch.errors
    assert [] == watch.foreign


def test_every_number_leads_to_its_metric_in_one_step_and_back(filled: Served, page: Page, watch: Watch) -> None:
    page.goto(f"{filled.url}/objective?kr=growth/value-from-the-first-day/set-up")
    settled(page)
    page.locator(".pl-defined a").click()
    expect(page.get_by_role("heading", name=SETUP.title, exact=True)).to_be_visible()
    expect(page.get_by_role("figure")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("heading", name="Whoever starts with us")).to_be_visible()
    page.goto(f"{filled.url}/configuration")
    page.get_by_role("link", name=SETUP.title).first.click()
    expect(page.get_by_role("heading", name=SETUP.title, exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name=SETUP.title, exact=True)).to_be_visible()
    assert f"/{METRIC}" == address(page)
    assert [] == watch.errors


def test_a_typed_target_is_a_link_that_survives_reload(filled: Served, page: Page, watch: Watch) -> None:
    page.goto(f"{filled.url}/{PLAN}")
    settled(page)
    page.get_by_label("Target").fill("70%")
    page.get_by_label("Target").press("Enter")

    expect(page.get_by_text(re.compile("→ 70 %")).first).to_be_visible()
    page.wait_for_function("location.search.includes('target=70')")
    page.reload()
    expect(page.get_by_label("Target")).to_have_value("70%")
    expect(page.get_by_text(re.compile("→ 70 %")).first).to_be_visible()
    page.get_by_role("link", name="Without a target").click()
    page.wait_for_function("!location.search.includes('target')")
    settled(page)
    expect(page.get_by_label("Target")).to_have_value("")
    page.go_back()
    expect(page.get_by_label("Target")).to_have_value("70%")
    assert [] == watch.errors


@pytest.mark.parametrize("name", PAGES)
def test_the_pages_follow_the_mode_and_fit_every_size(filled: Served, page: Page, watch: Watch, name: str) -> None:
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{filled.url}/{name}")
        settled(page)
        wide = "document.querySelector('[data-testid=stMain]').scrollWidth"
        assert width >= page.evaluate(wide)
    for mode, palette in (("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=mode)  # type: ignore[arg-type]
        red, green, blue = (int(palette.ink[start : start + 2], 16) for start in (1, 3, 5))
        expect(page.locator(".stHtml h1").first).to_have_css("color", f"rgb({red}, {green}, {blue})")
    assert [] == watch.errors


def test_on_paper_the_controls_are_gone_and_the_numbers_stay(filled: Served, page: Page) -> None:
    page.goto(f"{filled.url}/scores")
    settled(page)
    page.emulate_media(media="print")

    expect(page.get_by_test_id("stHeader")).to_be_hidden()
    expect(page.get_by_role("button", name="CSV")).to_be_hidden()
    expect(page.get_by_role("heading", name="Scores, Q4 2026")).to_be_visible()
