"""One measure over rows: what aggregates and ratios are made of."""
