"""What a chart remembers of its workbook: references and cached texts and numbers.

<c:val> <c:numRef> <c:f>Sheet1!$B$2:$B$9</c:f>
  <c:numCache> <c:formatCode>#,##0</c:formatCode> <c:ptCount val="8"/> <c:pt idx="0"> <c:v>39.1 ...

Programs draw from the cache and read the workbook only for editing, so both are always written.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal

from lxml import etree

from reportgen.office.chart_plots import plot_type
from reportgen.office.worksheet import CellContent, number_text
from reportgen.office.xml import clean_text, insert_before, qn, remove, sub

# What may follow the values, categories and name in any kind of series (CT_BarSer, CT_LineSer, CT_ScatterSer, ...).
_AFTER_VALUES = frozenset({"shape", "smooth", "bubbleSize", "bubble3D", "extLst"})
_AFTER_CATEGORIES = _AFTER_VALUES | {"val", "yVal"}
_AFTER_NAME = _AFTER_CATEGORIES | {
    "spPr",
    "invertIfNegative",
    "pictureOptions",
    "marker",
    "explosion",
    "dPt",
    "dLbls",
    "trendline",
    "errBars",
    "cat",
    "xVal",
}
_DOUBLE = Context(prec=15)
_POINT, _VALUE = qn("c:pt"), qn("c:v")


def plot_number(value: Decimal) -> Decimal:
    """A number as charts and cells keep it: 15 significant digits, as Excel does."""
    return value.normalize(_DOUBLE)


def set_series_name(series: etree._Element, name: str, reference: str) -> None:
    """Write `c:tx`; without a workbook (`reference` empty) the name stands there literally."""
    tx = _fresh(series, "c:tx", _AFTER_NAME)
    if not reference:
        sub(tx, "c:v").text = clean_text(name)
        return
    ref = sub(tx, "c:strRef")
    sub(ref, "c:f").text = reference
    _text_points(sub(ref, "c:strCache"), [name])


def category_code(series: etree._Element) -> str:
    """The number format that a series' categories are cached with as days or numbers; empty where they are texts."""
    for node in series.iterfind(f"{qn(f'c:{plot_type(series).categories}')}//{qn('c:formatCode')}"):
        return node.text or "General"
    return ""


def set_categories(
    series: etree._Element, categories: Sequence[CellContent], code: str, reference: str
) -> None:
    """Write the categories: numbers (days as Excel counts them) with the format that shows them, or texts."""
    cat = _fresh(series, f"c:{plot_type(series).categories}", _AFTER_CATEGORIES)
    if code:
        numbers = [one if isinstance(one, Decimal) else None for one in categories]
        _set_numbers(cat, numbers, code, reference)
        return
    texts = [one for one in categories if isinstance(one, str)]
    if not reference:
        _text_points(sub(cat, "c:strLit"), texts)
        return
    ref = sub(cat, "c:strRef")
    sub(ref, "c:f").text = reference
    _text_points(sub(ref, "c:strCache"), texts)


def set_levels(series: etree._Element, levels: Sequence[Sequence[CellContent]], reference: str) -> None:
    """Write categories of several levels, the outermost first; each name stands where it begins, None behind it."""
    old = series.findtext(f"{qn(f'c:{plot_type(series).categories}')}//{qn('c:f')}")
    cat = _fresh(series, f"c:{plot_type(series).categories}", _AFTER_CATEGORIES)
    ref = sub(cat, "c:multiLvlStrRef")
    sub(ref, "c:f").text = reference or old
    cache = sub(ref, "c:multiLvlStrCache")
    sub(cache, "c:ptCount", val=str(len(levels[-1])))
    for level in reversed(levels):
        home = sub(cache, "c:lvl")
        for number, text in enumerate(level):
            if isinstance(text, str):
                sub(sub(home, "c:pt", idx=str(number)), "c:v").text = clean_text(text)


def set_values(
    series: etree._Element, values: Sequence[Decimal | None], number_format: str, reference: str
) -> None:
    """Write the values; None leaves a gap; an empty or General format keeps the code that stands there."""
    code = number_format if number_format not in ("", "General") else format_code(series) or "General"
    _set_numbers(_fresh(series, f"c:{plot_type(series).values}", _AFTER_VALUES), values, code, reference)


