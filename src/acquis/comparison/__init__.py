"""Books against each other: sets of items, proofs, witnesses, editions."""
