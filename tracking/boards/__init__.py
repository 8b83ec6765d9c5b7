"""What pages and commands show: the store read and judged for one moment."""
