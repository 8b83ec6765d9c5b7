"""Agreeing on a cycle, changing what was agreed, closing it, and proving all of it."""
