"""What a deck template asks for: its pages with their tags, lists, tables and charts.

page  revenue  (slide 5)
  word    title           in "Title 1"
  list    notes           in "Notes", levels 1, 2
  table   results_table   rows line (7 cells), total (7 cells)
  chart   revenue_chart   series Revenue, Total; 2 value axes
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, TypeAlias

from msgspec import Struct

from reportgen.core.findings import Issue

# What a text is to its shape: its own; the alternative text, and the cells and caches of a chart, which give way to
# what fills the shape; the address of a link; a reviewer's remark or the prompt of a placeholder, where a tag may stay;
# a text of a file that is shown as an object, by a picture that nobody can draw anew.
Role = Literal["", "alternative", "data", "address", "remark", "embedded"]


class WordTag(Struct, frozen=True):
    """One `{{word}}`, the shape it stands in (`notes` in speaker notes) and the role of the text.

    `part` names the part of a text that belongs to no slide.
    """

    name: str
    shape: str
    role: Role = ""
    part: str = ""


class BulletList(Struct, frozen=True):
    """One bullet list: its name, the shape it stands in, and the levels that have a model paragraph."""

    name: str
    shape: str
    levels: tuple[int, ...]


class BlockTag(Struct, frozen=True):
    """A block on a slide: what opens it, and in it the numbers of paragraphs, rows or columns, and further blocks.

    `group_by` is the field by which the records of a block inside it are gathered.
    """

    name: str
    condition: bool
    negated: bool
    group_by: str
    inner: tuple[int | BlockTag, ...]


Nodes: TypeAlias = tuple[int | BlockTag, ...]


def numbers_in(nodes: Nodes, *, in_blocks: bool = False) -> list[int]:
    """The numbers in blocks and, unless only those are asked for, beside them."""
    found: list[int] = []
    for node in nodes:
        if isinstance(node, BlockTag):
            found += numbers_in(node.inner)
        elif not in_blocks:
            found.append(node)
    return found


class TextBlocks(Struct, frozen=True):
    """A text whose paragraphs repeat: its shape's number among those of the slide, and name, the tags of each
    paragraph, and the blocks around them.
    """

    number: int
    shape: str
    tags: tuple[tuple[str, ...], ...]
    nodes: Nodes


class TableBlocks(Struct, frozen=True):
    """The blocks of a table's rows, which all lie in `region`, and of its columns; the tags of its cells by rows.

    A row of markers alone is in `region` and in no block.
    """

    region: range
    rows: Nodes
    columns: Nodes
    tags: tuple[tuple[tuple[str, ...], ...], ...]

    @property
    def repeated(self) -> frozenset[int]:
        """The columns that a block repeats."""
        return frozenset(numbers_in(self.columns, in_blocks=True))


class ShapeCondition(Struct, frozen=True):
    """A shape that is shown on a condition: its number among those of the slide, its name, and what opens it.

    `inner` are the names of the shapes inside a group.
    """

    number: int
    shape: str
    block: BlockTag
    inner: tuple[str, ...]


class ModelRow(Struct, frozen=True):
    """One model row of a table: its role and how many cells it takes."""

    role: str
    cells: int


class TableSlot(Struct, frozen=True):
    """A table that a view fills: the shape's name, and its model rows or the blocks of its rows and columns."""

    name: str
    rows: tuple[ModelRow, ...]
    blocks: TableBlocks | None = None


class SeriesSlot(Struct, frozen=True):
    """One series of a chart: name, plot (`barChart`) and whether it has a model label for texts.

    `from_cells` says that the model label reads cells of the workbook; `dimensions` are what its points take beside
    their values.
    """

    name: str
    plot: str
    labelled: bool = False
    from_cells: bool = False
    dimensions: tuple[str, ...] = ()


class ChartSlot(Struct, frozen=True):
    """A chart that a view fills: the shape's name, its series in document order, its number of value axes.

    `fault` says why it cannot be filled, empty where it can; `points` counts the template's categories, `levels` their
    levels, 0 where it reads none. `beside` are columns of the workbook that are no drawn series: what labels and error
    bars read, and series that are filtered out.
    """

    name: str
    series: tuple[SeriesSlot, ...]
    value_axes: int
    points: int = 0
    fault: str = ""
    levels: int = 1
    beside: tuple[str, ...] = ()


class PictureSlot(Struct, frozen=True):
    """Where a picture may stand: the number of its shape among those of the slide, what data call it, the shape's name.

    `known_by` tells whether it is a picture of that name, or a tag alone in its alternative text, or in a text.
    """

    number: int
    name: str
    shape: str
    known_by: Literal["name", "alternative", "text"] = "name"


