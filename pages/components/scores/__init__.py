"""The parts of the scores page: how each objective ended, and what teams' cycles say together."""
