"""Sheet Scenarios: the forecast of each scenario, worked out from its drivers, and the one that is chosen.

                 1Q25 2Q25 3Q25 4Q25 | 1Q26 ... 4Q26 | FY25 FY26
Side by side     revenue, operating income and net income of each scenario, and the company's target
Forecast         of the chosen scenario, to which Model links
Base ...         the same, each from its own drivers
"""

from __future__ import annotations

import re

from reportgen.new.drivers import (
    HEADS,
    LATER,
    NEXT,
    SCENARIOS,
    chain,
    driver_base,
    head,
    rolled,
)
from reportgen.new.drivers import LAST_HEAD as LAST_DRIVER_HEAD
from reportgen.new.drivers import NAME as DRIVERS
from reportgen.new.house import House
from reportgen.new.page import A3, Page, master, not_disclosed, paper, section, settings_line, title
from reportgen.new.timeline_heads import timeline_heads
from reportgen.new.timeline_sheet import number_code

NAME = "Scenarios"
YEARS = "M"
FIRST_HEAD = 4
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1
_SHOWN = 3
_SIDE = ("operating_income", "net_income")
# What a scenario adds to the base of a driver, in steps.
_STEPS = (0, 1, -1)


def draw_scenarios(page: Page, house: House) -> None:
    """Draw the sheet."""
    _Scenarios(page, house).draw()


