"""Group Data: where numbers come from and what is wrong with the files."""
