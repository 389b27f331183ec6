"""Formula texts cut into plain stretches and references, and moved as a whole.

    SUM(C5)&" of C5"     with C5 in a block of three rows     ->     SUM(C5:C7)&" of C5"

Only operands are looked at: strings, names, functions and structured references stay as they are.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache

from lxml import etree

from reportgen.office.cell_reader import OwnFormula
from reportgen.office.layout import WorkbookLayout
from reportgen.office.references import (
    Piece,
    Reference,
    Where,
    move_reference,
    offset_reference,
    scattered_references,
    split_operand,
)
from reportgen.office.worksheet import formula_nodes
from reportgen.xlsx.tokenizer import Token, Tokenizer, TokenizerError

REMOVED = "#REF!"


class UnreadableFormulaError(ValueError):
    """The text cannot be told apart into tokens."""


@dataclass(frozen=True, slots=True)
class FormulaText:
    """A formula in pieces, which joined give it back.

    `arguments` names the function for each piece that is, alone, one of the values a function adds, counts or
    compares: there a list of references may stand in the place of one.
    """

    pieces: tuple[Piece, ...]
    arguments: Mapping[int, str]


def formula_pieces(formula: str) -> tuple[Piece, ...]:
    """The pieces of a formula (without `=`), which joined give it back, or `UnreadableFormulaError`."""
    return read_formula(formula).pieces


@lru_cache(maxsize=65_536)
def read_formula(formula: str) -> FormulaText:
    """The formula (without `=`) in pieces; `UnreadableFormulaError` where it cannot be told apart."""
    try:
        tokens = Tokenizer("=" + formula).items
    except (TokenizerError, IndexError) as error:
        raise UnreadableFormulaError(str(error)) from None
    if "".join(token.value for token in tokens) != formula:
        raise UnreadableFormulaError("the tokens do not give the formula back")
    functions = _functions_of_arguments(tokens)
    pieces: list[Piece] = []
    plain: list[str] = []
    arguments: dict[int, str] = {}
    for at, token in enumerate(tokens):
        names_cells = token.type == Token.OPERAND and token.subtype == Token.RANGE
        opens_behind_range = token.type == Token.FUNC and ":" in token.value
        if not (names_cells or opens_behind_range):
            plain.append(token.value)
            continue
        found = split_operand(token.value)
        for piece in found:
            if isinstance(piece, str):
                plain.append(piece)
                continue
            if plain:
                pieces.append("".join(plain))
                plain = []
            if at in functions and len(found) == 1:
                arguments[len(pieces)] = functions[at]
            pieces.append(piece)
    if plain:
        pieces.append("".join(plain))
    return FormulaText(tuple(pieces), arguments)


LISTS = frozenset(
    (
        *("SUM", "COUNT", "COUNTA", "AVERAGE", "MAX", "MIN", "PRODUCT", "MEDIAN", "SUMSQ"),
        *("STDEV", "STDEVP", "VAR", "VARP", "AND", "OR"),
    )
)
# these leave the subtotals of groups out, so that one range over all of them is what is meant
SUBTOTALS = frozenset(("SUBTOTAL", "AGGREGATE"))


def _functions_of_arguments(tokens: list[Token]) -> dict[int, str]:
    """The function of each operand that is a whole argument of a function of lists."""
    found: dict[int, str] = {}
    opened: list[str] = []
    solid = [(at, token) for at, token in enumerate(tokens) if token.type != Token.WSPACE]
    for place, (at, token) in enumerate(solid):
        if token.type in (Token.FUNC, Token.PAREN, Token.ARRAY) and token.subtype == Token.OPEN:
            opened.append(token.value.rstrip("(").upper() if token.type == Token.FUNC else "")
        elif token.subtype == Token.CLOSE and opened:
            opened.pop()
        elif token.type == Token.OPERAND and opened and opened[-1] in LISTS | SUBTOTALS:
            before, behind = solid[place - 1][1], solid[place + 1][1] if place + 1 < len(solid) else token
            begins = before.type == Token.SEP or (before.type == Token.FUNC and before.subtype == Token.OPEN)
            ends = behind.type == Token.SEP or (behind.type == Token.FUNC and behind.subtype == Token.CLOSE)
            if begins and ends:
                found[at] = opened[-1]
    return found


def formula_references(formula: str) -> tuple[Reference, ...]:
    """All references a formula names, in reading order; none where it cannot be read."""
    try:
        return tuple(piece for piece in formula_pieces(formula) if isinstance(piece, Reference))
    except UnreadableFormulaError:
        return ()


def move_formula(formula: str, where: Where, layout: WorkbookLayout, *, anchored_only: bool = False) -> str:
    """The formula in the finished workbook; the same text where nothing it names moves.

    A reference to removed cells becomes `#REF!`, as it does when a person deletes them, but a sum of nothing
    is 0. Where a function adds or counts one row of a block of several, it gets that row of every item.
    """
    text = read_formula(formula)
    moved: list[Piece] = []
    for at, piece in enumerate(text.pieces):
        if isinstance(piece, str):
            moved.append(piece)
            continue
        function = text.arguments.get(at)
        listed = function in LISTS and not anchored_only
        several = scattered_references(piece, where, layout) if listed else ()
        if several:
            moved.append(",".join(str(one) for one in several))
            continue
        one = move_reference(piece, where, layout, anchored_only=anchored_only)
        moved.append(one if one is not None else "0" if function == "SUM" else REMOVED)
    if all(new is old for new, old in zip(moved, text.pieces, strict=True)):
        return formula
    return "".join(str(piece) for piece in moved)


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
