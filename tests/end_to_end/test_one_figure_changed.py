"""One figure changed by hand changes exactly what depends on it, in both files.

    data/facts   revenue 4Q17   48,439 -> 48,440

What depends on it is found twice, without the plan: by an independent calculator, and over the sources of
every answer. Both are compared with what really differs between two builds.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from house import ROOT, Built, as_the_deck_sees, figure_resolver_of
from lxml import etree
from model_at_libreoffice import AtLibreOffice
from office import Book, address_of, operands, parts_of, read_book, same, split
from pptx import Presentation
from pptx.shapes.base import BaseShape

from reportgen.app.build import build
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.project.project import Project

KEY = "revenue|4Q17"
DOCUMENT = "2018-05-15_fy17_results"
OLD, NEW = (
    'revenue,,,4Q17,actual,point,JPY,48439,6,-6,"48,439"',
    'revenue,,,4Q17,actual,point,JPY,48440,6,-6,"48,440"',
)
Place = tuple[str, str]
# Figures that the sheet reaches another way than the tables: margin less expenses of the half, where the tables
# take the year less the first half. Both ways agree within rounding.
OTHER_WAYS = ("operating_income|2H17", "(operating_income)|2H17", "operating_margin|2H17")


@dataclass(frozen=True)
class Changed:
    """The files of the second build and the project they were built from; `old` answers without the change."""

    project: Project
    workbook: bytes
    deck: Path
    old: FigureResolver

    @cached_property
    def book(self) -> Book:
        return read_book(self.workbook)


@pytest.fixture(scope="module")
def changed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    folder = tmp_path_factory.mktemp("changed")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    facts = folder / "data" / "facts" / f"{DOCUMENT}.csv"
    text = facts.read_text(encoding="utf-8")
    assert text.count(OLD) == 1
    project = Project(folder)
    old = figure_resolver_of(as_the_deck_sees(project.table(), built), built)
    facts.write_text(text.replace(OLD, NEW), encoding="utf-8")
    result = build(project, ["model", "results"], folder / "output")
    paths = dict(zip((one.report for one in result.built), result.paths, strict=True))
    return Changed(project, paths["model"].read_bytes(), paths["results"], old)


# The workbook


def differing(one: Book, other: Book) -> set[Place]:
    return {
        (sheet, address)
        for sheet in {*one, *other}
        for address in {*one.get(sheet, {}), *other.get(sheet, {})}
        if not same(value(one, sheet, address), value(other, sheet, address), 0)
    }


def value(book: Book, sheet: str, address: str) -> object:
    cell = book[sheet].get(address)
    return cell.value if cell is not None else None


def test_formulas_are_the_same_whatever_the_figures(book: Book, changed: Changed) -> None:
    def formulas(one: Book) -> dict[Place, str]:
        return {(sheet, at): cell.formula for sheet, cells in one.items() for at, cell in cells.items()}

    assert formulas(book) == formulas(changed.book)


def test_only_the_figure_and_what_names_the_data_differ_as_typed(book: Book, changed: Changed) -> None:
    typed = {place for place in differing(book, changed.book) if not book[place[0]][place[1]].formula}
    shown = {(str(value(book, *place)), str(value(changed.book, *place))) for place in typed}
    digest = next(pair for pair in shown if re.fullmatch(r"[0-9a-f]{12}", pair[0]))
    assert shown - {digest} == {("48439", "48440"), ("48,439", "48,440")}
    assert {sheet for sheet, _ in typed} == {"Data", "As reported", "Read me"}


def test_an_independent_calculator_changes_the_same_cells_to_the_same_values(
    at_libreoffice: AtLibreOffice, book: Book, changed: Changed
) -> None:
    """The figure typed over in the first file, calculated by LibreOffice, gives all values of the second file."""
    there = at_libreoffice.one_figure_changed
    assert [
        (sheet, at)
        for sheet, cells in changed.book.items()
        for at, cell in cells.items()
        if cell.formula and not same(cell.value, there[sheet].get(at))
    ] == []
    observed = {place for place in differing(book, changed.book) if book[place[0]][place[1]].formula}
    assert len(observed) > 200


def test_the_model_changes_where_the_sources_of_its_figures_hold_it(
    book: Book, changed: Changed, model_figures: FigureResolver
) -> None:
    """Cell by cell over the sheets with a timeline: changed if and only if the answer's sources hold the figure."""
    differences = differing(book, changed.book)
    seen = 0
    for sheet in ("Model", "Balance sheet"):
        cells = {split(address): cell for address, cell in book[sheet].items()}
        key_row = next(row for (row, column), cell in cells.items() if column == 2 and cell.value == "Key")
        key_column = next(column for (_, column), cell in cells.items() if column > 2 and cell.value == "Key")
        flag = next((row for (row, _), cell in cells.items() if cell.value == "Actual = 1"), None)
        for (row, column), cell in cells.items():
            key, when = cells.get((row, key_column)), cells.get((key_row, column))
            if (
                row <= key_row
                or column <= key_column
                or not (cell.formula and key and key.value and when and when.value)
                or (flag and cells[(flag, column)].value == 0)
            ):
                continue
            asked = f"{key.value}|{when.value}"
            if any(asked.endswith(other) for other in OTHER_WAYS):
                continue
            depends = KEY in model_figures.ask(asked).addresses
            assert ((sheet, address_of(row, column)) in differences) == depends, (sheet, row, column)
            seen += depends
    assert seen > 12


