"""Names that stand for formulas, written out where they are used: calculators take them for something else.

SUM(Sales)     Sales: OFFSET(S!$B$1,0,0,COUNT(S!$B:$B),1)    ->    SUM(OFFSET(S!$B$1,0,0,COUNT(S!$B:$B),1))
Above+1        Above: S!A1048576, as seen from A1            ->    S!B6+1 in B7

Names of single areas with `$` throughout, and of constants, stay names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from reportgen.formula.structured import TableArea, plain_references, with_meanings
from reportgen.formula.text import UnreadableFormulaError, formula_pieces, offset_formula, solid_tokens
from reportgen.formula.tokenizer import Token
from reportgen.office.references import Reference

# How many names may stand behind each other.
_DEEPEST = 8


class DefinedName(NamedTuple):
    """A defined name: the number of its sheet where it is known there alone, what it stands for."""

    name: str
    sheet: int | None
    formula: str


def is_solid(formula: str) -> bool:
    """Whether a name stands for a constant, or for one area of one sheet that is the same seen from everywhere."""
    try:
        tokens, pieces = solid_tokens(formula), formula_pieces(formula)
    except UnreadableFormulaError:
        return False
    return len(tokens) == 1 and all(
        len(piece.sheets) < 2 and piece.is_anchored for piece in pieces if isinstance(piece, Reference)
    )


def named_formulas(names: Iterable[DefinedName], tabs: list[str]) -> dict[tuple[str, str], str]:
    """The names that are written out, by their sheet (empty: all) and themselves, in small letters."""
    return {
        ("" if one.sheet is None else tabs[one.sheet].casefold(), one.name.casefold()): _enclosed(one.formula)
        for one in names
        if not is_solid(one.formula)
    }


def _enclosed(formula: str) -> str:
    """A formula as it stands in another one: in brackets unless it is one call, one operand or in brackets."""
    try:
        tokens = [token for token in solid_tokens(formula) if token.type != Token.WSPACE]
    except UnreadableFormulaError:
        return formula
    depth, ends = 0, 0
    for token in tokens:
        depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
        ends += depth == 0
    return formula if ends == 1 else f"({formula})"


def written_out(
    formula: str,
    names: Mapping[tuple[str, str], str],
    tables: Mapping[str, TableArea],
    sheet: str,
    place: tuple[int, int],
) -> str:
    """The formula of one cell with plain references in the places of names and of structured references."""
    row, column = place

    def meaning(word: str) -> str | None:
        known = names.get((sheet.casefold(), word.casefold()), names.get(("", word.casefold())))
        try:
            return None if known is None else offset_formula(known, row - 1, column - 1)
        except UnreadableFormulaError:
            return None

    for _ in range(_DEEPEST):
        if tables:
            formula = plain_references(formula, tables, sheet, row, column)
        if not names or "[" in formula or (named := with_meanings(formula, meaning)) == formula:
            break
        formula = named
    return formula
