"""The commands of ``python -m tracking``: one file for each, with its options, examples and what it does."""
