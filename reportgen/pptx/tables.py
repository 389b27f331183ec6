"""Bullet lists grown from model paragraphs.

{{notes:1}}     cloned for every bullet of level 1, with its format
{{notes:2}}     cloned for every bullet of level 2
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from reportgen.figures.views import Bullet, Sentence, TableView
from reportgen.office.tags import TextTag, find_tags, only_tag, without_tags
from reportgen.office.xml import clean_text, qn, remove
from reportgen.pptx.paragraphs import (
    drop_paragraph,
    only_run,
    paragraph_text,
    plain_line,
    put,
    sentence_text,
)


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
_MAX_ROW_ID = 0xFFFFFFFF


@dataclass(frozen=True)
class RowModel:
    """One model row: its element, its role and the places in it that take text."""

    node: etree._Element
    role: str
    slots: tuple[Slot, ...]

    @property
    def cells(self) -> int:
        """The number of its cells that take text."""
        return len(self.slots)


@dataclass(frozen=True, slots=True)
class Slot:
    """A tag that takes the text of a cell: the number of its paragraph in the row, whether it is the only run there."""

    paragraph: int
    tag: TextTag
    alone: bool


def row_models(table: etree._Element) -> list[RowModel]:
    """The model rows of a table in order; a row is one where a cell holds `{{row:ROLE}}`."""
    found: list[RowModel] = []
    for row in table.findall(qn("a:tr")):
        slots = tuple(_slots(row))
        role = next((slot.tag.role for slot in slots if slot.tag.role), "")
        if role:
            found.append(RowModel(row, role, slots))
    return found


def fill_table(frame: etree._Element, table: etree._Element, view: TableView) -> None:
    """Write the rows of `view`; every row's role must have a model with as many cells (checked before)."""
    models = row_models(table)
    by_role: dict[str, RowModel] = {}
    for model in models:
        by_role.setdefault(model.role, model)
    if not models:
        return
    place = table.index(models[0].node)
    for model in models:
        remove(model.node)
    for offset, row in enumerate(view.rows):
        model = by_role[row.role]
        clone = deepcopy(model.node)
        paragraphs = list(clone.iter(qn("a:p")))
        for slot, sentence in zip(model.slots, row.cells, strict=True):
            _fill_slot(paragraphs[slot.paragraph], slot, sentence)
        table.insert(place + offset, clone)
    _mend_row_ids(table)
    _fit_frame(frame, table)


def frame_end(frame: etree._Element) -> int | None:
    """Where a frame of the slide ends, in EMU from the top; None inside groups, which have their own scale."""
    at, size = frame.find(f"{qn('p:xfrm')}/{qn('a:off')}"), frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
    parent = frame.getparent()
    if at is None or size is None or parent is None or parent.tag == qn("p:grpSp"):
        return None
    return int(at.get("y", "0")) + int(size.get("cy", "0"))


def _slots(row: etree._Element) -> Iterator[Slot]:
    for number, paragraph in enumerate(row.iter(qn("a:p"))):
        text = paragraph_text(paragraph)
        for tag in find_tags(text):
            if tag.role or tag.word == "cell":
                yield Slot(number, tag, tag.end - tag.start == len(text) and only_run(paragraph) is not None)


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


def _mend_row_ids(table: etree._Element) -> None:
    """Rows of one table have ids of their own (`a16:rowId`, an unsignedInt)."""
    nodes = list(table.iterfind(f"{qn('a:tr')}/{qn('a:extLst')}/{qn('a:ext')}/{qn('a16:rowId')}"))
    taken = {node.get("val", "") for node in nodes}
    seen: set[str] = set()
    fresh = 10_000
    for node in nodes:
        value = node.get("val", "")
        if value in seen or not value.isdecimal() or int(value) > _MAX_ROW_ID:
            while str(fresh) in taken:
                fresh += 1
            value = str(fresh)
            taken.add(value)
            node.set("val", value)
        seen.add(value)


def _fit_frame(frame: etree._Element, table: etree._Element) -> None:
    size = frame.find(f"{qn('p:xfrm')}/{qn('a:ext')}")
    if size is not None:
        size.set("cy", str(sum(int(row.get("h", "0")) for row in table.findall(qn("a:tr")))))
