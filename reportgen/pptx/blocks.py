"""Blocks on slides: paragraphs, rows and columns that repeat or are shown on a condition, as in workbooks.

{{#items}}{{name}}{{/items}}              a paragraph for each of the items
{{?audited}}Audited{{/audited}}           a paragraph, row or column that is shown where "audited" is true
{{#months across}}{{month}}{{/months}}    a column of a table for each of the months
{{#group group by area}}                  groups of the records of a block inside it
{{?audited}}                              at the beginning of an alternative text: the shape is shown where it is true
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place
from reportgen.core.structs import replace
from reportgen.figures.views import Sentence
from reportgen.office.slide_shapes import Shape
from reportgen.office.tags import MarkedText, Opening, TextTag, find_tags, may_hold_tags, read_markers
from reportgen.office.xml import qn, remove
from reportgen.plan.deck_map import BlockTag, Nodes, ShapeCondition, TableBlocks, TextBlocks, numbers_in
from reportgen.plan.plan import TextLine
from reportgen.pptx.paragraphs import drop_paragraph, empty_paragraph, fill_words, paragraph_text, put

_ALL_TEXT, _MARKS = etree.XPath("string()"), re.compile(r"\{\{\s*[#?/]")
_ROW, _CELL, _PARAGRAPH, _BODY = qn("a:tr"), qn("a:tc"), qn("a:p"), qn("p:txBody")


class _Leaf(Struct, frozen=True):
    """What opens before a paragraph or row and what closes behind it."""

    openings: Sequence[Opening]
    closings: Sequence[str]


class _Open(Struct):
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
    columns, rows, _ = _trees(grid)
    inside = [at for at, node in enumerate(rows) if isinstance(node, BlockTag)]
    kept = rows[inside[0] : inside[-1] + 1] if inside else ()
    if not kept and not numbers_in(columns, in_blocks=True):
        return None
    numbers = numbers_in(kept)
    region = range(min(numbers), max(numbers) + 1) if numbers else range(len(grid), len(grid))
    bare = {number for number in region if _is_bare(grid[number])}
    tags = tuple(
        tuple(() if _carries(row) else _tags(cell.text) for cell in cells)
        for row, cells in zip(table.findall(_ROW), grid, strict=True)
    )
    return TableBlocks(region, _without(kept, bare), columns, tags)


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
        columns, rows, faults = _trees(grid)
        nodes = (*columns, *rows)
        opened = [opening for row in grid for cell in row for opening in cell.openings]
        allowed = ["down", "across"]
    elif body is not None:
        texts = [read_markers(paragraph_text(one)) for one in body.findall(_PARAGRAPH)]
        nodes, faults = _tree([_Leaf(one.openings, one.closings[::-1]) for one in texts])
        opened = [opening for one in texts for opening in one.openings]
        allowed = ["down"]
    else:
        return
    words = {"unclosed-block": "is opened and not closed", "unopened-block": "is closed and was not opened"}
    for identity, name in faults:
        yield Issue(identity, f'the block "{name}" {words[identity]}', place, found=name)
    for opening in opened:
        if opening.direction not in allowed:
            yield Issue(
                "unknown-direction",
                f'a block of a slide cannot go "{opening.direction}" here',
                place,
                expected=" or ".join(allowed),
                found=opening.name,
            )
    blocks = [node for node in nodes if isinstance(node, BlockTag)]
    for block in blocks:
        blocks += [node for node in block.inner if isinstance(node, BlockTag)]
        if block.group_by and records_of(block) is None:
            message = f'the group "{block.name}" holds no block of records'
            yield Issue("group-without-list", message, place, expected="a block inside it, with a list")


def records_of(group: BlockTag) -> BlockTag | None:
    """The list inside a group, through the groups inside it."""
    inner = next((one for one in group.inner if isinstance(one, BlockTag) and not one.condition), None)
    return records_of(inner) if inner is not None and inner.group_by else inner


def inside_blocks(shape: Shape) -> set[etree._Element]:
    """The paragraphs of a shape that its blocks fill."""
    table = shape.table
    if table is not None:
        blocks = table_blocks(table)
        if blocks is None:
            return set()
        return {
            paragraph
            for number, row in enumerate(table.findall(_ROW))
            for column, cell in enumerate(row.findall(_CELL))
            if number in blocks.region or (column in blocks.repeated and not _carries(row))
            for paragraph in cell.iter(_PARAGRAPH)
        }
    body = shape.node.find(_BODY)
    texts = text_blocks(shape, 0)
    if body is None or texts is None:
        return set()
    paragraphs = body.findall(_PARAGRAPH)
    return {paragraphs[number] for number in numbers_in(texts.nodes, in_blocks=True)}


class BlockText(Struct, frozen=True):
    """A text with blocks before anything in it is filled: its body, its blocks and its paragraphs."""

    body: etree._Element
    nodes: Nodes
    models: Sequence[etree._Element]


def block_text(shape: Shape) -> BlockText | None:
    """The text of a shape where it has blocks."""
    blocks, body = text_blocks(shape, 0), shape.node.find(_BODY)
    return BlockText(body, blocks.nodes, body.findall(_PARAGRAPH)) if blocks and body is not None else None


def fill_text_blocks(text: BlockText, lines: Sequence[TextLine]) -> list[tuple[str, Sentence]]:
    """Write the paragraphs that the blocks of a text make, and say what was written; others stay as they are.

    A paragraph of markers alone leaves none.
    """
    for node in text.nodes:
        numbers = numbers_in((node,), in_blocks=True)
        for line in lines:
            if line.paragraph in numbers:
                fresh = _filled(text.models[line.paragraph], line.words)
                if fresh is not None:
                    text.models[numbers[0]].addprevious(fresh)
        for number in numbers:
            if len(text.body.findall(_PARAGRAPH)) > 1:
                remove(text.models[number])
            else:
                strip_markers(text.models[number])
                empty_paragraph(text.models[number])
    return [(word, sentence) for line in lines for word, sentence in line.words.items()]


def _filled(model: etree._Element, words: Mapping[str, Sentence]) -> etree._Element | None:
    paragraph = deepcopy(model)
    strip_markers(paragraph)
    bare = paragraph_text(paragraph)
    fill_words(paragraph, words)
    marked = read_markers(paragraph_text(model))
    is_kept = paragraph_text(paragraph).strip() or not (bare.strip() or marked.head or marked.tail)
    return paragraph if is_kept else None


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


def _carries(row: etree._Element) -> bool:
    """Whether a row carries sums from one slide to the next: a cell of it names its role."""
    return any(tag.role for paragraph in row.iter(_PARAGRAPH) for tag in find_tags(paragraph_text(paragraph)))


def _is_bare(row: Sequence[MarkedText]) -> bool:
    """Whether a row holds markers and nothing else."""
    return any(one.openings or one.closings for one in row) and not any(one.text.strip() for one in row)


def _trees(grid: Sequence[Sequence[MarkedText]]) -> tuple[Nodes, Nodes, list[tuple[str, str]]]:
    """The blocks of a table's columns and of its rows, and what is wrong with them."""
    spans, unclosed = _spans(grid)
    width = max(map(len, grid), default=0)
    leaves = [
        _Leaf(
            [opening for opening, first, last in spans if first == column],
            [opening.name for opening, first, last in reversed(spans) if last == column],
        )
        for column in range(width)
    ]
    columns, faults = _tree(leaves)
    across = {opening.name for opening, _, _ in spans}
    rows, further = _tree([_row_leaf(row, across) for row in grid])
    return columns, rows, [*(("unclosed-block", name) for name in unclosed), *faults, *further]


