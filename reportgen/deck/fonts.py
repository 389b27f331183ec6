"""The fonts that texts are measured with, looked up by family as they are needed.

FontBook(find).faces("Calibri", "Meiryo")   ->   widths from the files of both families, else averages

What finds a file is handed in: a function from family and weight to the bytes of a font file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from reportgen.deck.measure import AverageFace, Faces, FontFace, Typeface

_EAST_ASIAN_LINE = 1.45


@dataclass(frozen=True, slots=True)
class FontFile:
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
