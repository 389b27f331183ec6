"""Plain data of `fill`: typed values, records and lists, and the paths that tags take through them.

{"title": "Q2", "items": [{"name": "Disk", "price": 12.5}]}
    {{title}}                        Q2
    {{#items}}{{name}}{{/items}}     Disk        the innermost item first, then outwards
    {{item.price}}                   12.5        an item by the name of its list without its plural s
    {{line[period]}}                 the field of the line that is called as the period is
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from os import PathLike, fspath
from typing import Any, TypeAlias, TypeGuard
from uuid import UUID

from msgspec import Struct

from reportgen.filling.table import MANY, RecordTable, UnlikeError, table_of
from reportgen.tables.frames import frame_rows, is_frame, is_missing

Value: TypeAlias = "str | Decimal | bool | date | FileContent | Mapping[str, Value] | Sequence[Value] | None"
Record: TypeAlias = Mapping[str, Value]

_PATH = re.compile(r"(?P<name>[^.\[\]]+)|(?P<dot>\.)|\[(?P<inner>[^\[\]]+)\]")
# What an item is called besides the name of its list, so that nobody has to know English plurals.
ITEM = "item"
PAGES = "pages"
_DEEPEST = 100
# A number of Office has eight bytes (IEEE 754): up to 1.8E+308, down to 2.2E-308.
_LARGEST = 307
_MOST_DIGITS = 1000
_KEPT = 15
TOO_LARGE = "no cell can hold a number so large or so small"


class _Nothing(dict[str, Value]):
    """A record in which every name stands for nothing."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Value:
        return None


NOTHING: Record = _Nothing()


class FileContent(Struct, frozen=True):
    """The bytes of a file among the data: a picture."""

    data: bytes


class DataError(Exception):
    """A value that has no place in plain data; `path` says where it stands."""

    def __init__(self, message: str, path: str) -> None:
        self.path = path
        super().__init__(message)


class UnknownNameError(Exception):
    """A path leads nowhere: the word that is unknown, and the names that are known in its place."""

    def __init__(self, word: str, known: Iterable[str]) -> None:
        self.word = word
        self.known = tuple(dict.fromkeys(known))
        super().__init__(f'the data has no "{word}"')


def plain(value: object, path: str = "", depth: int = 0) -> Value:
    """Python data as plain data: numbers become Decimal by their shortest text, data frames lists of records.

    `DataError` for anything that a cell cannot show: sets, objects, infinite numbers, numbers beyond
    those that Office can hold, keys that are no text, values inside values without end.
    """
    if depth > _DEEPEST:
        raise DataError("the values are nested too deeply", path[:80])
    if isinstance(value, str):
        # Of the two signs that end a line on Windows a cell takes one.
        return value.replace("\r\n", "\n") if "\r" in value else value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return _finite(value, path)
    if isinstance(value, int):
        return _finite(Decimal(value), path)
    if isinstance(value, float):
        number = Decimal(repr(float(value)))
        # With its point: what is written without one may be a code of digits.
        return _finite(number.quantize(Decimal("0.1")) if is_code(number) else number, path)
    if isinstance(value, date):
        # pandas' "not a time" is a datetime that is not equal to itself
        return value if value == value else None
    if isinstance(value, Mapping):
        return {
            _key(key, path): plain(part, f"{path}.{key}" if path else str(key), depth + 1)
            for key, part in value.items()
        }
    if isinstance(value, RecordTable | FileContent):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return FileContent(bytes(value))
    if isinstance(value, PathLike):
        return str(fspath(value))
    if isinstance(value, time | UUID):
        return str(value)
    if isinstance(value, list) and len(value) >= MANY:
        try:
            return table_of(value, plain)
        except (UnlikeError, DataError):
            pass  # no table, or a fault that is told with its path
    return _foreign(value, path, depth)


def _hours(length: timedelta) -> str:
    """A length of time as Excel's [h]:mm:ss shows it, with its fractions: 26:00:00, -0:30:00."""
    sign, length = ("-", -length) if length < timedelta(0) else ("", length)
    seconds, parts = divmod(length, timedelta(seconds=1))
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{parts.microseconds:06}".rstrip("0") if parts else ""
    return f"{sign}{minutes // 60}:{minutes % 60:02}:{seconds:02}{fraction}"


def _foreign(value: object, path: str, depth: int) -> Value:
    """Lengths of time, values and collections of numpy, pandas and others as plain data."""
    if isinstance(value, timedelta):
        return _hours(value) if value == value else None  # pandas has one that is no time
    if is_frame(value):
        return _records(value, path)
    if hasattr(value, "item") and getattr(value, "shape", None) == ():  # a numpy scalar
        return plain(_python(value), path, depth + 1)
    if isinstance(value, Iterable) and not isinstance(value, set | frozenset):
        return [plain(part, f"{path}[{number}]", depth + 1) for number, part in enumerate(value, start=1)]
    if hasattr(value, "freqstr") and hasattr(value, "ordinal"):  # a period of pandas: 2018Q1, 2018-03
        return str(value)
    if is_missing(value):
        return None
    raise DataError(f"{type(value).__name__} is no type that a file can show", path)


def _python(scalar: Any) -> object:
    """The Python value of a numpy scalar; times finer than Python's are cut, where numpy would give a bare number."""
    unit = {"M": "datetime64[us]", "m": "timedelta64[us]"}.get(scalar.dtype.kind)
    return (scalar.astype(unit) if unit else scalar).item()


