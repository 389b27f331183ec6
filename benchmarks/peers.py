"""What users would do with the bare libraries, one job a process: `python -m benchmarks.peers JOB [FILE …]`.

cells MODEL.xlsx CELLS.pickle     the finished cells of a workbook, kept for `xlsxwriter` (not measured)
xlsxwriter CELLS.pickle           XlsxWriter writes those cells from a list, formulas with their values
openpyxl-read FILE.xlsx …         openpyxl reads every cell, formulas and values, of each workbook
python-pptx FILE.pptx …           python-pptx opens each deck, touches every text and saves
imports                           pandas, openpyxl and python-pptx imported
"""

from __future__ import annotations

import importlib
import io
import pickle
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

warnings.simplefilter("ignore")


def keep_cells(book: str, kept: str) -> None:
    """Write the cells of a workbook as lists: sheet, then row, column, content, value, style and number format."""
    from openpyxl import load_workbook

    contents, values = load_workbook(book), load_workbook(book, data_only=True)
    sheets = []
    for sheet in contents:
        found = []
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None and not cell.has_style:
                    continue
                value = values[sheet.title][cell.coordinate].value
                found.append(
                    (
                        cell.row - 1,
                        cell.column - 1,
                        _plain(getattr(cell.value, "text", cell.value)),
                        _plain(value),
                        cell.style_id,
                        cell.number_format,
                    )
                )
        sheets.append((sheet.title, found))
    Path(kept).write_bytes(pickle.dumps(sheets))


def _plain(value: object) -> object:
    return value if isinstance(value, int | float | str | None) else str(value)


def xlsxwriter(kept: str) -> None:
    """Write all cells as they stand finished."""
    from xlsxwriter import Workbook

    book = Workbook(io.BytesIO(), {"in_memory": True})
    formats: dict[object, object] = {}
    for title, cells in pickle.loads(Path(kept).read_bytes()):
        sheet = book.add_worksheet(title)
        for row, column, content, value, style, number_format in cells:
            if style not in formats:
                formats[style] = book.add_format({"num_format": number_format})
            look = formats[style]
            if content is None:
                sheet.write_blank(row, column, None, look)
            elif isinstance(content, str) and content.startswith("="):
                sheet.write_formula(row, column, content, look, 0 if value is None else value)
            elif isinstance(content, bool):
                sheet.write_boolean(row, column, content, look)
            elif isinstance(content, str):
                sheet.write_string(row, column, content, look)
            else:
                sheet.write_number(row, column, content, look)
    book.close()


def openpyxl_read(*paths: str) -> None:
    """Read every formula and every value."""
    from openpyxl import load_workbook

    for path in paths:
        for data_only in (False, True):
            for sheet in load_workbook(path, read_only=True, data_only=data_only):
                for _ in sheet.iter_rows(values_only=True):
                    pass


def python_pptx(*paths: str) -> None:
    """Open each deck, set every run of every text to itself, save."""
    from pptx import Presentation

    for path in paths:
        deck = Presentation(path)
        for slide in deck.slides:
            for shape in slide.shapes:
                if shape.has_text_frame:
                    for paragraph in shape.text_frame.paragraphs:
                        for run in paragraph.runs:
                            run.text = run.text
        deck.save(io.BytesIO())


def imports() -> None:
    """Import what a script for such reports starts with."""
    for name in ("pandas", "openpyxl", "pptx"):
        importlib.import_module(name)


JOBS: dict[str, Callable[..., None]] = {
    "cells": keep_cells,
    "xlsxwriter": xlsxwriter,
    "openpyxl-read": openpyxl_read,
    "python-pptx": python_pptx,
    "imports": imports,
}

if __name__ == "__main__":
    JOBS[sys.argv[1]](*sys.argv[2:])
