"""A deck put together from pages of several builds: each page is renewed from the report that it came from."""

from __future__ import annotations

from pathlib import Path

import pytest
from deck_edits import RED, all_shapes, opened, project
from language import DECK
from made import saved
from office import sdk_errors
from pptx import Presentation
from pptx.util import Cm

from reportgen.app.build import build_in_memory, refresh
from reportgen.carry.deck_plan import DeckCarry
from reportgen.office.package import open_package, write_package
from reportgen.pptx.operations import import_pages
from reportgen.project.project import Project
from reportgen.verify.verify import verify

OTHER = "templates/reports/other.yaml"


def two_reports(folder: Path, *, later: bool = False) -> Project:
    """The project of the deck with another report of the same pages."""
    found = project(folder, later=later)
    text = (folder / DECK).read_text("utf-8").replace("report: deck", "report: other")
    text = text.replace("output: deck.pptx", "output: other.pptx").replace("Outlook", "Others")
    (folder / OTHER).write_text(text, "utf-8")
    return found


def built(folder: Path, *, later: bool = False) -> dict[str, bytes]:
    """The decks of both reports."""
    return build_in_memory(two_reports(folder, later=later), ["deck", "other"]).files


def joined(deck: bytes, *pages: tuple[bytes, list[int]]) -> bytes:
    """A deck with slides of others behind its own, copied with all that belongs to them."""
    found = open_package(deck)
    for source, numbers in pages:
        found = import_pages(found, open_package(source), numbers)
    return write_package(found)


def on_slide(deck, number: int, name: str):
    return next(one for one in all_shapes(deck.slides[number - 1]) if one.name == name)


def line(data: bytes, number: int) -> str:
    return on_slide(opened(data), number, "Line").text_frame.text


def renewed(made: Project, file: Path) -> DeckCarry:
    (result,) = refresh(made, [file]).built
    assert isinstance(result.carried, DeckCarry)
    return result.carried


def test_pages_of_two_reports_are_both_renewed_and_the_work_in_both_stays(
    tmp_path: Path, validator: str
) -> None:
    files = built(tmp_path)
    deck = opened(joined(files["deck.pptx"], (files["other.pptx"], [2, 3])))
    on_slide(deck, 5, "Title").left = Cm(3)
    series = on_slide(deck, 5, "sales_chart").chart.plots[0].series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = RED
    for run in on_slide(deck, 6, "Line").text_frame.paragraphs[0].runs:
        run.text = run.text.replace("Revenue was", "Our revenue came to")
    file = tmp_path / "joined.pptx"
    file.write_bytes(saved(deck))
    for later, year, quarter in ((True, "470", 140), (True, "470", 140), (False, "460", 130)):
        plan = renewed(two_reports(tmp_path, later=later), file)
        assert not plan.conflicts
        assert line(file.read_bytes(), 3).startswith(f"Revenue was JPY{year} million")
        assert line(file.read_bytes(), 6).startswith(f"Our revenue came to JPY{year} million")
        deck = opened(file.read_bytes())
        assert on_slide(deck, 5, "Title").left == Cm(3)
        series = on_slide(deck, 5, "sales_chart").chart.plots[0].series[0]
        assert (series.values[3], series.format.fill.fore_color.rgb) == (quarter, RED)
        assert on_slide(deck, 5, "sales_table").table.cell(1, 4).text == str(quarter)
    (receipt,) = verify(Project(tmp_path), [file]).files
    assert receipt.issues == ()
    assert sdk_errors(validator, file) == []


def test_pages_in_a_deck_that_no_build_made_are_renewed_and_its_own_stay(
    tmp_path: Path, validator: str
) -> None:
    own = Presentation()
    own.slides.add_slide(own.slide_layouts[0]).shapes.title.text = "All mine"
    files = built(tmp_path)
    file = tmp_path / "mine.pptx"
    file.write_bytes(joined(saved(own), (files["other.pptx"], [3, 2]), (files["deck.pptx"], [3])))
    for _ in range(2):
        assert not renewed(two_reports(tmp_path, later=True), file).conflicts
        deck = opened(file.read_bytes())
        assert deck.slides[0].shapes.title.text == "All mine"
        assert on_slide(deck, 2, "Title").text_frame.text == "Others"
        assert [line(file.read_bytes(), number)[:26] for number in (2, 4)] == [
            "Revenue was JPY470 million"
        ] * 2
    assert sdk_errors(validator, file) == []


def test_a_page_of_an_earlier_build_of_the_same_report_is_renewed(tmp_path: Path) -> None:
    earlier = built(tmp_path)["deck.pptx"]
    file = tmp_path / "joined.pptx"
    file.write_bytes(joined(built(tmp_path, later=True)["deck.pptx"], (earlier, [3])))
    assert line(file.read_bytes(), 5).startswith("Revenue was JPY460 million")
    assert not renewed(Project(tmp_path), file).conflicts
    assert [line(file.read_bytes(), number)[:26] for number in (3, 5)] == ["Revenue was JPY470 million"] * 2


def test_figures_of_a_page_that_another_build_made_are_known_before_it_is_renewed(tmp_path: Path) -> None:
    earlier, other = built(tmp_path)["deck.pptx"], built(tmp_path)["other.pptx"]
    file = tmp_path / "joined.pptx"
    file.write_bytes(joined(built(tmp_path, later=True)["deck.pptx"], (earlier, [3]), (other, [3])))
    (receipt,) = verify(Project(tmp_path), [file]).files
    assert receipt.unexplained == ()
    told = [str(one.place) for one in receipt.issues if one.id == "figure-differs"]
    assert told == [f'joined.pptx, slide {at}, shape "Line"' for at in (5, 5, 6, 6)]
    (tmp_path / OTHER).unlink()
    (receipt,) = verify(Project(tmp_path), [file]).files
    assert receipt.skipped == ("the tables: pages of other, which this project does not build",)


@pytest.mark.parametrize("gone", ["report", "page"])
def test_a_page_that_its_project_builds_no_longer_stays_and_is_told(tmp_path: Path, gone: str) -> None:
    files = built(tmp_path)
    file = tmp_path / "joined.pptx"
    file.write_bytes(joined(files["deck.pptx"], (files["other.pptx"], [3])))
    made = two_reports(tmp_path, later=True)
    if gone == "report":
        (tmp_path / OTHER).unlink()
    else:
        text = (tmp_path / OTHER).read_text("utf-8")
        start, end = text.index("  - page: outlook"), text.index("  - page: end")
        (tmp_path / OTHER).write_text(text[:start] + text[end:], "utf-8")
    for _ in range(2):
        told = [(one.id, str(one.place)) for one in renewed(made, file).conflicts]
        assert told == [("not-renewed", "slide 5")]
        assert line(file.read_bytes(), 5).startswith("Revenue was JPY460 million")
        assert line(file.read_bytes(), 3).startswith("Revenue was JPY470 million")


def test_what_was_changed_twice_on_a_page_of_another_report_is_told_at_its_place(tmp_path: Path) -> None:
    files = built(tmp_path)
    deck = opened(joined(files["deck.pptx"], (files["other.pptx"], [3])))
    for run in on_slide(deck, 5, "Line").text_frame.paragraphs[0].runs:
        run.text = run.text.replace("JPY460 million", "a lot")
    file = tmp_path / "joined.pptx"
    file.write_bytes(saved(deck))
    plan = renewed(two_reports(tmp_path, later=True), file)
    assert [(one.id, str(one.place)) for one in plan.conflicts] == [("changed-twice", 'slide 5 "Line"')]
    assert line(file.read_bytes(), 5).startswith("Revenue was a lot, margin c. JPY60 million")
