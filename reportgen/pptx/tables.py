"""Bullet lists grown from model paragraphs.

{{notes:1}}     cloned for every bullet of level 1, with its format
{{notes:2}}     cloned for every bullet of level 2
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from lxml import etree

from reportgen.figures.views import Bullet, Sentence, Span, TableRow, TableView
from reportgen.office.tags import TextTag, find_tags, only_tag, without_tags
from reportgen.office.xml import clean_text, qn, remove
from reportgen.plan.deck_map import TableBlocks
from reportgen.pptx.blocks import strip_row, table_blocks
from reportgen.pptx.merged_rows import hold_merges, merge_equal, merged_areas, records
from reportgen.pptx.paragraphs import (
    drop_paragraph,
    fill_words,
    only_run,
    paragraph_text,
    plain_line,
    put,
    sentence_text,
)
from reportgen.pptx.repeated_columns import mend_ids, repeat_columns


@dataclass(frozen=True)
class ModelParagraph:
    """One model paragraph of a list: its element, the list's name and its level."""

    node: etree._Element
    name: str
    level: int


def model_paragraphs(paragraphs: Sequence[etree._Element]) -> list[ModelParagraph]:
    """The model paragraphs among `paragraphs`, in order."""
    found: list[ModelParagraph] = []
    for paragraph in paragraphs:
        tag = only_tag(paragraph_text(paragraph))
        if tag is not None and tag.level is not None:
            found.append(ModelParagraph(paragraph, tag.name, tag.level))
    return found


def fill_bullets(models: Sequence[ModelParagraph], bullets: Sequence[Bullet]) -> None:
    """Write `bullets` where the first of the list's `models` stands; all models stand in one text body.

    Figures are set bold. Every bullet's level must have a model (checked before).
    """
    by_level: dict[int, etree._Element] = {}
    for model in models:
        by_level.setdefault(model.level, model.node)
    first = models[0].node
    body = first.getparent()
    if body is None:
        return
    for bullet in bullets:
        clone = deepcopy(by_level[bullet.level])
        tag = only_tag(paragraph_text(clone))
        if tag is not None:
            put(clone, tag, bullet.sentence, bold_figures=True)
        first.addprevious(clone)
    for model in models[1:]:
        remove(model.node)
    if bullets or len(body.findall(qn("a:p"))) > 1:
        remove(first)
    else:
        drop_paragraph(first)


_ONLY_TEXT = f"{qn('a:r')}/{qn('a:t')}"
# Roles of the rows at the end and at the beginning of a table's part on one of several slides.
CARRIED, BROUGHT = "carried", "brought"
# What a tag of a row says behind its name where equal cells below one another become one.
MERGE = "merge"


@dataclass(frozen=True)
class RowModel:
    """One model row: its element, its role and the places in it that take text.

    `in_block` says that all its tags are places, and that it holds markers.
    """

    node: etree._Element
    role: str
    slots: tuple[Slot, ...]
    in_block: bool = False

    @property
    def cells(self) -> int:
        """The number of its cells that take text."""
        return len(self.slots)


@dataclass(frozen=True, slots=True)
class Slot:
    """A tag that takes the text of a cell: the number of its paragraph in the row, whether it is the only run there.

    `column` is that of its cell, from 0.
    """

    paragraph: int
    tag: TextTag
    alone: bool
    column: int


def row_models(table: etree._Element) -> list[RowModel]:
    """The model rows of a table in order: the rows of its blocks, else those where a cell holds `{{row:ROLE}}`."""
    blocks = table_blocks(table)
    if blocks is not None:
        return block_rows(table, blocks)
    found: list[RowModel] = []
    for row in table.findall(qn("a:tr")):
        slots = tuple(_slots(row))
        role = next((slot.tag.role for slot in slots if slot.tag.role), "")
        if role:
            found.append(RowModel(row, role, slots))
    return found


def block_rows(table: etree._Element, blocks: TableBlocks) -> list[RowModel]:
    """The rows of a table's blocks; their roles are their numbers."""
    rows = table.findall(qn("a:tr"))[blocks.first : blocks.first + len(blocks.tags)]
    return [
        RowModel(row, str(number), tuple(_slots(row, every=True)), True) for number, row in enumerate(rows)
    ]


def fill_table(frame: etree._Element, table: etree._Element, view: TableView, slide_width: int) -> None:
    """Write the rows of `view`; every row's role must have a model with as many cells (checked before).

    Rows of the template below its models stand where the table ends, those of the roles carried and brought where it
    goes on.
    """
    blocks = table_blocks(table)
    if blocks is not None:
        corner = frame.find(f"{qn('p:xfrm')}/{qn('a:off')}")
        left = int(corner.get("x", "0")) if corner is not None else 0
        width = repeat_columns(table, blocks, view.columns, slide_width - 2 * max(left, 0))
        size = frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
        if size is not None and width:
            size.set("cx", str(width))
    models = row_models(table) if blocks is None else block_rows(table, blocks)
    by_role: dict[str, RowModel] = {}
    for model in models:
        by_role.setdefault(model.role, model)
    if not models:
        _fit_frame(frame, table)
        return
    rows = table.findall(qn("a:tr"))
    numbers = {row: number for number, row in enumerate(rows)}
    places = {numbers[model.node] for model in models}
    areas = merged_areas(rows)
    first = min(places)
    found = [(row, number) for number, row in enumerate(rows[:first])]
    asked: list[Collection[int]] = [() for _ in found]
    body = [(by_role[row.role], row.cells) for row in view.rows]
    if view.before and BROUGHT in by_role:
        body.insert(0, (by_role[BROUGHT], _sums(by_role[BROUGHT], view.before, by_role)))
    if view.goes_on and CARRIED in by_role:
        body.append((by_role[CARRIED], _sums(by_role[CARRIED], (*view.before, *view.rows), by_role)))
    for model, cells in body:
        clone = _filled_row(model, cells)
        asked.append({slot.column for slot in model.slots if slot.tag.argument == MERGE})
        found.append((clone, numbers[model.node]))
    if not view.goes_on:
        found += [(row, n) for n, row in enumerate(rows) if n > first and n not in places]
    place = table.index(rows[0])
    for row in rows:
        remove(row)
    for offset, (row, _) in enumerate(found):
        table.insert(place + offset, row)
    if any(asked):
        merge_equal([row for row, _ in found], [*asked, *(() for _ in found[len(asked) :])])
    if areas:
        hold_merges([row for row, _ in found], [number for _, number in found], areas, places)
    mend_ids(table, qn("a:tr"), "a16:rowId")
    _fit_frame(frame, table)


