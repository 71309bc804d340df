"""Floor 0: the values every stage exchanges. Frozen dataclasses, standard library only."""
