"""Cases of what a reference means: a template in a few words, its data, and what its finished cells show."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field

import openpyxl
import pytest
from made import saved
from openpyxl.workbook.defined_name import DefinedName

Sheets = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True)
class Case:
    """Sheets of a template, data, and what some cells of the finished file show; `refused` are the findings instead."""

    name: str
    sheets: Sheets
    data: object
    right: Mapping[str, object] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()

    def template(self) -> bytes:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, cells in self.sheets.items():
            sheet = book.create_sheet(title)
            for address, value in cells.items():
                sheet[address] = value
        for name, text in self.names.items():
            book.defined_names[name] = DefinedName(name, attr_text=text)
        return saved(book)

    def check(self, content: bytes, right: Mapping[str, object]) -> None:
        book = openpyxl.load_workbook(io.BytesIO(content), data_only=True)
        for place, value in right.items():
            sheet, _, address = place.rpartition("!")
            found = book[sheet or book.sheetnames[0]][address].value
            assert found == (pytest.approx(value) if isinstance(value, float) else value), (
                f"{self.name}: {place}"
            )


ITEMS = {"items": [{"n": f"n{at}", "q": at, "c": 10 * at} for at in (1, 2, 3)]}
BOTH = ITEMS | {"others": [{"n": "n2"}, {"n": "n3"}]}
ROWS = {"A4": "{{#items}}{{n}}", "B4": "{{q}}", "C4": "{{c}}{{/items}}"}
TWO = {"A4": "{{#items}}{{n}}", "B4": "{{q}}", "A5": "fee", "B5": 100, "C5": "{{/items}}"}
REGIONS = {
    "regions": [
        {"n": "North", "shops": [{"s": 3}, {"s": 4}]},
        {"n": "South", "shops": []},
        {"n": "East", "shops": [{"s": 5}]},
    ]
}
SHOPS = {
    "A1": "{{#regions}}{{n}}",
    "B1": "=SUM(B2)",
    "A2": "{{#shops}}x",
    "B2": "{{s}}{{/shops}}",
    "C2": "{{/regions}}",
    "B3": "=SUM(B2)",
    "C3": "=SUM(B1)",
    "D3": "=COUNT(B2)",
    "E3": "=MAX(B2)",
}
MEMBERS = {
    "members": [{"n": "Ann", "h": 5, "r": 10}, {"n": "Bob", "h": 7, "r": 20}, {"n": "Cy", "h": 8, "r": 30}]
}
MEMBER = {"A1": "{{#members sheet}}{{n}}", "B2": "{{h}}", "B3": "{{r}}"}
MANY = {"items": [{"q": at} for at in range(1000)]}
ALIKE = {"A1": "{{#items}}x", "B1": "{{q}}", "A2": "tax", "B2": 5, "C2": "{{/items}}"}
