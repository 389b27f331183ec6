"""One figure changed by hand changes exactly what depends on it, in both files.

    data/facts   revenue 4Q17   48,439 -> 48,440

What depends on it is found twice, without the plan: over the precedents of every formula, and over the
sources of every answer. Both are compared with what really differs between two builds.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pytest
from house import ROOT, Built, as_the_deck_sees, desk_of
from lxml import etree
from office import Book, address_of, operands, parts_of, read_book, same, split
from pptx import Presentation
from pptx.shapes.base import BaseShape

from reportgen.narrative import FigureDesk
from reportgen.pipeline.build import build
from reportgen.pipeline.project import Project

KEY = "revenue|4Q17"
DOCUMENT = "2018-05-15_fy17_results"
OLD, NEW = (
    'revenue,,,4Q17,actual,point,JPY,48439,6,-6,"48,439"',
    'revenue,,,4Q17,actual,point,JPY,48440,6,-6,"48,440"',
)
Place = tuple[str, str]
T = TypeVar("T")


@dataclass(frozen=True)
class Changed:
    """The files of the second build and the project they were built from; `before` is the deck without the change.

    The deck shows what all documents knew, and is compared with one from the same single document.
    """

    project: Project
    workbook: bytes
    deck: Path
    before: Path
    old: FigureDesk

    @cached_property
    def book(self) -> Book:
        return read_book(self.workbook)


def only_the_reported_document(data: Path) -> None:
    """Leave out the other documents, which print the same quarter and would contradict the changed figure."""
    for path in (*data.glob("facts/*.csv"), *data.glob("claims/*.csv")):
        if path.stem != DOCUMENT:
            path.unlink()


@pytest.fixture(scope="module")
def changed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Changed:
    folder = tmp_path_factory.mktemp("changed")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("drawing"))
    only_the_reported_document(folder / "data")
    (facts,) = (folder / "data" / "facts").glob("*.csv")
    text = facts.read_text(encoding="utf-8")
    assert text.count(OLD) == 1
    project = Project(folder)
    facts.write_text(text, encoding="utf-8")
    (before,) = build(project, ["results"], folder / "before").paths
    old = desk_of(as_the_deck_sees(project.table(), built), built)
    facts.write_text(text.replace(OLD, NEW), encoding="utf-8")
    result = build(project, [], folder / "output")
    paths = dict(zip((one.report for one in result.built), result.paths, strict=True))
    return Changed(project, paths["model"].read_bytes(), paths["results"], before, old)


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


def test_the_formulas_over_the_figure_and_no_others_give_another_value(book: Book, changed: Changed) -> None:
    observed = {place for place in differing(book, changed.book) if book[place[0]][place[1]].formula}
    typed = {place for place in differing(book, changed.book) if place not in observed}
    reached = dependents(book, typed)

    assert observed <= reached, sorted(observed - reached)
    # What depends on the figure and yet shows the same: verdicts, counts, flags, and choices of another input.
    unmoved = {place for place in reached - observed if isinstance(value(book, *place), int | float)}
    strange = {
        (sheet, at, book[sheet][at].formula)
        for sheet, at in unmoved
        if not insensitive(book[sheet][at].formula)
    }
    assert strange == set()
    assert len(observed) > 40


def insensitive(formula: str) -> bool:
    """Whether a formula only counts or compares, or takes a printed rate that stands before its calculation."""
    return bool(re.search(r"COUNT|ISNUMBER|<=", formula)) or formula.startswith("IFERROR(INDEX(data_value")


def test_the_model_changes_where_the_sources_of_its_figures_hold_it(
    book: Book, changed: Changed, desk: FigureDesk
) -> None:
    """Cell by cell over the sheets with a timeline: changed if and only if the answer's sources hold the figure."""
    differences = differing(book, changed.book)
    seen = 0
    for sheet in ("Model", "Balance sheet"):
        cells = {split(address): cell for address, cell in book[sheet].items()}
        key_row = next(row for (row, column), cell in cells.items() if column == 2 and cell.value == "Key")
        key_column = next(column for (_, column), cell in cells.items() if column > 2 and cell.value == "Key")
        for (row, column), cell in cells.items():
            key, when = cells.get((row, key_column)), cells.get((key_row, column))
            if (
                row <= key_row
                or column <= key_column
                or not (cell.formula and key and key.value and when and when.value)
            ):
                continue
            depends = KEY in desk.ask(f"{key.value}|{when.value}").sources
            assert ((sheet, address_of(row, column)) in differences) == depends, (sheet, row, column)
            seen += depends
    assert seen > 15


