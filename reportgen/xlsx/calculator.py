"""The calculator's only user: parts of a workbook in, values of its formula cells out."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import NamedTuple

import formualizer
from lxml import etree

from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import FormulaSpelling, formula_spellings, stream_rows
from reportgen.office.references import parse_reference
from reportgen.office.worksheet import formula_nodes, number_text
from reportgen.office.xml import namespace_of, parse_xml

_PIECE = 1 << 18
# Rewriting its package, the calculator takes time that grows with the square of what depends on what: 34,000
# formulas on one timeline took 22 s that way and 2.5 s when their values were asked for.
_MANY_FORMULAS = 20_000
_FILLED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^/>]*>')
_ERRORS = {
    "Div": "#DIV/0!",
    "Name": "#NAME?",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Num": "#NUM!",
    "Na": "#N/A",
    "Null": "#NULL!",
}


class FormulaResult(NamedTuple):
    """What one formula came to: the cell's type (`n`, `str`, `b`, `e`), its value as text, None where blank.

    `spill` is the height and width of an array formula's result; `spilled_from` tells whether the cell was
    written as an array formula.
    """

    kind: str
    text: str | None
    spill: tuple[int, int] | None = None
    spilled_from: bool = False


Values = dict[str, dict[tuple[int, int], FormulaResult]]
FormulaSource = FormulaSpelling | etree._Element | str
PlacedResult = tuple[int, int, FormulaResult, FormulaSource]  # row, column, result, where the formula stands


def formula_text(source: FormulaSource) -> str:
    """The formula without `=`."""
    if isinstance(source, str):
        return source
    return source.formula if isinstance(source, FormulaSpelling) else source.text or ""


class Recalculated:
    """The calculator's own copy of a workbook, read sheet by sheet."""

    def __init__(self, data: bytes, parts: Mapping[str, bytes]) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))
        self._parts = parts

    def outcomes(self, part: str) -> dict[tuple[int, int], FormulaResult]:
        """The results of all formulas of one sheet."""
        data = self._archive.read(part.lstrip("/"))
        arrays = frozenset[tuple[int, int]]()
        if b'"array"' in data:
            given = formula_nodes(parse_xml(self._parts[part]))
            arrays = frozenset((row, column) for row, column, _, node in given if node.get("t") == "array")
        return {
            (row, column): _result_of(cell, formula)._replace(spilled_from=(row, column) in arrays)
            for row, column, cell, formula in formula_nodes(parse_xml(data))
        }

    def stream(self, part: str) -> Iterator[PlacedResult]:
        """The results of one sheet in order, row by row, for sheets too large to be held as trees."""
        with self._archive.open(part.lstrip("/")) as file:
            for row, column, cell, formula in _formulas(iter(lambda: file.read(_PIECE), b"")):
                yield row, column, _result_of(cell, formula), formula


class Evaluated:
    """A workbook of very many formulas: the calculator is asked for their values instead of a new package."""

    def __init__(self, parts: Mapping[str, bytes], names: Mapping[str, str], now: datetime) -> None:
        self._parts, self._names = parts, names
        self._book = formualizer.load_workbook_bytes(_zip(parts))
        self._book.set_deterministic_clock(now)
        self._book.set_temporal_egress("serial")
        self._book.evaluate_all()

    def outcomes(self, part: str) -> dict[tuple[int, int], FormulaResult]:
        """The results of all formulas of one sheet.

        A formula of one cell that fills a cell beside or below it, where nothing stands, is told to spill.
        """
        formulas, filled = _formulas_and_filled(self._parts[part])
        found: dict[tuple[int, int], FormulaResult] = {}
        sheet, value = self._names[part], self._book.get_value
        for row, column, area in formulas:
            result = _result(value(sheet, row, column))
            if area is not None:
                result = result._replace(spill=_size(area), spilled_from=True)
            else:
                for at in (row + 1, column), (row, column + 1):
                    if cell_address(*at) not in filled and value(sheet, *at) is not None:
                        result = result._replace(spill=(2, 1))
            found[row, column] = result
        return found

    def stream(self, part: str) -> Iterator[PlacedResult]:
        """The results of one sheet in order."""
        sheet, value, xml = self._names[part], self._book.get_value, self._parts[part]
        spellings = formula_spellings(xml)
        if spellings is not None:
            for one in spellings:
                yield one.row, one.column, _result(value(sheet, one.row, one.column)), one
        else:
            for row, column, _, formula in _formulas([xml]):
                yield row, column, _result(value(sheet, row, column)), formula


