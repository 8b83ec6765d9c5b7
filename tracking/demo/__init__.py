"""The demo: a made-up subscription product with a history, and the OKRs of its three teams."""

from tracking.demo.build import DEFAULT_FOLDER, DemoPaths, build
from tracking.demo.by_hand import manual_values

__all__ = ["DEFAULT_FOLDER", "DemoPaths", "build", "manual_values"]
