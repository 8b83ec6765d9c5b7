"""The frame as a browser meets it: cold links, filters in the address, both modes, nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from pages.components.palette import DARK, LIGHT, Palette
from tests.pages.made import AS_OF, make_configuration
from tests.pages.stored import fill
from tests.plugins.browser import Watch, settled
from tests.plugins.served import Serve, Served, served

pytestmark = pytest.mark.browser

SETUP = "growth/value-from-the-first-day/set-up"
PAGES = ("", "objective", "sources", "configuration")
SIZES = ((1920, 1080), (1366, 768), (390, 844))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the made board."""
    folder = tmp_path_factory.mktemp("browser")
    store = fill(folder / "made.sqlite")
    with served(folder, {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}) as server:
        yield server


def address(page: Page) -> str:
    """Return the address as the browser shows it; the driver's own copy lags behind."""
    return str(page.evaluate("decodeURIComponent(location.pathname + location.search)"))


def choose(page: Page, name: str, option: str) -> None:
    page.get_by_role("combobox", name=name).click()
    page.get_by_role("option", name=option, exact=True).click()


def test_a_deep_link_as_the_very_first_request_shows_the_frame(
    serve: Serve, page: Page, watch: Watch, tmp_path: Path
) -> None:
    """The framework's old pages mode would run that file alone, without frame, filters and title."""
    server = serve(PLUMBLINE_STORE=str(fill(tmp_path / "cold.sqlite")), PLUMBLINE_AS_OF=AS_OF.isoformat())

    page.goto(f"{server.url}/objective?kr={SETUP}&team=Growth")

    expect(page.get_by_role("heading", name="Whoever starts with us")).to_be_visible()
    expect(page.get_by_role("navigation", name="App pages")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stSelectbox")).to_have_count(2)
    expect(page).to_have_title("Objective · Plumbline")
    expect(page.locator(".pl-chosen")).to_contain_text("New users who finish core set-up")
    assert f"/objective?kr={SETUP}&team=Growth" == address(page)
    assert [] == watch.errors
    assert [] == watch.foreign


def test_before_the_first_refresh_the_frame_says_what_to_do(serve: Serve, page: Page, watch: Watch) -> None:
    page.goto(f"{serve().url}/configuration")

    expect(page.get_by_role("heading", name="No number has been read yet")).to_be_visible()
    expect(page.get_by_role("navigation", name="App pages")).to_be_visible()
    assert [] == watch.errors


def test_filters_survive_pages_back_forward_and_reload(filled: Served, page: Page, watch: Watch) -> None:
    page.goto(filled.url)
    expect(page.get_by_role("heading", name="Week 8 of 13")).to_be_visible()
    choose(page, "Team", "Growth")
    expect(page.locator(".pl-card")).to_have_count(1)
    assert "/?team=Growth" == address(page)

    page.get_by_role("navigation").get_by_role("button", name="Data").click()
    page.locator("a[data-testid^='stTopNav']").filter(has_text="Sources").click()
    expect(page.get_by_role("heading", name="1 of 2 sources cannot be read")).to_be_visible()
    assert "/sources?team=Growth" == address(page)

    page.go_back()
    expect(page.locator(".pl-card")).to_have_count(1)
    assert "/?team=Growth" == address(page)
    page.go_forward()
    expect(page.get_by_role("heading", name="1 of 2 sources cannot be read")).to_be_visible()
    page.reload()
    expect(page.get_by_role("heading", name="1 of 2 sources cannot be read")).to_be_visible()
    expect(page.get_by_role("combobox", name="Team")).to_have_value("Growth")
    assert "/sources?team=Growth" == address(page)
    assert [] == watch.errors


def test_a_row_opens_its_objective_and_back_returns(filled: Served, page: Page, watch: Watch) -> None:
    page.goto(f"{filled.url}/?team=Growth")
    row = page.get_by_role("row", name=re.compile("Median days until"))
    row.get_by_role("cell").nth(4).click(force=True)

    expect(page.get_by_role("heading", name="Median days until the first report is shared")).to_be_visible()
    expect(page.get_by_text("because Median days until")).to_be_visible()
    expect(page.locator(".js-plotly-plot .main-svg").first).to_be_visible()
    assert "/objective?team=Growth&kr=growth/value-from-the-first-day/time-to-value" == address(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Week 8 of 13")).to_be_visible()
    assert "/?team=Growth" == address(page)
    assert [] == watch.errors
    assert [] == watch.foreign


def test_the_year_is_a_link_too(filled: Served, page: Page) -> None:
    page.goto(f"{filled.url}/objective?kr={SETUP}")
    page.get_by_role("radio", name="12 months").click()
    page.wait_for_function("location.search.includes('span')")

    page.goto(f"{filled.url}{address(page)}")

    expect(page.get_by_role("radio", name="12 months")).to_be_checked()
    expect(page.locator(".js-plotly-plot .xtick").filter(has_text="2026").first).to_be_visible()


def test_the_receipt_holds_the_query_as_run(filled: Served, page: Page) -> None:
    page.goto(f"{filled.url}/objective?kr={SETUP}")

    expect(page.get_by_text("707 of 1,204")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="SQL").click()
    expect(page.get_by_test_id("stCode").filter(has_text="FROM first_sessions")).to_be_visible()


def test_the_link_is_the_address_of_this_view(filled: Served, page: Page) -> None:
    page.goto(f"{filled.url}/objective?kr={SETUP}&team=Growth")
    settled(page)
    page.get_by_role("button", name="Link").click()

    expect(page.get_by_test_id("stCode").filter(has_text=f"{filled.url}/objective?")).to_contain_text("team=Growth")


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_both_modes_have_their_own_colours(filled: Served, browser: Browser, colours: Palette) -> None:
    """The images follow the page's mode too, by themselves."""
    is_dark = colours is DARK
    context = browser.new_context(color_scheme="dark" if is_dark else "light", viewport={"width": 1366, "height": 768})
    page = context.new_page()
    page.goto(filled.url)
    card = page.locator(".pl-card").first
    expect(card).to_be_visible()

    assert colours.panel == hexadecimal(card.evaluate("node => getComputedStyle(node).backgroundColor"))
    assert colours.ink == hexadecimal(card.evaluate("node => getComputedStyle(node).color"))
    page.goto(f"{filled.url}/objective?kr={SETUP}")
    plot = page.locator(".js-plotly-plot .scatterlayer .js-line").last
    plot.wait_for()
    assert colours.accent in {hexadecimal(stroke) for stroke in computed(page, ".js-line", "stroke")}
    assert {colours.line} == {hexadecimal(stroke) for stroke in computed(page, ".ygrid", "stroke")}
    assert {colours.muted} == {hexadecimal(fill) for fill in computed(page, ".ytick text", "fill")}
    assert colours.ink in {hexadecimal(fill) for fill in computed(page, ".annotation-text", "fill")}
    context.close()


def computed(page: Page, part: str, name: str) -> list[str]:
    """Return a property of every such part of the chart, as it is shown."""
    script = "(nodes, name) => nodes.map(node => getComputedStyle(node)[name])"
    found: list[str] = page.locator(f".js-plotly-plot {part}").evaluate_all(script, name)
    return found


def hexadecimal(colour: str) -> str:
    """Return ``rgb(1, 2, 3)`` as ``#010203``."""
    red, green, blue = re.findall(r"\d+", colour)[:3]
    return f"#{int(red):02x}{int(green):02x}{int(blue):02x}"


@pytest.mark.parametrize("size", SIZES, ids=["desktop", "laptop", "phone"])
@pytest.mark.parametrize("name", PAGES, ids=["overview", "objective", "sources", "configuration"])
def test_no_page_is_wider_than_its_screen(filled: Served, browser: Browser, name: str, size: tuple[int, int]) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto(f"{filled.url}/{name}")
    settled(page)

    assert size[0] == page.evaluate("document.documentElement.scrollWidth")
    assert size[0] >= page.get_by_test_id("stMain").evaluate("node => node.scrollWidth")
    context.close()


def test_a_page_left_open_shows_what_a_later_refresh_has_read(
    serve: Serve, page: Page, watch: Watch, tmp_path: Path
) -> None:
    """Faults 114 and 115."""
    store = fill(tmp_path / "wall.sqlite")
    page.clock.install()
    page.goto(serve(PLUMBLINE_STORE=str(store), PLUMBLINE_AS_OF=AS_OF.isoformat()).url)
    settled(page)
    expect(page.get_by_text("Week 8 of 13")).to_be_visible()
    renamed = make_configuration()
    fill(store, replace(renamed, objectives=(replace(renamed.objectives[0], title="A new name"),)))
    expect(page.get_by_text("A new name")).to_have_count(0)

    page.clock.fast_forward(301_000)

    expect(page.get_by_role("heading", name="A new name")).to_be_visible()
    assert [] == watch.errors


def test_three_objectives_can_be_seen_without_scrolling(filled: Served, page: Page) -> None:
    page.goto(filled.url)
    last = page.locator(".pl-card").nth(2)
    expect(last).to_be_visible()

    box = last.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 1080
