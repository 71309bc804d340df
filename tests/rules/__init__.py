"""The rule engine: packs read, checked, compiled."""