class _Scenarios:
    """The sheet while it is drawn."""

    def __init__(self, page: Page, house: House) -> None:
        self._page, self._house = page, house
        self._drivers, self._items = chain(house)
        self._lists = {NEXT: f"next_{house.periods}", LATER: f"later_{house.periods}"}
        if house.wanted.reports != "year":
            self._lists[YEARS] = "forecast_years"
        self._end = list(self._lists)[-1]
        self._side = [one for one in self._items if one.metric in (house.lead, *_SIDE)]
        self._side_step = len(SCENARIOS) + 1 + bool(house.targets)
        self._chosen = LAST_HEAD + 2 + self._side_step * len(self._side) + 1
        self._step = len(self._items) + 1
        self._last = self._chosen + self._step * (len(SCENARIOS) + 1) - 2

    def draw(self) -> None:
        """Everything on it."""
        page, house = self._page, self._house
        page.widths({"A": 2.2, "B": 44, "C": 28 if house.wanted.japanese else 1.2, "D": 8, "E": 12, "F": 1.2})
        page.sheet.set_column("G:G", 24, None, {"level": 1, "hidden": True})
        page.widths({"H:I": 1.2, NEXT: 10.4, LATER: 10.4, "L": 1.2, YEARS: 10.4})
        page.sheet.outline_settings(True, False, False, False)
        title(page, "A1", NAME, "The forecast of each scenario; assumptions are changed on Drivers", "")
        master(page, "D1:E1")
        settings_line(page, "D2")
        timeline_heads(
            page, HEADS, FIRST_HEAD, self._lists, list(self._lists)[-1], shown=_SHOWN, gaps="HIL", folded=True
        )
        for column, words in (("D", "Unit"), ("E", "Scenario"), ("G", "Key")):
            page.put(f"{column}{FIRST_HEAD}", words, "head")
        self._side_by_side()
        for number in range(len(SCENARIOS) + 1):
            words = SCENARIOS[number - 1] if number else '="Forecast: "&scenario'
            self._section(self._row(number, self._items[0].metric) - 1, words, "予想" if not number else "")
            for item in self._items:
                self._item(number, item.metric, item.formula)
        page.heights(self._last + 1, self._last + 1, 6)
        for column, name in self._lists.items():
            page.put(f"{column}{self._last + 1}", f"{{{{/{name}}}}}", "tiny")
        not_disclosed(page, f"{NEXT}{LAST_HEAD + 2}:{self._end}{self._last}")
        first, last = self._row(0, self._items[0].metric), self._row(0, self._items[-1].metric)
        for name, area in (
            ("forecast_key", f"$G${first}:$G${last}"),
            ("forecast_value", f"${NEXT}${first}:${LATER}${last}"),
            ("forecast_period", f"${NEXT}${LAST_HEAD}:${LATER}${LAST_HEAD}"),
        ):
            page.book.define_name(name, f"={NAME}!{area}")
        page.sheet.freeze_panes(LAST_HEAD, 3)
        paper(page, A3, f"A1:{self._end}{self._last}", rows=(1, LAST_HEAD))

    def _row(self, number: int, metric: str) -> int:
        """The row of a metric: chosen (0), or of a scenario from 1."""
        return self._chosen + self._step * number + [one.metric for one in self._items].index(metric)

    def _section(self, row: int, words: str, japanese: str) -> None:
        spans = [f"{NEXT}:{LATER}", *([YEARS] if YEARS in self._lists else [])]
        section(self._page, row, words, japanese, *spans)

    def _left(self, row: int, metric: str, scenario: str, *, total: bool) -> None:
        page, house = self._page, self._house
        look = ("total",) if total else ()
        page.heights(row, row, 16)
        page.fill(f"A{row}", f"G{row}", *look)
        page.put(f"B{row}", house.label(metric), *look, indent=1)
        page.put(f"C{row}", house.label(metric, "ja"), *look, "japanese", bold=False)
        page.put(f"D{row}", "{{report.unit}}", "small", "muted", *look, bold=False, shrink=True)
        page.put(f"E{row}", scenario, "small", "muted", *look, bold=False)

    def _number(self, cell: str, text: str, *looks: str) -> None:
        code = number_code(self._house.wanted.digits)
        self._page.put(cell, f'=IFERROR({text},"n/d")', "calculation", *looks, num_format=code, align="right")

    def _side_by_side(self) -> None:
        self._section(LAST_HEAD + 1, "Side by side", "比較")
        for place, item in enumerate(self._side):
            top = LAST_HEAD + 2 + self._side_step * place
            self._page.heights(top, top, 16)
            for first, last in (("A", "G"), *((column, column) for column in self._lists)):
                self._page.fill(f"{first}{top}", f"{last}{top}", "total")
            self._page.put(f"B{top}", self._house.label(item.metric), "total", indent=1)
            self._page.put(f"C{top}", self._house.label(item.metric, "ja"), "total", "japanese", bold=False)
            for number, scenario in enumerate(SCENARIOS, 1):
                self._left(top + number, item.metric, scenario, total=False)
                for column in self._lists:
                    self._number(f"{column}{top + number}", f"{column}{self._row(number, item.metric)}+0")
            if self._house.targets:
                row = top + len(SCENARIOS) + 1
                self._left(row, item.metric, "Target", total=False)
                for column in self._lists:
                    key = f'"{item.metric}|"&{column}${LAST_HEAD}&"|target{{}}"&{head("tail", column, FIRST_HEAD)}'
                    found = [
                        f"INDEX(data_value,MATCH({key.format(end)},data_key,0))" for end in ("_revised", "")
                    ]
                    self._number(f"{column}{row}", f"IFERROR({found[0]},{found[1]})", "target")

    def _item(self, number: int, metric: str, formula: str) -> None:
        row, total = self._row(number, metric), metric in (self._house.lead, *_SIDE)
        self._left(row, metric, SCENARIOS[number - 1] if number else "chosen", total=total)
        self._page.put(f"G{row}", metric, "tiny", *(("total",) if total else ()), bold=False)
        for column in self._lists:
            if not number:
                rows = ",".join(f"{column}{self._row(one, metric)}" for one in range(1, len(SCENARIOS) + 1))
                text = f"CHOOSE(scenario_number,{rows})+0"
            elif column == YEARS:
                text = self._year(row, metric)
            else:
                text = self._text(number, formula, column) if formula else self._grown(number, row, column)
            self._number(f"{column}{row}", text, *(("total",) if total else ()))

    def _grown(self, number: int, row: int, column: str) -> str:
        """The year before, actual or forecast, grown."""
        if column == NEXT:
            before = rolled(f'$G{row}&"|"', head("prior_fiscal_year", column, FIRST_HEAD), column, FIRST_HEAD)
        else:
            keys = f"${NEXT}${LAST_HEAD}:${NEXT}${LAST_HEAD}"
            prior = head("prior_year", column, FIRST_HEAD)
            before = f"INDEX(${NEXT}{row}:${NEXT}{row},MATCH({prior},{keys},0))"
        return self._text(number, f"{before}*(1+{{growth}})", column)

    def _year(self, row: int, metric: str) -> str:
        """What is told of a year so far, and what is ahead of it; an error where that has a gap."""
        values = f"${NEXT}{row}:${LATER}{row}"
        years = f"${head('year', NEXT, FIRST_HEAD)}:${head('year', LATER, FIRST_HEAD)}"
        told, year = head("told", YEARS, FIRST_HEAD), head("year", YEARS, FIRST_HEAD)
        tail = head("tail", YEARS, FIRST_HEAD)
        so_far = (
            f'INDEX(rolled_value,MATCH($G{row}&"|"&{year}&{tail},rolled_key,0),MATCH({told},rolled_node,0))'
        )
        ahead = f'IF(COUNTIF({values},"n/d")=0,SUMIFS({values},{years},{YEARS}${LAST_HEAD}),NA())'
        return f'IF({told}="-",0,{so_far})+{ahead}'

    def _text(self, number: int, formula: str, column: str) -> str:
        """A formula of a scenario: its own rows, and its drivers, which are the base and steps from it."""
        places = {one.name: place for place, one in enumerate(self._drivers)}

        def told(match: re.Match[str]) -> str:
            if match[1] not in places:
                return f"{column}{self._row(number, match[1])}"
            base, step = driver_base(places[match[1]]), _STEPS[number - 1]
            keys = f"{DRIVERS}!${column}${LAST_DRIVER_HEAD}:${column}${LAST_DRIVER_HEAD}"
            found = f"INDEX({DRIVERS}!${column}${base}:${column}${base},MATCH({column}${LAST_HEAD},{keys},0))"
            return f"({found}{step:+d}*{DRIVERS}!$F${base})" if step else found

        return re.sub(r"\{([^}]+)\}", told, formula)
