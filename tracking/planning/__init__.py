"""Planning a cycle: what is known of the metrics, what a target would mean, and the files that are written for it."""
