"""Time as the metrics see it: the local calendar, stored moments, windows and their numbers."""
