"""How well forecasts hold: on made-up series of known kinds, and on two logs of real events."""
