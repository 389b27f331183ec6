"""What the reference company's workbook is drawn for."""

from __future__ import annotations

from reportgen.new.wanted import NewCompany

IIJ = NewCompany("Internet Initiative Japan Inc.", "JPY", languages=("en", "ja"))
