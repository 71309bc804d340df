"""Floor 1: the law engine. It reads packs, compiles them and evaluates them; it knows no law."""
