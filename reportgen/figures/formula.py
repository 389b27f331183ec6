"""The third reader: the same meaning as Excel text.

    gross_margin / revenue              IFERROR(H14/H12,"n/d")
    x / prior_year(x) - 1               IFERROR(H12/D12-1,"n/d")

Gaps must be written as the text "n/d", never left blank: Excel reads a blank cell as zero. A text in
arithmetic gives #VALUE!, a zero denominator #DIV/0!, and the guard turns both into "n/d" again, so that a
gap passes on through any chain of formulas.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from reportgen.data.records import MetricRef
from reportgen.figures.tree import (
    HERE,
    Difference,
    Expr,
    Metric,
    Number,
    Parameter,
    PriorQuarter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Shift,
    Sum,
)

AddressOf = Callable[[MetricRef, Shift], str]

GAP = '"n/d"'
_SUM, _PRODUCT, _ATOM = 1, 2, 3
_REFERENCE = re.compile(r"(?:(?:'[^']+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?\d+|[A-Za-z_\\][\w.]*")


def formula(
    expr: Expr, address_of: AddressOf, *, parts: int = 4, guarded: bool = True, gap: str = GAP
) -> str:
    """The Excel formula of a bound tree, without the leading `=`.

    `address_of` gives a cell address or an Excel expression (a lookup along the timeline) for a metric and
    its shift. `parts` is the number of quarters that `quarters(...)` adds. `guarded=False` leaves the
    error guard out, for inputs known to be present; `gap` is the Excel text that stands for "not disclosed".
    """
    body, _ = _text(expr, HERE, address_of, parts)
    return f"IFERROR({body},{gap})" if guarded else body


def _text(expr: Expr, shift: Shift, address_of: AddressOf, parts: int) -> tuple[str, int]:
    """The text of a node and how tightly it binds."""
    match expr:
        case Metric(ref):
            address = address_of(ref, shift)
            return (address, _ATOM) if _is_atom(address) else (f"({address})", _ATOM)
        case Number():
            return "1", _ATOM
        case Parameter():
            raise ValueError("x is not bound to a metric")
        case Sum(left, right):
            return _joined(left, "+", right, _SUM, _SUM, shift, address_of, parts)
        case Difference(left, right):
            return _joined(left, "-", right, _SUM, _PRODUCT, shift, address_of, parts)
        case Product(left, right):
            return _joined(left, "*", right, _PRODUCT, _PRODUCT, shift, address_of, parts)
        case Ratio(left, right):
            return _joined(left, "/", right, _PRODUCT, _ATOM, shift, address_of, parts)
        case PriorYear(operand):
            return _text(operand, replace(shift, years=shift.years - 1), address_of, parts)
        case PriorQuarter(operand):
            return _text(operand, replace(shift, quarters=shift.quarters - 1), address_of, parts)
        case Quarters(operand):
            # Plain addition, because SUM would skip a gap instead of passing it on.
            terms = [_text(operand, replace(shift, part=n), address_of, parts) for n in range(1, parts + 1)]
            texts = [text if binding >= _SUM else f"({text})" for text, binding in terms]
            return "+".join(texts), _SUM if parts > 1 else terms[0][1]
        case _:
            assert_never(expr)


def _joined(
    left: Expr,
    sign: str,
    right: Expr,
    left_needs: int,
    right_needs: int,
    shift: Shift,
    address_of: AddressOf,
    parts: int,
) -> tuple[str, int]:
    a, a_binds = _text(left, shift, address_of, parts)
    b, b_binds = _text(right, shift, address_of, parts)
    head = a if a_binds >= left_needs else f"({a})"
    tail = b if b_binds >= right_needs else f"({b})"
    return f"{head}{sign}{tail}", _SUM if sign in "+-" else _PRODUCT


def _is_atom(text: str) -> bool:
    """Whether an address needs no brackets: a reference, a name, or one function call."""
    if _REFERENCE.fullmatch(text):
        return True
    head = re.match(r"[A-Z_][A-Z0-9_.]*\(", text)
    if not head or not text.endswith(")"):
        return False
    depth = 0
    quoted = False
    for position, char in enumerate(text):
        if char == '"':
            quoted = not quoted
        elif not quoted and char == "(":
            depth += 1
        elif not quoted and char == ")":
            depth -= 1
            if depth == 0 and position < len(text) - 1:
                return False
    return depth == 0
