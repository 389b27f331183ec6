"""The page of findings is complete: every id of the code has one row with cause and remedy, no row is left over."""

from __future__ import annotations

import re
from collections import Counter

from finding_ids import ids_in_code
from house import ROOT

PAGE = (ROOT / "docs" / "findings.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]


def test_every_id_that_the_code_gives_has_a_row_and_no_row_is_left_over() -> None:
    code, page = ids_in_code(), {row[0].strip("` ") for row in ROWS}
    missing = {identity: sorted(files) for identity, files in code.items() if identity not in page}
    assert not missing, f"write a row in docs/findings.md for {missing}"
    assert not page - set(code), f"no code gives {sorted(page - set(code))}"


def test_a_row_says_why_and_what_to_do_and_stands_once_in_order() -> None:
    assert all(len(row) == 3 and all(row) for row in ROWS)
    assert not [identity for identity, count in Counter(row[0] for row in ROWS).items() if count > 1]
    for section in re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]:
        ids = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
        assert ids == sorted(ids), f"the rows of {section.splitlines()[0]} are not in order"


def test_the_scan_sees_ids_wherever_they_are_given() -> None:
    code = ids_in_code()
    assert len(code) > 250
    for identity in (
        "unknown-metric",  # in a call of Issue
        "tie-waived",  # chosen by a condition
        "expression-too-long",  # an argument of an exception
        "too-few-cells",
        "unknown-kind-of-claim",  # with a part that varies
        "gate-merge",  # beside its message in a tuple
        "encrypted-file",  # an argument of a function inside a function
    ):
        assert identity in code
