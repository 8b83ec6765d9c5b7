"""How sure a figure is, quantiles, curves of waiting, and figures from figures."""
