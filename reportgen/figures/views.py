"""What a table or a chart shows, before any office file is thought of.

TableView  results_table
  Total Revenues      |        | 176.1 |        | 157.8 | +11.6% | +18.3      role total
  Total Cost of ...   | 84.0%  | 147.8 | 84.0%  | 132.5 | +11.5% | +15.3      role line
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from msgspec import Struct, field

from reportgen.data.records import CorporateAction


class DisplayValue(Struct, frozen=True):
    """One number on its way to a page: exact value, shown text and the key it answers to.

    `value` is in base units (yen, persons; ratios as fractions, 0.116 for 11.6 %); None where it is not
    disclosed. `key` is the address that `explain` takes, for instance `revenue|4Q17` or `yoy(revenue)|4Q17`;
    `sources` are the keys of the printed facts and claims it was reached from; `faults` say what is wrong, or
    thought to be, with the printed figures behind it, one sentence each. `standard` is the accounting standard they
    stand under; `turn` tells that words stand for a number that would say nothing, `flipped` that `text` shows the
    opposite sign. `splits` are those that it is restated for, as it was printed per share before them; `coarse` is one
    that is printed to fewer decimals than those beside it, and marked so.
    """

    key: str
    value: Decimal | None
    text: str
    sources: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    standard: str = ""
    turn: bool = False
    flipped: bool = False
    splits: tuple[CorporateAction, ...] = ()
    coarse: bool = False

    @property
    def told(self) -> bool:
        """Whether it is disclosed: by its number, or by the words for a turn into or out of a loss."""
        return self.value is not None or self.turn


class Span(Struct, frozen=True):
    """A stretch of a sentence: plain words, one figure's text, or a raised footnote `mark`; `link` is an address."""

    text: str
    figure: DisplayValue | None = None
    mark: bool = False
    bold: bool = False
    italic: bool = False
    link: str = ""

    @property
    def is_plain(self) -> bool:
        """Whether it looks as the text around it."""
        return not (self.mark or self.bold or self.italic or self.link)


Sentence = tuple[Span, ...]


class Bullet(Struct, frozen=True):
    """One bullet of a list: its level (1 is the outermost) and its sentence."""

    level: int
    sentence: Sentence


class TableRow(Struct, frozen=True):
    """One row: `role` chooses the model row of the template (line, total, ...); the label is cell 0."""

    role: str
    cells: tuple[Sentence, ...]


class TableColumn(Struct, frozen=True):
    """A column of a finished table: the template's number of it, and where it repeats its item in each block around it.

    `words` fill its cells above and below the rows that repeat.
    """

    origin: int
    path: tuple[int, ...]
    words: Mapping[str, Sentence]


class TableView(Struct, frozen=True):
    """The body of a table, its cells as shown; heads are words of the page.

    Of a table shared out over several slides `before` are the rows on earlier ones; `goes_on` says that more follow.
    `columns` are all of the finished table where some repeat. `gone` are cells, counted from 0, that no row has
    anything in: their columns go.
    """

    name: str
    rows: tuple[TableRow, ...]
    before: tuple[TableRow, ...] = ()
    goes_on: bool = False
    columns: tuple[TableColumn, ...] = ()
    gone: tuple[int, ...] = ()


class ChartColumn(Struct, frozen=True):
    """One column of a chart's workbook, and of the chart where `plotted`.

    `values` are plot numbers (already in the chart's unit; None leaves a gap). `formulas` are the live
    formulas that give the same values, None where the value is typed; `{Revenue}` in them stands for the
    cell of column "Revenue" in the same row, `{Revenue@1Q16}` for its cell in the row of that category.
    `labels` are the texts shown as data labels where they are not the plain values; then
    `label_column` names the text column of the workbook that they come from.
    `figures` are what the values show, None where a value is a helper of the drawing.
    `texts` replace `values` in a text column. `number_format` is an Excel format code, `known_formats` are those of
    values known to fewer decimals, by row.
    A plotted column fills the template's series of its name, `#2` the second series whatever its name; where
    there is none, a copy of the series called `like` takes it, without `like` one of the last of its plot in
    the next colour. `drops` names the column with the lengths of the lines down from its points (error bars);
    `dimensions` names the columns with the further numbers of its points (`x` of a scatter plot);
    labels stand `shift` categories right of their points. With `fills` the column takes the template's series of
    that name (or `#2`), which is then called as the column.
    """

    name: str
    values: tuple[Decimal | None, ...] = ()
    formulas: tuple[str | None, ...] = ()
    number_format: str = "General"
    plotted: bool = True
    labels: tuple[str, ...] = ()
    label_column: str = ""
    figures: tuple[DisplayValue | None, ...] = ()
    texts: tuple[str, ...] = ()
    known_formats: Mapping[int, str] = field(default_factory=dict)
    like: str = ""
    drops: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    shift: Decimal = Decimal(0)
    fills: str = ""

    @property
    def labelled(self) -> bool:
        """Whether its points have labels with texts of their own."""
        return bool(self.labels or self.label_column)


class AxisRange(Struct, frozen=True):
    """A fixed range of a value axis: the n-th `c:valAx` of the chart, counted from 0.

    A chart's axis is made longer where labels above its highest or below its lowest points would be cut off. All value
    axes of the chart run alike where it is `shared`.
    """

    index: int
    minimum: Decimal
    maximum: Decimal
    shared: bool = False


class ChartView(Struct, frozen=True):
    """A native chart's data: categories, columns in workbook order, axis ranges and alternative text.

    `levels` are the levels around the categories, the outermost first, each with a name for every category. With
    `points_by_name` a point of a pie takes the look that the template has for its category, wherever that stands. With
    `whole_sheet` the columns are all that the sheet of the chart's data holds; else what stands beside them stays.
    """

    name: str
    categories: tuple[str, ...]
    columns: tuple[ChartColumn, ...]
    axes: tuple[AxisRange, ...] = ()
    alt_text: str = ""
    levels: tuple[tuple[str, ...], ...] = ()
    points_by_name: bool = False
    whole_sheet: bool = False
