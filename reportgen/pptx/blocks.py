"""Blocks on slides: paragraphs, rows and columns that repeat or are shown on a condition, as in workbooks.

{{#items}}{{name}}{{/items}}              a paragraph for each of the items
{{?audited}}Audited{{/audited}}           a paragraph, row or column that is shown where "audited" is true
{{#months across}}{{month}}{{/months}}    a column of a table for each of the months
{{?audited}}                              at the beginning of an alternative text: the shape is shown where it is true
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.figures.views import Sentence
from reportgen.office.slide_shapes import Shape
from reportgen.office.tags import MarkedText, Opening, TextTag, find_tags, may_hold_tags, read_markers
from reportgen.office.xml import qn, remove
from reportgen.plan.deck_map import BlockTag, ColumnBlock, Nodes, ShapeCondition, TableBlocks, TextBlocks
from reportgen.plan.plan import TextLine
from reportgen.pptx.paragraphs import drop_paragraph, empty_paragraph, fill_words, paragraph_text, put

_ALL_TEXT, _MARKS = etree.XPath("string()"), re.compile(r"\{\{\s*[#?/]")
_ROW, _CELL, _PARAGRAPH, _BODY = qn("a:tr"), qn("a:tc"), qn("a:p"), qn("p:txBody")


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What opens before a paragraph or row and what closes behind it."""

    openings: Sequence[Opening]
    closings: Sequence[str]


@dataclass(slots=True)
class _Open:
    opening: Opening | None
    inner: list[int | BlockTag] = field(default_factory=list)


def text_blocks(shape: Shape, number: int) -> TextBlocks | None:
    """The blocks of a shape's text; None where it has none. `number` is that of the shape on its slide."""
    body = shape.node.find(_BODY)
    if body is None:
        return None
    if not _MARKS.search(str(_ALL_TEXT(body))):
        return None
    texts = [read_markers(paragraph_text(one)) for one in body.findall(_PARAGRAPH)]
    if not any(one.openings or one.closings for one in texts):
        return None
    nodes, _ = _tree([_Leaf(one.openings, one.closings[::-1]) for one in texts])
    return TextBlocks(number, shape.name, tuple(_tags(one.text) for one in texts), nodes)


def table_blocks(table: etree._Element) -> TableBlocks | None:
    """The blocks of a table; None where it has none."""
    if not _MARKS.search(str(_ALL_TEXT(table))):
        return None
    grid = _grid(table)
    columns = _columns(grid)
    leaves = [_row_leaf(row, {block.block.name for block in columns}) for row in grid]
    nodes, _ = _tree(leaves)
    inside = [at for at, node in enumerate(nodes) if not isinstance(node, int)]
    numbers = (
        [number for node in nodes[inside[0] : inside[-1] + 1] for number in _numbers(node)] if inside else []
    )
    first = min(numbers, default=len(grid))
    region = range(first, max(numbers, default=first - 1) + 1)
    tags = tuple(tuple(_tags(cell.text) for cell in grid[number]) for number in region)
    found = tuple(
        ColumnBlock(
            one.block,
            one.first,
            one.last,
            tuple(
                tag
                for number, row in enumerate(grid)
                if number not in region
                for cell in row[one.first : one.last + 1]
                for tag in _tags(cell.text)
            ),
        )
        for one in columns
    )
    kept = nodes[inside[0] : inside[-1] + 1] if inside else ()
    return TableBlocks(first, tags, tuple(_moved(node, first) for node in kept), found)


def shape_condition(shape: Shape, number: int) -> ShapeCondition | None:
    """What a shape is shown on, by the beginning of its alternative text; None where it is shown in any case."""
    properties = shape.properties
    marked = read_markers(properties.get("descr", "")) if properties is not None else MarkedText("")
    if len(marked.openings) != 1 or marked.closings or not marked.openings[0].condition:
        return None
    inner = tuple(node.get("name", "") for node in shape.node.iter(qn("p:cNvPr")) if node is not properties)
    return ShapeCondition(number, shape.name, _tag(marked.openings[0], ()), inner)


