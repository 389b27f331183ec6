"""Formulas compared by what they say, not by how a program spells them.

    SUM( Model!$C$5:C5 ,1.50)  in D9    ->   SUM(model!R5C3:R[-4]C[-1],1.5)
    _xlfn.XLOOKUP(A1,B:B,C:C)  in D9    ->   XLOOKUP(R[-8]C[-3],C[-2],C[-1])

Excel, LibreOffice and others write the same formula with other spaces, prefixes and digits. References become
relative to their cell, so that a copied formula is equal to the one it was copied from.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache

from reportgen.parts.addresses import column_number
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
Names = Callable[[str], str]


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
    return _NUMBER.sub(lambda match: repr(float(match.group())), _LOGICAL.sub(r"\1", text))


_FORM = re.compile(
    r"(?P<string>\"(?:[^\"]|\"\")*\")"
    r"|(?P<sheet>'(?:[^']|'')+'!|[^\s'!:,;()\[\]{}+\-*/^&=<>\"#@%]+!)"
    r"|(?<![\w.\\$])(?P<cell>(\$?)([A-Za-z]{1,3})(\$?)([0-9]{1,7}))(?![\w.(!])"
    r"|(?<![\w.\\$])(?P<columns>(\$?)([A-Za-z]{1,3}):(\$?)([A-Za-z]{1,3}))(?![\w.(!])"
    r"|(?<![\w.\\$])(?P<rows>(\$?)([0-9]{1,7}):(\$?)([0-9]{1,7}))(?![\w.])"
    r"|(?P<number>(?<![\w.])(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.]))"
    r"|(?P<word>[^\W\d][\w.\\]*)(?P<call>\(\))?"
    r"|(?P<space>\s+)"
)


def formula_form(formula: str, row: int, column: int, sheet: str, renamed: Names = str.casefold) -> str:
    """The formula of one cell in the one form that all spellings and copies of it share.

    `renamed` gives the name under which a sheet is known, case-folded; the cell's own `sheet` is left out.
    """
    own = sheet.casefold()

    def spelled(match: re.Match[str]) -> str:
        kind, text = match.lastgroup, match.group()
        if kind == "cell":
            _, fixed_column, letters, fixed_row, digits = match.group(*_CELL_GROUPS)
            return _at("R", int(digits), fixed_row, row) + _at(
                "C", column_number(letters), fixed_column, column
            )
        if kind == "string":
            return text
        if kind == "number":
            return repr(float(text))
        if kind == "space":
            return ""
        if kind == "sheet":
            name = text[1:-2].replace("''", "'") if text.startswith("'") else text[:-1]
            name = renamed(name)
            return "" if name == own else f"{name}!"
        if kind == "columns":
            _, first_fixed, first, last_fixed, last = match.group(*_COLUMN_GROUPS)
            low = _at("C", column_number(first), first_fixed, column)
            return f"{low}:{_at('C', column_number(last), last_fixed, column)}"
        if kind == "rows":
            _, first_fixed, first, last_fixed, last = match.group(*_ROW_GROUPS)
            return f"{_at('R', int(first), first_fixed, row)}:{_at('R', int(last), last_fixed, row)}"
        word = _PREFIX.sub("", match.group("word").upper())
        return word if word in ("TRUE", "FALSE") else word + (match.group("call") or "")

    return _FORM.sub(spelled, formula)


def _group_run(name: str, count: int) -> tuple[int, ...]:
    first = _FORM.groupindex[name]
    return tuple(range(first, first + count))


_CELL_GROUPS = _group_run("cell", 5)
_COLUMN_GROUPS = _group_run("columns", 5)
_ROW_GROUPS = _group_run("rows", 5)


def _at(letter: str, at: int, fixed: str, here: int) -> str:
    return f"{letter}{at}" if fixed else f"{letter}[{at - here}]"
