"""Reading a deck: what the pages of a template ask for, what a reader sees on a finished slide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.office.chart_cache import format_code
from reportgen.office.chart_plots import plot_type
from reportgen.office.package import Package
from reportgen.office.relationships import resolve_target
from reportgen.office.slide_shapes import Shape, placeholder_type, shapes
from reportgen.office.tags import find_tags, may_hold_tags, only_tag
from reportgen.office.xml import qn
from reportgen.plan.deck_map import (
    BulletList,
    ChartSlot,
    DeckMap,
    DeckPage,
    ModelRow,
    SlideLink,
    TableSlot,
    WordTag,
)
from reportgen.pptx.charts import chart_slot
from reportgen.pptx.library import LibraryPage, library_pages, notes_body
from reportgen.pptx.paragraphs import paragraph_text
from reportgen.pptx.tables import RowModel, model_paragraphs, row_models

NOTES = "notes"
_ALL_TEXT = etree.XPath("string()")


def inspect_deck(package: Package) -> DeckMap:
    """The map of a template; `FindingsError` where the package is no presentation that can be read."""
    pages = library_pages(package)
    issues = [*_repeated_names(pages, package.name), *_tags_behind(package, pages)]
    names = {page.part: page.name for page in pages}
    found = tuple(_inspect_page(package, page, names, issues) for page in pages)
    return DeckMap(found, tuple(issues))


def chart_part(package: Package, slide_part: str, shape: Shape) -> str | None:
    """The part of the chart in a frame, or None where the shape is no chart."""
    part = package.target(slide_part, shape.chart_rid) if shape.chart_rid else None
    return part if part is not None and part in package else None


def diagram_parts(package: Package, slide_part: str, shape: Shape) -> list[str]:
    """The parts with the texts of a diagram: its data, and the drawing that was last made from it."""
    data = package.target(slide_part, shape.diagram_rid) if shape.diagram_rid else None
    if data is None or data not in package:
        return []
    drawings = (node.get("relId", "") for node in package.peek(data).iter(qn("dsp:dataModelExt")))
    targets = (package.target(slide_part, rid) for rid in drawings)
    return [data, *(part for part in targets if part is not None and part in package)]


def title_paragraphs(chart: etree._Element) -> list[etree._Element]:
    """The paragraphs of a chart's own texts (titles of chart and axes), data labels aside."""
    return [
        paragraph
        for title in chart.iter(qn("c:title"))
        for paragraph in title.iterfind(f"{qn('c:tx')}/{qn('c:rich')}/{qn('a:p')}")
    ]


def _inspect_page(
    package: Package, page: LibraryPage, names: Mapping[str, str], issues: list[Issue]
) -> DeckPage:
    slide = package.peek(page.part)
    found = shapes(slide)
    targets = {
        relation.rid: names.get(resolve_target(page.part, relation.target), "")
        for relation in package.relationships(page.part)
        if relation.kind == "slide" and not relation.external
    }
    links: list[SlideLink] = []
    words: list[WordTag] = []
    lists: list[BulletList] = []
    tables: list[TableSlot] = []
    charts: list[ChartSlot] = []
    for shape in found:
        if targets:
            links += [SlideLink(shape.name, targets[rid]) for rid in shape.link_rids() if targets.get(rid)]
        tagged = _tagged(shape.paragraphs()) if may_hold_tags(str(_ALL_TEXT(shape.node))) else []
        models = row_models(shape.table) if tagged and shape.table is not None else []
        place = Place(file=package.name, slide=page.number, shape=shape.name)
        if tagged:
            issues += _stray_tags(tagged, models, place)
            lists += _bullet_lists([paragraph for paragraph, _ in tagged], shape)
            words += [WordTag(tag, shape.name) for tag in _words(tagged)]
        words += [WordTag(tag, shape.name, alternative=True) for tag in _alternative_words(shape)]
        for part in diagram_parts(package, page.part, shape):
            texts = _tagged(package.peek(part).iter(qn("a:p")))
            words += [WordTag(tag, shape.name) for tag in _words(texts)]
        if shape.table is not None:
            rows = tuple(ModelRow(model.role, model.cells) for model in models)
            tables.append(TableSlot(shape.name, rows))
            issues += _repeated_roles(rows, place)
        chart = chart_part(package, page.part, shape)
        if chart is not None:
            charts.append(chart_slot(package, chart, shape.name))
            texts = _tagged(title_paragraphs(package.peek(chart)))
            words += [WordTag(tag, shape.name) for tag in _words(texts)]
            issues += _repeated_series(charts[-1], place)
    if page.notes_part:
        body = notes_body(package.peek(page.notes_part))
        texts = _tagged(body.iterfind(qn("a:p"))) if body is not None else []
        words += [WordTag(tag, NOTES) for tag in _words(texts)]
    bound = [table.name for table in tables if table.rows] + [chart.name for chart in charts]
    issues += _repeated_shapes(bound, page, package.name)
    return DeckPage(
        page.name,
        page.number,
        page.marked,
        tuple(dict.fromkeys(words)),
        tuple(lists),
        tuple(tables),
        tuple(charts),
        tuple(shape.name for shape in found),
        tuple(dict.fromkeys(links)),
        bool(page.notes_part),
    )


