"""Floor 5: the command line. It translates words into calls and values into pages; no rule and no arithmetic."""
