"""The workbook's cell formats: a style with another number format is made once and reused.

style 7 (bold, #,##0)  with  0.0%   ->   style 42 (bold, 0.0%)
"""

from __future__ import annotations

from copy import deepcopy
from itertools import islice

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import ReportgenError
from reportgen.office.package import Package
from reportgen.office.sheets import workbook_part
from reportgen.office.xml import namespace_of, remove

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
_STYLES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
_STYLES_RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles"
_MINIMAL = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="{ns}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>\
<fills count="2"><fill><patternFill patternType="none"/></fill>\
<fill><patternFill patternType="gray125"/></fill></fills>\
<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>\
<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs></styleSheet>"""


class Look(Struct, frozen=True):
    """How a cell, or a stretch of its text, looks beside its style."""

    bold: bool = False
    italic: bool = False
    wrapped: bool = False


PLAIN = Look()


def looking(font: etree._Element, look: Look) -> etree._Element:
    """A font, or the properties of a stretch, made bold or italic."""
    for name, wanted in (("i", look.italic), ("b", look.bold)):
        tag = f"{namespace_of(font)}{name}"
        for old in font.findall(tag) if wanted else ():
            remove(old)
        if wanted:
            font.insert(0, etree.Element(tag))
    return font


class Styles:
    """The cell formats of one workbook; the styles part is touched only when a new format is needed."""

    def __init__(self, package: Package) -> None:
        self._package = package
        parts = [part for part in package.related(workbook_part(package), "styles") if part in package]
        self._part = parts[0] if parts else None
        self._made: dict[tuple[int, str], int] = {}
        self._looks: dict[int, dict[Look, int]] = {}
        self._codes: dict[int, str] = {}
        self._spelled: dict[bytes, int] = {}
        self._seen = 0

    @property
    def count(self) -> int:
        """How many cell formats there are; style indexes count from 0."""
        formats = self._formats()
        return len(formats) if formats is not None else 1

    def with_number_format(self, style: int, code: str) -> int:
        """The index of `style` with the number format `code`, made where there is none yet."""
        key = (style, code)
        if key not in self._made:
            self._made[key] = self._make(style, code)
        return self._made[key]

    def number_format(self, style: int) -> str:
        """The number format code of a style, `General` where it is not listed in the file."""
        if style not in self._codes:
            self._codes[style] = self._code(style)
        return self._codes[style]

    def _code(self, style: int) -> str:
        number = self.number_id(style)
        root = self._package.peek(self._part) if self._part else None
        for node in root.iter(f"{namespace_of(root)}numFmt") if root is not None else ():
            if node.get("numFmtId") == str(number):
                return node.get("formatCode", "General")
        return next((code for code, known in _BUILT_IN.items() if known == number), "General")

    def number_id(self, style: int) -> int:
        """The number of a style's number format; 0 (General) where it is not listed in the file."""
        formats = self._formats()
        if formats is None or not 0 <= style < len(formats):
            return 0
        return int(formats[style].get("numFmtId", "0"))

    def _formats(self) -> etree._Element | None:
        if self._part is None:
            return None
        root = self._package.peek(self._part)
        return root.find(f"{namespace_of(root)}cellXfs")

    def with_look(self, style: int, look: Look) -> int:
        """The index of `style` made bold or italic, or wrapped, made where there is none yet."""
        if look not in self._looks.setdefault(style, {}):
            self._looks[style][look] = self._look(style, look)
        return self._looks[style][look]

    def font(self, style: int) -> etree._Element | None:
        """The font of a style, None where the workbook has none."""
        root = self._package.peek(self._part) if self._part else None
        formats = self._formats()
        if root is None or formats is None or not 0 <= style < len(formats):
            return None
        fonts, number = root.find(f"{namespace_of(root)}fonts"), int(formats[style].get("fontId", "0"))
        return fonts[number] if fonts is not None and number < len(fonts) else None

    def alignment(self, style: int) -> etree._Element | None:
        """How a style aligns and wraps, None where it says nothing of that."""
        formats = self._formats()
        known = formats is not None and 0 <= style < len(formats)
        return formats[style].find("{*}alignment") if formats is not None and known else None

    def _make(self, style: int, code: str) -> int:
        root = self._package.xml(self._part or self._make_part())
        number = str(self._number_of(root, code))
        old = self._format(style)
        if old.get("numFmtId", "0") == number:
            return style
        new = deepcopy(old)
        new.set("numFmtId", number)
        new.set("applyNumberFormat", "1")
        return self._index(new)

    def _look(self, style: int, look: Look) -> int:
        root = self._package.xml(self._part or self._make_part())
        ns, new = namespace_of(root), deepcopy(self._format(style))
        fonts, font = root.find(f"{ns}fonts"), self.font(style)
        if (look.bold or look.italic) and fonts is not None and font is not None:
            fonts.append(looking(deepcopy(font), look))
            fonts.set("count", str(len(fonts)))
            new.set("fontId", str(len(fonts) - 1))
            new.set("applyFont", "1")
        if look.wrapped:
            alignment = new.find(f"{ns}alignment")
            if alignment is None:
                new.insert(0, alignment := etree.Element(f"{ns}alignment"))
            alignment.set("wrapText", "1")
            new.set("applyAlignment", "1")
        return self._index(new)

    def _format(self, style: int) -> etree._Element:
        formats = self._formats()
        if formats is None or not 0 <= style < len(formats):
            raise ReportgenError(f"style {style} is not in the workbook")
        return formats[style]

    def _index(self, new: etree._Element) -> int:
        """The place of a format among those of the workbook, at their end where there is none like it."""
        formats = self._formats()
        assert formats is not None
        new.tail = None
        for index, known in enumerate(islice(formats, self._seen, None), self._seen):
            self._spelled.setdefault(etree.tostring(known, method="c14n", with_tail=False), index)
        self._seen = len(formats)
        found = self._spelled.setdefault(etree.tostring(new, method="c14n"), len(formats))
        if found == len(formats):
            formats.append(new)
            formats.set("count", str(len(formats)))
        return found

    def _make_part(self) -> str:
        """A styles part with the one format that every workbook has, for a workbook that came without."""
        book = workbook_part(self._package)
        ns = namespace_of(self._package.peek(book)).strip("{}")
        self._part = part = f"{book.rpartition('/')[0]}/styles.xml"
        self._package[part] = _MINIMAL.format(ns=ns).encode()
        self._package.set_content_type(part, _STYLES_TYPE)
        links = self._package.relationships(book)
        kind = links[0].type.rpartition("/")[0] + "/styles" if links else _STYLES_RELATIONSHIP
        self._package.relate(book, kind, part)
        return part

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
