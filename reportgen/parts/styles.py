"""The workbook's cell formats: a style with another number format is made once and reused.

style 7 (bold, #,##0)  with  0.0%   ->   style 42 (bold, 0.0%)
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from reportgen.diagnostics import ReportgenError
from reportgen.opc import Package
from reportgen.parts.sheets import workbook_part
from reportgen.parts.texts import namespace_of

# ECMA-376 part 1, 18.8.30: codes that have their number without being listed in the file. Numbers whose
# code depends on the reader's language (14 and others) are left out on purpose.
_BUILT_IN = {
    "General": 0,
    "0": 1,
    "0.00": 2,
    "#,##0": 3,
    "#,##0.00": 4,
    "0%": 9,
    "0.00%": 10,
    "0.00E+00": 11,
    "# ?/?": 12,
    "# ??/??": 13,
    "##0.0E+0": 48,
    "@": 49,
}
_FIRST_OWN = 164


class Styles:
    """The cell formats of one workbook; the styles part is touched only when a new format is needed."""

    def __init__(self, package: Package) -> None:
        self._package = package
        parts = [part for part in package.related(workbook_part(package), "styles") if part in package]
        self._part = parts[0] if parts else None
        self._made: dict[tuple[int, str], int] = {}

    @property
    def count(self) -> int:
        """How many cell formats there are; style indexes count from 0."""
        formats = self._formats(self._package.peek(self._part)) if self._part else None
        return len(formats) if formats is not None else 1

    def with_number_format(self, style: int, code: str) -> int:
        """The index of `style` with the number format `code`, made where there is none yet."""
        key = (style, code)
        if key not in self._made:
            self._made[key] = self._make(style, code)
        return self._made[key]

    def number_format(self, style: int) -> str:
        """The number format code of a style, `General` where it is not listed in the file."""
        if self._part is None:
            return "General"
        root = self._package.peek(self._part)
        formats = self._formats(root)
        if formats is None or not 0 <= style < len(formats):
            return "General"
        number = formats[style].get("numFmtId", "0")
        for node in root.iter(f"{namespace_of(root)}numFmt"):
            if node.get("numFmtId") == number:
                return node.get("formatCode", "General")
        return next((code for code, known in _BUILT_IN.items() if str(known) == number), "General")

    @staticmethod
    def _formats(root: etree._Element) -> etree._Element | None:
        return root.find(f"{namespace_of(root)}cellXfs")

    def _make(self, style: int, code: str) -> int:
        if self._part is None:
            raise ReportgenError("a number format is asked for in a workbook without a styles part")
        root = self._package.xml(self._part)
        formats = self._formats(root)
        if formats is None or not 0 <= style < len(formats):
            raise ReportgenError(f"style {style} is not in the workbook")
        number = str(self._number_of(root, code))
        old = formats[style]
        if old.get("numFmtId", "0") == number:
            return style
        new = deepcopy(old)
        new.tail = None
        new.set("numFmtId", number)
        new.set("applyNumberFormat", "1")
        wanted = etree.tostring(new, method="c14n")
        for index, known in enumerate(formats):
            if etree.tostring(known, method="c14n", with_tail=False) == wanted:
                return index
        formats.append(new)
        formats.set("count", str(len(formats)))
        return len(formats) - 1

    @staticmethod
    def _number_of(root: etree._Element, code: str) -> int:
        if code in _BUILT_IN:
            return _BUILT_IN[code]
        ns = namespace_of(root)
        home = root.find(f"{ns}numFmts")
        if home is None:
            home = etree.Element(f"{ns}numFmts")
            root.insert(0, home)
        numbers = [_FIRST_OWN - 1]
        for node in home:
            number = int(node.get("numFmtId", "0"))
            if node.get("formatCode") == code:
                return number
            numbers.append(number)
        node = etree.SubElement(home, f"{ns}numFmt")
        node.set("numFmtId", str(max(numbers) + 1))
        node.set("formatCode", code)
        home.set("count", str(len(home)))
        return max(numbers) + 1
