"""Tags in a template's text.

{{title}}      a word
{{notes:2}}    the model paragraph of level 2 of the bullet list "notes"
{{row:total}}  the first cell of the model row with the role "total"; its other cells hold {{cell}}
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_TAG = re.compile(r"\{\{\s*(\w[\w.\-]*)\s*(?::\s*(\w[\w.\-]*)\s*)?\}\}")
_MARKER = re.compile(r"^\s*page\s*:\s*(\S+)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TextTag:
    """One tag and where it stands in its text: `text[start:end]` is the tag with its braces."""

    name: str
    argument: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """What the tag asks for, as written between the braces, without blanks: `title`, `notes:2`."""
        return f"{self.name}:{self.argument}" if self.argument else self.name

    @property
    def level(self) -> int | None:
        """The level of a bullet list's model paragraph, or None for every other tag."""
        return int(self.argument) if self.argument.isdecimal() else None

    @property
    def role(self) -> str:
        """The role of a table's model row, or an empty text for every other tag."""
        return self.argument if self.name == "row" else ""


def find_tags(text: str) -> list[TextTag]:
    """All tags in `text`, from left to right."""
    if "{{" not in text:
        return []
    return [TextTag(m[1], m[2] or "", m.start(), m.end()) for m in _TAG.finditer(text)]


def only_tag(text: str) -> TextTag | None:
    """The one tag that `text` consists of, blanks around it aside, or None."""
    tags = find_tags(text)
    return tags[0] if len(tags) == 1 and text.strip() == text[tags[0].start : tags[0].end] else None


def without_tags(text: str) -> str:
    """`text` with its tags cut out."""
    return _TAG.sub("", text)


def page_marker(line: str) -> str | None:
    """The page's name in a line of speaker notes, `page: revenue`, or None for any other line."""
    match = _MARKER.match(line)
    return match[1] if match else None
