"""Serving: who may ask, and whether the program can work."""
