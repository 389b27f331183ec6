"""Ranges that end where INDEX says, in the way that every calculator takes.

SUM(B2:INDEX(B2:B9,n))    ->    SUM(OFFSET(B2,0,0,IF(INT(n)=0,8,ROW(INDEX(B2:B9,n))-1),1))

Only along one column or one row, from its first cell or before.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.formula.text import UnreadableFormulaError, solid_tokens
from reportgen.formula.tokenizer import Token
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.references import Reference, parse_reference

_INDEX = ":INDEX("


def with_offsets(formula: str) -> str:
    """The formula with OFFSET in the places of such ranges."""
    if _INDEX not in formula.upper():
        return formula
    try:
        tokens = solid_tokens(formula)
    except UnreadableFormulaError:
        return formula
    pieces: list[str] = []
    end = 0
    for at, token in enumerate(tokens):
        if at < end:
            continue
        if token.type == Token.FUNC and token.value.upper().endswith(_INDEX):
            last = _closing(tokens, at)
            text = _offset(token.value[: -len(_INDEX)], tokens[at + 1 : last])
            if text is not None:
                pieces.append(text)
                end = last + 1
                continue
        pieces.append(token.value)
    return "".join(pieces)


def _closing(tokens: Sequence[Token], at: int) -> int:
    depth = 0
    for number in range(at, len(tokens)):
        depth += (tokens[number].subtype == Token.OPEN) - (tokens[number].subtype == Token.CLOSE)
        if not depth:
            return number
    return len(tokens)


def _offset(start: str, inside: Sequence[Token]) -> str | None:
    """A range from a cell to what INDEX gives of these arguments."""
    first, area = parse_reference(start), parse_reference(inside[0].value) if inside else None
    number = "".join(token.value for token in inside[2:])
    if (
        first is None
        or first.pair
        or area is None
        or first.prefix.casefold() != area.prefix.casefold()
        or not number
        or any(token.type == Token.SEP and "," in token.value for token in _outermost(inside[2:]))
    ):
        return None
    (top, bottom), (left, right) = _ends(area)
    (row, _), (column, _) = _ends(first)
    index = f"INDEX({inside[0].value},{number})"
    if left == right and column <= left and row <= top:
        high = f"IF(INT({number})=0,{bottom - row + 1},ROW({index})-{row - 1})"
        return f"OFFSET({start},0,0,{high},{left - column + 1})"
    if top == bottom and column <= left and row <= top:
        wide = f"IF(INT({number})=0,{right - column + 1},COLUMN({index})-{column - 1})"
        return f"OFFSET({start},0,0,{top - row + 1},{wide})"
    return None


def _outermost(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    depth = 0
    for token in tokens:
        depth += (token.subtype == Token.OPEN) - (token.subtype == Token.CLOSE)
        if not depth:
            found.append(token)
    return found


def _ends(reference: Reference) -> tuple[tuple[int, int], tuple[int, int]]:
    rows = (1, MAX_ROW) if reference.rows is None else (reference.rows[0].at, reference.rows[1].at)
    columns = (
        (1, MAX_COLUMN) if reference.columns is None else (reference.columns[0].at, reference.columns[1].at)
    )
    return rows, columns
