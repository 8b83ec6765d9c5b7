"""What the document of the file format says besides its tables."""

from __future__ import annotations

from typing import Final

INTRODUCTION: Final = """\
# What is written in the configuration

This page is made from the code that reads the files (`okr_config.format_document()`); a test keeps it true. The demo
that `python -m tracking demo` writes is a complete example.

```
okr_config/                   any folder: PLUMBLINE_CONFIG or --config names it
  cycles.yaml                 the stretches of time that objectives are set for
  teams.yaml                  the teams; without this file the files of objectives name them
  sources.yaml                the product databases and what their tables mean
  metrics/*.yaml              what each number means
  objectives/<cycle>/*.yaml   one file a team
  roadmap.yaml                pieces of work and the key results that they are meant to advance
  sealed/<cycle>.json         what was agreed; written by `seal`, never by hand
  amendments/<cycle>.yaml     what was changed since; `amend` writes it too
  closing/<cycle>.yaml        what people say of a cycle that is over; `close` proposes it
  closed/<cycle>.json         how it ended; written by `close`, never by hand
```

Little is required: a team, an objective's title, a key result's metric and target. `python -m tracking check` prints
everything else as it was understood.
"""

VALUES: Final = """\
## How values are written

* **YAML 1.2, UTF-8.** `NO`, `on` and `12:30` are texts; only `true` and `false` are truth values. A key stands once
  in its
  mapping. Tags, merge keys and several documents in one file are refused; aliases are allowed. A file has at most
  1 MB, 20 levels and 50,000 values; a configuration at most 2,000 key results. A byte order mark and Windows line
  ends are accepted. Only regular files that lie below the folder are read.
* **Ids** are 1 to 64 of `a` to `z`, `0` to `9`, `-` and `_`. Those of objectives and key results may be left out:
  they are made from the
  titles. A key result is called `team/objective/key-result` everywhere; that name stays the same for ever.
* **Dates** are local calendar dates like `2026-10-01`. An end is the first day after.
* **Durations** are whole numbers with a unit: `30 minutes`, `6 hours`, `28 days`, `1 month`.
* **Numbers** are plain: `1000`, `3.5`, `-10`. Refused, because programs read them in different ways: `010`, `1_000`,
  `1,000`,
  `12:30`, `.nan`, and everything of 1e15 and beyond.
* **Amounts** (baselines, targets, limits, checkpoints) are in the unit of their metric. `42%` is 0.42, and is read
  only where the unit is `share`;
  where it is a unit of time, `2 days` or `36 hours` are converted. A target may be relative to its baseline: `+20%`,
  `-40%`, `x3`.
  Percentage points are never meant by a percent sign.
* **Filters** (`where`) map a property to a value, a list of values, `null`, or comparisons `{gt, gte, lt, lte, ne:
  value}`; all must hold.
* **Secrets** are never written: `{env: NAME}` or `{file: PATH}` says where they are found.

A fault is told with file, line, column and path of keys (items of a list are counted from 1). It keeps out what
stands on it and
nothing else.
"""

FILES: Final = {
    "cycles.yaml": "Cycles of one calendar may not overlap; a year and its quarters stand in two calendars.\n",
    "teams.yaml": "Owners are teams, never persons. A team without further keys is written `growth:`.\n",
    "sources.yaml": """\
A relative path in a `url` (DuckDB, SQLite, event files) is below the configuration folder. `docs/sources.md` says which
engines there are, how their URLs look, and how CSV and Parquet files become tables.
""",
    "metrics/*.yaml": """\
Each kind has keys of its own beside those that follow; `docs/metrics.md` describes the kinds. Only metrics of kind
`manual` have no source: people enter their values.
""",
    "objectives/<cycle>/*.yaml": """\
The folder is called like the cycle. A dependency is confirmed once the other team's `agreements`, here or in
`teams.yaml`, hold the same words for this team.
""",
    "roadmap.yaml": "Every item says which key results it is meant to advance, and how.\n",
    "amendments/<cycle>.yaml": """\
Only for a cycle that was sealed. Entries are added at the end and never changed or removed; each is read against what
the ones before it made of what was agreed. `docs/sealing.md` tells the whole way.
""",
    "closing/<cycle>.yaml": "`close` writes it to be filled in; every objective of the cycle is answered for.\n",
}

ENDING: Final = """\
Advice never blocks anything, and an objective gets at most three pieces of it. A rule is silenced for an objective or
a key result with
`silence: {code: reason}`.
"""
