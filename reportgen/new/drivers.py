"""Sheet Drivers: the switches of the workbook, and the assumptions of the forecast that sheet Scenarios works out.

    Revenue growth       1Q16 ... 4Q17 |  1Q18 ... 4Q19     what is in use
      Base                              |  inputs            average of the last eight quarters
      Upside, Downside                  |  inputs            a standard deviation above and below
      Target-implied                    |  formulas          what the company's targets ask for

Every default is a formula over the history; whoever knows better overtypes the yellow cells.
"""

from __future__ import annotations

import re

from reportgen.new.forecasting import BASE, SCENARIOS, TARGET, UPSIDE, Driver, Forecasting
from reportgen.new.page import (
    A3,
    DETAILS,
    Page,
    forecast,
    legend,
    legible,
    master,
    not_disclosed,
    paper,
    room,
    section,
    title,
)
from reportgen.new.timeline_heads import FIRST_HEAD, head_row, timeline_heads
from reportgen.new.timeline_sheet import number_code

NAME = "Drivers"
# So wide that sixteen quarters stand on one page.
_LABELS, _FIGURES = 30, 9.1
_INDENT = 3
FULL_YEAR, KEY, HISTORY, AHEAD, COMMENT = "F", "G", "H", "J", "L"
SWITCH, VINTAGES = "E", ("Latest", "First reported", "As of")
_TIMES = (
    ("Period", "期間", "period", "text_right"),
    ("Period end", "期末", "period.end", "month"),
    ("Actual = 1", "実績 = 1", "period.actual", "number_or_words"),
    ("Fiscal year", "会計年度", "period.year", "text_right"),
    ("Fiscal year before", "前会計年度", "period.prior_fiscal_year", "text_right"),
    ("Part of the year", "期中の位置", "period.node", "text_right"),
    ("Quarter", "四半期", "period.number", "number_or_words"),
    ("Accounting standard", "会計基準", "period.standard", "text_right"),
    ("End of keys: the standard", "キーの末尾（会計基準）", "period.tail", "text_right"),
    ("Key", "キー", "period.key", "text_right"),
)
_HALVES = (
    ("Half", "半期", "period.half", "text_right"),
    ("Part of the year, half", "期中の位置（半期）", "period.half_node", "text_right"),
    ("Told of the half so far", "半期の実績部分", "period.half_told", "text_right"),
    ("Second half = 1", "下期 = 1", "period.second_half", "number_or_words"),
    ("Key of the first half", "上期のキー", "period.first_half", "text_right"),
)
_STATUS = (("Status", "実績・予想", "period.status", "text_right"),)
ROWS_OF_TARGET = 6


