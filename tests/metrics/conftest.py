"""The engines on which the parts of the queries are tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.metrics.conformance.bench import ENGINES, Bench, open_bench


@pytest.fixture(scope="module", params=ENGINES)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each engine in turn, with nothing in it."""
    urls = {"duckdb": "duckdb:///:memory:", "sqlite": "sqlite:///:memory:"}
    url = urls.get(request.param) or request.getfixturevalue("postgres_url")
    with open_bench(request.param, url) as opened:
        yield opened
