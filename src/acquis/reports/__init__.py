"""Floor 3: values to pages. Nothing is determined here; every format prints the same digest of an outcome."""
