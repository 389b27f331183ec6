"""The one door to the calculator: parts in, values of formula cells out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal

import formualizer
from lxml import etree

from reportgen.office.addresses import split_address
from reportgen.office.cell_reader import stream_rows
from reportgen.office.references import parse_reference
from reportgen.office.worksheet import formula_nodes, number_text
from reportgen.office.xml import namespace_of, parse_xml


@dataclass(frozen=True, slots=True)
class FormulaResult:
    """What one formula came to: the cell's type (`n`, `str`, `b`, `e`), its value as text, None where blank.

    `spill` is the height and width of an array formula's result; `spilled_from` tells whether the cell was
    written as an array formula.
    """

    kind: str
    text: str | None
    spill: tuple[int, int] | None = None
    spilled_from: bool = False


Values = dict[str, dict[tuple[int, int], FormulaResult]]


class Recalculated:
    """The calculator's own copy of a workbook, read sheet by sheet."""

    def __init__(self, data: bytes) -> None:
        self._archive = zipfile.ZipFile(io.BytesIO(data))

    def outcomes(self, part: str, given: etree._Element) -> dict[tuple[int, int], FormulaResult]:
        """All outcomes of one sheet; `given` is the sheet that the calculator was given."""
        return _outcomes(self._archive.read(part.lstrip("/")), given)

    def stream(self, part: str) -> Iterator[tuple[int, int, FormulaResult, str]]:
        """The outcomes of one sheet in order of row and column, each with its formula, for sheets too large
        to be held as trees."""
        with self._archive.open(part.lstrip("/")) as file:
            for row in stream_rows(iter(lambda: file.read(_PIECE), b"")):
                yield from _row_outcomes(row)


_PIECE = 1 << 18


def _row_outcomes(row: etree._Element) -> Iterator[tuple[int, int, FormulaResult, str]]:
    ns = namespace_of(row)
    for formula in row.iter(f"{ns}f"):
        cell = formula.getparent()
        assert cell is not None
        number, column = split_address(cell.get("r", ""))
        spill = _size(formula.get("ref", "")) if formula.get("t") == "array" else None
        outcome = FormulaResult(cell.get("t", "n"), cell.findtext(f"{ns}v"), spill)
        yield number, column, outcome, formula.text or ""


# Rewriting its package, the calculator takes time that grows with the square of what depends on what: 34,000
# formulas on one timeline took 22 s that way and 2.5 s when their values were asked for.
_MANY_FORMULAS = 20_000


class Evaluated:
    """A workbook of very many formulas: the calculator is asked for their values instead of a new package."""

    def __init__(self, parts: Mapping[str, bytes], names: Mapping[str, str], now: datetime) -> None:
        self._parts, self._names = parts, names
        self._book = formualizer.load_workbook_bytes(_zip(parts))
        self._book.set_deterministic_clock(now)
        self._book.set_temporal_egress("serial")
        self._book.evaluate_all()

    def outcomes(self, part: str, given: etree._Element) -> dict[tuple[int, int], FormulaResult]:
        """All outcomes of one sheet; `given` is the sheet that the calculator was given.

        A formula of one cell that fills a cell beside or below it, where nothing stands, is told to spill.
        """
        sheet, ns = self._names[part], namespace_of(given)
        held = {split_address(cell.get("r", "")) for cell in given.iter(f"{ns}c") if len(cell)}
        found: dict[tuple[int, int], FormulaResult] = {}
        for row, column, _, formula in formula_nodes(given):
            outcome = _outcome(self._book.get_value(sheet, row, column))
            if formula.get("t") == "array":
                found[(row, column)] = replace(
                    outcome, spill=_size(formula.get("ref", "")), spilled_from=True
                )
                continue
            beside = [
                (down, right)
                for down, right in ((row + 1, column), (row, column + 1))
                if (down, right) not in held and self._book.get_value(sheet, down, right) is not None
            ]
            found[(row, column)] = replace(outcome, spill=(2, 1)) if beside else outcome
        return found

    def stream(self, part: str) -> Iterator[tuple[int, int, FormulaResult, str]]:
        """The outcomes of one sheet in order of row and column, each with its formula."""
        sheet = self._names[part]
        for row in stream_rows([self._parts[part]]):
            for formula in row.iter(f"{namespace_of(row)}f"):
                cell = formula.getparent()
                assert cell is not None
                number, column = split_address(cell.get("r", ""))
                outcome = _outcome(self._book.get_value(sheet, number, column))
                yield number, column, outcome, formula.text or ""


_ERRORS = {
    "Div": "#DIV/0!",
    "Name": "#NAME?",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Num": "#NUM!",
    "Na": "#N/A",
    "Null": "#NULL!",
}


def _outcome(value: object) -> FormulaResult:
    if isinstance(value, bool):
        return FormulaResult("b", "1" if value else "0")
    if isinstance(value, int | float):
        return FormulaResult("n", number_text(Decimal(repr(value))))
    if isinstance(value, dict):
        kind = str(value.get("kind", ""))
        return FormulaResult("e", _ERRORS.get(kind, f"#{kind.upper()}!"))
    return FormulaResult("str", value) if isinstance(value, str) else FormulaResult("n", None)


def recalculate(
    parts: Mapping[str, bytes], clock: str = "", names: Mapping[str, str] | None = None
) -> tuple[Recalculated | Evaluated | None, str]:
    """The workbook with the values of all its formulas; None and the reason where it is refused.

    `clock` is an ISO date or time, 2000-01-01 where it is empty: TODAY and NOW never read the machine's.
    With the sheets' `names` by part, a workbook of very many formulas, or over the calculator's limits, is
    evaluated the other way.
    """
    now = datetime.fromisoformat(clock) if clock else datetime(2000, 1, 1)
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    if names is not None and sum(parts[part].count(b"<f") for part in names) > _MANY_FORMULAS:
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
        return Recalculated(result["bytes"]), ""
    try:
        return Evaluated(parts, names, now), ""
    except (OSError, ValueError, RuntimeError) as error:
        return None, str(error)


def recalculated_values(
    parts: Mapping[str, bytes], sheets: Sequence[str], clock: str = ""
) -> tuple[Values | None, str]:
    """The outcomes of all formula cells of the sheets' parts; None and the reason where the workbook is refused."""
    found, reason = recalculate(parts, clock)
    if found is None:
        return None, reason
    return {part: found.outcomes(part, parse_xml(parts[part])) for part in sheets}, ""


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name.lstrip("/"), (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def _outcomes(data: bytes, given: etree._Element) -> dict[tuple[int, int], FormulaResult]:
    arrays = _arrays(given) if b'"array"' in data else frozenset[tuple[int, int]]()
    root = parse_xml(data)
    value = f"{namespace_of(root)}v"
    return {
        (row, column): FormulaResult(
            cell.get("t", "n"),
            cell.findtext(value),
            _size(formula.get("ref", "")) if formula.get("t") == "array" else None,
            (row, column) in arrays,
        )
        for row, column, cell, formula in formula_nodes(root)
    }


def _arrays(sheet: etree._Element) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row, column) for row, column, _, formula in formula_nodes(sheet) if formula.get("t") == "array"
    )


def _size(area: str) -> tuple[int, int] | None:
    reference = parse_reference(area)
    if reference is None or reference.rows is None or reference.columns is None:
        return None
    return (
        reference.rows[1].at - reference.rows[0].at + 1,
        reference.columns[1].at - reference.columns[0].at + 1,
    )
