from __future__ import annotations

from docs.generate import DOCUMENTS
from tests.house.tree import ROOT


def test_every_generated_document_is_fresh() -> None:
    stale = [name for name, text in DOCUMENTS.items() if (ROOT / "docs" / name).read_text(encoding="utf-8") != text()]

    assert [] == stale, "run make docs"
