"""What a person moved, recoloured, relabelled or added in a template stands in the next build.

The packages are edited as their Office programs would: an offset of a shape, a colour of a series, the text
of a cell, the anchor of a drawing.
"""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from house import ROOT, Built
from lxml import etree
from office import Book, edited, parts_of, sheet_parts
from parts_counted import Counts, assert_each_is_read_once, counted
from pptx import Presentation
from pptx.shapes.base import BaseShape
from pptx.util import Cm

from reportgen.app.build import build
from reportgen.project.project import Project

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
X14 = "{http://schemas.microsoft.com/office/spreadsheetml/2009/9/main}"
XM = "{http://schemas.microsoft.com/office/excel/2006/main}"
XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
PAGE, BOX, CHART = "revenue", "Notes", "revenue_chart"


@dataclass(frozen=True)
class HandMade:
    """Both files as built from the edited templates."""

    workbook: bytes
    deck: Path
    counts: Counts


@pytest.fixture(scope="module")
def hand_made(built: Built, tmp_path_factory: pytest.TempPathFactory) -> HandMade:
    folder = tmp_path_factory.mktemp("by_hand")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    for report, edit in ((built.model, edit_workbook), (built.results, edit_deck)):
        path = folder / "templates" / report.spec.template
        path.write_bytes(edit(path.read_bytes()))
    with counted() as counts:
        result = build(Project(folder), ["model", "results"], folder / "output")
    paths = dict(zip((one.report for one in result.built), result.paths, strict=True))
    return HandMade(paths["model"].read_bytes(), paths["results"], counts)


def test_each_part_of_the_real_templates_is_read_once(hand_made: HandMade) -> None:
    names = etree.fromstring(parts_of(hand_made.workbook)["xl/workbook.xml"]).iter(f"{S}definedName")
    folding = {
        int(one.get("localSheetId", ""))
        for one in names
        if one.get("name", "").startswith(("fold_", "fit_rows"))
    }
    parts = list(sheet_parts(hand_made.workbook).values())
    assert_each_is_read_once(hand_made.counts, 2, [f"/{parts[at]}" for at in folding])


# The deck


def edit_deck(data: bytes) -> bytes:
    slide = slide_of(data, PAGE)

    def by_hand(root: etree._Element) -> None:
        for name in (BOX, CHART):
            offset = named(root, name).find(f".//{A}off")
            if offset is None:
                offset = named(root, name).find(f".//{P}xfrm/{A}off")
            offset.set("x", str(int(offset.get("x")) - Cm(0.5)))
            offset.set("y", str(int(offset.get("y")) + Cm(0.25)))
        title = named(root, "Title")
        run = next(node for node in title.iter(f"{A}t") if "{{title}}" in (node.text or ""))
        run.text = (run.text or "").replace("{{title}}", "{{title}} (draft)")
        new = copy.deepcopy(named(root, BOX))
        new.find(f".//{P}cNvPr").set("name", "Reviewed by")
        new.find(f".//{P}cNvPr").set("id", "9001")
        body = new.find(f"{P}txBody")
        for paragraph in body.findall(f"{A}p")[1:]:
            body.remove(paragraph)
        texts = list(body.iter(f"{A}t"))
        texts[0].text = "Reviewed by the desk"
        for text in texts[1:]:
            text.text = ""
        named(root, BOX).addnext(new)

    def recolour(root: etree._Element) -> None:
        series = next(node for node in root.iter(f"{C}ser"))
        fill = series.find(f"{C}spPr/{A}solidFill")
        for child in list(fill):
            fill.remove(child)
        etree.SubElement(fill, f"{A}srgbClr").set("val", "AB12CD")

    return edited(edited(data, slide, by_hand), chart_of(data, slide), recolour)


