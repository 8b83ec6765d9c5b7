"""A refresh: tasks for every source, the process that asks it, and what is recorded."""
