"""What a person typed into a model stands in the rebuilt one; what cannot stand is told."""

from __future__ import annotations

import pytest
import xlsxwriter
from carry_language import (
    Model,
    as_own,
    by_hand,
    carried_over,
    contents,
    earlier,
    model,
    rebuilt,
    sheet_names,
)
from language import rows_of
from plan_text import carry_text

from reportgen.carry.carry import carried
from reportgen.carry.carry_plan import CarryPlan
from reportgen.core.structs import replace
from reportgen.office.package import open_package, write_package
from reportgen.plan.plan import BlockSize, Formula
from reportgen.xlsx.manifest import read_record
from reportgen.xlsx.render import Added, Draft

LATER = {"quarters": ("1Q17", "2Q17", "3Q17", "4Q17"), "forecasts": ("1Q18", "2Q18")}
EARLIER_TOO = {"quarters": ("4Q16", "1Q17", "2Q17", "3Q17"), "forecasts": ("4Q17", "1Q18")}


def text_of(plan: CarryPlan) -> list[str]:
    return carry_text(plan).split("\n") if carry_text(plan) else []


def test_a_workbook_that_nobody_touched_carries_nothing() -> None:
    plan, new = rebuilt(model().build(), model())
    assert text_of(plan) == []
    assert new == model().build()


def test_nothing_is_taken_for_a_persons_work_when_the_timeline_and_the_rows_move() -> None:
    rows = ("revenue", "sales_tax", "costs", "profit")
    plan, new = rebuilt(model().build(), model(**LATER, rows=rows))
    assert text_of(plan) == []
    assert new == model(**LATER, rows=rows).build()


def test_inputs_go_to_the_same_row_key_and_period() -> None:
    edited = by_hand(model().build(), {"Drivers!I5": "0.08", "Drivers!I6": "=I5*2", "Drivers!B3": "0.25"})
    plan, new = rebuilt(edited, model(**LATER))
    assert text_of(plan) == [
        "input  Drivers!B3 -> Drivers!B3  Drivers|B3  0.3 -> 0.25",
        "input  Drivers!I5 -> Drivers!H5  Drivers|growth|1Q18  0.05 -> 0.08",
        "input  Drivers!I6 -> Drivers!H6  Drivers|margin|1Q18  0.2 -> =H5*2",
    ]
    found = contents(new, "Drivers")
    assert (found["H5"], found["H6"], found["B3"]) == ("0.08", "=H5*2", "0.25")
    assert (found["I5"], found["I6"]) == ("0.05", "0.2")


def test_cached_values_follow_the_carried_inputs() -> None:
    from office import read_book

    edited = by_hand(model().build(), {"Drivers!I5": "0.08"})
    _, new = rebuilt(edited, model(**LATER))
    assert read_book(new)["Drivers"]["H7"].value == pytest.approx(0.08 * 0.8)
    assert read_book(new)["Drivers"]["I7"].value == pytest.approx(0.05 * 0.8)


def test_an_input_is_found_by_its_name() -> None:
    plan, new = rebuilt(by_hand(model().build(), {"Drivers!B2": "'upside"}), model(**LATER))
    assert text_of(plan) == ["input  Drivers!B2 -> Drivers!B2  scenario  base -> upside"]
    assert contents(new, "Drivers")["B2"] == "'upside"


def test_an_input_that_was_emptied_stays_empty() -> None:
    plan, new = rebuilt(by_hand(model().build(), {"Drivers!I5": ""}), model())
    assert text_of(plan) == ["input  Drivers!I5 -> Drivers!I5  Drivers|growth|1Q18  0.05 -> (empty)"]
    assert "I5" not in contents(new, "Drivers")


def test_a_carried_input_is_carried_again_by_the_next_build() -> None:
    edited = by_hand(model().build(), {"Drivers!I5": "0.08"})
    _, second = rebuilt(edited, model())
    plan, third = rebuilt(second, model(**LATER))
    assert text_of(plan) == ["input  Drivers!I5 -> Drivers!H5  Drivers|growth|1Q18  0.05 -> 0.08"]
    assert contents(third, "Drivers")["H5"] == "0.08"


def test_an_input_that_the_build_changed_as_well_keeps_the_persons_figure_and_is_told() -> None:
    edited = by_hand(model().build(), {"Drivers!H5": "0.08"})
    plan, new = rebuilt(edited, model(growth="0.06"))
    assert text_of(plan) == [
        "input  Drivers!H5 -> Drivers!H5  Drivers|growth|4Q17  0.05 -> 0.08",
        "conflict  changed-twice  Drivers!H5  0.08 | 0.06  "
        "carried over; the build changed it as well, from 0.05 to 0.06",
    ]
    assert contents(new, "Drivers")["H5"] == "0.08"


