"""Sheet Scenarios: the two switches of the workbook, every scenario worked out, and the one that is chosen.

Scenario   Base          the forecast that Model and all charts show
Figures    Latest        which print of a figure counts: latest, first reported, as of a day

                    1Q18 2Q18 3Q18 4Q18 | 1Q19 ... 4Q19 | FY18 FY19
Side by side        operating income of each scenario and the company's target
Chosen              revenue, cost, ... of the chosen one, to which Model links
Base ... Target     the same, each from its own drivers
"""

from __future__ import annotations

from dataclasses import dataclass

import tools.draw.model.drivers as drivers
from reportgen.new.page import A3, Page, master, not_disclosed, paper, section, title
from reportgen.new.timeline_heads import timeline_heads

NAME = "Scenarios"
NEXT, LATER, HALVES, NINE, YEARS, COMMENT = "H", "I", "J", "K", "L", "N"
QUARTERS = (NEXT, LATER)
# The longer periods, each with the head by which quarters belong to it.
LONGER = {HALVES: "half", NINE: "nine_months", YEARS: "year"}
LISTS = dict(zip((*QUARTERS, *LONGER), ("next_quarters", "later_quarters", "forecast_halves",
                 "forecast_nine_months", "forecast_years"), strict=True))  # fmt: skip
SWITCH = 4
FIRST_HEAD = 12
HEADS = (
    ("Period", "期間", "period", "text_right"),
    ("Period end", "期末", "period.end", "month"),
    ("Status", "実績・予想", "period.status", "text_right"),
    ("Half", "半期", "period.half", "text_right"),
    ("Nine months", "9カ月累計", "period.nine_months", "text_right"),
    ("Fiscal year", "会計年度", "period.year", "text_right"),
    ("Fiscal year before", "前会計年度", "period.prior_fiscal_year", "text_right"),
    ("Part of the year", "期中の位置", "period.node", "text_right"),
    ("Told so far", "実績部分", "period.told", "text_right"),
    ("End of keys: the standard", "キーの末尾（会計基準）", "period.tail", "text_right"),
    ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right"),
    ("Key", "キー", "period.key", "text_right"),
)
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1
VINTAGES = ("Latest", "First reported", "As of")


@dataclass(frozen=True)
class Item:
    """One row of a scenario: a driver, or a formula over the rows above; `{name}` is a row, `{c}` the column.

    `year` says how a fiscal year follows: `sum` of what is told of it and its quarters ahead, `ahead` of these
    alone, the `same` formula, `growth` on the year before, a formula of its own, or (empty) not at all.
    """

    name: str
    label: str
    label_ja: str
    kind: str = "level"
    driver: str = ""
    formula: str = ""
    year: str = "sum"
    total: bool = False


