"""Templates, fillings and findings of `fill` in a few words."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any

import openpyxl
from made import Book

from reportgen.core.findings import FindingsError, Issue
from reportgen.filling.data_files import read_data as read_sources
from reportgen.filling.fill import as_record, fill_template
from reportgen.filling.filled import Filled, FillOptions
from reportgen.filling.values import Value
from reportgen.tables.source import DataSource

Cells = Mapping[str, str]


def read_data(files: Iterable[tuple[str, bytes]], *told: Any, **more: Any) -> dict[str, Value]:
    """The data of files that are nowhere but here: names and contents."""
    return read_sources([DataSource(name, held=content) for name, content in files], *told, **more)


def template(cells: Cells, formats: Cells | None = None, sheet: str = "Sheet1") -> bytes:
    """One sheet: `=...` is a formula, everything else a text; `formats` are number formats by cell."""
    return book({sheet: cells}, formats or {})


def book(sheets: Mapping[str, Cells], formats: Cells | None = None, **options: object) -> bytes:
    file = Book(**options)
    for name, cells in sheets.items():
        sheet = file.add_worksheet(name)
        for address, text in cells.items():
            code = (formats or {}).get(address)
            form = file.add_format({"num_format": code}) if code else None
            if text.startswith("="):
                sheet.write_formula(address, text, form)
            else:
                sheet.write_string(address, text, form)
    return file.saved()


def filled(content: bytes, data: object = None, *sets: str) -> Filled:
    return fill_template(content, "t.xlsx", None if data is None else as_record(data), FillOptions(sets))


def values(content: bytes, sheet: str = "") -> dict[str, object]:
    """The values of a finished sheet as openpyxl reads them."""
    file = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
    home = file[sheet] if sheet else file.worksheets[0]
    return {cell.coordinate: cell.value for row in home.iter_rows() for cell in row if cell.value is not None}


def findings(content: bytes, data: object = None, *sets: str) -> list[Issue]:
    """The errors of a filling that is refused."""
    try:
        filled(content, data, *sets)
    except FindingsError as error:
        return list(error.issues)
    raise AssertionError("nothing was refused")


def told(issues: list[Issue]) -> list[str]:
    """Findings as `id at cell: hint`."""
    return [
        f"{one.id} at {one.place.cell or one.place.shape or one.place.line or one.place.sheet}: {one.hint}"
        for one in issues
    ]


def without_values(content: bytes) -> bytes:
    """A finished workbook whose formulas have no values, so that whoever reads it has to calculate."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name.startswith("xl/worksheets/sheet"):
                text = re.sub(rb"(<f[^>]*?(?:/>|>[^<]*</f>))<v>[^<]*</v>", rb"\1", text)
            new.writestr(name, text)
    return out.getvalue()
