"""Write ``docs/nightly.md`` from the report of the last nightly run, or from the reports of its parts.

Usage: ``python docs/record_nightly.py build/nightly.xml [build/part.xml …]``
"""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, parse

TARGET = Path(__file__).with_name("nightly.md")
HEAD = """# The last nightly run

`make nightly` runs the proofs that are too heavy for every run, and writes this page.

"""


def written(reports: Iterable[Element], day: str) -> str:
    """Return the page for JUnit reports."""
    found = (case for report in reports for case in report.iter("testcase"))
    cases = sorted(found, key=lambda case: (case.get("classname", ""), case.get("name", "")))
    hold = sum(verdict(case) == "holds" for case in cases)
    python = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    summary = f"{day}, {python}: {hold} of {len(cases)} proofs hold.\n\n"
    rows = [f"| {sentence(case)} | {verdict(case)} | {float(case.get('time', 0)):.0f} s |" for case in cases]
    return HEAD + summary + "\n".join(["| Proof | Verdict | Time |", "|---|---|---|", *rows]) + "\n"


def sentence(case: Element) -> str:
    """Return the name of a test as people read it."""
    return case.get("name", "").removeprefix("test_").replace("_", " ").replace("|", "/")


def verdict(case: Element) -> str:
    """Return how a test ended."""
    if case.find("failure") is not None or case.find("error") is not None:
        return "failed"
    return "skipped" if case.find("skipped") is not None else "holds"


def main() -> int:
    """Write the page; return 0."""
    reports = [parse(path).getroot() for path in sys.argv[1:]]  # noqa: S314 - our own reports
    TARGET.write_text(written(reports, datetime.now(UTC).date().isoformat()), encoding="utf-8")
    print(f"wrote {TARGET.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
