"""Formula texts cut into plain stretches and references, and moved as a whole.

    SUM(C5)&" of C5"     with C5 in a block of three rows     ->     SUM(C5:C7)&" of C5"

Only operands are looked at: strings, names, functions and structured references stay as they are.
"""

from __future__ import annotations

from functools import lru_cache

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError

from reportgen.parts.layout import WorkbookLayout
from reportgen.parts.references import (
    Piece,
    Reference,
    Where,
    move_reference,
    offset_reference,
    split_operand,
)

REMOVED = "#REF!"


class UnreadableFormulaError(ValueError):
    """The text cannot be told apart into tokens."""


@lru_cache(maxsize=65_536)
def formula_pieces(formula: str) -> tuple[Piece, ...]:
    """The pieces of a formula (without `=`), which joined give it back, or `UnreadableFormulaError`."""
    try:
        tokens = Tokenizer("=" + formula).items
    except (TokenizerError, IndexError) as error:
        raise UnreadableFormulaError(str(error)) from None
    if "".join(token.value for token in tokens) != formula:
        raise UnreadableFormulaError("the tokens do not give the formula back")
    pieces: list[Piece] = []
    plain: list[str] = []
    for token in tokens:
        names_cells = token.type == Token.OPERAND and token.subtype == Token.RANGE
        opens_behind_range = token.type == Token.FUNC and ":" in token.value
        if not (names_cells or opens_behind_range):
            plain.append(token.value)
            continue
        for piece in split_operand(token.value):
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


def move_formula(formula: str, where: Where, layout: WorkbookLayout, *, anchored_only: bool = False) -> str:
    """The formula in the finished workbook; the same text where nothing it names moves.

    A reference to removed cells becomes `#REF!`, as it does when a person deletes them.
    """
    pieces = formula_pieces(formula)
    moved = [
        piece
        if isinstance(piece, str)
        else (move_reference(piece, where, layout, anchored_only=anchored_only) or REMOVED)
        for piece in pieces
    ]
    if all(new is old for new, old in zip(moved, pieces, strict=True)):
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
