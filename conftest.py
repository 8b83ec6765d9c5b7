"""What every test may use, and the rule about skipped tests; the fixtures of single folders lie beside their tests."""

from __future__ import annotations

pytest_plugins = ["tests.plugins.skips", "tests.plugins.served", "tests.plugins.browser"]
