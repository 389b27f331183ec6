"""The bindings kept in the finished deck, as a custom XML part of the presentation.

<bindings xmlns="urn:reportgen:bindings:1">
  <slide number="5" id="260" page="revenue">
    <shape id="4" name="revenue_chart">
      <chart name="revenue_chart">
        <text at="Total / 4Q17" value="48.4">
          <figure key="revenue|4Q17" text="48,439" value="48439000000"/>

It tells a later verification or refresh what stood where when the deck was written (custom XML parts:
ECMA-376 part 1, 15.2.5 and 22.5).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from lxml import etree

from reportgen.deck.assemble import DeckSlide
from reportgen.deck.writing import Writing
from reportgen.opc import Package
from reportgen.parts.bindings_part import BINDINGS_NS, bindings_root, write_bindings
from reportgen.parts.chart_names import clean_text


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


def _node(parent: etree._Element, tag: str, /, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{BINDINGS_NS}}}{tag}")
    for key, value in attributes.items():
        node.set(key, clean_text(value))
    return node
