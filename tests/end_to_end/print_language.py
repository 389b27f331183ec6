"""Growth and changes as finished files show them, beside what the company printed for the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from office import Book
from precision_language import NUMBER, bindings, power_of

from reportgen.core.units import PERCENT, as_fraction
from reportgen.figures.number_code import read_code
from reportgen.figures.resolved import rank
from reportgen.office.addresses import cell_address
from reportgen.verify.bindings import bound_cells, bound_texts
from reportgen.verify.tables import ProjectTables, TableOracle

_PERIOD = re.compile(r"(?:[1-4]Q|[12]H|9M|FY)\d\d")


@dataclass
class Prints:
    """How many figures were held against a print, and those that do not show it."""

    held: int = 0
    other: list[tuple[str, str, str]] = field(default_factory=list)

    def hold(self, oracle: TableOracle, key: str, shown: str, number: Decimal, scale: int) -> None:
        """Hold one shown number, which stands at a power of ten, against the print of its key, if there is one."""
        claim = oracle.answer(key).printed
        if not oracle.asked(key).measure or claim is None or rank(claim.status):
            return
        exponent = number.as_tuple().exponent
        assert isinstance(exponent, int)
        self.held += 1
        half = max(as_fraction(claim.interval.width / 2, claim.unit), Decimal(5).scaleb(scale + exponent - 1))
        if abs(abs(number).scaleb(scale) - abs(as_fraction(claim.base, claim.unit))) > half:
            self.other.append((key, shown, claim.source.printed))


def deck_prints(data: bytes, tables: ProjectTables) -> Prints:
    """The figures of a finished deck."""
    root, oracle = bindings(data, tables)
    found = Prints()
    for bound in bound_texts(root):
        for figure in bound.figures:
            match = NUMBER.search(figure.text)
            if match is None or figure.value is None or oracle.run(figure.key) is not None:
                continue
            # A document that prints one change twice and differently is quoted by its line.
            if figure.value == oracle.answer(figure.key).value:
                number = Decimal(match[0].replace(",", ""))
                found.hold(oracle, figure.key, figure.text, number, power_of(number, abs(figure.value)))
    return found


def model_prints(data: bytes, book: Book, tables: ProjectTables) -> Prints:
    """The figures of a finished model, as the number formats of its cells show them, steps of bridges among them."""
    root, oracle = bindings(data, tables)
    found = Prints()
    cells = [(bound.sheet, bound.at, bound.key) for bound in bound_cells(root)]
    for sheet, at, key in (*cells, *_steps(book)):
        cell = book[sheet].get(at)
        look = read_code(cell.number_format) if cell is not None and cell.formula else None
        if cell is not None and look is not None and isinstance(cell.value, int | float):
            millions = 6 if oracle.answer(key).unit == "JPY" and look.scale != PERCENT else 0
            number = look.rounded(Decimal(repr(cell.value)))
            found.hold(oracle, key, f"{sheet}!{at}: {number}", number, look.scale + millions)
    return found


def _steps(book: Book) -> Iterator[tuple[str, str, str]]:
    """The cells of sheet Bridges that show the step of a part: below its metric, beside the period."""
    sheet, metrics = book["Bridges"], dict[int, str]()
    for row in range(1, 300):
        period, start = (str(cell.value) if (cell := sheet.get(f"{at}{row}")) else "" for at in "BD")
        if start == "start":
            named = {column: sheet.get(cell_address(row, column)) for column in range(5, 10)}
            metrics = {column: str(cell.value) for column, cell in named.items() if cell and cell.value}
        elif _PERIOD.fullmatch(period):
            for column, metric in metrics.items():
                if metric != "end":
                    yield "Bridges", cell_address(row, column), f"change({metric})|{period}"