def set_dimension(
    series: etree._Element, name: str, values: Sequence[Decimal | None], reference: str
) -> None:
    """Write the numbers of a further dimension of the plot (`x`), by the name that definitions give it."""
    tag = plot_type(series).dimensions[name]
    after = _AFTER_CATEGORIES if tag == plot_type(series).categories else _AFTER_VALUES - {tag}
    _set_numbers(_fresh(series, f"c:{tag}", after), values, "General", reference)


def _set_numbers(holder: etree._Element, values: Sequence[Decimal | None], code: str, reference: str) -> None:
    """Write numbers with the reference they come from; without one they stand there literally."""
    if reference:
        ref = sub(holder, "c:numRef")
        sub(ref, "c:f").text = reference
        cache = sub(ref, "c:numCache")
    else:
        cache = sub(holder, "c:numLit")
    sub(cache, "c:formatCode").text = code
    sub(cache, "c:ptCount", val=str(len(values)))
    for number, value in enumerate(values):
        if value is not None:
            point = etree.SubElement(cache, _POINT, {"idx": str(number)})
            etree.SubElement(point, _VALUE).text = number_text(plot_number(value))


def format_code(series: etree._Element) -> str:
    """The number format that a series' values are cached with; empty where there is none."""
    for node in series.iterfind(f"{qn(f'c:{plot_type(series).values}')}//{qn('c:formatCode')}"):
        return node.text or ""
    return ""


def drop_points_beyond(series: etree._Element, count: int) -> None:
    """Drop formats and labels of single points whose category no longer exists."""
    nodes = [*series.findall(qn("c:dPt")), *series.findall(f"{qn('c:dLbls')}/{qn('c:dLbl')}")]
    for node in nodes:
        index = node.find(qn("c:idx"))
        if index is not None and int(index.get("val", "0")) >= count:
            remove(node)


def write_text_points(cache: etree._Element, texts: Sequence[str]) -> None:
    """Replace the points of a cache of texts (`c:strCache`, `c15:dlblRangeCache`)."""
    for child in list(cache):
        remove(child)
    _text_points(cache, texts)


def _text_points(cache: etree._Element, texts: Sequence[str]) -> None:
    sub(cache, "c:ptCount", val=str(len(texts)))
    for number, text in enumerate(texts):
        point = etree.SubElement(cache, _POINT, {"idx": str(number)})
        etree.SubElement(point, _VALUE).text = clean_text(text)


def _fresh(series: etree._Element, name: str, successors: frozenset[str]) -> etree._Element:
    old = series.find(qn(name))
    if old is None:
        node = etree.Element(qn(name))
        insert_before(series, node, successors)
        return node
    for child in list(old):
        remove(child)
    return old


_AFTER_LENGTHS = frozenset({"val", "spPr", "extLst"})


def set_drops(series: etree._Element, lengths: Sequence[Decimal | None], reference: str) -> None:
    """Give the error bars of a series the lengths of a column, downwards; without error bars nothing is done."""
    for bars in series.findall(qn("c:errBars")):
        for name in ("c:plus", "c:minus", "c:val"):
            for old in bars.findall(qn(name)):
                remove(old)
        for name, value in (("c:errBarType", "minus"), ("c:errValType", "cust")):
            node = bars.find(qn(name))
            if node is not None:
                node.set("val", value)
        minus = etree.Element(qn("c:minus"))
        insert_before(bars, minus, _AFTER_LENGTHS)
        _set_numbers(minus, lengths, "General", reference)


def shift_labels(series: etree._Element, share: Decimal) -> None:
    """Move the single labels of a series right by a share of the chart's width."""
    for label in series.iterfind(f"{qn('c:dLbls')}/{qn('c:dLbl')}"):
        index = label.find(qn("c:idx"))
        if index is None or label.find(qn("c:delete")) is not None:
            continue
        for old in label.findall(qn("c:layout")):
            remove(old)
        layout = etree.Element(qn("c:layout"))
        index.addnext(layout)
        manual = sub(layout, "c:manualLayout")
        sub(manual, "c:x", val=f"{share:.6f}")
        sub(manual, "c:y", val="0")
