from __future__ import annotations

from xml.etree.ElementTree import fromstring

from docs.record_engines import written

NAME = "test_the_engine_gives_what_plain_python_gives"
REPORT = f"""
<testsuites><testsuite>
  <properties><property name="data_sets" value="40"/><property name="many_data_sets" value="200"/></properties>
  <testcase name="{NAME}[spark-retention]"/>
  <testcase name="{NAME}_on_many_data_sets[spark-retention]"/>
  <testcase name="{NAME}[duckdb-retention]"><failure message="x"/></testcase>
  <testcase name="{NAME}[duckdb-ratio]"><skipped message="refused: no such function"/></testcase>
  <testcase name="{NAME}[spark-ratio]"><skipped message="pyspark is not installed"/></testcase>
  <testcase name="test_something_else[spark]"/>
</testsuite></testsuites>
"""


def test_the_page_says_for_every_kind_and_engine_how_many_data_sets_agreed() -> None:
    page = written([fromstring(REPORT)], "2026-11-20")  # noqa: S314 - our own text

    assert "Last run: 2026-11-20." in page
    assert [
        "| Kind | duckdb | spark |",
        "|---|---|---|",
        "| `retention` | failed | 240 agree |",
        "| `ratio` | refused | not run |",
    ] == [line for line in page.splitlines() if line.startswith("|")]
