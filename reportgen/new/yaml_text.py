"""YAML as a person would write it: short mappings in braces, texts in quotes where they need them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

_PLAIN = re.compile(r"[A-Za-z][\w ./-]*")
_LONGEST = 90
_WORDS = {"true", "false", "yes", "no", "null", "on", "off", "y", "n"}


def mapping(entries: Mapping[str, object]) -> str:
    """One entry a line."""
    return "".join(f"{name}: {scalar(value)}\n" for name, value in entries.items())


def scalar(value: object) -> str:
    """A value in a line of YAML; mappings and lists in brackets."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {scalar(one)}" for name, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(scalar, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    text = str(value)
    plain = _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def block(value: object, indent: int = 0) -> str:
    """Lines of YAML: what is short stands in one line, in brackets; all else is nested."""
    pad = " " * indent
    if isinstance(value, Mapping):
        return "".join(
            f"{pad}{scalar(name)}: {scalar(one)}\n"
            if _is_short(one)
            else f"{pad}{scalar(name)}:\n{block(one, indent + 2)}"
            for name, one in value.items()
        )
    assert isinstance(value, list | tuple)
    return "".join(
        f"{pad}- {scalar(one)}\n" if _is_short(one) else f"{pad}- {block(one, indent + 2).lstrip(' ')}"
        for one in value
    )


def _is_short(value: object) -> bool:
    if not isinstance(value, Mapping | list | tuple):
        return True
    nested = any(
        isinstance(one, list | tuple) for one in (value.values() if isinstance(value, Mapping) else value)
    )
    return not nested and len(scalar(value)) <= _LONGEST
