"""What people did in the demo's three cycles: agreed, changed, met, promised, closed; with the clock of each day."""