def slide_of(data: bytes, page: str) -> str:
    """The part of a library page, found by the name in its notes."""
    parts = parts_of(data)
    for name, content in parts.items():
        if re.fullmatch(r"ppt/slides/slide\d+\.xml", name):
            links = etree.fromstring(parts[f"ppt/slides/_rels/{Path(name).name}.rels"])
            for link in links:
                if str(link.get("Type")).endswith("/notesSlide"):
                    notes = parts["ppt/notesSlides/" + Path(str(link.get("Target"))).name]
                    text = "".join(node.text or "" for node in etree.fromstring(notes).iter(f"{A}t"))
                    if text.startswith(f"page: {page}"):
                        assert content
                        return name
    raise AssertionError(f"no page {page}")


def chart_of(data: bytes, slide: str) -> str:
    links = etree.fromstring(parts_of(data)[f"ppt/slides/_rels/{Path(slide).name}.rels"])
    target = next(str(link.get("Target")) for link in links if str(link.get("Type")).endswith("/chart"))
    return "ppt/charts/" + Path(target).name


def named(root: etree._Element, name: str) -> etree._Element:
    node = next(node for node in root.iter(f"{P}cNvPr") if node.get("name") == name)
    return node.getparent().getparent()


def shape(path: Path, name: str) -> BaseShape:
    """The shape of that name on the slide that shows the revenue chart."""
    slide = next(
        slide for slide in Presentation(str(path)).slides if any(one.name == CHART for one in slide.shapes)
    )
    return next(one for one in slide.shapes if one.name == name)


@pytest.mark.parametrize("name", [BOX, CHART])
def test_a_moved_shape_stays_where_it_was_moved_to(name: str, built: Built, hand_made: HandMade) -> None:
    before, after = shape(built.deck, name), shape(hand_made.deck, name)
    assert (after.left, after.top) == (before.left - Cm(0.5), before.top + Cm(0.25))
    assert (after.width, after.height) == (before.width, before.height)


def test_a_retyped_label_keeps_its_words_around_the_tag(built: Built, hand_made: HandMade) -> None:
    before, after = (shape(path, "Title").text_frame.text for path in (built.deck, hand_made.deck))
    assert after == f"{before} (draft)"


def test_a_shape_that_was_added_is_in_the_deck_and_figures_are_too(built: Built, hand_made: HandMade) -> None:
    assert shape(hand_made.deck, "Reviewed by").text_frame.text == "Reviewed by the desk"
    assert shape(hand_made.deck, BOX).text_frame.text == shape(built.deck, BOX).text_frame.text


def test_a_recoloured_series_keeps_its_colour_and_its_values(built: Built, hand_made: HandMade) -> None:
    before, after = (shape(path, CHART).chart._chartSpace for path in (built.deck, hand_made.deck))
    series = next(after.iter(f"{C}ser"))
    assert series.find(f"{C}spPr/{A}solidFill/{A}srgbClr").get("val") == "AB12CD"
    assert [node.text for node in after.iter(f"{C}v")] == [node.text for node in before.iter(f"{C}v")]


# The workbook


def edit_workbook(data: bytes) -> bytes:
    def retype(root: etree._Element) -> None:
        (text,) = (node for node in root.iter(f"{S}t") if node.text == "Colour key")
        text.text = "What the colours mean"

    def move_chart(root: etree._Element) -> None:
        row, column = (
            next(root.iter(f"{XDR}from")).find(f"{XDR}row"),
            next(root.iter(f"{XDR}from")).find(f"{XDR}col"),
        )
        row.text, column.text = str(int(row.text) + 1), str(int(column.text) + 1)

    def move_text_box(root: etree._Element) -> None:
        offset = next(root.iter(f"{XDR}from")).find(f"{XDR}rowOff")
        offset.text = "12345"
        next(root.iter(f"{A}srgbClr")).set("val", "FFF0E0")

    data = edited(data, "xl/sharedStrings.xml", retype)
    data = edited(data, drawing_of(data, "Summary"), move_chart)
    return edited(data, drawing_of(data, "Read me"), move_text_box)


def drawing_of(data: bytes, sheet: str) -> str:
    part = Path(sheet_parts(data)[sheet])
    links = etree.fromstring(parts_of(data)[f"xl/worksheets/_rels/{part.name}.rels"])
    target = next(str(link.get("Target")) for link in links if str(link.get("Type")).endswith("/drawing"))
    return "xl/drawings/" + Path(target).name


