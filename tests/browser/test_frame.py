from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.plugins.browser import Watch
from tests.plugins.served import Serve

pytestmark = pytest.mark.browser


def test_a_deep_link_as_the_very_first_request_shows_the_frame(serve: Serve, page: Page, watch: Watch) -> None:
    """The framework's old pages mode would run that file alone, without frame, filters and title."""
    server = serve()

    page.goto(f"{server.url}/configuration")

    expect(page.get_by_role("heading", name="Configuration", exact=True)).to_be_visible()
    expect(page.get_by_role("navigation", name="App pages")).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_test_id("stSelectbox")).to_have_count(2)
    expect(page).to_have_title("Configuration · Plumbline")
    assert [] == watch.errors
    assert [] == watch.foreign