def show_shape(shape: Shape) -> None:
    """Take the condition out of the alternative text of a shape that is shown."""
    properties = shape.properties
    if properties is not None:
        properties.set("descr", read_markers(properties.get("descr", "")).text)


def block_faults(shape: Shape, place: Place) -> Iterator[Issue]:
    """Blocks of a shape's text or table that do not close, or go where nothing repeats."""
    body = shape.node.find(_BODY)
    if shape.table is not None:
        grid = _grid(shape.table)
        columns = _columns(grid)
        leaves = [_row_leaf(row, {block.block.name for block in columns}) for row in grid]
        opened = [opening for row in grid for cell in row for opening in cell.openings]
        across = [one.name for one in opened if one.direction == "across"]
        lost = [("unclosed-block", name) for name in across[len(columns) :]]
        allowed = ["down", "across"]
    elif body is not None:
        texts = [read_markers(paragraph_text(one)) for one in body.findall(_PARAGRAPH)]
        leaves = [_Leaf(one.openings, one.closings[::-1]) for one in texts]
        opened = [opening for one in texts for opening in one.openings]
        lost, allowed = [], ["down"]
    else:
        return
    _, faults = _tree(leaves)
    words = {"unclosed-block": "is opened and not closed", "unopened-block": "is closed and was not opened"}
    for identity, name in (*lost, *faults):
        yield Issue(identity, f'the block "{name}" {words[identity]}', place, found=name)
    for opening in opened:
        if opening.direction not in allowed or opening.group_by:
            yield Issue(
                "unknown-direction",
                f'a block of a slide cannot go "{opening.direction}" or be grouped here',
                place,
                expected=" or ".join(allowed),
                found=opening.name,
            )


def inside_blocks(shape: Shape) -> set[etree._Element]:
    """The paragraphs of a shape that its blocks fill."""
    table = shape.table
    if table is not None:
        blocks = table_blocks(table)
        if blocks is None:
            return set()
        rows = range(blocks.first, blocks.first + len(blocks.tags))
        columns = {at for one in blocks.columns for at in range(one.first, one.last + 1)}
        return {
            paragraph
            for number, row in enumerate(table.findall(_ROW))
            for column, cell in enumerate(row.findall(_CELL))
            if number in rows or column in columns
            for paragraph in cell.iter(_PARAGRAPH)
        }
    body = shape.node.find(_BODY)
    texts = text_blocks(shape, 0)
    if body is None or texts is None:
        return set()
    paragraphs = body.findall(_PARAGRAPH)
    return {
        paragraphs[number] for node in texts.nodes if isinstance(node, BlockTag) for number in _numbers(node)
    }


def fill_text_blocks(shape: Shape, lines: Sequence[TextLine]) -> list[tuple[str, Sentence]]:
    """Write the paragraphs of a text with blocks, and say what was written; those outside of blocks stay as they are.

    A paragraph of markers alone leaves none.
    """
    body = shape.node.find(_BODY)
    blocks = text_blocks(shape, 0)
    if body is None or blocks is None:
        return []
    models = body.findall(_PARAGRAPH)
    inside = {number for node in blocks.nodes if isinstance(node, BlockTag) for number in _numbers(node)}
    fresh: list[etree._Element] = []
    for line in lines:
        model = models[line.paragraph]
        if line.paragraph not in inside:
            fresh.append(model)
            continue
        paragraph = deepcopy(model)
        strip_markers(paragraph)
        bare = paragraph_text(paragraph)
        fill_words(paragraph, line.words)
        marked = read_markers(paragraph_text(model))
        if paragraph_text(paragraph).strip() or not (bare.strip() or marked.head or marked.tail):
            fresh.append(paragraph)
    place = body.index(models[0])
    if not fresh:
        strip_markers(models[0])
        empty_paragraph(models[0])
        fresh = models[:1]
    for model in models:
        remove(model)
    for offset, paragraph in enumerate(fresh):
        body.insert(place + offset, paragraph)
    return [(word, sentence) for line in lines for word, sentence in line.words.items()]


