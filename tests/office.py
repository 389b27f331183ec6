"""Finished files as independent readers see them: openpyxl, python-pptx and the bare XML.

    book["Model"]["I17"]          Cell(formula="IFERROR(...)", value=36179, colour="1E7B34")
    r1c1("H12-$H13", 14, 8)       R[-2]C-R[-1]C8

Nothing of reportgen is imported here: a file is not read back by the code that wrote it.
"""

from __future__ import annotations

import atexit
import datetime
import io
import json
import os
import re
import shutil
import subprocess
import tempfile
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import openpyxl
from lxml import etree
from openpyxl.formula import Tokenizer
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.datetime import from_excel

from reportgen.core.structs import replace

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATIONS = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
# The filter of LibreOffice that saves a workbook as Excel would.
CALC = "xlsx:Calc MS Excel 2007 XML"
Value = str | float | int | bool | None


@dataclass(frozen=True)
class Cell:
    """A cell: its formula without `=` (empty where there is none), its value, its font colour as RRGGBB, its format."""

    formula: str
    value: object
    colour: str
    number_format: str


Sheet = Mapping[str, Cell]
Book = Mapping[str, Sheet]


def opened(data: bytes, *sheets: str, values: bool = False) -> openpyxl.Workbook:
    """The workbook as openpyxl opens it, with the cells of these sheets alone: all else of a sheet is there.

    Cells with a formula hold it, or their values.
    """
    parts = parts_of(data)
    for name, part in sheet_parts(data).items():
        if name not in sheets:
            parts[part] = re.sub(rb"<sheetData>.*</sheetData>", b"<sheetData/>", parts[part], flags=re.DOTALL)
    with warnings.catch_warnings():
        # openpyxl says that it does not keep sparklines and x14 rules; it only reads here.
        warnings.simplefilter("ignore", UserWarning)
        return openpyxl.load_workbook(io.BytesIO(packed(parts)), data_only=values)


def read_book(data: bytes, *sheets: str) -> Book:
    """All cells that hold something, by sheet and address, from the bare XML; days that are typed as days.

    Where sheets are named, only these are read.
    """
    parts = parts_of(data)
    texts, looks = _texts(parts), _looks(parts["xl/styles.xml"])
    days = [is_date_format(number_format) for _, number_format in looks]
    book: dict[str, dict[str, Cell]] = {}
    for name, part in sheet_parts(data).items():
        cells = book[name] = {}
        for node in etree.fromstring(parts[part]).iter(f"{MAIN}c") if not sheets or name in sheets else ():
            formula, value, style = node.find(f"{MAIN}f"), _value_of(node, texts), int(node.get("s", "0"))
            if formula is not None:
                assert formula.get("t") is None, "a formula that is told by another cell"
            elif value is None:
                continue
            elif days[style] and isinstance(value, int | float):
                value = from_excel(value)
            text = "" if formula is None else formula.text or ""
            cells[node.get("r", "")] = Cell(text, value, *looks[style])
    return book


def _looks(styles: bytes) -> list[tuple[str, str]]:
    """The font's colour and the number format of each style."""
    root = etree.fromstring(styles)
    colours = [font.find(f"{MAIN}color") for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    formats = BUILTIN_FORMATS | {
        int(node.get("numFmtId")): str(node.get("formatCode"))
        for node in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")
    }
    return [
        (
            "" if (colour := colours[int(node.get("fontId", "0"))]) is None else colour.get("rgb", "")[-6:],
            formats.get(int(node.get("numFmtId", "0")), "General"),
        )
        for node in root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")
    ]


def _texts(parts: Mapping[str, bytes]) -> list[str]:
    """The shared texts, without the readings of their characters."""
    shared = parts.get("xl/sharedStrings.xml")
    return [
        "".join(
            node.text or "" for node in item.iterfind(f".//{MAIN}t") if node.getparent().tag != f"{MAIN}rPh"
        )
        for item in (etree.fromstring(shared) if shared else ())
    ]


def read_values(data: bytes, formulas_only: bool = False) -> dict[str, dict[str, Value]]:
    """What every cell shows, by sheet and address, from the bare XML: days as numbers, errors as their text."""
    parts = parts_of(data)
    texts = _texts(parts)
    found: dict[str, dict[str, Value]] = {}
    for name, part in sheet_parts(data).items():
        found[name] = {}
        for cell in etree.fromstring(parts[part]).iter(f"{MAIN}c"):
            if formulas_only and cell.find(f"{MAIN}f") is None:
                continue
            value = _value_of(cell, texts)
            if value is not None or cell.find(f"{MAIN}v") is not None:
                found[name][cell.get("r", "")] = value
    return found


def _value_of(cell: etree._Element, texts: Sequence[str]) -> Value:
    """What a cell shows, None where that is nothing."""
    kind, text = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
    if kind == "inlineStr":
        return "".join(node.text or "" for node in cell.iter(f"{MAIN}t"))
    return None if text is None else _value(kind, text, texts)


def with_values(book: Book, values: Mapping[str, Mapping[str, Value]]) -> Book:
    """The same cells with what another program calculated in them."""
    return {
        sheet: {at: replace(cell, value=values[sheet].get(at)) for at, cell in cells.items()}
        for sheet, cells in book.items()
    }


def _value(kind: str, text: str, texts: Sequence[str]) -> Value:
    if kind == "s":
        return texts[int(text)]
    if kind == "b":
        return text == "1"
    if kind in ("str", "e"):
        return text or None
    return int(text) if text.lstrip("-").isdigit() else float(text)


def split(address: str) -> tuple[int, int]:
    """Row and column of an address, both from 1."""
    match = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", address)
    assert match, address
    return int(match[2]), column_index_from_string(match[1])


def address_of(row: int, column: int) -> str:
    return f"{get_column_letter(column)}{row}"


def operands(formula: str) -> Iterator[tuple[str, str]]:
    """The operands of a formula: kind (NUMBER, TEXT, RANGE, ...) and text."""
    for token in Tokenizer(f"={formula}").items:
        if token.type == "OPERAND":
            yield token.subtype, token.value


def r1c1(formula: str, row: int, column: int) -> str:
    """The formula with its references relative to its own cell, so that copies of one formula are equal."""

    def reference(match: re.Match[str]) -> str:
        fixed_column, letters, fixed_row, number = match.groups()
        to_row, to_column = int(number), column_index_from_string(letters)
        down = f"R{to_row}" if fixed_row else f"R[{to_row - row}]"
        right = f"C{to_column}" if fixed_column else f"C[{to_column - column}]"
        return down + right

    parts = []
    for token in Tokenizer(f"={formula}").items:
        text = token.value
        if token.type == "OPERAND" and token.subtype == "RANGE":
            text = re.sub(r"(\$?)\b([A-Z]{1,3})(\$?)(\d+)\b", reference, text)
        parts.append(text)
    return "".join(parts)


# The bare XML


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of a package by their names in the zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A package of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            # Dated 1980 whatever the clock says: the same parts give the same bytes.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def edited(data: bytes, part: str, change: Callable[[etree._Element], object]) -> bytes:
    """The package with one part changed by hand, as a person at an Office program would."""
    parts = parts_of(data)
    root = etree.fromstring(parts[part])
    change(root)
    parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts)


