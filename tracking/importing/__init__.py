"""Taking over what teams keep in other tools: a plan first, nothing overwritten."""
