"""Where numbers come from: sources, the local calendar, the few engine-specific constructs, one adapter per kind.

The public names are in :mod:`metrics.collect` (measuring), :mod:`metrics.sources` (opening a database) and
:mod:`metrics.registry` (which kinds there are).
"""
