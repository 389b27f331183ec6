"""Formula texts cut into plain stretches and references.

    SUM(C5)&" of C5"     ->     SUM(   C5   )&" of C5"

Only operands are looked at: strings, names, functions and structured references stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import lru_cache

from lxml import etree

from reportgen.formula.tokenizer import Token, Tokenizer, TokenizerError
from reportgen.office.cell_reader import OwnFormula
from reportgen.office.references import (
    Piece,
    Reference,
    offset_reference,
    split_operand,
)
from reportgen.office.worksheet import formula_nodes

REMOVED = "#REF!"


class UnreadableFormulaError(ValueError):
    """The text cannot be told apart into tokens."""


def solid_tokens(formula: str) -> list[Token]:
    """The tokens of a formula (without `=`), which joined give it back, or `UnreadableFormulaError`."""
    try:
        tokens: list[Token] = Tokenizer("=" + formula).items
    except (TokenizerError, IndexError) as error:
        raise UnreadableFormulaError(str(error)) from None
    if "".join(token.value for token in tokens) != formula:
        raise UnreadableFormulaError("the tokens do not give the formula back")
    return tokens


_COLON = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|\s*:\s*""")
_LOOSE = re.compile(r"\s:|:\s")


def with_closed_ranges(formula: str) -> str:
    """The formula without blanks around the colons of its ranges, with which no range is told."""
    if _LOOSE.search(formula) is None:
        return formula
    return _COLON.sub(lambda found: found[1] or ":", formula)


@lru_cache(maxsize=65_536)
def formula_pieces(formula: str) -> tuple[Piece, ...]:
    """The pieces of a formula (without `=`), or `UnreadableFormulaError`; they give it back but for loose colons."""
    formula = with_closed_ranges(formula)
    pieces: list[Piece] = []
    plain: list[str] = []
    for token in solid_tokens(formula):
        names_cells = token.type == Token.OPERAND and token.subtype == Token.RANGE
        opens_behind_range = token.type == Token.FUNC and ":" in token.value
        for piece in split_operand(token.value) if names_cells or opens_behind_range else (token.value,):
            if isinstance(piece, str):
                plain.append(piece)
                continue
            if plain:
                pieces.append("".join(plain))
                plain = []
            pieces.append(piece)
    if plain:
        pieces.append("".join(plain))
    return tuple(pieces)


def formula_references(formula: str) -> tuple[Reference, ...]:
    """All references a formula names, in reading order; none where it cannot be read."""
    try:
        return tuple(piece for piece in formula_pieces(formula) if isinstance(piece, Reference))
    except UnreadableFormulaError:
        return ()


def offset_formula(formula: str, down: int, right: int) -> str:
    """The formula as it reads when copied `down` rows and `right` columns away."""
    if not down and not right:
        return formula
    return "".join(
        piece if isinstance(piece, str) else str(offset_reference(piece, down, right))
        for piece in formula_pieces(formula)
    )


Master = tuple[int, int, str]


def shared_masters(sheet: etree._Element) -> dict[str, Master]:
    """The cell and text that each shared formula was written in, by its `si`."""
    return {
        node.get("si", ""): (row, column, node.text)
        for row, column, _, node in formula_nodes(sheet)
        if node.get("t") == "shared" and node.text
    }


def own_text(row: int, column: int, node: etree._Element, masters: Mapping[str, Master]) -> str:
    """The formula a cell calculates, whether written in it or shared; empty where that cannot be told."""
    if node.get("t") != "shared" or node.text:
        return node.text or ""
    master = masters.get(node.get("si", ""))
    if master is None:
        return ""
    top, left, text = master
    try:
        return offset_formula(text, row - top, column - left)
    except UnreadableFormulaError:
        return ""


def own_formulas(sheet: etree._Element) -> OwnFormula:
    """What gives the own formula of each cell of a sheet, as `own_text` tells it."""
    masters = shared_masters(sheet)
    return lambda row, column, node: own_text(row, column, node, masters)


def unshare(
    sheet: etree._Element, only: Container[str] | None = None, masters: Mapping[str, Master] | None = None
) -> list[etree._Element]:
    """Write shared formulas (all, or those whose `si` is one of `only`) out into their cells.

    `masters` says where they begin, if that is no longer to be seen. Gives the cells whose formula cannot be read,
    which stay shared.
    """
    masters = shared_masters(sheet) if masters is None else masters
    left: list[etree._Element] = []
    for row, column, cell, node in formula_nodes(sheet) if masters else ():
        if node.get("t") != "shared" or not (only is None or node.get("si", "") in only):
            continue
        if text := own_text(row, column, node, masters):
            node.text = text
            for name in ("t", "si", "ref"):
                node.attrib.pop(name, "")
        else:
            left.append(cell)
    return left
