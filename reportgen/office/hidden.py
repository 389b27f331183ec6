"""Rows and columns of a worksheet that nobody sees: a chart that shows visible cells only leaves them out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from lxml import etree
from msgspec import Struct

from reportgen.office.package import Package
from reportgen.office.worksheet import rows
from reportgen.office.xml import namespace_of

_LINE = re.compile(rb'<(?:\w+:)?(row|col)\s[^>]*?\bhidden="(?:1|true)"[^>]*>')
_HIDDEN = b'hidden="'
_NUMBER = re.compile(rb'\b(r|min|max)="([0-9]+)"')


class HiddenLines(Struct, frozen=True):
    """The numbers of a sheet's hidden rows, and the ranges of its hidden columns."""

    rows: frozenset[int] = frozenset()
    columns: tuple[range, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows or self.columns)

    def has_column(self, column: int) -> bool:
        """Whether a column is hidden."""
        return any(column in hidden for hidden in self.columns)


def hidden_lines(package: Package, part: str) -> HiddenLines:
    """The hidden rows and columns of the worksheet in a part."""
    large = package.deflated(part)
    if large is not None:
        return hidden_lines_of(large)
    root = package.frame(part) if package.has_frame(part) else package.peek(part)
    ns = namespace_of(root)
    return HiddenLines(
        frozenset(number for number, row in rows(root) if _is_hidden(row)),
        tuple(
            range(int(node.get("min", "1")), int(node.get("max", "0")) + 1)
            for node in root.iterfind(f"{ns}cols/{ns}col")
            if _is_hidden(node)
        ),
    )


def shows_visible_only(chart: etree._Element) -> bool:
    """Whether a chart leaves hidden cells out (`plotVisOnly`: ECMA-376 part 1, 21.2.2.146)."""
    node = chart.find(".//{*}plotVisOnly")
    return node is not None and node.get("val", "1") in ("1", "true")


def _is_hidden(node: etree._Element) -> bool:
    return node.get("hidden") in ("1", "true")


def hidden_lines_of(pieces: Iterable[bytes]) -> HiddenLines:
    """The same of a worksheet that comes in pieces."""
    hidden_rows: set[int] = set()
    columns: list[range] = []
    for kind, line in _lines(pieces):
        numbers = {key: int(value) for key, value in _NUMBER.findall(line)}
        if kind == b"row":
            hidden_rows.add(numbers.get(b"r", 0))
        else:
            columns.append(range(numbers.get(b"min", 1), numbers.get(b"max", 0) + 1))
    return HiddenLines(frozenset(hidden_rows), tuple(columns))


def _lines(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    rest = b""
    for piece in pieces:
        text = rest + piece
        at = text.find(_HIDDEN)
        while at >= 0:
            found = _LINE.match(text, text.rfind(b"<", 0, at))
            if found is not None:
                yield found[1], found[0]
            at = text.find(_HIDDEN, found.end() if found is not None else at + 1)
        # A tag that the next piece ends is looked at there.
        cut = text.rfind(b"<")
        rest = text[cut:] if text.rfind(b">") < cut else b""
