"""Sheet Bridges: what moved revenues and operating income between a period and the year before.

Revenues: FY17 against FY16     157,789   ...   +2,682 systems integration   +15,580 not disclosed   176,051

Above, two charts that follow the period chosen in a list; below, every period whose parts are disclosed, and the
printed figures behind each step. What no document tells is a step of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.chart import Chart

from reportgen.new.cell_styles import DOWN, FAINT, HAIR, INK, LATIN, NAVY, UP
from reportgen.new.list_sheet import (
    ListColumn,
    define,
    draw_folded,
    helpers,
    printed_value,
)
from reportgen.new.page import A3, Page, fold_names, letters, master, not_disclosed, paper, title

NAME = "Bridges"
UNKNOWN = "#B9C2CF"
FIRST = 3  # the column of the start, counted from 0
KEY, LAST = "P", "N"
# What only the charts read stands behind the keys, folded away.
_HELPERS = dict(
    zip(("ends", "base", "up", "down", "up below", "down below", "rest", "label"), "QRSTUVWX", strict=True)
)
_FLOOR, _UNIT = "Y", "Z"
_UNITS = tuple(10**power for power in range(7))


@dataclass(frozen=True)
class Frame:
    """One bridge: the rule it is made by, how many parts that has, where its chart and its periods stand."""

    rule: str
    parts: int
    top: int
    section: int

    @property
    def first(self) -> int:
        """The row of the first step."""
        return self.top + 2

    @property
    def last(self) -> int:
        """The row of the last step."""
        return self.top + self.parts + 4

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


REVENUE = Frame("revenue_by_service_line", 4, 4, 27)
INCOME = Frame("operating_income_identity", 3, 15, 32)
PART_SECTION, PART_HEAD, PART = 37, 38, 40
STEP_HEIGHT, CHART_HEIGHT = 22, 218
ENDS = '"#,##0;(#,##0);0"'
STEP = '"+#,##0;(#,##0);0"'


def draw_bridges(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 34, "C": 12, "D:J": 13.5, "K": 2.2, "L": 14, "M": 10, "N": 56})
    page.sheet.set_column(f"O:{_UNIT}", 24, None, {"level": 1, "hidden": True})
    page.sheet.outline_settings(True, False, False, False)
    title(
        page,
        "A1",
        NAME,
        "Change on the year before, part by part; choose a period in the yellow cells. "
        "Not disclosed: what the documents tell of no part, with rounding.",
        "L1",
    )
    page.put("L2", "{{report.unit}}", "muted")
    master(page, "G1:I1")
    for frame in (REVENUE, INCOME):
        _chart_table(page, frame)
        _periods(page, frame)
    _parts(page)
    fit = ",".join(f"$N${frame.row}:$N${frame.row}" for frame in (REVENUE, INCOME))
    fold_names(page, fit=fit)
    page.sheet.freeze_panes(2, 0)
    # The list that goes on behind its first page has its heads there.
    paper(page, A3, f"A1:{LAST}{PART}", rows=(INCOME.head, INCOME.head))


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
        f'=$B${frame.section}&": "&$D{top}&" against "&IFERROR({_picked(frame, "C")},"n/d")&", "&$L$2',
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
    for at, text in (("B", "Step"), ("C", "Amount"), ("D", "Level")):
        page.put(f"{at}{head}", text, "facts", "head_end", *(("text_right",) if at != "B" else ()))
    for name, at in _HELPERS.items():
        page.put(f"{at}{head}", name.capitalize(), "tiny")
    first, last = frame.first, frame.last
    for step, row in enumerate(range(first, last + 1)):
        _step(page, frame, step, row, end=row == last)
    _floor(page, frame)
    not_disclosed(page, f"C{first}:D{last}")
    words = (
        "Waterfall: the total of the year before, the steps of the parts, what is not disclosed, and the total of "
        f"the chosen period ({frame.rule.replace('_', ' ')}). Columns begin where the title says, else at 0."
    )
    page.sheet.insert_chart(
        f"E{head}",
        _chart(page, frame, first, last),
        {"x_offset": 12, "y_offset": 4, "object_position": 1, "description": words},
    )


def _floor(page: Page, frame: Frame) -> None:
    """Where the columns begin: at 0, or so far below the lowest level that the steps can be told apart.

    The title of the chart says so; it is a whole number of tens, hundreds, thousands ...
    """
    top = frame.top
    levels = f"$D{frame.first}:$D{frame.last}"
    reach = f"(MAX({levels})-MIN({levels}))"
    page.put(f"{_FLOOR}{top}", "Columns begin at", "tiny")
    page.put(f"{_UNIT}{top}", "Rounded down to", "tiny")
    for number, unit in enumerate(_UNITS, top + 1):
        page.put(f"{_UNIT}{number}", unit, "level", "typed")
    units = f"${_UNIT}${top + 1}:${_UNIT}${top + len(_UNITS)}"
    unit_of_reach = f'INDEX({units},COUNTIF({units},"<="&{reach}))'
    page.put(
        f"{_FLOOR}{top + 1}",
        f"=IFERROR(MAX(0,INT((MIN({levels})-{reach})/{unit_of_reach})*{unit_of_reach}),0)",
        "level",
        "calculation",
    )
    begin = f'IF({_FLOOR}{top + 1}>0,"; columns begin at "&TEXT({_FLOOR}{top + 1},{ENDS}),"")'
    page.put(f"{_FLOOR}{top + 2}", f"=$A{top}&{begin}", "tiny")


def _step(page: Page, frame: Frame, step: int, row: int, *, end: bool) -> None:
    rest = step == frame.parts + 1
    column = frame.column(step)
    inner = step > 0 and not end
    page.heights(row, row, STEP_HEIGHT)
    if not inner:
        period = f'IFERROR({_picked(frame, "B" if end else "C")},"n/d")'
        page.put(f"B{row}", f'=$B${frame.section}&" "&{period}', "line", "bold", indent=1)
    else:
        page.put(f"B{row}", f"={column}${frame.head}", "line", indent=1)
    bold = () if inner else ("bold",)
    kind = "change" if inner else "level"
    page.put(f"C{row}", f'=IFERROR({_picked(frame, column)},"n/d")', kind, "calculation", "line", *bold)
    level = f"=SUM(D{row - 1},C{row})" if inner else f"=C{row}"
    page.put(f"D{row}", level, "level", "calculation", "line", "muted")
    # The chart is drawn above its floor.
    floor = f"${_FLOOR}${frame.top + 1}"
    before, now = f"($D{row - 1}-{floor})", f"($D{row}-{floor})"
    low, high = f"MIN({before},{now})", f"MAX({before},{now})"
    above, below = f"MAX({high},0)-MAX({low},0)", f"MIN({low},0)-MIN({high},0)"
    if not inner:
        _helper(page, "ends", row, f"=SUM(C{row})-{floor}")
    else:
        _helper(page, "base", row, f"=MAX({low},0)+MIN({high},0)")
        up = f"$D{row}>=$D{row - 1}"
        parts = (
            {"rest": f"={above}+{below}"}
            if rest
            else {
                "up": f"=IF({up},{above},0)",
                "down": f"=IF({up},0,{above})",
                "up below": f"=IF({up},{below},0)",
                "down below": f"=IF({up},0,{below})",
            }
        )
        for name, formula in parts.items():
            _helper(page, name, row, formula)
    code = STEP if inner else ENDS
    page.put(f"{_HELPERS['label']}{row}", f"=B{row}&CHAR(10)&TEXT(C{row},{code})", "tiny")


def _helper(page: Page, name: str, row: int, formula: str) -> None:
    page.put(f"{_HELPERS[name]}{row}", formula, "level", "calculation", "muted")


def _chart(page: Page, frame: Frame, first: int, last: int) -> Chart:
    chart = page.book.add_chart({"type": "column", "subtype": "stacked", "name": f"Chart {frame.rule}"})
    colours = {
        "base": "",
        "ends": NAVY,
        "up": UP,
        "down": DOWN,
        "up below": UP,
        "down below": DOWN,
        "rest": UNKNOWN,
    }
    for name, colour in colours.items():
        column = _HELPERS[name]
        chart.add_series(
            {
                "name": f"={NAME}!${column}${first - 1}",
                "categories": f"={NAME}!${_HELPERS['label']}${first}:${_HELPERS['label']}${last}",
                "values": f"={NAME}!${column}${first}:${column}${last}",
                "fill": {"color": colour} if colour else {"none": True},
                "border": {"none": True},
                "gap": 40,
            }
        )
    chart.set_title(
        {
            "name": f"={NAME}!${_FLOOR}${frame.top + 2}",
            "name_font": {"name": LATIN, "size": 10, "color": NAVY, "bold": True},
            "overlay": False,
        }
    )
    chart.set_legend({"none": True})
    chart.set_chartarea({"border": {"color": HAIR, "width": 0.75}, "fill": {"color": "#FFFFFF"}})
    font = {"name": LATIN, "size": 9, "color": INK}
    chart.set_x_axis(
        {"num_font": font, "line": {"color": FAINT}, "major_tick_mark": "none", "label_position": "low"}
    )
    # The amounts stand under the columns.
    chart.set_y_axis(
        {
            "label_position": "none",
            "line": {"none": True},
            "major_tick_mark": "none",
            "major_gridlines": {"visible": False},
        }
    )
    chart.show_hidden_data()
    # To the right edge of the lists below.
    chart.set_size({"width": 1183, "height": CHART_HEIGHT})
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
    page.heights(head, head, 28)
    page.fill(f"A{head}", f"{LAST}{head}", "head", "head_end", font_size=9)
    # The metrics serve the sums of the parts; nobody need read them.
    page.sheet.set_row(keys - 1, 11, None, {"level": 1, "hidden": True})
    page.fill(f"A{keys}", f"{LAST}{keys}", "facts", font_size=8)
    for at, words in (("B", "Period"), ("C", "Against"), (end, "The period"), ("L", "Dates")):
        side = ("text_right",) if at == end else ()
        page.put(f"{at}{head}", words, "head", "head_end", *side, font_size=9)
    page.put(f"M{head}", "Parts told", "head", "head_end", font_size=9)
    page.put(f"O{head}", "Parts told", "tiny")
    page.put(f"N{head}", "Documents", "head", "head_end", font_size=9)
    wrapped, small = ("head", "head_end", "text_right", "wrap"), ("facts", "text_right")
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
    page.put(f"L{row}", "{{pair.dates}}", "small", "muted", "line")
    page.put(f"M{row}", "{{pair.known}} of {{pair.of}}", "small", "line", "muted")
    page.put(f"O{row}", "{{pair.known}}", "tiny")
    page.put(f"N{row}", "{{pair.documents}}", "small", "muted", "wrap", "line", valign="vcenter")
    page.put(
        f"{KEY}{row}",
        f"{{{{pair.key}}}}{{{{/pairs_of_{frame.rule}}}}}{{{{/bridge_of_{frame.rule}}}}}",
        "tiny",
    )
    not_disclosed(page, f"D{row}:{end}{row}")


PARTS: tuple[ListColumn, ...] = (
    ListColumn("B", "Figure", "項目", 34, "{{#bridge_parts}}{{part.label}}", ("small",)),
    ListColumn("C", "Period", "期間", 12, "{{part.period}}", ("small",)),
    ListColumn("D", "Kind", "種類", 12.5, "{{part.kind}}", ("small", "muted")),
    ListColumn("E", "Weight", "係数", 12.5, "{{part.weight}}", ("half", "typed")),
    ListColumn("F", "Amount", "金額", 12.5, printed_value(f"$O{PART}", f"$E{PART}"), ("one", "link")),
    ListColumn("H", "Document", "資料", 12.5, "{{part.document}}", ("small", "muted")),
    *helpers("O", (("Key", "{{part.id}}"), ("Step", "{{part.key}}{{/bridge_parts}}")), 24),
)


def _parts(page: Page) -> None:
    draw_folded(page, PARTS, PART_SECTION, LAST, "printed figures behind the steps")
    define(page, NAME, "bridge_part_key", KEY, PART_HEAD, PART)
    define(page, NAME, "bridge_part_value", "F", PART_HEAD, PART)
