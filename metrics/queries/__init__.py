"""The parts every query is made of: constructs per engine, relations, scope, and the gate its answer passes."""
