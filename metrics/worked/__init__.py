"""Worked examples by focus area: what teams ask of a product, as metrics over a handful of rows."""

from __future__ import annotations

from collections.abc import Mapping

from metrics.adapter import Example
from metrics.worked.customers import REVENUE, SATISFACTION
from metrics.worked.teams import DELIVERY, RELIABILITY
from metrics.worked.users import ACTIVATION, ENGAGEMENT

WORKED: Mapping[str, tuple[Example, ...]] = {
    "Activation and onboarding": ACTIVATION,
    "Retention and engagement": ENGAGEMENT,
    "Revenue and monetization": REVENUE,
    "Performance and reliability": RELIABILITY,
    "Customer satisfaction": SATISFACTION,
    "Delivery predictability": DELIVERY,
}
"""Focus area → examples; the suite runs each on every engine."""