def recalculate(
    parts: Mapping[str, bytes], clock: str = "", names: Mapping[str, str] | None = None, left_out: int = 0
) -> tuple[Recalculated | Evaluated | None, str]:
    """The workbook with the values of all its formulas; None and the reason where it is refused.

    `clock` is an ISO date or time, 2000-01-01 where it is empty: TODAY and NOW never read the machine's.
    With the sheets' `names` by part, a workbook of very many formulas, or over the calculator's limits, is
    evaluated the other way; formulas that are `left_out` of the parts count too.
    """
    now = datetime.fromisoformat(clock) if clock else datetime(2000, 1, 1)
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    if names is not None and left_out + sum(parts[part].count(b"<f") for part in names) > _MANY_FORMULAS:
        try:
            return Evaluated(parts, names, now), ""
        except (OSError, ValueError, RuntimeError):
            pass  # the other way says which formula it refuses
    try:
        result = formualizer.recalculate_xlsx_bytes(_zip(parts), deterministic_timestamp_utc=now)
    except (OSError, ValueError) as error:
        reason = str(error).removeprefix("recalculate XLSX failed: ")
        if names is None or "cell count limit" not in reason:
            return None, reason
    else:
        return Recalculated(result["bytes"], parts), ""
    try:
        return Evaluated(parts, names, now), ""
    except (OSError, ValueError, RuntimeError) as error:
        return None, str(error)


def recalculated_values(
    parts: Mapping[str, bytes], sheets: Sequence[str], clock: str = ""
) -> tuple[Values | None, str]:
    """The results of all formulas of the sheets' parts; None and the reason where the workbook is refused."""
    found, reason = recalculate(parts, clock)
    return ({part: found.outcomes(part) for part in sheets} if found is not None else None), reason


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name.lstrip("/"), (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def _formulas_and_filled(xml: bytes) -> tuple[Iterable[tuple[int, int, str | None]], Collection[str]]:
    """Row, column and array range of each formula cell of a sheet; the addresses of all cells that hold anything."""
    spellings = formula_spellings(xml)
    if spellings is not None:
        filled = {address.decode() for address in _FILLED.findall(xml)}
        return ((one.row, one.column, one.area) for one in spellings), filled
    root = parse_xml(xml)
    return [
        (row, column, node.get("ref", "") if node.get("t") == "array" else None)
        for row, column, _, node in formula_nodes(root)
    ], {cell.get("r", "") for cell in root.iter(f"{namespace_of(root)}c") if len(cell)}


def _formulas(pieces: Iterable[bytes]) -> Iterator[tuple[int, int, etree._Element, etree._Element]]:
    """The formula cells of a sheet's bytes in order: row, column, the cell and its `f`."""
    for row in stream_rows(pieces):
        for formula in row.iter(f"{namespace_of(row)}f"):
            cell = formula.getparent()
            assert cell is not None
            yield *split_address(cell.get("r", "")), cell, formula


def _result_of(cell: etree._Element, formula: etree._Element) -> FormulaResult:
    """The result that stands in a cell of the calculator's copy."""
    spill = _size(formula.get("ref", "")) if formula.get("t") == "array" else None
    return FormulaResult(cell.get("t", "n"), cell.findtext(f"{namespace_of(cell)}v"), spill)


def _result(value: object) -> FormulaResult:
    if isinstance(value, bool):
        return FormulaResult("b", "1" if value else "0")
    if isinstance(value, int | float):
        text = repr(value)
        plain = "e" not in text and "n" not in text and value
        return FormulaResult("n", text.removesuffix(".0") if plain else number_text(Decimal(text)))
    if isinstance(value, dict):
        kind = str(value.get("kind", ""))
        return FormulaResult("e", _ERRORS.get(kind, f"#{kind.upper()}!"))
    return FormulaResult("str", value) if isinstance(value, str) else FormulaResult("n", None)


def _size(area: str) -> tuple[int, int] | None:
    """Height and width of an array formula's range."""
    reference = parse_reference(area)
    if reference is None or reference.rows is None or reference.columns is None:
        return None
    (top, bottom), (left, right) = reference.rows, reference.columns
    return bottom.at - top.at + 1, right.at - left.at + 1