# The charts of the workbook


def test_charts_of_the_workbook_follow_their_cells(built: Built, changed: Changed, book: Book) -> None:
    """Cached points of native charts differ exactly where the cells they show differ."""
    before, after = cached_points(built.workbook.read_bytes()), cached_points(changed.workbook)
    assert before.keys() == after.keys()
    observed = {place for place, shown in before.items() if shown != after[place]}
    differences = differing(book, changed.book)
    expected = {place for place in before if (place[1], place[2]) in differences}
    assert observed == expected != set()


def cached_points(data: bytes) -> dict[tuple[str, str, str], str]:
    """The cached value of each point, by chart part, sheet and cell."""
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    found: dict[tuple[str, str, str], str] = {}
    for name, content in parts_of(data).items():
        if not re.fullmatch(r"xl/charts/chart\d+\.xml", name):
            continue
        for reference in etree.fromstring(content).iter(f"{c}numRef"):
            sheet, _, area = (reference.findtext(f"{c}f") or "").replace("$", "").rpartition("!")
            first, _, last = area.partition(":")
            (top, left), (bottom, right) = split(first), split(last or first)
            cells = [(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)]
            for point in reference.iterfind(f"{c}numCache/{c}pt"):
                at = address_of(*cells[int(point.get("idx"))])
                found[name, sheet.strip("'"), at] = point.findtext(f"{c}v") or ""
    return found


# The deck


def test_sentences_cells_and_labels_of_the_deck_change_where_their_sources_hold_it(
    built: Built, changed: Changed
) -> None:
    """Each changed text is one that the bindings say shows the figure, and says the new figure in its place."""
    before, after = deck_texts(built.deck), deck_texts(changed.deck)
    assert before.keys() == after.keys()
    observed = {place for place, text in before.items() if text != after[place]}
    new_figures = figure_resolver_of(as_the_deck_sees(changed.project.table(), built), built)

    expected: set[tuple[int, str]] = set()
    moved = 0
    for slide, shape, key, text, new_text in figures_of_both(built.deck, changed.deck):
        if key.startswith("share("):
            assert text == new_text, "shares of cloud revenue, printed as they are"
            continue
        depends = KEY in changed.old.ask(key).addresses
        assert depends == (changed.old.ask(key).value != new_figures.ask(key).value), key
        moved += depends
        if text != new_text:
            assert depends, key
            expected.add((slide, shape))
    charts = {(number, shape.name) for number, shape in numbered_charts(built.deck)}
    assert observed - charts == expected - charts, "texts, tables and notes"
    assert observed <= expected, "a chart also shows figures that are not written out"
    assert moved >= 10
    assert len(expected) > 3


def numbered_charts(path: Path) -> Iterator[tuple[int, BaseShape]]:
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        yield from ((number, shape) for shape in slide.shapes if shape.has_chart)


