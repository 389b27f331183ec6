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
from typing import NamedTuple

from reportgen.core.structs import replace
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
    operands,
)

AddressOf = Callable[[MetricRef, Shift], str]

GAP = '"n/d"'
_SUM, _PRODUCT, _ATOM = 1, 2, 3


class _Operator(NamedTuple):
    """An operator: how tightly it binds, and how tightly what stands left and right of it must."""

    sign: str
    binds: int
    left: int
    right: int


_OPERATORS = {
    Sum: _Operator("+", _SUM, _SUM, _SUM),
    Difference: _Operator("-", _SUM, _SUM, _PRODUCT),
    Product: _Operator("*", _PRODUCT, _PRODUCT, _PRODUCT),
    Ratio: _Operator("/", _PRODUCT, _PRODUCT, _ATOM),
}
_REFERENCE = re.compile(r"(?:(?:'[^']+'|[A-Za-z_][\w.]*)!)?\$?[A-Z]{1,3}\$?\d+|[A-Za-z_\\][\w.]*")


def formula(
    expr: Expr, address_of: AddressOf, *, parts: int = 4, guarded: bool = True, gap: str = GAP
) -> str:
    """The Excel formula of a bound tree, without the leading `=`.

    `address_of` gives a cell address or an Excel expression (a lookup along the timeline) for a metric and
    its shift. `parts` is the number of quarters that `quarters(...)` adds. `guarded=False` leaves the
    error guard out, for inputs known to be present; `gap` is the Excel text that stands for "not disclosed".
    """

    def text(node: Expr, shift: Shift) -> tuple[str, int]:
        """The text of a node and how tightly it binds."""
        match node:
            case Metric(ref):
                address = address_of(ref, shift)
                return (address if _is_atom(address) else f"({address})"), _ATOM
            case Number():
                return "1", _ATOM
            case Parameter():
                raise ValueError("x is not bound to a metric")
            case PriorYear(operand):
                return text(operand, replace(shift, years=shift.years - 1))
            case PriorQuarter(operand):
                return text(operand, replace(shift, quarters=shift.quarters - 1))
            case Quarters(operand):
                # Plain addition, because SUM would skip a gap instead of passing it on.
                terms = [text(operand, replace(shift, part=part)) for part in range(1, parts + 1)]
                return "+".join(term for term, _ in terms), _SUM if parts > 1 else terms[0][1]
        operator = _OPERATORS[type(node)]
        left, right = (text(operand, shift) for operand in operands(node))
        if isinstance(node, Ratio):
            # No rate is meant over zero or less: the division fails, and the guard tells the gap.
            right = (f"MAX(0,{right[0]})", _ATOM)
        return (
            f"{_within(*left, operator.left)}{operator.sign}{_within(*right, operator.right)}",
            operator.binds,
        )

    body, _ = text(expr, HERE)
    return f"IFERROR({body},{gap})" if guarded else body


def _within(text: str, binds: int, needs: int) -> str:
    """The text, in brackets where it binds less tightly than what stands beside it."""
    return text if binds >= needs else f"({text})"


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
