"""The one door to the calculator: parts in, values of formula cells out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import formualizer

from reportgen.opc import parse_xml
from reportgen.parts.references import parse_reference
from reportgen.parts.texts import namespace_of
from reportgen.parts.worksheet import formula_nodes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one formula came to: the cell's type (`n`, `str`, `b`, `e`), its value as text, None where blank.

    `spill` is the height and width of an array formula's result; `spilled_from` tells whether the cell was
    written as an array formula.
    """

    kind: str
    text: str | None
    spill: tuple[int, int] | None = None
    spilled_from: bool = False


Values = dict[str, dict[tuple[int, int], Outcome]]


def recalculate(
    parts: Mapping[str, bytes], sheets: Sequence[str], clock: str = ""
) -> tuple[Values | None, str]:
    """The outcomes of all formula cells of the sheets' parts; None and the reason where the workbook is refused.

    `clock` is an ISO date or time, 2000-01-01 where it is empty: TODAY and NOW never read the machine's.
    """
    now = datetime.fromisoformat(clock) if clock else datetime(2000, 1, 1)
    now = now.replace(tzinfo=UTC) if now.tzinfo is None else now
    try:
        result = formualizer.recalculate_xlsx_bytes(_zip(parts), deterministic_timestamp_utc=now)
    except (OSError, ValueError) as error:
        return None, str(error).removeprefix("recalculate XLSX failed: ")
    with zipfile.ZipFile(io.BytesIO(result["bytes"])) as archive:
        return {part: _outcomes(archive.read(part.lstrip("/")), parts[part]) for part in sheets}, ""


def _zip(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name.lstrip("/"), (1980, 1, 1, 0, 0, 0)), data)
    return buffer.getvalue()


def _outcomes(data: bytes, given: bytes) -> dict[tuple[int, int], Outcome]:
    arrays = _arrays(given) if b'"array"' in data else frozenset[tuple[int, int]]()
    root = parse_xml(data)
    value = f"{namespace_of(root)}v"
    return {
        (row, column): Outcome(
            cell.get("t", "n"),
            cell.findtext(value),
            _size(formula.get("ref", "")) if formula.get("t") == "array" else None,
            (row, column) in arrays,
        )
        for row, column, cell, formula in formula_nodes(root)
    }


def _arrays(data: bytes) -> frozenset[tuple[int, int]]:
    return frozenset(
        (row, column)
        for row, column, _, formula in formula_nodes(parse_xml(data))
        if formula.get("t") == "array"
    )


def _size(area: str) -> tuple[int, int] | None:
    reference = parse_reference(area)
    if reference is None or reference.rows is None or reference.columns is None:
        return None
    return (
        reference.rows[1].at - reference.rows[0].at + 1,
        reference.columns[1].at - reference.columns[0].at + 1,
    )
