"""The weekly review: what people promise, what is in the way, what to talk about, and the minutes of it."""
