"""The gate stands at every save, knows whose fault a fault is, and lets all real files through."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from empty_render import whole_library
from gate_language import SLIDE, deck, first, workbook
from house import ROOT
from test_gate_deck import CASES as DECK_CASES
from test_gate_workbook import CASES as WORKBOOK_CASES

from reportgen.core.findings import FindingsError, Severity
from reportgen.filling.fill import fill_template
from reportgen.gate.gate import FATAL, GateError, faults_of, gated, pass_gate
from reportgen.office.package import Package, open_package
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck

GATE = ROOT / "reportgen" / "gate"
# What real files of other projects have that Office mends or passes over: their own faults, known one by one.
KNOWN = {
    "TestIssue773_Template_output.xlsx": {
        "gate-cell-order",
        "gate-merge",
        "gate-reference",
    },  # bug of its maker
    "TestIssue459.xlsx": {
        "gate-content-type-unused",
        "gate-relationship-target",
        "gate-sheet-list",
    },  # by hand
    "TestIssue816_2.xlsx": {"gate-element-twice"},  # two drawings in one sheet: bug of its maker
    "Epplus_InsertCellValues.xlsx": {"gate-formula"},  # a formula written with its =
    "TestIssue186_Template2.xlsx": {
        "gate-validation",
        "gate-element-order",
    },  # a prompt of more than 255 characters
    "TestIssue549.xlsx": {"gate-part-unreachable"},  # shared strings that nothing leads to
    "TestIssue585.xlsx": {"gate-part-unreachable"},
    "SlideLayoutWithOle.pptx": {"gate-part-unreachable"},  # a theme left over
    "baseline.pptx": {"gate-layout-chain", "gate-master", "gate-slide-size"},  # the least that a reader takes
}


def damaged() -> Package:
    """A template with a fault of its own: a table row too short."""
    package = deck()
    row = first(package, SLIDE, "tr")
    row.remove(row[0])
    return Package({part: package[part] for part in package}, package.name)


def test_every_rule_has_a_test_that_breaks_exactly_that() -> None:
    written = set()
    for path in GATE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and re.fullmatch(r"gate(-[a-z]+)+", str(node.value)):
                written.add(node.value)
    tested = {identity for identity, _, _ in (*DECK_CASES, *WORKBOOK_CASES)}
    assert len(written) > 50
    assert written == tested
    assert written >= FATAL


def test_nothing_is_written_but_through_the_gate() -> None:
    """Only the gate makes files; the workbook inside a chart is looked at with the deck that holds it.

    `verify` packs a deck in memory alone, for python-pptx to read.
    """
    makers = {
        path.relative_to(ROOT / "reportgen").as_posix()
        for path in (ROOT / "reportgen").rglob("*.py")
        if re.search(r"\bwrite_package\(", path.read_text("utf-8"))
    }
    assert makers == {
        "office/package.py",
        "gate/gate.py",
        "verify/deck_texts.py",
    }
    read = (ROOT / "reportgen" / "verify" / "deck_texts.py").read_text("utf-8")
    assert read.count("write_package(") == read.count("Presentation(io.BytesIO(write_package(") == 1


def test_a_fault_of_ours_stops_the_save_and_says_where() -> None:
    package = deck()
    row = first(package, SLIDE, "tr")
    row.remove(row[0])
    with pytest.raises(GateError) as caught:
        gated(package, (deck(),))
    issue = caught.value.issues[0]
    assert (issue.id, issue.place.slide, issue.place.shape, issue.place.part) == (
        "gate-table-cells",
        1,
        "numbers",
        SLIDE,
    )
    assert "nothing was written" in issue.hint


def test_a_fault_that_the_template_brought_along_is_told_and_does_not_stop() -> None:
    template = damaged()
    rendered = render_deck(template, whole_library(inspect_deck(template)), "deck.pptx", partial=True)
    told = [issue for issue in rendered.issues if issue.id == "gate-table-cells"]
    assert [issue.severity for issue in told] == [Severity.WARNING]
    assert "template" in told[0].hint


def test_one_more_fault_of_the_same_kind_is_ours() -> None:
    template = damaged()
    package = damaged()
    first(package, "/ppt/slides/slide2.xml", "tc").set("gridSpan", "9")
    with pytest.raises(GateError, match="gate-table-merge"):
        pass_gate(package, (template,))


def test_what_office_would_not_open_at_all_is_refused_even_if_the_template_is_so() -> None:
    package = workbook()
    first(package, "/xl/workbook.xml", "sheets")[:] = []
    package = Package({part: package[part] for part in package}, package.name)
    with pytest.raises(GateError, match="gate-no-sheet"):
        gated(package, (package,))


@pytest.mark.parametrize("suffix", [".xlsx", ".pptx"])
def test_every_real_file_passes_or_its_fault_is_known(suffix: str, corpus: Path) -> None:
    found: dict[str, set[str]] = {}
    files = 0
    for file in sorted(corpus.rglob(f"*{suffix}")):
        try:
            package = open_package(file.read_bytes(), file.name)
        except FindingsError:
            continue
        files += 1
        faults = {fault.id for fault in faults_of(package)}
        if faults:
            found[file.name] = faults
    assert files > 50
    assert found == {name: faults for name, faults in KNOWN.items() if name.endswith(suffix)}


def test_a_real_file_with_a_known_fault_is_filled_with_a_warning(corpus: Path) -> None:
    file = next(corpus.rglob("Epplus_InsertCellValues.xlsx"))
    filled = fill_template(file.read_bytes(), file.name, None)
    assert {issue.id for issue in filled.findings if issue.severity is Severity.WARNING} >= {"gate-formula"}
