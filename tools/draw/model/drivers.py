"""Sheet Drivers: the assumptions of the forecast, by scenario and quarter, beside the history they come from.

    Revenue growth       1Q16 ... 4Q17 |  1Q18 ... 4Q19     what is in use
      Base                              |  inputs            average of the last eight quarters
      Upside, Downside                  |  inputs            a standard deviation above and below
      Target-implied                    |  formulas          what the company's targets ask for

Every default is a formula over the history; an analyst overtypes the yellow cells.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.new.page import (
    A3,
    Page,
    forecast,
    master,
    not_disclosed,
    paper,
    section,
    settings,
    title,
)
from reportgen.new.timeline_heads import timeline_heads

NAME = "Drivers"
HISTORY, AHEAD, COMMENT = "H", "J", "L"
FIRST_HEAD = 4
HEADS = (
    ("Period", "期間", "period", "text_right"),
    ("Period end", "期末", "period.end", "month"),
    ("Status", "実績・予想", "period.status", "text_right"),
    ("Actual = 1", "実績 = 1", "period.actual", "number_or_words"),
    ("Fiscal year", "会計年度", "period.year", "text_right"),
    ("Fiscal year before", "前会計年度", "period.prior_fiscal_year", "text_right"),
    ("Part of the year", "期中の位置", "period.node", "text_right"),
    ("Quarter", "四半期", "period.number", "number_or_words"),
    ("Half", "半期", "period.half", "text_right"),
    ("Part of the year, half", "期中の位置（半期）", "period.half_node", "text_right"),
    ("Told of the half so far", "半期の実績部分", "period.half_told", "text_right"),
    ("Second half = 1", "下期 = 1", "period.second_half", "number_or_words"),
    ("Key of the first half", "上期のキー", "period.first_half", "text_right"),
    ("Accounting standard", "会計基準", "period.standard", "text_right"),
    ("End of keys: the standard", "キーの末尾（会計基準）", "period.tail", "text_right"),
    ("Key", "キー", "period.key", "text_right"),
)
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1
SCENARIOS = (("base", "Base", "基本"), ("upside", "Upside", "強気"), ("downside", "Downside", "弱気"),
             ("target", "Target-implied", "会社目標"))  # fmt: skip


def head(tag: str, column: str, *, fixed: str = "") -> str:
    """A head cell of a column, `J$8`; with `fixed` as a range over its whole block."""
    row = FIRST_HEAD + [item[2].removeprefix("period.") for item in HEADS].index(tag)
    return f"${column}${row}:${column}${row}" if fixed else f"{column}${row}"


def _tailed(tag: str, column: str) -> str:
    """What a head cell says, with the end of keys where there are several accounting standards."""
    return f"{head(tag, column)}&{head('tail', column)}"


@dataclass(frozen=True)
class Source:
    """A row of history that drivers rest on: quarters, and the last full year in column F."""

    metric: str
    label: str
    label_ja: str


SOURCES = (
    Source("revenue", "Total revenues", "売上高"),
    Source("cost_of_revenue", "Total cost of revenues", "売上原価"),
    Source("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費"),
    Source("depreciation_amortization", "Depreciation and amortization", "減価償却費"),
    Source("pretax_income", "Income before income tax expense", "税引前当期純利益"),
    Source("current_tax", "Current income tax expense", "法人税等（当期分）"),
    Source("deferred_tax", "Deferred tax expense (benefit)", "法人税等調整額"),
    Source("equity_method_income", "Equity in net income of investees", "持分法投資損益"),
    Source("nci_income", "Noncontrolling interests", "非支配持分に帰属する利益"),
)
TARGETS = ("revenue", "cost_of_revenue", "sga_rd")


@dataclass(frozen=True)
class Driver:
    """One assumption: what its history is, how its base is made from it, what a target implies.

    `{name}` stands for the row of a source or of a target, `{a}` for the column of the history, `{c}` for that
    of the forecast, `{own}` for the driver's history over all its quarters. Without `spread` upside and
    downside are the base.
    """

    name: str
    label: str
    label_ja: str
    kind: str
    history: str
    base: str
    implied: str = ""
    spread: int = 0
    why: str = ""


# The average of the history under the accounting standard of the forecast, of all its quarters or the same ones.
_OWN_AVERAGE = "AVERAGEIFS({own},{history standard},{c}{standard})"
_SAME_QUARTER = "AVERAGEIFS({own},{history quarter},{c}{quarter},{history standard},{c}{standard})"

DRIVERS = (
    Driver(
        "revenue_growth", "Revenue growth, year over year", "売上高成長率", "growth",
        "{a}{revenue}/{rolled prior revenue}-1", _OWN_AVERAGE,
        "{c}{left revenue}/SUMIFS({prior quarters},{halves},{c}{half})-1", 1,
        "Average of the last eight quarters; up and down by their standard deviation",
    ),
    Driver(
        "gross_margin_ratio", "Gross margin ratio", "売上総利益率", "share",
        "({a}{revenue}-{a}{cost_of_revenue})/{a}{revenue}", _SAME_QUARTER,
        "({c}{left revenue}-{c}{left cost_of_revenue})/{c}{left revenue}", 1,
        "Average of the same quarter in the last two years, since the fourth quarter differs",
    ),
    Driver(
        "sga_ratio", "SG&A/R&D, % of revenues", "販管費率", "share", "{a}{sga_rd}/{a}{revenue}", _SAME_QUARTER,
        "{c}{left sga_rd}/{c}{left revenue}", -1,
        "Average of the same quarter in the last two years; the upside takes the lower ratio",
    ),
    Driver(
        "depreciation_ratio", "Depreciation, % of revenues", "減価償却費率", "share",
        "{a}{depreciation_amortization}/{a}{revenue}", "$F{depreciation_amortization}/$F{revenue}",
        why="Ratio of the last full year; quarters are not disclosed",
    ),
    Driver(
        "other_income", "Other income (expenses), net, JPY mn", "その他の収益（費用）純額", "change",
        "", "0", why="Zero until somebody knows better: gains on investments made most of it in the past",
    ),
    Driver(
        "tax_rate", "Income tax, % of pretax income", "実効税率", "share",
        "({a}{current_tax}+{a}{deferred_tax})/{a}{pretax_income}",
        "($F{current_tax}+$F{deferred_tax})/$F{pretax_income}", why="Rate of the last full year",
    ),
    Driver(
        "equity_method_income", "Equity in net income of investees, JPY mn", "持分法投資損益", "change",
        "{a}{equity_method_income}+0", _OWN_AVERAGE, why="Average of the last eight quarters",
    ),
    Driver(
        "nci_income", "Noncontrolling interests, JPY mn", "非支配持分に帰属する利益", "change",
        "{a}{nci_income}+0", _OWN_AVERAGE, why="Average of the last eight quarters",
    ),
)  # fmt: skip

FIRST_DRIVER = LAST_HEAD + 2
STEP = len(SCENARIOS) + 1
FIRST_TARGET = FIRST_DRIVER + STEP * len(DRIVERS) + 1
ROWS_OF_TARGET = 6
PRIOR = FIRST_TARGET + ROWS_OF_TARGET * len(TARGETS)
FIRST_SOURCE = PRIOR + 2
LAST = FIRST_SOURCE + len(SOURCES) - 1


def driver_row(name: str, scenario: str = "") -> int:
    """The row of a driver in use, or of its assumption in one scenario."""
    place = [driver.name for driver in DRIVERS].index(name)
    offset = 1 + [code for code, _, _ in SCENARIOS].index(scenario) if scenario else 0
    return FIRST_DRIVER + STEP * place + offset


def source_row(metric: str) -> int:
    """The row of a metric in the history."""
    return FIRST_SOURCE + [source.metric for source in SOURCES].index(metric)


def target_row(metric: str) -> int:
    """The row that holds what the quarters ahead have to bring of a half's target."""
    return FIRST_TARGET + ROWS_OF_TARGET * TARGETS.index(metric) + ROWS_OF_TARGET - 1


