"""Drawings written as lines of words, quoted where they hold blanks; an indented line goes on with the one above.

What follows # is a remark. `name=value` is an option; numbers, yes and no are what they look like.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

Words = list[str]
OPTION = re.compile(r"([a-z_0-9]+)=(.+)", re.DOTALL)
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def read(path: Path) -> list[Words]:
    """The items of a file, each as its words."""
    text = path.read_text(encoding="utf-8").replace("\n ", " ")
    return [words for line in text.splitlines() if (words := shlex.split(line, comments=True))]


def scalar(word: str) -> Any:
    """A number, yes or no, or the word itself."""
    if _NUMBER.fullmatch(word):
        return float(word) if "." in word else int(word)
    return {"yes": True, "no": False}.get(word, word)


def parted(words: Words, marks: tuple[str, ...]) -> list[Words]:
    """The words before the first mark, then a list for each mark, which stays its first word."""
    found: list[Words] = [[]]
    for word in words:
        if word in marks:
            found.append([])
        found[-1].append(word)
    return found
