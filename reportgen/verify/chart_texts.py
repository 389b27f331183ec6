"""What a chart says: names, categories, points, labels, references, number formats and axis ends.

c:ser > c:val > c:numRef > c:f                    series "Total", values, reference
                         > c:numCache > c:pt > c:v   series "Total", 4Q17, value
      > c:dLbls > c:dLbl > a:t                    series "Total", 4Q17, label

Every element that can hold digits is read, known or not, so that nothing a chart shows escapes
(ECMA-376 part 1, 21.2; the data of newer charts, `cx:`, in the same manner).
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree
from msgspec import Struct

from reportgen.figures.number_code import shown_as
from reportgen.office.package import Package
from reportgen.office.xml import local_name, qn
from reportgen.verify.numbers import Home, TextOccurrence, number_text

_ROLES = {
    "tx": "name",
    "cat": "category",
    "xVal": "category",
    "val": "value",
    "yVal": "value",
    "bubbleSize": "size",
    "plus": "bar up",
    "minus": "bar down",
    "dLbl": "label",
    "dLbls": "label",
    "datalabelsRange": "label from cells",
    "title": "title",
    "trendline": "trend",
}
# The text of a label or a title stands in a `c:tx` of its own.
_STRONGER = ("dLbl", "title", "trendline")
_TEXTS = ("v", "t", "f", "formatCode", "pt")
_ENDS = ("min", "max", "majorUnit", "minorUnit", "crossesAt")
_SERIES = qn("c:ser")


class Point(Struct, frozen=True):
    """One cached point: series, role (value, category, ...), number from 0, reference and value as it stands."""

    series: str
    role: str
    index: int
    reference: str
    value: str


def chart_occurrences(root: etree._Element, home: Home) -> Iterator[TextOccurrence]:
    """All texts and numbers of a chart part, in its own order."""
    names: dict[etree._Element, tuple[str, tuple[str, ...]]] = {}
    for node in root.iter():
        kind = local_name(node)
        if kind in _TEXTS and node.text and node.text.strip():
            at, number = _place(node, names)
            text = number_text(node.text.strip()) if number else node.text
            if kind == "f":
                at += ", reference"
            elif kind == "formatCode":
                at, text = f"{at}, number format", shown_as(text)
            yield TextOccurrence(home, at, text)
        elif kind == "numFmt" and (shown := shown_as(node.get("formatCode", "General"))):
            yield TextOccurrence(home, f"{_place(node, names)[0]}, number format", shown)
        elif kind in _ENDS and node.get("val"):
            yield TextOccurrence(home, f"axis, {kind}", number_text(node.get("val", "")))


def points(root: etree._Element) -> Iterator[Point]:
    """The cached points of all series, with the reference that each was read from."""
    for series in root.iter(_SERIES):
        name = _series_name(series)
        for reference in series.iter(qn("c:numRef"), qn("c:strRef")):
            formula = reference.findtext(qn("c:f"), "")
            role = _role(reference, series)
            for cache in reference.iterchildren(qn("c:numCache"), qn("c:strCache")):
                yield from _points(cache, name, role, formula)
        for labels in series.iter(qn("c15:datalabelsRange")):
            formula = labels.findtext(qn("c15:f"), "")
            for cache in labels.iterchildren(qn("c15:dlblRangeCache")):
                yield from _points(cache, name, "label from cells", formula)


def _series_name(series: etree._Element) -> str:
    """The name a series shows, else `series 1` by its place."""
    node = series.find(f"{qn('c:tx')}//{qn('c:v')}")
    if node is not None and node.text:
        return node.text
    order = series.find(qn("c:idx"))
    return f"series {int(order.get('val', '0')) + 1}" if order is not None else "series"


def _categories(series: etree._Element) -> tuple[str, ...]:
    """The category of each point, by its number; levels of several are joined."""
    node = series.find(qn("c:cat"))
    node = series.find(qn("c:xVal")) if node is None else node
    if node is None:
        return ()
    found: dict[int, str] = {}
    for point in node.iter(qn("c:pt")):
        index = int(point.get("idx", "0"))
        text = point.findtext(qn("c:v"), "")
        found[index] = f"{text} {found[index]}" if index in found else text
    return tuple(found.get(index, "") for index in range(max(found, default=-1) + 1))


def related_charts(package: Package, part: str) -> tuple[str, ...]:
    """The chart parts that a slide or a drawing points to, newer kinds too."""
    found = (*package.related(part, "chart"), *package.related(part, "chartEx"))
    return tuple(name for name in found if name in package)


def _points(cache: etree._Element, series: str, role: str, formula: str) -> Iterator[Point]:
    for point in cache.iter(qn("c:pt")):
        yield Point(series, role, int(point.get("idx", "0")), formula, point.findtext(qn("c:v"), ""))


def _role(node: etree._Element, series: etree._Element) -> str:
    above = node.getparent()
    while above is not None and above is not series:
        role = _ROLES.get(local_name(above))
        if role:
            return role
        above = above.getparent()
    return "value"


def _place(
    node: etree._Element, names: dict[etree._Element, tuple[str, tuple[str, ...]]]
) -> tuple[str, bool]:
    """Where a text stands in its chart, in words, and whether it is a number of a cache."""
    role, index, series, number = "", None, None, False
    above: etree._Element | None = node
    while above is not None:
        kind = local_name(above)
        if kind == "pt" and index is None:
            index = int(above.get("idx", "0"))
        elif kind == "dLbl" and index is None:
            mark = above.find(qn("c:idx"))
            index = int(mark.get("val", "0")) if mark is not None else None
        elif kind in ("numCache", "numLit"):
            number = True
        elif kind == "ser":
            series = above
            break
        found = _ROLES.get(kind, "")
        role = found if kind in _STRONGER and found else role or found
        above = above.getparent()
    if series is None:
        return role or "text", number
    if series not in names:
        names[series] = (_series_name(series), _categories(series))
    name, heads = names[series]
    steps = [f'series "{name}"']
    if index is not None and role != "name":
        steps.append(heads[index] if index < len(heads) and heads[index] else f"point {index + 1}")
    return ", ".join([*steps, role or "text"]), number and local_name(node) == "v"
