"""A workbook's findings as notes at their cells, in a copy that a person can open and work through."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reportgen.diagnostics import FindingsError, Issue, Place
from reportgen.gate import gated
from reportgen.opc import Package
from reportgen.parts.addresses import split_address
from reportgen.parts.sheets import sheet_parts
from reportgen.pipeline.lint import Linted
from reportgen.pipeline.writing import write_atomically


def write_annotated(linted: Linted, out: Path) -> int:
    """Write the copy with its notes to `out`; gives how many cells have one. Only a workbook can have notes."""
    if linted.package is None or linted.schema.get("kind") != "workbook":
        message = "only a workbook that can be opened takes notes"
        raise FindingsError([*linted.issues, Issue("no-workbook", message, Place(linted.target))])
    data, count = annotated(linted.package, linted.issues)
    write_atomically(out, data)
    return count


def annotated(package: Package, issues: Sequence[Issue]) -> tuple[bytes, int]:
    """The copy as bytes and how many cells have a note; a finding without a cell stands in A1 of its sheet."""
    from reportgen.workbook.annotation import annotate

    sheets = [sheet.name for sheet in sheet_parts(package) if sheet.is_worksheet]
    notes: dict[tuple[str, str], list[str]] = {}
    for issue in issues:
        sheet = issue.place.sheet if issue.place.sheet in sheets else next(iter(sheets), "")
        if sheet:
            cell = issue.place.cell if issue.place.sheet == sheet and _is_cell(issue.place.cell) else "A1"
            notes.setdefault((sheet, cell.upper()), []).append(_note(issue))
    texts = {place: "\n\n".join(dict.fromkeys(found)) for place, found in notes.items()}
    return gated(annotate(package, texts), (package,)).data, len(texts)


def _is_cell(text: str) -> bool:
    try:
        split_address(text)
    except ValueError:
        return False
    return "$" not in text


def _note(issue: Issue) -> str:
    lines = [f"{issue.severity.value}: {issue.message}"]
    lines += [f"expected: {issue.expected}"] if issue.expected else []
    lines += [f"found: {issue.found}"] if issue.found else []
    lines += [issue.hint] if issue.hint else []
    return "\n".join(lines)
