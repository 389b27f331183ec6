"""Templates filled by plans: blocks, cells, styles, properties, findings."""

from __future__ import annotations

from decimal import Decimal

import pytest
from language import rows_of
from made import Book
from workbook_language import attributes, formulas, part, plan, render, shown, template, texts

from reportgen.core.findings import FindingsError, ReportgenError, Severity, render_issues
from reportgen.office.package import open_package
from reportgen.plan.plan import BlockSize, Formula, WorkbookPlan
from reportgen.xlsx.render import render_workbook

SHEET1 = "/xl/worksheets/sheet1.xml"

TWO_DIMENSIONS = {
    "Model": {
        "A1": "{{title}}",
        "A4": "Line",
        "C4": "{{#period across}}{{period}}",
        "D4": "Total",
        "A5": "{{#line}}{{label}}",
        "C5": "{{value}}",
        "D5": "=SUM(C5)",
        "C6": "=C5/100",
        "D6": "{{/line}}",
        "A8": "Total",
        "C8": "=SUM(C5:C6)",
        "D8": "=SUM(C5:C6)",
        "C9": "end{{/period}}",
        "D9": '=D8&" of C5"',
    },
    "Other": {"A1": 3, "A2": "=SUM(Model!C5:C6)+Model!D8", "A3": "=Model!$A$1"},
}


def test_a_block_of_two_dimensions_fills_with_its_formulas() -> None:
    rendered = render(
        template(TWO_DIMENSIONS),
        {"Model!period": 2, "Model!line": 2},
        {
            "Model!A1": "Model",
            "Model!C4": "1Q17",
            "Model!D4": "2Q17",
            "Model!A5": "Network",
            "Model!C5": Decimal(10),
            "Model!D5": Decimal(20),
            "Model!A7": "Systems",
            "Model!C7": Decimal(30),
            "Model!D7": Decimal(40),
        },
    )
    assert shown(rendered, "Model") == (
        "A1 Model\n"
        "A4 Line | C4 1Q17 | D4 2Q17 | E4 Total\n"
        "A5 Network | C5 10 | D5 20 | E5 =SUM(C5:D5) -> 30\n"
        "C6 =C5/100 -> 0.1 | D6 =D5/100 -> 0.2\n"
        "A7 Systems | C7 30 | D7 40 | E7 =SUM(C7:D7) -> 70\n"
        "C8 =C7/100 -> 0.3 | D8 =D7/100 -> 0.4\n"
        "A10 Total | C10 =SUM(C5:C8) -> 40.4 | D10 =SUM(D5:D8) -> 60.6 | E10 =SUM(C5:D8) -> 101\n"
        'C11 end | D11 end | E11 =E10&" of C5" -> 101 of C5'
    )
    assert shown(rendered, "Other") == (
        "A1 3\nA2 =SUM(Model!C5:D8)+Model!E10 -> 202\nA3 =Model!$A$1 -> Model"
    )
    assert (rendered.cells, rendered.formulas, rendered.uncached) == (9, 12, ())


def test_a_count_of_nothing_removes_the_rows() -> None:
    package = template(
        {
            "Model": {
                "A4": "head",
                "A5": "{{#line}}{{label}}",
                "A6": "more{{/line}}",
                "A7": "=COUNTA(A4:A6)",
                "B7": "foot",
            }
        }
    )
    assert shown(render(package, {"Model!line": 0})) == "A4 head\nA5 =COUNTA(A4:A4) -> 1 | B5 foot"


def test_a_reference_to_removed_rows_is_reported_and_not_cached() -> None:
    package = template({"Model": {"A5": "{{#line}}{{label}}{{/line}}", "A7": "=A5*2"}})
    rendered = render(package, {"Model!line": 0})
    assert shown(rendered) == "A6 =#REF!*2 -> nothing"
    (issue,) = rendered.uncached
    assert (issue.id, issue.place.cell, issue.found) == ("formula-error", "A6", "=#REF!*2")


