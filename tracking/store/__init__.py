"""The history store: what is known of every number, since when, and from what; one SQLite file.

Rows are only ever added. A reading has a day that it counts from (``as_of``) and belongs to a run, which says from when
it was known (``recorded_at``); so the store can be read as it was known at any moment.
"""