def draw_drivers(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 42, "C": 25, "D": 7.5, "E": 9, "F": 11, HISTORY: 9.6, "I": 1.2})
    page.widths({AHEAD: 9.6, "K": 1.2, COMMENT: 62})
    page.sheet.set_column("G:G", 26, None, {"level": 1})
    page.sheet.outline_settings(True, False, False, False)
    title(
        page,
        "A1",
        "Drivers",
        "The assumptions of the forecast; overtype the yellow cells, all else follows",
        "C1",
    )
    master(page, "D1:F1")
    settings(page, "G1", "G2")
    _heads(page)
    section(page, LAST_HEAD + 1, "Assumptions", "前提", HISTORY, AHEAD, COMMENT)
    for driver in DRIVERS:
        _driver(page, driver)
    _targets(page)
    _sources(page)
    page.heights(LAST + 1, LAST + 1, 6)
    page.put(f"{HISTORY}{LAST + 1}", "{{/recent_quarters}}", "tiny")
    page.put(f"{AHEAD}{LAST + 1}", "{{/forecast_quarters}}", "tiny")
    not_disclosed(page, f"F{FIRST_DRIVER}:{AHEAD}{LAST}")
    forecast(page, AHEAD, (FIRST_HEAD, LAST_HEAD), FIRST_HEAD + 3, LAST_HEAD)
    page.sheet.freeze_panes(LAST_HEAD, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{COMMENT}{LAST}", rows=(1, LAST_HEAD))


def _heads(page: Page) -> None:
    lists = {HISTORY: "recent_quarters", AHEAD: "forecast_quarters"}
    timeline_heads(page, HEADS, FIRST_HEAD, lists, COMMENT, shown=4, gaps="IK")
    for column, words in (("D", "Unit"), ("E", "Scenario"), ("G", "Key"), (COMMENT, "Comment")):
        page.put(f"{column}{FIRST_HEAD}", words, "head")
    page.put(f"F{FIRST_HEAD}", "{{full_year}}", "head", "text_right")


def _names(driver: Driver | None = None) -> dict[str, str]:
    prior, node = _tailed("prior_fiscal_year", "{a}"), head("node", "{a}")
    names = {f"{{{source.metric}}}": str(source_row(source.metric)) for source in SOURCES}
    names |= {f"{{left {metric}}}": str(target_row(metric)) for metric in TARGETS}
    names["{rolled prior revenue}"] = (
        f'INDEX(rolled_value,MATCH($G{source_row("revenue")}&"|"&{prior},rolled_key,0),'
        f"MATCH({node},rolled_node,0))"
    )
    names["{prior quarters}"] = f"${AHEAD}{PRIOR}:${AHEAD}{PRIOR}"
    names["{halves}"] = head("half", AHEAD, fixed="block")
    names["{c}{half}"] = head("half", "{c}")
    names["{history quarter}"] = head("number", HISTORY, fixed="block")
    names["{c}{quarter}"] = head("number", "{c}")
    names["{history standard}"] = head("standard", HISTORY, fixed="block")
    names["{c}{standard}"] = head("standard", "{c}")
    if driver is not None:
        row = driver_row(driver.name)
        names["{own}"] = f"${HISTORY}{row}:${HISTORY}{row}"
    return names


def _text(formula: str, driver: Driver) -> str:
    text = formula
    for name, value in _names(driver).items():
        text = text.replace(name, value)
    return text.replace("{a}", HISTORY).replace("{c}", AHEAD)


def _driver(page: Page, driver: Driver) -> None:
    row = driver_row(driver.name)
    page.heights(row, row, 17)
    page.fill(f"A{row}", f"G{row}", "total")
    page.put(f"B{row}", driver.label, "total", indent=1)
    page.put(f"C{row}", driver.label_ja, "total", "japanese", bold=False)
    unit = "JPY mn" if driver.kind == "change" else "%"
    page.put(f"D{row}", unit, "small", "muted", "total", bold=False)
    page.put(f"E{row}", "in use", "small", "muted", "total", bold=False)
    page.put(f"G{row}", f"use|{driver.name}", "tiny", "total", bold=False)
    number = {"change": "level"}.get(driver.kind, driver.kind)
    if driver.history:
        page.put(f"{HISTORY}{row}", f'=IFERROR({_text(driver.history, driver)},"n/d")', number, "total")
    else:
        page.put(f"{HISTORY}{row}", "n/d", number, "total")
    choices = ",".join(f"{AHEAD}{row + n}" for n in range(1, STEP))
    page.put(f"{AHEAD}{row}", f"=CHOOSE(scenario_number,{choices})", number, "total")
    page.put(f"{COMMENT}{row}", driver.why, "small", "muted", indent=1)
    for code, label, label_ja in SCENARIOS:
        at = driver_row(driver.name, code)
        page.heights(at, at, 15)
        page.put(f"B{at}", label, indent=2)
        page.put(f"C{at}", label_ja, "japanese")
        page.put(f"D{at}", unit, "small", "muted")
        page.put(f"E{at}", code, "small", "muted")
        page.put(f"G{at}", f"{code}|{driver.name}", "tiny")
        text = _assumption(driver, code)
        look = ("calculation",) if code == "target" else ("input",) if text == "0" else ("assumed",)
        page.put(f"{AHEAD}{at}", 0 if text == "0" else text, number, *look)
        if code == "target":
            words = "from the targets below; where there is none, the base" if driver.implied else "the base"
            page.put(f"{COMMENT}{at}", words, "small", "muted", indent=1)


def _assumption(driver: Driver, code: str) -> str:
    row = driver_row(driver.name)
    base = f"{AHEAD}{row + 1}"
    if code == "base":
        return driver.base if driver.base == "0" else f'=IFERROR({_text(driver.base, driver)},"n/d")'
    if code == "target":
        return f"=IFERROR({_text(driver.implied, driver)},{base})" if driver.implied else f"={base}"
    if not driver.spread:
        return f"={base}"
    sign = "+" if (code == "upside") == (driver.spread > 0) else "-"
    own, standards = f"${HISTORY}{row}:${HISTORY}{row}", head("standard", HISTORY, fixed="block")
    # Quarters under two accounting standards have no deviation that says anything.
    alike = f"COUNTIF({standards},{head('standard', AHEAD)})=COLUMNS({own})"
    return f'=IFERROR(IF({alike},{base}{sign}STDEV({own}),NA()),"n/d")'


def _targets(page: Page) -> None:
    """Per metric: the targets as published, the first half, the half, what is told of it, what is left of it."""
    section(
        page, FIRST_TARGET - 1, "Targets of the company, by half", "会社目標（半期）", HISTORY, AHEAD, COMMENT
    )
    labels = {source.metric: (source.label, source.label_ja) for source in SOURCES}
    half, year, second = head("half", AHEAD), head("year", AHEAD), head("second_half", AHEAD)
    rolled = _tailed("year", AHEAD)
    for metric in TARGETS:
        row = target_row(metric) - ROWS_OF_TARGET + 1
        label, label_ja = labels[metric]
        first_half = (
            f'INDEX(rolled_value,MATCH($G{row}&"|"&{rolled},rolled_key,0),MATCH($E{row + 2},rolled_node,0))'
        )
        told = head("half_told", AHEAD)
        part = f'INDEX(rolled_value,MATCH($G{row}&"|"&{rolled},rolled_key,0),MATCH({told},rolled_node,0))'
        a = AHEAD
        rows = (
            ("half as published", "", f'=IFERROR({_target(row, half)},"n/d")'),
            ("year as published", "", f'=IFERROR({_target(row, year)},"n/d")'),
            (
                "first half, actual or target",
                "1H",
                f'=IFERROR({first_half}+0,IFERROR({_target(row, head("first_half", AHEAD))},"n/d"))',
            ),
            (
                "to be reached in the half",
                "",
                f"=IF(ISNUMBER({a}{row}),{a}{row},"
                f'IF({second}=1,IFERROR({a}{row + 1}-{a}{row + 2},"n/d"),"n/d"))',
            ),
            ("told of the half so far", "", f'=IF({told}="-",0,IFERROR({part},"n/d"))'),
            ("left for the quarters ahead", "", f'=IFERROR({a}{row + 3}-{a}{row + 4},"n/d")'),
        )
        for number, (words, node, formula) in enumerate(rows, row):
            page.heights(number, number, 15, 1)
            page.put(f"B{number}", f"{label}: {words}", indent=1)
            page.put(f"C{number}", label_ja, "japanese")
            page.put(f"D{number}", "JPY mn", "small", "muted")
            page.put(f"E{number}", node, "small", "muted")
            page.put(f"G{number}", metric if number == row else "", "tiny")
            look = "calculation" if number in (row + 3, row + 5) else "link"
            page.put(f"{AHEAD}{number}", formula, "level", look)
        page.put(
            f"{COMMENT}{row + 3}",
            "second half = target of the year less the first half",
            "small",
            "muted",
            indent=1,
        )
    page.heights(PRIOR, PRIOR, 15, 1)
    page.put(f"B{PRIOR}", "Total revenues: the same quarter of the year before", indent=1)
    page.put(f"C{PRIOR}", "売上高（前年同期）", "japanese")
    page.put(f"D{PRIOR}", "JPY mn", "small", "muted")
    page.put(f"G{PRIOR}", TARGETS[0], "tiny")
    before = (
        f'INDEX(rolled_value,MATCH($G{PRIOR}&"|"&{_tailed("prior_fiscal_year", AHEAD)},rolled_key,0),'
        f"MATCH({head('node', AHEAD)},rolled_node,0))"
    )
    page.put(f"{AHEAD}{PRIOR}", f'=IFERROR({before},"n/d")', "level", "link")
    words = "the quarters ahead of a half grow alike on the same quarters of the year before"
    page.put(f"{COMMENT}{PRIOR}", words, "small", "muted", indent=1)


def _target(row: int, period: str) -> str:
    """The revised target of a period, else the original one."""

    def of(scenario: str) -> str:
        return f'INDEX(data_value,MATCH($G{row}&"|"&{period}&"|{scenario}"&{head("tail", AHEAD)},data_key,0))'

    return f"IFERROR({of('target_revised')},{of('target')})"


def _sources(page: Page) -> None:
    section(
        page,
        FIRST_SOURCE - 1,
        "History that the drivers rest on",
        "前提の基礎となる実績",
        HISTORY,
        AHEAD,
        COMMENT,
    )
    key = f'$G{{row}}&"|"&$F${LAST_HEAD}&{head("tail", "$F")}'
    for source in SOURCES:
        row = source_row(source.metric)
        page.heights(row, row, 15)
        page.put(f"B{row}", source.label, indent=1)
        page.put(f"C{row}", source.label_ja, "japanese")
        page.put(f"D{row}", "JPY mn", "small", "muted")
        page.put(f"E{row}", "{{source}}", "small", "muted")
        full = (
            f"=IFERROR(INDEX(rolled_value,MATCH({key.replace('{row}', str(row))},rolled_key,0),"
            f'MATCH($E${LAST_HEAD},rolled_node,0)),"n/d")'
        )
        page.put(f"F{row}", full, "level", "link")
        page.put(f"G{row}", "{{key}}", "tiny")
        page.put(f"{HISTORY}{row}", f"{{{{={source.metric}}}}}", "level", "link")
    page.put(f"F{LAST_HEAD}", "{{full_year.key}}", "facts", "head_end", "text_right")
    page.put(head("tail", "F").replace("$", ""), "{{full_year.tail}}", "facts", "head_end", "text_right")
    page.put(f"E{LAST_HEAD}", "FY", "facts", "head_end", "text_right")
