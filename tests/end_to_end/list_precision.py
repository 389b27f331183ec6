"""Cells that list sheets of the model calculate, held against what the printed figures behind them leave open.

A cell is reckoned here from the keys beside it, as so many times each printed figure of sheet Data, and by nothing
that the build knows of it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import accumulate

from office import Book, Cell
from precision_language import Precision

from reportgen.core.number import Interval
from reportgen.core.units import PERCENT
from reportgen.figures.number_code import read_code
from reportgen.figures.resolved import Resolved

Row = Mapping[str, Cell]
Told = tuple[Decimal, Interval, bool]


@dataclass(frozen=True)
class Prints:
    """How often each printed figure is in a number."""

    times: Mapping[str, Decimal] = field(default_factory=dict)

    def __add__(self, other: Prints) -> Prints:
        keys = {**self.times, **other.times}
        return Prints({key: self.times.get(key, Decimal(0)) + other.times.get(key, 0) for key in keys})

    def __mul__(self, factor: Decimal) -> Prints:
        return Prints({key: count * factor for key, count in self.times.items()})

    def __sub__(self, other: Prints) -> Prints:
        return self + other * Decimal(-1)


class Sheets:
    """The finished model, by rows, with the printed figures of sheet Data."""

    def __init__(self, book: Book) -> None:
        self.book = book
        data = self.rows("Data").values()
        self.tokens = {str(row["A"].value): str(row["T"].value) for row in data if {"A", "T"} <= row.keys()}
        self.prints = {
            str(row["A"].value): (_number(row["O"]), _number(row["P"]), bool(row["J"].value))
            for row in data
            if "O" in row and isinstance(row["O"].value, int | float)
        }

    def rows(self, sheet: str) -> dict[int, Row]:
        """The cells of each row by the letters of their column."""
        found: dict[int, dict[str, Cell]] = defaultdict(dict)
        for address, cell in self.book[sheet].items():
            letters = address.rstrip("0123456789")
            found[int(address.removeprefix(letters))][letters] = cell
        return dict(sorted(found.items()))

    def told(self, number: Prints) -> Told:
        """The value, all that it can stand for, and whether a figure behind it is no exact one."""
        value, half, inexact = Decimal(0), Decimal(0), False
        for key, times in number.times.items():
            one, own, bound = self.prints[key]
            value, half, inexact = (
                value + times * one,
                half + abs(times) * own,
                inexact or (bound and bool(times)),
            )
        return value, Interval(value - half, value + half), inexact

    def ratio(self, now: Prints, before: Prints, less: int = 1) -> Told:
        """What the one is more than the other, as a share of that; the share itself where it is less nothing."""
        (a, reach, open_a), (b, base, open_b) = self.told(now), self.told(before)
        ratio, one, sign = (
            a / b - less,
            reach / base - Interval.exact(Decimal(less)),
            Decimal(1 if b > 0 else -1),
        )
        return ratio * sign, one.scaled(sign), open_a or open_b


def one(row: Row, key: str, basis: str = "") -> Prints | None:
    """The printed figure that a cell names, on the basis that another one tells; None where it names none."""
    named, times = row.get(key), row[basis].value if basis in row else 1
    if named is None or not named.value or not isinstance(times, int | float):
        return None
    return Prints({str(named.value): Decimal(repr(times))})


def _number(cell: Cell) -> Decimal:
    return Decimal(repr(cell.value))


Found = Iterator[tuple[str, Prints | tuple[Prints, Prints] | tuple[Prints, Prints, int]]]


def guidance(sheets: Sheets) -> Found:
    rows = sheets.rows("Guidance")
    parts: dict[str, Prints] = defaultdict(Prints)
    for at, row in rows.items():
        part = one(row, "X", "L")
        if part is not None and "I" not in row:
            parts[str(row["AF"].value)] += part
            yield f"N{at}", part
    for at, row in rows.items():
        if "I" not in row or "AQ" not in row:
            continue
        reached = one(row, "AD", "AE") or parts.get(str(row["AF"].value))
        if reached is not None:
            yield f"N{at}", reached
        for announced, less, share in ((one(row, "X", "Y"), "P", "Q"), (one(row, "AA", "AB"), "S", "T")):
            if announced is None:
                continue
            yield f"{'I' if less == 'P' else 'M'}{at}", announced
            if reached is not None:
                yield f"{less}{at}", reached - announced
                yield f"{share}{at}", (reached, announced)


def restatements(sheets: Sheets) -> Found:
    for at, row in sheets.rows("Restatements").items():
        # Doubtful figures, below, stand as printed, and beside them a key of another kind.
        first, later = one(row, "P", "Q") or one(row, "P"), one(row, "R", "S")
        if "H" not in row or not row["H"].formula or first is None:
            continue
        yield f"H{at}", first
        if later is not None:
            yield f"K{at}", later
            yield f"L{at}", later - first
            yield f"M{at}", (later, first)


def capex(sheets: Sheets) -> Found:
    parts: dict[object, Prints] = defaultdict(Prints)
    for row in sheets.rows("Check parts").values():
        part = one(row, "B", "C") if "E" in row and row["E"].formula else None
        if part is not None:
            parts[row["A"].value] += part
    for at, row in sheets.rows("Capex & EBITDA").items():
        if "D" in row and "model_cells" in row["D"].formula:
            yield from _by_year(sheets, at, row)
        elif "D" in row and row["D"].formula:
            total, whole = parts[row["L"].value], one(row, "M")
            assert whole is not None
            yield from ((f"D{at}", total), (f"E{at}", whole), (f"F{at}", whole - total))
        elif "G" in row and row["G"].formula and (printed := one(row, "L")) is not None:
            yield f"G{at}", printed


def _by_year(sheets: Sheets, at: int, row: Row) -> Found:
    """Operating income, depreciation, EBITDA (the sum, where that says more than the print), capital expenditure."""
    names = {"D": "operating_income", "E": "depreciation_amortization", "F": "adjusted_ebitda", "H": "capex"}
    known = {letter: f"{name}|{row['B'].value}" for letter, name in names.items()}
    told = {letter: Prints({key: Decimal(1)}) for letter, key in known.items() if key in sheets.prints}
    if {"D", "E"} <= told.keys():
        whole = told["D"] + told["E"]
        printed = told.get("F")
        if printed is None or sheets.told(whole)[1].width < sheets.told(printed)[1].width:
            told["F"] = whole
    yield from ((f"{letter}{at}", number) for letter, number in told.items())
    revenue = f"revenue|{row['B'].value}"
    if "F" in told and revenue in sheets.prints:
        yield f"G{at}", (told["F"], Prints({revenue: Decimal(1)}), 0)


def per_share(sheets: Sheets) -> Found:
    for at, row in sheets.rows("Per share").items():
        if "H" in row and row["H"].formula:
            year, tail = str(row["B"].value), str(row["L"].value) if "L" in row else ""
            known = {
                "D": f"eps|{year}{tail}",
                "E": f"eps_diluted|{year}{tail}",
                **{
                    letter: f"dividend_per_share|{node}{year[2:]}"
                    for letter, node in (("F", "1H"), ("G", "2H"))
                },
                "H": f"dividend_per_share|{year}",
            }
            figures = {
                letter: Prints({key: Decimal(1)}) for letter, key in known.items() if key in sheets.prints
            }
            if "G" not in figures and {"F", "H"} <= figures.keys():
                figures["G"] = figures["H"] - figures["F"]
            if "H" not in figures and {"F", "G"} <= figures.keys():
                figures["H"] = figures["F"] + figures["G"]
            if "F" not in figures and {"G", "H"} <= figures.keys():
                figures["F"] = figures["H"] - figures["G"]
            yield from ((f"{letter}{at}", figure) for letter, figure in figures.items())
            if {"D", "H"} <= figures.keys():
                yield f"I{at}", (figures["H"], figures["D"], 0)
        elif "G" in row and row["G"].formula and (printed := one(row, "L", "M")) is not None:
            yield f"G{at}", printed


def bridges(sheets: Sheets) -> Found:
    rows = sheets.rows("Bridges")
    parts: dict[str, Prints] = defaultdict(Prints)
    for at, row in rows.items():
        # Periods count there how many parts are told.
        part = one(row, "O", "E") if "O" in row and isinstance(row["O"].value, str) else None
        if part is not None:
            parts[str(row["P"].value)] += part
            yield f"F{at}", part
    steps: dict[tuple[str, object], dict[str, Prints]] = {}
    heads: Row = {}
    for at, row in rows.items():
        if "D" in row and row["D"].value == "start":
            heads = row
        elif "P" in row and heads and "|" in str(row["P"].value) and "D" in row and row["D"].formula:
            key = str(row["P"].value)
            told = {
                letter: parts[key + str(cell.value)]
                for letter, cell in heads.items()
                if key + str(cell.value) in parts
            }
            rest = chr(max(ord(letter) for letter in heads if heads[letter].value == "end") - 1)
            changes = [one for letter, one in told.items() if letter not in ("D", chr(ord(rest) + 1))]
            told[rest] = told[chr(ord(rest) + 1)] - told["D"] - sum(changes, Prints())
            steps[key.partition("|")[0], row["B"].value] = told
            yield from ((f"{letter}{at}", number) for letter, number in told.items())
    yield from _waterfalls(sheets, rows, steps)


def _waterfalls(
    sheets: Sheets, rows: dict[int, Row], steps: Mapping[tuple[str, object], dict[str, Prints]]
) -> Found:
    """The levels of the two charts, whose columns are the ends, the bases and the steps."""
    for at, (rule, first) in enumerate((("revenue_by_service_line", 6), ("operating_income_identity", 17))):
        told = steps[rule, rows[first - 2]["D"].value]
        letters = "DEFGHIJ" if at == 0 else "DEFGHI"
        numbers = [told.get(letter, Prints()) for letter in letters]
        # The columns of the chart begin at a floor.
        sheets.prints[rule] = (_number(rows[first - 1]["Y"]), Decimal(0), False)
        floor = Prints({rule: Decimal(1)})
        levels = [*accumulate(numbers[:-1]), numbers[-1]]
        for number, (letter, change, level) in enumerate(zip(letters, numbers, levels, strict=True)):
            row = first + number
            if letter in told:
                yield f"C{row}", change
            yield f"D{row}", level
            if number in (0, len(letters) - 1):
                yield f"Q{row}", level - floor
                continue
            yield f"R{row}", min((levels[number - 1], level), key=lambda one: sheets.told(one)[0]) - floor
            for column in "STUVW":
                if column in rows[row]:
                    sign = 1 if sheets.told(change)[0] > 0 else -1
                    yield f"{column}{row}", change * Decimal(sign) if rows[row][column].value else Prints()


SHEETS: Mapping[str, Callable[[Sheets], Found]] = {
    "Guidance": guidance,
    "Restatements": restatements,
    "Capex & EBITDA": capex,
    "Per share": per_share,
    "Bridges": bridges,
}


def _as_printed(sheets: Sheets, number: object, shown: Decimal) -> bool:
    """Whether a cell shows one printed figure with the digits of its page: 1,600 million, good to a hundred."""
    if not isinstance(number, Prints) or list(number.times.values()) != [1]:
        return False
    token = sheets.tokens[next(iter(number.times))]
    return re.search(rf"(?<![\d,.]){shown:,}(?![\d,.])", token) is not None


# What states how far rounding reaches, what counts rows, and where the columns of charts begin.
EXEMPT = {"Guidance": ("AP", "AQ", "AR"), "Restatements": ("U",), "Bridges": ("Y",)}


def list_precision(book: Book, sheet: str) -> tuple[Precision, set[str]]:
    """The precision of the cells that a sheet calculates, and the calculated numbers that were not reckoned here."""
    sheets, found = Sheets(book), Precision()
    cells = {
        address: cell
        for address, cell in book[sheet].items()
        if cell.formula
        and isinstance(cell.value, int | float)
        and not isinstance(cell.value, bool)
        and not address.startswith(EXEMPT.get(sheet, ()))
        and "part_half" not in cell.formula
    }
    for address, number in SHEETS[sheet](sheets):
        cell = cells.pop(address, None)
        if cell is None:
            continue
        value, interval, inexact = sheets.ratio(*number) if isinstance(number, tuple) else sheets.told(number)
        look = read_code(cell.number_format)
        assert look is not None
        assert abs(value - _number(cell)) < Decimal("1E-6"), (address, value, cell.value)
        shown = look.rounded(_number(cell))
        scale = look.scale if look.scale == PERCENT else 0
        marked = any(sign in cell.number_format for sign in ("c. ", "\u00b1", "\u2265", "\u2264"))
        assert marked or not inexact, (address, cell.number_format)
        if not marked and _as_printed(sheets, number, abs(shown)):
            found.counts["printed"] += 1
            continue
        found.add(
            f"{abs(shown)} as {cell.number_format}", abs(shown), scale, Resolved(address, value, interval)
        )
    return found, set(cells)
