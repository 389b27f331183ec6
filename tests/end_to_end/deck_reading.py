"""How finished decks are read in these tests: their titles, their charts, and the cells behind each point."""

from __future__ import annotations

import re
from collections.abc import Iterator

from office import split
from pptx.presentation import Presentation as Deck
from pptx.shapes.graphfrm import GraphicFrame
from pptx.slide import Slide

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"


def title_of(slide: Slide) -> str:
    shape = next((one for one in slide.shapes if one.name == "Title"), None)
    return " ".join(shape.text_frame.text.split()) if shape is not None else ""


def charts(deck: Deck) -> Iterator[tuple[Slide, GraphicFrame]]:
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.has_chart:
                yield slide, shape


def chart_points(frame: GraphicFrame) -> Iterator[tuple[str, str, str, int, float | None]]:
    """Series, reference into the workbook, category and value of every point."""
    for series in frame.chart._chartSpace.iter(f"{C}ser"):
        name = series.findtext(f"{C}tx//{C}v") or ""
        reference = series.findtext(f"{C}val//{C}f") or ""
        categories = [node.findtext(f"{C}v") or "" for node in series.iterfind(f"{C}cat//{C}pt")]
        values = {
            int(node.get("idx")): float(node.findtext(f"{C}v")) for node in series.iterfind(f"{C}val//{C}pt")
        }
        for index, category in enumerate(categories):
            yield name, reference, category, index, values.get(index)


def cells_of(reference: str) -> list[tuple[str, str]]:
    sheet, _, area = reference.replace("$", "").rpartition("!")
    first, _, last = area.partition(":")
    (top, column), (bottom, _) = split(first), split(last or first)
    letters = re.sub(r"\d", "", first)
    assert column
    return [(sheet.strip("'"), f"{letters}{row}") for row in range(top, bottom + 1)]
