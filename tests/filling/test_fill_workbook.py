"""Any workbook filled with any data: typed values, blocks, scopes, single cells, and every fault at its cell."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
import xlsxwriter
from fill_language import book, filled, findings, template, told, values
from lxml import etree
from office import MAIN, packed, parts_of, sheet_parts

from reportgen.core.findings import FindingsError
from reportgen.office.dates import DATE_FORMAT, serial, shows_dates
from reportgen.office.package import open_package


def test_values_are_typed_by_the_data() -> None:
    cells = {"A1": "{{n}}", "A2": "{{t}}", "A3": "{{b}}", "A4": "{{none}}", "A5": "n = {{n}}, {{b}}"}
    found = values(filled(template(cells), {"n": Decimal("12.50"), "t": "x", "b": True, "none": None}))
    assert found == {"A1": 12.5, "A2": "x", "A3": True, "A5": "n = 12.50, TRUE"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_text_never_becomes_a_formula(text: str) -> None:
    done = filled(template({"A1": "{{t}}"}), {"t": text})
    assert values(done) == {"A1": text}
    assert b"<f" not in open_package(done)["/xl/worksheets/sheet1.xml"]


def test_a_date_text_is_a_date_where_the_cell_shows_dates() -> None:
    content = template({"A1": "{{day}}", "A2": "{{day}}"}, {"A1": "d mmm yyyy"})
    assert values(filled(content, {"day": "2018-03-31"})) == {"A1": datetime(2018, 3, 31), "A2": "2018-03-31"}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2018-03-31T06:00:00Z", datetime(2018, 3, 31, 6)),
        ("2018-03-31T06:00:00.000Z", datetime(2018, 3, 31, 6)),
        ("2018-03-31T06:00:00.0000000Z", datetime(2018, 3, 31, 6)),
        ("2018-03-31T06:00:00+02:00", datetime(2018, 3, 31, 6)),
        ("2018-03-31 06:00:00 +0200", datetime(2018, 3, 31, 6)),
        ("2018-03-31T06:00Z", datetime(2018, 3, 31, 6)),
        ("2018-03-31T25:00:00Z", "2018-03-31T25:00:00Z"),
        ("2018-03-31Z", "2018-03-31Z"),
    ],
)
def test_a_time_as_json_libraries_write_it_is_a_date_too(text: str, moment: object) -> None:
    content = template({"A1": "{{day}}", "B1": "=YEAR(A1)"}, {"A1": "yyyy-mm-dd hh:mm"})
    assert values(filled(content, {"day": text}))["A1"] == moment


def test_a_date_gets_a_date_format_where_the_cell_has_none() -> None:
    done = filled(
        template({"A1": "{{day}}", "A2": "{{moment}}"}),
        {"day": date(2018, 3, 31), "moment": datetime(2018, 3, 31, 6)},
    )
    assert values(done) == {"A1": datetime(2018, 3, 31), "A2": datetime(2018, 3, 31, 6)}
    assert DATE_FORMAT.encode() in open_package(done)["/xl/styles.xml"]


def test_days_count_from_1904_where_the_workbook_does() -> None:
    # What knows days by their numbers is left to Excel: the calculators count from 1900.
    cells = {
        "A1": "{{day}}",
        "B1": "=YEAR(A1)",
        "B2": '=A1-"2018-03-31"',
        "B3": "=A1-A1+2",
        "B4": "=EDATE(A1,1)",
    }
    cells["B5"] = '=TEXT(A1,"yyyy-mm")'
    content = book({"S": cells}, {"A1": "yyyy-mm-dd"}, date_1904=True)
    right = {"A1": datetime(2018, 3, 31), "B3": 2, "B5": "2018-03"}
    assert values(filled(content, {"day": date(2018, 3, 31)})) == right


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(1900, 1, 1), 1),
        (date(1900, 2, 28), 59),
        (date(1900, 3, 1), 61),
        (date(2018, 3, 31), 43190),
        (date(1899, 12, 31), None),
    ],
)
def test_a_day_has_the_number_that_excel_gives_it(day: date, number: int | None) -> None:
    assert serial(day) == number


@pytest.mark.parametrize(
    ("code", "dates"),
    [
        ("yyyy-mm-dd", True),
        ("[h]:mm", True),
        ("#,##0.00", False),
        ("General", False),
        ('"day" 0', False),
        ("[Red]0.0", False),
        ("0.0E+00", False),
        ("m/d;@", True),
    ],
)
def test_number_formats_that_show_dates_are_known(code: str, dates: bool) -> None:
    assert shows_dates(164, code) is dates


def test_an_entry_goes_by_many_names() -> None:
    cells = {
        "A1": "{{#companies}}{{name}}",
        "B1": "{{company.name}}",
        "C1": "{{item.name}}",
        "D1": "{{companies.name}}{{/companies}}",
    }
    assert set(values(filled(template(cells), {"companies": [{"name": "X"}]})).values()) == {"X"}


def test_a_name_is_looked_up_outwards() -> None:
    cells = {"A1": "{{#items}}{{name}}", "B1": "{{unit}}{{/items}}"}
    data = {"unit": "EUR", "items": [{"name": "a"}, {"name": "b", "unit": "USD"}]}
    assert values(filled(template(cells), data)) == {"A1": "a", "B1": "EUR", "A2": "b", "B2": "USD"}


def test_plain_entries_and_names_with_points_and_blanks() -> None:
    cells = {
        "A1": "{{#tags}}{{tag}}{{/tags}}",
        "A2": "{{unit price}}",
        "A3": "{{a.b}}",
        "A4": "{{deep.er.still}}",
    }
    data = {"tags": ["x", "y"], "unit price": 3, "a.b": "whole", "deep": {"er": {"still": 1}}}
    assert values(filled(template(cells), data)) == {"A1": "x", "A2": "y", "A3": 3, "A4": "whole", "A5": 1}


def test_an_empty_list_takes_its_rows_out() -> None:
    cells = {"A1": "head", "A2": "{{#items}}{{name}}{{/items}}", "A3": "end"}
    assert values(filled(template(cells), {"items": []})) == {"A1": "head", "A2": "end"}


def test_rows_and_columns_at_once_take_values_by_name() -> None:
    cells = {"B1": "{{#cs across}}{{c.k}}", "A2": "{{#ls}}{{l.name}}", "B2": "{{l[c.k]}}{{/cs}}{{/ls}}"}
    data = {
        "cs": [{"k": "x"}, {"k": "y"}],
        "ls": [{"name": "one", "x": 1, "y": 2}, {"name": "two", "x": 3, "y": 4}],
    }
    found = values(filled(template(cells), data))
    assert found == {"B1": "x", "C1": "y", "A2": "one", "B2": 1, "C2": 2, "A3": "two", "B3": 3, "C3": 4}


@pytest.mark.parametrize("count", [5, 400])
def test_many_rows_come_out_as_few_do(count: int) -> None:
    """From some hundred rows on values go to the engine as whole rows: no difference may be seen."""
    cells = {
        "A1": "{{title}}",
        "A2": "{{#items}}{{name}}",
        "B2": "{{item.n}}",
        "C2": "{{day}} of {{title}}",
        "D2": "{{day}}",
        "E2": "{{date}}",
        "F2": "{{flag}}{{/items}}",
        "G2": "=B2*2",
        "B3": "=SUM(B2)",
    }
    items = [
        {
            "name": f"=i{n}",
            "n": Decimal(n) / 4,
            "day": f"2018-01-{n % 28 + 1:02d}",
            "date": date(2018, 1, n % 28 + 1),
            "flag": None if n % 3 else True,
        }
        for n in range(count)
    ]
    found = values(filled(template(cells, {"D2": "yyyy-mm-dd"}), {"title": "T", "items": items}))
    assert found[f"B{count + 2}"] == sum(n / 4 for n in range(count))
    for n in (0, count - 1):
        assert found[f"A{n + 2}"] == f"=i{n}"
        assert found[f"B{n + 2}"] == n / 4
        assert found[f"C{n + 2}"] == f"2018-01-{n % 28 + 1:02d} of T"
        assert found[f"D{n + 2}"] == found[f"E{n + 2}"] == datetime(2018, 1, n % 28 + 1)
        assert found.get(f"F{n + 2}") == (None if n % 3 else True)
        assert found[f"G{n + 2}"] == n / 2


# Nothing, and one cell


@pytest.mark.parametrize("spelled", ["prefix", "line ends"])
def test_formulas_are_calculated_however_they_are_spelled(spelled: str) -> None:
    """The Open XML SDK writes `x:` before every name, and `<f` is no longer to be found."""
    content = book({"S": {"A1": "{{n}}", "B1": "=A1*2"}, "T": {"A1": "=S!A1*3"}})
    parts = parts_of(content)
    for name in sheet_parts(content).values():
        text = parts[name].decode()
        if spelled == "prefix":
            text = re.sub(r"<(/?)(\w+)(?=[\s/>])", r"<\1x:\2", text).replace(" xmlns=", " xmlns:x=")
        else:
            text = text.replace("<f>", "<f\n>")
        parts[name] = text.encode()
    done = filled(packed(parts), {"n": 5})
    assert (values(done, "S"), values(done, "T")) == ({"A1": 5, "B1": 10}, {"A1": 15})
    assert done.formulas == 2


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<sheetData>", "<!-- <sheetData> --><sheetData>"),
        ("<sheetData>", "<?note <sheetData> ?><sheetData>"),
        ("</worksheet>", "<!-- </sheetData> --></worksheet>"),
        (
            "</worksheet>",
            '<extLst><ext uri="u"><sheetData xmlns="urn:x">y</sheetData></ext></extLst></worksheet>',
        ),
    ],
)
def test_what_stands_around_the_rows_stays_where_it_stands(old: str, new: str) -> None:
    content = book({"S": {"A1": "{{#items}}{{n}}{{/items}}", "A2": "end"}})
    parts = parts_of(content)
    part = sheet_parts(content)["S"]
    parts[part] = parts[part].replace(old.encode(), new.encode())
    written = parts_of(filled(packed(parts), {"items": [{"n": 1}, {"n": 2}]}))[part]
    around = [
        [one for one in etree.fromstring(xml) if one.tag != f"{MAIN}sheetData"]
        for xml in (parts[part], written)
    ]
    assert [etree.tostring(one) for one in around[0]][1:] == [etree.tostring(one) for one in around[1]][1:]


def test_without_data_every_part_leaves_as_it_came() -> None:
    content = template({"A1": "{{title}}", "A2": "{{#open}}never closed", "A3": "=1+1"})
    done = filled(content)
    before, after = open_package(content), open_package(done)
    assert {part: before[part] for part in before} == {part: after[part] for part in after}
    assert {issue.severity.value for issue in done.findings} == {"info"}
    assert "unfilled-tag" in {issue.id for issue in done.findings}


def test_one_cell_is_set_and_what_depends_on_it() -> None:
    content = template({"A1": "{{title}}", "B1": "old", "B2": "=C1*2"})
    done = filled(content, None, "Sheet1!C1=2.50", "'Sheet1'!$B$1=007")
    assert values(done) == {"A1": "{{title}}", "B1": "007", "C1": 2.5, "B2": 5}


def test_a_set_cell_leaves_the_blocks_of_a_template_as_they_are() -> None:
    cells = {"A1": "{{#items}}{{name}}{{/items}}", "A2": "{{?not flag}}x{{/flag}}", "A3": "{{#never closed"}
    done = filled(template(cells), None, "Sheet1!B1=5", "Sheet1!A3=6")
    assert values(done) == {"A1": cells["A1"], "A2": cells["A2"], "B1": 5, "A3": 6}


def test_a_set_cell_stands_over_its_tag_and_keeps_its_order() -> None:
    content = template({"A1": "{{t}}", "B1": "{{t}}", "A3": "{{t}}"})
    done = filled(content, {"t": "x"}, "Sheet1!B1=true", "Sheet1!A9=", "Sheet1!C1==A1")
    assert values(done) == {"A1": "x", "B1": True, "C1": "=A1", "A3": "x"}


def test_cells_of_repeated_sheets_are_set_by_their_finished_names() -> None:
    content = book({"{{member.name}}": {"A1": "{{#members sheet}}{{member.name}}"}})
    data = {"members": [{"name": "Ann"}, {"name": "Bob"}]}
    done = filled(content, data, "Bob!B1=5")
    assert [values(done, sheet) for sheet in ("Ann", "Bob")] == [{"A1": "Ann"}, {"A1": "Bob", "B1": 5}]
    assert told(findings(content, data, "Bop!B1=5")) == ['unknown-sheet at Bop: did you mean "Bob"?']


def test_a_tab_takes_names_that_excel_would_refuse() -> None:
    content = book({"{{member}}": {"A1": "{{#members sheet}}{{member}}"}})
    done = filled(content, {"members": ["a/b", "x" * 40, "'q'"]})
    assert openpyxl.load_workbook(io.BytesIO(done)).sheetnames == ["a-b", "x" * 31, "q"]
    assert "duplicate-sheet-name" in {issue.id for issue in findings(content, {"members": ["a", "A"]})}


def test_a_set_date_is_a_date_where_the_cell_shows_dates() -> None:
    content = template({"A1": "x", "A2": "y"}, {"A1": "yyyy-mm-dd"})
    found = values(filled(content, None, "Sheet1!A1=2018-03-31", "Sheet1!A2=2018-03-31"))
    assert found == {"A1": datetime(2018, 3, 31), "A2": "2018-03-31"}


# Faults


def test_all_faults_are_told_at_once_each_at_its_cell() -> None:
    content = template(
        {
            "A1": "{{titel}}",
            "A2": "{{list}}",
            "A3": "{{group}}",
            "A4": "{{#itms}}{{x}}{{/itms}}",
            "A5": "{{=revenue}}",
        }
    )
    data = {"title": "T", "list": [1], "group": {"a": 1}, "items": [{"x": 1}]}
    assert sorted(told(findings(content, data, "Sheet2!A1=1", "Sheet1!A=1", "B2", "A1=5"))) == sorted(
        [
            'unknown-sheet at Sheet2: did you mean "Sheet1"?',
            "bad-address at A: ",
            "bad-set at : ",
            "bad-set at : ",
            'unknown-list at A4: did you mean "items"?',
            'unknown-tag at A1: did you mean "title"?',
            "no-single-value at A2: repeat it with {{#list}} and {{/list}}",
            'no-single-value at A3: name one of its values, for instance "group.a"',
            "metric-without-project at A5: ",
        ]
    )


def test_the_same_fault_in_a_thousand_rows_is_one_finding() -> None:
    content = template({"A1": "{{#items}}{{nmae}}{{/items}}"})
    assert told(findings(content, {"items": [{"name": "x"}] * 1000})) == [
        'unknown-tag at A1: did you mean "name"?'
    ]


def test_a_name_that_some_records_lack_is_told_with_the_records() -> None:
    def messages(cells: dict[str, str], data: object) -> list[str]:
        return [issue.message for issue in findings(template(cells), data)]

    flat = {"A1": "{{#items}}{{a}}", "B1": "{{note}}{{/items}}"}
    rows: list[dict[str, object]] = [{"a": 1, "note": "x"}, {"a": 2}, {"a": 3, "note": "y"}, {"a": 4}]
    assert messages(flat, {"items": rows}) == ['the data has no "note" in records 2, 4 of "items"']
    assert messages(flat, {"items": rows * 200}) == [
        'the data has no "note" in records 2, 4, 6, 8, 10 of "items" and in 395 more'
    ]
    assert messages(flat, {"items": rows[1:2] * 3}) == ['the data has no "note"']
    nested = {"A1": "{{#groups}}{{name}}", "A2": "{{#items}}{{note}}{{/items}}", "A3": "{{/groups}}"}
    groups = [{"name": "g", "items": rows[:1]}, {"name": "h", "items": rows[:2]}, {"name": "i"}]
    assert messages(nested, {"groups": groups}) == [
        'the data has no list named "items" in record 3 of "groups"',
        'the data has no "note" in record 2 of "items" in record 2 of "groups"',
    ]
    grouped = {"A1": "{{#kinds group by note}}{{kind.note}}", "A2": "{{#items}}{{a}}{{/items}}{{/kinds}}"}
    assert messages(grouped, {"items": rows}) == [
        'there is no "note" to be grouped by in records 2, 4 of "items"'
    ]


def test_a_plain_entry_goes_by_the_name_of_its_list_too() -> None:
    content = template({"A1": "{{#v}}{{v}}{{/v}}"})
    assert values(filled(content, {"v": [1, 2]})) == {"A1": 1, "A2": 2}


SPELLED = {
    "SUM(\n  B4)": 3,
    "SUM(  B4  ,  1 )": 4,
    "SUM(B4) \n+1": 4,
    "SUM(\tB4)\t": 3,
    " SUM(B4)\n\n*  2": 6,
    'IF(SUM(B4)>0,\n    "yes\t  or no",\n    "no")': "yes\t  or no",
    "_xlfn.LET(\n    _xlpm.s, SUM(B4),\n    _xlpm.s*2)": 6,
    "SUM({1,\n 2;  3,4})+  MAX(B4)": 12,
    "IFERROR(#SPILL!,  SUM(B4))": 3,
    "SUM(B4)  %": 0.03,
}


def test_formulas_are_moved_and_calculated_however_their_blanks_stand() -> None:
    cells = {"B4": "{{#items}}{{qty}}{{/items}}"}
    cells |= {f"C{6 + at}": f"={formula}" for at, formula in enumerate(SPELLED)}
    done = filled(template(cells), {"items": [{"qty": 1}, {"qty": 2}]})
    formulas = openpyxl.load_workbook(io.BytesIO(done)).active
    for at, (formula, value) in enumerate(SPELLED.items()):
        assert formulas[f"C{7 + at}"].value == "=" + formula.replace("B4", "B4:B5")
        assert values(done)[f"C{7 + at}"] == value, formula


def test_blanks_around_the_colon_of_a_range_are_none() -> None:
    cells = {"A1": "{{#items}}{{q}}{{/items}}", "B1": "=SUM(A$1 :  A1)", "C2": '=SUM( A1 : A1 )&" : "'}
    found = values(filled(template(cells), {"items": [{"q": 1}, {"q": 2}]}))
    assert (found["B1"], found["B2"], found["C3"]) == (1, 3, "3 : ")


def test_a_line_break_of_windows_is_one_of_excel() -> None:
    assert values(filled(template({"A1": "{{v}}"}), {"v": "a\r\nb"})) == {"A1": "a\nb"}
    many = filled(template({"A1": "{{#r}}{{v}}{{/r}}"}), {"r": [{"v": "a\r\nb"}] * 300})
    assert values(many)["A300"] == "a\nb"


def test_a_scalar_is_no_list() -> None:
    content = template({"A1": "{{#items}}{{x}}{{/items}}"})
    assert told(findings(content, {"items": 5})) == ["no-list at A1: "]


def test_faults_of_the_template_come_with_those_of_the_data() -> None:
    content = template({"A1": "{{#items}}{{x}}", "A2": "{{titel}}"})
    assert {issue.id for issue in findings(content, {"items": [], "title": 1})} == {
        "unclosed-block",
        "unknown-tag",
    }


def test_a_name_that_nothing_asks_for_is_information() -> None:
    done = filled(template({"A1": "{{title}}"}), {"title": 1, "titel": 2})
    assert [(issue.id, issue.severity.value) for issue in done.findings] == [("unused-name", "info")]


@pytest.mark.parametrize(
    "content", [b"", b"PK nothing", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), b"<html>"]
)
def test_what_is_no_office_file_is_a_finding(content: bytes) -> None:
    with pytest.raises(FindingsError) as raised:
        filled(content, {})
    assert raised.value.issues[0].id in ("not-a-package", "encrypted-file")


def paged(*texts: str) -> bytes:
    """A workbook with a sheet for each foot of printed pages; the first is repeated for each of `rooms`."""
    buffer = io.BytesIO()
    file = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for number, text in enumerate(texts):
        sheet = file.add_worksheet("{{room.name}}" if number == 0 else f"Sheet{number}")
        sheet.write_string("A1", "{{#rooms sheet}}" if number == 0 else "no tag")
        sheet.set_footer(text)
    file.close()
    return buffer.getvalue()


def feet(content: bytes) -> list[str | None]:
    return [sheet.oddFooter.left.text for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets]


def test_heads_and_feet_of_printed_pages_are_filled_each_with_the_names_of_its_sheet() -> None:
    content = paged("&L{{room.name}} of {{firm}}", "&L{{firm}}, {{n}}")
    data = {"firm": "R&D", "n": Decimal("1.50"), "rooms": [{"name": "Red"}, {"name": "Blue"}]}
    done = filled(content, data)
    assert feet(done) == ["Red of R&&D", "Blue of R&&D", "R&&D, 1.50"]
    assert not done.findings


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("&L&8{{n}}{{n}}", "&L&8 20252025"),
        ('&L&"Arial,Bold"&10{{none}}{{n}}', '&L&"Arial,Bold"&10 2025'),
        ("&L&&8{{n}}", "&L&&82025"),
        ("&L&&&8{{n}}", "&L&&&8 2025"),
        ("&L&8{{firm}} {{n}}", "&L&8R&&D 2025"),
    ],
)
def test_a_number_in_a_foot_is_not_read_with_the_size_of_letters_before_it(text: str, written: str) -> None:
    data = {"n": 2025, "none": "", "firm": "R&D", "rooms": [{"name": "Red"}]}
    parts = parts_of(filled(paged("&Lno {{n}}", text), data))
    foot = etree.fromstring(parts["xl/worksheets/sheet2.xml"]).find(f".//{MAIN}oddFooter")
    assert foot is not None
    assert foot.text == written


def test_what_is_wrong_with_a_foot_of_printed_pages_is_told_at_its_sheet() -> None:
    data = {"firm": "x" * 251, "rooms": [{"name": "Red"}]}
    (unknown,) = findings(paged("&L{{firn}}", "&L{{firm}}"), data)
    assert (unknown.id, unknown.found) == ("unknown-tag", "firn")
    (long,) = findings(paged("&L{{room.name}}", "&L{{firm}}ends"), data)
    assert (long.id, long.place.sheet) == ("text-too-long", "Sheet1")
