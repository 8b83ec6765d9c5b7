"""The engines on which the parts of the queries are tried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.metrics.conformance.bench import PARAMS, Bench, bench_of


@pytest.fixture(scope="module", params=PARAMS)
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Each engine in turn, with nothing in it."""
    with bench_of(request.param, request) as opened:
        yield opened
