"""What conditional formats and validations say of each item, and what tables by name and several sheets mean."""

from __future__ import annotations

import io
import re
import zipfile

import openpyxl
import pytest
from fill_language import filled, values
from made import saved
from openpyxl.formatting.rule import FormulaRule
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

# Rows 1 to 4: North with two shops, 5 to 7: South with one, 8 and 9: East with none; 10: all.
GROUPS = {
    "A1": "{{#regions}}{{n}}",
    "A2": "{{#shops}}x",
    "B2": "{{s}}{{/shops}}",
    "B3": "=SUM(B2)",
    "C3": "{{/regions}}",
    "B4": "=SUM(B2)",
}
REGIONS = {
    "regions": [
        {"n": "North", "shops": [{"s": 3}, {"s": 4}]},
        {"n": "South", "shops": [{"s": 5}]},
        {"n": "East", "shops": []},
    ]
}
LINE = {"A4": "{{#items}}{{n}}", "B4": "{{q}}{{/items}}", "B5": "=SUM(B4)"}
PAIR = {"A4": "{{#items}}{{n}}", "B4": "{{q}}", "B5": "2{{/items}}", "B6": "=SUM(B4)"}
ACROSS = {"B1": "{{#items across}}{{n}}", "B2": "{{q}}{{/items}}", "C2": "=SUM(B2)"}
ITEMS = {"items": [{"n": f"n{at}", "q": at} for at in range(1, 4)]}
MANY = {"items": [{"n": f"n{at}", "q": at} for at in range(1, 41)]}


def sheet_of(cells: dict[str, str]) -> Worksheet:
    sheet = openpyxl.Workbook().active
    assert sheet is not None
    for address, text in cells.items():
        sheet[address] = text
    return sheet


@pytest.mark.parametrize(
    ("cells", "data", "area", "formula", "said"),
    [
        (GROUPS, REGIONS, "B2", "B2>B3/2", {"B2:B3": "B2>B$4/2", "B6": "B6>B7/2"}),
        (GROUPS, REGIONS, "B3", "B3>B4/2", {"B4 B7 B9": "B4>B$10/2"}),
        (GROUPS, REGIONS, "B2", "B2=MAX(B$2:B$2)", {"B2:B3": "B2=MAX(B$2:B$3)", "B6": "B6=MAX(B$6:B$6)"}),
        (GROUPS, REGIONS, "A2:B3", '$A2="x"', {"A2:B4 A6:B7 A9:B9": '$A2="x"'}),
        (GROUPS, REGIONS, "A1:B4", "$B1>5", {"A1:B10": "$B1>5"}),
        (LINE, ITEMS, "B4", "B4>B5/4", {"B4:B6": "B4>B$7/4"}),
        (LINE, ITEMS, "B4", "B4>B3", {"B4:B6": "B4>B3"}),
        (LINE, MANY, "B4", "B4>B5/4", {"B4:B43": "B4>B$44/4"}),
        (LINE, MANY, "A4:B4", "$B4>SUM(B$4:B4)/2", {"A4:B43": "$B4>SUM(B$4:B4)/2"}),
        (PAIR, ITEMS, "B4", "B4>B5", {"B4 B6 B8": "B4>B5"}),
        (PAIR, ITEMS, "B4", "B4>B6/4", {"B4 B6 B8": "B4>B$10/4"}),
        (ACROSS, ITEMS, "B2", "B2>C2/4", {"B2:D2": "B2>$E2/4"}),
    ],
)
@pytest.mark.parametrize("kind", ["format", "validation"])
def test_a_rule_means_of_each_cell_what_a_formula_there_would(
    cells: dict[str, str], data: object, area: str, formula: str, said: dict[str, str], kind: str
) -> None:
    sheet = sheet_of(cells)
    if kind == "format":
        sheet.conditional_formatting.add(area, FormulaRule([formula]))
    else:
        sheet.add_data_validation(DataValidation("custom", formula1=formula, sqref=area))
    done = openpyxl.load_workbook(io.BytesIO(filled(saved(sheet.parent), data))).active
    if kind == "format":
        found = {str(one.sqref): rule.formula[0] for one in done.conditional_formatting for rule in one.rules}
    else:
        found = {str(one.sqref): one.formula1 for one in done.data_validations.dataValidation}
    assert found == said


