"""Excel's rules for operators, and for texts that count as numbers: steps of a calculation that are done here.

    0.1 + 0.2 = 0.3          TRUE      two numbers are the same where their first fifteen digits are
    "avg " & 0.1 / 3         avg 0.0333333333333333
    "1,234" * 1              1234

The calculator calls these as functions. The first argument says for which formula; where Excel's result is not
certain, that formula is noted as doubtful.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from msgspec import Struct, field

from reportgen.formula.excel_functions import (
    CLOCK_FUNCTIONS,
    DAYS_END,
    STEP_FUNCTIONS,
    TEXT_FUNCTIONS,
    same_number,
)
from reportgen.formula.list_functions import LIST_FUNCTIONS
from reportgen.formula.ordered_lookups import ORDERED_LOOKUPS
from reportgen.office.dates import serial
from reportgen.office.number_formats import format_value, number_as_text

Scalar: TypeAlias = "float | str | bool | dict[str, str] | None"
Value: TypeAlias = "Scalar | list[list[Scalar]]"

_PLAIN = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?%?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d*)?%?")
_DAY = re.compile(r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?: +(\d{1,2}):(\d\d)(?::(\d\d))?)?")
_TIME = re.compile(r"(\d{1,2}):(\d\d)(?::(\d\d))?")
# What a number, a day or a time is made of somewhere in the world.
_NUMERIC = re.compile(
    r"(?:[\d\s.,:/'%$€£¥￥+()\u3000\uff00-\uffef年月日時分秒-]|e[+-]?\d|am|pm|jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?"
    r"|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)*",
    re.IGNORECASE,
)
_VALUE: dict[str, str] = {"type": "Error", "kind": "Value"}
_REF: dict[str, str] = {"type": "Error", "kind": "Ref"}
_NUM: dict[str, str] = {"type": "Error", "kind": "Num"}
_ZERO: dict[str, str] = {"type": "Error", "kind": "Div"}


def is_doubtful_text(text: str) -> bool:
    """Whether Excel may take a text for a number that a plain reader of numbers would not, or the other way round."""
    return any(map(str.isdigit, text)) and _NUMERIC.fullmatch(text) is not None


def text_as_number(text: str) -> float | None:
    """The number that a text counts for in arithmetic; None where it is none, `ValueError` where it is not certain."""
    text = text.strip(" ")
    if _PLAIN.fullmatch(text) or _GROUPED.fullmatch(text):
        plain = text.replace(",", "")
        return float(plain[:-1]) / 100 if plain.endswith("%") else float(plain)
    moment = _DAY.fullmatch(text)
    if moment:
        year, month, day = int(moment[1]), int(moment[3]), int(moment[4])
        try:
            days = serial(date(year, month, day))
        except ValueError:
            return None
        if days is None or days < 61:
            raise ValueError(text)
        return float(days) + (_time(moment[5], moment[6], moment[7]) if moment[5] else 0.0)
    clock = _TIME.fullmatch(text)
    if clock:
        return _time(*clock.groups())
    if text.isascii() and not any(map(str.isdigit, text)):
        return None
    if is_doubtful_text(text):
        raise ValueError(text)
    return None


def _time(hours: str, minutes: str, seconds: str | None) -> float:
    if int(hours) > 23 or int(minutes) > 59 or int(seconds or 0) > 59:
        raise ValueError(hours)
    return (int(hours) * 3600 + int(minutes) * 60 + int(seconds or 0)) / 86_400


class Rules(Struct):
    """The rules for one calculation; `doubtful` are the formulas whose result is not certain, with the reason.

    `any_sign` are those that hold cells against a text with a `?`, which stands for any one sign.
    """

    from_1904: bool = False
    doubtful: dict[int, str] = field(default_factory=dict)
    any_sign: set[int] = field(default_factory=set)

    def functions(self) -> dict[str, Callable[..., Any]]:
        """The rules by the names that formulas call them by."""
        compared = {"EQ": operator.eq, "NE": operator.ne, "LT": operator.lt, "GT": operator.gt}
        compared |= {"LE": operator.le, "GE": operator.ge}
        found: dict[str, Callable[..., Any]] = {
            name: self._over(self._comparing(test)) for name, test in compared.items()
        }
        for name, sign, final in (
            ("PLUS", 1, True),
            ("MINUS", -1, True),
            ("PLUS.COMPARED", 1, False),
            ("MINUS.COMPARED", -1, False),
        ):
            found[name] = self._over(self._adding(sign, final=final))
        return found | {
            "JOIN": self._over(self._joined),
            "CONCAT": self._concat,
            "AMOUNTS": self._over(
                lambda _, value: value if isinstance(value, float) and not isinstance(value, bool) else 0.0
            ),
            "WANTED": self._over(self._wanted),
            "NUMBER": self._over(self._number),
            "VALUE": self._over(self._value),
            "DATEVALUE": self._over(self._day),
            "TIMEVALUE": self._over(self._clock),
            "TEXT": self._over(self._text),
            "WORDS": self._over(self._words),
            **{
                name: self._over(self._counting(function))
                for name, function in (STEP_FUNCTIONS | CLOCK_FUNCTIONS).items()
            },
            **{name: self._over(self._wording(function)) for name, function in TEXT_FUNCTIONS.items()},
            "HYPERLINK": self._over(lambda _, link, shown=None: link if shown is None else shown),
            "DAY": self._over(self._counted_day),
            **{name: self._looking(function) for name, function in ORDERED_LOOKUPS.items()},
            **{name: self._of_lists(function) for name, function in LIST_FUNCTIONS.items()},
        }

    def _of_lists(self, function: Callable[..., Value]) -> Callable[..., Value]:
        """A function of lists of values as a rule."""

        def counted(number: float, *values: Any) -> Value:
            try:
                return function(*values)
            except ZeroDivisionError:
                return _ZERO
            except ArithmeticError:
                return _NUM
            except (ValueError, TypeError):
                return self._doubt(number, "what Excel makes of these values is not certain")

        return counted

    def _looking(self, function: Callable[..., Scalar]) -> Callable[..., Scalar]:
        """A function that looks up a value in rows of cells as a rule."""

        def look(number: float, wanted: Scalar, table: Value, *rest: Any) -> Scalar:
            error = next((value for value in (wanted, table, *rest) if isinstance(value, dict)), None)
            if error is not None:
                return error
            try:
                return function(wanted, table if isinstance(table, list) else [[table]], *rest)
            except IndexError:
                return _REF
            except (ValueError, TypeError):
                return self._doubt(number, "what Excel finds among these values is not certain")

        return look

    def _counted_day(self, number: float, day: Scalar) -> Scalar:
        """A day that the calculator has counted, which knows no 29 February 1900."""
        if not isinstance(day, float) or not 0 <= day < DAYS_END:
            return _NUM
        return self._doubt(number, "Excel counts a 29 February 1900") if 59 < day < 62 else day

    def _counting(self, function: Callable[..., float | None]) -> Callable[..., Scalar]:
        """A function of numbers as a rule."""

        def count(number: float, *values: Scalar) -> Scalar:
            counted = [self._number(number, value) for value in values]
            for value in counted:
                if not isinstance(value, int | float):
                    return value
            try:
                found = function(*counted)
            except ZeroDivisionError:
                return _ZERO
            except (ArithmeticError, ValueError):
                return _NUM
            except TypeError:
                return self._doubt(number, "it is given more or fewer values than it takes")
            return (
                self._doubt(number, "a number lies nearer to a step than its digits tell")
                if found is None
                else found
            )

        return count

    def _wording(self, function: Callable[..., str | None]) -> Callable[..., Scalar]:
        """A function of a text as a rule."""

        def word(number: float, value: Scalar, *rest: Scalar) -> Scalar:
            text = self._words(number, value)
            if not isinstance(text, str):
                return text
            try:
                found = function(text, *rest)
            except ValueError:
                return _VALUE
            except TypeError:
                return self._doubt(number, "it is given more or fewer values than it takes")
            return (
                self._doubt(number, "how Excel spells this text is not certain") if found is None else found
            )

        return word

    def _wanted(self, number: float, value: Scalar) -> Scalar:
        if isinstance(value, str) and "?" in value:
            self.any_sign.add(int(number))
        return value

    def _concat(self, number: float, *values: Value) -> Value:
        flat: list[Scalar] = []
        for value in values:
            flat += [cell for row in value for cell in row] if isinstance(value, list) else [value]
        error = next((value for value in flat if isinstance(value, dict)), None)
        return error or self._joined(number, *flat)

    def _doubt(self, number: float, reason: str) -> dict[str, str]:
        self.doubtful.setdefault(int(number), reason)
        return _VALUE

    def _over(self, function: Callable[..., Scalar]) -> Callable[..., Value]:
        """A function of single values as one of arrays too; an error among its arguments is its result."""

        def single(number: float, *values: Scalar) -> Scalar:
            for value in values:
                if isinstance(value, dict):
                    return value
            return function(number, *values)

        def over(number: float, *values: Value) -> Value:
            lists = [value for value in values if isinstance(value, list)]
            if not lists:
                return single(number, *values)  # type: ignore[arg-type]
            rows, columns = max(map(len, lists)), max(len(value[0]) for value in lists if value)
            if any(len(value) not in (1, rows) or len(value[0]) not in (1, columns) for value in lists):
                return self._doubt(number, "its ranges differ in size")
            return [
                [single(number, *(_at(value, row, column) for value in values)) for column in range(columns)]
                for row in range(rows)
            ]

        return over

    def _comparing(self, test: Callable[[Any, Any], bool]) -> Callable[..., Scalar]:
        def compare(number: float, left: Scalar, right: Scalar) -> Scalar:
            if type(left) is float and type(right) is float:
                return test(0, 0) if same_number(left, right) else test(left, right)
            left, right = _like(left, right), _like(right, left)
            one, other = _order(left), _order(right)
            if one != other:
                return test(one, other)
            if isinstance(left, str) and isinstance(right, str):
                return self._compare_texts(number, test, left, right)
            if one:
                return test(left, right)
            assert isinstance(left, int | float)
            assert isinstance(right, int | float)
            return test(0, 0) if same_number(left, right) else test(left, right)

        return compare

    def _compare_texts(
        self, number: float, test: Callable[[Any, Any], bool], left: str, right: str
    ) -> Scalar:
        left, right = left.casefold(), right.casefold()
        if test not in (operator.eq, operator.ne) and left != right:
            plain = left.isascii() and right.isascii() and left.isalnum() and right.isalnum()
            if not plain:
                return self._doubt(number, "the order of these texts depends on the language of Excel")
        return test(left, right)

    def _adding(self, sign: int, *, final: bool) -> Callable[..., Scalar]:
        def add(number: float, left: Scalar, right: Scalar) -> Scalar:
            one, other = self._number(number, left), self._number(number, right)
            for value in (one, other):
                if not isinstance(value, int | float):
                    return value
            assert isinstance(one, int | float)
            assert isinstance(other, int | float)
            found = one + sign * other
            if found and same_number(one, -sign * other):
                # Where nothing but lost digits is left, the last step of a formula gives 0.
                return 0.0 if final else self._doubt(number, "it compares what lost digits leave over")
            return found

        return add

    def _joined(self, number: float, *values: Scalar) -> Scalar:
        texts = [self._words(number, value) for value in values]
        return "".join(text for text in texts if isinstance(text, str))

    def _words(self, number: float, value: Scalar) -> Scalar:
        """A value as the text it counts for."""
        if isinstance(value, str):
            return value
        if value is None:
            return ""
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        assert isinstance(value, int | float)
        text = number_as_text(value)
        if text is None:
            return self._doubt(number, "how Excel spells this number in a text is not certain")
        return text

    def _number(self, number: float, value: Scalar) -> Scalar:
        """A value as the number it counts for."""
        if isinstance(value, str):
            try:
                found = self._counted(value)
            except ValueError:
                return self._doubt(number, "whether Excel takes this text for a number is not certain")
            return _VALUE if found is None else found
        return 0.0 if value is None else value if isinstance(value, dict) else float(value)

    def _counted(self, text: str) -> float | None:
        """The number that a text counts for, with the days of this workbook."""
        if self.from_1904 and _DAY.fullmatch(text.strip(" ")):
            raise ValueError(text)
        return text_as_number(text)

    def _value(self, number: float, value: Scalar) -> Scalar:
        return _VALUE if isinstance(value, bool) else self._number(number, value)

    def _day(self, number: float, value: Scalar) -> Scalar:
        found = _DAY.fullmatch(value.strip(" ")) if isinstance(value, str) else None
        if found is None:
            return self._doubt(number, "whether Excel takes this text for a day is not certain")
        counted = self._number(number, value)
        return float(int(counted)) if isinstance(counted, float) else counted

    def _clock(self, number: float, value: Scalar) -> Scalar:
        if not (isinstance(value, str) and _TIME.fullmatch(value.strip(" "))):
            return self._doubt(number, "whether Excel takes this text for a time is not certain")
        return self._number(number, value)

    def _text(self, number: float, value: Scalar, code: Scalar) -> Scalar:
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if not isinstance(code, str):
            return self._doubt(number, "its format code is no text")
        if isinstance(value, str):
            try:
                counted = self._counted(value)
            except ValueError:
                return self._doubt(number, "whether Excel takes this text for a number is not certain")
            value = value if counted is None else counted
        shown = format_value(0.0 if value is None else value, code, from_1904=self.from_1904)  # type: ignore[arg-type]
        if shown is None:
            return self._doubt(number, "what Excel shows with this format code is not certain")
        return shown


def _at(value: Value, row: int, column: int) -> Scalar:
    if not isinstance(value, list):
        return value
    line = value[row if len(value) > 1 else 0]
    return line[column if len(line) > 1 else 0]


def _order(value: Scalar) -> int:
    """Numbers stand before texts, and texts before truth values."""
    return 2 if isinstance(value, bool) else 1 if isinstance(value, str) else 0


def _like(value: Scalar, other: Scalar) -> Scalar:
    """A blank cell as the empty value of the other one's kind."""
    if value is not None:
        return value
    return "" if isinstance(other, str) else False if isinstance(other, bool) else 0.0
