"""How much room a text takes, before anybody draws it.

wrap("Consolidated Financial Results" in 24 pt bold, width 300 pt)   ->   2 lines, 58 pt high

Lines break at spaces and after hyphens in Latin text, between any two characters in Japanese text apart from
those that must not begin or end a line (JIS X 4051, kinsoku). Widths come from font files where they are
given, else from averages that err on the wide side.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Protocol

from msgspec import Struct
from PIL import ImageFont

_REFERENCE_SIZE = 200
# Average widths in em for text without a font file; Latin as in Calibri, a little wider.
_NARROW, _DIGIT, _LOWER, _UPPER, _WIDE = 0.28, 0.51, 0.50, 0.64, 1.0
_LINE_HEIGHT = 1.22
_NO_BREAK_SPACE = "\u00a0"
_NOT_AT_START = frozenset(
    "、。，．,.・：；？！?!ー々〻‐゠–〜～）］｝〕〉》」』】〙〗〟’”｠»)]}%‰℃°"
    "ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ"
)
_NOT_AT_END = frozenset("（［｛〔〈《「『【〘〖〝‘“｟«([{¥￥$＄£#＃№")
# Where ASCII text may break: before a word, after a hyphen that is no minus and stands before no closing sign.
_ASCII_BREAK = re.compile(r"(?<= )(?! )|(?<=-)(?=[^ 0-9,.?!)\]}%])")
# More than any font moves two characters apart, in em.
_KERNING = 0.1


class Typeface(Protocol):
    """What measures the width of a text and the pitch of its lines, in em."""

    @property
    def line(self) -> float:
        """The height of a line at size 1."""

    def em(self, text: str) -> float:
        """The width of `text` at size 1."""


class AverageFace(Struct, frozen=True):
    """Widths without a font file: averages by kind of character."""

    bold: bool = False
    line: float = _LINE_HEIGHT

    def em(self, text: str) -> float:
        """The width of `text` at size 1, 4 % more where it is bold."""
        return sum(_average(char) for char in text) * (1.04 if self.bold else 1.0)


class FontFace:
    """Widths from the bytes of a TrueType or OpenType font."""

    def __init__(self, data: bytes, index: int = 0) -> None:
        self._font = ImageFont.truetype(io.BytesIO(data), _REFERENCE_SIZE, index=index)
        self._known: dict[str, float] = {}
        # Ascent, descent and the gap between lines, as the font's own header gives them.
        self.line = float(self._font.font.height) / _REFERENCE_SIZE

    def em(self, text: str) -> float:
        """The width of `text` at size 1, kerning included."""
        width = self._known.get(text)
        if width is None:
            width = self._known[text] = float(self._font.getlength(text)) / _REFERENCE_SIZE
        return width


class Faces(Struct, frozen=True, dict=True):
    """The faces of one text: Latin and East Asian, each regular and bold, as runs switch between them."""

    latin: Typeface = AverageFace()
    latin_bold: Typeface = AverageFace(bold=True)
    east_asian: Typeface = AverageFace()
    east_asian_bold: Typeface = AverageFace(bold=True)

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """The width of a line of text in points."""
        latin = self.latin_bold if bold else self.latin
        if text.isascii():
            return latin.em(text) * size
        east_asian = self.east_asian_bold if bold else self.east_asian
        total = sum((east_asian if wide else latin).em(part) for wide, part in _scripts(text))
        return total * size

    def bound(self, text: str, *, bold: bool = False) -> float:
        """At least the width of a line of text at size 1, known from its characters without shaping it."""
        return sum(map((self._bold_reaches if bold else self._reaches).__getitem__, text))

    @cached_property
    def _reaches(self) -> _Reaches:
        return _Reaches(self, bold=False)

    @cached_property
    def _bold_reaches(self) -> _Reaches:
        return _Reaches(self, bold=True)

    def pitch(self, text: str) -> float:
        """The height in em of a line that holds `text`: the higher face where both scripts stand in it."""
        if text.isascii():
            return self.latin.line
        scripts = {wide for wide, _ in _scripts(text)}
        return max(self.east_asian.line if wide else self.latin.line for wide in scripts)


class _Reaches(dict[str, float]):
    """How far a character reaches at size 1 at most, whatever stands beside it; each measured once."""

    def __init__(self, faces: Faces, *, bold: bool) -> None:
        super().__init__()
        self._faces, self._bold = faces, bold

    def __missing__(self, char: str) -> float:
        reach = self[char] = self._faces.width(char, 1.0, bold=self._bold) + _KERNING
        return reach


class Measured(Struct, frozen=True):
    """A text broken into lines for a given width; `height` in points.

    `widest` is the width of its longest line in points where the width is not bounded, else 0; `broken` says that
    a word had to be broken.
    """

    lines: tuple[str, ...]
    height: float
    widest: float = 0.0
    broken: bool = False


class Stretch(Struct, frozen=True):
    """A stretch of a paragraph in one format: size in points, bold, faces, whether shown in capitals."""

    text: str
    size: float
    bold: bool = False
    faces: Faces = Faces()
    capitals: bool = False

    @property
    def shown(self) -> str:
        """The text as it is drawn."""
        return self.text.upper() if self.capitals else self.text


def wrap(stretches: Sequence[Stretch], width: float, indent: float = 0.0) -> Measured:
    """Break a paragraph of several formats into lines of at most `width` points, the first shorter by `indent`.

    The height of every line is that of its highest format, without spacing between lines.
    """
    single = _one_line(stretches[0], width - indent) if len(stretches) == 1 else None
    if single is not None:
        return single
    formats = [stretch for stretch in stretches for _ in stretch.shown]
    text = "".join(stretch.shown for stretch in stretches)
    first = stretches[0] if stretches else Stretch("", 18)
    lines: list[str] = []
    height, widest, broken, start = 0.0, 0.0, False, 0
    unbounded = width == float("inf")

    def across(begin: int, end: int) -> float:
        if len(stretches) == 1:
            return first.faces.width(text[begin:end], first.size, bold=first.bold)
        total = 0.0
        while begin < end:
            format_, at = formats[begin], begin
            while at < end and formats[at] is format_:
                at += 1
            total += format_.faces.width(text[begin:at], format_.size, bold=format_.bold)
            begin = at
        return total

    for part in text.split("\n"):
        line, used, room = start, 0.0, width - (indent if not lines else 0.0)
        stop = start
        ends: list[tuple[int, int]] = []
        for piece in break_pieces(part):
            begin, stop = stop, stop + len(piece)
            bare = across(begin, begin + len(piece.rstrip(" ")))
            if begin > line and used + bare > room:
                ends.append((line, begin))
                line, used, room = begin, 0.0, width
            while bare > room and stop - line > 1:
                cut = begin + 1
                while across(line, cut + 1) <= room:
                    cut += 1
                ends.append((line, cut))
                broken, room = True, width
                line = begin = cut
                bare = across(begin, stop)
            used = used + across(begin, stop) if begin > line else across(line, stop)
        ends.append((line, start + len(part)))
        for begin, end in ends:
            shown = text[begin:end].rstrip(" ")
            lines.append(shown)
            widest = max(widest, across(begin, begin + len(shown))) if unbounded else 0.0
            own = formats[begin:end] or formats[begin : begin + 1] or [formats[-1] if formats else first]
            height += max(format_.size * format_.faces.pitch(shown) for format_, _ in groupby(own))
        start += len(part) + 1
    return Measured(tuple(lines), height, widest, broken)


def _one_line(stretch: Stretch, width: float) -> Measured | None:
    """A text that surely takes a single line of a bounded width; most cells of a table hold one."""
    text = stretch.shown
    bound = stretch.faces.bound(text, bold=stretch.bold) * stretch.size
    if bound > width or width == float("inf") or "\n" in text:
        return None
    shown = text.rstrip(" ")
    return Measured((shown,), stretch.size * stretch.faces.pitch(shown))


def break_pieces(text: str) -> list[str]:
    """The pieces of a text that stay together; between two pieces a line may end."""
    if text.isascii():
        return [piece for piece in _ASCII_BREAK.split(text) if piece]
    pieces: list[str] = []
    for char in text:
        if pieces and not _may_break(pieces[-1][-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _may_break(before: str, behind: str) -> bool:
    if behind == " " or _NO_BREAK_SPACE in (before, behind):
        return False
    if before == " ":
        return True
    if before in _NOT_AT_END or behind in _NOT_AT_START:
        return False
    if before == "-":
        return not behind.isdecimal()
    return _is_wide(before) or _is_wide(behind)


def _scripts(text: str) -> list[tuple[bool, str]]:
    parts: list[tuple[bool, str]] = []
    for char in text:
        wide = _is_wide(char)
        if parts and parts[-1][0] == wide:
            parts[-1] = (wide, parts[-1][1] + char)
        else:
            parts.append((wide, char))
    return parts


@lru_cache(maxsize=4096)
def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F")


@lru_cache(maxsize=4096)
def _average(char: str) -> float:
    if _is_wide(char):
        return _WIDE
    if char in _CLASSES:
        return _CLASSES[char]
    if char.isdecimal():
        return _DIGIT
    return _UPPER if char.isupper() else _LOWER


_CLASSES: Mapping[str, float] = dict.fromkeys(" .,:;'!|()[]ijlIft-\xa0", _NARROW) | dict.fromkeys(
    "mwMW@%", 0.86
)


_EAST_ASIAN_LINE = 1.45


class FontFile(Struct, frozen=True):
    """The bytes of a font file, and which font of a collection is meant."""

    data: bytes
    index: int = 0


Find = Callable[[str, bool], FontFile | None]


def no_fonts(_family: str, _bold: bool) -> FontFile | None:
    """Finds nothing: all texts are measured with averages."""
    return None


class FontBook:
    """Faces by family; each font file is asked for once, when a text first needs it."""

    def __init__(self, find: Find = no_fonts) -> None:
        self._find = find
        self._faces: dict[tuple[str, bool, bool], Typeface] = {}
        self._pairs: dict[tuple[str, str], Faces] = {}
        self._missing: dict[str, None] = {}

    @property
    def missing(self) -> tuple[str, ...]:
        """The families that texts needed and no file was found for, in order of need."""
        return tuple(self._missing)

    def faces(self, latin: str, east_asian: str) -> Faces:
        """The faces of a text in these two families."""
        pair = (latin, east_asian)
        if pair not in self._pairs:
            self._pairs[pair] = Faces(
                _Lazy(self, latin, False, False),
                _Lazy(self, latin, True, False),
                _Lazy(self, east_asian or latin, False, True),
                _Lazy(self, east_asian or latin, True, True),
            )
        return self._pairs[pair]

    def face(self, family: str, bold: bool, wide: bool) -> Typeface:
        """One face, from its file or else from averages."""
        key = (family, bold, wide)
        if key not in self._faces:
            self._faces[key] = self._open(family, bold, wide)
        return self._faces[key]

    def _open(self, family: str, bold: bool, wide: bool) -> Typeface:
        file = self._find(family, bold)
        if file is not None:
            try:
                return FontFace(file.data, file.index)
            except OSError:
                pass
        if self._find is not no_fonts:
            self._missing[family] = None
        return AverageFace(bold, _EAST_ASIAN_LINE) if wide else AverageFace(bold)


class _Lazy:
    """A face that is opened when its first text is measured."""

    def __init__(self, book: FontBook, family: str, bold: bool, wide: bool) -> None:
        self._book, self._key = book, (family, bold, wide)

    @cached_property
    def _face(self) -> Typeface:
        return self._book.face(*self._key)

    @property
    def line(self) -> float:
        """The height of a line at size 1."""
        return self._face.line

    def em(self, text: str) -> float:
        """The width of `text` at size 1."""
        return self._face.em(text)
