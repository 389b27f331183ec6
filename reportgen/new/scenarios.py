"""Sheet Scenarios: the forecast of each scenario, worked out from its drivers, and the one that is chosen.

                    1Q18 2Q18 3Q18 4Q18 | 1Q19 ... 4Q19 | FY18 FY19
Side by side        operating income of each scenario and the company's target
Forecast            revenue, cost, ... of the chosen one, to which Model links
Base ... Target     the same, each from its own drivers
"""

from __future__ import annotations

import re

from reportgen.new import drivers
from reportgen.new.drivers import AHEAD, Drivers
from reportgen.new.forecasting import SCENARIOS, WITHIN, Forecasting, ForecastItem
from reportgen.new.page import (
    A3,
    DETAILS,
    Page,
    legend,
    letters,
    master,
    not_disclosed,
    paper,
    section,
    settings_line,
    title,
)
from reportgen.new.timeline_heads import FIRST_HEAD, head_row, timeline_heads
from reportgen.new.timeline_sheet import number_code

NAME = "Scenarios"
# The width of labels, and of words below what stands on one page.
_LABELS, _WORDS = 38, 62
METRIC, KEY, NEXT, LATER = "F", "G", "H", "I"
PERIODS = (NEXT, LATER)
_LONGER = {
    "half": ("Half", "半期", "period.half", "text_right"),
    "nine_months": ("Nine months", "9カ月累計", "period.nine_months", "text_right"),
}
_CHOSEN = "chosen"


class Scenarios:
    """Where everything on the sheet stands."""

    def __init__(self, assumed: Drivers) -> None:
        self.how: Forecasting = assumed.how
        self.assumed = assumed
        longer = [(letters(9 + number), name) for number, name in enumerate(self.how.longer)]
        self.longer = {column: WITHIN[name] for column, name in longer}
        own = self.how.periods
        self.lists = {NEXT: f"next_{own}", LATER: f"later_{own}"}
        self.lists |= {column: f"forecast_{name}" for column, name in longer}
        self.end = list(self.lists)[-1]
        told = [_LONGER[name] for name in self.longer.values() if name in _LONGER]
        self.heads = (
            ("Period", "期間", "period", "text_right"),
            ("Period end", "期末", "period.end", "month"),
            *told,
            ("Fiscal year", "会計年度", "period.year", "text_right"),
            ("Fiscal year before", "前会計年度", "period.prior_fiscal_year", "text_right"),
            ("Part of the year", "期中の位置", "period.node", "text_right"),
            ("Told so far", "実績部分", "period.told", "text_right"),
            ("End of keys: the standard", "キーの末尾（会計基準）", "period.tail", "text_right"),
            ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right"),
            ("Key", "キー", "period.key", "text_right"),
            ("Status", "実績・予想", "period.status", "text_right"),
        )
        self.last_head = FIRST_HEAD + len(self.heads) - 1
        self.side = self.last_head + 2
        self.side_step = len(self.how.scenarios) + 1 + self.how.announced
        self.chosen = self.side + self.side_step * len(self.how.side) + 1
        self.step = len(self.how.items) + 1
        self.last = self.chosen + self.step * (len(self.how.scenarios) + 1) - 2

    def row(self, name: str, scenario: int = 0) -> int:
        """The row of an item: of the chosen scenario, or of the first (1) to the last."""
        return self.chosen + self.step * scenario + [item.name for item in self.how.items].index(name)

    def head(self, tag: str, column: str) -> str:
        """A head cell, `K$15`."""
        return f"{column}${head_row(self.heads, tag)}"

    def rolled(self, row: int, year: str, node: str, column: str) -> str:
        """A metric's figure of a part of a fiscal year, as sheet Periods has it."""
        key = f'${METRIC}{row}&"|"&{self.head(year, column)}&{self.head("tail", column)}'
        return f"INDEX(rolled_value,MATCH({key},rolled_key,0),MATCH({self.head(node, column)},rolled_node,0))"

    def typed(self, formula: str, column: str, scenario: int) -> str:
        """A formula of an item in one column and scenario."""
        names = [item.name for item in self.how.items]
        told = formula.replace("{c}", column)
        return re.sub(
            r"\{([^}]+)\}", lambda one: str(self.row(one[1], scenario)) if one[1] in names else one[0], told
        )

    def number(self, item: ForecastItem) -> dict[str, object]:
        """The number format of an item."""
        code = number_code(self.how.wanted.decimals(item.kind), item.kind, signed=item.signed)
        return {"num_format": code, "align": "right"}