class Drivers:
    """Where everything on the sheet stands."""

    def __init__(self, how: Forecasting) -> None:
        self.how = how
        self.heads = (*_TIMES, *(_HALVES if how.targets else ()), *_STATUS)
        self.last_head = FIRST_HEAD + len(self.heads) - 1
        self.first = self.last_head + 2
        self.step = len(how.scenarios) + 1
        end = self.first + self.step * len(how.drivers)
        self.first_target = end + 1
        self.prior = self.first_target + ROWS_OF_TARGET * len(how.targets)
        self.first_source = (self.prior + 2) if how.targets else end + 1
        self.last = self.first_source + len(how.sources) - 1

    def row(self, name: str, scenario: str = "") -> int:
        """The row of a driver in use, or of its assumption in one scenario."""
        place = [driver.name for driver in self.how.drivers].index(name)
        offset = 1 + self.how.scenarios.index(scenario) if scenario else 0
        return self.first + self.step * place + offset

    def source(self, metric: str) -> int:
        """The row of a metric in the history."""
        return self.first_source + [source.metric for source in self.how.sources].index(metric)

    def target(self, metric: str) -> int:
        """The row that holds what the periods ahead have to bring of a half's target."""
        return self.first_target + ROWS_OF_TARGET * (list(self.how.targets).index(metric) + 1) - 1

    def head(self, tag: str, column: str, *, block: bool = False) -> str:
        """A head cell of a column, `J$8`; as a range over its whole block with `block`."""
        row = head_row(self.heads, tag)
        return f"${column}${row}:${column}${row}" if block else f"{column}${row}"

    def tailed(self, tag: str, column: str) -> str:
        """What a head cell says, with the end of keys where there are several accounting standards."""
        return f"{self.head(tag, column)}&{self.head('tail', column)}"

    def before(self, row: int, column: str) -> str:
        """The figure one year before a column's period, of the metric whose key stands in a row."""
        key = f'${KEY}{row}&"|"&{self.tailed("prior_fiscal_year", column)}'
        return (
            f"INDEX(rolled_value,MATCH({key},rolled_key,0),MATCH({self.head('node', column)},rolled_node,0))"
        )

    def text(self, formula: str, driver: Driver, history: str = HISTORY) -> str:
        """A driver's formula with its cells; of the history in one column."""
        own = self.row(driver.name)

        def told(found: re.Match[str]) -> str:
            name = found[1]
            word, _, rest = name.partition(" ")
            if name in ("a", "c"):
                return history if name == "a" else AHEAD
            if name == "own":
                return f"${HISTORY}{own}:${HISTORY}{own}"
            if name == "prior":
                return f"${AHEAD}{self.prior}:${AHEAD}{self.prior}"
            if word in ("own", "all"):
                return self.head(rest, HISTORY if word == "own" else AHEAD, block=True)
            if word == "before":
                return self.before(self.source(rest), history)
            if word == "left":
                return str(self.target(rest))
            if name in [source.metric for source in self.how.sources]:
                return str(self.source(name))
            return f"${head_row(self.heads, name)}"

        return re.sub(r"\{([^}]+)\}", told, formula)


def draw_drivers(page: Page, at: Drivers) -> None:
    """Draw the sheet."""
    how, wanted = at.how, at.how.wanted
    labels = max(_LABELS, room(one.label for one in how.drivers))
    page.widths({"A": 2.2, "B": labels, "C": 21.5 if wanted.japanese else 1.2, "D": 7, SWITCH: 12})
    page.sheet.set_column(f"{KEY}:{KEY}", 26, None, {"level": 1, "hidden": True})
    page.widths({FULL_YEAR: _FIGURES, HISTORY: _FIGURES, "I": 1.7, AHEAD: _FIGURES, "K": 1.7, COMMENT: 70})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", NAME, "Overtype yellow cells, all else follows", "")
    master(page, "B3")
    _switches(page, at)
    timeline_heads(
        page, at.heads, {HISTORY: f"recent_{how.periods}", AHEAD: f"forecast_{how.periods}"}, COMMENT, "IK"
    )
    for column, words in (("D", "Unit"), (SWITCH, "Scenario"), (KEY, "Key"), (COMMENT, "Comment")):
        page.put(f"{column}{FIRST_HEAD}", words, "head")
    _full_year(page, at)
    _section(page, at.first - 1, "Assumptions", "前提")
    for driver in how.drivers:
        _driver(page, at, driver)
    if how.targets:
        _targets(page, at)
    _sources(page, at)
    page.heights(at.last + 1, at.last + 1, 6)
    page.put(f"{HISTORY}{at.last + 1}", f"{{{{/recent_{how.periods}}}}}", "tiny")
    page.put(f"{AHEAD}{at.last + 1}", f"{{{{/forecast_{how.periods}}}}}", "tiny")
    not_disclosed(page, f"F{at.first}:{AHEAD}{at.last}")
    flag = head_row(at.heads, "actual")
    forecast(page, AHEAD, (FIRST_HEAD, at.last_head), flag, at.last_head)
    legend(page, at.last + 2, labels)
    page.sheet.freeze_panes(at.last_head, 3)
    page.sheet.repeat_columns("A:C")
    # What the drivers rest on is looked up on the screen.
    paper(page, A3, f"A1:{AHEAD}{at.first_source - 2}", rows=(1, at.last_head))
    legible(page)


