"""A formula's tree, by its key: its text with one sign for each cell and another for each range that it names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct, field

from reportgen.formula.functions import Kind, function_of
from reportgen.formula.tokenizer import Token, Tokenizer

CELL, RANGE = "\ue000", "\ue001"
_BINDING = {"=": 1, "<>": 1, "<": 1, ">": 1, "<=": 1, ">=": 1, "&": 2, "+": 3, "-": 3, "*": 4, "/": 4, "^": 5}
_PREFIX = 6


class OddError(Exception):
    """A formula is made of something that is not understood here."""


class FormulaPart(Struct):
    """A node of a formula: `text` of what is written in one piece, else operator or function with its parts.

    `at` is the number of a reference, from 0, -1 where it is none.
    """

    kind: str  # operand, call, infix, prefix, postfix, brackets
    text: str
    parts: list[FormulaPart | None] = field(default_factory=list)
    gives: Kind = Kind.ANY
    at: int = -1


def bare_name(name: str) -> str:
    """The name of a function, in capitals, without the prefix that files give it."""
    return name.removeprefix("_XLFN.").removeprefix("_XLWS.").removeprefix("_XLUDF.")


def part_of(key: str) -> FormulaPart:
    """The tree of a formula by its key, whose shape is not odd."""
    return reader_of(key).whole()


def reader_of(key: str) -> PartReader:
    """The reader of a formula's tree by its key."""
    return PartReader([token for token in Tokenizer("=" + key).items if token.type != Token.WSPACE])


class PartReader:
    """Reads tokens by how tightly their operators bind."""

    def __init__(self, tokens: list[Token]) -> None:
        self._tokens, self._at, self._references = tokens, 0, 0
        self.functions: set[str] = set()
        self.words: set[str] = set()
        self.spans: list[str] = []

    def whole(self) -> FormulaPart:
        """The tree of all tokens."""
        tree = self._expression(0)
        if self._at != len(self._tokens):
            raise OddError("it joins or intersects references")
        return tree

    def _expression(self, least: int) -> FormulaPart:
        left = self._operand()
        while self._at < len(self._tokens):
            token = self._tokens[self._at]
            if token.type == Token.OP_POST:
                self._at += 1
                left = FormulaPart("postfix", token.value, [left], Kind.NUMBER)
                continue
            binding = _BINDING.get(token.value) if token.type == Token.OP_IN else None
            if binding is None or binding < least:
                break
            self._at += 1
            gives = Kind.TRUTH if binding == 1 else Kind.TEXT if binding == 2 else Kind.NUMBER
            left = FormulaPart("infix", token.value, [left, self._expression(binding + 1)], gives)
        return left

    def _next(self) -> Token:
        if self._at >= len(self._tokens):
            raise OddError("it ends early")
        self._at += 1
        return self._tokens[self._at - 1]

    def _operand(self) -> FormulaPart:
        token = self._next()
        if token.type == Token.OP_PRE:
            return FormulaPart("prefix", token.value, [self._expression(_PREFIX)], Kind.NUMBER)
        if token.type == Token.OPERAND:
            return self._named(token)
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            inside = self._expression(0)
            if self._next().subtype != Token.CLOSE:
                raise OddError("it joins or intersects references")
            return FormulaPart("brackets", "", [inside], inside.gives)
        if token.type == Token.FUNC and token.subtype == Token.OPEN:
            name = token.value[:-1].upper()
            if ":" in name:
                raise OddError("it makes a range of what a function gives")
            self.functions.add(name)
            parts = list(self._arguments())
            if bare_name(name) == "DATEDIF" and not _counts_surely(parts[2:]):
                raise OddError("how Excel counts the days of this unit is not certain")
            first = next(iter(parts), None)
            if bare_name(name) == "TEXTJOIN" and first is not None and first.text.startswith((RANGE, "{")):
                raise OddError("it joins with several signs in turn")
            return FormulaPart("call", token.value[:-1], parts, function_of(bare_name(name)).gives)
        if token.type == Token.ARRAY and token.subtype == Token.OPEN:
            return self._array()
        raise OddError("it cannot be told apart")

    def _array(self) -> FormulaPart:
        text = "{"
        while True:
            token = self._next()
            text += token.value
            if token.type == Token.ARRAY and token.subtype == Token.CLOSE:
                return FormulaPart("operand", text, gives=Kind.ANY)

    def _named(self, token: Token) -> FormulaPart:
        value = token.value
        if value in (CELL, RANGE):
            self._references += 1
            return FormulaPart("operand", value, gives=Kind.ANY, at=self._references - 1)
        if token.subtype == Token.NUMBER and value.isdigit():
            return FormulaPart("operand", value, gives=Kind.WHOLE)
        gives = {Token.NUMBER: Kind.NUMBER, Token.TEXT: Kind.TEXT, Token.LOGICAL: Kind.TRUTH}.get(
            token.subtype
        )
        if gives is None and token.subtype != Token.ERROR:
            if any(sign in value for sign in (CELL, RANGE, "[", "@", "#")) or value.startswith(":"):
                raise OddError("it reads other workbooks, or cells that are not known here")
            if "!" in value and ":" in value.partition("!")[0]:
                raise OddError("it reads several sheets at once")
            if ":" in value:
                self.spans.append(value)
            else:
                self.words.add(value.rpartition("!")[2].casefold())
        return FormulaPart("operand", value, gives=gives or Kind.ANY)

    def _arguments(self) -> Iterator[FormulaPart | None]:
        while True:
            token = self._tokens[self._at] if self._at < len(self._tokens) else None
            if token is not None and (token.type == Token.SEP or token.subtype == Token.CLOSE):
                yield None
            else:
                yield self._expression(0)
            token = self._next()
            if token.type == Token.FUNC and token.subtype == Token.CLOSE:
                return
            if token.type != Token.SEP or token.subtype != Token.ARG:
                raise OddError("it joins or intersects references")


def _counts_surely(unit: Sequence[FormulaPart | None]) -> bool:
    """Whether the unit of DATEDIF is a written one; of "md" Excel's own documentation says that it errs."""
    return len(unit) == 1 and unit[0] is not None and unit[0].text.lower() in ('"y"', '"m"', '"d"', '"ym"')
