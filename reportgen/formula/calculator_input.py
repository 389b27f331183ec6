"""A workbook for the calculator: cells, formulas and names, and nothing else that a file holds.

No part of a file can cost more than the cells that need it: tables, properties, kinds of files and spellings of
sheets stay outside. Formulas go in as they stand, or with Excel's own rules in the places of operators.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import count, groupby
from operator import itemgetter

from lxml import etree
from msgspec import Struct, field

from reportgen.formula.area_lists import spelled_out
from reportgen.formula.argument_lists import one_by_one
from reportgen.formula.cell_xml import attribute_xml
from reportgen.formula.each_value import ValueCells, by_each_value, filled_cells
from reportgen.formula.indexed_ranges import with_offsets
from reportgen.formula.judge import FOR_ARRAYS, REFUSES, Judge
from reportgen.formula.named_formulas import DefinedName, named_formulas, written_out
from reportgen.formula.parts import CELL, RANGE
from reportgen.formula.shape import FormulaShape, ruled, shape_of, split, split_all
from reportgen.formula.structured import read_tables
from reportgen.formula.text import own_formulas, with_closed_ranges
from reportgen.office.addresses import MAX_ROW, cell_address
from reportgen.office.cell_reader import FormulaSpelling, formula_spellings
from reportgen.office.hidden import hidden_lines_of
from reportgen.office.package import Package
from reportgen.office.references import parse_reference
from reportgen.office.sheet_text import is_plain
from reportgen.office.sheets import SheetPart, sheet_parts, workbook_part
from reportgen.office.worksheet import cells, formula_nodes, rows
from reportgen.office.xml import namespace_of, parse_xml, serialize_xml, string_item_text, text_xml

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DATA = re.compile(rb"<sheetData[ />].*</sheetData>|<sheetData/>", re.DOTALL)
_LONG = re.compile(rb'<c r="([A-Z]+[0-9]+)"[^>]*><v>[^<]{16,}</v>')
# What is looked up in the bytes of a sheet finds a cell by its address, which few programs write behind its type.
_ODD_CELL = re.compile(rb'<c(?! r=")[ />]')
_OF_SHOWN_ROWS = frozenset({"SUBTOTAL", "AGGREGATE"})
_ROW_OF_CELLS = re.compile(r"(?:.*!)?\$?([A-Za-z]+)\$?([0-9]+):\$?([A-Za-z]+)\$?\2")
# LibreOffice spells out what is not so, too.
_ALL_HIDDEN = re.compile(rb"zeroHeight=[\"'](?:1|true)")
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
CellPlace = tuple[int, int]


class CalculatedCell(Struct, gc=False):
    """A formula cell that is calculated; `number` is what rules call it by, `formula` has plain references.

    `counted` are the references whose cells count as numbers, `area` is the range of an array formula.
    """

    sheet: int
    row: int
    column: int
    formula: str
    shape: FormulaShape
    number: int
    counted: tuple[str, ...]
    asked: bool
    area: str | None
    reason: str
    wary: bool = False


class CalculatedSheet(Struct):
    """A sheet for the calculator: its number, its name, its bytes as given and there, its formula cells by place."""

    number: int
    name: str
    given: bytes
    xml: bytes = b""
    cells: dict[CellPlace, int] = field(default_factory=dict)


class TakenFormula(Struct, frozen=True, gc=False):
    """A formula as it stands in a sheet; `area` is the range of an array formula."""

    place: CellPlace
    formula: str
    area: str | None


class _Reading(Struct):
    """A sheet on its way to the calculator.

    `unsure` are the addresses of its formulas and long numbers, `spellings` all formula cells of one that is spelled
    as all programs spell it, `root` the tree of any other.
    """

    sheet: CalculatedSheet
    kept: Collection[CellPlace]
    formulas: Sequence[TakenFormula]
    unsure: Sequence[bytes]
    spellings: Sequence[FormulaSpelling] | None = None
    root: etree._Element | None = None

    def anew(self, texts: Sequence[str]) -> bytes:
        """The sheet with these formulas, and with values in the places of those that are kept."""
        xml = self.sheet.given
        waiting = iter(zip(self.formulas, texts, strict=True))
        pieces: list[bytes] = []
        end = 0
        for one in self.spellings or ():
            if (one.row, one.column) in self.kept:
                text = b"" if one.shown is None else b"<v>%b</v>" % one.shown
                kind = "" if one.kind == "n" else f' t="{one.kind}"'
                new = b"%b>%b</c>" % (kind.encode(), text)
            else:
                taken, spelled = next(waiting)
                if spelled == taken.formula:
                    continue
                several = one.area is not None and ":" in one.area
                node = b"<f" if several else one.node.partition(b">")[0].removesuffix(b"/")
                text = b"%b>%b</f>" % (node, text_xml(spelled).encode()) if spelled else b""
                new = b">%b</c>" % text
            pieces += xml[end : one.start], one.head, new
            end = one.end
        return _data_of(b"".join([*pieces, xml[end:]]))

    def spelled(self, texts: Sequence[str]) -> bytes:
        """The same for a sheet that is spelled otherwise than usual, spelled anew."""
        assert self.root is not None
        formulas = {
            one.place: _formula_xml(one, text) for one, text in zip(self.formulas, texts, strict=True)
        }
        pieces: list[str] = []
        last = (1, 1)
        for number, home in rows(self.root):
            pieces.append(f'<row r="{number}">')
            for column, cell in cells(home):
                place = number, column
                text = formulas.get(place)
                pieces.append(_constant_xml(place, cell) if text is None else text)
                last = max(last[0], number), max(last[1], column)
            pieces.append("</row>")
        return (
            f'<worksheet xmlns="{_MAIN}"><dimension ref="A1:{cell_address(*last)}"/>'
            f"<sheetData>{''.join(pieces)}</sheetData></worksheet>"
        ).encode()


class CalculatorInput:
    """The sheets, names and formula cells of a workbook.

    `given` are sheets as they stand now, by part, where the package holds them otherwise; `kept` are formula
    cells, by part, whose values stand. `has_clock` tells whether the day is known. `filled` are the sheets, places
    and formulas of further cells that array formulas fill.
    """

    def __init__(
        self,
        package: Package,
        given: Mapping[str, bytes],
        kept: Mapping[str, Collection[CellPlace]],
        *,
        has_clock: bool,
    ) -> None:
        self._package, self._kept = package, kept
        self.parts: tuple[SheetPart, ...] = tuple(one for one in sheet_parts(package) if one.is_worksheet)
        book = package.peek(workbook_part(package))
        properties = book.find("{*}workbookPr")
        self.from_1904 = properties is not None and properties.get("date1904", "0") in ("1", "true")
        self.names = tuple(_defined_names(book, self.parts))
        self._tabs = [part.name for part in self.parts]
        self._tables = read_tables(package, self.parts)
        self._named = named_formulas(self.names, self._tabs)
        named = {*self._tables, *(name for _, name in self._named)}
        self._has_odd_names = any(split(name)[0] != name for name in named)  # one may be spelled as a cell is
        self._judge = Judge(self.names, has_clock, self.from_1904)
        self.cells: list[CalculatedCell] = []
        self.filled: list[tuple[str, int, int, str]] = []
        readings = [self._read(number, one, given.get(one.part)) for number, one in enumerate(self.parts)]
        self.sheets = [reading.sheet for reading in readings]
        self._unsure = {
            reading.sheet.name.casefold(): frozenset(map(bytes.decode, reading.unsure))
            for reading in readings
        }
        self._hidden = {
            sheet.name.casefold(): hidden_lines_of((sheet.given,)).rows
            for sheet in self.sheets
            if b"hidden=" in sheet.given
        }
        self._none_is_sure = any(_ALL_HIDDEN.search(sheet.given) for sheet in self.sheets)
        self._each = ValueCells(_unused_name(self._tabs))
        self._alike = _meanings(self.names)
        while readings:
            reading = readings.pop(0)
            texts = self._take(reading)
            reading.sheet.xml = reading.spelled(texts) if reading.spellings is None else reading.anew(texts)
        if self._each.formulas:
            self.sheets.append(self._one_by_one())
        self._unsure.clear()  # as large as all addresses, and asked no more

    def _one_by_one(self) -> CalculatedSheet:
        """The sheet of the values that are calculated one by one."""
        sheet = CalculatedSheet(len(self.sheets), self._each.sheet, b"")
        formulas = [TakenFormula(place, text, None) for place, text in self._each.formulas.items()]
        texts = self._take(_Reading(sheet, (), formulas, ()))
        cells = [(one.place[0], _formula_xml(one, text)) for one, text in zip(formulas, texts, strict=True)]
        lines = [
            f'<row r="{row}">{"".join(text for _, text in held)}</row>'
            for row, held in groupby(cells, key=itemgetter(0))
        ]
        sheet.xml = f'<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'.encode()
        return sheet

    def hands_on(self, cell: CalculatedCell) -> bool:
        """Whether a cell gives one value of an array, and may give a blank one."""
        return cell.sheet >= len(self.parts) and (cell.row, cell.column) in self._each.handing

    def data(self) -> bytes:
        """The workbook as a file."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name, data in self._files():
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data)
        return buffer.getvalue()

    def _read(self, number: int, part: SheetPart, given: bytes | None) -> _Reading:
        xml = self._package[part.part] if given is None else given
        sheet, kept = CalculatedSheet(number, part.name, xml), self._kept.get(part.part, ())
        found = formula_spellings(xml) if _ODD_CELL.search(xml) is None else None
        if found is not None:
            spellings = list(found)
            formulas = [
                TakenFormula((one.row, one.column), one.formula, one.area)
                for one in spellings
                if (one.row, one.column) not in kept
            ]
            unsure = [one.head.split(b'"')[1] for one in spellings] + _LONG.findall(xml)
            return _Reading(sheet, kept, formulas, unsure, spellings)
        root = parse_xml(xml)
        own = own_formulas(root)
        formulas = [
            TakenFormula(
                (row, column),
                "" if node.get("t") == "dataTable" else own(row, column, node),
                node.get("ref", "") if node.get("t") == "array" else None,
            )
            for row, column, _, node in formula_nodes(root)
            if (row, column) not in kept
        ]
        unsure = [
            cell_address(row, column).encode()
            for row, home in rows(root)
            for column, cell in cells(home)
            if cell.get("t", "n") == "n" or cell.find(f"{namespace_of(cell)}f") is not None
        ]
        return _Reading(sheet, kept, formulas, unsure, root=root)

    def _take(self, reading: _Reading) -> list[str]:
        """Take in the formulas of a sheet; gives them as they are for the calculator, empty where they are not."""
        sheet = reading.sheet
        here = self._unsure.get(sheet.name.casefold(), frozenset())
        spelled: list[str] = []
        known = split_all([one.formula for one in reading.formulas])
        judged: dict[tuple[str, bool], tuple[FormulaShape, str, bool] | None] = {}
        for one, (key, references) in zip(reading.formulas, known, strict=True):
            formula, is_array = one.formula, one.area is not None
            of_key = key, is_array
            if of_key not in judged:
                has_more = self._has_more(key, sheet.name)
                judged[of_key] = None if has_more else self._judge.judged(key, is_array=is_array)
            found = judged[of_key]
            if found is None:
                formula = self._plain(formula, sheet.name, one.place)
                [(key, references)] = split_all([formula])
                found = self._judge.judged(key, is_array=is_array)
            shape, reason, asked = found
            others: Mapping[CellPlace, str] | None = {}
            if reason == FOR_ARRAYS or (is_array and not reason):
                formula, others = self._by_each(one, sheet.name, (key, references), formula)
                [(key, references)] = split_all([formula])
                shape, reason, asked = self._judge.judged(key, is_array=is_array)
            if not reason and shape.functions & _OF_SHOWN_ROWS and self._hides(shape, references, sheet):
                reason = f"{REFUSES}it leaves out hidden rows"
            if others is None and not reason:
                reason = f"{REFUSES}it fills several cells"
            number = len(self.cells)
            counted = tuple([references[at] for at in shape.numbers]) if shape.numbers else ()
            self.cells.append(
                CalculatedCell(
                    sheet.number, *one.place, formula, shape, number, counted, asked, one.area, reason
                )
            )
            sheet.cells[one.place] = number
            for place, text in others.items() if others else ():
                self._fill(sheet, place, text)
            pattern = shape.plain
            if shape.direct and not any(self._is_unsure(references[at], here) for at in shape.direct):
                pattern = shape.simple
            laid = references if is_array or not shape.searched else _upright(shape, references)
            spelled.append("" if reason else ruled(pattern, laid, number) or formula)
        return spelled

    def _by_each(
        self, one: TakenFormula, sheet: str, split: tuple[str, Sequence[str]], formula: str
    ) -> tuple[str, Mapping[CellPlace, str] | None]:
        """A formula whose functions get one value each, and those of the other cells that it fills.

        None for these where they are not known.
        """
        area = parse_reference(one.area) if one.area is not None and ":" in one.area else None
        grid = by_each_value(
            split, (sheet, *one.place), self._alike, self._each, is_array=one.area is not None
        )
        if area is None or grid is None:
            return (formula if grid is None else grid[0][0]), ({} if area is None else None)
        filled = filled_cells(self._each, grid, area)
        return (formula, None) if filled is None else (filled.pop(one.place), filled)

    def _fill(self, sheet: CalculatedSheet, place: CellPlace, formula: str) -> None:
        """Take in a cell that the array formula of another one fills."""
        shape = shape_of(split_all([formula])[0][0])
        sheet.cells[place] = len(self.cells)
        self.filled.append((sheet.name, *place, formula))
        self.cells.append(
            CalculatedCell(sheet.number, *place, formula, shape, len(self.cells), (), False, None, "")
        )

    def _has_more(self, key: str, sheet: str) -> bool:
        """Whether formulas with a key may hold anything else than plain references."""
        sample = key.replace(CELL, "A1").replace(RANGE, "A1:A2")
        return (
            self._has_odd_names
            or any(sign in key.upper() for sign in ("[", ":INDEX(", "ISBLANK("))
            or self._plain(sample, sheet, (1, 1)) != sample
        )

    def _plain(self, formula: str, sheet: str, place: CellPlace) -> str:
        """The formula of one cell with plain references."""
        formula = with_closed_ranges(formula)
        if self._tables or self._named:
            formula = written_out(formula, self._named, self._tables, sheet, place)
        return one_by_one(spelled_out(with_offsets(formula)), self._tabs)

    def _hides(self, shape: FormulaShape, references: Sequence[str], home: CalculatedSheet) -> bool:
        """Whether a formula may read hidden rows: it tells those that are filtered out from others."""
        if self._none_is_sure:
            return True
        if not any(self._hidden.values()):
            return False
        for text in (*references, *shape.spans):
            one = parse_reference(text)
            if one is None:
                return True
            rows_hidden = self._hidden.get(
                (one.sheets[0] if one.sheets else home.name).casefold(), frozenset()
            )
            first, last = (end.at for end in one.rows) if one.rows else (1, MAX_ROW)
            if 0 in rows_hidden or any(first <= row <= last for row in rows_hidden):
                return True
        return bool(shape.words)

    def _is_unsure(self, text: str, here: Collection[str]) -> bool:
        """Whether a cell holds a formula or a number of many digits."""
        prefix, _, address = text.rpartition("!")
        if prefix:
            name = prefix[1:-1].replace("''", "'") if prefix.startswith("'") else prefix
            here = self._unsure.get(name.casefold(), ())
        return address.replace("$", "").upper() in here

    def _shared(self) -> bytes | None:
        for part in self._package.related(workbook_part(self._package), "sharedStrings"):
            if part in self._package:
                # The calculator reads no other encodings.
                data = self._package[part]
                return data if is_plain(data) else serialize_xml(self._package.peek(part))
        return None

    def _files(self) -> Iterator[tuple[str, bytes | str]]:
        numbers = range(1, len(self.sheets) + 1)
        shared = self._shared()
        kinds = [(f"xl/worksheets/sheet{number}.xml", "worksheet") for number in numbers]
        if shared is not None:
            kinds.append(("xl/sharedStrings.xml", "sharedStrings"))
        types = "".join(
            f'<Override PartName="/{name}" ContentType="{_TYPE}.{kind}+xml"/>'
            for name, kind in (("xl/workbook.xml", "sheet.main"), *kinds)
        )
        yield (
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.'
            f'openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f"{types}</Types>",
        )
        yield "_rels/.rels", _links([("officeDocument", "xl/workbook.xml")])
        yield "xl/_rels/workbook.xml.rels", _links([(kind, name.removeprefix("xl/")) for name, kind in kinds])
        yield "xl/workbook.xml", self._workbook()
        for number, sheet in enumerate(self.sheets, 1):
            yield f"xl/worksheets/sheet{number}.xml", sheet.xml
        if shared is not None:
            yield "xl/sharedStrings.xml", shared.replace(_STRICT.encode(), _MAIN.encode())

    def _workbook(self) -> str:
        sheets = "".join(
            f'<sheet name="{attribute_xml(sheet.name)}" sheetId="{number}" r:id="r{number}"/>'
            for number, sheet in enumerate(self.sheets, 1)
        )
        names = "".join(
            f'<definedName name="{attribute_xml(one.name)}"'
            f"{'' if one.sheet is None else f' localSheetId={chr(34)}{one.sheet}{chr(34)}'}>"
            f"{text_xml(one.formula)}</definedName>"
            for one in self.names
        )
        dates = '<workbookPr date1904="1"/>' if self.from_1904 else ""
        held = f"<definedNames>{names}</definedNames>" if names else ""
        return f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">{dates}<sheets>{sheets}</sheets>{held}</workbook>'