def _full_year(page: Page, at: Drivers) -> None:
    """The heads of the last year that is told whole: what drivers of years rest on stands below it."""
    page.put(f"F{FIRST_HEAD}", "{{full_year}}", "head", "text_right")
    end = ("head_end",) if at.last_head == head_row(at.heads, "status") else ()
    for tag, text, style in (
        ("end", "{{full_year.end}}", "month"),
        ("prior_fiscal_year", "{{full_year.prior_fiscal_year}}", "text_right"),
        ("node", "FY", "text_right"),
        ("tail", "{{full_year.tail}}", "text_right"),
        ("key", "{{full_year.key}}", "text_right"),
        ("status", "{{full_year.status}}", "text_right"),
    ):
        last = end if tag == "status" else ()
        page.put(f"F{head_row(at.heads, tag)}", text, "facts", style, *last)


def _section(page: Page, row: int, label: str, label_ja: str) -> None:
    section(page, row, label, label_ja, HISTORY, AHEAD, COMMENT)


def _switches(page: Page, at: Drivers) -> None:
    """Scenario and vintage: drop-down lists in yellow cells, and what follows from them."""
    names = [SCENARIOS[code][0] for code in at.how.scenarios]
    chosen = "Choose one from the list."
    rows: tuple[tuple[str, str, str, str, str, dict[str, object]], ...] = (
        ("Scenario", "scenario", names[0], "Which forecast the workbook shows", chosen,
         {"validate": "list", "source": names}),
        ("Figures", "vintage", VINTAGES[0], "Latest print, first print, or what was known on a day", chosen,
         {"validate": "list", "source": list(VINTAGES)}),
        ("As of", "vintage_date", "{{report.as_of_day}}", "A date such as 2014-02-07, where Figures says As of",
         "A date, please.", {"validate": "date", "criteria": ">", "value": "=1"}),
    )  # fmt: skip
    for number, (label, name, value, advice, fault, rule) in enumerate(rows, 1):
        page.put(f"D{number}", label, "bold", "right", indent=1)
        look = ("input", "day") if name == "vintage_date" else ("input",)
        page.put(f"{SWITCH}{number}", value, *look, bold=True, align="left")
        page.book.define_name(name, f"={NAME}!${SWITCH}${number}")
        words = {"input_title": label, "input_message": advice, "error_title": label, "error_message": fault}
        page.sheet.data_validation(f"{SWITCH}{number}", {**rule, **words})
    listed = ",".join(f'"{name}"' for name in names)
    as_of = '"as of "&TEXT(vintage_date,"yyyy-mm-dd")'
    helpers = (
        ("scenario_number", "Number of the scenario", f"=MATCH(scenario,{{{listed}}},0)", "number_or_words"),
        ("vintage_first", "First reported = 1", f'=IF(vintage="{VINTAGES[1]}",1,0)', "number_or_words"),
        ("vintage_day", "Documents up to", f'=IF(vintage="{VINTAGES[2]}",vintage_date,MAX(data_since))', "day"),
        ("vintage_words", "Words in the heads of all sheets",
         f'=IF(vintage="{VINTAGES[2]}",{as_of},LOWER(vintage))', "words"),
        ("table_warnings", "Warnings of the tables", "{{report.warnings}}", "number_or_words"),
    )  # fmt: skip
    for number, (name, label, text, style) in enumerate(helpers, at.last + 9):
        page.sheet.set_row(number - 1, 12.5, None, {"level": 1, "hidden": True})
        page.put(f"B{number}", label, "tiny", indent=1)
        page.put(f"{SWITCH}{number}", text, style, "small", align="left")
        page.book.define_name(name, f"={NAME}!${SWITCH}${number}")


