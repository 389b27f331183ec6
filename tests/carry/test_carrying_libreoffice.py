"""A person at LibreOffice: opening and saving is no work, work is found whatever program saved it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from carry_language import carried_over, contents, model, rebuilt, sheet_names
from libreoffice_witness import drive, drive_all, insertion_step, needs_libreoffice, recalculate
from model_at_libreoffice import AtLibreOffice
from office import parts_of, read_book, same, sdk_errors
from plan_text import carry_text

from reportgen.office.package import open_package
from reportgen.plan.build_record import BuildInputs, record_of
from reportgen.xlsx.book_cells import read_book as read_contents
from reportgen.xlsx.manifest import read_record

pytestmark = needs_libreoffice
LATER = {"quarters": ("1Q17", "2Q17", "3Q17", "4Q17"), "forecasts": ("1Q18", "2Q18")}
WORK = """
  drivers = doc.Sheets.getByName("Drivers")
  drivers.getCellRangeByName("I5").Value = 0.08
  drivers.getCellRangeByName("I6").Formula = "=I5*2.5"
  drivers.getCellRangeByName("B2").String = "upside"
  model = doc.Sheets.getByName("Model")
  model.getCellRangeByName("B12").String = "My check"
  model.getCellRangeByName("E12").Formula = "=E3-E4-E5"
  model.getCellRangeByName("D3").Value = 1
  model.Annotations.insertNew(model.getCellRangeByName("E5").CellAddress, "Call the company")
  doc.Sheets.insertNewByName("My view", 1)
  mine = doc.Sheets.getByName("My view")
  mine.Columns.getByName("A").Width = 6000
  mine.getCellRangeByName("A1").String = "My view"
  mine.getCellRangeByName("A1").CharWeight = 150
  mine.getCellRangeByName("A1").CellBackColor = 16777000
  mine.getCellRangeByName("B2").Formula = "=$Model.E3/$Model.C3-1"
  mine.getCellRangeByName("B3").Formula = "=SUM($Model.C3:E3)*$Drivers.I6"
  mine.Annotations.insertNew(mine.getCellRangeByName("B2").CellAddress, "Growth over two quarters")
  Dim ranges(0) As New com.sun.star.table.CellRangeAddress
  ranges(0) = model.getCellRangeByName("C2:E3").RangeAddress
  Dim where As New com.sun.star.awt.Rectangle
  where.X = 3000 : where.Y = 3000 : where.Width = 9000 : where.Height = 6000
  mine.Charts.addNewByName("growth", where, ranges(), True, False)
"""


@pytest.fixture(scope="module")
def worked_in(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return drive(model().build(), WORK, tmp_path_factory.mktemp("work"))


INSERTIONS = [("Model", "Rows", 3, 2), ("Model", "Columns", 3, 1), ("Drivers", "Rows", 1, 1)]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> list[bytes]:
    """The workbook as it is only saved, then with each of the insertions."""
    steps = ["", *(insertion_step(*one) for one in INSERTIONS)]
    return drive_all([(model().build(), step) for step in steps], tmp_path_factory.mktemp("saved"))


def test_a_workbook_that_was_only_saved_carries_nothing(saved: list[bytes]) -> None:
    assert carry_text(rebuilt(saved[0], model(**LATER))[0]) == ""


@pytest.mark.parametrize("at", range(len(INSERTIONS)))
def test_rows_and_columns_inserted_by_hand_are_no_false_alarm(at: int, saved: list[bytes]) -> None:
    plan, new = rebuilt(saved[at + 1], model(**LATER))
    told = [one.id for one in plan.conflicts if one.sheet != "Drivers"]
    assert told == []
    assert not plan.cells
    assert contents(new, "Model") == contents(model(**LATER).build(), "Model")


def test_everything_typed_at_libreoffice_is_found(worked_in: bytes) -> None:
    plan = carried_over(worked_in, model(**LATER)).carry.plan
    assert carry_text(plan).split("\n") == [
        "input  Drivers!B2 -> Drivers!B2  scenario  base -> upside",
        "input  Drivers!I5 -> Drivers!H5  Drivers|growth|1Q18  0.05 -> 0.08",
        "input  Drivers!I6 -> Drivers!H6  Drivers|margin|1Q18  0.2 -> =H5*2.5",
        "beside  Model!B12 -> Model!B12  (empty) -> My check",
        "beside  Model!E12 -> Model!E12  (empty) -> =E3-E4-E5",
        "note  Model!E5  'Call the company'",
        "sheet  My view -> My view  behind Model",
        "conflict  typed-over  Model!D3  1 | 1700  "
        "not carried: this cell is no input; the workbook's own content stands",
    ]


def test_libreoffice_calculates_the_rebuilt_workbook_alike(worked_in: bytes, tmp_path: Path) -> None:
    _, new = rebuilt(worked_in, model(**LATER))
    assert sheet_names(new) == ["Model", "My view", "Drivers"]
    ours, theirs = read_book(new), read_book(recalculate(new, tmp_path))
    different = [
        f"{sheet}!{at}"
        for sheet, cells in ours.items()
        for at, cell in cells.items()
        if cell.formula and not same(cell.value, theirs[sheet][at].value)
    ]
    assert different == []
    assert ours["My view"]["B3"].value == pytest.approx((1690 + 1700 + 1710) * 0.08 * 2.5)


def test_the_rebuilt_workbook_is_valid_and_has_the_chart(
    worked_in: bytes, validator: str, tmp_path: Path
) -> None:
    _, new = rebuilt(worked_in, model(quarters=("4Q16", "1Q17", "2Q17", "3Q17"), forecasts=("1Q18",)))
    (tmp_path / "new.xlsx").write_bytes(new)
    assert sdk_errors(validator, tmp_path / "new.xlsx") == []
    charts = [text for name, text in parts_of(new).items() if name.startswith("xl/charts/chart")]
    assert len(charts) == 1
    # LibreOffice takes the area by rows or by columns as it sees fit: in both cases it has moved on by one quarter.
    columns = set(re.findall(rb"Model!\$([A-Z])\$3|Model!\$[A-Z]\$3:\$([A-Z])\$3", charts[0]))
    assert {letter for pair in columns for letter in pair if letter} <= {b"D", b"E", b"F"}
    assert b"Model!$D$3" in charts[0]


def test_the_record_of_the_whole_model_survives_libreoffice(at_libreoffice: AtLibreOffice) -> None:
    """Not one cell of the real model reads differently after LibreOffice saved it."""
    saved = open_package(at_libreoffice.as_built)
    record = read_record(saved)
    assert record is not None
    now = record_of(read_contents(saved), BuildInputs())
    assert [
        (sheet.name, sheet.rows, sheet.columns)
        for sheet in now.sheets
        if not record_inputs(record, sheet.name)
    ] == [
        (sheet.name, sheet.rows, sheet.columns)
        for sheet in record.sheets
        if not record_inputs(record, sheet.name)
    ]
    assert [(one.cell, one.content) for one in now.inputs] == [
        (one.cell, one.content) for one in record.inputs
    ]


def record_inputs(record, sheet: str) -> bool:  # type: ignore[no-untyped-def]
    """Whether a sheet has inputs: a program may lose which cells of such a sheet are unlocked."""
    return any(one.id.sheet == sheet for one in record.inputs)
