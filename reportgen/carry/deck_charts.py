"""Charts of a rebuilt deck: how a person made them look, with the figures as built now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_match import categories, index_of, series_name, shape_name
from reportgen.carry.deck_merge import TreeMerge
from reportgen.carry.deck_plan import CarryLog
from reportgen.carry.deck_trees import DeckSide, Forms, link_of
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import qn
from reportgen.pptx.as_built import content_digest

_DATA = tuple(qn(f"c:{name}") for name in ("tx", "cat", "val", "xVal", "yVal", "bubbleSize"))


class SlideChart(Struct, frozen=True):
    """A chart that all three decks have: the name of its shape, its parts, and its link on the slide as built now."""

    name: str
    parts: tuple[str, str, str]
    _frame: etree._Element

    @property
    def rid(self) -> str:
        """The number of the link to the chart in the new deck."""
        value = _link(self._frame)
        link = link_of(value)
        return link[2] if link is not None else value


def slide_charts(merge: TreeMerge, sides: tuple[DeckSide, DeckSide, DeckSide]) -> Iterator[SlideChart]:
    """The charts among the shapes of a merge."""
    for shape, mine in merge.to_left.items():
        new = merge.to_now.get(shape)
        links = [link_of(_link(one)) for one in (shape, mine, new) if one is not None]
        parts = [
            side.package.target(link[1], link[2]) or ""
            for side, link in zip(sides, links, strict=False)
            if link is not None
        ]
        if new is not None and len(parts) == 3 and all(parts) and parts[1] in sides[1].package:
            yield SlideChart(shape_name(new), (parts[0], parts[1], parts[2]), new)


def _link(shape: etree._Element) -> str:
    node = next(shape.iter(qn("c:chart")), None)
    return node.get(qn("r:id"), "") if node is not None else ""


def merge_chart(
    trees: tuple[etree._Element, etree._Element, etree._Element],
    forms: Forms,
    told: CarryLog,
    shape: str,
    figures: tuple[Collection[str], Collection[str]],
) -> bool:
    """Put what a person changed in a chart into its tree as built now (the last of three); whether there was any."""
    built, left, now = trees
    for name, typed, here in _typed_over(built, left):
        told.conflict(
            "typed-over",
            f"{shape}, {name}",
            typed,
            here,
            "not carried: the figures of a chart are the build's own",
        )
    if forms(built) == forms(left):
        return False
    pristine = deepcopy(now)
    names = {series_name(one) for one in built.iter(qn("c:ser"))}
    TreeMerge(forms, told, lambda _: figures, shape=shape, series=names).merge(built, left, now)
    _restore_data(now, pristine)
    return True


def typed_into_workbook(
    packages: tuple[Package, Package, Package], charts: tuple[str, str, str], told: CarryLog, shape: str
) -> None:
    """Tell what a person wrote into the workbook behind a chart beside its data: sheets, and cells further out."""
    books = [
        next(iter(one.related(chart, "package")), "") for one, chart in zip(packages, charts, strict=True)
    ]
    if not all(book in package for book, package in zip(books, packages, strict=True)):
        return
    if content_digest(packages[0][books[0]]) == content_digest(packages[1][books[1]]):
        return
    left, now = (package.embedded(book) for package, book in zip(packages[1:], books[1:], strict=True))
    known = {sheet.name: sheet.part for sheet in sheet_parts(now)}
    for sheet in sheet_parts(left):
        if sheet.name not in known:
            typed = f"the sheet {sheet.name}"
        elif sheet.is_worksheet and _end(left, sheet.part) > _end(now, known[sheet.name]):
            typed = f"cells beside the data on {sheet.name}"
        else:
            continue
        done = "not carried: the workbook behind a chart is the build's own"
        told.conflict("typed-over", f"{shape}, its workbook", typed, "", done)


def _end(book: Package, part: str) -> int:
    """The last column of a sheet in which something stands."""
    found = (column for _, row in rows(book.peek(part)) for column, cell in cells(row) if len(cell))
    return max(found, default=0)


def _restore_data(now: etree._Element, pristine: etree._Element) -> None:
    """Series that a person drew as another plot show the figures as built now."""
    known = {series_name(one): one for one in pristine.iter(qn("c:ser"))}
    for series in now.iter(qn("c:ser")):
        own = known.get(series_name(series))
        for name in _DATA if own is not None else ():
            assert own is not None
            old, new = series.find(name), own.find(name)
            if old is not None and new is not None:
                series.replace(old, deepcopy(new))


def _typed_over(built: etree._Element, left: etree._Element) -> Iterator[tuple[str, str, str]]:
    """Series whose name, categories or values a person changed, with what was typed and what was built."""
    old = {index_of(one): one for one in built.iter(qn("c:ser"))}
    for series in left.iter(qn("c:ser")):
        model = old.get(index_of(series))
        if model is None:
            continue
        name, values, before = series_name(model), _values(series), _values(model)
        if series_name(series) != name:
            yield name, series_name(series), name
        texts = [categories(one) for one in (series, model)]
        if texts[0] != texts[1] and len(texts[0]) == len(texts[1]):
            changed_texts = [
                pair for pair in zip(*texts, strict=True) if not same_numbers(pair[:1], pair[1:])
            ]
            if changed_texts:
                yield (
                    name,
                    ", ".join(a for a, _ in changed_texts[:5]),
                    ", ".join(b for _, b in changed_texts[:5]),
                )
        if values and len(values) == len(before) and not same_numbers(values, before):
            changed = [(a, b) for a, b in zip(values, before, strict=True) if not same_numbers([a], [b])]
            yield name, ", ".join(a for a, _ in changed[:5]), ", ".join(b for _, b in changed[:5])


def _values(series: etree._Element) -> list[str]:
    holder = next(
        (one for one in (series.find(qn("c:val")), series.find(qn("c:yVal"))) if one is not None), None
    )
    points = holder.iter(qn("c:pt")) if holder is not None else ()
    return [point.findtext(qn("c:v"), "") for point in points]


def same_numbers(values: Sequence[str], others: Sequence[str]) -> bool:
    """Whether two rows of numbers, or of texts, are the same to the digits that every program writes."""
    for one, other in zip(values, others, strict=True):
        try:
            if abs(float(one) - float(other)) > 1e-9 * max(abs(float(one)), abs(float(other))):
                return False
        except ValueError:
            if one != other:
                return False
    return True
