"""Every foreign file goes through `fill`: unchanged without data, with one cell changed where one is set."""

from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.core.findings import FindingsError
from reportgen.filling.fill import fill_template
from reportgen.linting.lint import lint_template
from reportgen.office.cell_reader import read_cell
from reportgen.office.package import open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import find_cell


def test_no_part_of_any_file_changes_without_data(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = parts = 0
    for file in sorted(corpus.rglob("*")):
        if file.suffix.lower() not in (".xlsx", ".xlsm", ".pptx"):
            continue
        try:
            package = open_package(file.read_bytes(), file.name)
            done = open_package(fill_template(file.read_bytes(), file.name, None))
        except FindingsError:
            continue
        assert {part: package[part] for part in package} == {part: done[part] for part in done}, file.name
        files, parts = files + 1, parts + len(list(package))
    with capsys.disabled():
        print(f"\nfill without data: {files} files, {parts} parts compared, none changed")
    assert files


def test_one_set_cell_changes_one_sheet_of_any_file(corpus: Path) -> None:
    for file in sorted((corpus / "xlsx").rglob("*.xlsx"))[::7]:
        try:
            package = open_package(file.read_bytes(), file.name)
            sheet = next(one for one in sheet_parts(package) if one.is_worksheet)
        except (FindingsError, StopIteration):
            continue
        quoted = sheet.name.replace("'", "''")
        done = open_package(fill_template(file.read_bytes(), file.name, None, [f"'{quoted}'!ZZ9=5"]))
        cell = find_cell(done.peek(sheet.part), 9, 702)
        assert cell is not None, file.name
        assert read_cell(cell).content == 5
        others = {one.part for one in sheet_parts(package)} - {sheet.part}
        assert all(package[part] == done[part] or b"<f" in package[part] for part in others), file.name


def test_any_file_is_linted_without_a_fault_of_ours(corpus: Path) -> None:
    for file in sorted(corpus.rglob("*"))[::5]:
        if file.is_file():
            assert lint_template(file.read_bytes(), file.name).kind in ("workbook", "deck", "unreadable")
