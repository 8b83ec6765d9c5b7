"""Where rules come from, each under one short name."""

from __future__ import annotations

RE_WORK = 'Google re:Work, "Set goals with OKRs" and "Grade OKRs": scores from 0.0 to 1.0, 0.6 to 0.7 as the aim.'
DOERR = "John Doerr, *Measure What Matters*: committed and aspirational, graded from 0.0 to 1.0."
WHEELER = "Donald J. Wheeler, *Understanding Variation*: limits of individual values, and why a week is not a trend."
WILSON = "Edwin B. Wilson, Journal of the American Statistical Association 22 (1927): the interval of a rate."
WEST = "Mike West and Jeff Harrison, *Bayesian Forecasting and Dynamic Models*, chapters 4 and 12."
OWN = "Our own decision; the page on judging says why."
GROVE = "Andrew S. Grove, *High Output Management*: every indicator is paired with one for its side effect."
