"""What was written where: the record that the manifest, the receipt and the count of figures are read off.

slide 5  revenue  "revenue_chart"  chart revenue_chart  Total / 4Q17   48.4   revenue|4Q17
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from lxml import etree
from msgspec import Struct

from reportgen.figures.views import ChartColumn, ChartView, DisplayValue, Sentence
from reportgen.office.bindings_part import BINDINGS_NS, bindings_root, write_bindings
from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape
from reportgen.office.xml import clean_text
from reportgen.pptx.assemble import DeckSlide
from reportgen.pptx.paragraphs import sentence_text


class Writing(Struct, frozen=True):
    """One text or number written into a shape, and the figures it shows.

    `kind` is word, bullets, table, chart or notes; `binding` the name in the plan; `item` the place inside:
    `2` (second bullet), `3,1` (row, cell), `Total / 4Q17` (series, category); empty for a word.
    """

    shape: str
    identity: str
    kind: str
    binding: str
    item: str
    text: str
    figures: tuple[DisplayValue, ...] = ()


def sentence_figures(sentence: Sentence) -> tuple[DisplayValue, ...]:
    """The figures of a sentence in order."""
    return tuple(span.figure for span in sentence if span.figure is not None)


def sentence_writings(
    shape: Shape, kind: str, binding: str, sentences: Iterable[tuple[str, Sentence]]
) -> list[Writing]:
    """The records of a word, a bullet list or a table: one for each sentence with its place inside."""
    return [
        Writing(
            shape.name,
            shape.identity,
            kind,
            binding,
            item,
            sentence_text(sentence),
            sentence_figures(sentence),
        )
        for item, sentence in sentences
    ]


def chart_writings(shape: Shape, view: ChartView) -> list[Writing]:
    """The records of a chart, one for each plotted point and each label that shows a figure."""
    return [
        Writing(
            shape.name,
            shape.identity,
            "chart",
            view.name,
            f"{column.name} / {category}",
            _shown(column, number),
            _figures(column, number),
        )
        for column in view.columns
        for number, category in enumerate(view.categories)
        if column.plotted or _figures(column, number)
    ]


def _figures(column: ChartColumn, number: int) -> tuple[DisplayValue, ...]:
    figure = column.figures[number] if column.figures else None
    return (figure,) if figure is not None else ()


def _shown(column: ChartColumn, number: int) -> str:
    if column.labels:
        return column.labels[number]
    if column.texts:
        return column.texts[number]
    value = column.values[number]
    return "" if value is None else f"{value:f}"


def write_manifest(
    package: Package, main: str, slides: Sequence[tuple[DeckSlide, Sequence[Writing]]]
) -> None:
    """Add the manifest, or replace the one of an earlier run, which the template may hold."""
    if any(writings for _, writings in slides):
        write_bindings(package, main, _tree(slides))


def _tree(slides: Sequence[tuple[DeckSlide, Sequence[Writing]]]) -> etree._Element:
    root = bindings_root()
    for slide, writings in slides:
        node = _node(root, "slide", number=str(slide.number), id=str(slide.slide_id), page=slide.page.name)
        for (identity, shape), own in groupby(writings, key=lambda w: (w.identity, w.shape)):
            holder = _node(node, "shape", id=identity, name=shape)
            for (kind, binding), texts in groupby(own, key=lambda w: (w.kind, w.binding)):
                bound = _node(holder, kind, name=binding)
                for writing in texts:
                    _write(bound, writing)
    return root


def _write(holder: etree._Element, writing: Writing) -> None:
    text = _node(holder, "text", value=writing.text)
    if writing.item:
        text.set("at", clean_text(writing.item))
    for figure in writing.figures:
        shown = _node(text, "figure", key=figure.key, text=figure.text)
        if figure.value is not None:
            shown.set("value", str(figure.value))
        if figure.flipped:
            shown.set("flipped", "1")


def _node(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{BINDINGS_NS}}}{tag}")
    for key, value in attributes.items():
        node.set(key, clean_text(value))
    return node
