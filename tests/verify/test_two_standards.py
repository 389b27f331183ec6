"""A deck and a model with figures of two accounting standards: every figure is compared under its own one."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from language import FACTS, changed
from pptx import Presentation
from verify_language import bindings_part_of, forged, ids, restated, retext, verified

from reportgen.app.build import build_in_memory
from reportgen.project.project import Project
from reportgen.verify.explain import explain

LATER = "data/facts/2025-05-10_results.csv"


def slide_of(deck: bytes, number: int) -> Sequence[Any]:
    """The shapes of a slide, counted from 0."""
    return list(Presentation(io.BytesIO(deck)).slides[number].shapes)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    return restated(tmp_path_factory.mktemp("restated"))


@pytest.fixture(scope="module")
def files(project: Project) -> tuple[bytes, bytes]:
    deck, book = build_in_memory(project, ["deck", "model"]).built
    return deck.data, book.data


def test_deck_model_and_tables_tie_out(project: Project, files: tuple[bytes, bytes]) -> None:
    receipt = verified(project, ("deck.pptx", files[0]), ("model.xlsx", files[1]))

    assert not receipt.issues
    deck, _ = receipt.files
    assert deck.counts["tables"] == deck.counts["bound"] == 22
    (pair,) = receipt.partners
    assert (pair.compared, pair.alone) == (21, 1)  # the margin of 1Q24 is not disclosed


def test_a_figure_under_the_other_standard_in_its_place_is_found(
    project: Project, files: tuple[bytes, bytes]
) -> None:
    """Revenue of 4Q23 is 133 under IFRS and was 130 under J-GAAP: a forger changes all that the deck says."""
    deck = retext(files[0], "ppt/slides/slide2.xml", ">133<", ">130<")
    part = bindings_part_of(deck)
    own = 'key="revenue|4Q23|ifrs" text="{}" value="{}"'
    deck = retext(deck, part, own.format("133", "1.33E+8"), own.format("130", "1.30E+8"))
    deck = forged(retext(deck, part, 'value="133"', 'value="130"'))

    receipt = verified(project, ("deck.pptx", deck), ("model.xlsx", files[1]))

    assert ids(receipt) == {"figure-differs", "text-differs", "partner-differs"}
    assert all("revenue|4Q23|ifrs" in issue.message for issue in receipt.issues)


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [(LATER, ",137,", ",139,", "revenue|4Q24|ifrs"), (FACTS, ",120,", ",121,", "revenue|3Q23|jgaap")],
)
def test_a_wrong_figure_of_either_standard_in_the_model_is_found(
    project: Project, files: tuple[bytes, bytes], tmp_path: Path, file: str, old: str, new: str, key: str
) -> None:
    text = (project.root / file).read_text(encoding="utf-8")
    wrong = changed(text, f'{old}6,-6,"{old.strip(",")}"', f'{new}6,-6,"{new.strip(",")}"')
    (book,) = build_in_memory(restated(tmp_path, {file: wrong}), ["model"]).built

    receipt = verified(project, ("deck.pptx", files[0]), ("model.xlsx", book.data))

    pairs = [issue.message for issue in receipt.issues if issue.id == "partner-differs"]
    assert f"{key}: deck and workbook do not agree" in pairs
    assert all(key.partition("|")[2] in message for message in pairs)


def test_a_page_with_figures_of_two_standards_names_both(files: tuple[bytes, bytes]) -> None:
    texts = [shape.text_frame.text for shape in slide_of(files[0], 1) if shape.has_text_frame]
    assert "Sales (IFRS)" in texts
    (table,) = [shape.table for shape in slide_of(files[0], 1) if shape.has_table]
    assert [cell.text for cell in table.rows[1].cells] == ["Revenue", "120 (J-GAAP)", "133", "125", "137"]


def test_a_key_without_a_standard_explains_each(project: Project, files: tuple[bytes, bytes]) -> None:
    path = project.root / "deck.pptx"
    path.write_bytes(files[0])
    told = explain(project, path, "margin|3Q23")
    (text, lineage) = told.places[0].figures[0]
    assert (text, lineage.key) == ("(5) (J-GAAP)", "margin|3Q23|jgaap")
    assert [one.key for one in lineage.inputs] == ["revenue|3Q23|jgaap", "cost|3Q23|jgaap"]
