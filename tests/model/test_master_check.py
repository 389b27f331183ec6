"""A workbook tests itself against the tables where two ways lead to a figure that no document prints."""

from __future__ import annotations

from pathlib import Path

from language import FACTS, MODEL, MODEL_TEMPLATE, TEXTS, make
from made import Book
from office import read_book

from reportgen.app.build import build_in_memory

# Nine months of margin: the year less the last quarter gives 30, revenue less cost, printed in billions, gives 20.
PRINTED = (
    ("revenue", "9M23", "0.33", 9, -7),
    ("cost", "9M23", "0.31", 9, -7),
    ("margin", "FY23", "60", 6, -6),
    ("margin", "4Q23", "30", 6, -6),
)


def template(*, quarters: bool) -> bytes:
    """A model of nine months and years, with or without the quarters that nine months follow from."""
    book = Book()
    names = ("Model", "Data", "Parts", "Checks")
    model, data, behind, checks = (book.add_worksheet(name) for name in names)
    model.write_column("A1", ["Key", "Year", *["{{label}}"] * 3])
    model.write_column("B3", ["{{key}}"] * 3)
    blocks = (("C", "quarters"), ("D", "nine_months"), ("E", "years"))
    for column, block in blocks if quarters else blocks[1:]:
        head = f"{{{{#{block} across}}}}{{{{period.key}}}}"
        figures = ["{{=revenue}}", "{{=cost}}", f"{{{{=margin}}}}{{{{/{block}}}}}"]
        model.write_column(f"{column}1", [head, "{{period.year}}", *figures])
    data.write_row("A1", ["{{#figures}}{{figure.key}}", "{{figure.value}}", "{{figure.multiplier}}"])
    data.write_formula("D1", "=B1*C1")
    data.write("E1", "{{figure.line}}{{/figures}}")
    behind.write_row("A1", ["{{#tie_parts}}{{part.tie}}", "{{part.key}}", "{{part.weight}}"])
    behind.write_formula("D1", "=C1*INDEX(data_value,MATCH(B1,data_key,0))")
    behind.write("E1", "{{part.label}}{{/tie_parts}}")
    checks.write_row("A1", ["{{#two_ways}}{{way.metric}}", "{{way.period}}", "{{way.number}}"])
    checks.write_formula("D1", "=SUMIFS(Parts!$D$1:$D$1,Parts!$A$1:$A$1,C1)")
    cell = "INDEX(Model!$A$1:$E$5,MATCH($A1,Model!$B$1:$B$5,0),MATCH($B1,Model!$A$1:$E$1,0))"
    checks.write_formula("E1", f'=IFERROR({cell},"n/d")')
    checks.write_formula("F1", '=IF(ABS(E1-D1)<=1,"OK","TO FIX")')
    checks.write("G1", "{{way.how}}{{/two_ways}}")
    book.define_name("data_key", "=Data!$A$1")
    book.define_name("data_value", "=Data!$D$1")
    return book.saved()


def checked(folder: Path, *, quarters: bool) -> list[object]:
    """The row of sheet Checks about nine months of margin."""
    rows = [
        f"{concept},,,{period},actual,point,JPY,{printed},{scale},{decimals},{printed},Results,1,,table,ok,"
        for concept, period, printed, scale, decimals in PRINTED
    ]
    head = TEXTS[FACTS].splitlines()[0]
    lists = "  quarters: 1Q23..4Q23\n  nine_months: [9M23]\n"
    project = make(
        folder,
        {
            FACTS: "\n".join([head, *rows, ""]),
            f"data/claims/{Path(FACTS).name}": None,
            MODEL: TEXTS[MODEL].replace("  quarters: 1Q23..4Q23\n", lists),
            MODEL_TEMPLATE: template(quarters=quarters),
        },
    )
    (one,) = build_in_memory(project, ["model"]).built
    cells = read_book(one.data, "Checks")["Checks"]
    row = next(at[1:] for at, cell in cells.items() if at.startswith("B") and cell.value == "9M23")
    return [cells[f"{column}{row}"].value for column in "ADEFG"]


def test_a_sheet_that_goes_another_way_than_the_tables_does_not_pass_its_own_check(tmp_path: Path) -> None:
    how = "difference of periods"
    assert checked(tmp_path / "with", quarters=True) == ["margin", 30, 30, "OK", how]
    assert checked(tmp_path / "without", quarters=False) == ["margin", 30, 20, "TO FIX", how]
