"""Verifying: untouched files stand, edits that change no number stand, tampering is found by who vouches for what."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from house import Built
from hypothesis import given
from hypothesis import strategies as st
from language import DECK, DOC, FACTS, STYLE, TEXTS, changed, make
from made import saved
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Cm
from verify_language import bindings_part_of, forged, ids, parts_with, put, retext, verified

from reportgen.app.build import build_in_memory
from reportgen.app.processes import answers
from reportgen.cli.verify import account, data_of, run
from reportgen.core.findings import Severity
from reportgen.office.package import open_package, write_package
from reportgen.pptx.library import library_pages
from reportgen.pptx.operations import import_pages
from reportgen.project.project import Project
from reportgen.verify.cell_formats import cells_in, ranges_of
from reportgen.verify.deck_check import _spans
from reportgen.verify.verify import verify


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make(tmp_path)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The small deck and the small workbook."""
    deck, book = build_in_memory(make(tmp_path_factory.mktemp("small")), ["deck", "model"]).built
    return deck.data, book.data


def test_the_real_files_stand(built: Built) -> None:
    receipt = verify(built.project, [built.deck, built.workbook])

    errors = [issue for issue in receipt.issues if issue.severity is Severity.ERROR]
    assert errors == []
    # Deck and model are built at two vintages, and some figures can be reached by two ways: said, no fault.
    assert ids(receipt) <= {"figure-by-other-rows", "partner-differs"}
    deck, book = receipt.files
    assert deck.counts["tables"] == deck.counts["bound"] > 600
    assert book.counts["formulas"] > 3000
    assert book.counts["refused"] == 0
    assert book.counts["numbers"] > 8000
    assert deck.counts["points"] > 400
    (pair,) = receipt.partners
    assert pair.compared > 400
    assert receipt.good


def test_every_deck_of_the_real_build_stands(built: Built) -> None:
    """Mirrored decks among them: printed digits beside closer figures, lines that a page names itself."""
    decks = [path for path in built.result.paths if path.suffix == ".pptx"]
    assert len(decks) > 5

    receipt = verify(built.project, decks)

    assert [issue for issue in receipt.issues if issue.severity is Severity.ERROR] == []
    assert all(file.counts["tables"] == file.counts["bound"] > 100 for file in receipt.files)


def test_the_same_build_has_the_same_seal(project: Project, files: tuple[bytes, bytes]) -> None:
    again = build_in_memory(project, ["deck", "model"]).built
    assert tuple(one.data for one in again) == files


def test_a_receipt_in_words_and_as_data(project: Project, files: tuple[bytes, bytes]) -> None:
    receipt = verified(project, ("deck.pptx", files[0]), ("model.xlsx", files[1]))

    lines = account(receipt)
    assert lines[0] == "deck.pptx   deck, latest"
    assert lines[-1] == "verified: all 2 files stand as built, nothing differs"
    data = data_of(receipt, unbound=True)
    json.dumps(data)
    assert data["ok"] is True
    first = data["files"][0]  # type: ignore[index]
    assert first["build"]["report"] == "deck"
    assert first["counts"]["bound"] == 24
    assert {one["class"] for one in first["loose"]} == {"label", "date"}


