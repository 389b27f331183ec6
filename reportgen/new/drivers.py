"""Sheet Drivers: the switches of the workbook, and the assumptions of the forecast that sheet Scenarios works out.

                     1Q23 ... 4Q24 | 1Q25 ... 4Q25 | 1Q26 ... 4Q26
Revenue growth          history    |  in use: base, and the step of the chosen scenario
  Base                  history    |  yellow cells: the average of the history, until somebody knows better

Every default is a formula over the history; whoever knows better overtypes the yellow cells.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from reportgen.new.house import House
from reportgen.new.page import A3, Page, master, not_disclosed, paper, section, title
from reportgen.new.timeline_heads import timeline_heads
from reportgen.new.timeline_sheet import number_code

NAME = "Drivers"
HISTORY, NEXT, LATER, COMMENT = "H", "J", "K", "M"
AHEAD = (NEXT, LATER)
LISTS = {HISTORY: "recent", NEXT: "next", LATER: "later"}
SWITCH = 4
SCENARIOS = ("Base", "Upside", "Downside")
VINTAGES = ("Latest", "First reported", "As of")
FIRST_HEAD = 11
HEADS = (
    ("Period", "期間", "period", "text_right"),
    ("Period end", "期末", "period.end", "month"),
    ("Status", "実績・予想", "period.status", "text_right"),
    ("Fiscal year", "会計年度", "period.year", "text_right"),
    ("Fiscal year before", "前会計年度", "period.prior_fiscal_year", "text_right"),
    ("Part of the year", "期中の位置", "period.node", "text_right"),
    ("Quarter", "四半期", "period.number", "number_or_words"),
    ("Told so far", "実績部分", "period.told", "text_right"),
    ("End of keys: the standard", "キーの末尾（会計基準）", "period.tail", "text_right"),
    ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right"),
    ("Key", "キー", "period.key", "text_right"),
)
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1
FIRST_DRIVER = LAST_HEAD + 2
_SHOWN = 3


@dataclass(frozen=True)
class Driver:
    """An assumption: the formula of its history over told figures, and which way the upside goes.

    `{revenue}` is the figure of a quarter, `{revenue before}` that of the year before.

    A driver of a season is the average of the same quarter of earlier years.
    """

    name: str
    label: str
    label_ja: str
    history: str
    kind: str = "ratio"
    upside: int = 1
    seasonal: bool = True
    remark: str = ""


def driver_base(number: int) -> int:
    """The row with the base of a driver, counted from 0; the driver in use stands above it."""
    return FIRST_DRIVER + 2 * number + 1


@dataclass(frozen=True)
class ForecastRow:
    """A row of the forecast: `{name}` stands for a driver or an earlier row of the same quarter."""

    metric: str
    formula: str


def chain(house: House) -> tuple[tuple[Driver, ...], tuple[ForecastRow, ...]]:
    """The drivers and rows that the catalogue's concepts allow, from revenue down to net income."""
    drivers = [
        Driver("growth", f"{house.label(house.lead)}, growth year over year", f"{house.label(house.lead, 'ja')}成長率",
               f"{{{house.lead}}}/{{{house.lead} before}}-1", seasonal=False),
    ]  # fmt: skip
    lead = house.lead
    items = [ForecastRow(lead, "")]

    def share(metric: str, upside: int) -> str:
        name = f"{metric} share"
        label = f"{house.label(metric)}, % of {house.label(lead).lower()}"
        label_ja = f"{house.label(metric, 'ja')}（{house.label(lead, 'ja')}比）"
        drivers.append(Driver(name, label, label_ja, f"{{{metric}}}/{{{lead}}}", upside=upside))
        return f"{{{lead}}}*{{{name}}}"

    if house.has("revenue", "cost_of_revenue", "gross_profit"):
        items.append(ForecastRow("cost_of_revenue", share("cost_of_revenue", -1)))
        items.append(ForecastRow("gross_profit", "{revenue}-{cost_of_revenue}"))
    if house.has("gross_profit", "operating_expenses", "operating_income") and house.has("cost_of_revenue"):
        items.append(ForecastRow("operating_expenses", share("operating_expenses", -1)))
        items.append(ForecastRow("operating_income", "{gross_profit}-{operating_expenses}"))
    elif house.has("operating_income") and lead != "operating_income":
        items.append(ForecastRow("operating_income", share("operating_income", 1)))
    if house.has("operating_income", "pretax_income", "income_tax", "net_income"):
        drivers += [
            Driver("other", "Income between operating income and income before tax", "営業外損益",
                   "{pretax_income}-{operating_income}", "money", 1, seasonal=False),
            Driver("tax", "Income tax, % of income before tax", "実効税率", "{income_tax}/{pretax_income}",
                   upside=-1, seasonal=False, remark="; none of a loss"),
        ]  # fmt: skip
        items += [
            ForecastRow("pretax_income", "{operating_income}+{other}"),
            ForecastRow("income_tax", "MAX({pretax_income},0)*{tax}"),
            ForecastRow("net_income", "{pretax_income}-{income_tax}"),
        ]
    elif house.has("net_income") and lead != "net_income":
        items.append(ForecastRow("net_income", share("net_income", 1)))
    return tuple(drivers), tuple(items)


