"""Real files: every one is inspected, comes through the empty render unchanged, is cloned and refilled."""

from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from empty_render import whole_library

from reportgen.figures.views import ChartColumn, ChartView, Span
from reportgen.office.package import open_package
from reportgen.office.xml import qn
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck

CORPUS = Path(__file__).resolve().parents[2] / ".." / "shared" / "corpus" / "pptx"
FILES = sorted(CORPUS.rglob("*.pptx")) if CORPUS.is_dir() else []
pytestmark = pytest.mark.skipif(not FILES, reason="the corpus of real decks is not on this machine")


@pytest.fixture(params=FILES, ids=lambda path: path.name)
def package(request):
    return open_package(request.param.read_bytes(), request.param.name)


def test_the_empty_render_changes_no_part(package):
    plan = whole_library(inspect_deck(package))
    result = open_package(render_deck(package, plan, package.name, partial=True).data)
    assert {part: result[part] for part in result} == {part: package[part] for part in package}


def test_pages_can_be_doubled_turned_and_left_out(package):
    pages = whole_library(inspect_deck(package)).pages
    for order in (pages + pages, pages[::-1], pages[:1], pages[-1:] * 3):
        data = render_deck(package, DeckPlan(order), package.name, partial=True).data
        assert len(inspect_deck(open_package(data)).pages) == len(order)


def test_charts_are_refilled_with_one_more_and_one_less(package):
    pages = inspect_deck(package).pages
    slots = {page.name: [slot for slot in page.charts if _told_apart(slot)] for page in pages}
    if not any(slots.values()):
        return
    for more_points, more_series in product((-1, 0, 1), repeat=2):
        wanted = {
            (page, slot.name): _view(
                slot, max(1, slot.points + more_points), max(1, len(slot.series) + more_series)
            )
            for page, found in slots.items()
            for slot in found
        }
        plans = [
            PagePlan(page, {}, {}, {}, {slot.name: wanted[page, slot.name] for slot in found})
            for page, found in slots.items()
        ]
        data = render_deck(package, DeckPlan((*plans, *plans)), package.name, partial=True).data
        again = inspect_deck(open_package(data)).pages[len(plans) :]
        for plan, page in zip(plans, again, strict=True):
            counts = {found.name: len(found.series) for found in page.charts}
            for name, view in plan.charts.items():
                assert counts[name] == sum(column.plotted for column in view.columns)


def _told_apart(slot):
    return not slot.fault and len({series.name for series in slot.series}) == len(slot.series)


def _view(slot, count, kept):
    columns = [
        ChartColumn(
            series.name,
            tuple(Decimal(number + n) for n in range(count)),
            labels=tuple("x" for _ in range(count)) if series.labelled else (),
            dimensions={"size": "Sizes"} if "size" in series.dimensions else {},
        )
        for number, series in enumerate(slot.series[:kept])
    ]
    for number in range(len(columns), kept):
        values = tuple(Decimal(number + n) for n in range(count))
        labels = tuple("x" for _ in range(count)) if slot.series[-1].labelled else ()
        columns.append(ChartColumn("One more than before", values, labels=labels))
    if any("size" in series.dimensions for series in slot.series):
        columns.append(ChartColumn("Sizes", tuple(Decimal(1 + n) for n in range(count)), plotted=False))
    return ChartView(slot.name, tuple(f"c{n}" for n in range(count)), tuple(columns))


def test_words_reach_the_texts_of_a_diagram():
    file = CORPUS / "docxtemplater" / "smart-art.pptx"
    package = open_package(file.read_bytes(), file.name)
    for part in [part for part in package if part.startswith("/ppt/diagrams/d") and part.endswith(".xml")]:
        for node in package.xml(part).iter(qn("a:t")):
            node.text = (node.text or "").replace("{", "{{").replace("}", "}}")
    found = inspect_deck(package)
    words = {word.name for word in found.pages[0].words}
    assert words
    plan = PagePlan("slide1", {word: (Span("filled"),) for word in words}, {}, {}, {})
    result = open_package(render_deck(package, DeckPlan((plan, plan)), file.name).data)
    drawings = [part for part in result if "/diagrams/drawing" in part or "/diagrams/data" in part]
    drawings = [part for part in drawings if part.endswith(".xml")]
    assert len(drawings) == 4
    assert all(b"filled" in result[part] and b"{{" not in result[part] for part in drawings)