def test_a_sum_of_removed_rows_is_zero() -> None:
    package = template(
        {"Model": {"A5": "{{#line}}{{label}}{{/line}}", "A7": "=SUM(A5)", "A8": "=SUM(A5,A7)"}}
    )
    rendered = render(package, {"Model!line": 0})
    assert shown(rendered) == "A6 =SUM(0) -> 0\nA7 =SUM(A6) -> 0"
    assert rendered.uncached == ()


def test_a_sum_over_one_row_of_a_long_block_takes_that_row_of_every_item() -> None:
    package = template(
        {
            "Model": {"A5": "{{#line}}{{v}}", "A6": "7{{/line}}", "A8": "=SUM(A5,1)+COUNT($A$5)"},
            "Other": {"A1": "=AVERAGE(Model!$A$5:$A5)"},
        }
    )
    rendered = render(package, {"Model!line": 3}, {f"Model!A{row}": Decimal(row) for row in (5, 7, 9)})
    assert formulas(rendered) == {
        "Model!A12": "SUM(A5,A7,A9,1)+COUNT($A$5,$A$7,$A$9)",
        "Other!A1": "AVERAGE(Model!$A$5:$A5,Model!$A$7:$A7,Model!$A$9:$A9)",
    }
    assert "=SUM(A5,A7,A9,1)+COUNT($A$5,$A$7,$A$9) -> 25" in shown(rendered)
    assert rendered.warnings == ()


def test_a_workbook_without_a_styles_part_gets_one_with_the_first_number_format() -> None:
    package = template({"Model": {"A1": "{{a}}"}})
    book = "/xl/workbook.xml"
    package.set_relationships(
        book, tuple(link for link in package.relationships(book) if link.kind != "styles")
    )
    del package["/xl/styles.xml"]
    cells = rows_of(("Model!A1", Decimal("0.5"), "0.0%"))
    rendered = render_workbook(package, WorkbookPlan((), cells), "t.xlsx")
    assert attributes(part(rendered, "/xl/styles.xml"), "numFmt", "formatCode") == ["0.0%"]
    assert attributes(part(rendered, SHEET1), "c", "s") == ["1"]


def test_links_to_the_outside_repeat_each_with_a_relationship_of_its_own() -> None:
    book = Book()
    sheet = book.add_worksheet("Model")
    sheet.write_url("A5", "https://example.org/", string="{{#line}}{{a}}")
    sheet.write_string("A6", "{{/line}}")
    rendered = render(
        open_package(book.saved(), "t.xlsx"),
        {"Model!line": 3},
        {f"Model!A{row}": "x" for row in (5, 7, 9)},
    )
    package = open_package(rendered.data)
    rids = [
        value
        for node in package.peek(SHEET1).iter()
        if node.tag.endswith("}hyperlink")
        for key, value in node.attrib.items()
        if key.endswith("}id")
    ]
    assert len(set(rids)) == 3
    links = {link.rid: link for link in package.relationships(SHEET1)}
    assert {(links[rid].target, links[rid].external) for rid in rids} == {("https://example.org/", True)}


def test_blocks_side_by_side_move_each_other() -> None:
    package = template(
        {
            "Model": {
                "B3": "{{#quarter across}}{{q}}{{/quarter}}",
                "D3": "{{#year across}}{{y}}{{/year}}",
                "F3": "=SUM(B3)+SUM(D3)",
                "F4": "=SUM(B3:D3)",
            }
        }
    )
    values = {f"Model!{cell}": Decimal(index) for index, cell in enumerate(("B3", "C3", "D3", "F3", "G3"), 1)}
    rendered = render(package, {"Model!quarter": 3, "Model!year": 2}, values)
    assert shown(rendered) == (
        "B3 1 | C3 2 | D3 3 | F3 4 | G3 5 | I3 =SUM(B3:D3)+SUM(F3:G3) -> 15\nI4 =SUM(B3:G3) -> 15"
    )


