"""Sessions as a figure of their own: how they are written, found and put into periods."""
