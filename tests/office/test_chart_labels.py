from lxml import etree

from reportgen.office.chart_labels import asks_for_cells, fill_labels, label_model, show_points_as
from reportgen.office.xml import NAMESPACES, qn

_NS = " ".join(f'xmlns:{prefix}="{NAMESPACES[prefix]}"' for prefix in ("a", "c", "c15", "c16"))
_VALUE = '<a:fld id="{A}" type="VALUE"><a:rPr b="1"/><a:t>100</a:t></a:fld>'
_CELL = '<a:fld id="{B}" type="CELLRANGE"><a:rPr/><a:t>[+5.0%]</a:t></a:fld>'
_SHOW = """<c:extLst>
  <c:ext uri="{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"><c15:showDataLabelsRange val="1"/></c:ext>
  <c:ext uri="{C3380CC4-5D6E-409C-BE32-E72D297353CC}"><c16:uniqueId val="{1}"/></c:ext></c:extLst>"""


def series(*paragraphs, extensions=_SHOW):
    body = "".join(f"<a:p>{paragraph}</a:p>" for paragraph in paragraphs)
    return etree.fromstring(
        f"""<c:ser {_NS}><c:idx val="0"/><c:dLbls>
        <c:dLbl><c:idx val="4"/><c:tx><c:rich><a:bodyPr/>{body}</c:rich></c:tx><c:dLblPos val="t"/>{extensions}</c:dLbl>
        <c:dLbl><c:idx val="5"/><c:delete val="1"/></c:dLbl><c:showVal val="1"/></c:dLbls><c:val/></c:ser>"""
    )


def labels(ser):
    return [
        [
            "".join(node.text or "" for node in paragraph.iter(qn("a:t")))
            for paragraph in label.iter(qn("a:p"))
        ]
        for label in ser.iter(qn("c:dLbl"))
    ]


def test_the_lines_of_a_text_fill_the_paragraphs_of_the_model():
    ser = series(_VALUE, _CELL)
    fill_labels(ser, "Total", ["39.1\n[+9%]", "42.2\n[+8%]"], "S!$D$2:$D$3", ["[+9%]", "[+8%]"])
    assert labels(ser) == [["39.1", "[+9%]"], ["42.2", "[+8%]"]]
    assert [n.find(qn("c:idx")).get("val") for n in ser.iter(qn("c:dLbl"))] == ["0", "1"]


def test_a_field_that_reads_cells_shows_the_text_of_the_cell():
    ser = series(_VALUE, _CELL)
    fill_labels(ser, "Total", ["39.1"], "S!$D$2", ["[+9%]"])
    assert labels(ser) == [["39.1", "[+9%]"]]


def test_a_part_without_text_is_left_out():
    ser = series(_VALUE, _CELL)
    fill_labels(ser, "Total", ["39.1", "42.2"], "S!$D$2:$D$3", ["", "[+8%]"])
    assert labels(ser) == [["39.1"], ["42.2", "[+8%]"]]


def test_a_point_without_text_has_its_label_hidden():
    ser = series(_VALUE, _CELL)
    fill_labels(ser, "Total", ["", "42.2"], "S!$D$2:$D$3", ["[+9%]", "[+8%]"])
    hidden = next(ser.iter(qn("c:dLbl")))
    assert [child.tag for child in hidden] == [qn("c:idx"), qn("c:delete")]


def test_fields_in_one_paragraph_take_the_lines_and_their_separator_stays():
    ser = series(f"{_VALUE}<a:r><a:t>\n</a:t></a:r>{_CELL}")
    fill_labels(ser, "Total", ["39.1\n[+9%]", "42.2"], "S!$D$2:$D$3", ["[+9%]", ""])
    assert labels(ser) == [["39.1\n[+9%]"], ["42.2"]]


def test_plain_runs_serve_as_a_model_too():
    ser = series("<a:r><a:t>100</a:t></a:r>", "<a:r><a:t>[+5%]</a:t></a:r>", extensions="")
    fill_labels(ser, "Total", ["39.1\n[+9%]"], "", ())
    assert labels(ser) == [["39.1", "[+9%]"]]
    assert ser.find(qn("c:extLst")) is None


def test_lines_that_the_model_has_no_place_for_join_the_last_part():
    ser = series("<a:r><a:t>100</a:t></a:r>", extensions="")
    fill_labels(ser, "Total", ["39.1\n[+9%]"], "", ())
    assert labels(ser) == [["39.1 [+9%]"]]


def test_without_a_workbook_column_the_fields_become_text():
    ser = series(_VALUE, _CELL)
    fill_labels(ser, "Total", ["39.1\n[+9%]"], "", ())
    assert labels(ser) == [["39.1", "[+9%]"]]
    assert not asks_for_cells(label_model(ser))
    assert list(ser.iter(qn("c15:showDataLabelsRange"))) == []


def test_the_range_of_the_labels_is_written_with_its_texts():
    ser = series(_VALUE, _CELL)
    for texts in (["old"], ["[+9%]", ""]):
        fill_labels(ser, "Total", ["1", "2"][: len(texts)], f"S!$D$2:$D${len(texts) + 1}", texts)
    ranges = list(ser.iter(qn("c15:datalabelsRange")))
    assert len(ranges) == 1
    assert ranges[0].findtext(qn("c15:f")) == "S!$D$2:$D$3"
    points = ranges[0].findall(f"{qn('c15:dlblRangeCache')}/{qn('c:pt')}")
    assert [point.findtext(qn("c:v")) for point in points] == ["[+9%]", ""]


def test_field_ids_are_unique_and_the_same_in_every_build():
    first, second = series(_VALUE, _CELL), series(_VALUE, _CELL)
    for ser in (first, second):
        fill_labels(ser, "Total", ["1\na", "2\nb"], "S!$D$2:$D$3", ["a", "b"])
    ids = [node.get("id") for node in first.iter(qn("a:fld"))]
    assert len(set(ids)) == 4
    assert etree.tostring(first) == etree.tostring(second)


def test_unique_ids_of_the_model_are_not_repeated():
    ser = series(_VALUE, _CELL)
    fill_labels(ser, "Total", ["1", "2"], "S!$D$2:$D$3", ["a", "b"])
    assert list(ser.iter(qn("c16:uniqueId"))) == []


def test_the_label_of_a_value_takes_a_format_of_its_own():
    ser = etree.fromstring(
        f"""<c:ser {_NS}><c:dLbls><c:dLbl><c:idx val="3"/><c:delete val="1"/></c:dLbl>
        <c:numFmt formatCode="0.0" sourceLinked="0"/><c:txPr/><c:dLblPos val="outEnd"/><c:showVal val="1"/>
        <c:showLeaderLines val="0"/></c:dLbls><c:val/></c:ser>"""
    )
    show_points_as(ser, {5: "0", 1: '"c. "0', 3: "0"})
    made = [
        (
            label.find(qn("c:idx")).get("val"),
            [node.get("formatCode") for node in label.iter(qn("c:numFmt"))],
            [node.tag.rpartition("}")[2] for node in label][1:],
        )
        for label in ser.iter(qn("c:dLbl"))
    ]
    own = ["numFmt", "txPr", "dLblPos", "showVal"]
    assert made == [("1", ['"c. "0'], own), ("3", [], ["delete"]), ("5", ["0"], own)]


def test_a_label_with_a_text_of_its_own_takes_the_format_of_its_value():
    ser = series(_VALUE)
    show_points_as(ser, {4: "0"})
    label = next(ser.iter(qn("c:dLbl")))
    assert [node.tag.rpartition("}")[2] for node in label][:4] == ["idx", "tx", "numFmt", "dLblPos"]
