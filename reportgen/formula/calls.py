"""A formula as text in the shape of its calls, so that a part of it can be written anew.

SUM(B4,2)*Rate    ->    FormulaCall("SUM(", (Operand(B4),), ("2",), ")")   "*"   Operand(Rate)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct

from reportgen.formula.text import UnreadableFormulaError, solid_tokens, with_closed_ranges
from reportgen.formula.tokenizer import Token
from reportgen.office.references import Piece, split_operand


class Operand(Struct, frozen=True):
    """What a formula names: references and the text around them, which joined give it back."""

    pieces: tuple[Piece, ...]


class FormulaCall(Struct, frozen=True):
    """A function, brackets (without a name) or an array: what opens it, its arguments, what parts and closes them."""

    opening: str
    name: str
    arguments: tuple[tuple[Node, ...], ...]
    separators: tuple[str, ...]
    closing: str


Node = str | Operand | FormulaCall


@lru_cache(maxsize=16_384)
def formula_tree(formula: str) -> tuple[Node, ...]:
    """A formula as operands, calls and the text between them."""
    tokens = solid_tokens(with_closed_ranges(formula))
    nodes, end = _read(tokens, 0)
    if end < len(tokens):
        raise UnreadableFormulaError("a bracket closes that was never opened")
    return nodes


def _read(tokens: Sequence[Token], at: int) -> tuple[tuple[Node, ...], int]:
    nodes: list[Node] = []
    while at < len(tokens):
        token = tokens[at]
        if token.type == Token.SEP or token.subtype == Token.CLOSE:
            break
        if token.subtype == Token.OPEN and token.type in (Token.FUNC, Token.PAREN, Token.ARRAY):
            begin, colon, _ = token.value.rpartition(":")
            if colon and token.type == Token.FUNC:  # A1:INDEX(
                nodes += Operand(split_operand(begin)), colon
            call, at = _call(tokens, at)
            nodes.append(call)
            continue
        is_operand = token.type == Token.OPERAND and token.subtype == Token.RANGE
        nodes.append(Operand(split_operand(token.value)) if is_operand else token.value)
        at += 1
    return tuple(nodes), at


def _call(tokens: Sequence[Token], at: int) -> tuple[FormulaCall, int]:
    opening, name = tokens[at].value, ""
    if tokens[at].type == Token.FUNC:
        opening = opening.rpartition(":")[2]
        name = opening.rstrip("(").strip().upper().removeprefix("_XLFN.").removeprefix("_XLWS.")
    elif tokens[at].type == Token.ARRAY:
        name = "{"
    arguments: list[tuple[Node, ...]] = []
    separators: list[str] = []
    while True:
        argument, at = _read(tokens, at + 1)
        arguments.append(argument)
        if at >= len(tokens):
            raise UnreadableFormulaError("a bracket is never closed")
        if tokens[at].type != Token.SEP:
            return FormulaCall(opening, name, tuple(arguments), tuple(separators), tokens[at].value), at + 1
        separators.append(tokens[at].value)


def call_text(call: FormulaCall) -> str:
    """The call as it was read."""
    parts = [text_of(argument) for argument in call.arguments]
    between = [*call.separators, ""]
    return (
        call.opening
        + "".join(f"{part}{sep}" for part, sep in zip(parts, between, strict=True))
        + call.closing
    )


def text_of(nodes: Sequence[Node]) -> str:
    """Nodes as they were read."""
    return "".join(
        call_text(node)
        if isinstance(node, FormulaCall)
        else "".join(map(str, node.pieces))
        if isinstance(node, Operand)
        else node
        for node in nodes
    )
