"""Formulas compared by what they say, not by how a program spells them.

    SUM( 'Model'!$C$5:C5 ,1.50)      ->   SUM(MODEL!$C$5:C5,1.5)
    _xlfn.XLOOKUP(A1,B:B,C:C)        ->   XLOOKUP(A1,B:B,C:C)

Excel, LibreOffice and others write the same formula with other spaces, prefixes and digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from reportgen.parts.references import Piece, split_operand

_CELLS = r"(?:\$?[A-Za-z]{1,3}\$?\d+(?::\$?[A-Za-z]{1,3}\$?\d+)?|[\w.]+)"
_WHOLE = re.compile(
    r"(?P<string>\"(?:[^\"]|\"\")*\")"
    rf"|(?P<external>'(?:[^'\[]|'')*\[(?:[^']|'')*'!{_CELLS}|\[[^\]]*\][^\s'!:,;()+\-*/^&=<>\"\[\]]*!{_CELLS})"
    r"|(?P<sheet>'(?:[^']|'')*')"
    r"|(?P<structured>[\w.\\]*\[(?:[^\[\]]|\[[^\[\]]*\])*\])"
)
_NUMBER = re.compile(r"(?<![\w.\"])(?:\d+\.?\d*|\.\d+)(?:E[+-]?\d+)?(?![\w.])")
_PREFIX = re.compile(r"_XL(?:FN|WS|UDF|L)\.|_XLPM\.")
_LOGICAL = re.compile(r"\b(TRUE|FALSE)\(\)")


@lru_cache(maxsize=65_536)
def pieces_of(formula: str) -> tuple[Piece, ...]:
    """The pieces of a formula (without `=`), which joined give it back; strings stay whole.

    Quicker than the tokenizer, and it never refuses: what cannot be read is plain text. References into other
    workbooks and into tables by name are plain text, each a piece of its own.
    """
    pieces: list[Piece] = []
    for stretch, is_whole in _stretches(formula):
        if is_whole:
            pieces.append(stretch)
        else:
            pieces.extend(split_operand(stretch))
    return tuple(pieces)


def is_external(piece: str) -> bool:
    """Whether a plain piece is a reference into another workbook."""
    match = _WHOLE.fullmatch(piece)
    return match is not None and match.lastgroup == "external"


def _stretches(formula: str) -> Iterator[tuple[str, bool]]:
    """The formula cut at what is no reference of ours; the quotes of a sheet's name do not cut."""
    begin = 0
    for match in _WHOLE.finditer(formula):
        if match.lastgroup != "sheet":
            if match.start() > begin:
                yield formula[begin : match.start()], False
            yield match.group(), True
            begin = match.end()
    if begin < len(formula):
        yield formula[begin:], False


def plain_form(text: str) -> str:
    """A stretch of a formula without references in one spelling."""
    if text.startswith('"'):
        return text
    text = _PREFIX.sub("", "".join(text.split()).upper())
    return _NUMBER.sub(lambda match: format(float(match.group()), ".15g"), _LOGICAL.sub(r"\1", text))


_LONG_NUMBER = re.compile(r"(?<![\w.\"])(?:\d+\.\d*|\.\d+|\d+(?=E[+-]?\d))(?:E[+-]?\d+)?(?![\w.])")


def formula_form(formula: str) -> str:
    """A formula (without `=`) in the one form that all spellings of it share, at its place.

    Made for many formulas: spaces, capitals and the quotes of sheets' names are left out in texts as well.
    """
    text = "".join(formula.split()).upper().replace("'", "")
    if "_XL" in text:
        text = _PREFIX.sub("", text)
    if "E()" in text:
        text = _LOGICAL.sub(r"\1", text)
    if "." in text or "E-" in text or "E+" in text:
        text = _LONG_NUMBER.sub(lambda match: format(float(match.group()), ".15g"), text)
    return text
