"""A review in a real browser: four steps by keyboard and mouse, two people at once, closing, minutes, and the past."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.pages.made import AS_OF, FIRST
from tests.pages.stored import fill
from tests.plugins.browser import Watch, settled
from tests.plugins.served import Served, patience, served
from tracking.reviewing.holding import Given, Held, Raised, Said, hold_review
from tracking.store.connection import opened
from tracking.store.reviews import records_of, review_on

pytestmark = pytest.mark.browser

VALUE = f"{FIRST}/time-to-value"
MONDAY = date(2026, 11, 23)
BEFORE = Held(
    "growth",
    blockers=(Raised("API quota", "platform", VALUE, date(2026, 11, 11), "ask again", date(2026, 11, 24)),),
    said=(Said(VALUE, 6, "the wizard should help"),),
    given=(Given("Import wizard to all", "platform", date(2026, 11, 25), VALUE),),
    decided=("Go on as planned",),
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = fill(tmp_path_factory.mktemp("review") / "made.sqlite")
    with opened(path) as store:
        hold_review(store, BEFORE, datetime(2026, 11, 16, 9, 25, tzinfo=UTC))
    return path


@pytest.fixture(scope="module")
def room(store: Path) -> Iterator[Served]:
    environment = {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}
    with served(store.parent, environment) as server:
        yield server


@pytest.fixture
def other(browser: Browser) -> Iterator[BrowserContext]:
    """A second person at another machine."""
    fresh = browser.new_context(viewport={"width": 1366, "height": 768}, locale="en-GB")
    fresh.set_default_timeout(30_000)
    yield fresh
    fresh.close()


def enter(page: Page, room: Served, step: int = 1, team: str = "Growth") -> None:
    page.goto(f"{room.url}/review?team={team}&step={step}")
    settled(page)


def note(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Note")


def saved(page: Page) -> None:
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()


def step(page: Page) -> str:
    return str(page.evaluate("new URL(location.href).searchParams.get('step') || '1'"))


def at(page: Page, place: int) -> None:
    """Wait until the page stands at a step."""
    for _ in patience(30):
        if step(page) == str(place):
            settled(page)
            return
    pytest.fail(f"the page stands at step {step(page)}, not at {place}")


def kept_note(store: Path, team: str = "growth") -> str:
    with opened(store) as opened_store, opened_store.reading() as connection:
        found = records_of(connection, team).check_in(MONDAY, VALUE)
    return found.note if found else ""


def test_typed_text_survives_the_keys_the_next_screen_and_a_reload(room: Served, page: Page, store: Path) -> None:
    enter(page, room, 2)
    note(page).click()
    page.keyboard.type("the wizard helps, = <b>slowly</b> 🎉")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowRight")
    assert "2" == step(page)
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Next")).to_be_visible()
    at(page, 3)
    page.keyboard.press("ArrowLeft")
    at(page, 2)
    expect(note(page)).to_have_value("the wizard helps, = <b>slowly</b> 🎉")
    note(page).press("End")
    page.keyboard.type(" and more")
    page.reload()
    settled(page)
    expect(note(page)).to_have_value("the wizard helps, = <b>slowly</b> 🎉 and more")
    saved(page)

    assert "the wizard helps, = <b>slowly</b> 🎉 and more" == kept_note(store)


def test_text_that_was_not_added_yet_is_still_there_after_a_reload(room: Served, page: Page) -> None:
    enter(page, room, 2)
    page.get_by_role("textbox", name="We will …").fill("half a promise")
    page.get_by_role("button", name="Next").click()
    at(page, 3)
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("textbox", name="We will …")).to_have_value("half a promise")
    page.reload()
    settled(page)

    expect(page.get_by_role("textbox", name="We will …")).to_have_value("half a promise")


def test_the_second_to_save_one_check_in_is_told_and_loses_nothing(
    room: Served, page: Page, other: BrowserContext, store: Path
) -> None:
    """Fault 112."""
    second = other.new_page()
    enter(page, room, 2)
    enter(second, room, 2)
    note(page).fill("what I saw")
    note(page).blur()
    saved(page)
    note(second).fill("what you missed")
    note(second).blur()
    told = second.get_by_role("alert")
    expect(told).to_contain_text("Somebody else saved this check-in meanwhile")
    expect(told).to_contain_text("what I saw")
    expect(note(second)).to_have_value("what you missed")
    assert "what I saw" == kept_note(store)
    second.get_by_role("button", name="Keep both").click()
    saved(second)

    expect(note(second)).to_have_value("what I saw\nwhat you missed")
    assert "what I saw\nwhat you missed" == kept_note(store)


def test_no_type_is_smaller_than_twenty_eight_pixels(room: Served, page: Page) -> None:
    sizes = """() => {
      const small = [], roots = [document.querySelector('[data-testid="stMain"]')];
      while (roots.length) {
        const root = roots.pop();
        for (const found of root.querySelectorAll('*')) {
          if (found.shadowRoot) roots.push(found.shadowRoot);
          const own = [...found.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
          if (!own && !found.matches('input[type=date], textarea, select')) continue;
          if (!found.checkVisibility({ visibilityProperty: true })) continue;
          if (found.closest('.st-key-frame, style, [hidden]')) continue;
          const size = parseFloat(getComputedStyle(found).fontSize);
          if (size < 28) small.push(`${found.tagName} ${found.className} ${size} ${found.textContent.slice(0, 40)}`);
        }
      }
      return small;
    }"""
    for place in range(1, 6):
        enter(page, room, place)
        page.get_by_role("button", name="Next").wait_for()
        page.wait_for_timeout(300)
        assert [] == page.evaluate(sizes)


def test_nothing_can_be_written_from_a_review_of_the_past(room: Served, page: Page) -> None:
    page.goto(f"{room.url}/history?team=Growth")
    settled(page)
    page.get_by_role("link", name="Mon 16 Nov 2026").click()
    expect(page.get_by_text("Closed on Mon 16 Nov")).to_be_visible()
    settled(page)
    expect(page.get_by_role("button", name="Next")).to_be_enabled()
    page.keyboard.press("ArrowRight")
    at(page, 2)

    expect(page.get_by_role("button", name="Promise", exact=True)).to_have_count(0)
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Minutes", exact=True).click()
    text = downloading.value.path().read_text(encoding="utf-8")
    assert "* Go on as planned" in text
    assert "Import wizard to all" in text


def test_a_review_from_promises_to_minutes(room: Served, page: Page, store: Path, watch: Watch) -> None:
    enter(page, room)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review · Growth · Mon 23 Nov")
    page.get_by_role("button", name="Done", exact=True).click()
    expect(page.get_by_role("button", name="Done", exact=True)).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Next").click()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Median days until the first report")
    expect(page.get_by_text("Blocked 9 days")).to_be_visible()
    page.locator("label", has_text=re.compile(r"^4$")).click()
    saved(page)
    page.get_by_role("textbox", name="We will …").fill("Ask all twelve")
    page.get_by_role("button", name="Promise", exact=True).click()
    expect(page.get_by_text("by Mon 30 Nov")).to_be_visible()
    expect(page.get_by_role("textbox", name="We will …")).to_have_value("")
    page.get_by_role("button", name="Decisions").click()
    page.get_by_role("textbox", name="We decided …").fill("Stop the second experiment")
    page.get_by_role("button", name="Decide", exact=True).click()
    expect(page.get_by_role("button", name="Take back")).to_be_visible()
    page.get_by_text("Close the review").click()
    page.get_by_role("button", name="Close for good").click()
    expect(page.get_by_text("Closed on Fri 20 Nov")).to_be_visible()
    with page.expect_download() as downloading:
        page.get_by_role("button", name="Minutes", exact=True).click()

    text = downloading.value.path().read_text(encoding="utf-8")
    for words in (
        "Stop the second experiment",
        "Done: Import wizard to all",
        "Ask all twelve",
        "Confidence 4 of 10 (was 6)",
    ):
        assert words in text
    with opened(store) as opened_store, opened_store.reading() as connection:
        closed = review_on(connection, "2026-q4/growth/2026-11-23")
    assert closed is not None
    assert [] == [error for error in watch.errors if "404" not in error]
    assert [] == watch.foreign
