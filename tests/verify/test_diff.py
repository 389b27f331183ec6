"""Diff: figures, pages, sheets, words and formulas in words, as golden text; what only follows is counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from golden_files import agree
from language import (
    DECK,
    DECK_TEMPLATE,
    FACTS,
    MODEL,
    MODEL_TEMPLATE,
    TEXTS,
    changed,
    deck_template,
    make,
    model_template,
    retyped,
)
from office import parts_of
from xlsxwriter import Workbook

from reportgen.app.build import build
from reportgen.cli.diff import account, run
from reportgen.core.findings import FindingsError
from reportgen.core.structs import asdict
from reportgen.verify.changes import PartChange, part_changes
from reportgen.verify.diff import difference

SHEET = "xl/worksheets/sheet1.xml"
CORRECTED = changed(
    changed(TEXTS[FACTS], '4Q23,actual,point,JPY,130,6,-6,"130"', '4Q23,actual,point,JPY,135,6,-6,"135"'),
    'FY23,actual,point,JPY,460,6,-6,"460"',
    'FY23,actual,point,JPY,465,6,-6,"465"',
)
REWRITTEN = (
    changed(
        changed(TEXTS[DECK], "words: {title: Sales}", "words: {title: How we sold}"),
        "  - page: cover\n    words: {title: Results for FY23}\n",
        "",
    )
    + "  - page: cover\n    words: {title: Results for FY23}\n"
)


def made(folder: Path, changes: dict[str, str | bytes | None]) -> Path:
    folder.mkdir()
    project = make(folder, changes)
    build(project, [], folder / "output")
    return folder / "output"


def text(old: Path, new: Path, everything: bool = False) -> str:
    found = "\n".join(account(difference(old, new), everything))
    # Digests name the tables and templates; they are no part of what is told.
    return "\n".join(
        line.partition(":")[0] if line.startswith("  other") else line for line in found.split("\n")
    )


def test_nothing_differs_between_two_equal_builds(tmp_path: Path) -> None:
    one, two = made(tmp_path / "one", {}), made(tmp_path / "two", {})
    for name in ("deck.pptx", "model.xlsx"):
        found = difference(one / name, two / name)
        assert found.same
        assert account(found)[-1] == "no figure, page, sheet, word or formula differs"


def test_a_corrected_figure_a_moved_page_and_new_words(tmp_path: Path, renew: bool) -> None:
    one = made(tmp_path / "one", {})
    two = made(tmp_path / "two", {FACTS: CORRECTED, DECK: REWRITTEN})
    agree(
        "cli/diff_deck.txt",
        "tests/verify/test_diff.py",
        "What diff says of two decks: a corrected figure and what follows, a page moved, a title rewritten.",
        text(one / "deck.pptx", two / "deck.pptx"),
        renew,
    )
    agree(
        "cli/diff_workbook.txt",
        "tests/verify/test_diff.py",
        "What diff says of two workbooks: one corrected figure and what follows from it.",
        text(one / "model.xlsx", two / "model.xlsx"),
        renew,
    )


def test_a_sheet_of_the_same_bytes_is_another_one_where_its_texts_are(tmp_path: Path) -> None:
    books = []
    for name, word in (("one", "Sales"), ("two", "Costs")):
        book = Workbook(tmp_path / f"{name}.xlsx")
        book.add_worksheet("S").write_row("A1", [word, 1])
        book.close()
        books.append(tmp_path / f"{name}.xlsx")
    assert parts_of(books[0].read_bytes())[SHEET] == parts_of(books[1].read_bytes())[SHEET]
    (found,) = difference(*books).words
    assert (found.old, found.new) == ("Sales", "Costs")


def test_a_changed_formula_and_a_renamed_sheet(tmp_path: Path) -> None:
    template = retyped(retyped(model_template(), "C2*D2", "D2*C2"), "Model", "Quarters")
    one, two = made(tmp_path / "one", {}), made(tmp_path / "two", {MODEL_TEMPLATE: template})
    found = difference(one / "model.xlsx", two / "model.xlsx")

    assert [
        (change.old, change.new) for change in found.formulas if change.where.startswith("Data, rev")
    ] == [(f"=C{row}*D{row}", f"=D{row}*C{row}") for row in range(2, 7)]
    assert set(found.parts) == {PartChange("Quarters", "", 0, 1), PartChange("Model", "", 1, 0)}
    assert found.figures == ()


def test_a_quarter_that_goes_changes_figures_but_no_formula(tmp_path: Path) -> None:
    fewer = changed(TEXTS[MODEL], "quarters: 1Q23..4Q23", "quarters: 2Q23..4Q23")
    one, two = made(tmp_path / "one", {}), made(tmp_path / "two", {MODEL: fewer})
    found = difference(one / "model.xlsx", two / "model.xlsx")

    assert found.formulas == ()
    assert {change.key for change in found.figures if not change.new} == {
        f"{metric}|1Q23" for metric in ("margin", "margin_ratio")
    }
    assert [(one.where, one.old, one.new) for one in found.words if "Key" in one.where] == [
        ("Model, Key", "1Q23", "")
    ]


def test_a_new_row_of_a_table_and_a_template_edited_by_hand(tmp_path: Path) -> None:
    row = "          - {metric: cost, label: Cost}\n"
    longer = TEXTS[DECK].replace("          - {metric: margin,", f"{row}          - {{metric: margin,")
    template = retyped(deck_template(), "JPY million", "million yen")
    one = made(tmp_path / "one", {})
    two = made(tmp_path / "two", {DECK: longer, DECK_TEMPLATE: template})
    found = difference(one / "deck.pptx", two / "deck.pptx")

    words = [(change.where, change.old, change.new) for change in found.words]
    assert (
        "slide 2, sales_table",
        "JPY million | 1Q | 2Q | 3Q | 4Q",
        "million yen | 1Q | 2Q | 3Q | 4Q",
    ) in words
    assert ("slide 2, sales_table", "", "Cost | 90 | 95 | 125 | 100") in words
    assert found.parts == ()


def test_parts_that_moved_are_as_few_as_can_be() -> None:
    old = [(name, "") for name in "abcde"]
    new = [(name, "") for name in "ebcdf"]
    assert list(part_changes(old, new)) == [
        PartChange("e", "", 5, 1),
        PartChange("f", "", 0, 5),
        PartChange("a", "", 1, 0),
    ]


def test_a_deck_is_not_compared_with_a_workbook(tmp_path: Path) -> None:
    one = made(tmp_path / "one", {})
    with pytest.raises(FindingsError) as raised:
        difference(one / "deck.pptx", one / "model.xlsx")
    assert raised.value.issues[0].id == "two-kinds"


def test_the_command_tells_words_and_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = made(tmp_path / "one", {}), made(tmp_path / "two", {FACTS: CORRECTED})
    run(one / "deck.pptx", two / "deck.pptx", everything=False, json=True)
    data = json.loads(capsys.readouterr().out)
    assert data["same"] is False
    assert {"key": "revenue|4Q23", "old": ["130"], "new": ["135"]}.items() <= next(
        figure for figure in data["figures"] if figure["key"] == "revenue|4Q23"
    ).items()
    run(one / "deck.pptx", two / "deck.pptx", everything=True, json=False)
    assert "revenue|4Q23   130 -> 135" in capsys.readouterr().out
    assert asdict(difference(one / "deck.pptx", one / "deck.pptx"))["figures"] == ()
