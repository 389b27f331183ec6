"""Charts of the library by the names that pages give them, with their sample figures: round inventions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from tools.draw.deck.bridge_chart import BridgeChart
from tools.draw.deck.charts import Chart, RatioLine
from tools.draw.deck.plain_charts import PlainChart, PlainSeries
from tools.draw.deck.stack_chart import StackChart

Plot = tuple[float, float, float, float]
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
RATIOS = {
    "margin": RatioLine("Gross margin ratio", MARGIN, "navy", "triangle", 8, 2.25, 10, (0.0262, 0.1862)),
    "red_margin": RatioLine(
        "Gross margin ratio", MARGIN, "network.line", "diamond", 8, 2.25, 10, (0.0262, 0.1862)
    ),
    "income": RatioLine("Operating margin ratio", INCOME, "ratio", "circle", 6, 1.75, 10, (-0.167, 0.0766)),
}


def plain(name: str, sample: str, plot: Plot, gap: int, label_size: float, axis_size: float) -> PlainChart:
    """Columns or bars of a few named figures."""
    direction, categories, values, maximum, code = PLAIN[sample]
    series = tuple(PlainSeries(*named, own) for named, own in zip(NAMED.items(), values, strict=False) if own)
    inner = (float(plot[0]), float(plot[1]), float(plot[2]), float(plot[3]))
    return PlainChart(name, direction, categories, series, inner, maximum, code, gap, label_size, axis_size)


def quarters(
    name: str,
    plot: Plot,
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
    line = RATIOS[ratio] if ratio else None
    chart = Chart(name, plot, gap, maximum, label_sizes, axis_size, ratio=line, number=number, target=target)
    if beside == "growth":
        return chart
    code = "+0.0%;(0.0%)" if beside == "round" else "0.0%"
    chart = replace(chart, growth_label="({})", label_formula=f'="("&TEXT({{at}}{{{{row}}}},"{code}")&")"')
    return chart if beside == "round" else replace(chart, side=SHARES[beside], side_name="Share")


CHARTS: dict[str, Callable[..., Chart | PlainChart | BridgeChart | StackChart]] = {
    "plain": plain,
    "quarters": quarters,
    "bridge": BridgeChart,
    "stack": StackChart,
}
