"""Patience for machines that do several things at once."""

from __future__ import annotations

from playwright.sync_api import expect

expect.set_options(timeout=30_000)
