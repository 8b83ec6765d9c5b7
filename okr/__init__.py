"""The pure core: what an OKR is and how it is judged.

Standard library only; no input or output, no clock. Every date arrives as an argument.
"""