ITEMS = (
    Item("revenue", "Total revenues", "売上高", total=True),
    Item("revenue_growth", "Growth, year over year", "前年同期比", "growth", driver="revenue_growth", year="growth"),
    Item("cost_of_revenue", "Total cost of revenues", "売上原価",
         formula="{c}{revenue}-{c}{revenue}*{c}{gross_margin_ratio}"),
    Item("gross_margin", "Gross margin", "売上総利益", formula="{c}{revenue}-{c}{cost_of_revenue}", year="same",
         total=True),
    Item("gross_margin_ratio", "Gross margin ratio", "売上総利益率", "share", driver="gross_margin_ratio",
         year="{c}{gross_margin}/{c}{revenue}"),
    Item("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費", formula="{c}{revenue}*{c}{sga_ratio}"),
    Item("sga_ratio", "% of revenues", "売上高比", "share", driver="sga_ratio", year="{c}{sga_rd}/{c}{revenue}"),
    Item("operating_income", "Operating income", "営業利益", formula="{c}{gross_margin}-{c}{sga_rd}", year="same",
         total=True),
    Item("operating_margin", "Operating margin ratio", "営業利益率", "share",
         formula="{c}{operating_income}/{c}{revenue}", year="same"),
    Item("depreciation_ratio", "Depreciation, % of revenues", "減価償却費率", "share", driver="depreciation_ratio",
         year="{c}{depreciation_amortization}/{c}{revenue}"),
    Item("depreciation_amortization", "Depreciation and amortization", "減価償却費",
         formula="{c}{revenue}*{c}{depreciation_ratio}"),
    Item("adjusted_ebitda", "Adjusted EBITDA", "調整後EBITDA",
         formula="{c}{operating_income}+{c}{depreciation_amortization}", year="same", total=True),
    Item("other_income", "Other income (expenses), net", "その他の収益（費用）純額", driver="other_income",
         year="ahead"),
    Item("pretax_income", "Income before income tax expense", "税引前当期純利益",
         formula="{c}{operating_income}+{c}{other_income}"),
    Item("tax_rate", "Income tax, % of pretax income", "実効税率", "share", driver="tax_rate", year=""),
    Item("income_tax", "Income tax expense", "法人税等", formula="{c}{pretax_income}*{c}{tax_rate}"),
    Item("equity_method_income", "Equity in net income of investees", "持分法投資損益", driver="equity_method_income"),
    Item("nci_income", "Less: noncontrolling interests", "非支配持分に帰属する利益", driver="nci_income"),
    Item("net_income", "Net income attributable to the company", "当社株主帰属当期純利益",
         formula="{c}{pretax_income}-{c}{income_tax}+{c}{equity_method_income}-{c}{nci_income}", total=True),
)  # fmt: skip
SIDE = ("revenue", "operating_income", "net_income")
SIDE_STEP = len(drivers.SCENARIOS) + 2
FIRST_SIDE = LAST_HEAD + 2
CHOSEN = FIRST_SIDE + SIDE_STEP * len(SIDE) + 1
STEP = len(ITEMS) + 1
LAST = CHOSEN + STEP * (len(drivers.SCENARIOS) + 1) - 2


def row_of(name: str, scenario: int = 0) -> int:
    """The row of an item: of the chosen scenario, or of the first (1) to the fourth (4)."""
    return CHOSEN + STEP * scenario + [item.name for item in ITEMS].index(name)


def head(tag: str, column: str) -> str:
    """A head cell, `K$15`."""
    return f"{column}${FIRST_HEAD + [item[2].removeprefix('period.') for item in HEADS].index(tag)}"


def _tailed(tag: str, column: str) -> str:
    """What a head cell says, with the end of keys where there are several accounting standards."""
    return f"{head(tag, column)}&{head('tail', column)}"


def draw_scenarios(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 40, "C": 25, "D": 7.5, "E": 12, "F": 20, NEXT: 9.6, LATER: 9.6, HALVES: 10})
    page.widths({NINE: 10, YEARS: 10.4, "M": 1.2, COMMENT: 50})
    page.sheet.set_column("G:G", 26, None, {"level": 1})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", "Scenarios", "The switches of the workbook, and the forecast in each scenario", "C1")
    master(page, "D1:F1")
    _switches(page)
    _heads(page)
    _side_by_side(page)
    section(page, CHOSEN - 1, '="Chosen: "&scenario', "選択したシナリオ", f"{NEXT}:{YEARS}", COMMENT)
    for item in ITEMS:
        _chosen(page, item)
    for number, (code, label, label_ja) in enumerate(drivers.SCENARIOS, 1):
        section(page, CHOSEN + STEP * number - 1, label, label_ja, f"{NEXT}:{YEARS}", COMMENT)
        for item in ITEMS:
            _item(page, item, code, number)
    page.heights(LAST + 1, LAST + 1, 6)
    for column, name in LISTS.items():
        page.put(f"{column}{LAST + 1}", f"{{{{/{name}}}}}", "tiny")
    not_disclosed(page, f"{NEXT}{FIRST_SIDE}:{YEARS}{LAST}")
    first, last = row_of("revenue"), row_of("net_income")
    for name, area in (
        ("forecast_key", f"$G${first}:$G${last}"),
        ("forecast_value", f"${NEXT}${first}:${YEARS}${last}"),
        ("forecast_period", f"${NEXT}${LAST_HEAD}:${YEARS}${LAST_HEAD}"),
    ):
        page.book.define_name(name, f"={NAME}!{area}")
    page.sheet.freeze_panes(LAST_HEAD, 3)
    paper(page, A3, f"A1:{COMMENT}{LAST}", rows=(FIRST_HEAD, LAST_HEAD))


