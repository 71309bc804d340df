"""Floor 2: facts and matches in, determinations out. Nothing here decides; a person does."""
