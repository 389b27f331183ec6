"""Which functions of a formula are handed several values where they take one.

SUMPRODUCT(--ISNUMBER(A1:A9))        ISNUMBER
SUM(SUMIF(A1:A9,{1,3},B1:B9))        SUMIF, for {1,3}; its ranges are what it takes
SUMPRODUCT((A1:A9>2)*MAX(B1:B9))     none: MAX makes one of them, and operators are followed value by value

Excel calculates such a function for each value. The calculators give one value, and agree on it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reportgen.xlsx.formula_shape import CELL, OF_ARRAYS, bare_name, gets_arrays
from reportgen.xlsx.functions import FUNCTIONS, function_of
from reportgen.xlsx.tokenizer import Token, Tokenizer

# These make one value of an array; the others are proven for each of its values, in array formulas, or calculated here.
_FOLDS = frozenset(("SUM", "AVERAGE", "COUNT", "COUNTA", "MAX", "MIN", "AND", "OR", "SUMPRODUCT", "STDEV"))
_OF_EACH = frozenset(("IF", "IFERROR"))
_EVERY = range(255)
# The arguments, from 0, that take a range or an array as it is written.
_TAKES: dict[str, Collection[int]] = {
    "COUNTIF": (0,),
    **dict.fromkeys(("SUMIF", "AVERAGEIF"), (0, 2)),
    "COUNTIFS": range(0, 255, 2),
    **dict.fromkeys(("SUMIFS", "AVERAGEIFS", "MAXIFS", "MINIFS"), (0, *range(1, 255, 2))),
    **dict.fromkeys(("INDEX", "LARGE", "SMALL", "PERCENTILE", "QUARTILE", "IRR", "OFFSET"), (0,)),
    **dict.fromkeys(("MATCH", "XMATCH", "VLOOKUP", "HLOOKUP", "RANK"), (1,)),
    **dict.fromkeys(("LOOKUP", "XLOOKUP"), (1, 2)),
    **dict.fromkeys(("ROWS", "COLUMNS", "COUNTBLANK"), (0,)),
    **{name: _EVERY for name, one in FUNCTIONS.items() if one.of_numbers},
    **dict.fromkeys(("NPV", "SUBTOTAL", "AGGREGATE"), range(1, 255)),
    "CONCAT": _EVERY,
    "TEXTJOIN": range(2, 255),
}


def takes_array(name: str, argument: int) -> bool:
    """Whether a function takes a range or an array as it is written for an argument, from 0."""
    return name in _FOLDS or argument in _TAKES.get(name, _EVERY if name in OF_ARRAYS else ())


@dataclass
class _Call:
    """A function that is open, or brackets, which have no name; and the number of the argument that is read."""

    name: str
    argument: int = 0


def handed_arrays(key: str, *, is_array: bool, single: Collection[str] = ()) -> set[str]:
    """The functions that get more than one value; `single` are names, in small letters, that stand for one cell.

    A written array counts everywhere; a range in a formula that `is_array`, else inside a function of arrays.
    """
    found: set[str] = set()
    calls: list[_Call] = []
    tokens = [token for token in Tokenizer("=" + key).items if token.type != Token.WSPACE]
    written: int | None = None  # where a written array began
    for at, token in enumerate(tokens):
        if token.type == Token.ARRAY and token.subtype == Token.OPEN:
            written = at
        elif token.type == Token.ARRAY:
            assert written is not None
            found |= _reached(calls, is_whole=_is_whole(tokens, written, at))
            written = None
        elif written is not None:
            continue
        elif token.subtype == Token.OPEN:
            calls.append(_Call(bare_name(token.value[:-1].upper()) if token.type == Token.FUNC else ""))
        elif token.subtype == Token.CLOSE:
            calls.pop()
        elif token.type == Token.SEP and calls:
            calls[-1].argument += 1
        elif _may_be_range(token, single) and (
            is_array or any(gets_arrays(one.name, one.argument, False) for one in calls)
        ):
            found |= _reached(calls, is_whole=_is_whole(tokens, at, at))
    return found


def _may_be_range(token: Token, single: Collection[str]) -> bool:
    return (
        token.type == Token.OPERAND
        and token.subtype == Token.RANGE
        and token.value != CELL
        and token.value.rpartition("!")[2].casefold() not in single
    )


def _is_whole(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Whether an array is an argument by itself, and no part of a sum or a comparison."""
    before, behind = tokens[first - 1] if first else None, tokens[last + 1 : last + 2]
    return (before is None or before.type == Token.SEP or before.subtype == Token.OPEN) and (
        not behind or behind[0].type == Token.SEP or behind[0].subtype == Token.CLOSE
    )


def _reached(calls: Sequence[_Call], *, is_whole: bool) -> set[str]:
    """The functions that an array gets to, from the inside, before one of them takes it or makes one value of it."""
    found: set[str] = set()
    for one in reversed(calls):
        if one.name in _FOLDS or (
            takes_array(one.name, one.argument) and (is_whole or one.name in OF_ARRAYS)
        ):
            break
        if one.name:
            is_whole = False
            if one.name not in _OF_EACH and not function_of(one.name).rule:
                found.add(one.name)
    return found