def _switches(page: Page) -> None:
    """Scenario and vintage: drop-down lists in yellow cells, and what follows from them."""
    names = [label for _, label, _ in drivers.SCENARIOS]
    rows = (
        ("Scenario", "シナリオ", names[0], "scenario", "The forecast that Model and the charts show"),
        ("Figures", "数値の版", VINTAGES[0], "vintage", "Latest, as first reported, or as known on a day"),
        ("As of", "基準日", "{{report.as_of_day}}", "vintage_date", "The day, where Figures says As of"),
    )
    page.heights(SWITCH, SWITCH + len(rows) - 1, 17)
    for number, (label, label_ja, value, name, words) in enumerate(rows, SWITCH):
        page.put(f"B{number}", label, "bold", indent=1)
        page.put(f"C{number}", label_ja, "japanese")
        look = ("input", "day") if name == "vintage_date" else ("input",)
        page.put(f"D{number}", value, *look, bold=True, align="left")
        page.sheet.merge_range(f"D{number}:E{number}", "", page.styles(*look, bold=True, align="left"))
        page.put(f"D{number}", value, *look, bold=True, align="left")
        page.put(f"{COMMENT}{number}", words, "small", "muted", indent=1)
        page.book.define_name(name, f"={NAME}!$D${number}")
    page.sheet.data_validation(f"D{SWITCH}", {"validate": "list", "source": names,
        "input_title": "Scenario", "input_message": "Which forecast the workbook shows",
        "error_title": "Scenario", "error_message": "Choose one from the list."})  # fmt: skip
    page.sheet.data_validation(f"D{SWITCH + 1}", {"validate": "list", "source": list(VINTAGES),
        "input_title": "Figures", "input_message": "Latest print, first print, or what was known on a day",
        "error_title": "Figures", "error_message": "Choose one from the list."})  # fmt: skip
    page.sheet.data_validation(f"D{SWITCH + 2}", {"validate": "date", "criteria": ">", "value": "=1",
        "input_title": "As of", "input_message": "A date such as 2014-02-07",
        "error_title": "As of", "error_message": "A date, please."})  # fmt: skip
    helpers = (
        ("scenario_number", "Number of the scenario",
         f"=MATCH(scenario,$B${SWITCH + 5}:$E${SWITCH + 5},0)", "number_or_words"),
        ("vintage_first", "First reported = 1", f'=IF(vintage="{VINTAGES[1]}",1,0)', "number_or_words"),
        ("vintage_day", "Documents up to", f'=IF(vintage="{VINTAGES[2]}",vintage_date,MAX(data_since))', "day"),
    )  # fmt: skip
    for number, (name, label, formula, style) in enumerate(helpers, SWITCH):
        page.put(f"G{number}", formula, style, "small", align="right")
        page.put(f"F{number}", label, "tiny", align="right")
        page.book.define_name(name, f"={NAME}!$G${number}")
    words = f'=IF(vintage="{VINTAGES[2]}","as of "&TEXT(vintage_date,"yyyy-mm-dd"),LOWER(vintage))'
    page.put(f"B{SWITCH + 4}", "Scenarios by number", "tiny", indent=1)
    for column, label in zip("BCDE", names, strict=True):
        page.put(f"{column}{SWITCH + 5}", label, "tiny", indent=1 if column == "B" else 0)
    page.put(f"F{SWITCH + 3}", "Words in the heads of all sheets", "tiny", align="right")
    page.put(f"G{SWITCH + 3}", words, "small", align="right")
    page.book.define_name("vintage_words", f"={NAME}!$G${SWITCH + 3}")


