"""What a reader sees on a finished slide: paragraphs, cells, the words and labels of charts."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from reportgen.office.chart_cache import format_code
from reportgen.office.chart_plots import plot_type
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text, shapes
from reportgen.office.xml import qn
from reportgen.pptx.inspect import chart_part
from reportgen.pptx.library import library_pages


def slide_texts(package: Package) -> tuple[tuple[str, ...], ...]:
    """The visible texts of every slide in order, one entry for each paragraph, cell paragraph or chart label."""
    found = []
    for page in library_pages(package):
        root = package.peek(page.part)
        texts: list[str] = []
        for shape in shapes(root):
            texts += (text for paragraph in shape.paragraphs() if (text := _flat(paragraph_text(paragraph))))
            part = chart_part(package, page.part, shape)
            if part is not None:
                texts += _chart_texts(package.peek(part))
        found.append(tuple(texts))
    return tuple(found)


def _flat(text: str) -> str:
    return " ".join(text.replace("\u2011", "-").split())


def _chart_texts(chart: etree._Element) -> Iterator[str]:
    """Titles, label texts, categories, and the values that plain labels show."""
    for paragraph in chart.iter(qn("a:p")):
        text = _flat(paragraph_text(paragraph))
        if text:
            yield text
    for series in chart.iter(qn("c:ser")):
        categories = qn(f"c:{plot_type(series).categories}")
        yield from (_flat(node.text or "") for node in series.iterfind(f"{categories}//{qn('c:v')}"))
        yield from _plain_labels(series)


def _plain_labels(series: etree._Element) -> Iterator[str]:
    labels = series.find(qn("c:dLbls"))
    shown = labels.find(qn("c:showVal")) if labels is not None else None
    if labels is None or shown is None or shown.get("val") != "1":
        return
    own = {node.get("val") for node in labels.iterfind(f"{qn('c:dLbl')}/{qn('c:idx')}")}
    given = labels.find(qn("c:numFmt"))
    cached = format_code(series) or "General"
    values = qn(f"c:{plot_type(series).values}")
    code = cached if given is None or given.get("sourceLinked") == "1" else given.get("formatCode", cached)
    for point in series.iterfind(f"{values}//{qn('c:pt')}"):
        if point.get("idx") not in own:
            try:
                yield shown_as(Decimal(point.findtext(qn("c:v")) or ""), code)
            except InvalidOperation:
                continue


def shown_as(value: Decimal, code: str) -> str:
    """A number as a plain format code shows it: sections, thousands, decimals, percent, brackets, plus sign.

    A small part of ECMA-376 part 1, 18.8.31: what the labels of our charts use.
    """
    sections = code.replace('"', "").split(";")
    section = sections[0]
    if value < 0 and len(sections) > 1:
        section, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        section = sections[2]
    section = section.replace("_)", "").replace("_(", "")
    body = "".join(char for char in section if char in "#0.,")
    if not body:
        return f"{value:f}" if section == "General" else section
    if "%" in section:
        value *= 100
    digits = len(body.partition(".")[2])
    number = f"{value:,.{digits}f}" if "," in body else f"{value:.{digits}f}"
    first, last = section.index(body[0]), max(section.rindex(char) for char in set(body))
    return section[:first] + number + section[last + 1 :]