def _spans(grid: Sequence[Sequence[MarkedText]]) -> tuple[list[tuple[Opening, int, int]], list[str]]:
    """What opens columns with the first and the last of them, outer blocks first, and names that nothing closes."""
    openings: dict[tuple[str, int], Opening] = {}
    closed: dict[str, set[int]] = {}
    for row in grid:
        for column, cell in enumerate(row):
            for opening in cell.openings:
                if opening.direction == "across":
                    openings.setdefault((opening.name, column), opening)
            for name in cell.closings:
                closed.setdefault(name, set()).add(column)
    spans: list[tuple[Opening, int, int]] = []
    unclosed: list[str] = []
    for (name, first), opening in openings.items():
        after = min((column for other, column in openings if other == name and column > first), default=None)
        ends = [
            column for column in closed.get(name, ()) if column >= first and (after is None or column < after)
        ]
        if ends:
            spans.append((opening, first, max(ends)))
        else:
            unclosed.append(name)
    return sorted(spans, key=lambda one: (one[1], -one[2])), unclosed


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
    return BlockTag(opening.name, opening.condition, opening.negated, opening.group_by, tuple(inner))


def _tags(text: str) -> tuple[str, ...]:
    return tuple(tag.word for tag in find_tags(text))


def _without(nodes: Nodes, numbers: Collection[int]) -> Nodes:
    """Blocks without some of the numbers in them."""
    return tuple(
        replace(node, inner=_without(node.inner, numbers)) if isinstance(node, BlockTag) else node
        for node in nodes
        if isinstance(node, BlockTag) or node not in numbers
    )
