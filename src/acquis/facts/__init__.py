"""Floor 1: case file in, facts out."""