class SlideLink(Struct, frozen=True):
    """A link from a shape to another page of the library, by the page's name."""

    shape: str
    page: str


class DeckPage(Struct, frozen=True):
    """One page of the library: name, slide number from 1, what it asks for and the names of its shapes.

    `marked` says that the name was given in the speaker notes; an unmarked page is called `slide4`.
    `links` lead to other slides; `has_notes` says that the slide has a page of speaker notes. `texts` are those with
    blocks, `conditions` say which shapes are shown, `pictures` where one may stand.
    """

    name: str
    number: int
    marked: bool
    words: tuple[WordTag, ...] = ()
    lists: tuple[BulletList, ...] = ()
    tables: tuple[TableSlot, ...] = ()
    charts: tuple[ChartSlot, ...] = ()
    shapes: tuple[str, ...] = ()
    links: tuple[SlideLink, ...] = ()
    has_notes: bool = True
    texts: tuple[TextBlocks, ...] = ()
    conditions: tuple[ShapeCondition, ...] = ()
    pictures: tuple[PictureSlot, ...] = ()

    def blocks(self) -> tuple[BlockTag, ...]:
        """The blocks of the page that lie in no other."""
        nodes: list[int | BlockTag] = [node for text in self.texts for node in text.nodes]
        nodes += [one.block for one in self.conditions]
        for table in self.tables:
            if table.blocks is not None:
                nodes += [*table.blocks.rows, *table.blocks.columns]
        return tuple(node for node in nodes if isinstance(node, BlockTag))

    def names(self) -> set[str]:
        """All names that the page asks for, those in its blocks too."""
        found = {tag.name for tag in self.words} | {slot.name for slot in self.lists}
        found |= {slot.name for slot in self.tables} | {slot.name for slot in self.charts}
        found |= {slot.name for slot in self.pictures}
        found |= {tag for text in self.texts for tags in text.tags for tag in tags}
        blocks = list(self.blocks())
        for block in blocks:
            found.add(block.name)
            blocks += [inner for inner in block.inner if isinstance(inner, BlockTag)]
        for table in self.tables:
            if table.blocks is not None:
                found |= {tag for row in table.blocks.tags for cell in row for tag in cell}
        return {name.partition(":")[0] for name in found}


class DeckMap(Struct, frozen=True):
    """A whole template: its pages in slide order, what is wrong with it whatever fills it, the words of no page."""

    pages: tuple[DeckPage, ...]
    issues: tuple[Issue, ...] = ()
    words: tuple[WordTag, ...] = ()

    def page(self, name: str) -> DeckPage | None:
        """The first page called `name`, or None."""
        return next((page for page in self.pages if page.name == name), None)

    def __str__(self) -> str:
        """The map as text, one line for each thing a page asks for."""
        behind = [f"  word    {word.name}   in {word.part}" for word in self.words]
        lines = [line for page in self.pages for line in _lines(page)]
        return "\n".join([*lines, *(["every page", *behind] if behind else [])])


def _lines(page: DeckPage) -> list[str]:
    lines = [f"page  {page.name}  (slide {page.number})"]
    lines += [f'  word    {word.name}   in "{word.shape}"' for word in page.words]
    for text in page.texts:
        lines += [
            f'  block   {one.name}   in "{text.shape}"' for one in text.nodes if isinstance(one, BlockTag)
        ]
    lines += [f"  picture {one.name}" for one in page.pictures if one.known_by != "text"]
    lines += [f'  shape   {one.shape}   shown on "{one.block.name}"' for one in page.conditions]
    lines += [f'  list    {a.name}   in "{a.shape}", levels {_join(a.levels)}' for a in page.lists]
    for table in page.tables:
        if table.blocks is not None:
            blocks = [node.name for node in table.blocks.rows if isinstance(node, BlockTag)]
            blocks += [f"{node.name} across" for node in table.blocks.columns if isinstance(node, BlockTag)]
            lines.append(f"  table   {table.name}   blocks {_join(blocks)}")
            continue
        lines.append(
            f"  table   {table.name}   rows {_join(f'{r.role} ({r.cells} cells)' for r in table.rows)}"
        )
    for chart in page.charts:
        names = _join(series.name for series in chart.series)
        lines.append(f"  chart   {chart.name}   series {names}; {chart.value_axes} value axes")
    return lines


def _join(things: Iterable[object]) -> str:
    return ", ".join(str(thing) for thing in things)
