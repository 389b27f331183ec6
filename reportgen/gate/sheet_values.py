"""What a cell may hold, as text in the file (ECMA-376 part 1, 18.18.11)."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,4})?\s*")
_ERRORS = (
    "NULL! DIV/0! VALUE! REF! NAME? NUM! N/A GETTING_DATA SPILL! CALC! FIELD! BLOCKED! CONNECT! UNKNOWN! BUSY! "
    "PYTHON! EXTERNAL!"
)
ERRORS = frozenset(f"#{name}" for name in _ERRORS.split())
LONGEST_TEXT = 32_767
LONGEST_FORMULA = 8_192


def is_number(text: str) -> bool:
    """Whether Office reads the text as a number."""
    return _NUMBER.fullmatch(text) is not None


def fault_of_value(kind: str, text: str | None, strings: int) -> str:
    """What is wrong with the value of a cell of type `kind`; empty where nothing is."""
    if text is None:
        return ""
    if kind == "n":
        return "" if not text or is_number(text) else f"{text[:40]!r} is no number"
    if kind == "s":
        known = text.strip().isdecimal() and int(text) < strings
        return "" if known else f"there is no shared text {text[:20]!r}"
    if kind == "b":
        return "" if text.strip() in ("0", "1", "true", "false") else f"{text[:20]!r} is no truth value"
    if kind == "e":
        return "" if text in ERRORS else f"{text[:20]!r} is no error value"
    if kind in ("str", "d", "inlineStr"):
        return f"the text has {len(text):,} characters" if len(text) > LONGEST_TEXT else ""
    return f"{kind!r} is no type of a cell"
