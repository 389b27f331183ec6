"""What a reference means in a filled workbook: each kind of template that was met, with its right values."""

from __future__ import annotations

from pathlib import Path

import pytest
from fill_language import filled, findings, without_values
from libreoffice_witness import needs_libreoffice, recalculate_all
from meaning import Case
from meaning_blocks import BLOCKS
from meaning_ranges import RANGES
from meaning_sheets import SHEETS

from reportgen.linting.workbook import workbook_issues
from reportgen.office.package import open_package
from reportgen.xlsx.inspection import inspect_workbook

CASES = (*BLOCKS, *RANGES, *SHEETS)
GOOD = [case for case in CASES if not case.refused]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_a_reference_means_its_own_cells_in_every_item(case: Case) -> None:
    case.check(filled(case.template(), case.data), case.right)


@pytest.mark.parametrize("case", [case for case in CASES if case.refused], ids=lambda case: case.name)
def test_what_its_place_cannot_hold_is_a_finding_at_its_cell(case: Case) -> None:
    found = findings(case.template(), case.data)
    assert tuple(dict.fromkeys(one.id for one in found if one.severity == "error")) == case.refused
    assert all(one.place.sheet and one.place.cell for one in found if one.id in case.refused)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_lint_says_what_fill_would_say(case: Case) -> None:
    package = open_package(case.template(), "t.xlsx")
    found = workbook_issues(package, inspect_workbook(package), "t.xlsx", plain=True)
    # a template for lists of one item is good for these alone, which no template tells
    expected = ("range-in-single-cell",) if case.name == "one value of one" else case.refused
    assert tuple(dict.fromkeys(one.id for one in found if one.severity == "error")) == expected


@needs_libreoffice
def test_libreoffice_calculates_the_same_from_the_formulas_alone(tmp_path: Path) -> None:
    done = [without_values(filled(case.template(), case.data)) for case in GOOD]
    for case, witness in zip(GOOD, recalculate_all(done, tmp_path), strict=True):
        case.check(witness, case.right)
