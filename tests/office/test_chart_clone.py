"""Copies of series, lengths of error bars, places of labels."""

# ruff: noqa: E501 - lines of markup are left whole

from decimal import Decimal

from lxml import etree

from reportgen.office.chart_cache import set_drops, shift_labels
from reportgen.office.chart_series import clone_series, series_for, series_of
from reportgen.office.xml import NAMESPACES, qn

HEAD = "".join(f' xmlns:{short}="{NAMESPACES[short]}"' for short in ("c", "a", "c16"))


def chart(*series):
    inner = "".join(series)
    text = f"<c:chartSpace{HEAD}><c:chart><c:plotArea><c:barChart>{inner}<c:axId val='1'/></c:barChart></c:plotArea></c:chart></c:chartSpace>"
    return etree.fromstring(text)


def one(number, name, look):
    title = f"<c:tx><c:v>{name}</c:v></c:tx>" if name else ""
    return f"<c:ser><c:idx val='{number}'/><c:order val='{number}'/>{title}<c:spPr>{look}</c:spPr></c:ser>"


def solid(colour):
    return f"<a:solidFill>{colour}</a:solidFill>"


ACCENT = "<a:schemeClr val='accent1'/>"
BLUE = "<a:srgbClr val='0000FF'/>"


def looks(root):
    return [etree.tostring(ser.find(qn("c:spPr"))).decode() for ser in root.iter(qn("c:ser"))]


def test_a_copy_takes_the_first_accent_that_is_free():
    root = chart(one(0, "A", solid(ACCENT)), one(4, "B", solid(BLUE)))
    clone_series(root, series_of(root)[1], "C", fresh_colour=True)
    assert [series.name for series in series_of(root)] == ["A", "B", "C"]
    assert 'val="accent2"' in looks(root)[2]
    assert [series.index for series in series_of(root)] == ["0", "4", "5"]


def test_an_unseen_series_stays_unseen():
    root = chart(one(0, "A", "<a:noFill/><a:ln><a:noFill/></a:ln>"))
    clone_series(root, series_of(root)[0], "B", fresh_colour=True)
    assert looks(root)[0] == looks(root)[1]


def test_a_hatch_keeps_its_pattern_and_changes_its_colour():
    hatch = f"<a:pattFill prst='wdUpDiag'><a:fgClr>{BLUE}</a:fgClr><a:bgClr><a:schemeClr val='bg1'/></a:bgClr></a:pattFill>"
    root = chart(one(0, "A", hatch))
    clone_series(root, series_of(root)[0], "B", fresh_colour=True)
    copy = looks(root)[1]
    assert 'prst="wdUpDiag"' in copy
    assert 'val="accent1"' in copy
    assert 'val="bg1"' in copy


def test_unnamed_series_answer_to_their_position():
    found = series_of(chart(one(0, "", ""), one(1, "B", "")))
    assert [series.marker for series in found] == ["#1", "B"]
    assert series_for(found, "#2") is found[1]
    assert series_for(found, "#3") is None


def test_lengths_of_error_bars_refer_to_their_column():
    series = etree.fromstring(
        f"<c:ser{HEAD}><c:errBars><c:errBarType val='both'/><c:errValType val='fixedVal'/><c:val val='3'/><c:spPr/></c:errBars></c:ser>"
    )
    set_drops(series, (Decimal(2), None, Decimal(5)), "Data!$C$2:$C$4")
    bars = series[0]
    assert [node.tag.rpartition("}")[2] for node in bars] == ["errBarType", "errValType", "minus", "spPr"]
    assert bars.findtext(f".//{qn('c:f')}") == "Data!$C$2:$C$4"
    assert [node.get("idx") for node in bars.iter(qn("c:pt"))] == ["0", "2"]


def test_labels_move_right_and_hidden_ones_do_not():
    series = etree.fromstring(
        f"<c:ser{HEAD}><c:dLbls><c:dLbl><c:idx val='0'/><c:delete val='1'/></c:dLbl><c:dLbl><c:idx val='1'/></c:dLbl></c:dLbls></c:ser>"
    )
    shift_labels(series, Decimal("0.0625"))
    assert [node.get("val") for node in series.iter(qn("c:x"))] == ["0.062500"]