def strip_markers(paragraph: etree._Element) -> None:
    """Take the markers out of a paragraph."""
    text = paragraph_text(paragraph)
    marked = read_markers(text) if may_hold_tags(text) else MarkedText(text)
    if marked.tail:
        put(paragraph, TextTag("", "", len(text) - marked.tail, len(text)), ())
    if marked.head:
        put(paragraph, TextTag("", "", 0, marked.head), ())


def strip_row(row: etree._Element) -> None:
    """Take the markers out of a row of a table, and the paragraphs that held nothing else."""
    for cell in row.findall(_CELL):
        for paragraph in list(cell.iter(_PARAGRAPH)):
            before = paragraph_text(paragraph)
            strip_markers(paragraph)
            if before and not paragraph_text(paragraph).strip():
                drop_paragraph(paragraph)


def _grid(table: etree._Element) -> list[list[MarkedText]]:
    """What each cell of a table says, by rows; of a cell with several paragraphs the markers of all."""
    return [[_cell(cell) for cell in row.findall(_CELL)] for row in table.findall(_ROW)]


def _cell(cell: etree._Element) -> MarkedText:
    texts = [read_markers(paragraph_text(one)) for one in cell.iter(_PARAGRAPH)]
    return MarkedText(
        "\n".join(one.text for one in texts),
        tuple(opening for one in texts for opening in one.openings),
        tuple(closing for one in reversed(texts) for closing in one.closings),
    )


def _columns(grid: Sequence[Sequence[MarkedText]]) -> list[ColumnBlock]:
    """The blocks of columns that are opened and closed, from left to right."""
    opened: dict[str, tuple[Opening, int]] = {}
    closed: dict[str, int] = {}
    for row in grid:
        for column, cell in enumerate(row):
            for opening in cell.openings:
                if opening.direction == "across":
                    opened.setdefault(opening.name, (opening, column))
            for name in cell.closings:
                if name in opened:
                    closed[name] = max(column, closed.get(name, column))
    found = [
        ColumnBlock(_tag(opening, ()), first, closed[name], ())
        for name, (opening, first) in opened.items()
        if name in closed
    ]
    return sorted(found, key=lambda one: one.first)


def _row_leaf(row: Sequence[MarkedText], across: set[str]) -> _Leaf:
    openings = [opening for cell in row for opening in cell.openings if opening.direction != "across"]
    closings = [name for cell in row for name in reversed(cell.closings) if name not in across]
    return _Leaf(openings, closings)


def _tree(leaves: Sequence[_Leaf]) -> tuple[Nodes, list[tuple[str, str]]]:
    """The blocks around numbered leaves, and what is wrong with them: ids of findings with the names of blocks."""
    faults: list[tuple[str, str]] = []
    stack = [_Open(None)]
    for number, leaf in enumerate(leaves):
        stack += [_Open(opening) for opening in leaf.openings]
        stack[-1].inner.append(number)
        for name in leaf.closings:
            top = stack[-1].opening
            if top is None or top.name != name:
                faults.append(("unopened-block", name))
                continue
            done = stack.pop()
            stack[-1].inner.append(_tag(top, done.inner))
    while len(stack) > 1:
        done = stack.pop()
        if done.opening is not None:
            faults.append(("unclosed-block", done.opening.name))
        stack[-1].inner += done.inner
    return tuple(stack[0].inner), faults


def _tag(opening: Opening, inner: Sequence[int | BlockTag]) -> BlockTag:
    return BlockTag(opening.name, opening.condition, opening.negated, tuple(inner))


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag.word for tag in find_tags(text))


def _numbers(node: int | BlockTag) -> Iterable[int]:
    if isinstance(node, int):
        return (node,)
    return [number for inner in node.inner for number in _numbers(inner)]


def _moved(node: int | BlockTag, by: int) -> int | BlockTag:
    if isinstance(node, int):
        return node - by
    return BlockTag(node.name, node.condition, node.negated, tuple(_moved(one, by) for one in node.inner))