def test_a_running_total_grows_with_the_block() -> None:
    package = template(
        {"Model": {"A5": "{{#line}}{{v}}", "B5": "=SUM(A$5:A5)", "C5": "=A5/SUM(A$5:A$5)", "D5": "{{/line}}"}}
    )
    rendered = render(
        package, {"Model!line": 3}, {"Model!A5": Decimal(1), "Model!A6": Decimal(2), "Model!A7": Decimal(5)}
    )
    assert shown(rendered) == (
        "A5 1 | B5 =SUM(A$5:A5) -> 1 | C5 =A5/SUM(A$5:A$7) -> 0.125\n"
        "A6 2 | B6 =SUM(A$5:A6) -> 3 | C6 =A6/SUM(A$5:A$7) -> 0.25\n"
        "A7 5 | B7 =SUM(A$5:A7) -> 8 | C7 =A7/SUM(A$5:A$7) -> 0.625"
    )


def test_the_words_around_a_marker_stay_with_their_format() -> None:
    package = template({"Model": {"A5": "{{#line}}x", "B5": "{{/line}}"}})
    strings = package.xml("/xl/sharedStrings.xml")
    item = strings[0]
    ns = strings.tag.removesuffix("sst")
    item.remove(item[0])
    for text, bold in (("{{#li", False), ("ne}}Net", True), ("work", False)):
        run = item.makeelement(f"{ns}r", {})
        if bold:
            run.append(item.makeelement(f"{ns}rPr", {}))
            run[0].append(item.makeelement(f"{ns}b", {}))
        run.append(item.makeelement(f"{ns}t", {}))
        run[-1].text = text
        item.append(run)
    rendered = render(package, {"Model!line": 2})
    assert shown(rendered) == "A5 Network\nA6 Network"
    assert texts(part(rendered, SHEET1), "t") == ["Net", "work"] * 2
    assert "{{" not in "".join(texts(part(rendered, "/xl/sharedStrings.xml"), "t"))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "{{x}}", "'quoted"])
def test_data_never_becomes_a_formula(text: str) -> None:
    rendered = render_workbook(
        template({"Model": {"A1": "{{a}}"}}), WorkbookPlan((), rows_of(("Model!A1", text))), "t.xlsx"
    )
    assert shown(rendered) == f"A1 {text}"
    assert formulas(rendered) == {}


def test_values_keep_their_type() -> None:
    values = {
        "Model!A1": Decimal("0.10"),
        "Model!B1": True,
        "Model!C1": None,
        "Model!D1": "0.10",
        "Model!A3": "=A1*2",
    }
    rendered = render(template({"Model": {"C1": "gone"}}), {}, values)
    assert shown(rendered) == "A1 0.1 | B1 True | D1 0.10\nA3 =A1*2 -> 0.2"
    assert attributes(part(rendered, SHEET1), "c", "t") == ["b", "inlineStr"]


def styled() -> WorkbookPlan:
    return WorkbookPlan(
        (),
        rows_of(
            ("Model!B2", Decimal("0.5"), "0.0%"),
            ("Model!B3", Decimal("0.5"), "0.0%"),
            ("Model!B4", Decimal(5)),
            ("Model!B5", Decimal(5), "0"),
        ),
    )


def test_a_cell_keeps_the_look_of_the_template() -> None:
    package = template({"Model": {"A1": "x"}})
    root = package.xml(SHEET1)
    styles = package.xml("/xl/styles.xml")
    formats = next(node for node in styles if node.tag.endswith("cellXfs"))
    for number in (1, 2, 3):
        twin = formats.makeelement(formats[0].tag, dict(formats[0].attrib))
        twin.set("fontId", "0")
        twin.set("numFmtId", str(number))
        formats.append(twin)
    data = next(node for node in root if node.tag.endswith("sheetData"))
    row = data[0]
    row.append(row.makeelement(row[0].tag, {"r": "B1", "s": "1"}))
    data.append(row.makeelement(row.tag, {"r": "2", "s": "2", "customFormat": "1", "ht": "30"}))
    columns = root.makeelement(root.tag.replace("worksheet", "cols"), {})
    columns.append(
        root.makeelement(root.tag.replace("worksheet", "col"), {"min": "2", "max": "3", "style": "3"})
    )
    data.addprevious(columns)
    rendered = render_workbook(package, styled(), "t.xlsx")
    found = {
        node.get("r"): node.get("s") for node in part(rendered, SHEET1).iter() if node.tag.endswith("}c")
    }
    assert found == {"A1": None, "B1": "1", "B2": "4", "B3": "4", "B4": "3", "B5": "5"}
    made = next(node for node in part(rendered, "/xl/styles.xml") if node.tag.endswith("cellXfs"))
    assert [node.get("numFmtId") for node in made] == ["0", "1", "2", "3", "164", "1"]
    assert attributes(part(rendered, "/xl/styles.xml"), "numFmt", "formatCode") == ["0.0%"]