def _heads(page: Page) -> None:
    timeline_heads(page, HEADS, FIRST_HEAD, LISTS, COMMENT, shown=3, gaps="M")
    for column, words in (
        ("D", "Unit"),
        ("E", "Scenario"),
        ("F", "Metric"),
        ("G", "Key"),
        (COMMENT, "Comment"),
    ):
        page.put(f"{column}{FIRST_HEAD}", words, "head")


def _left(
    page: Page,
    row: int,
    item: Item,
    scenario: str,
    *,
    label: str = "",
    label_ja: str = "",
    total: bool = False,
) -> None:
    look = ("total",) if total else ()
    ratio = ("ratio",) if item.kind in ("growth", "share") else ()
    page.heights(row, row, 15.5)
    page.fill(f"A{row}", f"G{row}", *look)
    page.put(f"B{row}", label or item.label, *ratio, *look, indent=2 if ratio or label else 1)
    words = label_ja if label else item.label_ja
    page.put(f"C{row}", words, *look, "japanese", bold=False)
    page.put(f"D{row}", "%" if ratio else "JPY mn", "small", "muted", *look, bold=False)
    page.put(f"E{row}", scenario, "small", "muted", *look, bold=False)
    page.put(f"F{row}", item.name, "tiny", *look, bold=False)


def _side_by_side(page: Page) -> None:
    section(page, FIRST_SIDE - 1, "Side by side", "比較", f"{NEXT}:{YEARS}", COMMENT)
    by_name = {item.name: item for item in ITEMS}
    for place, name in enumerate(SIDE):
        item, top = by_name[name], FIRST_SIDE + SIDE_STEP * place
        page.heights(top, top, 15.5)
        page.fill(f"A{top}", f"G{top}", "total")
        page.put(f"B{top}", item.label, "total", indent=1)
        page.put(f"C{top}", item.label_ja, "total", "japanese", bold=False)
        for column in LISTS:
            page.fill(f"{column}{top}", f"{column}{top}", "total")
        for number, (code, label, label_ja) in enumerate(drivers.SCENARIOS, 1):
            row = top + number
            _left(page, row, item, code, label=label, label_ja=label_ja)
            for column in LISTS:
                page.put(f"{column}{row}", f"={column}{row_of(name, number)}", "level", "calculation")
        row = top + SIDE_STEP - 1
        _left(page, row, item, "", label="Target of the company, as published", label_ja="会社目標（公表値）")
        key = f'$F{row}&"|"&{{c}}${LAST_HEAD}&"|{{scenario}}"&{head("tail", "{c}")}'
        for column in LISTS:
            found = [
                f"INDEX(data_value,MATCH({key.format(c=column, scenario=scenario)},data_key,0))"
                for scenario in ("target_revised", "target")
            ]
            text = f'=IFERROR({found[0]},IFERROR({found[1]},"n/d"))'
            page.put(f"{column}{row}", text, "level", "link", "target")


def _chosen(page: Page, item: Item) -> None:
    row = row_of(item.name)
    _left(page, row, item, "chosen", total=item.total)
    page.put(f"G{row}", item.name, "tiny", *(("total",) if item.total else ()), bold=False)
    for column in LISTS if item.year else QUARTERS:
        choices = ",".join(f"{column}{row_of(item.name, n)}" for n in range(1, len(drivers.SCENARIOS) + 1))
        _number(page, f"{column}{row}", item, f"=CHOOSE(scenario_number,{choices})")


def _number(page: Page, cell: str, item: Item, text: str, *, link: bool = False) -> None:
    look = ("ratio",) if item.kind in ("growth", "share") else ()
    total = ("total",) if item.total else ()
    page.put(cell, text, item.kind, "link" if link else "calculation", *look, *total)


