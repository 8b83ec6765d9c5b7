"""The parts of the target workshop's page: choosing, what a target means, and the past that it is held against."""
