"""What a tag asks for: a name, or a small sum over names, and the number format that it is shown in.

    {{growth:+0.0%}}            -0.012   ->  -1.2%
    {{total / 1000:#,##0}}      1234567  ->  1,235
    {{first & " " & last}}      two texts as one

Names are those of the data, with nothing else to call. Formats are Excel's codes. A blank in a sum makes it blank.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from functools import lru_cache

from msgspec import Struct, field

from reportgen.filling.values import (
    Scopes,
    UnknownNameError,
    Value,
    find,
    is_single,
    kind_of,
    shown,
    too_large,
)
from reportgen.office.dates import date_of, serial, shows_dates
from reportgen.office.number_formats import format_value
from reportgen.office.tags import OPERAND, PICTURE, is_sum, split_tag

_TOKEN = re.compile(rf"{OPERAND}|[-+*/&()]")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_NO_NAME = '"\u201c-+*/&()'
_NOT_CERTAIN = 'what Excel would show with the number format "{}" is not certain'
_DEEPEST = 50
# Excel keeps fifteen digits of what it calculates; sums are made with more.
_SUMS = Context(prec=40, traps=[DivisionByZero, InvalidOperation, Overflow])
_KEPT = Context(prec=15)
# PowerPoint and Word make these of the quotation marks that are typed.
_QUOTES = str.maketrans("\u201c\u201d", '""')


class SumError(Exception):
    """A tag that cannot be worked out, for a reason that a person can read."""


class TagValue(Struct, frozen=True):
    """What a tag asks for: a value and its number format, empty where it names none."""

    value: Value
    code: str = ""

    @property
    def text(self) -> str:
        """A single value as words, in its format."""
        value, code = self.value, self.code
        assert is_single(value)
        if not code or value is None or isinstance(value, bool):
            return shown(value)
        if isinstance(value, str) and shows_dates(0, code):
            value = date_of(value) or value
        number = serial(value) if isinstance(value, date) else value
        if number is None:
            return shown(value)
        counted = number if isinstance(number, str) else float(number)
        said = format_value(counted, code)
        if said is None and isinstance(counted, float) and counted < 0 and ";" not in code:
            # Versions of Excel differ over a negative number that rounds to zero; a text keeps its sign, as figures do.
            said = format_value(counted, f"{code};-{code}")
        if said is None:
            raise SumError(_NOT_CERTAIN.format(code))
        return said


def ask(text: str, scopes: Scopes) -> TagValue:
    """What a tag's text asks for where `scopes` hold; a name of the data stands for itself, whatever it holds.

    `UnknownNameError` where a name means nothing, `SumError` where the sum cannot be made.
    """
    head, code = head_and_code(text)
    names = [(text, "")] if head in ("", text) else [(text, ""), (head, code)]
    unknown: UnknownNameError | None = None
    for name, form in names:
        try:
            return TagValue(find(name, scopes), form)
        except UnknownNameError as error:
            unknown = error
    tokens = _tokens(head.translate(_QUOTES))
    if unknown is not None and len(tokens) < 2:
        raise unknown
    return TagValue(_SumReader(tokens, lambda name: find(name, scopes)).value(), code)


def format_fault(text: str) -> str:
    """Why the number format of a tag's text shows neither a number nor a text; nothing where it shows one."""
    _, code = head_and_code(text)
    shows_any = code in ("", PICTURE) or any(format_value(one, code) is not None for one in (1.0, "x"))
    return "" if shows_any else _NOT_CERTAIN.format(code)


def names_of(text: str) -> tuple[str, ...]:
    """The names that a tag's text asks for: the one that it is, or those of its sum."""
    head, _ = split_tag(text)
    tokens = _tokens(head)
    return tuple(one for one in tokens if one[0] not in _NO_NAME and not _NUMBER.fullmatch(one)) or (head,)


def head_and_code(text: str) -> tuple[str, str]:
    """A name or a sum, and the number format behind it; neither in a tag that asks for a metric."""
    head, code = ("", "") if text.startswith("=") else split_tag(text)
    return head, _signed(code.translate(_QUOTES))


def _signed(code: str) -> str:
    """A format with a plus, as it is meant: Excel would show it of a negative number as well, -+1.2%."""
    return f"{code};-{code[1:]}" if code.startswith("+") and ";" not in code else code


@lru_cache(maxsize=4_000)
def _tokens(text: str) -> tuple[str, ...]:
    """The operands and signs of a sum; none where it is no sum."""
    return tuple(found[0] for found in _TOKEN.finditer(text)) if is_sum(text) else ()


class _SumReader(Struct):
    tokens: tuple[str, ...]
    find: Callable[[str], Value]
    at: int = 0
    deep: int = field(default=0)

    def value(self) -> Value:
        """The value of the whole."""
        found = self._joined()
        if self._next:
            raise SumError("a bracket is closed that was never opened")
        if not isinstance(found, Decimal):
            return found
        if too_large(found):
            raise SumError("the result is beyond what a cell can hold")
        return found if len(found.as_tuple().digits) <= _KEPT.prec else _KEPT.plus(found)

    @property
    def _next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def _take(self, signs: str) -> str:
        """The sign that comes next, if it is one of these."""
        sign = self._next
        if not sign or sign not in signs:
            return ""
        self.at += 1
        return sign

    def _joined(self) -> Value:
        found = self._sum()
        while self._take("&"):
            found = _word(found) + _word(self._sum())
        return found

    def _sum(self) -> Value:
        found = self._product()
        while sign := self._take("+-"):
            found = _calculated(sign, found, self._product())
        return found

    def _product(self) -> Value:
        found = self._operand()
        while sign := self._take("*/"):
            found = _calculated(sign, found, self._operand())
        return found

    def _operand(self) -> Value:
        self.deep += 1
        if self.deep > _DEEPEST:
            raise SumError(f"more than {_DEEPEST} names and signs are too many")
        if self._take("-"):
            return _calculated("-", Decimal(0), self._operand())
        if self._take("("):
            found = self._joined()
            if not self._take(")"):
                raise SumError("a bracket is not closed")
            return found
        word = self._next
        self.at += 1
        if word[0] == '"':
            return word[1:-1]
        return Decimal(word) if _NUMBER.fullmatch(word) else self.find(word)


def _word(value: Value) -> str:
    if not is_single(value):
        raise SumError(f"{kind_of(value)} is no text")
    return shown(value)


def _calculated(sign: str, left: Value, right: Value) -> Decimal | None:
    if left is None or right is None:
        return None
    for value in (left, right):
        if not isinstance(value, Decimal):
            raise SumError(
                f'"{_word(value)}" is no number' if is_single(value) else f"{kind_of(value)} is none"
            )
    assert isinstance(left, Decimal)
    assert isinstance(right, Decimal)
    try:
        return {"+": _SUMS.add, "-": _SUMS.subtract, "*": _SUMS.multiply, "/": _SUMS.divide}[sign](
            left, right
        )
    except (DivisionByZero, InvalidOperation):
        raise SumError("nothing can be divided by zero") from None
    except Overflow:
        raise SumError("the result is beyond what a cell can hold") from None
