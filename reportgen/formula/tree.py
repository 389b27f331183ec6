"""Formulas as trees of calls, for evaluators of their own.

ROUND(B5*C5,2)    ->    Call("ROUND", (Call("*", (B5, C5)), Constant(2.0)))
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from reportgen.formula.tokenizer import Token, Tokenizer, TokenizerError
from reportgen.office.references import Reference, split_operand


class UncertainError(Exception):
    """Nothing certain can be said of this formula or of its values."""


class CellError(Struct, frozen=True):
    """An error that a cell shows, such as `#DIV/0!`."""

    code: str


class Constant(Struct, frozen=True):
    """One value for all rows."""

    value: Cell


Cell: TypeAlias = "float | str | bool | CellError | None"


class RowsReference(Struct, frozen=True):
    """What a formula names: the reference as it reads in the first row and in the second one."""

    first: Reference
    second: Reference

    @property
    def stands(self) -> bool:
        """Whether all rows name the same cells."""
        return self.first == self.second


Node: TypeAlias = "Constant | RowsReference | Call"


class Call(Struct, frozen=True):
    """An operator or a function, by its name, and what it is given."""

    name: str
    parts: tuple[Node, ...]


_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_PREFIX = 6
_LITERALS: dict[str, Cell] = {"TRUE": True, "FALSE": False}


def parsed(first: str, second: str) -> Node:
    """A formula as a tree of calls, from its text in two rows."""
    try:
        tokens = _solid(first)
        twins = tokens if second == first else _solid(second)
    except (TokenizerError, IndexError):
        raise UncertainError from None
    if len(tokens) != len(twins):
        raise UncertainError
    parser = _TreeReader(list(zip(tokens, twins, strict=True)))
    tree = parser.expression(0)
    if parser.at != len(parser.tokens):
        raise UncertainError
    return tree


def _solid(text: str) -> list[Token]:
    return [token for token in Tokenizer("=" + text).items if token.type != Token.WSPACE]


class _TreeReader:
    """Reads tokens by how tightly their operators bind."""

    def __init__(self, tokens: list[tuple[Token, Token]]) -> None:
        self.tokens = tokens
        self.at = 0

    def expression(self, least: int) -> Node:
        """The tokens up to an operator that binds less than `least`."""
        left = self._operand()
        while self.at < len(self.tokens):
            token = self.tokens[self.at][0]
            if token.type == Token.OP_POST:
                self.at += 1
                left = Call("/", (left, Constant(100.0)))
                continue
            binding = _BINDING.get(token.value) if token.type == Token.OP_IN else None
            if binding is None or binding < least:
                break
            self.at += 1
            left = Call(token.value, (left, self.expression(binding + 1)))
        return left

    def _next(self) -> tuple[Token, Token]:
        if self.at >= len(self.tokens):
            raise UncertainError
        self.at += 1
        return self.tokens[self.at - 1]

    def _operand(self) -> Node:
        token, twin = self._next()
        if token.type == Token.OP_PRE:
            inside = self.expression(_PREFIX)
            return inside if token.value == "+" else Call("negative", (inside,))
        if token.type == Token.OPERAND:
            return _operand(token, twin)
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            inside = self.expression(0)
            if self._next()[0].subtype != Token.CLOSE:
                raise UncertainError
            # What stands in brackets is no reference any more to functions that treat those apart.
            return Call("value", (inside,))
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            return Call(token.value.removesuffix("(").upper(), tuple(self._arguments()))
        raise UncertainError

    def _arguments(self) -> Iterator[Node]:
        if self.at < len(self.tokens) and self.tokens[self.at][0].subtype == Token.CLOSE:
            self.at += 1
            return
        while True:
            yield self.expression(0)
            token = self._next()[0]
            if token.type == Token.FUNC and token.subtype == Token.CLOSE:
                return
            if token.type != Token.SEP or token.subtype != Token.ARG:
                raise UncertainError


def _operand(token: Token, twin: Token) -> Node:
    if token.subtype == Token.RANGE:
        pieces = split_operand(token.value)
        second = pieces if twin is token else split_operand(twin.value)
        if len(pieces) == len(second) == 1:
            one, other = pieces[0], second[0]
            if isinstance(one, Reference) and isinstance(other, Reference):
                return RowsReference(one, other)
        raise UncertainError
    if token.value != twin.value:
        raise UncertainError
    if token.subtype == Token.NUMBER:
        return Constant(float(token.value))
    if token.subtype == Token.TEXT:
        return Constant(token.value[1:-1].replace('""', '"'))
    if token.subtype == Token.LOGICAL and token.value.upper() in _LITERALS:
        return Constant(_LITERALS[token.value.upper()])
    raise UncertainError
