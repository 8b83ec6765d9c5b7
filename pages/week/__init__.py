"""Group This week: the review, and the reviews that were held."""
