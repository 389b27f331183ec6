"""Excel's codes of number formats (ECMA-376 part 1, 18.8.31), read as formats and given what is known of a figure.

+0.0%_);(0.0%);0.0%_);@_)    a format in percent with one decimal
                             +0%_);(0%);0%_);@_)           for growth that is known to the percent
#,##0_);(#,##0)              "c. "#,##0_);"c. "(#,##0)     for 16,100 million, printed as 16.1 billion
                             #,##0" ±50"_);(#,##0" ±50")   for 16 million, which may be anything up to 66
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

from reportgen.core.units import PERCENT
from reportgen.figures.style import NumberFormat, quoted

# What is quoted, stands behind \, _ or *, or in brackets is no digit, nor part of a day or a time.
_PIECE = re.compile(r'"[^"]*"|[\\_*].|\[[^\]]*\]|general|[0#?][0#?,.]*|.', re.DOTALL | re.IGNORECASE)
_NO_NUMBER = frozenset("dmyhseb@/")
_MOST_SECTIONS = 3
_COLOUR = re.compile(r"\[(?:[a-z]+|color ?\d+)\]", re.IGNORECASE)
# What a piece puts beside a number: quoted, behind a stroke, or the currency of a language.
_SPOKEN = re.compile(r'^(?:"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\])$', re.DOTALL)
_SIGNS = re.compile("[-()\u2212\u25b2\u25b3]")


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
    return NumberFormat(digits=places, scale=PERCENT if "%" in bare else scale, signed="+" in bare)


@lru_cache(maxsize=4_096)
def as_known(code: str, look: NumberFormat) -> str:
    """A code that `read_code` can read with the decimals of `look`, its reach, and its words around the number."""
    before, after = quoted(look.around)
    spread = f'"{look.spread}"' if look.spread else ""
    sections = _sections(code)
    for section in sections[:_MOST_SECTIONS]:
        numbers = [at for at, piece in enumerate(section) if piece[0] in "0#?" or piece.lower() == "general"]
        if not numbers:
            continue
        for at in numbers:
            section[at] = _with_digits(section[at], look.digits) + spread
        # Colours and conditions stand first; what makes room for a bracket stands last.
        start = next(at for at, piece in enumerate(section) if not piece.startswith("["))
        end = len(section) - section[-1].startswith("_")
        section[start:end] = [before, *section[start:end], after]
    return ";".join("".join(section) for section in sections)


def in_words(code: str, condition: str, words: str) -> str:
    """A code of a rate that shows what says nothing as a number in words: a fall below nothing is `<-1`."""
    shown = ["".join(section) for section in _sections(code)]
    falls = shown[1] if len(shown) > 1 else f"-{shown[0]}"
    return ";".join([f"[{condition}]{quoted(words)[0]}_)", f"[<0]{falls}", shown[0], *shown[_MOST_SECTIONS:]])


@lru_cache(maxsize=4_096)
def shown_as(code: str) -> str:
    """What a code makes of a number besides its decimals: `times 100` for percent, `times 0` where it hides it.

    Empty for a number as it is, whose sign is seen; words and digits beside it are told, `c.` or `1`.
    """
    shown = [_shown(section, at == 1) for at, section in enumerate(_sections(code)[:_MOST_SECTIONS])]
    return shown[0] if len(set(shown)) == 1 else "; ".join(one or "as it is" for one in shown)


def _shown(section: Sequence[str], negative: bool) -> str:
    """What one section makes of a number; that for negative ones is to show a sign or brackets."""
    factor, digits, beside = Decimal(1), False, ""
    for piece in section:
        if piece[0] in "0#?" or piece.lower() == "general":
            digits = True
            factor /= 1000 ** (len(piece) - len(piece.rstrip(",")))
        elif piece == "%":
            factor *= 100
        elif piece[0] not in "_*" and not _COLOUR.fullmatch(piece):
            beside += _SPOKEN.sub(lambda found: found[found.lastindex or 0], piece)
    signs = _SIGNS.sub("", beside) if negative else beside.replace("+", "")
    if negative and digits and signs == beside:
        signs += " without its sign"
    if not digits and not _NO_NUMBER & set(beside.lower()):
        factor *= 0
    told = f"times {factor:f}" if factor != 1 else ""
    return " ".join(f"{told} {signs}".split())


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
    if digits.lower() == "general":
        return digits
    whole, _, rest = digits.partition(".")
    decimals = rest.rstrip(",")
    shown = decimals[:places].ljust(places, "0")
    return whole + ("." + shown if places else "") + rest[len(decimals) :]
