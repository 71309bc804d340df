"""Did you mean: the known words nearest to one that is not known."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches

MANY = 2000


def did_you_mean(text: str, known: Collection[str]) -> str:
    """``did you mean a, b or c?``; empty when nothing is near. Several are named, so that none is pressed on anyone."""
    word = text.strip().lower().replace(" ", "_").replace("-", "_")[:80]
    names = {name.lower().replace("-", "_"): name for name in sorted(known)[:MANY]}
    if not word:
        return ""
    near = [names[key] for key in get_close_matches(word, names, 3, 0.7)]
    if len(word) > 3:
        near += [name for key, name in names.items() if word in key and name not in near][: 3 - len(near)]
    near = near or [names[key] for key in get_close_matches(word, names, 1)]
    if not near:
        return ""
    return f"did you mean {' or '.join([', '.join(near[:-1]), near[-1]] if len(near) > 1 else near)}?"