def draw_drivers(page: Page, house: House) -> None:
    """Draw the sheet."""
    _Drivers(page, house).draw()


class _Drivers:
    """The sheet while it is drawn."""

    def __init__(self, page: Page, house: House) -> None:
        self._page, self._house = page, house
        self._recent = f"the {house.periods} shown"
        self._lists = {column: f"{name}_{house.periods}" for column, name in LISTS.items()}
        self._drivers, _ = chain(house)
        self._last = FIRST_DRIVER + 2 * len(self._drivers) - 1

    def draw(self) -> None:
        """Everything on it."""
        page, japanese = self._page, self._house.wanted.japanese
        page.widths({"A": 2.2, "B": 52, "C": 28 if japanese else 1.2, "D": 8, "E": 8, "F": 9})
        page.sheet.set_column("G:G", 24, None, {"level": 1, "hidden": True})
        page.widths({HISTORY: 10.4, "I": 1.2, NEXT: 10.4, LATER: 10.4, "L": 1.2, COMMENT: 50})
        page.sheet.outline_settings(True, False, False, False)
        title(
            page,
            "A1",
            NAME,
            "Switches and assumptions of the forecast: the yellow cells are yours",
            "",
        )
        master(page, "D1:F1")
        self._switches()
        self._heads()
        spans = (HISTORY, f"{NEXT}:{LATER}", COMMENT)
        section(page, LAST_HEAD + 1, "Assumptions", "前提" if japanese else "", *spans)
        for number, driver in enumerate(self._drivers):
            self._driver(FIRST_DRIVER + 2 * number, driver)
        page.heights(self._last + 1, self._last + 1, 6)
        for column, name in self._lists.items():
            page.put(f"{column}{self._last + 1}", f"{{{{/{name}}}}}", "tiny")
        not_disclosed(page, f"{HISTORY}{FIRST_DRIVER}:{LATER}{self._last}")
        page.sheet.freeze_panes(LAST_HEAD, 3)
        paper(page, A3, f"A1:{COMMENT}{self._last}", rows=(FIRST_HEAD, LAST_HEAD))

    def _switches(self) -> None:
        """Scenario and vintage: drop-down lists in yellow cells, and what follows from them."""
        page = self._page
        rows = (
            ("Scenario", "シナリオ", SCENARIOS[0], "scenario", "The forecast that all sheets show"),
            (
                "Figures",
                "数値の版",
                VINTAGES[0],
                "vintage",
                "Latest, as first reported, or as known on a day",
            ),
            ("As of", "基準日", "{{report.as_of_day}}", "vintage_date", "The day, where Figures says As of"),
        )
        for number, (label, label_ja, value, name, words) in enumerate(rows, SWITCH):
            page.heights(number, number, 17)
            page.put(f"B{number}", label, "bold", indent=1)
            if self._house.wanted.japanese:
                page.put(f"C{number}", label_ja, "japanese")
            look = ("input", "day") if name == "vintage_date" else ("input",)
            page.sheet.merge_range(f"D{number}:E{number}", "", page.styles(*look, bold=True, align="left"))
            page.put(f"D{number}", value, *look, bold=True, align="left")
            page.put(f"F{number}", words, "small", "muted", indent=1)
            page.book.define_name(name, f"={NAME}!$D${number}")
        for number, names in enumerate((SCENARIOS, VINTAGES), SWITCH):
            page.sheet.data_validation(f"D{number}", {"validate": "list", "source": list(names)})
        page.sheet.data_validation(f"D{SWITCH + 2}", {"validate": "date", "criteria": ">", "value": "=1"})
        scenarios = ",".join(f'"{name}"' for name in SCENARIOS)
        helpers = (
            ("scenario_number", f"=MATCH(scenario,{{{scenarios}}},0)", "number_or_words"),
            ("vintage_first", f'=IF(vintage="{VINTAGES[1]}",1,0)', "number_or_words"),
            ("vintage_day", f'=IF(vintage="{VINTAGES[2]}",vintage_date,MAX(data_since))', "day"),
            (
                "vintage_words",
                f'=IF(vintage="{VINTAGES[2]}","as of "&TEXT(vintage_date,"yyyy-mm-dd"),LOWER(vintage))',
                "words",
            ),
            ("table_warnings", "{{report.warnings}}", "number_or_words"),
        )
        for number, (name, formula, style) in enumerate(helpers, SWITCH):
            page.put(f"G{number}", formula, style, "small", align="right")
            page.book.define_name(name, f"={NAME}!$G${number}")

    def _heads(self) -> None:
        page = self._page
        timeline_heads(page, HEADS, FIRST_HEAD, self._lists, COMMENT, shown=_SHOWN, gaps="IL", folded=True)
        for column, words in (("D", "Unit"), ("F", "Step"), ("G", "Key"), (COMMENT, "Comment")):
            page.put(f"{column}{FIRST_HEAD}", words, "head")

    def _driver(self, row: int, driver: Driver) -> None:
        """Two rows: what is in use, and its base beside its history."""
        page, base = self._page, row + 1
        digits = 1 if driver.kind == "ratio" else self._house.wanted.digits
        code = {"num_format": number_code(digits, driver.kind), "align": "right"}
        unit = "%" if driver.kind == "ratio" else self._house.wanted.unit
        page.heights(row, base, 16)
        page.fill(f"A{row}", f"G{row}", "total")
        page.put(f"B{row}", driver.label, "total", indent=1)
        page.put(
            f"B{base}", "Base; the step of upside and downside stands in column F", "small", "muted", indent=2
        )
        if self._house.wanted.japanese:
            page.put(f"C{row}", driver.label_ja, "total", "japanese", bold=False)
        page.put(f"D{row}", unit, "small", "muted", "total", bold=False)
        seasonal = driver.seasonal and self._house.wanted.reports != "year"
        words = f"the same {self._house.wanted.reports} of earlier years" if seasonal else self._recent
        page.put(f"{COMMENT}{row}", f"Average of {words}{driver.remark}", "small", "muted", indent=1)
        own = f"${HISTORY}{base}:${HISTORY}{base}"
        page.put(f"{HISTORY}{row}", f"={HISTORY}{base}", "total", **code)
        page.put(f"{HISTORY}{base}", f'=IFERROR({self._history(driver.history)},"n/d")', "link", **code)
        page.put(f"F{base}", f"=IFERROR({driver.upside}*STDEV({own}),0)", "assumed", **code)
        for column in AHEAD:
            step = f"CHOOSE(scenario_number,0,1,-1)*$F{base}"
            page.put(f"{column}{row}", f'=IFERROR({column}{base}+{step},"n/d")', "total", **code)
            average = f"AVERAGE({own})"
            if seasonal:
                quarter = head("number", f"${HISTORY}")
                same = f"AVERAGEIFS({own},{quarter}:{quarter},{head('number', column)})"
                average = f"IFERROR({same},{average})"
            page.put(f"{column}{base}", f'=IFERROR({average},"n/d")', "assumed", **code)

    def _history(self, formula: str) -> str:
        """The formula of a driver's history, in the quarter of the column.

        It reads the told quarters of Periods: those of Model stand in one row with the forecast that follows.
        """

        def told(match: re.Match[str]) -> str:
            metric, _, before = match[1].partition(" ")
            year = head("prior_fiscal_year" if before else "year", HISTORY)
            return rolled(f'"{metric}|"', year, HISTORY)

        return re.sub(r"\{([^}]+)\}", told, formula) + "+0"


def head(tag: str, column: str, first: int = FIRST_HEAD) -> str:
    """A head cell of a column."""
    return f"{column}${first + [one[2].removeprefix('period.') for one in HEADS].index(tag)}"


def rolled(key: str, year: str, column: str, first: int = FIRST_HEAD) -> str:
    """A metric's figure of a fiscal year, in the quarter of the column, as sheet Periods has it."""
    found = f"MATCH({key}&{year}&{head('tail', column, first)},rolled_key,0)"
    return f"INDEX(rolled_value,{found},MATCH({head('node', column, first)},rolled_node,0))"