def _filled_row(model: RowModel, cells: Sequence[Sentence]) -> etree._Element:
    clone = deepcopy(model.node)
    paragraphs = list(clone.iter(qn("a:p")))
    words: dict[int, dict[str, Sentence]] = {}
    for slot, sentence in zip(model.slots, cells, strict=True):
        if model.in_block:
            words.setdefault(slot.paragraph, {})[slot.tag.word] = sentence
        else:
            _fill_slot(paragraphs[slot.paragraph], slot, sentence)
    if model.in_block:
        strip_row(clone)
    for number, own in words.items():
        fill_words(paragraphs[number], own)
    return clone


def row_records(table: etree._Element, view: TableView) -> list[range]:
    """The rows of `view` that stand under one merged cell and so on one slide, by their places."""
    rows = table.findall(qn("a:tr"))
    models = row_models(table)
    numbers = {model.role: rows.index(model.node) for model in reversed(models)}
    found = [numbers[row.role] for row in view.rows]
    return records(found, merged_areas(rows), numbers.values())


def _sums(model: RowModel, rows: Sequence[TableRow], models: Mapping[str, RowModel]) -> tuple[Sentence, ...]:
    """The cells of a row that carries on the sums of `rows`, those of the first role alone."""
    role = next(role for role in models if role not in (CARRIED, BROUGHT))
    columns = [slot.column for slot in models[role].slots]
    lines = [row.cells for row in rows if row.role == role]
    found: list[Sentence] = []
    for slot in model.slots:
        texts: list[str] = []
        if not slot.tag.role and slot.column in columns:
            at = columns.index(slot.column)
            texts = [sentence_text(cells[at], marks=False) for cells in lines]
        total = _sum(texts)
        found.append((Span(total),) if total else ())
    return tuple(found)


def _sum(texts: Sequence[str]) -> str:
    """The sum of the numbers among texts, with as many decimals and thousands as they show; empty without any."""
    numbers: list[Decimal] = []
    for text in texts:
        try:
            numbers.append(Decimal(text.strip().replace(",", "").replace("\u2212", "-")))
        except InvalidOperation:
            continue
    if not numbers or not all(number.is_finite() for number in numbers):
        return ""
    return f"{sum(numbers):,f}" if any("," in text for text in texts) else f"{sum(numbers):f}"


def frame_end(frame: etree._Element) -> int | None:
    """Where a frame of the slide ends, in EMU from the top; None inside groups, which have their own scale."""
    at, size = frame.find(f"{qn('p:xfrm')}/{qn('a:off')}"), frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
    parent = frame.getparent()
    if at is None or size is None or parent is None or parent.tag == qn("p:grpSp"):
        return None
    return int(at.get("y", "0")) + int(size.get("cy", "0"))


def _slots(row: etree._Element, *, every: bool = False) -> Iterator[Slot]:
    cells = row.findall(qn("a:tc"))
    paragraphs = [(column, node) for column, cell in enumerate(cells) for node in cell.iter(qn("a:p"))]
    for number, (column, paragraph) in enumerate(paragraphs):
        text = paragraph_text(paragraph)
        for tag in find_tags(text):
            if every or tag.role or is_cell(tag):
                alone = tag.end - tag.start == len(text) and only_run(paragraph) is not None
                yield Slot(number, tag, alone, column)


def _fill_slot(paragraph: etree._Element, slot: Slot, sentence: Sentence) -> None:
    line = plain_line(sentence) if slot.alone else None
    target = paragraph.find(_ONLY_TEXT) if line else None
    if line and target is not None:
        target.text = clean_text(line)
        return
    text = paragraph_text(paragraph)
    if not sentence_text(sentence) and not without_tags(text).strip():
        drop_paragraph(paragraph)
        return
    # Tags before this one in the same paragraph are filled already, so its place is looked up again.
    tag = next(tag for tag in find_tags(text) if tag.word == slot.tag.word)
    put(paragraph, tag, sentence)


def is_cell(tag: TextTag) -> bool:
    """Whether a tag takes the next cell of a row: `{{cell}}`, or `{{cell:merge}}`."""
    return tag.name == "cell" and tag.argument in ("", MERGE)


def _fit_frame(frame: etree._Element, table: etree._Element) -> None:
    size = frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
    if size is not None:
        size.set("cy", str(sum(int(row.get("h", "0")) for row in table.findall(qn("a:tr")))))