def test_a_list_of_choices_is_that_of_its_own_group_and_goes_with_it() -> None:
    sheet = sheet_of(GROUPS)
    sheet.add_data_validation(DataValidation("list", formula1="$A$2", sqref="D1"))
    done = openpyxl.load_workbook(io.BytesIO(filled(saved(sheet.parent), REGIONS))).active
    found = {str(one.sqref): one.formula1 for one in done.data_validations.dataValidation}
    assert found == {"D1": "$A$2:$A$3", "D5": "$A$6"}


def test_of_an_area_that_an_empty_list_leaves_one_cell_of_nothing_is_merged() -> None:
    sheet = sheet_of({"A1": "{{#regions}}{{n}}", "B1": "{{#shops}}{{s}}{{/shops}}", "B2": "x{{/regions}}"})
    sheet.merge_cells("A1:A2")
    done = openpyxl.load_workbook(io.BytesIO(filled(saved(sheet.parent), REGIONS))).active
    assert sorted(map(str, done.merged_cells.ranges)) == ["A1:A3", "A4:A5"]


def table(head: str, *formulas: str) -> bytes:
    sheet = sheet_of(
        {
            "A3": "Item",
            "B3": head,
            "C3": "Price",
            "A4": "{{#items}}{{n}}",
            "B4": "{{q}}",
            "C4": "{{q}}{{/items}}",
        }
    )
    sheet.add_table(Table(displayName="Sales", ref="A3:C4"))
    other = sheet.parent.create_sheet("O")
    for at, formula in enumerate(formulas, 1):
        other[f"A{at}"] = formula
    return saved(sheet.parent)


PART = "xl/worksheets/sheet2.xml"


def _part(content: bytes, name: str = PART) -> bytes:
    return zipfile.ZipFile(io.BytesIO(content)).read(name)


def _with_part(content: bytes, part: bytes, changed: str = PART) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, part if name == changed else old.read(name))
    return out.getvalue()


def test_a_table_by_its_bare_name_is_its_data() -> None:
    found = values(
        filled(
            table(
                "Qty",
                "=SUM(Sales)",
                '=VLOOKUP("n2",sales,3,FALSE)',
                '="Sales"&ROWS(Sales)',
                "=INDEX(Sales,3,2)",
            ),
            ITEMS,
        ),
        "O",
    )
    assert list(found.values()) == [12, 2, "Sales3", 3]


def test_what_reads_a_table_by_its_bare_name_follows_its_cells() -> None:
    stale = re.sub(rb"<v></v>|<v ?/>", b"<v>99</v>", _part(table("Qty", "=SUM(Sales)")))
    assert b"<v>99</v>" in stale
    done = filled(_with_part(table("Qty", "=SUM(Sales)"), stale), None, "Sheet!B4=5")
    assert values(done, "O") == {"A1": 5}


def test_formulas_name_columns_whose_heads_hold_tags() -> None:
    done = filled(table("{{head}}", "=SUM(Sales[{{head}}])"), {**ITEMS, "head": "Qty"})
    assert values(done, "O") == {"A1": 6}
    assert openpyxl.load_workbook(io.BytesIO(done))["O"]["A1"].value == "=SUM(Sales[Qty])"


def test_what_reads_through_sheets_follows_each_of_them() -> None:
    sheet = sheet_of({"B1": "1"})
    sheet.title = "A"
    for name in ("B", "C"):
        sheet.parent.create_sheet(name)["B1"] = 2
    other = sheet.parent.create_sheet("O")
    for at, formula in enumerate(
        ("=SUM(A:C!B1)", "=COUNT(A:C!B1:B2)", "=SUM((A!B1,C!B1),1)", "=MAX(0,A:B!B1)"), 1
    ):
        other[f"A{at}"] = formula
    content = saved(sheet.parent)
    part = f"xl/worksheets/sheet{len(sheet.parent.sheetnames)}.xml"
    stale = _with_part(content, re.sub(rb"<v></v>|<v ?/>", b"<v>9</v>", _part(content, part)), part)
    done = filled(stale, None, "A!B1=1", "B!B1=10")
    assert values(done, "O") == {"A1": 13, "A2": 3, "A3": 4, "A4": 10}
