"""The styles of a template's cells, for cells that copy the look of another."""

from __future__ import annotations

from reportgen.office.addresses import split_sheet_address
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import cells, rows


class TemplateStyles:
    """The styles of a template's cells by address, each sheet read when it is first asked for."""

    def __init__(self, package: Package) -> None:
        self._package = package
        self._parts = {sheet.name: sheet.part for sheet in sheet_parts(package) if sheet.is_worksheet}
        self._sheets: dict[str, dict[tuple[int, int], int]] = {}
        self._known: dict[str, int | None] = {}

    def style_at(self, address: str) -> int | None:
        """The style of the template cell `Model!C6`; None where the template has no such cell."""
        if address not in self._known:
            self._known[address] = self._look_up(address)
        return self._known[address]

    def _look_up(self, address: str) -> int | None:
        try:
            sheet, row, column = split_sheet_address(address)
        except ValueError:
            return None
        if sheet not in self._parts:
            return None
        if sheet not in self._sheets:
            self._sheets[sheet] = {
                (number, at): int(cell.get("s", "0"))
                for number, node in rows(self._package.peek(self._parts[sheet]))
                for at, cell in cells(node)
            }
        return self._sheets[sheet].get((row, column))
