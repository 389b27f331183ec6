"""A deck that somebody has worked in keeps that work in its next build, and its figures are current."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path

import deck_edits_of_pages
import deck_edits_of_shapes
import deck_edits_of_tables
import openpyxl
import pytest
from answers import Run
from deck_builds import edited, faults, next_build, plan_of, retype, told, twice
from deck_edits import (
    DEFINITION,
    EDITS,
    all_shapes,
    current,
    opened,
    page_of,
    project,
    shape,
    table_of,
    text,
)
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from language import DECK, DECK_TEMPLATE
from lxml import etree
from made import saved
from office import sdk_errors
from pptx.util import Cm

from reportgen.app.build import build, build_in_memory, refresh
from reportgen.carry.deck_charts import merge_chart
from reportgen.carry.deck_plan import CarryLog, DeckCarry
from reportgen.carry.deck_trees import Forms
from reportgen.core.findings import FindingsError
from reportgen.office.package import open_package, write_package
from reportgen.office.xml import qn
from reportgen.project.project import Project

# Each of them puts its edits into EDITS.
KINDS = (deck_edits_of_shapes, deck_edits_of_pages, deck_edits_of_tables)
# LibreOffice writes masters and layouts anew, so that these are told at a place and not kept.
TOLD_IN_LIBREOFFICE = {
    "another layout": ("slide 2", "another layout"),
    "a shape on the master": ('the deck "Own mark"', "a shape of a master or layout"),
    "a shape on a layout": ('the deck "Own stamp"', "a shape of a master or layout"),
}
# It drops these itself: nothing of them is in what it saves.
LOST_IN_LIBREOFFICE = {
    "an alternative text",
    "sections drawn",
    "a modern comment",
    "a show of some slides",
    "a layout added",
    "properties typed",
    "the first slide's number",
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_stands_in_the_next_build_and_the_figures_are_current(place: Path, name: str) -> None:
    made = next_build(place, edited(place, name))
    deck = opened(made.data)
    assert EDITS[name].stands(deck)
    assert current(deck) == []
    assert plan_of(made).edits
    assert not plan_of(made).conflicts


def compatible(names: list[str]) -> list[str]:
    """Those of the edits that touch nothing that one before touches; slides are deleted last."""
    touched: set[str] = set()
    found = []
    for name in names:
        if not EDITS[name].touches & touched:
            touched |= EDITS[name].touches
            found.append(name)
    return sorted(found, key=lambda name: name == "a slide deleted")


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=2, max_size=25, unique=True))
def test_edits_stand_in_any_combination(place: Path, names: list[str]) -> None:
    chosen = compatible(names)
    made = next_build(place, edited(place, *chosen))
    deck = opened(made.data)
    assert [name for name in chosen if not EDITS[name].stands(deck)] == []
    assert current(deck) == []
    assert not plan_of(made).conflicts
    assert faults(place, made.data) == []


def test_what_stands_once_stands_in_every_build_after(place: Path) -> None:
    names = compatible(sorted(EDITS))
    file = edited(place, *names)
    for _ in range(2):
        made = next_build(place, file)
        file.write_bytes(saved(opened(made.data)))
    deck = opened(made.data)
    assert [name for name in names if not EDITS[name].stands(deck)] == []
    assert current(deck) == []


def test_a_slide_that_was_deleted_stays_away(place: Path) -> None:
    file = edited(place, "a slide deleted")
    for _ in range(3):
        made = next_build(place, file)
        assert len(opened(made.data).slides) == 3
        assert [(str(one.place), one.what) for one in plan_of(made).edits] == [
            ("the deck", "slide 3 deleted")
        ]
        file.write_bytes(made.data)


def test_the_validator_finds_nothing_in_carried_decks(place: Path, validator: str) -> None:
    names = sorted(EDITS)
    for number, chosen in enumerate((compatible(names), compatible(names[::-1]))):
        file = place / f"validated{number}.pptx"
        file.write_bytes(next_build(place, edited(place, *chosen)).data)
        assert sdk_errors(validator, file) == []


def test_edits_stand_where_libreoffice_saved_the_deck(place: Path, soffice: str) -> None:
    left = [name for name in EDITS if name not in LOST_IN_LIBREOFFICE | TOLD_IN_LIBREOFFICE.keys()]
    piles = [[name] for name in TOLD_IN_LIBREOFFICE]
    while left:
        piles.append(compatible(left))
        left = [name for name in left if name not in piles[-1]]
    source, there = place / "by hand", place / "by libreoffice"
    source.mkdir()
    shutil.copy(place / "built.pptx", source / "nothing.pptx")
    for number, pile in enumerate(piles):
        shutil.copy(edited(place, *pile), source / f"{number}.pptx")
    profile = f"-env:UserInstallation=file://{place}/profile"
    command = [soffice, "--headless", profile, "--convert-to", "pptx:Impress MS PowerPoint 2007 XML"]
    subprocess.run([*command, "--outdir", there, *sorted(source.iterdir())], check=True, capture_output=True)
    assert plan_of(next_build(place, there / "nothing.pptx")) == DeckCarry()
    for number, pile in enumerate(piles):
        made = next_build(place, there / f"{number}.pptx")
        deck = opened(made.data)
        expected = [
            ("not-known-again", *TOLD_IN_LIBREOFFICE[name]) for name in pile if name in TOLD_IN_LIBREOFFICE
        ]
        assert [one[:3] for one in told(made)] == expected
        assert expected or [name for name in pile if not EDITS[name].stands(deck)] == []
        assert current(deck) == []
        assert faults(place, made.data) == []


def test_a_page_that_is_gone_stays_where_a_person_worked_on_it(tmp_path: Path) -> None:
    (made,) = build_in_memory(project(tmp_path), ["deck"]).built
    deck = opened(made.data)
    retype("outlook", "Line", "Revenue", "Our revenue")(deck)
    file = tmp_path / "edited.pptx"
    file.write_bytes(saved(deck))
    later = project(tmp_path, later=True)
    start = DEFINITION.index("  - page: outlook")
    end = DEFINITION.index("  - page: end")
    (tmp_path / DECK).write_text(DEFINITION[:start] + DEFINITION[end:], "utf-8")
    (kept,) = build_in_memory(later, ["deck"], old=file).built
    assert text(opened(kept.data), "outlook", "Line").startswith("Our revenue was JPY460 million")
    assert [(one.id, str(one.place)) for one in plan_of(kept).conflicts] == [("no-place", "slide 3")]


def test_a_page_that_is_new_comes_between_its_neighbours(tmp_path: Path) -> None:
    start = DEFINITION.index("  - page: outlook")
    end = DEFINITION.index("  - page: end")
    first = project(tmp_path)
    (tmp_path / DECK).write_text(DEFINITION[:start] + DEFINITION[end:], "utf-8")
    (made,) = build_in_memory(first, ["deck"]).built
    deck = opened(made.data)
    EDITS["a slide added"].do(deck)
    file = tmp_path / "edited.pptx"
    file.write_bytes(saved(deck))
    later = project(tmp_path, later=True)
    (kept,) = build_in_memory(later, ["deck"], old=file).built
    heads = [
        next(one.text_frame.text for one in all_shapes(slide) if one.has_text_frame)
        for slide in opened(kept.data).slides
    ]
    assert [head.split("\n")[0] for head in heads] == [
        "Results for FY23",
        "All mine",
        "Sales",
        "Outlook",
        "Thank you",
    ]


def a_column_deleted(deck) -> None:
    table = shape(deck, "sales", "sales_table").table._tbl
    table.tblGrid.remove(table.tblGrid.gridCol_lst[2])
    for row in table.tr_lst:
        row.remove(row.tc_lst[2])


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (EDITS["a column added"].do, ["Cost", "", "90", "95", "125", "100"]),
        (a_column_deleted, ["Cost", "90", "125", "100"]),
        (lambda deck: None, ["Cost", "90", "95", "125", "100"]),
    ],
)
def test_a_row_that_is_new_has_the_columns_of_a_person(tmp_path: Path, do: Callable, expected: list) -> None:
    (made,) = build_in_memory(project(tmp_path), ["deck"]).built
    deck = opened(made.data)
    do(deck)
    file = tmp_path / "edited.pptx"
    file.write_bytes(saved(deck))
    later = project(tmp_path, later=True)
    rows = "          - {metric: cost, label: Cost}\n          - {metric: margin"
    (tmp_path / DECK).write_text(DEFINITION.replace("          - {metric: margin", rows), "utf-8")
    (kept,) = build_in_memory(later, ["deck"], old=file).built
    table = shape(opened(kept.data), "sales", "sales_table").table
    (found,) = [[cell.text for cell in row.cells] for row in table.rows if row.cells[0].text == "Cost"]
    assert (found, len(table.columns)) == (expected, len(expected))


def test_a_row_whose_label_and_columns_a_person_changed_is_current(place: Path) -> None:
    deck = opened(next_build(place, edited(place, "a column added", "a label of a row retyped")).data)
    assert current(deck) == []


def rename_series(deck) -> None:
    chart = shape(deck, "sales", "sales_chart").chart
    next(chart._chartSpace.iter(qn("c:tx"))).find(f".//{qn('c:v')}").text = "Turnover"


def add_to_workbook(deck) -> None:
    part = shape(deck, "sales", "sales_chart").chart.part.chart_workbook.xlsx_part
    book = openpyxl.load_workbook(io.BytesIO(part.blob))
    book.create_sheet("Mine")["A1"] = 5
    book.active["K2"] = "note"
    part._blob = saved(book)


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        (rename_series, [("sales_chart, Revenue", "Turnover", "Revenue")]),
        (
            add_to_workbook,
            [
                ("sales_chart, its workbook", "cells beside the data on Sheet1", ""),
                ("sales_chart, its workbook", "the sheet Mine", ""),
            ],
        ),
    ],
)
def test_what_is_typed_into_the_data_of_a_chart_is_told(place: Path, do: Callable, expected: list) -> None:
    made = twice(place, do)
    assert told(made) == [("typed-over", f'slide 2 "{where}"', *said) for where, *said in expected]
    assert faults(place, made.data) == []


def test_a_series_that_a_person_drew_as_another_plot_stays_so_with_its_figures_current() -> None:
    def chart(columns: dict[str, int], lines: dict[str, int]) -> etree._Element:
        plots = "".join(
            f"<c:{plot}>"
            + "".join(
                f'<c:ser><c:idx val="{ord(name[0])}"/><c:tx><c:v>{name}</c:v></c:tx><c:val><c:numLit>'
                f'<c:pt idx="0"><c:v>{value}</c:v></c:pt></c:numLit></c:val></c:ser>'
                for name, value in series.items()
            )
            + f"</c:{plot}>"
            for plot, series in (("barChart", columns), ("lineChart", lines))
            if series
        )
        text = f'<c:plotArea xmlns:c="{qn("c:x")[1:-2]}">{plots}</c:plotArea>'
        return etree.fromstring(text)

    now, log = chart({"A": 11, "B": 12}, {"C": 13}), CarryLog()
    left = chart({"A": 1, "B": 2, "C": 3, "Own": 4}, {})
    assert merge_chart((chart({"A": 1, "B": 2}, {"C": 3}), left, now), Forms(), log, "chart", ((), ()))
    drawn = [(plot.tag, ["".join(one.itertext()) for one in plot]) for plot in now]
    assert drawn == [(qn("c:barChart"), ["A11", "B12", "C13"])]
    assert not log.conflicts


def test_a_slide_that_was_doubled_is_current_twice_and_is_told(place: Path) -> None:
    def do(deck) -> None:
        page = page_of(deck, "outlook")
        twin = deck.slides.add_slide(page.slide_layout)
        for node in list(page.shapes._spTree)[2:]:
            twin.shapes._spTree.append(deepcopy(node))

    made = twice(place, do)
    assert ("slide doubled", 5) in [(one.what, one.place.slide) for one in plan_of(made).edits]
    lines = [
        one.text_frame.text for page in opened(made.data).slides for one in page.shapes if one.name == "Line"
    ]
    assert ["JPY470 million" in line for line in lines] == [True, True]


# The commands


def test_a_build_never_replaces_a_deck_that_somebody_has_worked_in(tmp_path: Path) -> None:
    made = project(tmp_path)
    out = tmp_path / "output"
    (path,) = build(made, ["deck"], out).paths
    deck = opened(path.read_bytes())
    path.write_bytes(saved(deck))
    later = project(tmp_path, later=True)
    build(later, ["deck"], out)
    deck = opened(path.read_bytes())
    shape(deck, "sales", "Title").left = Cm(2)
    path.write_bytes(saved(deck))
    project(tmp_path)
    with pytest.raises(FindingsError) as raised:
        build(later, ["deck"], out)
    assert [(issue.id, issue.found) for issue in raised.value.issues] == [
        ("edited-by-hand", 'slide 2 "Title": place or size')
    ]


def test_refresh_renews_a_deck_in_place_and_keeps_the_old_one(tmp_path: Path) -> None:
    first = project(tmp_path)
    (made,) = build_in_memory(first, ["deck"]).built
    deck = opened(made.data)
    EDITS["a text box added"].do(deck)
    file = tmp_path / "For the board.pptx"
    file.write_bytes(saved(deck))
    before = file.read_bytes()
    result = refresh(project(tmp_path, later=True), [file])
    assert result.kept == (tmp_path / "For the board.before.pptx",)
    assert result.kept[0].read_bytes() == before
    assert text(opened(file.read_bytes()), "sales", "Own text") == "Mine"
    assert current(opened(file.read_bytes())) == []


def test_the_exit_code_tells_of_conflicts(tmp_path: Path, run: Run) -> None:
    (made,) = build_in_memory(project(tmp_path), ["deck"]).built
    file = tmp_path / "deck.pptx"
    project(tmp_path, later=True)
    for do, code in (
        (retype("outlook", "Line", "was", "came to"), 0),
        (retype("outlook", "Line", "JPY460", "460"), 1),
    ):
        deck = opened(made.data)
        do(deck)
        file.write_bytes(saved(deck))
        answer = run("refresh", file, "--project", tmp_path, "--json")
        assert answer.code == code
        account = json.loads(answer.out)
        assert account["ok"] is (code == 0)
        assert len(account["files"][0]["carried"]["conflicts"]) == code


def test_a_deck_without_its_record_is_told(tmp_path: Path) -> None:
    made = project(tmp_path)
    file = tmp_path / "foreign.pptx"
    file.write_bytes((tmp_path / "templates/kaede/deck.pptx").read_bytes())
    with pytest.raises(FindingsError) as raised:
        refresh(made, [file])
    assert [issue.id for issue in raised.value.issues] == ["no-build-record"]


def test_a_table_without_a_row_and_a_column_is_current(place: Path) -> None:
    def do(deck) -> None:
        table = table_of(deck)._tbl
        table.tblGrid.remove(table.tblGrid[1])
        for row in table.tr_lst:
            row.remove(row.tc_lst[1])
        table.remove(table.tr_lst[2])

    made = twice(place, do)
    assert [[cell.text for cell in row.cells] for row in table_of(opened(made.data)).rows] == [
        ["JPY million", "2Q", "3Q", "4Q"],
        ["Revenue", "110", "120", "140"],
    ]
    assert told(made) == []


def test_a_template_from_libreoffice_makes_no_deck_that_libreoffice_saved(tmp_path: Path) -> None:
    folder = project(tmp_path).root
    package = open_package((folder / DECK_TEMPLATE).read_bytes())
    properties = package.xml("/docProps/app.xml")
    properties.find("{*}Application").text = "LibreOffice/24.2"
    (folder / DECK_TEMPLATE).write_bytes(write_package(package))
    (made,) = build_in_memory(Project(folder), ["deck"]).built
    assert "LibreOffice" in open_package(made.data)["/docProps/app.xml"].decode()
    deck = opened(made.data)
    EDITS["an alternative text"].do(deck)
    (folder / "edited.pptx").write_bytes(saved(deck))
    assert EDITS["an alternative text"].stands(opened(next_build(folder, folder / "edited.pptx").data))


def test_notes_may_name_the_source_of_a_figure_that_a_person_deleted(place: Path) -> None:
    def do(deck) -> None:
        for name in ("Notes", "sales_table"):
            node = shape(deck, "sales", name)._element
            node.getparent().remove(node)

    assert faults(place, twice(place, do).data) == []
