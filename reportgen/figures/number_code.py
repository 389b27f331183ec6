"""Excel's codes of number formats (ECMA-376 part 1, 18.8.31), read as formats and given what is known of a figure.

+0.0%_);(0.0%);0.0%_);@_)    a format in percent with one decimal
                             +0%_);(0%);0%_);@_)           for growth that is known to the percent
#,##0_);(#,##0)              "c. "#,##0_);"c. "(#,##0)     for 16,100 million, printed as 16.1 billion
"""

from __future__ import annotations

import re
from functools import lru_cache

from reportgen.core.units import PERCENT
from reportgen.figures.style import NumberFormat, quoted

# What is quoted, stands behind \, _ or *, or in brackets is no digit, nor part of a day or a time.
_PIECE = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]|general|[0#?][0#?,.]*|.', re.DOTALL | re.IGNORECASE)
_NO_NUMBER = frozenset("dmyhseb@/")
_MOST_SECTIONS = 3


@lru_cache(maxsize=4_096)  # a model asks for the same few at every cell
def read_code(code: str) -> NumberFormat | None:
    """What a code says of decimals and scale; None where it shows days, text, fractions or powers of ten."""
    pieces = _sections(code)[0]
    bare = [piece.lower() for piece in pieces if piece[0] not in '"\\_*[']
    digits = [piece for piece in bare if piece == "general" or piece[0] in "0#?"]
    if len(digits) != 1 or any(piece in _NO_NUMBER for piece in bare):
        return None
    if digits[0] == "general":
        return NumberFormat()
    scale = 3 * (len(digits[0]) - len(digits[0].rstrip(",")))
    places = len(digits[0].rstrip(",").partition(".")[2])
    return NumberFormat(digits=places, scale=PERCENT if "%" in bare else scale)


@lru_cache(maxsize=4_096)
def as_known(code: str, look: NumberFormat) -> str:
    """A code that `read_code` can read with the decimals of `look` and its words around the number."""
    before, after = quoted(look.around)
    sections = _sections(code)
    for section in sections[:_MOST_SECTIONS]:
        numbers = [at for at, piece in enumerate(section) if piece[0] in "0#?" or piece.lower() == "general"]
        if not numbers:
            continue
        for at in numbers:
            section[at] = _with_digits(section[at], look.digits)
        # Colours and conditions stand first; what makes room for a bracket stands last.
        start = next(at for at, piece in enumerate(section) if not piece.startswith("["))
        end = len(section) - section[-1].startswith("_")
        section[start:end] = [before, *section[start:end], after]
    return ";".join("".join(section) for section in sections)


def into_a_loss(code: str, words: str) -> str:
    """A code of a growth rate that shows a fall below nothing, which says nothing as a number, in words."""
    shown = ["".join(section) for section in _sections(code)]
    falls = shown[1] if len(shown) > 1 else f"-{shown[0]}"
    return ";".join([f'[<-1]"{words}"_)', f"[<0]{falls}", shown[0], *shown[_MOST_SECTIONS:]])


@lru_cache(maxsize=4_096)
def written_digits(code: str) -> str:
    """The digits that a code itself writes beside a number, joined by blanks: `1` for `"1"#,##0`; empty for most."""
    found = []
    for piece in _PIECE.findall(code):
        if piece.startswith("[$"):
            found.append(piece[2:-1].partition("-")[0])
        elif piece[0] in '"\\' or (piece.isdecimal() and "/" not in code and piece[0] not in "0#?"):
            found.append(piece[1:].rstrip('"') if piece[0] in '"\\' else piece)
    return " ".join(piece for piece in found if any(char.isdecimal() for char in piece))


def _sections(code: str) -> list[list[str]]:
    """The pieces of what stands for positive, negative and no figures and for text, as far as the code has them."""
    sections: list[list[str]] = [[]]
    for piece in _PIECE.findall(code):
        if piece == ";":
            sections.append([])
        else:
            sections[-1].append(piece)
    return sections


def _with_digits(digits: str, places: int) -> str:
    whole, point, rest = digits.partition(".")
    decimals = rest.rstrip(",")
    return whole + (point + decimals[:places] if places else "") + rest[len(decimals) :]
