"""Texts with bold, italic and linked stretches, as plain data say them, in workbooks and decks alike.

site: {text: Acme, link: https://acme.example}
due:  {text: ["Due on ", {text: 31 May, bold: true}]}

A text becomes no link by how it looks: only a group says so, with names of its own and no others.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePath

from msgspec import Struct

from reportgen.core.structs import replace
from reportgen.filling.table import RecordTable
from reportgen.filling.values import FileContent, Value, is_list, is_single
from reportgen.office.pictures import ENDINGS

TEXT = "text"
_LOOKS = frozenset(("bold", "italic"))
_NAMES = frozenset((TEXT, "link", *_LOOKS))
# What leads to a page, a person or a telephone; nothing that runs (javascript:) or opens files of the reader's own.
_LINK = re.compile(r"(?:https?://|mailto:|tel:)[^\s\x00-\x1f\\]+", re.IGNORECASE)
# More than that a workbook does not keep (Excel's specifications and limits).
_LONGEST = 2_079


class LookedText(Struct, frozen=True):
    """A stretch of a text, a single value, and how it looks; `link` is the address that it leads to."""

    value: Value
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it looks as its tag does and leads nowhere."""
        return not (self.bold or self.italic or self.link)


def stretches(value: Value) -> tuple[LookedText, ...] | None:
    """The stretches that a group with a text stands for; None for every other value."""
    return tuple(_stretches(value, LookedText(None))) if _is_rich(value) else None


def is_safe(link: str) -> bool:
    """Whether an address may be led to."""
    return len(link) <= _LONGEST and _LINK.fullmatch(link) is not None


def names_picture(value: Value) -> bool:
    """Whether a value says by itself that it is a picture: the content of a file, a group with one, a file's name."""
    if isinstance(value, Mapping):
        return "file" in value
    return isinstance(value, FileContent) or (
        isinstance(value, str) and PurePath(value).suffix.lower() in ENDINGS
    )


def holds_looks(value: Value) -> bool:
    """Whether such a text, the content of a file, or a text of several lines stands anywhere in the data."""
    if isinstance(value, str):
        return "\n" in value
    if isinstance(value, RecordTable):
        return value.says("\n")
    if is_single(value):
        return False
    if isinstance(value, Mapping):
        return TEXT in value or names_picture(value) or any(map(holds_looks, value.values()))
    return any(map(holds_looks, value)) if is_list(value) else True


def _is_rich(value: Value) -> bool:
    if not isinstance(value, Mapping) or TEXT not in value or not _NAMES.issuperset(value):
        return False
    looks = all(isinstance(value[name], bool) for name in _LOOKS.intersection(value))
    link, text = value.get("link"), value[TEXT]
    inner = text if is_list(text) else (text,)
    known = all(is_single(one) or _is_rich(one) for one in inner)
    return known and looks and (link is None or isinstance(link, str))


def _stretches(value: Value, around: LookedText) -> list[LookedText]:
    if not isinstance(value, Mapping):
        if is_list(value):
            return [one for part in value for one in _stretches(part, around)]
        return [replace(around, value=value)]
    bold, italic = (bool(value.get(name, getattr(around, name))) for name in ("bold", "italic"))
    link = value.get("link")
    own = LookedText(None, bold, italic, link if isinstance(link, str) and link else around.link)
    return _stretches(value[TEXT], own)
