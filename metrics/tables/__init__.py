"""Tables that are no event logs, read row by row: answers, requests, items of work."""
