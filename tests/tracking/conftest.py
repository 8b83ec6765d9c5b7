"""What the tests of the application share: a history store of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tracking.made import NOON
from tests.tracking.product import Product, made_product
from tracking.store.connection import Store, opened, prepare


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    prepare(tmp_path / "history.sqlite", NOON)
    with opened(tmp_path / "history.sqlite") as store:
        yield store


@pytest.fixture
def product(tmp_path: Path) -> Product:
    return made_product(tmp_path)