def deck_texts(path: Path) -> dict[tuple[int, str], str]:
    """All words of every shape: texts, table cells, labels of charts, alternative texts; and of the notes."""
    a = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
    found: dict[tuple[int, str], str] = {}
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        for shape in slide.shapes:
            words = [node.text or "" for node in shape._element.iter(f"{a}t")]
            words += [node.get("descr") or "" for node in shape._element.iter() if node.get("descr")]
            if shape.has_chart:
                words += [node.text or "" for node in shape.chart._chartSpace.iter(f"{a}t")]
            found[number, shape.name] = found.get((number, shape.name), "") + "\n".join(words)
        if slide.has_notes_slide:
            found[number, "notes"] = slide.notes_slide.notes_text_frame.text
    return found


def figures_of_both(one: Path, other: Path) -> Iterator[tuple[int, str, str, str, str]]:
    """The figures that the bindings kept in both decks name: slide, shape, key, text before and after."""
    for left, right in zip(bound(one), bound(other), strict=True):
        assert left[:3] == right[:3]
        yield (*left, right[3])


def bound(path: Path) -> Iterator[tuple[int, str, str, str]]:
    root = etree.fromstring(parts_of(path.read_bytes())["customXml/item1.xml"])
    for figure in root.iter("{*}figure"):
        shape = next(node for node in figure.iterancestors("{*}shape"))
        slide = next(node for node in figure.iterancestors("{*}slide"))
        yield (
            int(slide.get("number")),
            str(shape.get("name")),
            str(figure.get("key")),
            str(figure.get("text")),
        )


def test_charts_of_the_deck_change_where_their_formulas_reach(built: Built, changed: Changed) -> None:
    """Typed cells of the embedded workbooks, everything their formulas give, and the points drawn from them."""
    specs = {name: spec for page in built.results.spec.pages for name, spec in page.charts.items()}
    touched = 0
    for (_, one), (_, other) in zip(numbered_charts(built.deck), numbered_charts(changed.deck), strict=True):
        old = read_book(one.chart.part.chart_workbook.xlsx_part.blob)
        new = read_book(other.chart.part.chart_workbook.xlsx_part.blob)
        differences = differing(old, new)
        typed = {place for place in differences if not old[place[0]][place[1]].formula}
        (sheet,) = old
        metrics = {column.name: column.metric for column in specs[one.name].columns}
        for _, at in typed:
            row, column = split(at)
            metric = metrics[str(value(old, sheet, address_of(1, column)))]
            assert KEY in changed.old.ask(f"{metric}|{value(old, sheet, f'A{row}')}").addresses, (
                one.name,
                at,
            )
        reached = dependents_in_chart(old, typed)
        assert typed | reached >= differences
        assert {
            place for place in reached - differences if isinstance(value(old, *place), int | float)
        } == set(), "a number over the figure that did not move"
        drawn = {at for at, point in points(one).items() if point != points(other)[at]}
        assert drawn == {at for at in points(one) if (sheet, at) in differences}
        touched += bool(typed)
    assert touched >= 2


def points(frame: BaseShape) -> dict[str, str]:
    """The cached value of each drawn point by its cell in the workbook."""
    c = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
    found: dict[str, str] = {}
    for series in frame.chart._chartSpace.iter(f"{c}ser"):
        area = (series.findtext(f"{c}val//{c}f") or "").replace("$", "").rpartition("!")[2]
        first = area.partition(":")[0]
        top, column = split(first)
        for point in series.iterfind(f"{c}val//{c}pt"):
            found[address_of(top + int(point.get("idx")), column)] = point.findtext(f"{c}v") or ""
    return found


def dependents_in_chart(book: Book, changed: set[Place]) -> set[Place]:
    found: set[Place] = set()
    waiting = set(changed)
    (sheet,) = book
    while waiting:
        waiting = {
            (sheet, address)
            for address, cell in book[sheet].items()
            if cell.formula
            and (sheet, address) not in found
            and any(
                (sheet, text.replace("$", "")) in waiting
                for kind, text in operands(cell.formula)
                if kind == "RANGE"
            )
        }
        found |= waiting
    return found