def _look(at: Drivers, driver: Driver) -> dict[str, object]:
    digits = at.how.wanted.decimals(driver.kind)
    return {"num_format": number_code(digits, driver.kind, signed=driver.signed), "align": "right"}


def _left(
    page: Page, row: int, texts: tuple[str, str, str, str, str], *, total: bool = False, indent: int = 2
) -> None:
    """Label in two languages, unit, scenario and key of a row."""
    look = ("total",) if total else ()
    label, label_ja, unit, scenario, key = texts
    page.fill(f"A{row}", f"{KEY}{row}", *look)
    page.put(f"B{row}", label, *look, indent=1 if total else indent)
    page.put(f"C{row}", label_ja, *look, "japanese", bold=False)
    for column, text in (("D", unit), (SWITCH, scenario)):
        page.put(f"{column}{row}", text, "small", "muted", *look, bold=False)
    page.put(f"{KEY}{row}", key, "tiny", *look, bold=False)


def _driver(page: Page, at: Drivers, driver: Driver) -> None:
    row, look = at.row(driver.name), _look(at, driver)
    unit = "%" if driver.kind == "ratio" else at.how.wanted.unit_short
    page.heights(row, row, 17)
    _left(page, row, (driver.label, driver.label_ja, unit, "in use", f"use|{driver.name}"), total=True)
    for column in (FULL_YEAR, HISTORY):
        told = f'=IFERROR({at.text(driver.history, driver, column)}+0,"n/d")' if driver.history else "n/d"
        page.put(f"{column}{row}", told, "total", **look)
    choices = ",".join(f"{AHEAD}{row + n}" for n in range(1, at.step))
    page.put(f"{AHEAD}{row}", f"=CHOOSE(scenario_number,{choices})", "total", **look)
    page.put(f"{COMMENT}{row}", driver.why, "small", "muted", indent=1)
    for code in at.how.scenarios:
        own, (label, label_ja) = at.row(driver.name, code), SCENARIOS[code]
        page.heights(own, own, 15)
        _left(page, own, (label, label_ja, unit, code, f"{code}|{driver.name}"))
        text = _assumption(at, driver, code)
        ground = "calculation" if code == TARGET else "input" if text == "0" else "assumed"
        page.put(f"{AHEAD}{own}", 0 if text == "0" else text, ground, **look)
        if code == TARGET:
            words = "from the targets below; where there is none, the base" if driver.implied else "the base"
            page.put(f"{COMMENT}{own}", words, "small", "muted", indent=1)


def _assumption(at: Drivers, driver: Driver, code: str) -> str:
    row = at.row(driver.name)
    base = f"{AHEAD}{at.row(driver.name, BASE)}"
    if code == BASE:
        return driver.base if driver.base == "0" else f'=IFERROR({at.text(driver.base, driver)},"n/d")'
    if code == TARGET:
        return f"=IFERROR({at.text(driver.implied, driver)},{base})" if driver.implied else f"={base}"
    if not driver.spread:
        return f"={base}"
    sign = "+" if (code == UPSIDE) == (driver.spread > 0) else "-"
    own, standards = f"${HISTORY}{row}:${HISTORY}{row}", at.head("standard", HISTORY, block=True)
    # Periods under two accounting standards have no deviation that says anything; one period has none.
    alike = f"COUNTIF({standards},{at.head('standard', AHEAD)})=COLUMNS({own})"
    return f'=IFERROR(IF({alike},{base}{sign}IFERROR(STDEV({own}),0),NA()),"n/d")'