def draw_scenarios(page: Page, at: Scenarios) -> None:
    """Draw the sheet."""
    how = at.how
    page.widths({"A": 2.2, "B": _LABELS, "C": 22.5 if how.wanted.japanese else 1.2, "D": 8, "E": 10})
    page.sheet.set_column(f"{METRIC}:{KEY}", 24, None, {"level": 1, "hidden": True})
    page.widths({f"{NEXT}:{at.end}": 9.7})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", NAME, "The forecast of each scenario; assumptions are changed on Drivers", "")
    master(page, "D1:E1")
    settings_line(page, "B3")
    timeline_heads(page, at.heads, at.lists, at.end, "", "forecast_head")
    for column, words in (("D", "Unit"), ("E", "Scenario"), (METRIC, "Metric"), (KEY, "Key")):
        page.put(f"{column}{FIRST_HEAD}", words, "head")
    _side_by_side(page, at)
    for number, (words, words_ja) in enumerate(
        [('="Forecast: "&scenario', "選択したシナリオ"), *(SCENARIOS[code] for code in how.scenarios)]
    ):
        details = DETAILS if number else ""
        _section(page, at, at.row(how.items[0].name, number) - 1, f"{details}{words}", words_ja)
        for item in how.items:
            _item(page, at, item, number)
            if number:
                row = at.row(item.name, number)
                page.sheet.set_row(row - 1, 15.5, None, {"level": 1, "hidden": True})
    page.heights(at.last + 1, at.last + 1, 6)
    for column, name in at.lists.items():
        page.put(f"{column}{at.last + 1}", f"{{{{/{name}}}}}", "tiny")
    not_disclosed(page, f"{NEXT}{at.side}:{at.end}{at.last}")
    first, last, key = at.row(how.items[0].name), at.row(how.items[-1].name), head_row(at.heads, "key")
    for name, area in (
        ("forecast_key", f"${KEY}${first}:${KEY}${last}"),
        ("forecast_value", f"${NEXT}${first}:${at.end}${last}"),
        ("forecast_period", f"${NEXT}${key}:${at.end}${key}"),
    ):
        page.book.define_name(name, f"={NAME}!{area}")
    end = legend(page, at.last + 2, _WORDS)
    page.sheet.freeze_panes(at.last_head, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{at.end}{end}", rows=(1, at.last_head), high=1)


def _section(page: Page, at: Scenarios, row: int, label: str, label_ja: str) -> None:
    section(page, row, label, label_ja, f"{NEXT}:{at.end}")


def _left(page: Page, at: Scenarios, row: int, item: ForecastItem, scenario: str) -> None:
    """Label, unit, scenario and metric of an item's row."""
    total = ("total",) if item.total else ()
    ratio = ("ratio",) if item.kind == "ratio" else ()
    page.heights(row, row, 15.5)
    page.fill(f"A{row}", f"{KEY}{row}", *total)
    page.put(f"B{row}", item.label, *ratio, *total, indent=2 if ratio else 1)
    page.put(f"C{row}", item.label_ja, *total, "japanese", bold=False)
    for column, text in (("D", "%" if ratio else at.how.wanted.unit_short), ("E", scenario)):
        page.put(f"{column}{row}", text, "small", "muted", *total, bold=False)
    page.put(f"{METRIC}{row}", item.name, "tiny", *total, bold=False)


def _side_by_side(page: Page, at: Scenarios) -> None:
    _section(page, at, at.side - 1, "Side by side", "比較")
    items = {item.name: item for item in at.how.items}
    for place, name in enumerate(at.how.side):
        item, top = items[name], at.side + at.side_step * place
        _left(page, at, top, item, "")
        for column in at.lists:
            page.fill(f"{column}{top}", f"{column}{top}", "total")
        for number, code in enumerate(at.how.scenarios, 1):
            row, (label, label_ja) = top + number, SCENARIOS[code]
            _left(page, at, row, ForecastItem(name, label, label_ja), code)
            for column in at.lists:
                page.put(
                    f"{column}{row}", f"={column}{at.row(name, number)}", "calculation", **at.number(item)
                )
        if at.how.announced:
            row = top + len(at.how.scenarios) + 1
            _left(
                page,
                at,
                row,
                ForecastItem(name, "Target of the company, as published", "会社目標（公表値）"),
                "",
            )
            for column in at.lists:
                key = f'${METRIC}{row}&"|"&{at.head("key", column)}&"|target{{}}"&{at.head("tail", column)}'
                revised, first = (
                    f"INDEX(data_value,MATCH({key.format(end)},data_key,0))" for end in ("_revised", "")
                )
                text = f'=IFERROR({revised},IFERROR({first},"n/d"))'
                page.put(f"{column}{row}", text, "link", "target", **at.number(item))


def _item(page: Page, at: Scenarios, item: ForecastItem, number: int) -> None:
    """A row of one scenario, or of the chosen one (0)."""
    row, scenarios = at.row(item.name, number), at.how.scenarios
    code = scenarios[number - 1] if number else _CHOSEN
    _left(page, at, row, item, code)
    total = ("total",) if item.total else ()
    key = f"{code}|{item.name}" if number else item.name
    page.put(f"{KEY}{row}", key, "tiny", *total, bold=False)
    look = ("ratio",) if item.kind == "ratio" else ()
    for column in at.lists if item.year else PERIODS:
        if not number:
            choices = ",".join(f"{column}{at.row(item.name, one)}" for one in range(1, len(scenarios) + 1))
            text = f"=CHOOSE(scenario_number,{choices})"
        elif column in PERIODS:
            text = _ahead(at, item, number, column)
        else:
            text = _longer(at, item, number, column)
        linked = number and item.driver and column in PERIODS
        page.put(
            f"{column}{row}", text, "link" if linked else "calculation", *look, *total, **at.number(item)
        )


def _ahead(at: Scenarios, item: ForecastItem, number: int, column: str) -> str:
    """A period ahead: an assumption of the scenario, the year before grown, or a formula over the rows above."""
    if item.driver:
        row, key = (
            at.assumed.row(item.driver, at.how.scenarios[number - 1]),
            head_row(at.assumed.heads, "key"),
        )
        sheet = f"{drivers.NAME}!${AHEAD}$"
        found = f"MATCH({at.head('key', column)},{sheet}{key}:${AHEAD}${key},0)"
        return f"=INDEX({sheet}{row}:${AHEAD}${row},{found})"
    if item.formula:
        return f'=IFERROR({at.typed(item.formula, column, number)},"n/d")'
    row, growth = at.row(item.name, number), at.row(at.how.items[1].name, number)
    if column == NEXT:
        before = at.rolled(row, "prior_fiscal_year", "node", column)
    else:
        key = head_row(at.heads, "key")
        found = f"MATCH({at.head('prior_year', column)},${NEXT}${key}:${NEXT}${key},0)"
        before = f"INDEX(${NEXT}{row}:${NEXT}{row},{found})"
    return f'=IFERROR({before}*(1+{column}{growth}),"n/d")'


def _longer(at: Scenarios, item: ForecastItem, number: int, column: str) -> str:
    """A half, nine months or a year: what is told of it so far, and its periods ahead."""
    row, key = at.row(item.name, number), head_row(at.heads, "key")
    if item.year == "growth":
        lead = at.row(at.how.items[0].name, number)
        first = at.rolled(lead, "prior_fiscal_year", "node", column)
        found = f"MATCH({at.head('prior_year', column)},${column}${key}:${column}${key},0)"
        later = f"INDEX(${column}{lead}:${column}{lead},{found})"
        return f'=IFERROR({column}{lead}/IFERROR({first}+0,{later})-1,"n/d")'
    if item.year not in ("sum", "ahead"):
        text = at.typed(item.formula if item.year == "same" else item.year, column, number)
        return f'=IFERROR({text},"n/d")'
    values, within = f"${NEXT}{row}:${LATER}{row}", at.longer[column]
    heads = f"{at.head(within, f'${NEXT}')}:{at.head(within, f'${LATER}')}"
    ahead = f'IF(COUNTIF({values},"n/d")=0,SUMIFS({values},{heads},{at.head("key", column)}),NA())'
    told = f'IF({at.head("told", column)}="-",0,{at.rolled(row, "year", "told", column)})+'
    return f'=IFERROR({told if item.year == "sum" else ""}{ahead},"n/d")'
