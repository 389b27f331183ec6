"""What a report definition asks for: tables, charts, pages, workbooks, as an analyst writes them in YAML.

tables:
  results_table:
    columns: [{show: share_of_revenue, at: this, format: ratio}, {show: level, at: this, format: billion}]
    rows:    [{metric: revenue, label: Total Revenues, role: total, blank: [share_of_revenue]}]
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator
from typing_extensions import TypeAliasType

from reportgen.core.units import POWERS
from reportgen.reports.chart_marks import MarkedSpec
from reportgen.reports.definition import Spec, SpecFile, read_spec

Show = Literal[
    "level",
    "share_of_revenue",
    "yoy",
    "qoq",
    "change",
    "change_qoq",
    "progress",
    "share_of_year",
    "change_in_year",
]
BulletSpec = TypeAliasType("BulletSpec", "str | dict[str, list[BulletSpec]] | list[BulletSpec]")


class ColumnSpec(Spec):
    """One column of a table: which measure, at which time (`at`) or for `each` period of a list.

    `against` names the time that a change or growth is counted from, where it is not the year before. A row that knows
    nothing in a `required` column goes.
    """

    show: Show = "level"
    at: str = ""
    each: str = ""
    against: str = ""
    format: str = ""
    required: bool = False


class RowSpec(Spec):
    """One row: a metric with its label, or free `cells`, sentences with the label first.

    `formats` overrides a column's format by what the column shows; `shows` overrides what it shows; `blank`
    leaves columns empty; `flip` shows the opposite sign, as a "Less:" row of a statement does. A row of `each`
    section of the deck has the words `numeral` and `section` for its cells. A metric without a label bears that
    of the catalogue. A row goes where one before it tells of the metric `unless`: a sum where its parts stand.
    """

    metric: str = ""
    label: str = ""
    unless: str = ""
    role: str = "line"
    cells: tuple[str, ...] = ()
    each: Literal["", "sections"] = ""
    formats: dict[str, str] = Field(default_factory=dict)
    shows: dict[str, Show] = Field(default_factory=dict)
    blank: tuple[str, ...] = ()
    flip: bool = False


class TableSpec(Spec):
    """A table: its columns after the label column, and its rows in order.

    A row without any figure goes; where `needs` names a period, so does a row that has none of that period.
    """

    columns: tuple[ColumnSpec, ...] = ()
    rows: tuple[RowSpec, ...]
    needs: str = ""


class ChartColumnSpec(Spec):
    """One column of a chart's workbook.

    At most one of these says what it holds: `metric` (typed figures, or the figures that `formula` gives),
    `sum` (the total of other columns), `growth_of` (change on the year of another column, typed from
    `metric` where the base is not in the chart), `ratio` (one column over another), `share_of` (a column's
    values over their sum), `label` (a text joined from `column as format` pieces and `category`). In a
    chart of rows a column with none of them takes the rows' figures.
    `at` limits a column to one list of periods; the others stay empty. `labels_from` names the text column
    whose piece stands under each value's label; `labelled` writes labels of the values alone. A column that
    the template has no series for is drawn like the series called `like`, or, where that is empty, like the
    last one of its plot in the next colour. `dimensions` names the columns with the further numbers of its points
    (`x` of a scatter plot). With `in_words` labels say a figure as a sentence does: with its unit, `up` and `down`
    where the format is signed.
    """

    name: str
    metric: str = ""
    at: str = ""
    formula: str = ""
    sum: tuple[str, ...] = ()
    growth_of: str = ""
    ratio: tuple[str, str] | None = None
    share_of: str = ""
    label: tuple[str, ...] = ()
    labels_from: str = ""
    labelled: bool = False
    format: str = ""
    in_words: bool = False
    plotted: bool = True
    like: str = ""
    dimensions: dict[str, str] = Field(default_factory=dict)


class ChartRowSpec(Spec):
    """One category of a chart that is no time series: its name, its figure, and the column that takes it.

    Without `column` every column that holds nothing else takes the figure.
    """

    label: str
    metric: str
    column: str = ""


class BridgeEndSpec(Spec):
    """An end of a bridge: what it is called and the period it stands for."""

    label: str
    at: str


class BridgeStepSpec(Spec):
    """One step of a bridge: the change of `metric` between its ends, taken with `sign`.

    A step with `rest` shows what the steps of its parts leave of the metric's change. A `subtotal` shows the
    level reached so far as a column from the axis; it has no metric.
    """

    label: str
    metric: str = ""
    subtotal: bool = False
    sign: Literal[1, -1] = 1
    rest: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _metric_or_subtotal(self) -> BridgeStepSpec:
        if bool(self.metric) == self.subtotal:
            raise ValueError("a step needs a metric, a subtotal has none")
        return self


class BridgeSpec(Spec):
    """A walk from one period's figure to another's, step by step."""

    metric: str
    start: BridgeEndSpec
    end: BridgeEndSpec
    steps: tuple[BridgeStepSpec, ...]
    format: str
    change_format: str


class ChartSpec(MarkedSpec):
    """A native chart: its categories, the columns of its workbook, and the room above its columns.

    Exactly one of `periods` (a list of times), `rows` (named figures) and `bridge` gives the categories; a
    bridge has columns of its own. Of several lists of `periods` the first stands that the tables fill without a
    gap, periods at its beginning that are not known aside; with `gaps` the one that most is known of, its gaps drawn as
    such. `scale` is the power of ten of the chart's unit. The
    first value axis runs from 0 (or below the lowest value) to `headroom` times the highest value of column `highest`,
    in any case far enough for the labels; `headroom: fit` is just that. With `band` the second axis puts the values of
    `band_of` between two heights of the plot (fractions from the bottom). Marks are drawn as series that follow the
    figures. An `optional` chart goes without rows that are not disclosed, a bridge altogether where a figure is
    missing or too coarse.
    """

    periods: str | tuple[str, ...] = ""
    gaps: bool = False
    rows: tuple[ChartRowSpec, ...] = ()
    bridge: BridgeSpec | None = None
    scale: int = 6
    columns: tuple[ChartColumnSpec, ...] = ()
    highest: str = ""
    headroom: float | Literal["fit"] = 1.15
    band_of: str = ""
    band: tuple[float, float] | None = None
    alt: str = ""
    optional: bool = False

    @model_validator(mode="after")
    def _one_kind_of_categories(self) -> ChartSpec:
        given = [bool(self.periods), bool(self.rows), self.bridge is not None]
        if sum(given) != 1:
            raise ValueError("a chart needs exactly one of periods, rows and bridge")
        if self.bridge is None and not self.columns:
            raise ValueError("a chart of periods or rows needs columns")
        return self


class TimelineSpec(Spec):
    """The periods of a model that moves on with its data.

    History runs from quarter `start` (`first`: the oldest one that is told) to the newest quarter for which metric `by`
    can be told; `forecast` quarters follow. Who tells of halves or of years only goes by these. Balances are those days
    for which metric `balances` is printed.
    """

    start: str
    by: str
    every: Literal["quarter", "half", "year"] = "quarter"
    forecast: int = Field(default=8, ge=0, le=40)
    balances: str = ""


class FindingsSpec(Spec):
    """Sentences of the house's rules that join a bullet list: those on `topics`, `most` of them, at `level`.

    Of one topic they are at most as many as `most_of_topic` of the rules, more where too few are left; a list with a
    `most_of_topic` of its own stays shorter then. With `details` what a rule adds to its sentence follows one level
    further in.
    """

    topics: tuple[str, ...]
    most: int = 5
    most_of_topic: int = 0
    level: int = 1
    details: bool = False


class RemarkSpec(Spec):
    """What is said and shown of one period only, in place of what the page says of any."""

    words: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    bullets: dict[str, list[BulletSpec]] = Field(default_factory=dict)
    tables: dict[str, TableSpec] = Field(default_factory=dict)
    charts: dict[str, ChartSpec] = Field(default_factory=dict)


class PageSpec(Spec):
    """One page of a deck: a library page and what fills it.

    Where a table, chart or list that the library page shows has nothing to show, the pages of `instead` are
    tried in turn; where none is left, the page goes. `least` says how many rows or points a table or chart of
    a library page takes at least. `only` names the periods (FY17) or kinds (FY, 9M, 1H, 2H, 1Q, ...) that the
    page is for, `section` and `item` give its number. With `unless` it stands only where no page of that
    item is left before it; without a `required` page there is no report. A word may have several wordings: the
    first whose figures are known is taken. `findings` add sentences of the rules, `remarks` hold for one period.
    `heading` names the heading, or the headings, of a mirrored document where the page's own title is another one.
    """

    page: str
    heading: str | tuple[str, ...] = ""
    instead: tuple[str, ...] = ()
    least: dict[str, dict[str, int]] = Field(default_factory=dict)
    only: tuple[str, ...] = ()
    section: str = ""
    item: str = ""
    unless: str = ""
    required: bool = False
    words: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    bullets: dict[str, list[BulletSpec]] = Field(default_factory=dict)
    findings: dict[str, FindingsSpec] = Field(default_factory=dict)
    tables: dict[str, TableSpec] = Field(default_factory=dict)
    charts: dict[str, ChartSpec] = Field(default_factory=dict)
    remarks: dict[str, RemarkSpec] = Field(default_factory=dict)


class SectionSpec(Spec):
    """A part of a deck: its title, and whether its pages are numbered within it (`III - 2.`)."""

    title: str
    numbered: bool = False


class LanguageSpec(Spec):
    """A further language of a report: its number style and the file with its words."""

    style: str
    words: str


def _in_scales(power: int) -> int:
    if power not in POWERS:
        raise ValueError(f"is none of the scales {', '.join(map(str, POWERS))}")
    return power


class ReportSpec(Spec):
    """One report: a deck of `pages` or a workbook.

    `periods` names times (`prior: prior_year(this)`, `target: FY18|target`), `lists` names lists of them
    (`quarters: back(quarter, 7)..quarter`); a report whose times all move with `this` is built for any period.
    `words` are plain words of the whole report; `output` is the file's name, `{period}` in it the period.
    `vintage` says whose knowledge the report shows: latest, first, `as-of 2018-05-15`, `document NAME`, or
    published, what was known with the documents of the period itself. `mirrors` names the document that the
    report mirrors page by page in the period that it is built for by default. `rules` is a file of sentences with
    their conditions; `left_out` tells what is known to be missing, a mapping under a period
    for that period alone; `languages` are those beside `language`, that of the definition's own words.
    With a `timeline` the names and lists of its periods are given, and `period: latest` is its newest one.
    Figures per share stand on the basis in effect on the day of the vintage, with `per_share: printed` as each was
    printed. With `from_changes` a figure that is not printed may follow from a printed change and its other end.
    """

    report: str
    kind: Literal["deck", "workbook"]
    title: str
    template: str
    style: str
    output: str
    period: str
    periods: dict[str, str] = Field(default_factory=dict)
    lists: dict[str, str | list[str]] = Field(default_factory=dict)
    vintage: str = "latest"
    mirrors: str = ""
    timeline: TimelineSpec | None = None
    per_share: Literal["printed", "current"] = "current"
    from_changes: bool = False
    words: dict[str, str | tuple[str, ...]] = Field(default_factory=dict)
    scale: Annotated[int, AfterValidator(_in_scales)] = 6
    unit: str = ""
    language: str = "en"
    languages: dict[str, LanguageSpec] = Field(default_factory=dict)
    rules: str = ""
    sections: dict[str, SectionSpec] = Field(default_factory=dict)
    pages: list[PageSpec] = Field(default_factory=list)
    left_out: dict[str, str | dict[str, str]] = Field(default_factory=dict)

    @property
    def known_gaps(self) -> tuple[tuple[str, str], ...]:
        """What the report's period is known to leave out, each with its reason."""
        found: dict[str, str] = {}
        for name, reason in self.left_out.items():
            if isinstance(reason, str):
                found[name] = reason
            elif name == self.period:
                found |= reason
        return tuple(found.items())


Definition = SpecFile[ReportSpec]


def read_definition(data: bytes, file: str) -> Definition:
    """The definition in a YAML file; all faults are raised together, each at its line."""
    return read_spec(ReportSpec, data, file, "report definition")
