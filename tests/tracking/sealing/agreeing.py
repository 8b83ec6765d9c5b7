"""A small product whose cycle is agreed on, and short ways to what its board says."""

from __future__ import annotations

from datetime import datetime, timedelta

from okr.issues import Severity
from okr.scorecard import Board, KeyResultCard
from tests.tracking.product import NOW, Product
from tracking.boards.board import Selection, load_board
from tracking.sealing.amending import Words, agreed_seal, amend, pending
from tracking.sealing.sealing import Sealed, seal_cycle
from tracking.sealing.verifying import Verdict, verified
from tracking.store.connection import opened

CYCLE = "2026-q4"
GROWTH = f"objectives/{CYCLE}/growth.yaml"
ACTIVES = "growth/habit/actives"
WORDS = Words(NOW.date(), "the largest customer left", "product leads")


def sealed(product: Product, now: datetime = NOW) -> Sealed:
    with opened(product.store) as store:
        return seal_cycle(store, product.configuration, product.files, CYCLE, now)


def agreed(product: Product) -> Product:
    """Refresh, seal and refresh again: the history knows the seal."""
    product.refresh()
    sealed(product)
    product.refresh(hours(1))
    return product


def amended(product: Product) -> None:
    found = pending(product.configuration, product.files, CYCLE)
    amend(product.configuration, product.files, agreed_seal(product.files, CYCLE), found, WORDS)


def hours(count: int) -> datetime:
    return NOW + timedelta(hours=count)


def board(product: Product, now: datetime = NOW, known_at: datetime | None = None) -> Board:
    with opened(product.store) as store:
        return load_board(store, Selection(now, CYCLE, known_at=known_at))


def card(product: Product, ref: str = ACTIVES, now: datetime = NOW) -> KeyResultCard:
    found = board(product, now).card(ref)
    assert found is not None
    return found


def verdict(product: Product, head: str | None = None) -> Verdict:
    with opened(product.store) as store:
        return verified(store, product.configuration, product.files, head)


def findings(product: Product) -> list[str]:
    found = verdict(product)
    return [*(fault.code for fault in found.faults), *(issue.code for issue in found.issues)]


def codes(product: Product) -> list[str]:
    """Return the codes of what is more than advice."""
    return [issue.code for issue in product.configuration.issues if issue.severity is not Severity.ADVICE]
