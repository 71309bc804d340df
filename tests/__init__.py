"""The tests of acquis."""
