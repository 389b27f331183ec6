"""The engine's moves held against LibreOffice's own insertion of rows and columns.

Filling a block of n rows with k items is, for everything outside it, the insertion of n * (k - 1) rows behind
it. References that end inside a block are left out: there the engine stretches on purpose and a bare
insertion does not.
"""

from __future__ import annotations

import io
import random
from decimal import Decimal
from pathlib import Path

import openpyxl
from libreoffice_witness import Insertion, insert, needs_libreoffice, recalculate
from made import Book
from workbook_language import formulas, render, shown

from reportgen.formula.text import formula_references
from reportgen.office.addresses import cell_address, column_letters
from reportgen.office.package import Package, open_package
from reportgen.xlsx.render import RenderedWorkbook

ROWS = {"Model": [(6, 6, 4), (12, 13, 3)], "Data": [(3, 3, 9)]}
COLUMNS = {"Model": [(4, 4, 3), (7, 8, 2)], "Data": []}
SHEETS = ("Model", "Data", "Other sheet")
FORMULAS = 400


def _begin(draw: random.Random, sheet: str, axis: dict[str, list[tuple[int, int, int]]], limit: int) -> int:
    """Not behind the beginning of a block: such a part of it is meant item by item, which no insertion does."""
    while True:
        at = draw.randint(1, limit)
        if not any(first < at <= last for first, last, _ in axis.get(sheet, [])):
            return at


def _end(
    draw: random.Random, sheet: str, axis: dict[str, list[tuple[int, int, int]]], low: int, limit: int
) -> int:
    while True:
        at = draw.randint(low, limit)
        if not any(first <= at <= last for first, last, _ in axis.get(sheet, [])):
            return at


def _reference(draw: random.Random) -> str:
    sheet = draw.choice(SHEETS)
    prefix = "'Other sheet'!" if sheet == "Other sheet" else f"{sheet}!"
    low_row, low_column = _begin(draw, sheet, ROWS, 20), _begin(draw, sheet, COLUMNS, 12)
    high_row = _end(draw, sheet, ROWS, low_row, 24)
    high_column = _end(draw, sheet, COLUMNS, low_column, 14)
    dollar = [draw.choice(("", "$")) for _ in range(4)]
    kind = draw.randrange(4)
    if kind == 0:
        return f"{prefix}{dollar[0]}{column_letters(high_column)}{dollar[1]}{high_row}"
    if kind == 1 and low_column != high_column:
        return f"{prefix}{dollar[0]}{column_letters(low_column)}:{dollar[1]}{column_letters(high_column)}"
    if kind == 2 and low_row != high_row:
        return f"{prefix}{dollar[0]}{low_row}:{dollar[1]}{high_row}"
    first = f"{dollar[0]}{column_letters(low_column)}{dollar[1]}{low_row}"
    return f"{prefix}{first}:{dollar[2]}{column_letters(high_column)}{dollar[3]}{high_row}"


def drawn(seed: int) -> Package:
    draw = random.Random(seed)
    book = Book()
    sheets = {name: book.add_worksheet(name) for name in SHEETS}
    for name, sheet in sheets.items():
        for direction, blocks, at in (
            ("", ROWS.get(name, []), "A{}"),
            (" across", COLUMNS.get(name, []), "{}1"),
        ):
            for number, (first, last, _) in enumerate(blocks):
                mark = f"{direction.strip() or 'down'}{number}"
                ends = [at.format(end if not direction else column_letters(end)) for end in (first, last)]
                if ends[0] == ends[1]:
                    sheet.write_string(ends[0], f"{{{{#{mark}{direction}}}}}x{{{{/{mark}}}}}")
                else:
                    sheet.write_string(ends[0], f"{{{{#{mark}{direction}}}}}x")
                    sheet.write_string(ends[1], f"x{{{{/{mark}}}}}")
    for number in range(FORMULAS):
        text = f'=SUM({_reference(draw)},{_reference(draw)})&"Model!A7"'
        sheets["Other sheet"].write_formula(29 + number, 0, text)
    for number in range(20):
        sheets["Model"].write_formula(29 + number, 0, f"=COUNT({_reference(draw)})")
        book.define_name(f"Name{number}", "=" + _absolute(_reference(draw)))
    sheets["Model"].merge_range("I5:J7", "crosses a block")
    sheets["Model"].merge_range("I20:J21", "behind all")
    sheets["Model"].conditional_format("B5:J20", {"type": "cell", "criteria": ">", "value": 3})
    sheets["Model"].data_validation("B16:B20", {"validate": "list", "source": "=Data!$B$1:$B$9"})
    sheets["Model"].print_area("A1:K24")
    sheets["Model"].repeat_rows(0, 3)
    sheets["Data"].write_url("B9", "internal:Model!A16", string="go")
    return open_package(book.saved(), "drawn.xlsx")


