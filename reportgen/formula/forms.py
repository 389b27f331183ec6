"""Trees of many formulas: those that differ in the cells they name alone are read once.

D6-I6, D7-I7    ->    the tree of XFD1-XFD2, with the references of each put in
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import count

from msgspec import Struct, field

from reportgen.formula.parts import CELL, RANGE
from reportgen.formula.shape import split
from reportgen.formula.tree import Call, Node, RowsReference, UncertainError, parsed
from reportgen.office.addresses import MAX_COLUMN, column_letters
from reportgen.office.references import parse_reference

_LAST = column_letters(MAX_COLUMN)
_PLACES = re.compile(f"[{CELL}{RANGE}]")


class FormulaForms(Struct):
    """The formulas read by now."""

    _known: dict[str, Node | None] = field(default_factory=dict)

    def tree(self, formula: str) -> Node:
        """The tree of a formula; `UncertainError` where it cannot be read."""
        key, references = split(formula)
        if key not in self._known:
            self._known[key] = None
            with suppress(UncertainError):
                sample = _sample(key)
                self._known[key] = parsed(sample, sample)
        tree, found = self._known[key], [parse_reference(text) for text in references]
        if tree is None:
            raise UncertainError
        put = [RowsReference(one, one) for one in found if one is not None]
        return _with(tree, put) if len(put) == len(found) == _count(tree) else parsed(formula, formula)


def _sample(key: str) -> str:
    """A formula of a form: its references are cells and ranges of the last column, by number."""
    numbers = count(1)

    def put(found: re.Match[str]) -> str:
        cell = f"{_LAST}{next(numbers)}"
        return cell if found[0] == CELL else f"{cell}:{cell}"

    return _PLACES.sub(put, key)


def _place(node: Node) -> int | None:
    """Which of the references of a formula stands in a place of its form, from 0."""
    first = node.first if isinstance(node, RowsReference) else None
    if first is None or first.prefix or first.rows is None or first.columns is None:
        return None
    return first.rows[0].at - 1 if first.columns[0].at == MAX_COLUMN else None


def _count(node: Node) -> int:
    return sum(map(_count, node.parts)) if isinstance(node, Call) else int(_place(node) is not None)


def _with(node: Node, references: Sequence[RowsReference]) -> Node:
    if isinstance(node, Call):
        return Call(node.name, tuple([_with(part, references) for part in node.parts]))
    at = _place(node)
    return node if at is None else references[at]
