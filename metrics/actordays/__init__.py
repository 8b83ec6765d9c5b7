"""Which actor was active on which day: kept beside the store, so that a refresh reads only the days that may change."""