def test_the_command_ends_with_1_where_a_digit_is_wrong(
    project: Project, files: tuple[bytes, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = put(tmp_path, "good.pptx", files[0])
    run([good], tmp_path, rebuild=False, unbound=False, json=False)
    slide = parts_with(files[0], "<a:t>110</a:t>")[0]
    bad = put(tmp_path, "bad.pptx", retext(files[0], slide, "<a:t>110</a:t>", "<a:t>170</a:t>"))

    with pytest.raises(SystemExit) as stop:
        run([bad], tmp_path, rebuild=False, unbound=False, json=False)

    assert stop.value.code == 1
    said = capsys.readouterr().out
    assert 'bad.pptx, slide 2, shape "sales_table"' in said
    assert "cell 2,3" in said
    assert "not verified" in said


def test_several_processes_give_the_receipt_of_one(
    project: Project, files: tuple[bytes, bytes], tmp_path: Path
) -> None:
    slide = parts_with(files[0], "<a:t>110</a:t>")[0]
    sheet = parts_with(files[1], "<v>110</v>")[-1]
    bad = retext(files[0], slide, "<a:t>110</a:t>", "<a:t>170</a:t>")
    names = (
        ("a.pptx", files[0]),
        ("b.pptx", bad),
        ("c.xlsx", files[1]),
        ("d.xlsx", retext(files[1], sheet, "<v>110</v>", "<v>111</v>")),
    )
    paths = [put(tmp_path, name, data) for name, data in names]

    found = verify(project, paths, spread=lambda work, tasks: answers(work, tasks, 2, lambda _: None))

    assert found == verify(project, paths)
    assert [(pair.deck, pair.workbook) for pair in found.partners] == [
        (deck, book) for deck in ("a.pptx", "b.pptx") for book in ("c.xlsx", "d.xlsx")
    ]
    assert {"number-changed", "cached-value-differs"} <= ids(found)


def test_words_may_be_edited_and_slides_moved(project: Project, files: tuple[bytes, bytes]) -> None:
    deck = Presentation(io.BytesIO(files[0]))
    for shape in deck.slides[1].shapes:
        if shape.name == "Title":
            shape.text_frame.text = "How we sold"
    order = deck.slides._sldIdLst
    order.append(order[0])

    receipt = verified(project, ("deck.pptx", saved(deck)))

    assert receipt.issues == ()


def test_a_number_typed_into_a_new_box_is_found(project: Project, files: tuple[bytes, bytes]) -> None:
    deck = Presentation(io.BytesIO(files[0]))
    box = deck.slides[1].shapes.add_textbox(Cm(1), Cm(1), Cm(5), Cm(1))
    box.text_frame.text = "We sold 512 million"

    receipt = verified(project, ("deck.pptx", saved(deck)))

    assert ids(receipt) == {"number-changed"}
    (issue,) = receipt.issues
    assert (issue.found, issue.place.slide) == ("512", 2)
    assert [number.text for number in receipt.files[0].unexplained] == ["512"]


def test_a_figure_that_begins_a_line_with_a_capital_is_explained() -> None:
    assert _spans("Down JPY19 million YoY", ["down JPY19 million"]) == [(0, 18)]
    assert _spans("Cost went down JPY19 million", ["down JPY19 million"]) == [(10, 28)]


def test_a_slide_that_is_gone_is_said_and_stops_nothing(project: Project, files: tuple[bytes, bytes]) -> None:
    deck = Presentation(io.BytesIO(files[0]))
    order = deck.slides._sldIdLst
    deck.part.drop_rel(order[1].rId)
    order.remove(order[1])

    receipt = verified(project, ("deck.pptx", saved(deck)))

    assert ids(receipt) == {"numbers-gone"}
    assert all(issue.severity is Severity.WARNING for issue in receipt.issues)
    assert receipt.good


# Who vouches for what, where seal and bindings are forged


def test_a_figure_forged_on_slide_and_seal_differs_from_its_binding(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    slide = parts_with(files[0], "<a:t>110</a:t>")[0]
    wrong = forged(retext(files[0], slide, "<a:t>110</a:t>", "<a:t>170</a:t>"))
    assert ids(verified(project, ("deck.pptx", wrong))) == {"figure-not-shown"}


def test_a_figure_forged_everywhere_in_the_file_differs_from_the_tables(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    wrong = files[0]
    for part in parts_with(wrong, ">110<"):
        wrong = retext(wrong, part, ">110<", ">170<", most=99)
    part = bindings_part_of(wrong)
    wrong = retext(wrong, part, '"110"', '"170"', most=99)
    wrong = retext(wrong, part, 'value="1.10E+8"', 'value="170000000"', most=99)

    found = ids(verified(project, ("deck.pptx", forged(wrong))))

    assert "figure-differs" in found
    assert "number-changed" not in found
    assert "figure-not-shown" not in found


@pytest.mark.parametrize(
    ("negative", "shown"), [("parentheses", "(90)"), ("triangle", "△90"), ("minus", "-90")]
)
def test_a_row_of_the_opposite_sign_stands_in_every_style_and_no_other_row_takes_it(
    negative: str, shown: str, tmp_path: Path
) -> None:
    flipped = "{metric: revenue, label: Revenue}\n          - {metric: cost, label: Less cost, flip: true}"
    texts = {
        DECK: changed(TEXTS[DECK], "{metric: revenue, label: Revenue}", flipped),
        STYLE: changed(TEXTS[STYLE], "negative: parentheses", f"negative: {negative}"),
    }
    project = make(tmp_path, texts)
    deck, book = (file.data for file in build_in_memory(project, ["deck", "model"]).built)
    assert parts_with(deck, f"<a:t>{shown}</a:t>")

    assert verified(project, ("deck.pptx", deck), ("model.xlsx", book)).issues == ()

    forged_sign = forged(retext(deck, bindings_part_of(deck), ' flipped="1"', "", most=99))
    told = ids(verified(project, ("deck.pptx", forged_sign)))
    assert ("text-differs" in told) == (negative != "parentheses"), "parentheses are no sign in accounts"


def test_deck_and_workbook_of_other_tables_do_not_agree(
    project: Project, files: tuple[bytes, bytes], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    facts = changed(
        TEXTS[FACTS], '4Q23,actual,point,JPY,100,6,-6,"100"', '4Q23,actual,point,JPY,101,6,-6,"101"'
    )
    other = make(tmp_path / "other", {FACTS: facts})
    (book,) = build_in_memory(other, ["model"]).built

    receipt = verified(project, ("deck.pptx", files[0]), ("model.xlsx", book.data))

    assert "partner-differs" in ids(receipt)
    (pair,) = receipt.partners
    assert all("4Q23" in issue.message for issue in pair.issues)


def test_a_label_forged_with_its_seal_is_found_by_building_anew(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    slide = parts_with(files[0], "Results for FY23")[0]
    wrong = forged(retext(files[0], slide, "Results for FY23", "Results for FY24"))

    assert ids(verified(project, ("deck.pptx", wrong))) == set()
    receipt = verified(project, ("deck.pptx", wrong), rebuild=True)

    (issue,) = receipt.issues
    assert (issue.id, issue.expected, issue.found) == ("number-changed", "23", "24")


def test_a_slide_that_came_from_another_deck_is_told_once(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    deck = open_package(files[0])
    joined = write_package(import_pages(deck, deck, [2]))

    (issue,) = verified(project, ("deck.pptx", joined)).issues
    assert (issue.id, issue.severity, issue.place.slide) == (
        "slide-added",
        Severity.ERROR,
        len(library_pages(deck)) + 1,
    )


def test_a_digit_planted_in_the_number_format_of_labels_is_found(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    (chart,) = parts_with(files[0], "<c:cat>")
    labels = '<c:dLbls><c:numFmt formatCode="&quot;1&quot;0" sourceLinked="0"/></c:dLbls><c:cat>'
    wrong = retext(files[0], chart, "<c:cat>", labels)

    (issue,) = verified(project, ("deck.pptx", wrong)).issues
    assert (issue.id, issue.found) == ("number-changed", "1")


def test_a_cached_value_forged_with_its_seal_is_found_by_calculating(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    sheet = next(part for part in parts_with(files[1], "<v>460</v>") if "worksheets" in part)
    wrong = forged(retext(files[1], sheet, "<v>460</v>", "<v>480</v>", most=1))
    assert "cached-value-differs" in ids(verified(project, ("model.xlsx", wrong)))


def test_a_workbook_that_was_saved_without_values_is_one_finding(project: Project) -> None:
    book = Workbook()
    for row in range(1, 31):
        book.worksheets[0].cell(row, 1, row)
        book.worksheets[0].cell(row, 2, f"=A{row}*2")
    data = io.BytesIO()
    book.save(data)
    found = verified(project, ("mine.xlsx", data.getvalue()))
    (empty,) = [issue for issue in found.issues if issue.id not in ("no-bindings", "no-seal")]
    assert (empty.id, empty.place.cell) == ("no-cached-values", "B1")
    assert empty.message == "30 of 30 formula cells keep no value, this is the first"
    assert not any(", as built" in line for line in account(found))


def test_a_constant_forged_in_a_formula_is_found_by_calculating(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    sheet = next(part for part in parts_with(files[1], "<f>C2*D2</f>"))
    wrong = forged(retext(files[1], sheet, "<f>C2*D2</f>", "<f>C2*D2*2</f>"))
    found = verified(project, ("model.xlsx", wrong))
    assert "cached-value-differs" in ids(found)
    assert any(issue.place.cell == "E2" for issue in found.issues)


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("&quot;1&quot;#,##0", "1"),
        ("\\9#,##0", "9"),
        ("&quot;c. &quot;#,##0", "c."),
        ("#,##0,", "times 0.001"),
        ("0%", "times 100"),
        (";;;", "times 0"),
        ("&quot;x&quot;", "times 0 x"),
        ("0;0", "as it is; without its sign"),
        ("yyyy", "yyyy"),
        ("#,##0.0_);[Red](#,##0.0)", ""),
    ],
)
def test_a_number_format_that_shows_another_number_is_found(
    code: str, found: str, project: Project, files: tuple[bytes, bytes]
) -> None:
    (styles,) = parts_with(files[1], "<cellXfs")
    wrong = retext(files[1], styles, 'numFmtId="0"', 'numFmtId="200"', most=99)
    planted = f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{code}"/></numFmts><fonts'
    wrong = retext(wrong, styles, "<fonts", planted)
    issues = verified(project, ("model.xlsx", wrong)).issues
    assert {(issue.id, issue.found) for issue in issues} == ({("format-differs", found)} if found else set())
    assert all(issue.place.cell for issue in issues)


@pytest.mark.parametrize(("code", "found"), [("0,", "times 0.001, on a condition"), ("0.0", "")])
def test_a_conditional_format_that_shows_another_number_is_found(
    code: str, found: str, project: Project, files: tuple[bytes, bytes]
) -> None:
    (styles,) = parts_with(files[1], "<cellXfs")
    look = f'<dxfs count="1"><dxf><numFmt numFmtId="200" formatCode="{code}"/></dxf></dxfs></styleSheet>'
    wrong = retext(files[1], styles, "</styleSheet>", look)
    sheet = next(part for part in parts_with(files[1], "</sheetData>"))
    rule = '<cfRule type="expression" dxfId="0" priority="1"><formula>TRUE</formula></cfRule>'
    rule = f'</sheetData><conditionalFormatting sqref="A1:C9">{rule}</conditionalFormatting>'
    wrong = retext(wrong, sheet, "</sheetData>", rule)
    issues = verified(project, ("model.xlsx", wrong)).issues
    assert [(one.id, one.found, one.place.cell) for one in issues] == (
        [("format-differs", found, "A1:C9")] if found else []
    )


@given(st.sets(st.tuples(st.integers(1, 6), st.integers(1, 6))))
def test_ranges_of_cells_are_these_cells(cells: set[tuple[int, int]]) -> None:
    assert sorted(cells_in(ranges_of(cells))) == sorted(cells)


def test_a_source_line_forged_with_its_seal_differs_from_the_tables(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    sheet = next(part for part in parts_with(files[1], "<f>C2*D2</f>"))
    root = parts_with(files[1], "<v>11</v>")
    assert sheet in root
    wrong = forged(retext(files[1], sheet, "<v>11</v>", "<v>15</v>", most=1))
    assert "source-differs" in ids(verified(project, ("model.xlsx", wrong)))


def test_speaker_notes_forged_with_their_seal_differ_from_the_tables(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    notes = next(part for part in parts_with(files[0], "source lines 10") if "notes" in part)
    wrong = forged(retext(files[0], notes, "source lines 10", "source lines 16"))
    assert ids(verified(project, ("deck.pptx", wrong))) == {"source-differs"}


def test_other_tables_than_those_of_the_build_are_said(files: tuple[bytes, bytes], tmp_path: Path) -> None:
    facts = changed(
        TEXTS[FACTS], '4Q23,actual,point,JPY,100,6,-6,"100"', '4Q23,actual,point,JPY,101,6,-6,"101"'
    )
    (tmp_path / "later").mkdir()
    later = make(tmp_path / "later", {FACTS: facts})
    found = ids(verified(later, ("deck.pptx", files[0])))
    assert found == {"tables-changed", "figure-differs", "text-differs"}


def test_a_file_without_bindings_is_a_finding(project: Project, built: Built) -> None:
    template = (built.project.root / "templates/iij/deck.pptx").read_bytes()
    receipt = verified(project, ("deck.pptx", template))
    assert {"no-bindings", "no-seal"} <= ids(receipt)
    assert not receipt.good


def test_a_folder_that_is_no_project_compares_all_but_the_tables(
    files: tuple[bytes, bytes], tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    deck = put(tmp_path / "elsewhere", "deck.pptx", files[0])
    receipt = verify(Project(tmp_path / "elsewhere"), [deck])
    assert receipt.good
    assert receipt.files[0].skipped == ("the tables: this folder is no project",)
    assert "tables" not in receipt.files[0].counts
    assert DOC
