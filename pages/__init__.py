"""The screens: one short file per page in a folder per group, over ``components``."""