def first_anchor(data: bytes, sheet: str) -> list[str]:
    start = next(etree.fromstring(parts_of(data)[drawing_of(data, sheet)]).iter(f"{XDR}from"))
    return [str(node.text) for node in start]


def test_a_retyped_cell_keeps_its_new_words(built: Built, hand_made: HandMade) -> None:
    """Its words and the two drawings differ, and the account of the file; all else is byte for byte the same."""
    before, after = parts_of(built.workbook.read_bytes()), parts_of(hand_made.workbook)
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    drawings = {drawing_of(hand_made.workbook, sheet) for sheet in ("Summary", "Read me")}
    texts = [
        [node.text for node in etree.fromstring(parts["xl/sharedStrings.xml"]).iter(f"{S}t")]
        for parts in (before, after)
    ]
    assert [pair for pair in zip(*texts, strict=True) if pair[0] != pair[1]] == [
        ("Colour key", "What the colours mean")
    ]
    assert {name for name in changed if not name.startswith("customXml/")} == drawings | {
        "xl/sharedStrings.xml"
    }


def test_a_moved_chart_and_a_restyled_text_box_stay(built: Built, hand_made: HandMade) -> None:
    before = built.workbook.read_bytes()
    column, offset, row, row_offset = first_anchor(before, "Summary")
    assert first_anchor(hand_made.workbook, "Summary") == [
        str(int(column) + 1),
        offset,
        str(int(row) + 1),
        row_offset,
    ]
    assert first_anchor(hand_made.workbook, "Read me")[3] == "12345"
    box = parts_of(hand_made.workbook)[drawing_of(hand_made.workbook, "Read me")]
    assert b"FFF0E0" in box


# What other programs lose


def template_of(built: Built) -> bytes:
    return (ROOT / "templates" / built.model.spec.template).read_bytes()


def test_the_text_box_leaves_byte_for_byte(built: Built) -> None:
    template, finished = template_of(built), built.workbook.read_bytes()
    part = drawing_of(template, "Read me")
    assert parts_of(template)[part] == parts_of(finished)[part]
    assert b"txBox" in parts_of(finished)[part]


def nodes(data: bytes, name: str) -> Iterator[tuple[str, etree._Element]]:
    parts = parts_of(data)
    for sheet, part in sheet_parts(data).items():
        yield from ((sheet, node) for node in etree.fromstring(parts[part]).iter(name))


def without_references(node: etree._Element) -> bytes:
    plain = copy.deepcopy(node)
    for reference in list(plain.iter(f"{XM}f", f"{XM}sqref")):
        reference.text = "moved"
    return etree.tostring(plain, method="c14n")


@pytest.mark.parametrize("name", [f"{X14}sparklineGroup", f"{X14}conditionalFormatting"])
def test_sparklines_and_rules_of_2010_are_as_drawn_with_moved_references(built: Built, name: str) -> None:
    template, finished = list(nodes(template_of(built), name)), list(nodes(built.workbook.read_bytes(), name))
    assert template, "the template holds at least one"
    assert [(sheet, without_references(node)) for sheet, node in finished] == [
        (sheet, without_references(node)) for sheet, node in template
    ]


def test_sparklines_show_the_whole_block_of_their_row(built: Built, book: Book) -> None:
    for sheet, line in nodes(built.workbook.read_bytes(), f"{X14}sparkline"):
        shown, cell = line.findtext(f"{XM}f") or "", line.findtext(f"{XM}sqref") or ""
        row = re.sub(r"\D", "", cell)
        assert shown.replace("$", "") == f"'{sheet}'!E{row}:P{row}"
        assert (book[sheet]["E4"].value, book[sheet]["P4"].value) == ("1Q16", "4Q18")


def test_parts_that_nobody_asked_to_change_leave_byte_for_byte(built: Built) -> None:
    template, finished = parts_of(template_of(built)), parts_of(built.workbook.read_bytes())
    same = {name for name, data in template.items() if finished.get(name) == data}
    assert {"xl/theme/theme1.xml", "xl/drawings/drawing1.xml"} <= same
    assert set(template) <= set(finished), "no part is lost"
