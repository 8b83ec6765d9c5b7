"""Write the documents that are made from code anew; tests keep them fresh.

Usage: ``python docs/generate.py``
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from metrics.reference import reference  # noqa: E402 - the project is on the path only now
from okr.rulebook.document import rules_document  # noqa: E402 - as above
from okr_config.format_document import format_document  # noqa: E402 - as above
from okr_config.practice.document import practice_document  # noqa: E402 - as above
from tracking.exporting.reference import csv_document  # noqa: E402 - as above

DOCUMENTS: dict[str, Callable[[], str]] = {
    "metrics.md": reference,
    "okr-file-format.md": format_document,
    "practice-rules.md": practice_document,
    "rules.md": rules_document,
    "csv.md": csv_document,
}
"""Document → the function that gives its text."""


def main() -> int:
    """Write every document and say which ones changed; return 0."""
    for name, text in DOCUMENTS.items():
        target, fresh = HERE / name, text()
        stale = not target.is_file() or target.read_text(encoding="utf-8") != fresh
        if stale:
            target.write_text(fresh, encoding="utf-8")
        print(f"{name}: {'written' if stale else 'fresh'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
