"""Parts of the weekly review: what is shown, the desk at which people write, and reviews of the past."""
