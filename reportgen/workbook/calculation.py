"""Gives every formula cell its value, so that readers who do not calculate see numbers.

The finished workbook goes once through the calculator; values, and nothing else, come back. A cell that the
calculator refuses, or whose value is an error, is left without a value and named in a finding.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import formualizer
from lxml import etree

from reportgen.diagnostics import Issue, Place, Severity
from reportgen.opc import Package, parse_xml
from reportgen.parts.addresses import cell_address
from reportgen.parts.sheets import SheetPart
from reportgen.parts.texts import namespace_of
from reportgen.parts.worksheet import cells, rows

_SAME = 1e-12


@dataclass(frozen=True)
class Calculation:
    """What came of it: how many formula cells there are, and a finding for each that has no value."""

    formulas: int
    issues: tuple[Issue, ...]


@dataclass(frozen=True, slots=True)
class _Outcome:
    kind: str
    text: str | None
    spilled: bool


def calculate(package: Package, sheets: tuple[SheetPart, ...], clock: str = "") -> Calculation:
    """Write values into all formula cells of the package; `clock` (ISO) is what TODAY and NOW show."""
    parts = {name: package[name] for name in package}
    with_formulas = [sheet for sheet in sheets if sheet.is_worksheet and b"<f" in parts[sheet.part]]
    if not with_formulas:
        return Calculation(0, ())
    now = datetime.fromisoformat(clock) if clock else datetime(2000, 1, 1)
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    try:
        result = formualizer.recalculate_xlsx_bytes(_zip(parts), deterministic_timestamp_utc=now)
    except OSError as error:
        return _without_values(package, with_formulas, str(error))
    issues: list[Issue] = []
    formulas = 0
    with zipfile.ZipFile(io.BytesIO(result["bytes"])) as archive:
        for sheet in with_formulas:
            outcomes = _outcomes(parse_xml(archive.read(sheet.part.lstrip("/"))))
            found, refused = _take_over(package, sheet, outcomes)
            formulas += found
            issues += refused
    return Calculation(formulas, tuple(issues))


def _zip(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name.lstrip("/"), (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def _outcomes(sheet: etree._Element) -> dict[tuple[int, int], _Outcome]:
    ns = namespace_of(sheet)
    found: dict[tuple[int, int], _Outcome] = {}
    for row, node in rows(sheet):
        for column, cell in cells(node):
            formula = cell.find(f"{ns}f")
            if formula is not None:
                value = cell.findtext(f"{ns}v")
                found[row, column] = _Outcome(cell.get("t", "n"), value, formula.get("t") == "array")
    return found


def _take_over(
    package: Package, sheet: SheetPart, outcomes: dict[tuple[int, int], _Outcome]
) -> tuple[int, list[Issue]]:
    before = package[sheet.part]
    root = package.xml(sheet.part)
    issues: list[Issue] = []
    count, changed = 0, False
    for row, column, cell, formula in _formula_cells(root):
        count += 1
        outcome = outcomes.get((row, column))
        place = Place(file=package.name, sheet=sheet.name, cell=cell_address(row, column))
        if outcome is None or (outcome.text is None and outcome.kind != "str"):
            issues.append(_refused(place, "the calculator gives no value for this formula", formula))
            changed |= _set(cell, "n", None)
        elif outcome.spilled and formula.get("t") != "array":
            issues.append(
                _refused(
                    place,
                    "this formula gives more than one value",
                    formula,
                    "name one cell instead of a range, or sum the range up",
                )
            )
            changed |= _set(cell, "n", None)
        elif outcome.kind == "e":
            if cell.get("t") == "e" and _value(cell) == outcome.text:
                continue
            issues.append(_error(place, formula, outcome.text or ""))
            changed |= _set(cell, "n", None)
        elif not _same(cell, outcome):
            changed |= _set(cell, outcome.kind, outcome.text or "")
    if not changed:
        package[sheet.part] = before
    return count, issues


def _formula_cells(root: etree._Element) -> Iterator[tuple[int, int, etree._Element, etree._Element]]:
    ns = namespace_of(root)
    for row, node in rows(root):
        for column, cell in cells(node):
            formula = cell.find(f"{ns}f")
            if formula is not None:
                yield row, column, cell, formula


def _value(cell: etree._Element) -> str | None:
    return cell.findtext(f"{namespace_of(cell)}v")


def _same(cell: etree._Element, outcome: _Outcome) -> bool:
    """Whether the cell shows the value already, to twelve digits: then its own spelling stays."""
    text = _value(cell)
    if cell.get("t", "n") != outcome.kind or text is None:
        return False
    if outcome.kind != "n":
        return text == (outcome.text or "")
    try:
        old, new = float(text), float(outcome.text or "")
    except ValueError:
        return False
    return abs(old - new) <= _SAME * max(abs(old), abs(new))


def _set(cell: etree._Element, kind: str, text: str | None) -> bool:
    ns = namespace_of(cell)
    value = cell.find(f"{ns}v")
    before = (cell.get("t", "n"), value.text if value is not None else None)
    if kind == "n":
        cell.attrib.pop("t", "")
    else:
        cell.set("t", kind)
    if text is None:
        if value is not None:
            cell.remove(value)
    else:
        if value is None:
            value = etree.Element(f"{ns}v")
            formula = cell.find(f"{ns}f")
            assert formula is not None
            formula.addnext(value)
        value.text = text
    return before != (kind, text)


def _without_values(package: Package, sheets: list[SheetPart], reason: str) -> Calculation:
    issues: list[Issue] = []
    count = 0
    for sheet in sheets:
        for row, column, cell, formula in _formula_cells(package.xml(sheet.part)):
            count += 1
            _set(cell, "n", None)
            place = Place(file=package.name, sheet=sheet.name, cell=cell_address(row, column))
            issues.append(_refused(place, "the calculator refuses this workbook", formula, reason))
    return Calculation(count, tuple(issues))


def _refused(place: Place, message: str, formula: etree._Element, hint: str = "") -> Issue:
    return Issue(
        "uncached-formula", message, place, Severity.WARNING, found=f"={formula.text or ''}", hint=hint
    )


def _error(place: Place, formula: etree._Element, value: str) -> Issue:
    return Issue(
        "formula-error",
        f"this formula gives {value}",
        place,
        Severity.WARNING,
        expected="a value",
        found=f"={formula.text or ''}",
    )
