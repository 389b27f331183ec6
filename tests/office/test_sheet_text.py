"""However a worksheet is spelled, its text is read as its tree is, or it is left to the tree."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from reportgen.formula.text import own_formulas
from reportgen.office.addresses import column_letters
from reportgen.office.cell_reader import cells_of_text, cells_of_tree, formula_spellings
from reportgen.office.sheet_text import may_hold_formulas, sheet_frame, with_cells
from reportgen.office.xml import parse_xml, serialize_xml

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRINGS = ("first", "second <&>", "")

# Cells as programs write them, and as none does that still is one.
CELLS = (
    '<c r="#"/>',
    '<c r="#"></c>',
    '<c r="#" s="3"/>',
    '<c r="#" s="1"><v>1.50</v></c>',
    '<c r="#" t="n"><v>-1e-7</v></c>',
    '<c r="#"><v/></c>',
    '<c r="#" t="s"><v>1</v></c>',
    '<c r="#" t="s"><v>7</v></c>',
    '<c r="#" t="s"><v>0</v><is><t>not this</t></is></c>',
    '<c r="#" t="b"><v>1</v></c>',
    '<c r="#" t="e"><v>#DIV/0!</v></c>',
    '<c r="#" t="d"><v>2018-03-31</v></c>',
    '<c r="#" t="str"><v>a &lt;b&gt; &amp;#10; _x0041_&#10;&#13;</v></c>',
    '<c r="#" t="str"><v>&#65;</v></c>',
    '<c r="#" t="str"><v xml:space="preserve"> a </v></c>',
    '<c r="#" t="inlineStr"><is><t>  a > b\r\nc </t></is></c>',
    '<c r="#" t="inlineStr"><is><t xml:space="preserve"> &amp;lt; _x000D_</t></is></c>',
    '<c r="#" t="inlineStr"><is><t/></is></c>',
    '<c r="#" t="inlineStr"><v>5</v></c>',
    '<c r="#" t="inlineStr"><is><r><rPr><b/></rPr><t>rich</t></r><r><t> text</t></r></is></c>',
    '<c r="#" t="inlineStr"><is><t>base</t><rPh sb="0" eb="1"><t>above</t></rPh></is></c>',
    '<c r="#" t="str"><v><![CDATA[a <c r="B9"><v>1</v></c>]]></v></c>',
    '<c r="#"><f>A1&amp;"&lt;x>"</f></c>',
    '<c r="#"><f/><v>5</v></c>',
    '<c r="#" t="str"><f ca="1">A1&amp;"x"</f><v>y</v></c>',
    '<c r="#" t="str"><f>A1</f><v></v></c>',
    '<c r="#"><f t="array" ref="A1:B2">A1*2</f><v>2</v></c>',
    '<c r="#"><f t="array" aca="1" ref="A1" ca="1">A1*2</f><v>2</v></c>',
    '<c r="#"><f t="shared" ref="A1:A9" si="0">B1*2</f><v>4</v></c>',
    '<c r="#"><f t="shared" si="0"/><v>6</v></c>',
    '<c r="#"><f t="dataTable" ref="A1:B2" dt2D="1" dtr="1" r1="C1" r2="C2"/><v>1</v></c>',
    '<c r="#" cm="1" vm="2"><v>1</v></c>',
    '<c r="#"><v>1</v><extLst><ext uri="a>b"><c r="Z9"><v>9</v></c></ext></extLst></c>',
    "<c><v>8</v></c>",
    "<c/>",
)
# Another spelling of the same, or nearly the same: what is found, and what stands there instead.
SPELLINGS = (
    (r' r="([A-Z]+[0-9]+)" s="([0-9]+)"', r' s="\2" r="\1"'),
    (r'<c r="([A-Z]+[0-9]+)"', r"<c r='\1'"),
    (r"<c r=", "<c\nr="),
    (r"<c r=", "<c\tr="),
    (r'<c r="([A-Z]+[0-9]+)"', r'<c r = "\1"'),
    (r"<f>", "<f >"),
    (r"<f>", "<f\n>"),
    (r"<v>", "<v\n>"),
    (r"</c>", "</c >"),
    (r"</row>", "</row\n>"),
    (r"<row r=", '<row spans="1:9" r='),
    (r'<row r="([0-9]+)">', r'<row r="\1" x:note="/>">'),
    (r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2"),
    (r"<c r=(.*?)</c>", r"<!-- <c r=\1</c> -->"),
    (r"<c r=(.*?)</c>", r"<?hidden <c r=\1</c> ?>"),
    (r"<c r=(.*?)<v>(.*?)</c>", r"<x:c r=\1<x:v>\2</x:c>"),
    (r"<v>([^<]*)</v>", r"<v><!-- 1 -->\1</v>"),
    (r"<sheetData>", "<sheetData >"),
    (r"><row", ">\n <row"),
    (r"</c>", "</c>\n"),
)


def sheet(rows: list[list[str]], changes: list[tuple[str, str]], once: bool) -> str:
    lines = [
        f'<row r="{number}">'
        + "".join(cell.replace("#", f"{column_letters(at)}{number}", 1) for at, cell in enumerate(row, 1))
        + "</row>"
        for number, row in enumerate(rows, 1)
    ]
    text = f'<worksheet xmlns:x="{MAIN}" xmlns="{MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'
    for old, new in changes:
        text = re.sub(old, new, text, count=1 if once else 0, flags=re.DOTALL)
    return text


# Rows of cells, how they are spelled, and whether in one place alone.
SPELLED = (
    st.lists(st.lists(st.sampled_from(CELLS), max_size=5), min_size=1, max_size=3),
    st.lists(st.sampled_from(SPELLINGS), max_size=2),
    st.booleans(),
)


@settings(max_examples=300)
@given(
    *SPELLED,
    st.sampled_from(("utf-8", "utf-8-sig", "utf-16", "iso-8859-1")),
)
@example([[CELLS[3]]], [SPELLINGS[2]], True, "utf-8")
@example([[CELLS[3]]], [SPELLINGS[15]], True, "utf-8")
@example([[CELLS[22]]], [SPELLINGS[12]], False, "utf-8")
@example([[CELLS[22]]], [], False, "utf-16")
@example([[CELLS[18]]], [], False, "utf-8")
def test_text_and_tree_of_a_sheet_read_the_same(
    rows: list[list[str]], changes: list[tuple[str, str]], once: bool, encoding: str
) -> None:
    declared = encoding.removesuffix("-sig")
    xml = f'<?xml version="1.0" encoding = "{declared}"?>{sheet(rows, changes, once)}'.encode(encoding)
    try:
        tree = parse_xml(xml)
    except etree.XMLSyntaxError:
        frame = sheet_frame(xml)
        if frame is not None:
            with pytest.raises(etree.XMLSyntaxError):
                parse_xml(frame)
        return
    cells = list(cells_of_tree(tree, STRINGS, own_formulas))
    if sheet_frame(xml) is not None:
        assert list(cells_of_text(xml, STRINGS)) == cells
    formulas = [(cell.row, cell.column) for cell in cells if cell.formula is not None]
    assert may_hold_formulas(xml) or not formulas
    spellings = formula_spellings(xml)
    if spellings is not None:
        assert [(one.row, one.column) for one in spellings] == formulas


def test_a_frame_whose_rows_changed_gets_the_cells_that_stood_in_them() -> None:
    """Rows without cells, new ones and empty texts are written as a tree is."""
    sheet = (
        b'<worksheet><cols/><sheetData><row r="1"/><row r="2" ht="9"><c r="A2" t="str"><f>B2&amp;""</f><v></v></c>'
        b"</row>"
        b'<row r="4"><c r="A4"><v>1</v></c></row><row r="5"/></sheetData></worksheet>'
    )
    frame = sheet_frame(sheet)
    assert frame is not None
    changed = frame.replace(b'ht="9"', b'ht="30" customHeight="1"')
    changed = changed.replace(b'<row r="4">', b'<row r="3" hidden="1"/><row r="4">')
    assert with_cells(changed, sheet) == (
        b'<worksheet><cols/><sheetData><row r="1"/><row r="2" ht="30" customHeight="1"><c r="A2" t="str">'
        b'<f>B2&amp;""</f><v/></c></row><row r="3" hidden="1"/><row r="4"><c r="A4"><v>1</v></c></row><row r="5"/>'
        b"</sheetData></worksheet>"
    )


def well_formed(text: bytes) -> bool:
    """Whether the text is XML at all: a spelling changed in one tag of two is none."""
    try:
        parse_xml(text)
    except etree.XMLSyntaxError:
        return False
    return True


@settings(max_examples=300)
@given(*SPELLED)
@example([[]], [(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2")], True)
@example([[CELLS[3], CELLS[3]]], [SPELLINGS[19]], False)
@example([[CELLS[3]], [], [CELLS[3]]], [(r"<c ", "\n    <c "), (r"</row>", "\n  </row>")], False)
def test_a_frame_gets_all_the_cells_that_stood_in_it_however_they_are_spelled(
    rows: list[list[str]], changes: list[tuple[str, str]], once: bool
) -> None:
    text = sheet(rows, changes, once).encode()
    frame = sheet_frame(text)
    if frame is not None and well_formed(text):
        whole = with_cells(serialize_xml(parse_xml(frame)), text)
        assert etree.canonicalize(whole.decode()) == etree.canonicalize(text.decode())
