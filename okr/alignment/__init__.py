"""How work, objectives and teams hang together: roadmap and key results, parents, agreements, conflicts."""
