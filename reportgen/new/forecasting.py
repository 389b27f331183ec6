"""How a house forecasts: the figures it starts from, its assumptions, and the rows that follow from them.

source    revenue                                       the history, in periods and in the last full year
driver    growth        {a}{revenue}/{before revenue}-1 its history, and its base: {average}
item      revenue       grown by its driver, then cost_of_revenue = {c}{revenue}*{c}{cost share} ...
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

from reportgen.new.house import House
from reportgen.new.wanted import NewCompany

BASE, UPSIDE, DOWNSIDE, TARGET = "base", "upside", "downside", "target"
SCENARIOS = {
    BASE: ("Base", "基本"),
    UPSIDE: ("Upside", "強気"),
    DOWNSIDE: ("Downside", "弱気"),
    TARGET: ("Target-implied", "会社目標"),
}
# Longer periods, in the order of their columns, and the head by which shorter ones belong to them.
WITHIN = {"halves": "half", "nine_months": "nine_months", "years": "year"}
AVERAGE = "AVERAGE({own})"
SEASONAL = "IFERROR(AVERAGEIFS({own},{own number},{c}{number}),AVERAGE({own}))"


class HistoryRow(Struct, frozen=True):
    """A row of history that drivers rest on."""

    metric: str
    label: str
    label_ja: str


class Driver(Struct, frozen=True):
    """An assumption: what its history is, how its base is made from it, what a target implies.

    `{name}` stands for the row of a source, `{a}` for the column of the history, `{c}` for that of the forecast,
    `{before name}` for the figure one year before, `{own}` for the driver's history over all its periods and
    `{own tag}` for a head over these. Upside and downside are `spread` standard deviations away, or the base.
    """

    name: str
    label: str
    label_ja: str
    history: str = ""
    base: str = AVERAGE
    kind: str = "ratio"
    signed: bool = False
    implied: str = ""
    spread: int = 0
    why: str = ""


class ForecastItem(Struct, frozen=True):
    """A row of a scenario: a driver, or a formula over the rows above; `{name}` is a row, `{c}` the column.

    `year` says how a longer period follows: `sum` of what is told of it and of what is ahead, `ahead` of the latter
    alone, the `same` formula, `growth` on the year before, a formula of its own, or (empty) not at all.
    """

    name: str
    label: str
    label_ja: str
    formula: str = ""
    driver: str = ""
    kind: str = "money"
    signed: bool = False
    year: str = "sum"
    total: bool = False


class Forecasting(Struct, frozen=True):
    """All of it. The first item is grown by its driver; those named in `side` are shown side by side.

    `targets` are the metrics whose announced targets the scenario of targets reaches; there is none without them.
    """

    wanted: NewCompany
    sources: Sequence[HistoryRow]
    drivers: Sequence[Driver]
    items: Sequence[ForecastItem]
    side: Sequence[str]
    longer: Sequence[str]
    targets: Sequence[str] = ()
    announced: bool = True

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The codes of the scenarios."""
        return tuple(code for code in SCENARIOS if code != TARGET or self.targets)

    @property
    def periods(self) -> str:
        """The shortest periods that the company tells of, in the plural."""
        return {"quarter": "quarters", "half": "halves", "year": "years"}[self.wanted.reports]


def forecasting_of(house: House) -> Forecasting:
    """What the catalogue's concepts allow, from revenue down to net income."""
    lead, reports = house.lead, house.wanted.reports
    label = house.label(lead)
    recent = f"Average of the {house.periods} shown"
    same = recent if reports == "year" else f"Average of the same {reports} of earlier years"
    drivers = [
        Driver(
            "growth",
            f"{label}, growth",
            f"{house.label(lead, 'ja')}成長率",
            f"{{a}}{{{lead}}}/{{before {lead}}}-1",
            signed=True,
            spread=1,
            why=recent,
        )
    ]
    sources = [lead]
    items = [
        ForecastItem(lead, label, house.label(lead, "ja"), total=True),
        ForecastItem(
            "growth",
            "Year over year",
            "前年同期比",
            driver="growth",
            kind="ratio",
            signed=True,
            year="growth",
        ),
    ]

    def add(name: str, formula: str, *, total: bool = False) -> None:
        items.append(ForecastItem(name, house.label(name), house.label(name, "ja"), formula, total=total))

    def driven(driver: Driver, words: str, words_ja: str, year: str) -> None:
        drivers.append(driver)
        signed = driver.signed
        items.append(
            ForecastItem(
                driver.name, words, words_ja, driver=driver.name, kind=driver.kind, signed=signed, year=year
            )
        )

    def share(metric: str, spread: int, *, total: bool = False) -> None:
        name = f"{metric} share"
        words = f"{house.label(metric)}, % of {label.lower()}"
        words_ja = f"{house.label(metric, 'ja')}率"
        history, base = f"{{a}}{{{metric}}}/{{a}}{{{lead}}}", AVERAGE if reports == "year" else SEASONAL
        sources.append(metric)
        add(metric, f"{{c}}{{{lead}}}*{{c}}{{{name}}}", total=total)
        driver = Driver(name, words, words_ja, history, base, spread=spread, why=same)
        driven(driver, f"% of {label.lower()}", "売上高比", f"{{c}}{{{metric}}}/{{c}}{{{lead}}}")

    if house.has("revenue", "cost_of_revenue", "gross_profit"):
        share("cost_of_revenue", -1)
        add("gross_profit", "{c}{revenue}-{c}{cost_of_revenue}", total=True)
    if house.has("gross_profit", "operating_expenses", "operating_income") and house.has("cost_of_revenue"):
        share("operating_expenses", -1)
        add("operating_income", "{c}{gross_profit}-{c}{operating_expenses}", total=True)
    elif house.has("operating_income") and lead != "operating_income":
        share("operating_income", 1, total=True)
    if house.has("operating_income", "pretax_income", "income_tax", "net_income"):
        sources += [one for one in ("operating_income", "pretax_income", "income_tax") if one not in sources]
        words = "Other income (expenses), net", "営業外損益"
        history = "{a}{pretax_income}-{a}{operating_income}"
        driven(
            Driver("other", *words, history, kind="money", spread=1, why=recent),
            *words,
            "{c}{pretax_income}-{c}{operating_income}",
        )
        add("pretax_income", "{c}{operating_income}+{c}{other}")
        words = "Income tax, % of income before tax", "実効税率"
        history, why = "{a}{income_tax}/{a}{pretax_income}", f"{recent}; none of a loss"
        driven(
            Driver("tax", *words, history, spread=-1, why=why), *words, "{c}{income_tax}/{c}{pretax_income}"
        )
        add("income_tax", "MAX({c}{pretax_income},0)*{c}{tax}")
        add("net_income", "{c}{pretax_income}-{c}{income_tax}", total=True)
    elif house.has("net_income") and lead != "net_income":
        share("net_income", 1, total=True)
    names = [item.name for item in items]
    return Forecasting(
        house.wanted,
        [HistoryRow(one, house.label(one), house.label(one, "ja")) for one in sources],
        drivers,
        items,
        [one for one in dict.fromkeys((lead, "operating_income", "net_income")) if one in names],
        () if reports == "year" else ("years",),
        announced=bool(house.targets),
    )