def test_a_person_and_a_build_that_agree_are_no_conflict() -> None:
    plan, _ = rebuilt(by_hand(model().build(), {"Drivers!H5": "0.06"}), model(growth="0.06"))
    assert text_of(plan) == []


def test_an_input_of_a_quarter_that_is_history_now_is_told() -> None:
    plan, _ = rebuilt(by_hand(model().build(), {"Drivers!H5": "0.09"}), model(**LATER))
    assert text_of(plan) == [
        "conflict  input-gone  Drivers!H5  0.09 | (empty)  "
        "not carried: Drivers|growth|4Q17 is no input of the new workbook"
    ]


def test_a_formula_over_a_cell_that_is_gone_leaves_its_last_value() -> None:
    from office import MAIN, edited, sheet_parts

    typed = by_hand(model().build(), {"Drivers!I5": "=H5*1.1"})

    def remember(root) -> None:  # type: ignore[no-untyped-def]
        for cell in root.iter(f"{MAIN}c"):
            if cell.get("r") == "I5":
                value = cell.makeelement(f"{MAIN}v", {})
                value.text = "0.055"
                cell.append(value)

    typed = edited(typed, sheet_parts(typed)["Drivers"], remember)
    plan, new = rebuilt(typed, model(**LATER))
    assert text_of(plan)[-1] == (
        "conflict  lost-reference  Drivers!I5 -> Drivers!H5  =H5*1.1 | 0.05  "
        "carried over as its last value, 0.055: H5 is no longer in the workbook"
    )
    assert contents(new, "Drivers")["H5"] == "0.055"


def test_a_default_that_is_the_same_formula_at_another_place_is_no_change() -> None:
    """The default of each driver is a formula over the history, which moves and grows."""
    growth = "=AVERAGE(Model!$C$3)/20000"
    old = model(growth=growth)
    edited = by_hand(old.build(), {"Drivers!I5": "0.5"})
    assert contents(old.build(), "Drivers")["I5"] == "=AVERAGE(Model!$C$3:$E$3)/20000"
    plan, new = rebuilt(edited, model(**LATER, growth=growth))
    assert text_of(plan) == [
        "input  Drivers!I5 -> Drivers!H5  Drivers|growth|1Q18  =AVERAGE(Model!$C$3:$E$3)/20000 -> 0.5"
    ]
    assert contents(new, "Drivers")["I5"] == "=AVERAGE(Model!$C$3:$F$3)/20000"


# Outside inputs


def test_what_was_typed_over_the_models_own_cells_is_told_and_not_carried() -> None:
    edited = by_hand(model().build(), {"Model!D5": "12345", "Model!E4": "", "Model!C3": "=D3*2"})
    plan, new = rebuilt(edited, model(**EARLIER_TOO))
    assert text_of(plan) == [
        "conflict  typed-over  Model!C3 -> Model!D3  =D3*2 | 1690  "
        "not carried: this cell is no input; the workbook's own content stands",
        "conflict  typed-over  Model!E4 -> Model!F4  (empty) | 1197  "
        "not carried: this cell is no input; the workbook's own content stands",
        "conflict  typed-over  Model!D5 -> Model!E5  12345 | =E3-E4  "
        "not carried: this cell is no input; the workbook's own content stands",
    ]
    assert contents(new, "Model") == contents(model(**EARLIER_TOO).build(), "Model")


def test_what_was_typed_beside_the_tables_goes_along() -> None:
    edited = by_hand(model().build(), {"Model!B10": "'My check", "Model!D10": "=D3-D4-D5", "Model!H3": "'!"})
    plan, new = rebuilt(edited, model(**EARLIER_TOO))
    assert text_of(plan) == [
        "beside  Model!H3 -> Model!I3  (empty) -> !",
        "beside  Model!B10 -> Model!B10  (empty) -> My check",
        "beside  Model!D10 -> Model!E10  (empty) -> =E3-E4-E5",
    ]
    found = contents(new, "Model")
    assert (found["I3"], found["B10"], found["E10"]) == ("'!", "'My check", "=E3-E4-E5")


def test_a_row_that_the_new_workbook_has_not_is_told() -> None:
    old = model(rows=("revenue", "tax", "costs", "profit"))
    edited = by_hand(old.build(), {"Model!D4": "5"})
    plan, _ = rebuilt(edited, model())
    assert text_of(plan) == [
        "conflict  no-place  Model!D4  5 | (empty)  "
        "not carried: its row or column has no place in the new workbook"
    ]