# Measured: the calculator's time for COUNTIF and its like grows with the square of the columns, not of the rows.
def _upright(shape: FormulaShape, references: Sequence[str]) -> Sequence[str]:
    """The references, with the rows whose cells are held against criteria set upright."""
    found = list(references)
    for call in shape.searched:
        ends = [_ROW_OF_CELLS.fullmatch(references[at]) for at in call]
        if None not in ends and len({one and one.groups()[::2] for one in ends}) == 1:
            for at in call:
                found[at] = f"TRANSPOSE({references[at]})"
    return found


def _unused_name(tabs: Collection[str]) -> str:
    """A name for one more sheet."""
    known = {one.casefold() for one in tabs}
    return next(name for number in count() if (name := f"Values{number}_").casefold() not in known)


def _meanings(names: Iterable[DefinedName]) -> dict[str, str]:
    """What the names stand for that mean the same on all sheets."""
    local = {one.name.casefold() for one in names if one.sheet is not None}
    return {one.name.casefold(): one.formula for one in names if one.name.casefold() not in local}


def _links(targets: list[tuple[str, str]]) -> str:
    links = "".join(
        f'<Relationship Id="r{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'


def _formula_xml(one: TakenFormula, text: str) -> str:
    of_array = "" if ":" in (one.area or ":") else f' t="array" ref="{one.area}"'
    return f'<c r="{cell_address(*one.place)}"><f{of_array}>{text_xml(text)}</f></c>' if text else ""


def _constant_xml(place: CellPlace, node: etree._Element) -> str:
    ns = namespace_of(node)
    kind, value = node.get("t", "n"), node.findtext(f"{ns}v")
    head = f'<c r="{cell_address(*place)}"'
    if kind == "inlineStr":
        item = node.find(f"{ns}is")
        text = string_item_text(item) if item is not None else ""
        return f'{head} t="inlineStr"><is><t xml:space="preserve">{text_xml(text)}</t></is></c>'
    return f'{head} t="{kind}"><v>{text_xml(value)}</v></c>' if value else ""


def _data_of(xml: bytes) -> bytes:
    """A sheet with its cells alone."""
    size, found = _DIMENSION.search(xml), _DATA.search(xml)
    data = (size[0] if size is not None else b"") + (found[0] if found is not None else b"<sheetData/>")
    return b'<worksheet xmlns="%b">%b</worksheet>' % (_MAIN.encode(), data)


def _defined_names(book: etree._Element, parts: Iterable[SheetPart]) -> Iterator[DefinedName]:
    """The defined names that may stand in formulas."""
    numbers = {part.index: number for number, part in enumerate(parts)}
    for node in book.iterfind("{*}definedNames/{*}definedName"):
        name, local = node.get("name", ""), node.get("localSheetId")
        if name.startswith("_xlnm.") or not node.text:
            continue
        if local is None:
            yield DefinedName(name, None, node.text)
        elif local.isdecimal() and int(local) in numbers:
            yield DefinedName(name, numbers[int(local)], node.text)
