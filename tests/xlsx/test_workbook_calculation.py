"""Every formula cell shows its value, or is named; nothing else ever stands in a cache."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import ironcalc
import pytest
from language import rows_of
from workbook_language import attributes, part, plan, render, shown, template

from reportgen.formula.dependents import Area, FormulaCell, Names, dependents
from reportgen.office.cell_reader import read_cell
from reportgen.office.package import Package, open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import cells, rows
from reportgen.plan.plan import Formula, WorkbookPlan
from reportgen.xlsx.render import RenderedWorkbook, render_workbook

FIGURES = {
    "A1": "key",
    "B1": "1Q17",
    "C1": "2Q17",
    "D1": "3Q17",
    "A2": "revenue",
    "B2": 39,
    "C2": 41,
    "D2": 43,
}


def refusals(rendered: RenderedWorkbook) -> dict[str, str]:
    return {issue.place.cell: issue.message for issue in rendered.uncached}


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ('IFERROR(INDEX(A1:D2,MATCH("revenue",A1:A2,0),MATCH("2Q17",A1:D1,0)),"n/d")', "41"),
        ('IFERROR(INDEX(A1:D2,MATCH("cost",A1:A2,0),2),"n/d")', "n/d"),
        ('COUNTIFS(B1:D1,"?Q17",B2:D2,">40")', "2"),
        ('SUMIFS(B2:D2,B1:D1,"2Q17")', "41"),
        ('COUNTIF(S!$A1:$D1,"<>?Q17")&COUNTIFS(B2:D2,41,A1:C1,"2Q17")', "10"),
        ('SUMIF(B1:D1,"2Q17",B2:D2)', "41"),
        ('SUMPRODUCT((B1:D1="2Q17")*B2:D2)', "41"),
        ("SUMPRODUCT(--(B2:D2>40),B2:D2)", "84"),
        ('IF(COUNT(B2,Z2)<2,"n/a",B2/Z2)', "n/a"),
        ('B1&" / "&C1', "1Q17 / 2Q17"),
        ("B2<C2", "True"),
        ("C2/B2-1", "0.05128205128205132"),
    ],
)
def test_the_formulas_of_a_model_are_calculated_over_written_cells(formula: str, value: str) -> None:
    values = {f"S!{cell}": Decimal(v) if isinstance(v, int) else v for cell, v in FIGURES.items()}
    rendered = render(template({"S": {"Z9": "x"}}), {}, values | {"S!F5": f"={formula}"})
    assert shown(rendered).splitlines()[2] == f"F5 ={formula} -> {value}"
    assert rendered.uncached == ()


def test_ironcalc_agrees_with_every_value(tmp_path: Path) -> None:
    values = {f"S!{cell}": Decimal(v) if isinstance(v, int) else v for cell, v in FIGURES.items()}
    rendered = render(
        template(
            {
                "S": {"F2": "=SUM(B2:D2)", "F3": "=F2/3", "F4": "=C2/B2-1", "F5": '=TEXT(F4,"0.0%")&" up"'},
                "T": {
                    "A1": "=S!F2*S!F4",
                    "A2": '=IF(S!B1="1Q17","y",0)',
                    "A3": "=SUMIFS(S!B2:D2,S!B1:D1,S!C1)",
                },
            }
        ),
        {},
        values,
    )
    file = tmp_path / "t.xlsx"
    file.write_bytes(rendered.data)
    witness = ironcalc.load_from_xlsx(str(file), "en", "UTC", "en")
    witness.evaluate()
    package = open_package(rendered.data)
    compared = 0
    for index, sheet in enumerate(sheet_parts(package)):
        for row, node in rows(package.peek(sheet.part)):
            for column, cell in cells(node):
                if read_cell(cell).formula is not None:
                    value = read_cell(cell).content
                    other = witness.get_cell_value(index, row, column)
                    assert (float(value) if isinstance(value, Decimal) else value) == other
                    compared += 1
    assert compared == 7


def test_an_error_is_named_and_not_cached() -> None:
    rendered = render(
        template({"S": {"A1": "=1/0", "A2": "=A1+1", "A3": '=IFERROR(A1,"n/a")'}}), {}, {"S!B1": Decimal(1)}
    )
    assert refusals(rendered) == {"A1": "this formula gives #DIV/0!", "A2": "this formula gives #DIV/0!"}
    assert shown(rendered) == 'A1 =1/0 -> nothing | B1 1\nA2 =A1+1 -> nothing\nA3 =IFERROR(A1,"n/a") -> n/a'
    assert "e" not in attributes(part(rendered, "/xl/worksheets/sheet1.xml"), "c", "t")


def test_a_formula_that_says_na_shows_it_and_a_search_that_fails_is_named() -> None:
    formulas = {
        "A1": "=IF(B1>9,B1,NA())",
        "A2": "=MATCH(9,B1:B1,0)",
        "A3": "=A1+1",
        "A4": '=MATCH("NA()",B1:B1,0)',
    }
    rendered = render(template({"S": formulas}), {}, {"S!B1": Decimal(1)})
    assert refusals(rendered) == dict.fromkeys(("A2", "A3", "A4"), "this formula gives #N/A")
    assert attributes(part(rendered, "/xl/worksheets/sheet1.xml"), "c", "t").count("e") == 1


def test_a_formula_of_one_cell_never_spills() -> None:
    package = template({"S": {"A1": 1, "A2": 2, "C1": "{{x}}", "C5": "=C1+1", "D5": "=SUM(A1:A2)"}})
    rendered = render(package, {}, {"S!C1": "=A1:A2*2"})
    assert refusals(rendered) == {
        "C1": "this formula gives more than one value",
        "C5": "this formula depends on a cell without a value",
    }
    assert shown(rendered) == (
        "A1 1 | C1 =A1:A2*2 -> nothing\nA2 2\nC5 =C1+1 -> nothing | D5 =SUM(A1:A2) -> 3"
    )


@pytest.mark.parametrize("formula", ["_xlfn.LAMBDA(x,x+1)(2)", "B2:C2 C2:D2", "LARGE((B2,C2),1)", "A9", "1+"])
def test_what_the_calculator_refuses_costs_only_what_depends_on_it(formula: str) -> None:
    values = {f"S!{cell}": Decimal(v) if isinstance(v, int) else v for cell, v in FIGURES.items()}
    rendered = render(
        template(
            {"S": {"A9": "{{bad}}", "A10": '=IFERROR(A9,"hidden")', "B9": "=SUM(B2:D2)", "B10": "=B9/3"}}
        ),
        {},
        values | {"S!A9": f"={formula}"},
    )
    found = refusals(rendered)
    assert set(found) == {"A9", "A10"}
    assert found["A9"].startswith("the calculator refuses this formula: ")
    assert found["A10"] == "this formula depends on a cell without a value"
    assert shown(rendered).splitlines()[2:] == [
        f"A9 ={formula} -> nothing | B9 =SUM(B2:D2) -> 123",
        'A10 =IFERROR(A9,"hidden") -> nothing | B10 =B9/3 -> 41',
    ]


def refused_with_values() -> Package:
    """A template saved by another program: values stand in cells whose formulas our calculator refuses."""
    package = template({"S": {"A1": 1, "A2": "=LAMBDA(x,x+1)(A1)", "B1": 5, "B2": "=LAMBDA(x,x+1)(B1)"}})
    root = package.xml("/xl/worksheets/sheet1.xml")
    for cell in root.iter():
        if cell.get("r") in ("A2", "B2"):
            cell.attrib.pop("t", "")
            cell[1].text = "2" if cell.get("r") == "A2" else "6"
    return package


def test_a_value_that_nothing_touches_stays_though_the_calculator_refuses_it() -> None:
    rendered = render(refused_with_values(), {}, {"S!B1": Decimal(7)})
    assert set(refusals(rendered)) == {"B2"}
    assert shown(rendered).splitlines()[1] == (
        "A2 =_xlfn.LAMBDA(x,x+1)(A1) -> 2 | B2 =_xlfn.LAMBDA(x,x+1)(B1) -> nothing"
    )


def test_rows_are_counted_as_columns_are_whatever_the_wanted_text_stands_for() -> None:
    row = {"A1": "\xe9", "B1": "ab", "C1": "x", "D1": "=1/0", "A2": 1, "B2": 2, "C2": 3, "D2": 4}
    counts = {"F1": "?", "F2": "ab", "G1": "=COUNTIF(A1:D1,F1)", "G2": "=COUNTIF(A1:D1,F2)"}
    counts |= {
        "H1": '=COUNTIF(A1:D1,"?")',
        "H2": '=COUNTIFS(A1:D1,"<>x",A2:D2,">1")',
        "H3": "=COUNTIF(A1:D1,F9)",
    }
    rendered = render(template({"S": row | counts}), {}, {"S!A4": Decimal(4)})
    found = dict(
        cell.split(" =", 1) for cell in shown(rendered).replace(" | ", "\n").splitlines() if " =" in cell
    )
    assert {at: found[at].rpartition(" -> ")[2] for at in ("G1", "G2", "H1", "H2", "H3")} == {
        "G1": "2",
        "G2": "1",
        "H1": "2",
        "H2": "2",
        "H3": "0",
    }


def test_today_is_the_day_of_the_plan() -> None:
    book = WorkbookPlan((), rows_of(("S!A1", Formula("TODAY()"))), {"created": "2018-05-15"})
    rendered = render_workbook(template({"S": {"Z1": 1}}), book, "t.xlsx")
    assert shown(rendered) == "A1 =TODAY() -> 43235 | Z1 1"


def test_dependents_are_followed_through_names_tables_and_roaming_formulas() -> None:
    cells = [
        FormulaCell("S", 1, 1, "B1*2"),
        FormulaCell("S", 2, 1, "A1+1"),
        FormulaCell("S", 3, 1, "C9"),
        FormulaCell("T", 1, 1, "SUM(S!A:A)"),
        FormulaCell("T", 2, 1, "Rate*2"),
        FormulaCell("T", 3, 1, 'INDIRECT("A1")'),
        FormulaCell("T", 4, 1, "SUM(Sales[Value])"),
        FormulaCell("T", 5, 1, '"B1"&Z1'),
    ]
    names = Names({"rate": ("S!$B$1",)}, (Area("s", 1, 2, 9, 2),))
    found = dependents(cells, [Area("s", 1, 2, 1, 2)], names)
    assert sorted((cell.sheet, cell.row) for cell in found) == [
        ("S", 1),
        ("S", 2),
        ("T", 1),
        ("T", 2),
        ("T", 3),
        ("T", 4),
    ]
    assert dependents(cells, [], names) == frozenset()


def test_a_workbook_without_formulas_needs_no_calculation() -> None:
    rendered = render_workbook(template({"S": {"A1": 1}}), plan({}, {"S!A2": Decimal(2)}), "t.xlsx")
    assert (rendered.formulas, rendered.uncached) == (0, ())
