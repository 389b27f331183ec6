"""The known name that a misspelt one most likely meant."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name closest to `word`, or None where nothing is close: `revenu` gives `revenue`."""
    matches = get_close_matches(word, sorted(set(known)), n=1, cutoff=0.6)
    return matches[0] if matches else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint sentence, `did you mean "revenue"?`, or an empty text where nothing is close."""
    match = nearest(word, known)
    return f'did you mean "{match}"?' if match else ""
