"""Sheet Bridges: what moved revenues and operating income between a period and the year before.

Revenues: FY17 against FY16     157,789   ...   +2,682 systems integration   +15,580 not disclosed   176,051

Above, two charts that follow the period chosen in a list; below, every period whose parts are disclosed, and the
printed figures behind each step. What no document tells is a step of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.chart import Chart

from reportgen.new.cell_styles import DOWN, HAIR, INK, LATIN, NAVY, UP
from reportgen.new.list_sheet import (
    ListColumn,
    define,
    draw_group,
    draw_heads,
    draw_row,
    helpers,
    printed_value,
)
from reportgen.new.page import A3, Page, letters, master, not_disclosed, paper, title

NAME = "Bridges"
UNKNOWN = "#B9C2CF"
FIRST = 3  # the column of the start, counted from 0
KEY, LAST = "P", "N"


@dataclass(frozen=True)
class Frame:
    """One bridge: the rule it is made by, how many parts that has, where its chart and its periods stand."""

    rule: str
    parts: int
    top: int
    section: int

    @property
    def head(self) -> int:
        """The row of the heads over the periods; keys stand in the next, the periods after that."""
        return self.section + 1

    @property
    def keys(self) -> int:
        """The row with the metrics of the columns."""
        return self.section + 2

    @property
    def row(self) -> int:
        """The prototype row of the periods."""
        return self.section + 3

    def column(self, step: int) -> str:
        """The column of a step: 0 is the start, the last two are what is not disclosed, and the end."""
        return letters(FIRST + step)


REVENUE = Frame("revenue_by_service_line", 4, 5, 48)
INCOME = Frame("operating_income_identity", 3, 26, 53)
PART_SECTION, PART_HEAD, PART = 58, 59, 61
ENDS = '"#,##0;(#,##0);0"'
STEP = '"+#,##0;(#,##0);0"'


def draw_bridges(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 40, "C": 12, "D:K": 13, "L": 30, "M": 10, "N": 50})
    page.sheet.set_column(f"O:{KEY}", 24, None, {"level": 1, "hidden": True})
    page.sheet.outline_settings(True, False, False, False)
    title(
        page, "A1", NAME, "Change on the year before, part by part; choose a period in the yellow cells", "D1"
    )
    page.put("A3", "Not disclosed: what the documents tell of no part, with rounding.", "muted")
    page.put("L3", "{{report.unit}}", "muted", indent=1)
    master(page, "H1:J1")
    for frame in (REVENUE, INCOME):
        _chart_table(page, frame)
        _periods(page, frame)
    _parts(page)
    page.sheet.freeze_panes(3, 0)
    paper(page, A3, f"A1:{LAST}{PART}", rows=(1, 2), high=2)


def _picked(frame: Frame, column: str) -> str:
    """The cell of `column` in the row of the chosen period."""
    row = frame.row
    return f"INDEX(${column}${row}:${column}${row},MATCH($D${frame.top},$B${row}:$B${row},0))"


def _chart_table(page: Page, frame: Frame) -> None:
    top = frame.top
    page.heights(top, top, 20)
    page.fill(f"A{top}", f"{LAST}{top}", "section")
    page.put(
        f"A{top}",
        f'=$B${frame.section}&": "&$D{top}&" against "&IFERROR({_picked(frame, "C")},"n/d")&", "&$L$3',
        "section",
    )
    # It opens on the newest of the periods of which most parts are known.
    known = f"$O${frame.row}:$O${frame.row}"
    opens = f"=INDEX($B${frame.row}:$B${frame.row},MATCH(MAX({known}),{known},0))"
    page.put(f"D{top}", opens, "calculation", "bold", "centre", "box", bg_color="#FFF9C4", locked=False)
    page.sheet.data_validation(
        f"D{top}",
        {
            "validate": "list",
            "source": f"={NAME}!$B${frame.row}:$B${frame.row}",
            "input_title": "Period",
            "input_message": "A period of the list below",
            "error_title": "Period",
            "error_message": "Choose one from the list.",
        },
    )
    head = top + 1
    words = "Step|Amount|Level|Ends|Base|Up|Down|Up below 0|Down below 0|Not disclosed"
    for number, text in enumerate(words.split("|")):
        side = ("text_right",) if number else ()
        page.put(f"{letters(1 + number)}{head}", text, "facts", "head_end", *side)
    page.put(f"L{head}", "Label of the chart", "facts", "head_end", indent=1)
    first, last = head + 1, head + frame.parts + 3
    for step, row in enumerate(range(first, last + 1)):
        _step(page, frame, step, row, end=row == last)
    not_disclosed(page, f"C{first}:D{last}")
    chart = _chart(page, frame, first, last)
    words = (
        "Waterfall: the total of the year before, the steps of the parts, what is not disclosed, and the total of "
        f"the chosen period ({frame.rule.replace('_', ' ')})."
    )
    # Beside nothing else: under the table, over the width of the sheet's figures.
    page.sheet.insert_chart(
        f"B{last + 1}",
        chart,
        {"x_offset": 4, "y_offset": 4, "object_position": 1, "description": words},
    )


def _step(page: Page, frame: Frame, step: int, row: int, *, end: bool) -> None:
    rest = step == frame.parts + 1
    column = frame.column(step)
    inner = step > 0 and not end
    page.heights(row, row, 14)
    if not inner:
        period = f'IFERROR({_picked(frame, "B" if end else "C")},"n/d")'
        page.put(f"B{row}", f'=$B${frame.section}&" "&{period}', "line", "bold", indent=1)
    else:
        page.put(f"B{row}", f"={column}${frame.head}", "line", indent=1)
    kind = "change" if inner else "level"
    page.put(f"C{row}", f'=IFERROR({_picked(frame, column)},"n/d")', kind, "calculation", "line")
    page.put(f"D{row}", f"=SUM(D{row - 1},C{row})" if inner else f"=C{row}", "level", "calculation", "line")
    for at in "EFGHIJK":
        page.fill(f"{at}{row}", f"{at}{row}", "level", "line")
    low, high = f"MIN($D{row - 1},$D{row})", f"MAX($D{row - 1},$D{row})"
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    if not inner:
        page.put(f"E{row}", f"=SUM(C{row})", "level", "calculation", "line", "muted")
    elif rest:
        page.put(f"F{row}", f"=MAX({low},0)+MIN({high},0)", "level", "calculation", "line", "muted")
        page.put(f"K{row}", f"={above}+{below}", "level", "calculation", "line", "muted")
    else:
        up = f"$D{row}>=$D{row - 1}"
        page.put(f"F{row}", f"=MAX({low},0)+MIN({high},0)", "level", "calculation", "line", "muted")
        for at, test, part in (
            ("G", f"{up},{above},0", "level"),
            ("H", f"{up},0,{above}", "level"),
            ("I", f"{up},{below},0", "level"),
            ("J", f"{up},0,{below}", "level"),
        ):
            page.put(f"{at}{row}", f"=IF({test})", part, "calculation", "line", "muted")
    code = STEP if inner else ENDS
    page.put(f"L{row}", f'=B{row}&"  "&TEXT(C{row},{code})', "tiny", "line", indent=1)


def _chart(page: Page, frame: Frame, first: int, last: int) -> Chart:
    chart = page.book.add_chart({"type": "column", "subtype": "stacked", "name": f"Chart {frame.rule}"})
    colours = {"F": "", "E": NAVY, "G": UP, "H": DOWN, "I": UP, "J": DOWN, "K": UNKNOWN}
    for column, colour in colours.items():
        chart.add_series(
            {
                "name": f"={NAME}!${column}${first - 1}",
                "categories": f"={NAME}!$L${first}:$L${last}",
                "values": f"={NAME}!${column}${first}:${column}${last}",
                "fill": {"color": colour} if colour else {"none": True},
                "border": {"none": True},
                "gap": 40,
            }
        )
    chart.set_title(
        {
            "name": f"={NAME}!$A${frame.top}",
            "name_font": {"name": LATIN, "size": 10, "color": NAVY, "bold": True},
            "overlay": False,
        }
    )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": HAIR, "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    font = {"name": LATIN, "size": 9, "color": INK}
    chart.set_x_axis(
        {"num_font": font, "line": {"color": "#8C96A5"}, "major_tick_mark": "none", "label_position": "low"}
    )
    chart.set_y_axis(
        {
            "num_font": {**font, "size": 8},
            # Revenue stands far above its changes: columns that begin elsewhere would show them out of proportion.
            **({"min": 0} if frame is REVENUE else {}),
            "num_format": "#,##0;(#,##0);0",
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": HAIR, "width": 0.5}},
        }
    )
    chart.show_hidden_data()
    chart.set_size({"width": 1160, "height": 196})
    return chart


def _periods(page: Page, frame: Frame) -> None:
    section, head, keys, row = frame.section, frame.head, frame.keys, frame.row
    steps = frame.parts + 3
    rest, end = frame.column(steps - 2), frame.column(steps - 1)
    page.heights(section, section, 18)
    page.fill(f"A{section}", f"{LAST}{section}", "section")
    page.put(f"A{section}", f"{{{{#bridge_of_{frame.rule}}}}}", "section")
    page.put(f"B{section}", "{{bridge.label}}", "section")
    page.put(
        f"C{section}", "{{bridge.label_ja}}   {{bridge.explain}}", "section", "small", "muted", bold=False
    )
    page.heights(head, head, 40)
    page.fill(f"A{head}", f"{LAST}{head}", "head", font_size=9)
    page.fill(f"A{keys}", f"{LAST}{keys}", "facts", "head_end", font_size=8)
    for at, words in (("B", "Period"), ("C", "Against"), (end, "The period"), ("L", "Dates")):
        side = ("text_right",) if at == end else ()
        page.put(f"{at}{head}", words, "head", *side, font_size=9)
    page.put(f"M{head}", "Parts told", "head", font_size=9)
    page.put(f"O{head}", "Parts told", "tiny")
    page.put(f"N{head}", "Documents", "head", font_size=9)
    wrapped, small = ("head", "text_right", "wrap"), ("facts", "head_end", "text_right")
    looks: dict[str, float | str] = {"font_size": 9, "valign": "vcenter"}
    page.put(f"{frame.column(0)}{head}", "The year before", *wrapped, **looks)
    page.put(f"{frame.column(0)}{keys}", "start", *small, font_size=8)
    page.put(f"{end}{keys}", "end", *small, font_size=8)
    page.put(f"{rest}{head}", "Not disclosed, rounding", *wrapped, **looks)
    for step in range(1, frame.parts + 1):
        at = frame.column(step)
        page.put(f"{at}{head}", f"{{{{bridge.s{step}}}}}", *wrapped, **looks)
        page.put(f"{at}{keys}", f"{{{{bridge.k{step}}}}}", *small, "shrink", font_size=8)
    page.heights(row, row, 15.5)
    page.fill(f"A{row}", f"{LAST}{row}", "line")
    page.put(f"B{row}", f"{{{{#pairs_of_{frame.rule}}}}}{{{{pair.period}}}}", "line", "bold", indent=1)
    page.put(f"C{row}", "{{pair.prior}}", "line", "muted")
    for step in range(steps):
        at = frame.column(step)
        if at == rest:
            between = f"{frame.column(1)}{row}:{frame.column(frame.parts)}{row}"
            text = f'=IFERROR({end}{row}-{frame.column(0)}{row}-SUM({between}),"n/d")'
            page.put(f"{at}{row}", text, "change", "residual", "line")
            continue
        key = f"${KEY}{row}&{at}${keys}"
        text = f'=IF(COUNTIFS(bridge_part_key,{key})>0,SUMIFS(bridge_part_value,bridge_part_key,{key}),"n/d")'
        page.put(f"{at}{row}", text, "level" if step in (0, steps - 1) else "change", "calculation", "line")
    page.put(f"L{row}", "{{pair.dates}}", "tiny", "line")
    page.put(f"M{row}", "{{pair.known}} of {{pair.of}}", "small", "line", "muted")
    page.put(f"O{row}", "{{pair.known}}", "tiny")
    page.put(f"N{row}", "{{pair.documents}}", "tiny", "line")
    page.put(
        f"{KEY}{row}",
        f"{{{{pair.key}}}}{{{{/pairs_of_{frame.rule}}}}}{{{{/bridge_of_{frame.rule}}}}}",
        "tiny",
    )
    not_disclosed(page, f"D{row}:{end}{row}")


PARTS: tuple[ListColumn, ...] = (
    ListColumn("B", "Figure", "項目", 40, "{{#bridge_parts}}{{part.label}}", ("small",)),
    ListColumn("C", "Period", "期間", 12, "{{part.period}}", ("small",)),
    ListColumn("D", "Kind", "種類", 13, "{{part.kind}}", ("small", "muted")),
    ListColumn("E", "Weight", "係数", 13, "{{part.weight}}", ("half", "typed")),
    ListColumn("F", "Amount", "金額", 13, printed_value(f"$O{PART}", f"$E{PART}"), ("one", "link")),
    ListColumn("L", "Document", "資料", 30, "{{part.document}}", ("tiny",)),
    *helpers("O", (("Key", "{{part.id}}"), ("Step", "{{part.key}}{{/bridge_parts}}")), 24),
)


def _parts(page: Page) -> None:
    draw_group(page, PART_SECTION, LAST, {"A": "The printed figures behind the steps"})
    page.fill(f"A{PART_HEAD}", f"{LAST}{PART_HEAD}", "head")
    page.fill(f"A{PART_HEAD + 1}", f"{LAST}{PART_HEAD + 1}", "facts", "head_end")
    draw_heads(page, PARTS, PART_HEAD)
    draw_row(page, PARTS, PART, 14)
    define(page, NAME, "bridge_part_key", KEY, PART_HEAD, PART)
    define(page, NAME, "bridge_part_value", "F", PART_HEAD, PART)
