"""What a house is drawn from: the company's catalogue, its unit and its languages; which rows stand where.

No name of a company, currency, month or period is typed into what is drawn: heads, labels and units are tags.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from reportgen.data.labels import row_label
from reportgen.data.records import PROFIT_OR_LOSS, Catalogue, Concept, MetricRef
from reportgen.model.timeline import PLURALS
from reportgen.new.wanted import NewCompany

REVENUE = "revenue"
THOUSAND = 3
# The words of a row that is called as its metric.
LABEL = "{{label}}"


class House(Struct, frozen=True):
    """One house: what is wanted, the concepts that it shows in the order of the catalogue, those with targets.

    `begun` tells that the newest period is a year's first, so that year to date says nothing more.
    `own` are the concepts that are none of a new project's: what the company tells beside the usual.
    `lead` is the amount that all else is measured by: revenue, where the company tells it. `segments` are the metrics
    of those members that it tells revenue and a result of, by the concept. Amounts of the concepts `large` have too
    many digits to stand over the columns of a chart side by side.
    """

    wanted: NewCompany
    catalogue: Catalogue
    targets: frozenset[str]
    begun: bool = False
    segments: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    large: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @property
    def lead(self) -> str:
        """The first amount of the income statement that is told."""
        flows = [one for one in self.catalogue.concepts.values() if one.period_type == "duration"]
        money = [one.name for one in flows if one.unit_kind == "money"]
        return next((name for name in (REVENUE, *money) if name in self.catalogue.concepts), REVENUE)

    def has(self, *names: str) -> bool:
        """Whether the catalogue has all these concepts."""
        return all(name in self.catalogue.concepts for name in names)

    def held(self, *names: str) -> tuple[str, ...]:
        """Those of the concepts that the catalogue has."""
        return tuple(name for name in names if name in self.catalogue.concepts)

    def of(self, *statements: str) -> tuple[Concept, ...]:
        """The concepts of some statements."""
        return tuple(one for one in self.catalogue.concepts.values() if one.statement in statements)

    @property
    def margins(self) -> tuple[str, ...]:
        """The lines of a chart of margins: those of two results are too close for the labels of both.

        Without any, as of a bank or an insurer, a ratio of the company's own.
        """
        usual = (*self.held("gross_margin"), *self.held("operating_margin", "net_margin")[:1])
        return usual or self.ratios[-1:]

    @property
    def ratios(self) -> tuple[str, ...]:
        """The ratios that the company calls its own; as a rule the later follows from those before."""
        kept = self.of("income", "kpi")
        return tuple(one.name for one in kept if one.name in self.own and one.unit_kind == "ratio")

    @property
    def lines(self) -> tuple[str, ...]:
        """The amounts of the income statement, in the order of the company's concepts."""
        return tuple(one.name for one in self.of("income") if one.unit_kind == "money")

    @property
    def of_margins(self) -> tuple[str, str]:
        """What margins are told in, in both languages: shares of revenue, or percent of what each ratio says."""
        if set(self.margins) <= self.own:
            return "%", "%"
        return "% of revenue", "売上高比"

    def concept(self, metric: str) -> Concept:
        """The concept of a metric, which may be one of a segment."""
        return self.catalogue.concepts[metric.partition("@")[0]]

    def label(self, name: str, language: str = "en") -> str:
        """What a concept is called, or a segment by its metric."""
        concept, _, line = name.partition("@")
        return row_label(MetricRef(concept, line), self.catalogue, language)

    @property
    def periods(self) -> str:
        """The shortest periods that the company tells of, in the plural, as lists of the timeline are called."""
        return PLURALS[self.wanted.reports]


class SheetRow(Struct, frozen=True):
    """A row of figures on a sheet: a metric or measure, and how it is shown; a section where it has neither.

    A row with a `formula` is typed: `{c}` stands for the column, `{name}` for the row of a metric, of another row's
    `name` or of a head. `blocks` are the first letters of the lists that show the row, all where none is named;
    `depth` is its level of outline. What nothing on the sheet gives as well is a link; `residual` is what others leave.
    """

    metric: str
    label: str = LABEL
    label_ja: str = "{{label_ja}}"
    kind: str = "money"
    total: bool = False
    growth: bool = False
    formula: str = ""
    name: str = ""
    unit: str = "{{unit}}"
    blocks: str = ""
    depth: int = 0
    indent: int = 0
    linked: bool = True
    residual: bool = False

    @property
    def is_rate(self) -> bool:
        """Whether the row holds a ratio or a growth rate."""
        return self.kind == "ratio"

    @property
    def is_section(self) -> bool:
        """Whether it is a title above other rows."""
        return not self.metric and not self.formula

    @property
    def key(self) -> str:
        """What formulas call the row."""
        return self.metric or self.name


def section(label: str, label_ja: str) -> SheetRow:
    """A title above a group of rows."""
    return SheetRow("", label, label_ja)


def is_total(concept: Concept) -> bool:
    """Whether a statement draws a line above the concept: revenue, results, cash flows, sums of balances."""
    result = concept.natural_sign == PROFIT_OR_LOSS or concept.name in (REVENUE, "equity")
    cash_flow = concept.statement == "cashflow" and concept.has_either_sign
    return concept.unit_kind == "money" and (result or cash_flow or concept.name.startswith("total_"))


def growth_row(metric: str) -> SheetRow:
    """Growth against the same period one year before."""
    return SheetRow(f"yoy({metric})", "Year over year", "前年同期比", "ratio", growth=True)


def segment_rows(house: House) -> tuple[SheetRow, ...]:
    """Revenue and result of each segment, over those of the company."""
    rows: list[SheetRow] = []
    for name, metrics in house.segments.items():
        concept = house.catalogue.concepts[name]
        rows.append(section(concept.label_en, concept.label_ja))
        rows += [SheetRow(one, kind=concept.unit_kind) for one in metrics]
        rows.append(SheetRow(name, kind=concept.unit_kind, total=True))
    return tuple(rows)


def share_row(metric: str) -> SheetRow:
    """A part of revenue."""
    return SheetRow(f"share_of_revenue({metric})", "% of revenue", "売上高比", "ratio")


def statement_rows(house: House, *statements: str, rates: bool = False) -> tuple[SheetRow, ...]:
    """The rows of some statements; with `rates`, growth stands under results and shares of revenue under costs."""
    rows: list[SheetRow] = []
    for concept in house.of(*statements):
        total = is_total(concept) or concept.name == house.lead
        rows.append(SheetRow(concept.name, kind=concept.unit_kind, total=total))
        if not rates or concept.unit_kind != "money":
            continue
        if total:
            rows.append(growth_row(concept.name))
        elif concept.natural_sign == "positive" and house.has(REVENUE):
            rows.append(share_row(concept.name))
    return tuple(rows)
