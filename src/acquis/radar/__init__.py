"""Road-maps and real machines against the thresholds of every instrument."""