def test_the_same_input_gives_the_same_bytes() -> None:
    package = template(TWO_DIMENSIONS)
    one, other = (
        render(package, {"Model!period": 3, "Model!line": 2}, {"Model!A1": "x"} | fill(3, 2))
        for _ in range(2)
    )
    assert one.data == other.data


def fill(periods: int, lines: int) -> dict[str, Decimal]:
    columns = "CDEFGH"[:periods]
    return {f"Model!{column}4": Decimal(1) for column in columns} | {
        f"Model!{column}{5 + 2 * line}": Decimal(2) for column in ("A", *columns) for line in range(lines)
    }


def test_a_plan_of_nothing_gives_every_part_back() -> None:
    package = template(TWO_DIMENSIONS)
    rendered = render_workbook(package, WorkbookPlan((), ()), "t.xlsx")
    again = open_package(rendered.data)
    assert {name: package[name] for name in package} == {name: again[name] for name in again}


def test_the_template_given_stays_as_it_is() -> None:
    package = template(TWO_DIMENSIONS)
    before = {name: package[name] for name in package}
    render(package, {"Model!period": 3, "Model!line": 2}, {"Model!A1": "x"} | fill(3, 2))
    assert {name: package[name] for name in package} == before


def test_the_file_is_described_and_set_to_calculate() -> None:
    book = WorkbookPlan(
        (),
        rows_of(("Model!A1", Decimal(1))),
        {"title": "Model", "creator": "IR", "created": "2018-05-15"},
    )
    rendered = render_workbook(template({"Model": {"A2": "=A1"}}), book, "t.xlsx")
    core = part(rendered, "/docProps/core.xml")
    assert (texts(core, "title"), texts(core, "creator")) == (["Model"], ["IR"])
    assert texts(core, "created") == ["2018-05-15T00:00:00Z"]
    assert attributes(part(rendered, "/xl/workbook.xml"), "calcPr", "fullCalcOnLoad") == ["1"]


def test_what_nothing_fills_is_a_finding_at_its_template_cell() -> None:
    package = template({"Model": {"A1": "{{title}}", "A5": "{{#line}}{{label}}", "B5": "{{value}}{{/line}}"}})
    with pytest.raises(FindingsError) as caught:
        render(
            package, {"Model!line": 3}, {"Model!A1": "x", "Model!A5": "a", "Model!A6": "b", "Model!A7": "c"}
        )
    assert render_issues(caught.value.issues) == (
        'error  unfilled-tag   template.xlsx, sheet "Model", cell B5\n'
        "       nothing fills this tag\n"
        "       found: {{value}}\n"
        "       hint: it stands in B5 of the finished sheet"
    )


def test_a_tag_may_stay_where_the_caller_allows_it() -> None:
    rendered = render_workbook(
        template({"Model": {"A1": "{{title}}"}}),
        plan({}, {"Model!B1": Decimal(1)}),
        "t.xlsx",
        unfilled=Severity.WARNING,
    )
    assert [issue.id for issue in rendered.warnings] == ["unfilled-tag"]
    assert shown(rendered) == "A1 {{title}} | B1 1"


@pytest.mark.parametrize(
    ("book", "findings"),
    [
        (WorkbookPlan((BlockSize("Model", "lines", 2),), ()), ["unknown-block", "missing-size"]),
        (WorkbookPlan((BlockSize("Model", "line", -1),), ()), ["negative-size"]),
        (WorkbookPlan((BlockSize("Model", "line", 1),) * 2, ()), ["duplicate-size"]),
        (
            WorkbookPlan(
                (BlockSize("Model", "line", 1),),
                rows_of(("Modle!A1", "x"), ("Model!A5", "x" * 40_000), ("Model!A6", Formula("1+" * 5_000))),
            ),
            ["unknown-sheet", "text-too-long", "formula-too-long"],
        ),
        (WorkbookPlan((BlockSize("Model", "line", 1_048_576),), ()), ["too-many-rows"]),
    ],
)
def test_all_faults_of_a_plan_come_together(book: WorkbookPlan, findings: list[str]) -> None:
    package = template({"Model": {"A5": "{{#line}}{{label}}{{/line}}", "A7": "foot"}})
    with pytest.raises(FindingsError) as caught:
        render_workbook(package, book, "t.xlsx")
    assert [issue.id for issue in caught.value.issues] == findings


