"""Every foreign file goes through `fill`: unchanged without data, with one cell changed where one is set."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
from office import sdk_errors

from reportgen.core.findings import FindingsError, Severity
from reportgen.filling.fill import fill_template
from reportgen.filling.filled import Filled, FillOptions
from reportgen.linting.lint import lint_template
from reportgen.office.cell_reader import read_cell
from reportgen.office.package import open_package, write_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import find_cell
from reportgen.office.xml import qn
from reportgen.plan.deck_map import ChartSlot, DeckPage
from reportgen.pptx.inspect import inspect_deck

_TEXTS = re.compile(
    r"/ppt/(slides|notesSlides|slideLayouts|slideMasters|diagrams|charts|drawings)/[^/]+[.]xml"
)
_POINTS = {"scatterChart", "bubbleChart"}
# What is true of the decks, or of data that know nothing of them.
_OF_THE_TEMPLATE = {"gate-slide-size", "gate-master", "gate-layout-chain"}
_OF_THE_DATA = {
    "cells-not-in-data",
    "subtotal-lost",
    "old-picture-of-chart",
    "text-made-smaller",
    "unused-name",
}


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
        done = open_package(
            fill_template(file.read_bytes(), file.name, None, FillOptions([f"'{quoted}'!ZZ9=5"]))
        )
        cell = find_cell(done.peek(sheet.part), 9, 702)
        assert cell is not None, file.name
        assert read_cell(cell).content == 5
        others = {one.part for one in sheet_parts(package)} - {sheet.part}
        assert all(package[part] == done[part] or b"<f" in package[part] for part in others), file.name


def test_any_file_is_linted_without_a_fault_of_ours(corpus: Path) -> None:
    for file in sorted(corpus.rglob("*"))[::5]:
        if file.is_file():
            assert lint_template(file.read_bytes(), file.name).kind in ("workbook", "deck", "unreadable")


def _tagged(file: Path) -> bytes:
    """The deck with a tag behind the text of every paragraph, wherever it has one."""
    package = open_package(file.read_bytes(), file.name)
    for part in [part for part in package if _TEXTS.fullmatch(part)]:
        for paragraph in package.xml(part).iter(qn("a:p")):
            texts = [
                text for text in paragraph.iterfind(f"{qn('a:r')}/{qn('a:t')}") if (text.text or "").strip()
            ]
            if texts and not (texts[0].text or "").startswith("page:"):
                texts[0].text = f"{texts[0].text} {{{{probe}}}}"
    return write_package(package)


def _rows(slot: ChartSlot) -> list[dict[str, object]]:
    """Data of one point more than the chart has."""
    numbers = [Decimal(number + 1) for number in range(slot.points + 1)]
    points = any(series.plot in _POINTS for series in slot.series)
    return [
        {f"level {level}": number if points else f"k{number}" for level in range(slot.levels)}
        | {series.name: number for series in slot.series}
        | {f"{series.name} size": number for series in slot.series if "size" in series.dimensions}
        for number in numbers
    ]


def _page(page: DeckPage) -> dict[str, object]:
    charts = {chart.name: _rows(chart) for chart in page.charts}
    lists: dict[str, object] = {slot.name: ["a", ["b"]] for slot in page.lists}
    return {"page": page.name, **charts, **lists}


def _all_filled(deck: bytes, name: str) -> Filled:
    """The deck with every page twice, every tag and chart of theirs filled; tags of other engines in it too."""
    template = inspect_deck(open_package(deck, name))
    words = [*template.words, *(tag for page in template.pages for tag in page.words)]
    pages = [_page(page) for page in template.pages for _ in range(2)]
    data: dict[str, object] = {"pages": pages, **{tag.name: "ok" for tag in words}}
    return fill_template(deck, name, data)  # type: ignore[arg-type]


def test_every_deck_takes_a_tag_behind_every_text_and_new_data_for_every_chart(corpus: Path) -> None:
    files = 0
    for file in sorted((corpus / "pptx").rglob("*.pptx")):
        deck = _tagged(file)
        linted = lint_template(deck, file.name)
        assert {issue.id for issue in linted.issues if issue.severity is Severity.ERROR} <= _OF_THE_TEMPLATE
        if not linted.schema.get("pages"):
            continue
        done = _all_filled(deck, file.name)
        told = {issue.id for issue in done.findings if issue.severity is not Severity.INFO}
        assert told <= _OF_THE_TEMPLATE | _OF_THE_DATA, file.name
        finished = open_package(bytes(done))
        assert [
            part for part in finished if part.endswith((".xml", ".rels")) and b"{{" in finished[part]
        ] == []
        files += 1
    assert files > 50


@pytest.mark.parametrize("name", ["ChartScatter.pptx", "SmartArt.pptx", "SlideWithNotes.pptx"])
def test_the_validator_finds_nothing_that_the_template_had_not(
    name: str, corpus: Path, validator: str, tmp_path: Path
) -> None:
    file, filled = next(corpus.rglob(name)), tmp_path / name
    filled.write_bytes(_all_filled(_tagged(file), name))

    def kinds(path: Path) -> set[str]:
        return {re.sub(r"\d+", "#", str(error)) for error in _described(sdk_errors(validator, path))}

    assert kinds(filled) <= kinds(file)


def _described(errors: list[object]) -> list[object]:
    return [error["description"] for error in errors if isinstance(error, dict)]
