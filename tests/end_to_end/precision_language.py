"""What finished files show of their figures, held against the intervals that the tables give."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

from lxml import etree
from office import Book

from reportgen.core.units import PERCENT
from reportgen.figures.number_code import read_code
from reportgen.figures.resolved import Resolved
from reportgen.office.package import open_package
from reportgen.verify.bindings import bindings_of, bound_cells, bound_texts, build_mark
from reportgen.verify.tables import ProjectTables, TableOracle

# What says that a figure is known to no digit, or is the end of a range.
_MARKS = ("c. ", "\u2265", "\u2264", "approx.", "over ", "under ", "\u7d04", "\u8d85", "\u672a\u6e80")
REACH = re.compile(r" \u00b1(\d[\d,]*(?:\.\d+)?)")
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SCALES = (PERCENT, 0, 3, 4, 6, 8, 9, 12)


@dataclass
class Precision:
    """How many shown figures are carried by their intervals, printed so, or marked; and those that are none of it."""

    counts: Counter[str] = field(default_factory=Counter)
    beyond: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, shown: str, number: Decimal, scale: int, answer: Resolved) -> None:
        """Judge one shown number, which stands at a power of ten."""
        assert answer.value is not None
        assert answer.interval is not None
        exponent = number.as_tuple().exponent
        assert isinstance(exponent, int)
        unit, low, high = Decimal(1).scaleb(scale + exponent), answer.interval.low, answer.interval.high
        held = number.scaleb(scale) if answer.value > 0 else -number.scaleb(scale)
        # A rate may be one unit of its last digit off, an amount two, as the sum of four rounded quarters is.
        slack = unit * (1 if scale == PERCENT else 2)
        if reach := REACH.search(shown):
            # Told with how far off it may be: nothing that it can stand for lies further.
            spread = Decimal(reach[1].replace(",", "")).scaleb(scale) + unit * Decimal("0.500001")
            if held - spread <= low and high <= held + spread:
                self.counts["reach"] += 1
            else:
                self.beyond.append((answer.key, shown, f"{low} to {high}"))
        elif any(mark in shown for mark in _MARKS):
            self.counts["marked"] += 1
        elif high - low <= 2 * slack and low - unit / 2 <= held <= high + unit / 2:
            self.counts["carried"] += 1
        elif answer.printed is not None and abs(answer.printed.value) == abs(number):
            self.counts["printed"] += 1
        else:
            self.beyond.append((answer.key, shown, f"{answer.interval.low} to {answer.interval.high}"))


def deck_precision(data: bytes, tables: ProjectTables) -> Precision:
    """The precision of all figures that a finished deck binds."""
    root, oracle = bindings(data, tables)
    found = Precision()
    for bound in bound_texts(root):
        for figure in bound.figures:
            match = NUMBER.search(figure.text)
            if match is None or oracle.run(figure.key) is not None:
                continue
            answer, number = oracle.answer(figure.key), Decimal(match[0].replace(",", ""))
            if number and answer.value is not None and figure.value == answer.value:
                found.add(figure.text, number, power_of(number, abs(answer.value)), answer)
    return found


def model_precision(data: bytes, book: Book, tables: ProjectTables) -> Precision:
    """The precision of all figures of a finished model, as the number formats of its cells show them."""
    root, oracle = bindings(data, tables)
    found = Precision()
    for bound in bound_cells(root):
        cell = book[bound.sheet].get(bound.at)
        look = read_code(cell.number_format) if cell is not None and cell.formula else None
        if cell is None or look is None or not isinstance(cell.value, int | float):
            continue
        answer = oracle.answer(bound.key)
        if answer.value is not None:
            in_millions = answer.unit == "JPY" and look.scale != PERCENT
            scale = look.scale + (6 if in_millions else 0)
            number = abs(look.rounded(Decimal(repr(cell.value))))
            found.add(f"{number} as {cell.number_format}", number, scale, answer)
    return found


def power_of(number: Decimal, value: Decimal) -> int:
    """The power of ten at which a number without its unit stands for a value."""
    return min(_SCALES, key=lambda one: abs(number.scaleb(one) - value))


def bindings(data: bytes, tables: ProjectTables) -> tuple[etree._Element, TableOracle]:
    """The bindings of a finished file, and the tables that it was built from."""
    root = bindings_of(open_package(data))
    assert root is not None
    mark = build_mark(root)
    assert mark is not None
    return root, tables.oracle(mark)
