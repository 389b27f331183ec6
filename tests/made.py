"""Workbooks and decks that a test makes in memory."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter


class Book(xlsxwriter.Workbook):
    """A workbook of XlsxWriter without a file."""

    def __init__(self, **options: object) -> None:
        self._file = io.BytesIO()
        super().__init__(self._file, {"in_memory": True, **options})

    def saved(self) -> bytes:
        """Close it; the bytes of its file."""
        self.close()
        return self._file.getvalue()


def saved(file: Any) -> bytes:
    """The bytes of a workbook of openpyxl, or of a deck of python-pptx."""
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()
