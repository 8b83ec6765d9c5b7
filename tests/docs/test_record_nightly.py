from __future__ import annotations

from xml.etree.ElementTree import fromstring

from docs.record_nightly import written

REPORT = """
<testsuites><testsuite>
  <testcase classname="b" name="test_two_hundred_kills_leave_a_whole_store" time="61.4"/>
  <testcase classname="a" name="test_first[1|2]" time="0.2"><failure message="x"/></testcase>
  <testcase classname="c" name="test_left_out" time="0"><skipped message="x"/></testcase>
</testsuite></testsuites>
"""


def test_the_page_names_every_proof_and_how_it_ended() -> None:
    page = written([fromstring(REPORT)], "2026-11-20")  # noqa: S314 - our own text

    assert "2026-11-20, Python" in page
    assert "1 of 3 proofs hold." in page
    assert [
        "| first[1/2] | failed | 0 s |",
        "| two hundred kills leave a whole store | holds | 61 s |",
        "| left out | skipped | 0 s |",
    ] == page.strip().splitlines()[-3:]
