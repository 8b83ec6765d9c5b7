"""What people agree on: seals, amendments, changed definitions, closings, and what follows from them."""
