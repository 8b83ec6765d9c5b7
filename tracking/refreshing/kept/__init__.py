"""What one refresh leaves for the next: marks of what stands, days of actors, and what it had read when interrupted."""