def too_large(number: Decimal) -> bool:
    """Whether no cell can hold a number, since it is too large or too close to zero."""
    return bool(number) and abs(number.adjusted()) > _LARGEST


def is_code(number: Decimal) -> bool:
    """Whether a number is written as a code of digits: without a point, with more digits than a cell keeps (15)."""
    if number.adjusted() < _KEPT:
        return False
    _, digits, exponent = number.as_tuple()
    return exponent == 0 and any(digits[_KEPT:])


def _finite(value: Decimal, path: str) -> Decimal | None:
    if value.is_nan():
        return None
    if value.is_infinite():
        raise DataError("an infinite number is no value that a file can show", path)
    if too_large(value):
        raise DataError(TOO_LARGE, path)
    if len(value.as_tuple().digits) > _MOST_DIGITS:
        raise DataError(f"no cell can hold a number of more than {_MOST_DIGITS} digits", path)
    return value


def _key(key: object, path: str) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, bool | tuple) or key is None:
        raise DataError(f"the name {key!r} is no text", path)
    return str(key)


def _records(frame: object, path: str) -> list[Value]:
    """The rows of a frame, each as a record."""
    head, *rows = frame_rows(frame)
    names = [_key(name, path) for name in head]
    if len(set(names)) < len(names):
        raise DataError("two columns of the frame have the same name", path)
    return [
        {name: plain(cell, f"{path}.{name}") for name, cell in zip(names, row, strict=True)} for row in rows
    ]


@lru_cache(maxsize=4_000)
def read_path(text: str) -> tuple[str | tuple[str], ...]:
    """The steps of a path: names, and names in brackets as one-tuples; a path that makes no sense is one name."""
    steps: list[str | tuple[str]] = []
    at, named = 0, False
    for match in _PATH.finditer(text):
        if match.start() != at:
            return (text,)
        at = match.end()
        if match["name"]:
            if named:
                return (text,)
            steps.append(match["name"].strip())
            named = True
        elif match["dot"]:
            if not steps:
                return (text,)
            named = False
        else:
            if not steps:
                return (text,)
            steps.append((match["inner"].strip(),))
            named = True
    return tuple(steps) if steps and named and at == len(text) else (text,)


class Scope(Struct, frozen=True):
    """One step of where a tag stands: an item with the names it goes by, or the whole data without a name.

    `number` is the item's place in its list of `count` items, from 1; `home` tells the items that hold lists apart, 0
    is the whole data.
    """

    value: Value
    names: tuple[str, ...] = ()
    number: int = 0
    count: int = 0
    home: int = 0

    @property
    def list_name(self) -> str:
        """What the list of the item is called; what has no names is an entry of the list of pages."""
        return self.names[1] if self.names else PAGES


Scopes: TypeAlias = tuple[Scope, ...]


def item_names(block: str) -> tuple[str, ...]:
    """What an item of a list is called: `items` gives item, items; `companies` company, companies."""
    name = block.rpartition(".")[2]
    names = [ITEM, name]
    if name.endswith("ies") and len(name) > 4:
        names.append(name[:-3] + "y")
    elif name.endswith("s") and len(name) > 1:
        names.append(name[:-1])
        if name.endswith(("ches", "shes", "sses", "xes")):
            names.append(name[:-2])
    return tuple(dict.fromkeys(names))


def find(text: str, scopes: Scopes) -> Value:
    """What `text` means where `scopes` (innermost first) hold; `UnknownNameError` where it means nothing."""
    for scope in scopes:
        if isinstance(scope.value, Mapping):
            if text in scope.value:
                return scope.value[text]
        elif text in scope.names:
            return scope.value
    steps = read_path(text)
    first = steps[0]
    assert isinstance(first, str)
    value = _start(first, scopes, goes_on=len(steps) > 1)
    for step in steps[1:]:
        name = step if isinstance(step, str) else shown(find(step[0], scopes))
        if isinstance(value, Mapping):
            if name not in value:
                raise UnknownNameError(name, value)
            value = value[name]
        elif value is None:
            return None
        else:
            raise UnknownNameError(text, known_names(scopes))
    return value


def _start(name: str, scopes: Scopes, *, goes_on: bool) -> Value:
    for scope in scopes:
        if isinstance(scope.value, Mapping) and name in scope.value:
            found = scope.value[name]
            # in a group of areas called "area", area.area is the field of the group
            return (
                scope.value if goes_on and name in scope.names and not isinstance(found, Mapping) else found
            )
        if name in scope.names:
            return scope.value
    raise UnknownNameError(name, known_names(scopes))


def known_names(scopes: Scopes) -> Iterator[str]:
    """All names that a tag may begin with where `scopes` hold, innermost first."""
    for scope in scopes:
        if isinstance(scope.value, Mapping):
            yield from scope.value
        yield from scope.names


def is_list(value: Value) -> TypeGuard[Sequence[Value]]:
    """Whether a value is a list; texts are none."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def is_single(value: Value) -> TypeGuard[str | Decimal | bool | date | None]:
    """Whether a value is one that a text or a cell shows: no list, no group of values, no file."""
    return not isinstance(value, Mapping | Sequence | FileContent) or isinstance(value, str)


def shown(value: Value) -> str:
    """A single value as words inside a text: `12.50`, `2018-03-31`, `TRUE`, nothing for a blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def kind_of(value: Value) -> str:
    """What a value is, in a word for findings."""
    if isinstance(value, Mapping):
        return "a group of values"
    if is_list(value):
        return "a list"
    if value is None:
        return "nothing (null)"
    return "the content of a file" if isinstance(value, FileContent) else "a single value"