def _item(page: Page, item: Item, code: str, number: int) -> None:
    row = row_of(item.name, number)
    _left(page, row, item, code, total=item.total)
    page.put(f"G{row}", f"{code}|{item.name}", "tiny", *(("total",) if item.total else ()), bold=False)
    for column in QUARTERS:
        if item.driver:
            _number(page, f"{column}{row}", item, _driver_text(item.driver, code, column), link=True)
            continue
        body = (
            _revenue(column, row, number) if item.name == "revenue" else _typed(item.formula, column, number)
        )
        _number(page, f"{column}{row}", item, f'=IFERROR({body},"n/d")')
    for column in LONGER if item.year else ():
        _number(page, f"{column}{row}", item, _longer(item, row, number, column))


def _driver_text(driver: str, code: str, column: str) -> str:
    row = drivers.driver_row(driver, code)
    ahead = drivers.AHEAD
    return (
        f"=INDEX({drivers.NAME}!${ahead}${row}:${ahead}${row},MATCH({head('key', column)},"
        f"{drivers.NAME}!${ahead}${drivers.LAST_HEAD}:${ahead}${drivers.LAST_HEAD},0))"
    )


def _revenue(column: str, row: int, number: int) -> str:
    """The year before, grown: actual for the next four quarters, the forecast of those for the later ones."""
    growth = f"(1+{column}{row_of('revenue_growth', number)})"
    if column == NEXT:
        before = (
            f'INDEX(rolled_value,MATCH($F{row}&"|"&{_tailed("prior_fiscal_year", column)},rolled_key,0),'
            f"MATCH({head('node', column)},rolled_node,0))"
        )
    else:
        before = (
            f"INDEX(${NEXT}{row}:${NEXT}{row},MATCH({head('prior_year', column)},"
            f"${NEXT}${LAST_HEAD}:${NEXT}${LAST_HEAD},0))"
        )
    return f"{before}*{growth}"


def _typed(formula: str, column: str, number: int) -> str:
    text = formula.replace("{c}", column)
    for item in ITEMS:
        text = text.replace("{" + item.name + "}", str(row_of(item.name, number)))
    return text


def _longer(item: Item, row: int, number: int, column: str) -> str:
    """A half, nine months or a year: what is told of it so far, and its quarters ahead."""
    if item.year == "ahead":
        return f'=IFERROR({_sum(row, column)},"n/d")'
    if item.year == "growth":
        revenue = row_of("revenue", number)
        first = (
            f'INDEX(rolled_value,MATCH($F{revenue}&"|"&{_tailed("prior_fiscal_year", column)},rolled_key,0),'
            f"MATCH({head('node', column)},rolled_node,0))"
        )
        later = (
            f"INDEX(${column}{revenue}:${column}{revenue},MATCH({head('prior_year', column)},"
            f"${column}${LAST_HEAD}:${column}${LAST_HEAD},0))"
        )
        return f'=IFERROR({column}{revenue}/IFERROR({first}+0,{later})-1,"n/d")'
    if item.year == "same":
        return f'=IFERROR({_typed(item.formula, column, number)},"n/d")'
    if item.year != "sum":
        return f'=IFERROR({_typed(item.year, column, number)},"n/d")'
    told = (
        f'IF({head("told", column)}="-",0,INDEX(rolled_value,MATCH($F{row}&"|"&{_tailed("year", column)},'
        f"rolled_key,0),MATCH({head('told', column)},rolled_node,0)))"
    )
    return f'=IFERROR({told}+{_sum(row, column)},"n/d")'


def _sum(row: int, column: str) -> str:
    """The quarters ahead of a longer period; an error where one of them is a gap."""
    values = f"${NEXT}{row}:${LATER}{row}"
    within = LONGER[column]
    heads = f"{head(within, '$' + NEXT)}:{head(within, '$' + LATER)}"
    return f'IF(COUNTIF({values},"n/d")=0,SUMIFS({values},{heads},{head("key", column)}),NA())'
