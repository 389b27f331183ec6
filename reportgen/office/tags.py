"""The grammar of what stands in double braces in a template, for workbooks and decks.

    {{label}}  {{figure.value}}      tags: a word or a path, replaced by what it names
    {{growth:+0.0%}}                 a number format of Excel behind a name
    {{total / 1000:#,##0}}           a small sum over names, with blanks around its signs
    {{=yoy(revenue)|this}}           a tag that asks for a figure, in the templates of a project
    {{notes:2}}  {{row:total}}       on slides: the model paragraph of a level, the model row of a role
    {{#line}}{{label}}               opens the block "line", repeated downward
    {{#period across}}{{value}}      opens the block "period", repeated to the right
    {{#region group by area}}        opens the block "region": one item per area of the records inside it
    {{?audited}}                     opens rows that are shown only where "audited" is true
    {{?not audited across}}          opens columns that are shown only where it is not
    {{value}}{{/period}}{{/line}}    closes both
    {{#member sheet}}                in A1: one copy of the sheet per member

Openers stand at the beginning of the text, closers at its end; one cell may hold several of both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache, lru_cache

from msgspec import Struct

# What stands behind the colon of a tag that shows the file which the data name: {{photo:picture}}.
PICTURE = "picture"
_TAG = re.compile(r"\{\{\s*([^{}#/?\s][^{}]*?)\s*\}\}")
# The field of an entry that is called as another one is, `line[month]`, is the only use of brackets.
_NAME = r"\w[\w.\-]*+(?:\[[^\W\d][\w.\-]*+\])?+"
# What stands between the signs of a sum; PowerPoint makes other quotation marks of those that are typed.
OPERAND = rf"{_NAME}|\"[^\"]*\"|\u201c[^\u201c\u201d]*\u201d"
_SUM = re.compile(rf"[-(]*+(?:{OPERAND})[)]*+(?:\s+[-+*/&]\s+[-(]*+(?:{OPERAND})[)]*+)*+")
_HEAD = re.compile(r"((?:\"[^\"]*\"|\u201c[^\u201d]*\u201d|[^:\"\u201c])*)(?::(.*))?", re.DOTALL)
_OPEN = re.compile(r"\s*\{\{\s*([#?])\s*(?:(not)\s+)?([^\s{}#?/]+)(?:\s+([^{}]*?))?\s*\}\}")
_CLOSE = re.compile(r"\{\{\s*/\s*([^\s{}#?/]+)\s*\}\}\s*$")
_MARKER = re.compile(r"\{\{\s*[#?/][^{}]*\}\}")
_GROUP = re.compile(r"(?:^|\s+)group\s+by\s+(\S+)$")
_CLOSED = re.compile(r"\{\{[^{}]*\}\}")
_ANY_BRACES = re.compile("\\{\\{|\\}\\}|\uff5b\uff5b")
# A single brace with quotes, brackets or semicolons behind it is code or JSON.
_LEFT_BRACES = re.compile(
    '\\{\\{[^{}]*\\}?|\\{[^{}"\u201c;()]*\\}\\}|\uff5b\uff5b[^\uff5b\uff5d]*\uff5d{0,2}'
)
_PAIR = re.compile(r"\{[^{}]*\}")
_UNOPENED = re.compile(r"[^\W\d][\w.\-]*\s*\}\}")
# `{{title}`, while `{{1, 2}, {3, 4}}` is code.
_NAMED = re.compile(r"\{\{\s*[^\W\d][\w.\-]*\s*\}")
_THREE_BRACES = re.compile(r"\{{3,}[^{}]*\}*|\{\{[^{}]*\}{3,}")
# The code of a letter's size at the end of a text; behind two & it is a number.
_SIZE = re.compile(r"(?<!&)(?:&&)*&\d+$")
_PAGE = re.compile(r"^\s*page\s*:\s*(\S+)\s*$", re.IGNORECASE)


def may_hold_tags(text: str) -> bool:
    """Whether a text holds opening braces: a quick look before a costly one."""
    return "{{" in text


def split_tag(text: str) -> tuple[str, str]:
    """What stands in a tag before its colon and behind it: a name or a sum, and a format, a level or a role."""
    found = _HEAD.fullmatch(text)
    return (found[1].strip(), (found[2] or "").strip()) if found else (text, "")


def is_sum(text: str) -> bool:
    """Whether a text is a name, or names and signs in turn: `total / 1000`."""
    return _SUM.fullmatch(text) is not None


@cache
def tag_names(text: str) -> tuple[str, ...]:
    """The names of all tags in a text, in reading order: `{{unit}}, {{period}}` gives both names."""
    return tuple(match[1] for match in _TAG.finditer(text))


@cache
def is_one_tag(text: str) -> bool:
    """Whether a text is one tag and nothing else, so that the value of a cell keeps its type."""
    return _TAG.fullmatch(text.strip()) is not None


def replace_tags(text: str, value_of: Callable[[str], str]) -> str:
    """The text with every tag replaced by what `value_of` says for its name."""
    return _TAG.sub(lambda match: value_of(match[1]), text)


def page_text(text: str, named: Callable[[str], str]) -> str:
    """A head or foot of printed pages with what its tags stand for; & begins a code there, two are one.

    A number behind the code of a size would be read with it: `&8` and 2025 are `&8 2025`, as Excel writes it.
    """
    told = ""
    for number, piece in enumerate(tag_pieces(text)):
        words = named(piece).replace("&", "&&") if number % 2 else piece
        apart = " " if words[:1].isdecimal() and number and _SIZE.search(told) else ""
        told += apart + words
    return told


def half_tags(text: str) -> tuple[str, ...]:
    """What begins or ends like a tag and does not do both: `{{title`, `{{title}`, `title}}`; code is text."""
    if not _ANY_BRACES.search(text):
        return ()
    return (*(braces for _, braces in _unpaired(text)), *unopened_tags(text))


def tag_pieces(text: str) -> list[str]:
    """What stands before, between and behind the tags of a text, and the tags' names, in turn."""
    return _TAG.split(text)