def _absolute(reference: str) -> str:
    sheet, _, area = reference.rpartition("!")
    ends = [end.replace("$", "") for end in area.split(":")]
    anchored = []
    for end in ends:
        letters = "".join(c for c in end if c.isalpha())
        digits = "".join(c for c in end if c.isdigit())
        anchored.append((f"${letters}" if letters else "") + (f"${digits}" if digits else ""))
    return f"{sheet}!{':'.join(anchored)}"


def sizes() -> dict[str, int]:
    found = {}
    for axis, word in ((ROWS, "down"), (COLUMNS, "across")):
        for sheet, blocks in axis.items():
            found |= {f"{sheet}!{word}{number}": count for number, (_, _, count) in enumerate(blocks)}
    return found


def insertions() -> list[Insertion]:
    found: list[Insertion] = []
    for axis, word in ((ROWS, "Rows"), (COLUMNS, "Columns")):
        for sheet, blocks in axis.items():
            for first, last, count in reversed(blocks):
                found.append((sheet, word, last, (last - first + 1) * (count - 1)))
    return found


def references(text: str) -> list[str]:
    return [str(reference) for reference in formula_references(text)]


def outside(rendered: RenderedWorkbook | bytes) -> dict[str, list[str]]:
    return {place: references(text) for place, text in formulas(rendered).items()}


def things(data: bytes) -> dict[str, object]:
    """What else moved, read by openpyxl from both files."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    model = book["Model"]
    return {
        "names": {
            name: defined.attr_text.replace("'", "") for name, defined in sorted(book.defined_names.items())
        },
        "merged": sorted(str(area) for area in model.merged_cells.ranges),
        "conditional": sorted(str(one.sqref) for one in model.conditional_formatting),
        "validation": sorted((str(one.sqref), one.formula1) for one in model.data_validations.dataValidation),
        "print area": model.print_area,
        "print titles": model.print_title_rows,
    }


@needs_libreoffice
def test_references_move_as_libreoffice_moves_them(tmp_path: Path) -> None:
    package = drawn(20180515)
    ours = render(package, sizes())
    theirs = insert(_bytes(package), insertions(), tmp_path)
    mine, other = outside(ours), outside(theirs)
    assert len(mine) == FORMULAS + 20
    assert mine == other
    found, expected = things(ours.data), things(theirs)
    # the engine repeats a rule with its block, an insertion only stretches it over the new cells
    assert found == expected


@needs_libreoffice
def test_libreoffice_calculates_the_same_values(tmp_path: Path) -> None:
    cells = {
        "A4": "head",
        "A5": "{{#line}}{{label}}",
        "B5": "{{#period across}}{{value}}",
        "C5": "=SUM(B5)",
        "D5": "{{/line}}",
        "B7": "=SUM(B4:B6){{",
    }
    cells |= {"B7": "=SUM(B4:B6)", "C7": "=SUM(C5)", "C8": "=IFERROR(C7/COUNT(B5),0)", "B9": "{{/period}}"}
    from workbook_language import template

    package = template(
        {"Model": cells, "Sum": {"A1": "=SUM(Model!B5)-Model!C7", "A2": '=TEXT(Model!C8,"0.00")'}}
    )
    lines, periods = 25, 9
    values: dict[str, Decimal | str] = {}
    for line in range(lines):
        values[f"Model!A{5 + line}"] = f"line {line}"
        for period in range(periods):
            values[f"Model!{cell_address(5 + line, 2 + period)}"] = Decimal(line * 7 + period) / 8
    ours = render(package, {"Model!line": lines, "Model!period": periods}, values)
    theirs = recalculate(ours.data, tmp_path)
    assert ours.uncached == ()
    for sheet in ("Model", "Sum"):
        assert shown(ours, sheet) == shown(theirs, sheet)


def _bytes(package: Package) -> bytes:
    from reportgen.office.package import write_package

    return write_package(package)
