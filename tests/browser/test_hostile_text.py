"""Everything that people can write, shown by a real browser as nothing but text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Dialog, Page

from okr.issues import Issue, Place, Severity
from okr.model import Configuration
from tests.pages.made import AS_OF, make_configuration
from tests.pages.stored import fill
from tests.plugins.browser import Watch, settled
from tests.plugins.served import Served, served

pytestmark = pytest.mark.browser

SCRIPT = "<script>alert(1)</script><img src=https://example.org/a.png onerror=alert(2)>"
MARKDOWN = "![a](https://example.org/b.png) [b](javascript:alert(3)) :red[c] $x^2$"
ENDLESS = "Wir wollen mehr davon 📐 شكرا " * 10
MANY = 14


def hostile(configuration: Configuration) -> Configuration:
    """Return the made configuration with hostile text wherever people write, and far too many key results."""
    first, second, third = configuration.objectives
    crowd = tuple(
        replace(first.key_results[number % 3], id=f"kr-{number}", ref=f"{first.ref}/kr-{number}", title=ENDLESS)
        for number in range(MANY)
    )
    return replace(
        configuration,
        teams=tuple(replace(team, title=f"{SCRIPT} {team.id}") for team in configuration.teams),
        sources=tuple(replace(source, title=f"{MARKDOWN} {source.id}") for source in configuration.sources),
        metrics=tuple(
            replace(metric, title=MARKDOWN, description=SCRIPT, unit=metric.unit if metric.unit == "share" else SCRIPT)
            for metric in configuration.metrics
        ),
        objectives=(
            replace(first, title=SCRIPT, why=MARKDOWN, key_results=(*crowd, *first.key_results)),
            replace(second, title=ENDLESS),
            replace(third, title=MARKDOWN),
        ),
        roadmap=tuple(replace(item, title=SCRIPT) for item in configuration.roadmap),
    )


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    issue = Issue(Severity.ERROR, "unknown-key", SCRIPT, MARKDOWN, Place(SCRIPT, 1, 1, MARKDOWN))
    store = fill(folder / "hostile.sqlite", hostile(make_configuration()), [issue])
    with served(folder, {"PLUMBLINE_STORE": str(store), "PLUMBLINE_AS_OF": AS_OF.isoformat()}) as server:
        yield server


@pytest.mark.parametrize(
    "name",
    [
        "",
        "objective?kr=growth/value-from-the-first-day/set-up",
        "objective?kr=<script>",
        "sources",
        "configuration",
        "metric",
        "metric?metric=setup_in_first_session",
        "metric?metric=<script>",
        "plan?metric=setup_in_first_session",
        "scores",
    ],
)
def test_what_people_wrote_runs_nothing_and_fetches_nothing(
    filled: Served, page: Page, watch: Watch, name: str
) -> None:
    """Faults 102 to 106 and 108."""
    said: list[str] = []
    page.on("dialog", lambda dialog: refused(dialog, said))
    page.goto(f"{filled.url}/{name}")
    settled(page)

    assert "alert(" in page.get_by_test_id("stMain").inner_text()
    ours = page.locator(".stHtml")
    assert 0 == ours.locator("script, iframe, svg, form, object, [onerror], [onload]").count()
    assert 0 == ours.locator("img:not([src^='data:image/svg+xml'])").count()
    assert 0 == page.locator("a[href^='javascript'], a[href^='data']").count()
    assert 1920 == page.evaluate("document.documentElement.scrollWidth")
    assert [] == said
    assert [] == watch.foreign
    assert [] == watch.errors


def refused(dialog: Dialog, said: list[str]) -> None:
    """Close a dialog that should not be there and remember what it said."""
    said.append(dialog.message)
    dialog.dismiss()


def test_no_cell_of_the_table_runs_into_the_next(filled: Served, page: Page) -> None:
    """Fault 108."""
    page.goto(filled.url)
    page.locator(".pl-row").first.wait_for()

    over = page.locator(".pl-row td").evaluate_all(
        "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).map(cell => cell.innerText)"
    )
    assert [] == over


def test_the_page_stays_usable_on_a_phone(filled: Served, page: Page) -> None:
    """Fault 108."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(filled.url)
    page.locator(".pl-row").first.wait_for()

    assert 390 == page.evaluate("document.documentElement.scrollWidth")
    assert 390 >= page.get_by_test_id("stMain").evaluate("node => node.scrollWidth")