def unopened_tags(text: str) -> tuple[str, ...]:
    """Names before closing braces that nothing opens: `title}}`; braces that open as well, as in JSON, are text."""
    return tuple(_UNOPENED.findall(_without_pairs(text))) if "}}" in text else ()


def _unpaired(text: str) -> Iterator[tuple[int, str]]:
    """Braces of a text beside its whole tags that make no pair, each with its place; those that pair are code."""
    rest = _CLOSED.sub(lambda match: "\0" * len(match.group()), text)
    unpaired = _without_pairs(rest)
    for match in _LEFT_BRACES.finditer(rest):
        braces = match.group()
        if braces.startswith("{{"):
            told = unpaired[match.start()] == "{" or _NAMED.match(braces) is not None
        else:
            told = braces[0] != "{" or unpaired[match.end() - 1] == "}"
        if told:
            yield match.start(), braces


def _without_pairs(text: str) -> str:
    """A text with all braces that open and close, nested ones too, and what is in them blotted out."""
    before = ""
    while text != before:
        before, text = text, _PAIR.sub(lambda match: "\0" * len(match.group()), text)
    return text


class Opening(Struct, frozen=True):
    """An opening marker: the block's name and its direction as written, `down` where none is.

    `condition` tells `{{?name}}` from `{{#name}}`, `negated` tells `{{?not name}}` from `{{?name}}`;
    `group_by` is the field of `group by field`, empty where there is none.
    """

    name: str
    direction: str
    condition: bool = False
    negated: bool = False
    group_by: str = ""


class MarkedText(Struct, frozen=True):
    """A cell's text with its markers told apart.

    `head` and `tail` count the characters that the markers take at both ends; `text` is what lies between.
    `stray` are markers that stand elsewhere.
    """

    text: str
    openings: tuple[Opening, ...] = ()
    closings: tuple[str, ...] = ()
    head: int = 0
    tail: int = 0
    stray: tuple[str, ...] = ()


