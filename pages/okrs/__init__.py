"""Group OKRs: objectives and key results."""
