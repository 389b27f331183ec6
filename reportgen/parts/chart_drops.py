"""Lines down from points, and labels beside them: error bars and label places of a series.

<c:errBars> <c:errBarType val="minus"/> <c:errValType val="cust"/> <c:minus> <c:numRef> ...   (21.2.2.55)
<c:dLbl> <c:idx/> <c:layout> <c:manualLayout> <c:x val="0.0625"/>      a share of the chart's width (21.2.2.88)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from lxml import etree

from reportgen.parts.chart_cache import plot_number
from reportgen.parts.chart_names import insert_before, qn, remove, sub
from reportgen.parts.worksheet import number_text

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
        if reference:
            holder = sub(minus, "c:numRef")
            sub(holder, "c:f").text = reference
            cache = sub(holder, "c:numCache")
        else:
            cache = sub(minus, "c:numLit")
        sub(cache, "c:formatCode").text = "General"
        sub(cache, "c:ptCount", val=str(len(lengths)))
        for number, length in enumerate(lengths):
            if length is not None:
                sub(sub(cache, "c:pt", idx=str(number)), "c:v").text = number_text(plot_number(length))


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