def dependents(book: Book, changed: set[Place]) -> set[Place]:
    """All formula cells that a set of cells reaches, over as many steps as it takes."""
    users: dict[Place, set[Place]] = {}
    for sheet, cells in book.items():
        for address, cell in cells.items():
            if cell.formula:
                for place in precedents(book, sheet, cell.formula):
                    users.setdefault(place, set()).add((sheet, address))
    found: set[Place] = set()
    waiting = list(changed)
    while waiting:
        for user in users.get(waiting.pop(), ()):
            if user not in found:
                found.add(user)
                waiting.append(user)
    return found


_LOOKUP = re.compile(r"INDEX\((data_\w+),MATCH\(([^()]*),data_key,0\)\)")
_TIMELINE = re.compile(r"INDEX\(\$(\w+?)(\d+):\$(\w+?)\d+,MATCH\((\w+)\$(\d+),\$\w+?\$(\d+):\$\w+\$\d+,0\)\)")
_QUARTERS = re.compile(
    r"SUMIFS\((?P<values>\S+?),(?P<heads>\S+?),(?P<wanted>\w+\$\d+)\)"
    r"|COUNTIFS\((?P<heads2>[^,]+),(?P<wanted2>[^,]+),(?P<values2>[^,]+),\"n/d\"\)"
)
# Names of lists of words: no figure stands in them.
LIST_NAMES = ("guidance_part_", "reported_document", "document_rows")
_TIES = re.compile(
    r"(SUMIFS|COUNTIFS)\((part_\w+),part_tie,(\$?\w+)\)|COUNTIFS\(part_tie,(\$?\w+),(part_\w+),\"n/d\"\)"
)


def precedents(book: Book, sheet: str, formula: str) -> Iterator[Place]:
    """The cells whose values a formula reads; a lookup reads the one row that its key finds."""

    def lookup(match: re.Match[str]) -> str:
        key = "".join(
            piece.strip('"') if piece.startswith('"') else str(value(book, sheet, piece.replace("$", "")))
            for piece in match[2].split("&")
        )
        row = keys(book).get(key)
        return f"Data!{data_columns(book)[match[1]]}{row}" if row else "0"

    def timeline(match: re.Match[str]) -> str:
        """The cell of the row that stands under the wanted key, if there is one."""
        wanted = value(book, sheet, f"{match[4]}{match[5]}")
        column = heads(book, sheet, int(match[6])).get(wanted)
        return f"{column}{match[2]}" if column else "0"

    text = _LOOKUP.sub(lookup, formula)

    def quarters(match: re.Match[str]) -> str:
        """Those cells of a row whose head is the wanted half or year."""
        values, head, wanted = (match[name] or match[f"{name}2"] for name in ("values", "heads", "wanted"))
        first, last = values.replace("$", "").split(":")
        (row, left), (_, right) = split(first), split(last)
        head_row = split(head.partition(":")[0])[0]
        half = value(book, sheet, wanted.replace("$", ""))
        columns = range(left, right + 1)
        return ",".join(
            address_of(row, column)
            for column in columns
            if value(book, sheet, address_of(head_row, column)) == half
        )

    text = _TIMELINE.sub(timeline, text)
    if "part_" not in text:
        text = _QUARTERS.sub(quarters, text)
    for _, name, tie, other_tie, other_name in _TIES.findall(text):
        number = value(book, sheet, (tie or other_tie).replace("$", ""))
        column = {"part_contribution": "E", "part_half": "F"}[name or other_name]
        yield from (("Check parts", f"{column}{row}") for row in rows_of_tie(book).get(number, ()))
    for name in re.findall(r"guidance_part_(?:value|half)", text):
        result = value(book, sheet, f"AF{split_row(formula)}")
        column = {"guidance_part_value": "N", "guidance_part_half": "AP"}[name]
        yield from (("Guidance", f"{column}{row}") for row in parts_of_result(book).get(result, ()))
    for kind, operand in operands(text):
        if kind != "RANGE" or operand.startswith(("part_", "data_", *LIST_NAMES)):
            continue
        if operand == "master_check":
            yield from (
                ("Checks", at)
                for at, cell in book["Checks"].items()
                if "TO FIX" in cell.formula and "D" in at
            )
            continue
        other, _, area = operand.replace("$", "").rpartition("!")
        first, _, last = area.partition(":")
        (top, left), (bottom, right) = split(first), split(last or first)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                yield other.strip("'") or sheet, address_of(row, column)


