"""The words and signs of a printed token, one after the other, and how a document writes its numbers.

(¥1,029 million)     opening   money   number 1029   scale 6   closing
2千5百万円            number 25 with a power of 6   money
forty-five per cent  number 45   unit
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from reportgen.core.number import plain_width
from reportgen.core.reading_words import (
    BOUNDS_EN,
    BOUNDS_JA,
    COUNTERS,
    KINDS_JA,
    LABELS_EN,
    LABELS_JA,
    MINUS,
    MONEY_WORDS,
    SHORT_SCALES,
    SPELLED,
    UNIT_WORDS,
    WORD_KINDS,
    is_slip,
    meant,
)
from reportgen.core.units import CURRENCIES, CURRENCY_MARK, POWER_OF


class UnreadError(Exception):
    """Why a token cannot be read whole: `"A" stands at the number and is not read`."""


class Notation(Struct, frozen=True):
    """How a document writes numbers: what may separate thousands, the decimal sign, marks without a meaning."""

    separators: str = ","
    point: str = "."
    marks: tuple[str, ...] = ()


HOUSE = Notation()
# 1234.5 as documents write it; the first where a document says nothing.
SEPARATORS = ("1,234.5", "1.234,5", "1 234,5", "1 234.5", "1'234.5", "1234,5")
_BLANKS = " \u00a0\u2009\u202f"


@cache
def notation_of(example: str, marks: str = "") -> Notation | None:
    """The notation of a document that writes 1234.5 as `example` and puts `marks` (parted by blanks) at figures.

    None where the example is no such number, or a mark could be read as a part of one.
    """
    found = re.fullmatch(rf"1([,.'\u2019{_BLANKS}]?)234([.,])5", example or SEPARATORS[0])
    known = tuple(marks.split())
    if found is None or found[1] == found[2] or any(re.match(r"[\d.,+%]|[(\[]$", one) for one in known):
        return None
    alike = next((signs for signs in (_BLANKS, "'\u2019") if found[1] and found[1] in signs), found[1])
    return Notation(alike, found[2], known)


def _unmarked(text: str, notation: Notation) -> str:
    """The token without the marks of the document that stand before or behind it."""
    for mark in notation.marks:
        plain = plain_width(mark)
        if text.startswith(plain) and not (plain[-1].isalpha() and text[len(plain) :][:1].isalpha()):
            text = text[len(plain) :].lstrip()
        elif text.endswith(plain) and not (plain[0].isalpha() and text[: -len(plain)][-1:].isalpha()):
            text = text[: -len(plain)].rstrip()
    return text


_NO_UNIT: frozenset[str] = frozenset()
_ZERO = Decimal(0)
_CODES = {currency.code for currency in CURRENCIES}


class TokenPiece(NamedTuple):
    """A word or sign: what it is, its characters, and whether it stands right behind the piece before."""

    kind: str
    text: str
    glued: bool
    value: Decimal = _ZERO
    digits: int = 0
    power: int | None = None
    says: frozenset[str] = _NO_UNIT


_LATIN = r"A-Za-z\u00c0-\u024f"
_WORD = rf"[{_LATIN}]+(?:[-'\u2019/&][{_LATIN}]+)*"
_JA = r"\u3005-\u3007\u3041-\u30ff\u3400-\u9fff"
_STEPS = {"十": 1, "百": 2, "千": 3}
_MYRIADS = {"万": 4, "億": 8, "兆": 12}


def _number_shape(notation: Notation) -> str:
    point = re.escape(notation.point)
    grouped = (
        rf"[1-9]\d{{0,2}}(?:[{re.escape(notation.separators)}]\d{{3}})+(?!\d)|" if notation.separators else ""
    )
    return rf"(?:(?:{grouped}\d+)(?:{point}\d+)?|(?<![\w.]){point}\d+)"


@cache
def _lexer(notation: Notation) -> re.Pattern[str]:
    number = _number_shape(notation)
    money = sorted((word for word in MONEY_WORDS if not word.isascii() and not word.isalpha()), key=len)
    kinds = {
        "chain": rf"(?:{number}\s?[十百千万億兆]+)+(?:{number}(?=円))?",
        "number": number,
        "minus": rf"[{re.escape(MINUS)}]|\u30fc(?=\s?[\d\u00a5$])",
        "label": rf"\b(?:{LABELS_EN})\b|{LABELS_JA}",
        **{f"bound_{name}": rf"\b(?:{BOUNDS_EN[name]})\b|{BOUNDS_JA[name]}" for name in BOUNDS_EN},
        "unit": r"(?:percentage points|basis points)\b|%|" + "|".join(map(re.escape, money)),
        "money": rf"(?-i:{CURRENCY_MARK})(?![{_LATIN}])",
        **{f"ja_{kind}": words for kind, words in KINDS_JA.items()},
        "unit_ja": "|".join(
            sorted((w for w in (*UNIT_WORDS, *MONEY_WORDS) if re.match(f"[{_JA}]", w)), key=len)[::-1]
        ),
        "scale_ja": r"[十百千万億兆]+(?=円|ドル|ユーロ|株|人|台|件|口|米)",
        "counter": rf"(?:{COUNTERS})",
        "article": r"\ban?\b(?=\s[a-z])",
        "word": _WORD,
        "ja": rf"[{_JA}]",
        "plus": r"\+",
        "opening": r"[(\[]",
        "closing": r"[)\]]",
        "stop": r"\.{2,}|\u2026|[.,;:/~\u301c\u3001\u3002\u30fb]",
        "blank": r"\s+",
    }
    return re.compile(
        "|".join(f"(?P<{kind}>{shape})" for kind, shape in kinds.items()), re.IGNORECASE | re.ASCII
    )


def pieces_of(text: str, notation: Notation) -> tuple[TokenPiece, ...]:
    """The words and signs of a token in order, number words as numbers; `UnreadError` for an unknown character."""
    return tuple(_spelled(tuple(_pieces(_unmarked(text, notation), notation))))


def _pieces(text: str, notation: Notation) -> Iterator[TokenPiece]:
    at, glued = 0, False
    lexer = _lexer(notation)
    while at < len(text):
        match = lexer.match(text, at)
        if match is None:
            raise UnreadError(f'the character "{text[at]}" is not read')
        at = match.end()
        if match.lastgroup == "blank":
            glued = False
            continue
        yield _piece(match, glued, notation)
        glued = True


def _piece(match: re.Match[str], glued: bool, notation: Notation) -> TokenPiece:
    kind, text = match.lastgroup or "", match[0]
    if kind == "chain":
        return _chain(text, glued, notation)
    if kind == "number":
        value, digits = _value(text, notation)
        return TokenPiece("number", text, glued, value, digits)
    if kind in ("unit", "unit_ja", "money"):
        low = text.lower()
        says, power = UNIT_WORDS[low] if low in UNIT_WORDS else MONEY_WORDS[low]
        return TokenPiece(
            "money" if low in MONEY_WORDS else "unit", text, glued, power=power or None, says=says
        )
    if kind == "scale_ja":
        power = sum({**_STEPS, **_MYRIADS}[char] for char in text)
        return TokenPiece("scale", text, glued, power=power)
    if kind == "word":
        return _word(text, glued)
    return TokenPiece(kind.removeprefix("ja_"), text, glued)


def _word(text: str, glued: bool) -> TokenPiece:
    low = text.lower()
    kind = WORD_KINDS.get(low, "")
    if kind == "scale":
        return TokenPiece(kind, text, glued, power=POWER_OF[low])
    if kind:
        return TokenPiece(kind, text, glued)
    if all(part in SPELLED for part in low.split("-")):
        return TokenPiece("spelled", text, glued)
    if low in UNIT_WORDS:
        says, power = UNIT_WORDS[low]
        return TokenPiece("unit", text, glued, power=power or None, says=says)
    if low in MONEY_WORDS and (glued or (len(low) > 1 and text.upper() not in _CODES)):
        says, power = MONEY_WORDS[low]
        return TokenPiece("money", text, glued, power=power or None, says=says)
    if low in SHORT_SCALES and glued:
        return TokenPiece("short", text, glued, power=SHORT_SCALES[low])
    if len(text) == 1:
        raise UnreadError(f'the letter "{text}" is not read')
    other = meant(low)
    if other:
        raise UnreadError(f'"{text}" is not read: is it "{other}"?')
    return TokenPiece("other", text, glued)


@cache
def numbers_of(notation: Notation) -> re.Pattern[str]:
    """The numbers of digits as a document writes them, in a group."""
    return re.compile(f"({_number_shape(notation)})", re.ASCII)


def _value(text: str, notation: Notation) -> tuple[Decimal, int]:
    """The number of digits with separators, and how many stand behind the point."""
    whole, _, fraction = text.partition(notation.point)
    for separator in notation.separators:
        whole = whole.replace(separator, "")
    return Decimal(f"{whole or '0'}.{fraction}" if fraction else whole), len(fraction)


def _chain(text: str, glued: bool, notation: Notation) -> TokenPiece:
    """Numbers with Japanese steps: 690億 is 690 with a power of 8; 1,760億51百万 is told in single units.

    Within 万, 億 and 兆 the steps 千, 百 and 十 add up (2千5百万 are 25 million); all become smaller to the right.
    """
    parts = re.findall(rf"({_number_shape(notation)})\s?([十百千万億兆]*)", text, re.ASCII)
    if len(parts) == 1:
        (number, steps) = parts[0]
        value, digits = _value(number, notation)
        return TokenPiece(
            "number", text, glued, value, digits, sum({**_STEPS, **_MYRIADS}[one] for one in steps)
        )
    total = section = Decimal(0)
    last_step = last_myriad = 99
    end = 0
    for number, steps in parts:
        value, digits = _value(number, notation)
        small = sum(_STEPS[one] for one in steps if one in _STEPS)
        big = sum(_MYRIADS[one] for one in steps if one in _MYRIADS)
        if (digits and (number, steps) != parts[-1]) or small >= last_step or (big and big >= last_myriad):
            raise UnreadError(f'the parts of "{text}" do not become smaller')
        section += value.scaleb(small)
        last_step, end = small, small + big - digits
        if big:
            total += section.scaleb(big)
            section, last_step, last_myriad = Decimal(0), 99, big
    return TokenPiece("number", text, glued, total + section, -end, 0)


def _spelled(pieces: tuple[TokenPiece, ...]) -> Iterator[TokenPiece]:
    """The pieces with number words as numbers: forty-five, one hundred, two hundred and fifty."""
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind != "spelled":
            yield piece
            at += 1
            continue
        if piece.text.lower() == "hundred" and at and pieces[at - 1].kind == "number":
            yield TokenPiece("scale", piece.text, piece.glued, power=2)
            at += 1
            continue
        end = at
        while end < len(pieces) and (pieces[end].kind == "spelled" or _goes_on(pieces, end)):
            end += 1
        around = (*pieces[at - 1 : at], *pieces[end : end + 1])
        if any(one.kind == "scale" for one in around[:1] if at) or any(is_slip(one.text) for one in around):
            raise UnreadError("its number words do not make one number")
        yield TokenPiece("number", piece.text, piece.glued, _spelled_value(pieces[at:end]))
        at = end


def _goes_on(pieces: tuple[TokenPiece, ...], at: int) -> bool:
    """Whether `and`, or a thousand, stands between number words."""
    return (
        (pieces[at].text.lower() == "and" or pieces[at].kind == "scale")
        and at + 1 < len(pieces)
        and (
            pieces[at + 1].kind == "spelled"
            or (pieces[at + 1].text.lower() == "and" and _goes_on(pieces, at + 1))
        )
    )


def _spelled_value(pieces: tuple[TokenPiece, ...]) -> Decimal:
    total = current = 0
    room, largest = 1000, 99
    for piece in pieces:
        if piece.kind == "scale":
            power = piece.power or 0
            if power >= largest or not current:
                raise UnreadError("its number words do not make one number")
            total, current, room, largest = total + current * 10**power, 0, 1000, power
            continue
        for word in piece.text.lower().split("-"):
            if word == "and":
                continue
            if word == "hundred":
                if not 0 < current < 10:
                    raise UnreadError("its number words do not make one number")
                current, room = current * 100, 100
                continue
            value = SPELLED[word]
            if value >= room:
                raise UnreadError("its number words do not make one number")
            current, room = current + value, 10 if value >= 20 else 0
    return Decimal(total + current)
