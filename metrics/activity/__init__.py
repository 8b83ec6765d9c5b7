"""Who was active when: distinct actors per window, and their active stretches."""
