"""The parts of a metric's page: what it is, its series, its parts by kind, and who goes by it."""