def test_a_cell_that_stands_as_built_is_not_told_where_a_title_of_its_row_was_typed_over() -> None:
    def titled(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Page")
        for cell, text in {"B1": "Title", "F1": "Base", "B3": "Clients", "F3": "137"}.items():
            page.write_string(cell, text)

    edited = by_hand(model(draw=titled).build(), {"Page!B1": "'My own", "Page!F3": "'138"})
    plan, _ = rebuilt(edited, model(draw=titled))
    assert {line.split("  ")[2].split(" -> ")[0] for line in text_of(plan)} == {"Page!B1", "Page!F3"}


def test_a_name_of_a_persons_own_is_carried_with_its_cell() -> None:
    edited = _named(model().build(), "last_revenue", "Model!$E$3")
    plan, new = rebuilt(edited, model(**EARLIER_TOO))
    assert text_of(plan) == ["name  last_revenue  =Model!$F$3"]
    assert plan.names == (("last_revenue", "Model!$F$3"),)
    assert b'name="last_revenue"' in open_package(new)["/xl/workbook.xml"]


def test_a_group_of_rows_that_somebody_opened_is_open_in_the_new_workbook() -> None:
    def closed(book: xlsxwriter.Workbook) -> None:
        sheet = book.get_worksheet_by_name("Model")
        for row in (3, 4):
            sheet.set_row(row, None, None, {"level": 1, "hidden": True})

    def open_rows(data: bytes) -> list[str]:
        root = open_package(data).peek("/xl/worksheets/sheet1.xml")
        return [str(node.get("r")) for node in root.iter("{*}row") if node.get("hidden") is None]

    package = open_package(model(draw=closed).build(), "old.xlsx")
    for node in package.xml("/xl/worksheets/sheet1.xml").iter("{*}row"):
        if node.get("r") == "4":
            del node.attrib["hidden"]
    plan, new = rebuilt(
        write_package(package), model(rows=("revenue", "tax", "costs", "profit"), draw=closed)
    )
    assert text_of(plan) == []
    # costs stand in row 5 now; tax is new in row 4, and profit in row 6 was never closed
    assert open_rows(new) == ["1", "2", "3", "5", "6", "8"]


def _named(data: bytes, name: str, text: str) -> bytes:
    from lxml import etree
    from office import MAIN, edited

    def add(root: etree._Element) -> None:
        home = root.find(f"{MAIN}definedNames")
        assert home is not None
        etree.SubElement(home, f"{MAIN}definedName", name=name).text = text

    return edited(data, "xl/workbook.xml", add)


# Sheets


def test_a_sheet_of_ours_that_was_renamed_is_told_from_one_of_a_persons_own() -> None:
    from office import MAIN, edited

    def rename(root) -> None:  # type: ignore[no-untyped-def]
        for node in root.iter(f"{MAIN}sheet"):
            if node.get("name") == "Model":
                node.set("name", "My model")

    old = edited(model().build(), "xl/workbook.xml", rename)
    plan, new = rebuilt(old, model(**LATER))
    assert [one.id for one in plan.conflicts] == ["sheet-renamed"]
    assert sheet_names(new) == ["Model", "Drivers"]
    assert not plan.sheets


def test_a_sheet_that_was_deleted_is_built_anew_and_told() -> None:
    from office import MAIN, edited

    def delete(root) -> None:  # type: ignore[no-untyped-def]
        for node in list(root.iter(f"{MAIN}sheet")):
            if node.get("name") == "Model":
                node.getparent().remove(node)

    plan, new = rebuilt(edited(model().build(), "xl/workbook.xml", delete), model())
    assert [(one.id, one.sheet) for one in plan.conflicts] == [("sheet-deleted", "Model")]
    assert sheet_names(new) == ["Model", "Drivers"]


def test_a_persons_sheet_whose_name_the_template_now_has_gets_another() -> None:
    def draw(book) -> None:  # type: ignore[no-untyped-def]
        book.add_worksheet("Extra").write_string("A1", "mine")

    edited = as_own(model(draw=draw).build(), "Extra")
    plan, new = rebuilt(edited, model(draw=draw))
    assert sheet_names(new) == ["Model", "Drivers", "Extra (2)", "Extra"]
    assert [one.id for one in plan.conflicts] == ["sheet-name-taken"]


# What a build keeps


def test_the_record_is_small_and_the_same_each_time() -> None:
    first, second = model().build(), model().build()
    assert first == second
    record = read_record(open_package(first))
    assert record is not None
    assert [str(one.id) for one in record.inputs] == [
        "scenario",
        "Drivers|B3",
        "Drivers|growth|4Q17",
        "Drivers|growth|1Q18",
        "Drivers|margin|4Q17",
        "Drivers|margin|1Q18",
    ]
    assert [(sheet.name, sheet.key_column, sheet.head_row) for sheet in record.sheets] == [
        ("Model", 1, 2),
        ("Drivers", 7, 4),
    ]


def test_the_record_of_a_rebuilt_workbook_is_that_of_a_fresh_one() -> None:
    """What was carried stays a person's: the record says what the build would have written."""
    edited = by_hand(model().build(), {"Drivers!I5": "0.08", "Model!B10": "'mine"})
    _, new = rebuilt(edited, model(**LATER))
    fresh = model(**LATER).build()
    assert read_record(open_package(new)) == read_record(open_package(fresh))


def test_the_changes_are_told_in_order_with_their_places() -> None:
    from reportgen.plan.build_record import FigureMark

    was = {
        "revenue|1Q17": FigureMark("Revenues 1Q17", "1,690", "d1"),
        "revenue|2Q17": FigureMark("Revenues 2Q17", "1,700", "d1"),
        "old|1Q17": FigureMark("Old 1Q17", "7", "d1"),
    }
    now = {
        "revenue|1Q17": FigureMark("Revenues 1Q17", "1,690", "d1"),
        "revenue|2Q17": FigureMark("Revenues 2Q17", "1,701", "d2"),
        "revenue|3Q17": FigureMark("Revenues 3Q17", "1,710", "d2"),
    }
    edited = by_hand(model(figures=was).build(), {"Drivers!I5": "0.08", "Model!D5": "1"})
    done = carried_over(edited, model(**LATER, figures=now))
    shown = [" | ".join(str(value or "") for value in one.values.values()) for one in done.changes]
    assert shown == [
        "1 | conflict | Model!D5: not carried: this cell is no input; the workbook's own content stands"
        " | Model!D5 | 1 | =D3-D4 | ",
        "2 | input carried | Drivers|growth|1Q18 | Drivers!H5 | 0.05 | 0.08 | ",
        "3 | figure revised | Revenues 2Q17 (revenue|2Q17) |  | 1,700 | 1,701 | d2",
        "4 | figure gone | Old 1Q17 (old|1Q17) |  | 7 |  | d1",
        "5 | figure new | Revenues 3Q17 (revenue|3Q17) |  |  | 1,710 | d2",
    ]


def test_a_formula_that_the_template_changed_is_told_once_for_its_row() -> None:
    old = model()
    new = model(**LATER)
    changed = tuple(
        replace(
            row,
            contents=[
                Formula(f"{content}+0") if isinstance(content, Formula) else content
                for content in row.contents
            ],
        )
        for row in new.plan.rows
    )
    new = type(new)(new.package, type(new.plan)(new.plan.sizes, changed), new.sources)
    rows = carried_over(old.build(), new).changes
    assert [str(one.values["kind"]) for one in rows] == ["formula changed"]
    assert rows[0].values["what"] == "Model, row 5, 3 cells: profit"
    assert (rows[0].values["before"], rows[0].values["after"]) == ("=C3-C4", "=C3-C4+0")


def test_a_rebuilt_workbook_without_changes_says_so() -> None:
    rows = carried_over(model().build(), model()).changes
    assert [one.values["what"] for one in rows] == ["nothing changed since the last build"]


def test_the_sheets_that_name_the_list_of_changes_follow_its_rows() -> None:
    def draw(book: xlsxwriter.Workbook) -> None:
        log = book.add_worksheet("Log")
        log.write_string("A2", "{{#changes}}{{change.what}}{{/changes}}")
        book.add_worksheet("Count").write_formula("A1", "=COUNTA(Log!A2:A2)", None, "")

    def logged(*rows: str) -> Model:
        plain = model(draw=draw)
        listed = rows_of(*((f"Log!A{number}", row) for number, row in enumerate(rows, 2)))
        sizes = (*plain.plan.sizes, BlockSize("Log", "changes", len(rows)))
        return replace(plain, plan=replace(plain.plan, sizes=sizes, rows=(*plain.plan.rows, *listed)))

    def add(draft: Draft) -> Added:
        told = logged("one", "two", "three")
        return Added(
            carried(earlier(model().build()), draft, "model.xlsx").carry, told.plan, frozenset({"Log"})
        )

    assert logged("nothing").build(add) == logged("one", "two", "three").build()