_Tagged = Sequence[tuple[etree._Element, str]]


def _tagged(paragraphs: Iterable[etree._Element]) -> list[tuple[etree._Element, str]]:
    """The paragraphs that may hold tags, each with its text."""
    texts = ((paragraph, paragraph_text(paragraph)) for paragraph in paragraphs)
    return [(paragraph, text) for paragraph, text in texts if may_hold_tags(text)]


def _words(tagged: _Tagged) -> Iterator[str]:
    for _, text in tagged:
        for tag in find_tags(text):
            if tag.level is None and not tag.role and tag.word != "cell":
                yield tag.word


def _stray_tags(tagged: _Tagged, models: Sequence[RowModel], place: Place) -> Iterator[Issue]:
    in_models = {paragraph for model in models for paragraph in model.node.iter(qn("a:p"))}
    for paragraph, text in tagged:
        if paragraph in in_models:
            continue
        for tag in find_tags(text):
            if tag.level is not None and only_tag(text) is None:
                yield Issue(
                    "list-tag-not-alone",
                    f"the model paragraph {{{{{tag.word}}}}} holds other text",
                    place,
                    expected="the tag alone in its paragraph",
                    found=text,
                )
            elif tag.role or tag.word == "cell":
                yield Issue(
                    "row-tag-outside-model-row",
                    f"{{{{{tag.word}}}}} stands outside a model row",
                    place,
                    expected="a table row with {{row:ROLE}} in its first cell and {{cell}} in the others",
                    found=text,
                )


def _alternative_words(shape: Shape) -> Iterator[str]:
    properties = shape.properties
    for name in ("descr", "title"):
        text = properties.get(name, "") if properties is not None else ""
        yield from (tag.word for tag in find_tags(text))


def _bullet_lists(paragraphs: list[etree._Element], shape: Shape) -> list[BulletList]:
    levels: dict[tuple[int, str], list[int]] = {}
    bodies: list[etree._Element | None] = []
    for model in model_paragraphs(paragraphs):
        body = model.node.getparent()
        number = next((n for n, known in enumerate(bodies) if known is body), len(bodies))
        if number == len(bodies):
            bodies.append(body)
        levels.setdefault((number, model.name), []).append(model.level)
    return [BulletList(name, shape.name, tuple(found)) for (_, name), found in levels.items()]


def _repeated_names(pages: Iterable[LibraryPage], file: str) -> Iterator[Issue]:
    first: dict[str, int] = {}
    for page in pages:
        if page.name in first:
            yield Issue(
                "duplicate-page",
                f'two slides are called "{page.name}"',
                Place(file=file, slide=page.number, shape=NOTES),
                expected="a name of its own after page: in the speaker notes",
                found=f"slide {first[page.name]} has this name too",
            )
        first.setdefault(page.name, page.number)


def _tags_behind(package: Package, pages: Iterable[LibraryPage]) -> Iterator[Issue]:
    """Tags on layouts and masters, which are never edited; texts of placeholders there are only prompts."""
    layouts = dict.fromkeys(part for page in pages for part in package.related(page.part, "slideLayout"))
    masters = dict.fromkeys(part for part in layouts for part in package.related(part, "slideMaster"))
    for part in (*layouts, *masters):
        for shape in shapes(package.peek(part)) if part in package else ():
            words = _words(_tagged(shape.paragraphs())) if placeholder_type(shape) is None else ()
            for word in words:
                yield Issue(
                    "tag-on-layout",
                    f"{{{{{word}}}}} stands on a layout or master, where tags are not filled",
                    Place(file=package.name, part=part, shape=shape.name),
                    hint="move the shape to the slides",
                )


def _repeated_shapes(names: list[str], page: LibraryPage, file: str) -> Iterator[Issue]:
    for name, count in Counter(names).items():
        if count > 1 and page.marked:
            yield Issue(
                "duplicate-shape-name",
                f'{count} tables or charts of this page are called "{name}"',
                Place(file=file, slide=page.number, shape=name),
                hint="give each its own name in the selection pane",
            )


def _repeated_roles(rows: tuple[ModelRow, ...], place: Place) -> Iterator[Issue]:
    for role, count in Counter(row.role for row in rows).items():
        if count > 1:
            yield Issue("duplicate-row-role", f'{count} model rows have the role "{role}"', place)


def _repeated_series(slot: ChartSlot, place: Place) -> Iterator[Issue]:
    for name, count in Counter(series.name for series in slot.series).items():
        if count > 1 and not slot.fault:
            yield Issue(
                "duplicate-series",
                f'{count} series of this chart are called "{name}"',
                place,
                hint="series are matched by name; give each its own",
            )


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
