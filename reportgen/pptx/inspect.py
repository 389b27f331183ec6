"""Reading a deck: what the pages of a template ask for, what a reader sees on a finished slide."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.spread import Spread, one_by_one
from reportgen.office.chart_cache import format_code
from reportgen.office.chart_plots import plot_type
from reportgen.office.number_formats import format_value
from reportgen.office.package import Package
from reportgen.office.relationships import resolve_target
from reportgen.office.slide_shapes import Shape, shapes
from reportgen.office.tags import (
    TextTag,
    find_tags,
    may_hold_tags,
    only_tag,
    read_markers,
    strange_braces,
    unopened_tags,
)
from reportgen.office.xml import local_name, qn
from reportgen.plan.deck_map import (
    BulletList,
    ChartSlot,
    DeckMap,
    DeckPage,
    ModelRow,
    SlideLink,
    TableSlot,
    TextBlocks,
    WordTag,
)
from reportgen.pptx.blocks import block_faults, inside_blocks, shape_condition, table_blocks, text_blocks
from reportgen.pptx.charts import chart_slot
from reportgen.pptx.library import LibraryPage, library_pages, presentation_part
from reportgen.pptx.paragraphs import paragraph_text
from reportgen.pptx.pictures import picture_slot
from reportgen.pptx.places import Text, deck_holders, page_holders, read_holder
from reportgen.pptx.tables import RowModel, is_cell, model_paragraphs, row_models

NOTES = "notes"
_ALL_TEXT = etree.XPath("string()")
_LENGTHS = {
    qn("a:gridCol"): ("w",),
    qn("a:tr"): ("h",),
    qn("a:off"): ("x", "y"),
    qn("a:ext"): ("cx", "cy"),
}
_WHOLE = re.compile(r"-?\d+")
_NAMES = "a name in double braces, like {{title}}: letters, digits, dots, - and _"
_MARKERS = "an opener at the beginning of a paragraph or cell of the slide, a closer at the end of one"


def inspect_deck(
    package: Package, wanted: Collection[str] | None = None, spread: Spread = one_by_one
) -> DeckMap:
    """The map of a template; `FindingsError` where the package is no presentation that can be read.

    Of pages that are not among the `wanted` ones, where these are named, it knows what they are called alone.
    """
    pages = library_pages(package)
    issues = list(_repeated_names(pages, package.name))
    names = {page.part: page.name for page in pages}
    asked = [page for page in pages if wanted is None or page.name in wanted]
    read = dict(zip(asked, spread(lambda page: _inspect_page(package, page, names), asked), strict=True))
    for _, faults in read.values():
        issues += faults
    found = tuple(
        read[page][0] if page in read else DeckPage(page.name, page.number, page.marked) for page in pages
    )
    words: list[WordTag] = []
    for holder in deck_holders(package, presentation_part(package)):
        for text in read_holder(package, holder):
            place = Place(file=package.name, part=holder.part, shape=text.shape)
            issues += [*_strange(text, place, blocks=False), *_no_words(text, place)]
            words += [WordTag(tag, text.shape, text.role, holder.part) for tag in _words(text.text)]
    return DeckMap(found, tuple(issues), tuple(dict.fromkeys(words)))


def chart_part(package: Package, slide_part: str, shape: Shape) -> str | None:
    """The part of the chart in a frame, or None where the shape is no chart."""
    part = package.target(slide_part, shape.chart_rid) if shape.chart_rid else None
    return part if part is not None and part in package else None


def _inspect_page(
    package: Package, page: LibraryPage, names: Mapping[str, str]
) -> tuple[DeckPage, list[Issue]]:
    """What a page asks for, and what is wrong with it."""
    issues: list[Issue] = []
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
    blocks: list[TextBlocks] = []
    inside: set[etree._Element] = set()
    for number, shape in enumerate(found):
        if targets:
            links += [SlideLink(shape.name, targets[rid]) for rid in shape.link_rids() if targets.get(rid)]
        tagged = _tagged(shape.paragraphs()) if may_hold_tags(str(_ALL_TEXT(shape.node))) else []
        models = row_models(shape.table) if tagged and shape.table is not None else []
        place = Place(file=package.name, slide=page.number, shape=shape.name)
        issues += _broken_lengths(shape, place)
        repeated = inside_blocks(shape) if tagged else set()
        inside |= repeated
        if tagged:
            issues += block_faults(shape, place)
            issues += _stray_tags([one for one in tagged if one[0] not in repeated], models, place)
            with_blocks = text_blocks(shape, number)
            blocks += [with_blocks] if with_blocks is not None else []
            lists += _bullet_lists([paragraph for paragraph, _ in tagged], shape)
        if shape.table is not None:
            with_rows = table_blocks(shape.table) if tagged else None
            rows = tuple(ModelRow(model.role, model.cells) for model in models if with_rows is None)
            tables.append(TableSlot(shape.name, rows, with_rows))
            issues += _repeated_roles(rows, place)
        chart = chart_part(package, page.part, shape)
        if chart is not None:
            charts.append(chart_slot(package, chart, shape.name))
    for holder in page_holders(package, page.part):
        for text in read_holder(package, holder):
            place = Place(file=package.name, slide=page.number, shape=text.shape)
            own = holder.part == page.part
            issues += _strange(text, place, blocks=own)
            if text.role == "embedded":
                issues += _embedded(text, place)
                continue
            if not own or not text.is_paragraph or text.node in inside:
                issues += _no_words(text, place)
            if text.node in inside and text.is_paragraph:
                continue
            words += [WordTag(tag, text.shape, text.role) for tag in _words(text.text)]
    bound = [table.name for table in tables if table.rows or table.blocks] + [chart.name for chart in charts]
    by_name = {table.name for table in tables if table.blocks} if not page.marked else set(bound)
    issues += _repeated_shapes(bound, by_name, page, package.name)
    found_page = DeckPage(
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
        tuple(blocks),
        tuple(
            one for number, shape in enumerate(found) if (one := shape_condition(shape, number)) is not None
        ),
        tuple(
            slot for number, shape in enumerate(found) if (slot := picture_slot(shape, number)) is not None
        ),
    )
    return found_page, issues


_Tagged = Sequence[tuple[etree._Element, str]]


def _tagged(paragraphs: Iterable[etree._Element]) -> list[tuple[etree._Element, str]]:
    """The paragraphs that may hold tags, each with its text."""
    texts = ((paragraph, paragraph_text(paragraph)) for paragraph in paragraphs)
    return [(paragraph, text) for paragraph, text in texts if may_hold_tags(text)]


def _words(text: str) -> Iterator[str]:
    for tag in find_tags(text):
        if _is_word(tag):
            yield tag.word


def _is_word(tag: TextTag) -> bool:
    return tag.level is None and not tag.role and not is_cell(tag)


def _strange(text: Text, place: Place, *, blocks: bool) -> Iterator[Issue]:
    """What stands in braces and is no tag, which would be delivered as it is; markers are where `blocks` may stand."""
    weight = Severity.WARNING if text.role == "remark" else Severity.ERROR
    said = text.text
    if blocks and text.is_paragraph:
        said = read_markers(said).text
    elif blocks and text.role == "alternative" and text.attribute == "descr":
        marked = read_markers(said)
        said = (
            marked.text if [one.condition for one in marked.openings] == [True] and not marked.tail else said
        )
    for braces in strange_braces(said):
        yield Issue(
            "broken-tag",
            "this is no tag, and nothing fills it",
            place,
            weight,
            expected=_MARKERS if braces[2:].lstrip()[:1] in tuple("#?/") else _NAMES,
            found="".join(sign if sign.isprintable() else f"\\u{ord(sign):04x}" for sign in braces),
        )
    for braces in unopened_tags(said):
        # The last line of some code looks alike.
        message = "the braces of this tag do not open"
        yield Issue("broken-tag", message, place, Severity.WARNING, "{{name}}", braces)


def _no_words(text: Text, place: Place) -> Iterator[Issue]:
    """Tags that only a shape of a slide can hold."""
    for tag in find_tags(text.text):
        if not _is_word(tag):
            yield Issue(
                "row-tag-outside-model-row" if tag.level is None else "list-tag-not-alone",
                f"{{{{{tag.word}}}}} stands where no row and no paragraph can repeat",
                place,
                expected="a word",
                found=text.text,
            )


def _embedded(text: Text, place: Place) -> Iterator[Issue]:
    """Tags of a file that is shown as an object."""
    for tag in find_tags(text.text):
        yield Issue(
            "broken-tag",
            "this tag stands in an embedded file, and nothing fills it",
            place,
            expected="a text, table or chart of the slide",
            found=text.text[tag.start : tag.end],
        )


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
            elif tag.role or is_cell(tag):
                yield Issue(
                    "row-tag-outside-model-row",
                    f"{{{{{tag.word}}}}} stands outside a model row",
                    place,
                    expected="a table row with {{row:ROLE}} in its first cell and {{cell}} in the others",
                    found=text,
                )


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


def _repeated_shapes(
    names: list[str], known: Collection[str], page: LibraryPage, file: str
) -> Iterator[Issue]:
    for name, count in Counter(names).items():
        if count > 1 and name in known:
            yield Issue(
                "duplicate-shape-name",
                f'{count} tables or charts of this page are called "{name}"',
                Place(file=file, slide=page.number, shape=name),
                hint="give each its own name in the selection pane",
            )


def _broken_lengths(shape: Shape, place: Place) -> Iterator[Issue]:
    """Places and sizes that are no whole numbers, with which nothing can be reckoned."""
    for node in shape.node.iter(*_LENGTHS):
        for name in _LENGTHS[str(node.tag)]:
            said = node.get(name, "0")
            if not _WHOLE.fullmatch(said):
                message = f'the length {name} of "{local_name(node)}" is no whole number'
                hint = "open the deck in PowerPoint, let it be repaired and save it again"
                yield Issue("broken-length", message, place, expected="a whole number", found=said, hint=hint)


def _repeated_roles(rows: tuple[ModelRow, ...], place: Place) -> Iterator[Issue]:
    for role, count in Counter(row.role for row in rows).items():
        if count > 1:
            yield Issue("duplicate-row-role", f'{count} model rows have the role "{role}"', place)


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
    """What labels show that have no text of their own: values, as the label or the series formats them."""
    labels = series.find(qn("c:dLbls"))
    if labels is None:
        return
    own = {
        node.get("val"): label
        for label in labels.findall(qn("c:dLbl"))
        for node in label.findall(qn("c:idx"))
    }
    cached = format_code(series) or "General"
    values = qn(f"c:{plot_type(series).values}")
    for point in series.iterfind(f"{values}//{qn('c:pt')}"):
        label = own.get(point.get("idx"), labels)
        shown, given = label.find(qn("c:showVal")), label.find(qn("c:numFmt"))
        if label.find(qn("c:tx")) is not None or shown is None or shown.get("val") != "1":
            continue
        code = (
            cached if given is None or given.get("sourceLinked") == "1" else given.get("formatCode", cached)
        )
        value = _number(point.findtext(qn("c:v")))
        text = None if value is None else format_value(value, code)
        if text:
            yield _flat(text)


def _number(text: str | None) -> float | None:
    """The number of a point; None where it has none."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
