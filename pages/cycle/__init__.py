"""Group Cycle: scores, the roadmap, and how teams pull together."""