def read_markers(text: str) -> MarkedText:
    """The markers of a cell's text; without markers the text is the whole."""
    if not may_hold_tags(text):
        return MarkedText(text)
    openings: list[Opening] = []
    head = 0
    while match := _OPEN.match(text, head):
        openings.append(_opening(*match.groups()))
        head = match.end()
    closings: list[str] = []
    end = len(text)
    while match := _CLOSE.search(text, head, end):
        closings.append(match.group(1))
        end = match.start()
    inner = text[head:end]
    stray = tuple(match.group() for match in _MARKER.finditer(inner))
    return MarkedText(inner, tuple(openings), tuple(closings), head, len(text) - end, stray)


def _opening(mark: str, negation: str | None, name: str, words: str | None) -> Opening:
    words = words or ""
    group = _GROUP.search(words) if mark == "#" else None
    if group:
        words = words[: group.start()].strip()
    return Opening(
        name, words or "down", mark == "?", bool(negation) and mark == "?", group.group(1) if group else ""
    )


class TextTag(Struct, frozen=True):
    """A tag in a slide's text and where it stands in it: `text[start:end]` is the tag with its braces."""

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
        """The level of a bullet list's model paragraph, or None for every other tag: {{total:0}} is a format."""
        return int(self.argument) if self.argument.strip("0").isdecimal() else None

    @property
    def role(self) -> str:
        """The role of a table's model row, or an empty text for every other tag."""
        return self.argument if self.name == "row" else ""


def find_tags(text: str) -> tuple[TextTag, ...]:
    """All tags in a slide's text, from left to right."""
    return _found_tags(text) if may_hold_tags(text) else ()


# A text is asked for its tags by inspection, planning and filling, and many texts are alike.
@lru_cache(maxsize=4096)
def _found_tags(text: str) -> tuple[TextTag, ...]:
    return tuple(
        TextTag(*parts, match.start(), match.end())
        for match in _TAG.finditer(text)
        for parts in [split_tag(match[1])]
        if is_sum(parts[0])
    )


def only_tag(text: str) -> TextTag | None:
    """The one tag that a slide's text consists of, blanks around it aside, or None."""
    tags = find_tags(text)
    return tags[0] if len(tags) == 1 and text.strip() == text[tags[0].start : tags[0].end] else None


def without_tags(text: str, instead: str = "") -> str:
    """A slide's text with its tags cut out, each of their characters replaced by `instead`."""
    for tag in reversed(find_tags(text)):
        text = text[: tag.start] + instead * (tag.end - tag.start) + text[tag.end :]
    return text


def with_words(text: str, value_of: Callable[[str], str | None]) -> str:
    """A slide's text with every tag replaced by what `value_of` says for its word; tags stay where it says None."""
    for tag in reversed(find_tags(text)):
        value = value_of(tag.word)
        if value is not None:
            text = text[: tag.start] + value + text[tag.end :]
    return text


def strange_braces(text: str) -> tuple[str, ...]:
    """What stands in double braces in a slide's text and is no tag, and braces that make no pair, left to right."""
    return _strange_braces(text) if _ANY_BRACES.search(text) else ()


@lru_cache(maxsize=1024)
def _strange_braces(text: str) -> tuple[str, ...]:
    threes = [(match.start(), match.group()) for match in _THREE_BRACES.finditer(text)]
    text = _THREE_BRACES.sub(lambda match: "\0" * len(match.group()), text)
    rest = without_tags(text, "\0")
    closed = [(match.start(), match.group()) for match in _CLOSED.finditer(rest)]
    return tuple(found for _, found in sorted([*threes, *closed, *_unpaired(rest)]))


def page_marker(line: str) -> str | None:
    """The page's name in a line of speaker notes, `page: revenue`, or None for any other line."""
    match = _PAGE.match(line)
    return match[1] if match else None