# A book is read once and never changes, so what is found in it is kept by its identity.
_KEPT: dict[tuple[object, ...], object] = {}


def kept(function: Callable[..., T]) -> Callable[..., T]:
    def wrapped(book: Book, *rest: object) -> T:
        key = (function.__name__, id(book), *rest)
        if key not in _KEPT:
            _KEPT[key] = function(book, *rest)
        return _KEPT[key]  # type: ignore[return-value]

    return wrapped


@kept
def keys(book: Book) -> dict[str, int]:
    """The row of every key on Data."""
    column = data_columns(book)["data_key"]
    return {
        str(cell.value): split(at)[0]
        for at, cell in book["Data"].items()
        if re.fullmatch(rf"{column}\d+", at)
    }


@kept
def data_columns(book: Book) -> dict[str, str]:
    named = {
        cell.value: re.sub(r"\d", "", at) for at, cell in book["Data"].items() if isinstance(cell.value, str)
    }
    return {"data_key": named["Key"], "data_value": named["Model value"], "data_half": named["Half a digit"]}


@kept
def heads(book: Book, sheet: str, row: int) -> dict[object, str]:
    """The columns of a timeline by their keys."""
    return {
        cell.value: re.sub(r"\d", "", at)
        for at, cell in reversed(book[sheet].items())
        if split(at)[0] == row and split(at)[1] > 7
    }


@kept
def rows_of_tie(book: Book) -> dict[object, list[int]]:
    """The rows of Check parts by the number of their tie."""
    found: dict[object, list[int]] = {}
    for at, cell in book["Check parts"].items():
        if re.fullmatch(r"A\d+", at):
            found.setdefault(cell.value, []).append(split(at)[0])
    return found


@kept
def parts_of_result(book: Book) -> dict[object, list[int]]:
    """The rows of parts on Guidance by the result that they add up to."""
    first = next(split(at)[0] for at, cell in book["Guidance"].items() if cell.value == "Result")
    found: dict[object, list[int]] = {}
    for at, cell in book["Guidance"].items():
        if re.fullmatch(r"AF\d+", at) and split(at)[0] > first:
            found.setdefault(cell.value, []).append(split(at)[0])
    return found


def split_row(formula: str) -> int:
    """The row of a formula on Guidance, which names the result in column AF of its own row."""
    match = re.search(r"\$AF(\d+)", formula)
    assert match is not None
    return int(match[1])


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
    before, after = deck_texts(changed.before), deck_texts(changed.deck)
    assert before.keys() == after.keys()
    observed = {place for place, text in before.items() if text != after[place]}
    new_desk = desk_of(as_the_deck_sees(changed.project.table(), built), built)

    expected: set[tuple[int, str]] = set()
    moved = 0
    for slide, shape, key, text, new_text in figures_of_both(changed.before, changed.deck):
        if key.startswith("share("):
            assert text == new_text, "shares of cloud revenue, printed as they are"
            continue
        depends = KEY in changed.old.ask(key).sources
        assert depends == (changed.old.ask(key).value != new_desk.ask(key).value), key
        moved += depends
        if text != new_text:
            assert depends, key
            expected.add((slide, shape))
    charts = {(number, shape.name) for number, shape in numbered_charts(changed.before)}
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
    for (_, one), (_, other) in zip(
        numbered_charts(changed.before), numbered_charts(changed.deck), strict=True
    ):
        old = read_book(one.chart.part.chart_workbook.xlsx_part.blob)
        new = read_book(other.chart.part.chart_workbook.xlsx_part.blob)
        differences = differing(old, new)
        typed = {place for place in differences if not old[place[0]][place[1]].formula}
        (sheet,) = old
        metrics = {column.name: column.metric for column in specs[one.name].columns}
        for _, at in typed:
            row, column = split(at)
            metric = metrics[str(value(old, sheet, address_of(1, column)))]
            assert KEY in changed.old.ask(f"{metric}|{value(old, sheet, f'A{row}')}").sources, (one.name, at)
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
