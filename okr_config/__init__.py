"""The OKRs as written, and how they are read.

:func:`load` reads a folder of YAML files into one :class:`okr.model.Configuration`; what could not be understood comes
written.
"""

from __future__ import annotations

from okr_config.format_document import format_document
from okr_config.load import load
from okr_config.understood import Understood, understood

__all__ = ["Understood", "format_document", "load", "understood"]