@pytest.mark.parametrize("order", [("A2", "A1"), ("B1", "A1"), ("A1", "A1")])
def test_a_plan_out_of_order_is_our_bug(order: tuple[str, str]) -> None:
    book = WorkbookPlan((), rows_of(*((f"Model!{cell}", Decimal(1)) for cell in order)))
    with pytest.raises(ReportgenError, match="the plan's cells are"):
        render_workbook(template({"Model": {"A1": "x"}}), book, "t.xlsx")


def test_a_formula_that_cannot_be_read_is_named_at_its_cell() -> None:
    package = template(
        {"Model": {"A5": "{{#line}}{{label}}{{/line}}", "A7": "=SUM(A5:B6)"}, "Other": {"A1": "=A2"}}
    )
    for sheet in ("/xl/worksheets/sheet1.xml", "/xl/worksheets/sheet2.xml"):
        for node in package.xml(sheet).iter():
            if node.tag.endswith("}f"):
                node.text = 'SUM("open'
    with pytest.raises(FindingsError) as caught:
        render(package, {"Model!line": 2}, {"Model!A5": "a", "Model!A6": "b"})
    assert [(issue.id, issue.place.sheet, issue.place.cell) for issue in caught.value.issues] == [
        ("unreadable-formula", "Model", "A7"),
        ("unreadable-formula", "Other", "A1"),
    ]


def test_a_reference_to_part_of_a_long_block_that_needs_one_range_is_refused() -> None:
    package = template(
        {
            "Model": {
                "A5": "{{#line}}1",
                "B5": "=A5+A6",
                "A6": "2{{/line}}",
                "A8": "=SUMPRODUCT(A6)",
                "B8": "=SUM(A5:A6)",
            }
        }
    )
    with pytest.raises(FindingsError) as refused:
        render(package, {"Model!line": 2})
    assert [(issue.id, issue.place.cell, issue.found) for issue in refused.value.issues] == [
        ("mixed-range", "A8", "A6")
    ]
    assert formulas(render(package, {"Model!line": 1}))["Model!A8"] == "SUMPRODUCT(A6)"


@pytest.mark.parametrize(
    ("block", "count", "found"),
    [
        (("A4", "A5"), 2, ["table-in-block"]),  # head and first row
        (("A6", "A7"), 2, ["table-in-block"]),  # last row and what is below
        (("A3", "A8"), 2, ["table-in-block"]),  # the whole table
        (("A5", "A6"), 0, ["empty-table"]),
        (("A5", "A6"), 2, []),
        (("A5", "A5"), 0, []),
        (("A3", "A8"), 1, []),
    ],
)
def test_a_table_grows_with_a_block_of_its_rows_and_with_no_other(
    block: tuple[str, str], count: int, found: list[str]
) -> None:
    book = Book()
    sheet = book.add_worksheet("Model")
    sheet.add_table("C4:D6", {"columns": [{"header": "k"}, {"header": "v"}]})
    first, last = block
    if first == last:
        sheet.write_string(first, "{{#line}}x{{/line}}")
    else:
        sheet.write_string(first, "{{#line}}x")
        sheet.write_string(last, "x{{/line}}")
    package = open_package(book.saved(), "t.xlsx")
    if found:
        with pytest.raises(FindingsError) as caught:
            render(package, {"Model!line": count})
        assert [issue.id for issue in caught.value.issues] == found
    else:
        table = part(render(package, {"Model!line": count}), "/xl/tables/table1.xml")
        assert table.get("ref") == {2: "C4:D8", 1: "C4:D6", 0: "C4:D5"}[count]
