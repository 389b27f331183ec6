"""Arguments of several areas in the way that every calculator takes: one by one.

SUM((A1,C1),2)        SUM(A1,C1,2)
SUM(S:U!A1)           SUM(S!A1,T!A1,U!A1)      for sheets S, T, U in this order

Only for functions that take any number of areas, where nothing else than these can be meant.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from reportgen.formula.text import UnreadableFormulaError, solid_tokens
from reportgen.formula.tokenizer import Token
from reportgen.office.addresses import quote_sheet
from reportgen.office.references import parse_reference

_OF_AREAS = frozenset(("SUM", "COUNT", "COUNTA", "AVERAGE", "MAX", "MIN", "PRODUCT"))
# Nothing but areas in a bracket of its own, or a sheet behind a colon; most formulas have neither.
_MAY_HOLD = re.compile(r"[(,]\s*\((?:'(?:[^']|'')*'|[\w.$!:,\s])*\)|:[^(),\"]*!")


def one_by_one(formula: str, tabs: Sequence[str]) -> str:
    """The formula with the areas of such arguments one by one; `tabs` are the names of the sheets in order."""
    if _MAY_HOLD.search(formula) is None:
        return formula
    try:
        tokens = [token for token in solid_tokens(formula) if token.type != Token.WSPACE]
    except UnreadableFormulaError:
        return formula
    pieces: list[str] = []
    functions: list[str] = []
    end = 0  # behind the brackets that are opened
    for at, token in enumerate(tokens):
        if at < end:
            continue
        union = _union(tokens, at, functions, tabs)
        if union is not None:
            text, end = union
            pieces.append(text)
            continue
        if token.subtype == Token.OPEN:
            functions.append(token.value.removesuffix("(").upper() if token.type == Token.FUNC else "")
        elif token.subtype == Token.CLOSE:
            functions.pop()
        pieces.append(token.value)
    return "".join(pieces)


def _union(
    tokens: Sequence[Token], at: int, functions: Sequence[str], tabs: Sequence[str]
) -> tuple[str, int] | None:
    """The areas of an argument that begins with a token, and where it ends; None where it is no list of areas."""
    if not functions or functions[-1] not in _OF_AREAS or not _is_border(tokens[at - 1]):
        return None
    end = at
    if tokens[at].type == Token.PAREN and tokens[at].subtype == Token.OPEN:
        end = next((n for n in range(at, len(tokens)) if tokens[n].subtype == Token.CLOSE), at)
    inside = tokens[at + 1 : end] if end > at else tokens[at : at + 1]
    if end + 1 >= len(tokens) or not _is_border(tokens[end + 1]) or len(inside) % 2 == 0:
        return None
    areas = [_areas(token, tabs) for token in inside[::2]]
    if not all(areas) or any(token.value != "," for token in inside[1::2]):
        return None
    return ",".join(area for found in areas for area in found), end + 1


def _is_border(token: Token) -> bool:
    """Whether an argument begins behind a token, or ends before it."""
    return token.type == Token.SEP or (
        token.type == Token.FUNC and token.subtype in (Token.OPEN, Token.CLOSE)
    )


def _areas(token: Token, tabs: Sequence[str]) -> list[str]:
    """The areas of one sheet that a token names; none where it is something else."""
    reference = parse_reference(token.value) if token.type == Token.OPERAND else None
    if reference is None:
        return []
    if len(reference.sheets) < 2:
        return [token.value]
    known, wanted = [tab.casefold() for tab in tabs], [name.casefold() for name in reference.sheets]
    if not set(wanted) <= set(known):
        return []
    first, last = sorted(map(known.index, wanted))
    return [str(reference._replace(prefix=f"{quote_sheet(tab)}!")) for tab in tabs[first : last + 1]]
