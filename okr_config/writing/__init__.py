"""Files written for people: an entry added, everything that stands there already untouched."""
