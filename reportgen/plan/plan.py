"""The plan: what will be written where, as a value that can be printed and compared."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from operator import itemgetter

from msgspec import Struct, field

from reportgen.figures.views import Bullet, ChartView, Sentence, TableView
from reportgen.office.pictures import PictureView
from reportgen.office.styles import PLAIN, Look
from reportgen.plan.columns import Columns

CellValue = str | Decimal | bool | None


class BlockSize(Struct, frozen=True):
    """How many items fill a block: the sheet, the block's name as tagged, and the count (0 removes it).

    For a block inside others of its direction, `within` says in which of their items: a number for each, from
    0, the outermost first. A size without it holds wherever no other is given. For a condition (`{{?name}}`)
    the count is 1 where the name is true and 0 where not. Of several blocks of one name on a sheet the second one is
    called `name{2}`; a size of the plain name holds for those without one of their own. Blocks, and sheets, over the
    same list have the same `list_id` (0: no other is over this one).
    """

    sheet: str
    block: str
    count: int
    within: tuple[int, ...] = ()
    list_id: int = 0


class SheetCopies(Struct, frozen=True):
    """The names of the finished sheets made from one template sheet, in tab order; none removes the sheet."""

    sheet: str
    names: tuple[str, ...]
    list_id: int = 0


class Formula(str):
    """A formula without its leading `=`, with references as in the finished file."""

    __slots__ = ()


class PlannedRow(Struct, frozen=True):
    """Cells of one row of the finished workbook, in ascending columns, from 1.

    `contents` holds one for each of `columns`: a `Formula` is written as a formula, any other text as text. `formats`
    are number formats by column that take the place of the template's, also in cells that keep its content, `codes` the
    same for a TEXT in a formula of the template: column, its code there, and the one that is written. `keys`
    name the figures shown, by column. All rows of one template row share their `columns`.
    """

    sheet: str
    row: int
    columns: tuple[int, ...]
    contents: Sequence[CellValue]
    formats: tuple[tuple[int, str], ...] = ()
    keys: tuple[tuple[int, str], ...] = ()
    codes: tuple[tuple[int, str, str], ...] = ()

    def content(self, column: int) -> CellValue:
        """What stands in a column; None in one that is not planned."""
        at = bisect_left(self.columns, column)
        return self.contents[at] if at < len(self.columns) and self.columns[at] == column else None


# One cell on its way into a row: row, column, content, number format (empty: the template's).
PlannedCell = tuple[int, int, CellValue, str]


def planned_rows(sheet: str, cells: Iterable[PlannedCell]) -> Iterator[PlannedRow]:
    """The rows that cells of one sheet make, which come in order of row and column."""
    for row, line in groupby(cells, key=itemgetter(0)):
        columns, contents, formats = [], [], []
        for _, column, content, number_format in line:
            columns.append(column)
            contents.append(content)
            if number_format:
                formats.append((column, number_format))
        yield PlannedRow(sheet, row, tuple(columns), contents, tuple(formats))


class CellLink(Struct, frozen=True):
    """A click on a cell that leads to another one, with the words shown beside the mouse."""

    sheet: str
    cell: str
    to_sheet: str
    to_cell: str
    words: str


class DressedCell(Struct, frozen=True):
    """What a finished cell shows besides its value: a look, stretches of its text with looks, a link, a picture.

    With `named`, the picture takes the place of those of that name that hang on the cell; None takes them away.
    """

    sheet: str
    row: int
    column: int
    look: Look = PLAIN
    stretches: tuple[tuple[str, Look], ...] = ()
    link: str = ""
    picture: PictureView | None = None
    named: str = ""


BulkValue = CellValue | int | float


class BlockRows(Struct, frozen=True):
    """The values of a whole block at once, for blocks of very many items.

    `cells` are addresses of template cells in one block of rows (`A5`, `B5`, ...); `rows` holds one sequence
    per finished item, in finished order, with one value for each of `cells`; it is read once, item by item. Given as
    columns the block is written by columns. `formats` are number formats by address, in place of the template's.
    """

    sheet: str
    cells: tuple[str, ...]
    rows: Iterable[Sequence[BulkValue]] | Columns
    formats: Mapping[str, str] = field(default_factory=dict)


class WorkbookPlan(Struct, frozen=True):
    """All blocks' sizes, and all cells in order of sheet and row; `properties` describe the file.

    `sheets` says what becomes of sheets that are repeated or shown on a condition; everything else names the
    finished sheets. `bulk` holds blocks whose cells are not in `rows`. Rows are read once, one by one. `settled` are
    conditional formats, by sheet and priority, whose number formats the rows' own take the place of. `dressed` is
    complete once all rows have been read. `pages` are heads and feet of printed pages, by sheet and template text.
    """

    sizes: tuple[BlockSize, ...]
    rows: Iterable[PlannedRow]
    properties: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[SheetCopies, ...] = ()
    bulk: tuple[BlockRows, ...] = ()
    links: tuple[CellLink, ...] = ()
    settled: frozenset[tuple[str, int]] = frozenset()
    dressed: Sequence[DressedCell] = ()
    pages: Mapping[tuple[str, str], str] = field(default_factory=dict)


class TextLine(Struct, frozen=True):
    """A paragraph of a text with blocks: the number of its model, and the words in it."""

    paragraph: int
    words: Mapping[str, Sentence]


class PagePlan(Struct, frozen=True):
    """One page of a deck: which library page, and what fills its tags, lists, tables and charts by name.

    `words` fill `{{name}}` tags; `bullets` fill the model paragraphs `{{name:1}}`, `{{name:2}}`, ...;
    `tables` and `charts` are matched to shapes by shape name; `notes` are the lines of the speaker notes;
    `place` is that of the page in its definition, from 0. `texts` are the paragraphs of texts with blocks, by the
    number of their shape on the slide, `pictures` those that shapes show; the shapes of the numbers `hidden` go.
    """

    page: str
    words: Mapping[str, Sentence]
    bullets: Mapping[str, tuple[Bullet, ...]]
    tables: Mapping[str, TableView]
    charts: Mapping[str, ChartView]
    notes: tuple[str, ...] = ()
    place: int = 0
    texts: Mapping[int, tuple[TextLine, ...]] = field(default_factory=dict)
    hidden: frozenset[int] = frozenset()
    pictures: Mapping[int, PictureView] = field(default_factory=dict)


class DeckPlan(Struct, frozen=True):
    """The pages of a deck in order; `properties` are the document's title, subject, author and date.

    `language` is that of its words, where it is not the template's own; `words` fill the tags of no page, on masters
    and in properties.
    """

    pages: tuple[PagePlan, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    words: Mapping[str, Sentence] = field(default_factory=dict)
