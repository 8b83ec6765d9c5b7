"""What every test may use, and the rule about skipped tests; the fixtures of single folders lie beside their tests."""

from __future__ import annotations

from hypothesis import settings

pytest_plugins = ["tests.plugins.skips", "tests.plugins.served", "tests.plugins.browser"]

# A test never asserts a time: on a busy machine a deadline per example would fail what is right.
settings.register_profile("plumbline", deadline=None)
settings.load_profile("plumbline")
