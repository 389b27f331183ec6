"""JSON with long lists of records, read record by record into columns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from json import JSONDecoder

from reportgen.filling.table import MANY, Digits, UnlikeError, table_of
from reportgen.filling.values import DataError, plain

# Below this many characters no list is long.
_LEAST = 20 * MANY
_SPACE = re.compile(r"[ \t\r\n]*")
_BEHIND = re.compile(r"[ \t\r\n]*([,\]])[ \t\r\n]*")


def json_tables(text: str) -> object:
    """The text's value with its lists of records as tables; None for a text that is short, faulty or of other form."""
    if len(text) < _LEAST:
        return None
    try:
        return _Reader(text).read()
    except (UnlikeError, DataError, ValueError, ArithmeticError, IndexError, RecursionError):
        return None


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        options = {"object_pairs_hook": _record, "parse_constant": _no_constant}
        self._record = JSONDecoder(parse_float=Digits, parse_int=Digits, **options)  # type: ignore[arg-type]
        self._other = JSONDecoder(parse_float=Decimal, parse_int=Decimal, **options)  # type: ignore[arg-type]

    def read(self) -> object:
        """The value of the whole text."""
        found: object
        if self._next() == "[":
            found = self._list()
        else:
            found = self._names()
        self._skip()
        if self._at != len(self._text):
            raise UnlikeError
        return found

    def _names(self) -> dict[str, object]:
        self._pass("{")
        found: dict[str, object] = {}
        while True:
            name = self._value(self._other)
            self._pass(":")
            if not isinstance(name, str) or name in found:
                raise UnlikeError
            found[name] = self._list() if self._next() == "[" else self._value(self._other)
            if self._next() == "}":
                self._at += 1
                return found
            self._pass(",")

    def _list(self) -> object:
        """A list of records as a table; a short one or one of other values as it is."""
        begin = self._at
        try:
            table = table_of(self._records(), plain)
        except UnlikeError:
            self._at = begin
            return self._value(self._other)
        return table if len(table) >= MANY else list(table)

    def _records(self) -> Iterator[object]:
        self._pass("[")
        self._skip()
        text, at, scan = self._text, self._at, self._record.scan_once  # type: ignore[attr-defined]
        while True:
            try:
                record, at = scan(text, at)
            except StopIteration:
                raise UnlikeError from None
            yield record
            behind = _BEHIND.match(text, at)
            if behind is None:
                raise UnlikeError
            at = behind.end()
            if behind[1] == "]":
                self._at = at
                return

    def _value(self, decoder: JSONDecoder) -> object:
        self._skip()
        found, self._at = decoder.raw_decode(self._text, self._at)
        return found

    def _skip(self) -> None:
        match = _SPACE.match(self._text, self._at)
        assert match is not None
        self._at = match.end()

    def _next(self) -> str:
        self._skip()
        return self._text[self._at]

    def _pass(self, sign: str) -> None:
        if self._next() != sign:
            raise UnlikeError
        self._at += 1


def _record(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise UnlikeError  # a name stands twice: told by whoever reads the whole text
    return found


def _no_constant(word: str) -> object:
    raise UnlikeError
