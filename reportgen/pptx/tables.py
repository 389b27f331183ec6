"""Bullet lists grown from model paragraphs.

{{notes:1}}     cloned for every bullet of level 1, with its format
{{notes:2}}     cloned for every bullet of level 2
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.core.reading import read_figure
from reportgen.figures.views import Bullet, Sentence, Span, TableRow, TableView
from reportgen.office.tags import TextTag, find_tags, only_tag, without_tags
from reportgen.office.xml import clean_text, qn, remove
from reportgen.plan.deck_map import BlockTag, Nodes, TableBlocks
from reportgen.pptx.blocks import strip_row, table_blocks
from reportgen.pptx.dropped_columns import drop_columns
from reportgen.pptx.merged_rows import clear_cell, hold_merges, merge_equal, merged_areas, records
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


class ModelParagraph(Struct, frozen=True):
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


class RowModel(Struct, frozen=True):
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


class Slot(Struct, frozen=True):
    """A tag that takes the text of a cell: the number of its paragraph in the row, whether it is the only run there.

    `column` is that of its cell, from 0.
    """

    paragraph: int
    tag: TextTag
    alone: bool
    column: int


def row_models(table: etree._Element) -> list[RowModel]:
    """The model rows of a table in order: those of its blocks, and those where a cell holds `{{row:ROLE}}`."""
    blocks = table_blocks(table)
    return _row_models(table, blocks, _roles(table, blocks))


def _roles(table: etree._Element, blocks: TableBlocks | None) -> dict[int, str]:
    """The roles of model rows outside of blocks, by their numbers."""
    found: dict[int, str] = {}
    for number, row in enumerate(table.findall(qn("a:tr"))):
        role = next((slot.tag.role for slot in _slots(row) if slot.tag.role), "")
        if role and (blocks is None or (role in (CARRIED, BROUGHT) and number not in blocks.region)):
            found[number] = role
    return found


def _row_models(
    table: etree._Element, blocks: TableBlocks | None, roles: Mapping[int, str]
) -> list[RowModel]:
    found: list[RowModel] = []
    for number, row in enumerate(table.findall(qn("a:tr"))):
        if blocks is not None and number in blocks.region:
            found.append(RowModel(row, str(number), tuple(_slots(row, every=True)), True))
        elif number in roles:
            found.append(RowModel(row, roles[number], tuple(_slots(row))))
    return found


def fill_table(frame: etree._Element, table: etree._Element, view: TableView, slide_width: int) -> None:
    """Write the rows of `view`; every row's role must have a model with as many cells (checked before).

    Rows of the template below its models stand where the table ends, those of the roles carried and brought where it
    goes on.
    """
    blocks = table_blocks(table)
    # A column that names a role may be one that is not shown.
    roles = _roles(table, blocks)
    if blocks is not None:
        corner = frame.find(f"{qn('p:xfrm')}/{qn('a:off')}")
        left = int(corner.get("x", "0")) if corner is not None else 0
        width = repeat_columns(table, view.columns, blocks, slide_width - 2 * max(left, 0))
        size = frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
        if size is not None and width:
            size.set("cx", str(width))
    models = _row_models(table, blocks, roles)
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
    added = _added_roles(models, blocks)
    summed = {role: [slot.column for slot in by_role[role].slots] for role in added}
    if view.before and BROUGHT in by_role:
        body.insert(0, (by_role[BROUGHT], _sums(by_role[BROUGHT], view.before, summed)))
    if view.goes_on and CARRIED in by_role:
        body.append((by_role[CARRIED], _sums(by_role[CARRIED], (*view.before, *view.rows), summed)))
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
    if view.gone:
        drop_columns(table, {models[0].slots[cell].column for cell in view.gone})
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
    for cell in clone.findall(qn("a:tc")) if model.in_block else ():
        if cell.get("hMerge") == "1":
            clear_cell(cell)
    return clone


def row_records(table: etree._Element, view: TableView) -> list[range]:
    """The rows of `view` that stand under one merged cell and so on one slide, by their places."""
    rows = table.findall(qn("a:tr"))
    models = row_models(table)
    numbers = {model.role: rows.index(model.node) for model in reversed(models)}
    found = [numbers[row.role] for row in view.rows]
    return records(found, merged_areas(rows), numbers.values())


def _added_roles(models: Sequence[RowModel], blocks: TableBlocks | None) -> list[str]:
    """The roles of the rows that are added up: the first, or those of the innermost blocks."""
    if blocks is None:
        return [model.role for model in models if model.role not in (CARRIED, BROUGHT)][:1]
    depths = _depths(blocks.rows, 0)
    return [str(number) for number, depth in depths.items() if depth == max(depths.values())]


def _depths(nodes: Nodes, depth: int) -> dict[int, int]:
    """In how many lists, one inside the other, each row of the blocks lies."""
    found: dict[int, int] = {}
    for node in nodes:
        if isinstance(node, BlockTag):
            found |= _depths(node.inner, depth + (not node.condition))
        else:
            found[node] = depth
    return found


def _sums(
    model: RowModel, rows: Sequence[TableRow], summed: Mapping[str, Sequence[int]]
) -> tuple[Sentence, ...]:
    """The cells of a row that carries on the sums of `rows`; `summed` are the columns of those added up, by role."""
    found: list[Sentence] = []
    for slot in model.slots:
        texts = [
            sentence_text(row.cells[summed[row.role].index(slot.column)], marks=False)
            for row in rows
            if not slot.tag.role and slot.column in summed.get(row.role, ())
        ]
        total = sum_as_shown(texts)
        found.append((Span(total),) if total else ())
    return tuple(found)


_BLANK = frozenset({"", "-", "\u2013", "\u2014", "\uff0d", "n/a", "n/d"})
_NEGATIVE = re.compile(r"^(\(|[\u25b2\u25b3\u2212-])")


def sum_as_shown(texts: Sequence[str]) -> str:
    """The sum of numbers as they are shown, in their decimals, thousands and signs; empty where one is none."""
    shown = [text.strip() for text in texts if text.strip() not in _BLANK]
    numbers = [read_figure(text) for text in shown]
    known = [number for number in numbers if number is not None]
    if (
        not known
        or len(known) < len(shown)
        or any(re.search(r"[^\d.,()\u25b2\u25b3\u2212+-]", text) for text in shown)
    ):
        return ""
    total = sum(known)
    number = f"{abs(total):,f}" if any("," in text for text in shown) else f"{abs(total):f}"
    signs = [match[1] for text in shown if (match := _NEGATIVE.match(text))]
    sign = (signs[0] if signs else "-") if total < 0 else ""
    return f"({number})" if sign == "(" else f"{sign}{number}"


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
