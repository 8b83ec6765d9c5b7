"""What actors do one thing after another: cohorts and returns, sessions, funnels, waiting."""