def _targets(page: Page, at: Drivers) -> None:
    """Per metric: the targets as published, the first half, the half, what is told of it, what is left of it."""
    _section(page, at.first_target - 1, f"{DETAILS}targets by half", "会社目標（半期）")
    labels = {source.metric: (source.label, source.label_ja) for source in at.how.sources}
    unit, look = at.how.wanted.unit_short, {"num_format": number_code(at.how.wanted.digits), "align": "right"}
    a, told = AHEAD, at.head("half_told", AHEAD)

    def target(row: int, tag: str) -> str:
        """The revised target of a period, else the original one."""
        key = f'${KEY}{row}&"|"&{at.head(tag, a)}&"|target{{}}"&{at.head("tail", a)}'
        revised, first = (
            f"INDEX(data_value,MATCH({key.format(end)},data_key,0))" for end in ("_revised", "")
        )
        return f"IFERROR({revised},{first})"

    def part(row: int, node: str) -> str:
        key = f'${KEY}{row}&"|"&{at.tailed("year", a)}'
        return f"INDEX(rolled_value,MATCH({key},rolled_key,0),MATCH({node},rolled_node,0))"

    for metric in at.how.targets:
        row = at.target(metric) - ROWS_OF_TARGET + 1
        label, label_ja = labels[metric]
        first_half = part(row, f"$E{row + 2}")
        second = f'IF({at.head("second_half", a)}=1,IFERROR({a}{row + 1}-{a}{row + 2},"n/d"),"n/d")'
        rows = (
            ("half as published", "", f'=IFERROR({target(row, "half")},"n/d")'),
            ("year as published", "", f'=IFERROR({target(row, "year")},"n/d")'),
            ("first half, actual or target", "1H",
             f'=IFERROR({first_half}+0,IFERROR({target(row, "first_half")},"n/d"))'),
            ("to be reached in the half", "", f"=IF(ISNUMBER({a}{row}),{a}{row},{second})"),
            ("told of the half so far", "", f'=IF({told}="-",0,IFERROR({part(row, told)},"n/d"))'),
            ("left for the periods ahead", "", f'=IFERROR({a}{row + 3}-{a}{row + 4},"n/d")'),
        )  # fmt: skip
        for number, (words, node, text) in enumerate(rows, row):
            page.sheet.set_row(number - 1, 15, None, {"level": 1, "hidden": True})
            first = number == row
            named = (f"{label}: {words}" if first else words, label_ja, unit, node, metric if first else "")
            _left(page, number, named, indent=_INDENT - first)
            source = "calculation" if number in (row + 3, row + 5) else "link"
            page.put(f"{a}{number}", text, source, **look)
        words = "second half = target of the year less the first half"
        page.put(f"{COMMENT}{row + 3}", words, "small", "muted", indent=1)
    label, label_ja = labels[at.how.targets[0]]
    words = f"{label}: the same period of the year before"
    page.sheet.set_row(at.prior - 1, 15, None, {"level": 1, "hidden": True})
    _left(page, at.prior, (words, f"{label_ja}（前年同期）", unit, "", at.how.targets[0]))
    page.put(f"{a}{at.prior}", f'=IFERROR({at.before(at.prior, a)},"n/d")', "link", **look)
    words = "the periods ahead of a half grow alike on the same periods of the year before"
    page.put(f"{COMMENT}{at.prior}", words, "small", "muted", indent=1)


def _sources(page: Page, at: Drivers) -> None:
    _section(page, at.first_source - 1, "History that the drivers rest on", "前提の基礎となる実績")
    look = {"num_format": number_code(at.how.wanted.digits), "align": "right"}
    for source in at.how.sources:
        row = at.source(source.metric)
        page.heights(row, row, 15)
        _left(page, row, (source.label, source.label_ja, at.how.wanted.unit_short, "{{source}}", "{{key}}"))
        key = f'${KEY}{row}&"|"&{at.head("key", "$F")}&{at.head("tail", "$F")}'
        node = at.head("key", f"${SWITCH}")
        full = f'=IFERROR(INDEX(rolled_value,MATCH({key},rolled_key,0),MATCH({node},rolled_node,0)),"n/d")'
        page.put(f"F{row}", full, "link", **look)
        page.put(f"{HISTORY}{row}", f"{{{{={source.metric}}}}}", "link", **look)
    page.put(f"{SWITCH}{head_row(at.heads, 'key')}", "FY", "facts", "text_right")
