"""Parts of the pages about a whole cycle: the work for its key results, and how its teams pull together."""
