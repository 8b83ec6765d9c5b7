"""The files of what is agreed: sealed cycles, amendments, closings and the answers that people gave to them."""
