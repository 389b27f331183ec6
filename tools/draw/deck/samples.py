"""Charts of the library by the names that pages give them, with their sample figures: round inventions."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from collections.abc import Callable

from tools.draw.deck.chart_markup import (
    CELL_FIELD,
    NONE,
    VALUE_FIELD,
    category_axis,
    cell_labels,
    field_paragraph,
    flags,
    hidden_category_axis,
    look,
    plain_labels,
    value_axis,
)
from tools.draw.deck.chart_workbook import Column
from tools.draw.deck.charts import SMOOTH, Chart, Series, bar_look, bars, line_look, lines, unseen_look
from tools.draw.deck.tokens import fill, line

Inner = tuple[float, float, float, float]
Values = tuple[float | None, ...]
AMOUNT, GROWTH = "#,##0_);(#,##0)", "+0.0%;(0.0%);0.0%"
QUARTERS = ("1Q01", "2Q01", "3Q01", "4Q01", "1Q02", "2Q02", "3Q02")
NAMED = {"Prior year": "prior", "Current year": "current", "Target": "target.column"}
# Direction, categories, values of each series, end of the axis, number format
PLAIN: dict[str, tuple[str, tuple[str, ...], tuple[Values, ...], float, str]] = {
    "years": (
        "col",
        ("FY01", "FY02", "FY03"),
        ((100, None, None), (None, 115, None), (None, None, 128)),
        150,
        AMOUNT,
    ),
    "halves": ("col", ("1H01", "1H02"), ((100, None), (None, 115)), 150, AMOUNT),
    "services": (
        "bar",
        tuple(f"Service {at}" for at in "ABCD"),
        ((), (0.24, 0.14, 0.18, 0.11)),
        0.31,
        GROWTH,
    ),
    "items": ("bar", tuple(f"Item {at}" for at in "ABC"), ((), (0.24, 0.14, 0.18)), 0.31, GROWTH),
    "springs": ("col", ("Apr. 01", "Apr. 02", "Apr. 03"), ((), (100, 110, 130)), 150, AMOUNT),
    "quarters_4": ("col", QUARTERS[:4], ((), (100, 110, 120, 130)), 150, "#,##0.0"),
    "quarters_6": (
        "col",
        QUARTERS[:6],
        ((100, 105, 110, 115, *[None] * 2), (*[None] * 4, 120, 125)),
        150,
        AMOUNT,
    ),
    "quarters_7": (
        "col",
        QUARTERS,
        ((100, 105, 110, 115, *[None] * 3), (*[None] * 4, 120, 125, 130)),
        150,
        AMOUNT,
    ),
}
SHARES = {
    "share": (0.15, 0.14, 0.14, 0.13, 0.14, 0.14, 0.13, 0.12),
    "small_share": (0.14, 0.13, 0.12, 0.12, 0.13, 0.13, 0.12, 0.11),
}
MARGIN = (0.16, 0.16, 0.152, 0.168, 0.159, 0.155, 0.151, 0.175)
INCOME = (0.023, 0.029, 0.031, 0.045, 0.027, 0.028, 0.033, 0.062)
# Name, values, colour, marker and its size, width in points, size of labels, ends of the axis
RATIOS = {
    "margin": ("Gross margin ratio", MARGIN, "navy", "triangle", 8, 2.25, 10, (0.0262, 0.1862)),
    "red_margin": ("Gross margin ratio", MARGIN, "network.line", "diamond", 8, 2.25, 10, (0.0262, 0.1862)),
    "income": ("Operating margin ratio", INCOME, "ratio", "circle", 6, 1.75, 10, (-0.167, 0.0766)),
}


EIGHT = ("1Q01", "2Q01", "3Q01", "4Q01", "1Q02", "2Q02", "3Q02", "4Q02")
TOTALS = (100, 110, 105, 120, 115, 125, 120, 140)
RATES = (0.05, 0.06, 0.05, 0.08, 0.15, 0.14, 0.14, 0.17)
# Each kind of chart has axes of its own; the second pair is that of a ratio.
COLUMN_AXES, LINE_AXES = (50010001, 50010002), (50020001, 50020002)
PLAIN_AXES, BRIDGE_AXES, STACK_AXES = (50030001, 50030002), (50040001, 50040002), (50050001, 50050002)


def plain(name: str, sample: str, plot: Inner, gap: int, label_size: float, axis_size: float) -> Chart:
    """Columns or bars (the first on top) of a few named figures, every value labelled at its end."""
    direction, categories, values, maximum, code = PLAIN[sample]
    labels = plain_labels(f"<c:spPr><a:noFill/>{NONE}</c:spPr>", label_size, "ink", "outEnd")
    series = tuple(
        Series(head, own, bar_look(fill(colour)), labels, number_format=code)
        for (head, colour), own in zip(NAMED.items(), values, strict=False)
        if own
    )
    side, order, across = ("l", "maxMin", "b") if direction == "bar" else ("b", "minMax", "l")
    axes = category_axis(PLAIN_AXES, axis_size, side=side, order=order)
    axes += value_axis(PLAIN_AXES, 0, maximum, across, "General")
    inner = (float(plot[0]), float(plot[1]), float(plot[2]), float(plot[3]))
    columns = bars(series, PLAIN_AXES, gap=gap, direction=direction)
    return Chart(name, categories, (columns,), axes, plot=inner, size=axis_size)


def quarters(
    name: str,
    plot: Inner,
    gap: int,
    maximum: float,
    label_sizes: tuple[float, float],
    axis_size: float = 12,
    *,
    beside: str = "growth",
    ratio: str = "",
    number: str = "#,##0",
    target: bool = False,
) -> Chart:
    """Eight quarters; `beside` says what stands with each total: growth, round (growth in parentheses), a share."""
    code = f"{number}_);({number})"
    grows = beside in ("growth", "round")
    left, right = ("[", "]") if beside == "growth" else ("(", ")")
    side = RATES if grows else SHARES[beside]
    texts = tuple(f"{left}{'+' if grows else ''}{value:.1%}{right}" for value in side)
    # The last sample stands for a target; the build takes the series out where there is none.
    shown = {"Prior year": range(4), "Current year": range(4, 7 if target else 8), "Target": range(7, 8)}
    columns = [
        Series(
            head,
            tuple(value if at in shown[head] else None for at, value in enumerate(TOTALS)),
            bar_look(fill(colour)),
            number_format=code,
            order=order,
        )
        for (head, colour), order in zip(NAMED.items(), (0, 1, 4), strict=True)
        if target or head != "Target"
    ]
    words = (
        field_paragraph("VALUE", VALUE_FIELD, f"{value:,}", label_sizes[0], "ink", bold=True)
        + field_paragraph("CELLRANGE", CELL_FIELD, text, label_sizes[1], "muted", bold=False)
        for value, text in zip(TOTALS, texts, strict=True)
    )
    labels = cell_labels(words, look(f"{number};({number})"), label_sizes[0], "ink", "t", flags(value=True))
    summed = f"=SUM(B{{row}}:{'D' if target else 'C'}{{row}})"
    total = Series("Total", TOTALS, unseen_look(28575), labels, SMOOTH, code, summed, "Label", texts, order=2)
    plots = [bars(tuple(columns), COLUMN_AXES, gap=gap), lines((total,), COLUMN_AXES)]
    axes = category_axis(COLUMN_AXES, axis_size) + value_axis(COLUMN_AXES, 0, maximum, "l", number)
    if ratio:
        head, values, colour, marker, size, width, label_size, (low, high) = RATIOS[ratio]
        stroke = f'<a:ln w="{round(width * 12700)}" cap="rnd">{fill(colour)}<a:round/></a:ln>'
        mark = f'<c:marker><c:symbol val="{marker}"/><c:size val="{size}"/><c:spPr>{fill(colour)}{line("ground", 0.75)}</c:spPr></c:marker>'
        shares = plain_labels(look("0.0%;(0.0%)", fill("ground")), label_size, colour, "t")
        plots.append(
            lines(
                (Series(head, values, line_look(stroke, mark), shares, SMOOTH, "0.0%", order=3),), LINE_AXES
            )
        )
        axes += value_axis(LINE_AXES, low, high, "r", "0.0%") + hidden_category_axis(LINE_AXES)
    percent = "+0.0%;(0.0%)" if grows else "0.0%"
    at = chr(ord("B") + len(columns) + len(plots) - 1)
    helpers = (
        Column("Growth" if grows else "Share", side, percent),
        Column("Label", texts, "@", f'="{left}"&TEXT({at}{{row}},"{percent}")&"{right}"'),
    )
    return Chart(name, EIGHT, tuple(plots), axes, helpers, plot, axis_size)


STEPS, START = (60.0, 10.0, 5.0, 5.0, -40.0), 100.0
STOPS = ("FY01 OP", "Service A", "Service B", "Service C", "Other", "SG&amp;A", "FY02 OP")


def bridge(
    name: str, plot: Inner, label_size: float = 15, axis_size: float = 13, *, cost: bool = False
) -> Chart:
    """Start and End stand on the axis, Up and Down on an unfilled Base; Link 1 to Link 3 connect neighbours.

    The lines have the first pair of axes: what stands on the second is drawn over them.

    What rises in a bridge of `cost` is bad for the result, and has the colour of a fall.
    """
    good, bad = ("down", "up") if cost else ("up", "down")
    code = "#,##0;(#,##0);#,##0"
    levels = [START]
    for step in STEPS:
        levels.append(levels[-1] + step)
    levels.append(levels[-1])
    last, inner = len(STOPS) - 1, range(1, len(STOPS) - 1)
    tops = {row: max(levels[row - 1], levels[row]) for row in inner}
    texts = tuple(f"+{step:,.0f}" if step >= 0 else f"({-step:,.0f})" for step in STEPS)
    texts = (f"{START:,.0f}", *texts, f"{levels[-1]:,.0f}")

    def only(values: dict[int, float]) -> tuple[float | None, ...]:
        return tuple(values.get(row) for row in range(len(STOPS)))

    columns: tuple[tuple[str, str | None, dict[int, float]], ...] = (
        ("Start", "prior", {0: levels[0]}),
        ("End", "current", {last: levels[last]}),
        ("Base", None, {row: min(levels[row - 1], levels[row]) for row in inner}),
        ("Up", good, {row: max(STEPS[row - 1], 0) for row in inner}),
        ("Down", bad, {row: max(-STEPS[row - 1], 0) for row in inner}),
    )
    marks: tuple[tuple[str, str, dict[int, float]], ...] = (
        ("Ends label", "navy", {0: levels[0], last: levels[last]}),
        ("Up label", f"{good}.text", {row: top for row, top in tops.items() if STEPS[row - 1] >= 0}),
        ("Down label", f"{bad}.text", {row: top for row, top in tops.items() if STEPS[row - 1] < 0}),
    )
    stroke = line("faint", 0.5).replace(' cap="flat"', ' cap="rnd"')
    series = []
    for turn in range(3):
        pairs = {row: levels[row] for row in range(last) if row % 3 == turn}
        joined = only(pairs | {row + 1: level for row, level in pairs.items()})
        series.append(Series(f"Link {turn + 1}", joined, line_look(stroke), "", SMOOTH, code))
    for head, colour, values in marks:
        words = [
            field_paragraph("CELLRANGE", CELL_FIELD, text, label_size, colour, bold=True)
            if at in values
            else None
            for at, text in enumerate(texts)
        ]
        labels = cell_labels(words, look("General"), label_size, colour, "t", flags(value=False))
        own = Series(head, only(values), unseen_look(9525), labels, SMOOTH, code, "", "Label", texts)
        series.append(own)
    stacks = tuple(
        Series(head, only(values), bar_look(fill(colour) if colour else "<a:noFill/>"), number_format=code)
        for head, colour, values in columns
    )
    plots = (lines(tuple(series), BRIDGE_AXES), bars(stacks, STACK_AXES, grouping="stacked", gap=55))
    top = 1.19 * max(levels)
    axes = category_axis(BRIDGE_AXES, axis_size) + value_axis(BRIDGE_AXES, 0, top, "l", "#,##0")
    axes += value_axis(STACK_AXES, 0, top, "r", "#,##0") + hidden_category_axis(STACK_AXES)
    order = tuple(one.name for one in (*stacks, *series[3:], *series[:3]))
    return Chart(name, STOPS, plots, axes, (Column("Label", texts, "@"),), plot, axis_size, sheet=order)


# Name, colour, colour of the words inside (none where the part is not labelled), sample values
PARTS = (
    ("Part 1", "si", "ground", (50, 52, 50, 55, 56, 58, 57, 62)),
    ("Part 2", "prior", "ink", (40, 42, 40, 45, 44, 46, 44, 50)),
    ("Part 3", "equipment", "", (6, 6, 6, 7, 7, 7, 7, 8)),
)


def stack(name: str, plot: Inner, axis_size: float = 11) -> Chart:
    """Costs by kind in one stack per quarter: value and share inside each part, the total with its share above."""
    code, share = "#,##0_);(#,##0)", ("(8.0%)",) * len(EIGHT)

    def labelled(values: tuple[float, ...], size: float, colour: str, place: str, *, bold: bool) -> str:
        muted = "muted" if colour == "ink" and place == "t" else colour
        words = (
            field_paragraph("VALUE", VALUE_FIELD, f"{value:,.0f}", size, colour, bold=bold)
            + field_paragraph("CELLRANGE", CELL_FIELD, "(8.0%)", size - 1, muted, bold=False)
            for value in values
        )
        return cell_labels(words, look("#,##0;(#,##0)"), size, colour, place, flags(value=True), bold=bold)

    parts = []
    for head, colour, words, sample in PARTS:
        values = tuple(map(float, sample))
        labels = labelled(values, 10, words, "ctr", bold=False) if words else ""
        label = f"{head} label" if words else ""
        shape = bar_look(fill(colour), line("ground", 0.75))
        parts.append(Series(head, values, shape, labels, "", code, "", label, share))
    sums = tuple(float(sum(row)) for row in zip(*(part[3] for part in PARTS), strict=True))
    labels = labelled(sums, 11, "ink", "t", bold=True)
    shape, summed = unseen_look(28575), "=SUM(B{row}:D{row})"
    total = Series("Total", sums, shape, labels, SMOOTH, code, summed, "Total label", share)
    plots = (bars(tuple(parts), STACK_AXES, grouping="stacked", gap=42), lines((total,), STACK_AXES))
    axes = category_axis(STACK_AXES, axis_size) + value_axis(STACK_AXES, 0, 150, "l", "#,##0")
    helpers = tuple(Column(f"{head} label", share, "@") for head in ("Part 1", "Part 2", "Total"))
    return Chart(name, EIGHT, plots, axes, helpers, plot, axis_size)


CHARTS: dict[str, Callable[..., Chart]] = {
    "plain": plain,
    "quarters": quarters,
    "bridge": bridge,
    "stack": stack,
}
