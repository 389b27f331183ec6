"""A deck rendered from its template and its plan: checked, assembled, filled, checked again.

template + DeckPlan   ->   findings, all together, or   RenderedDeck(file, figures, writings)
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from copy import deepcopy

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.figures.views import Sentence
from reportgen.gate.gate import GatedPackage, gated
from reportgen.office.core_properties import set_properties
from reportgen.office.package import Package
from reportgen.office.pictures import Media
from reportgen.office.slide_shapes import Shape, placeholder_type, repeated_ids, shapes
from reportgen.office.xml import clean_text, qn
from reportgen.plan.deck_map import DeckMap
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.animations import follow_paragraphs, mark_paragraphs
from reportgen.pptx.assemble import DeckSlide, assemble, reachable_parts
from reportgen.pptx.blocks import block_text, fill_text_blocks, inside_blocks, shape_condition
from reportgen.pptx.chart_book import part_workbooks
from reportgen.pptx.chart_fit import Size
from reportgen.pptx.charts import fill_chart, free_labels
from reportgen.pptx.check import check_plan
from reportgen.pptx.conditions import drop_links, drop_parts, named_links, show_and_hide
from reportgen.pptx.fit import frame_of
from reportgen.pptx.fit_page import (
    FilledShape,
    append_text,
    drop_empty_tables,
    fit_filled,
    fonts_not_found,
    has_shorter,
)
from reportgen.pptx.inherited import InheritedStyles, StyleBook
from reportgen.pptx.inspect import chart_part, inspect_deck
from reportgen.pptx.library import LibraryPage, library_pages, presentation_part, write_notes
from reportgen.pptx.manifest import Writing, chart_writings, sentence_writings, write_manifest
from reportgen.pptx.measure import FontBook
from reportgen.pptx.paragraphs import fill_words, lead_links, mark_language
from reportgen.pptx.pictures import fill_picture
from reportgen.pptx.places import (
    Holder,
    deck_holders,
    fill_addresses,
    fill_holder,
    may_hold_tags,
    page_holders,
    texts,
    write_text,
)
from reportgen.pptx.split import Part, split_pages
from reportgen.pptx.statistics import renew_statistics
from reportgen.pptx.tables import fill_bullets, fill_table, frame_end, model_paragraphs

_EMU_PER_CM = 360_000


class RenderedDeck(Struct, frozen=True):
    """A finished deck: its file, how many figures it shows, what was written on each slide, warnings.

    `behind` counts the words written where no slide shows them: addresses, alternative texts, masters, properties.
    """

    file: GatedPackage
    figures: int
    slides: tuple[tuple[DeckSlide, tuple[Writing, ...]], ...]
    issues: tuple[Issue, ...] = ()
    behind: int = 0

    @property
    def data(self) -> bytes:
        """The bytes of the finished file."""
        return self.file.data


def render_deck(  # noqa: PLR0913 - three of them are options by keyword
    package: Package,
    plan: DeckPlan,
    name: str,
    *,
    partial: bool = False,
    fonts: FontBook | None = None,
    deck_map: DeckMap | None = None,
) -> RenderedDeck:
    """Render `plan` from the template in `package`, which findings call `name`; the template is not changed.

    All faults of template and plan are raised together as one `FindingsError` before anything is written;
    warnings come with the deck. With `partial`, what the plan does not name stays as the template has it.
    Texts are measured with `fonts`, without them with averages; `deck_map` is the template's map where the
    caller has it already.
    """
    book = fonts or FontBook()
    deck_map = deck_map or inspect_deck(package)
    issues = check_plan(deck_map, plan, name, partial=partial)
    if any(issue.severity is Severity.ERROR for issue in issues):
        raise FindingsError(issues)
    pages: dict[str, LibraryPage] = {}
    for page in library_pages(package):
        pages.setdefault(page.name, page)
    parts = split_pages(package, plan, pages, book)
    plan = replace(plan, pages=tuple(part.plan for part in parts))
    deck, slides = assemble(package, [pages[page_plan.page] for page_plan in plan.pages])
    written: list[tuple[DeckSlide, tuple[Writing, ...]]] = []
    part_workbooks(deck, [slide.part for slide in slides])
    inherited = StyleBook(deck, book)
    media = Media(deck, "/ppt/media")
    loses = any(one.hidden or one.pictures for one in plan.pages)
    before = reachable_parts(deck) if loses else set()
    behind = 0
    for slide, part in zip(slides, parts, strict=True):
        writings, found, further = _fill_page(media, slide, part, inherited, name)
        behind += further
        written.append((slide, tuple(writings)))
        # Pages of a project are drawn to take smaller texts; in any other deck somebody should know.
        issues = (*issues, *(one for one in found if partial or one.severity is not Severity.INFO))
        if plan.language not in ("", "en"):
            mark_language(deck.xml(slide.part), plan.language)
    main = presentation_part(deck)
    for holder in deck_holders(deck, main) if plan.words else ():
        shown, further = fill_holder(deck, holder, plan.words)
        behind += len(shown) + further
    if deck[main] != package[main] or any(writings for _, writings in written):
        renew_statistics(deck, slides, len(deck_map.pages), plan.words)
    if loses:
        drop_parts(deck, before)
    _renew_creation_ids(deck, slides)
    issues = (*issues, *_tables_too_long(deck, main, slides, plan, name))
    write_manifest(deck, main, written)
    author = {"last_modified_by": plan.properties["creator"]} if "creator" in plan.properties else {}
    set_properties(deck, {**plan.properties, **author})
    file = gated(deck, (package,))
    issues = (*issues, *fonts_not_found(book, name), *file.warnings)
    figures = sum(len(writing.figures) for _, own in written for writing in own)
    return RenderedDeck(file, figures, tuple(written), issues, behind)


def _fill_page(
    media: Media, slide: DeckSlide, part: Part, style_book: StyleBook, name: str
) -> tuple[list[Writing], list[Issue], int]:
    plan, package = part.plan, media.package
    writings: list[Writing] = []
    issues: list[Issue] = []
    behind = len(plan.pictures)
    given = plan.words, plan.bullets, plan.tables, plan.charts, plan.texts, plan.hidden, plan.pictures
    if any(given) or _asks_conditions(package, slide.part):
        root = package.xml(slide.part)
        links = named_links(root) if plan.hidden or plan.pictures else ()
        inherited = style_book.of(slide.part)
        numbered = shapes(root)
        numbers = {shape.node: number for number, shape in enumerate(numbered)}
        found_shapes = show_and_hide(root, numbered, plan.hidden)
        mark_paragraphs(root, found_shapes)
        # Before the words: a label with a tag is no label that was typed over an old figure.
        issues += _free_labels(package, slide, found_shapes, plan, name)
        written, further = _fill_behind(package, slide.part, plan)
        behind += further + sum(
            len(own) for name_, own in written.items() if name_ not in {one.name for one in found_shapes}
        )
        for text in texts(root, Holder(slide.part)):
            if not text.is_paragraph:
                behind += len(write_text(text, plan.words))
        for shape in [one for one in found_shapes if numbers[one.node] in plan.pictures]:
            fill_picture(media, slide.part, shape, plan.pictures[numbers[shape.node]], inherited)
            found_shapes.remove(shape)
        drop_links(package, slide.part, links)
        for shape in found_shapes:
            lines = plan.texts.get(numbers[shape.node])
            with_blocks = block_text(shape) if lines is not None else None
            shorter = lines is None and has_shorter(shape, plan.words)
            before = deepcopy(shape.node.find(qn("p:txBody"))) if shorter else None
            own = [
                one
                for word, sentence in written.get(shape.name, ())
                for one in sentence_writings(shape, "word", word, [("", sentence)])
            ]
            place = Place(file=name, slide=slide.number, shape=shape.name)
            more, told = _fill_shape(package, slide, shape, plan, inherited)
            own += more
            issues += [replace(one, place=place) for one in told]
            for word, sentence in fill_text_blocks(with_blocks, lines or ()) if with_blocks else ():
                own += sentence_writings(shape, "word", word, [("", sentence)])
            if part.of > 1 and placeholder_type(shape) in ("title", "ctrTitle"):
                append_text(shape, f" ({part.number}/{part.of})")
            if own:
                filled = FilledShape(shape, own, before, part.fitting.get(shape.name, range(0)))
                own, found = fit_filled(filled, inherited, place, plan.words)
                issues += found
            writings += own
        follow_paragraphs(root, found_shapes)
        if plan.tables:
            drop_empty_tables(root, plan, later=part.number > 1)
        lead_links(package, slide.part)
    _mend_shape_ids(package, slide.part)
    if slide.notes_part and (slide.page.marked or plan.notes):
        write_notes(package, slide.notes_part, plan.notes)
    return writings, issues, behind


def _asks_conditions(package: Package, slide: str) -> bool:
    """Whether a slide to which nothing is given has shapes that are shown on conditions, all of which hold then."""
    return may_hold_tags(package, slide) and any(
        shape_condition(shape, number) is not None for number, shape in enumerate(shapes(package.peek(slide)))
    )


def _free_labels(
    package: Package, slide: DeckSlide, found: Iterable[Shape], plan: PagePlan, name: str
) -> Iterator[Issue]:
    for shape in found if plan.charts else ():
        view, chart = plan.charts.get(shape.name), chart_part(package, slide.part, shape)
        if view is not None and chart is not None:
            yield from free_labels(
                package, chart, view, Place(file=name, slide=slide.number, shape=shape.name)
            )


def _fill_behind(
    package: Package, slide: str, plan: PagePlan
) -> tuple[dict[str, list[tuple[str, Sentence]]], int]:
    """Fill the words of all parts behind a slide; what was written, by the name of its shape, and how much more."""
    written: dict[str, list[tuple[str, Sentence]]] = {}
    count = 0
    for holder in page_holders(package, slide) if plan.words else ():
        if holder.part == slide:
            count += fill_addresses(package, slide, plan.words)
        else:
            shown, further = fill_holder(package, holder, plan.words)
            written.setdefault(holder.shape, []).extend(shown)
            count += further
    return written, count


def _fill_shape(
    package: Package, slide: DeckSlide, shape: Shape, plan: PagePlan, inherited: InheritedStyles
) -> tuple[list[Writing], tuple[Issue, ...]]:
    writings: list[Writing] = []
    told: tuple[Issue, ...] = ()
    part = chart_part(package, slide.part, shape)
    paragraphs = shape.paragraphs()
    if part is not None:
        chart = plan.charts.get(shape.name)
        if chart is not None:
            frame = frame_of(shape, inherited)
            size = Size(frame.width, frame.height) if frame else None
            told = fill_chart(package, part, chart, Place(shape=shape.name), size)
            writings += chart_writings(shape, chart)
            if chart.alt_text and shape.properties is not None:
                shape.properties.set("descr", clean_text(chart.alt_text))
    repeated = inside_blocks(shape) if plan.texts or plan.tables else set()
    for paragraph in paragraphs:
        for word, sentence in fill_words(paragraph, plan.words) if paragraph not in repeated else ():
            writings += sentence_writings(shape, "word", word, [("", sentence)])
    # Words come first, so that a tag in a cell's or a bullet's text is never taken for the template's.
    table, view = shape.table, plan.tables.get(shape.name)
    if table is not None and view is not None:
        slide_size = package.peek(presentation_part(package)).find(qn("p:sldSz"))
        fill_table(shape.node, table, view, int(slide_size.get("cx", "0")) if slide_size is not None else 0)
        cells = [
            (f"{row},{cell}", sentence)
            for row, line in enumerate(view.rows, start=1)
            for cell, sentence in enumerate(line.cells, start=1)
        ]
        cells += [("", sentence) for column in view.columns for sentence in column.words.values()]
        writings += sentence_writings(shape, "table", view.name, cells)
    return writings + (_fill_lists(shape, plan) if plan.bullets else []), told


def _fill_lists(shape: Shape, plan: PagePlan) -> list[Writing]:
    writings: list[Writing] = []
    models = [model for model in model_paragraphs(shape.paragraphs()) if model.name in plan.bullets]
    while models:
        first = models[0]
        own = [m for m in models if m.name == first.name and m.node.getparent() is first.node.getparent()]
        models = [model for model in models if model not in own]
        bullets = plan.bullets[first.name]
        fill_bullets(own, bullets)
        sentences = ((str(number), bullet.sentence) for number, bullet in enumerate(bullets, start=1))
        writings += sentence_writings(shape, "bullets", first.name, sentences)
    return writings


def _tables_too_long(
    package: Package, main: str, slides: Iterable[DeckSlide], plan: DeckPlan, name: str
) -> Iterator[Issue]:
    size = package.peek(main).find(qn("p:sldSz"))
    height = int(size.get("cy", "0")) if size is not None else 0
    for slide, page_plan in zip(slides, plan.pages, strict=True):
        for shape in shapes(package.peek(slide.part)) if page_plan.tables and height else ():
            end = frame_end(shape.node) if shape.name in page_plan.tables else None
            if end is not None and end > height:
                yield Issue(
                    "table-leaves-page",
                    f'the table of page "{page_plan.page}" is too long for the slide',
                    Place(file=name, slide=slide.page.number, shape=shape.name),
                    Severity.WARNING,
                    expected=f"an end at {height / _EMU_PER_CM:.1f} cm at most",
                    found=f"{end / _EMU_PER_CM:.1f} cm with {len(page_plan.tables[shape.name].rows)} rows",
                )


def _renew_creation_ids(package: Package, slides: Iterable[DeckSlide]) -> None:
    """A slide's `p14:creationId` tells it from all others; further pages of one slide get their own."""
    seen: set[str] = set()
    for slide in slides:
        if slide.page.part in seen:
            for node in package.xml(slide.part).iter(qn("p14:creationId")):
                name = f"{node.get('val', '')}/{slide.number}"
                node.set("val", str(zlib.crc32(name.encode()) or 1))
        seen.add(slide.page.part)


def _mend_shape_ids(package: Package, part: str) -> None:
    """Ids that a template gives twice: the later shapes get ids of their own."""
    if not repeated_ids(package.peek(part)):
        return
    root = package.xml(part)
    repeated = repeated_ids(root)
    taken = {int(shape.identity) for shape in shapes(root) if shape.identity.isdecimal()}
    seen: set[str] = set()
    for shape in shapes(root):
        if shape.identity in repeated and shape.identity in seen and shape.properties is not None:
            fresh = max(taken) + 1
            taken.add(fresh)
            shape.properties.set("id", str(fresh))
        seen.add(shape.identity)
