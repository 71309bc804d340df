"""Determinations: answers put together, explained, bounded."""
