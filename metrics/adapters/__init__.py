"""One file per metric kind."""
