"""Tasks for people who work on acquis; none of them is needed to use it."""