def sheet_parts(data: bytes) -> dict[str, str]:
    """The part of each worksheet by the sheet's name, in tab order."""
    parts = parts_of(data)
    links = etree.fromstring(parts["xl/_rels/workbook.xml.rels"])
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    return {
        str(node.get("name")): "xl/" + targets[node.get(f"{RELATIONS}id")].removeprefix("/xl/")
        for node in etree.fromstring(parts["xl/workbook.xml"]).iter(f"{MAIN}sheet")
    }


def formula_nodes(data: bytes) -> Iterator[tuple[str, etree._Element]]:
    """Every cell node with a formula, with its sheet's name."""
    parts = parts_of(data)
    for name, part in sheet_parts(data).items():
        for cell in etree.fromstring(parts[part]).iter(f"{MAIN}c"):
            if cell.find(f"{MAIN}f") is not None:
                yield name, cell


def without_cached_values(data: bytes) -> bytes:
    """The workbook with the value of every formula cell taken out: who reads it has to calculate."""
    parts = parts_of(data)
    for part in sheet_parts(data).values():
        root = etree.fromstring(parts[part])
        for cell in root.iter(f"{MAIN}c"):
            value = cell.find(f"{MAIN}v")
            if cell.find(f"{MAIN}f") is not None and value is not None:
                cell.remove(value)
                cell.attrib.pop("t", None)
        parts[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return packed(parts)


@cache
def _profile() -> str:
    """The profile of LibreOffice that all conversions of this process share; the first of them lays it out."""
    folder = Path(tempfile.mkdtemp(prefix="libreoffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return f"-env:UserInstallation={folder.as_uri()}"


def converted(soffice: str, file: Path, to: str, folder: Path) -> Path:
    """`file` saved by LibreOffice in another form."""
    done = subprocess.run(
        [soffice, "--headless", _profile(), "--convert-to", to, "--outdir", str(folder), str(file)],
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    result = folder / f"{file.stem}.{to.partition(':')[0]}"
    assert result.exists(), done.stderr
    return result


def _serial(value: object) -> object:
    """A day as the number that a cell holds for it (1900 date system)."""
    if isinstance(value, datetime.datetime):
        return (value - datetime.datetime(1899, 12, 30)).total_seconds() / 86400
    return value


def same(one: object, other: object, tolerance: float = 1e-9) -> bool:
    """Whether two readers saw the same value: numbers within a relative tolerance, no text as an empty one."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one == other
    one, other = _serial(one), _serial(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        # Differences of floats that should be zero are not: what is far below any figure counts as zero.
        return abs(one - other) <= tolerance * max(abs(one), abs(other), 1 if tolerance else 1e-300)
    return ("" if one is None else one) == ("" if other is None else other)


def sdk_errors(validator: str, file: Path) -> list[object]:
    """What the Open XML SDK finds wrong with a file."""
    # Without profiles of what it compiles as it goes it is a quarter quicker, and a file is all that it reads.
    quick = os.environ | {"DOTNET_TieredPGO": "0"}
    done = subprocess.run(
        [validator, str(file)], capture_output=True, text=True, timeout=120, check=False, env=quick
    )
    found = json.loads(done.stdout)
    assert isinstance(found["errors"], list)
    return found["errors"] or ([] if found["ok"] else [found])
