"""A workbook reads the same from its text and from its tree, and from outside nothing is believed."""

from __future__ import annotations

from pathlib import Path

import pytest
from carry_language import as_own, by_hand, model
from office import edited, packed, parts_of, sheet_parts

from reportgen.carry.carry import read_earlier, user_edits
from reportgen.core.findings import FindingsError
from reportgen.office.package import Package, open_package
from reportgen.office.sheet_text import sheet_frame
from reportgen.xlsx.book_cells import read_book
from reportgen.xlsx.manifest import read_record


def test_text_and_tree_read_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    data = by_hand(
        model().build(),
        {
            "Model!B20": '\'a <b> & "c" _x0041_',
            "Model!C20": "={SUM(C3:D3*2)}",
            "Model!D20": "TRUE",
            "Model!E20": "1E-07",
        },
    )
    quick = read_book(open_package(data))
    monkeypatch.setattr(Package, "has_frame", lambda package, part: False)
    assert read_book(open_package(data)) == quick
    cells = quick.sheet("Model")
    assert cells is not None
    assert cells.text(20, 2) == 'a <b> & "c" _x0041_'
    assert (cells.cells[20, 3], cells.cells[20, 4], cells.cells[20, 5]) == (
        "={SUM(C3:D3*2)}",
        "TRUE",
        "1e-07",
    )


PLAIN = b'<c r="A1"><v>1</v></c>'


@pytest.mark.parametrize(
    "row",
    [
        b'<x:c r="A1"><x:v>1</x:v></x:c><c ',
        b'<c s="1" r="A1"><v>1</v></c>',
        b'<c r="A1"><f t="shared" si="0"/><v>1</v></c>',
        b"<!-- " + PLAIN + b" -->",
        b"<c><v>1</v></c>",
        b'<c r="A1"><v><![CDATA[1]]></v></c>',
        b'<c r="A1" t="str"><v>&unknown;</v></c>',
        b'<c r="A1" t="str"><v>a & b</v></c>',
        b'<c r="A1" t="str"><v>\x01</v></c>',
        b'<c r="A1" t="str"><v>\xff</v></c>',
        b'<c r="A1" t="str"><v>]]></v></c>',
        b'<c r="A1" t="inlineStr"><is><r><t>rich</t></r></is></c>',
        PLAIN + b'</row><row spans="1:1" r="2">',
        PLAIN + b'<c\nr="B1"><v>2</v></c>',
        PLAIN + b'<c\tr="B1"/>',
        PLAIN + b'<x:c r="B1"><x:v>2</x:v></x:c>',
        PLAIN + b"<c/>",
        b"<?hide " + PLAIN + b" ?>",
        PLAIN + b'</row><row r="2" x:note="a/>b">',
    ],
)
def test_a_sheet_that_is_spelled_otherwise_is_left_to_its_tree(row: bytes) -> None:
    around = b'<worksheet><sheetData><row r="1">%b</row></sheetData></worksheet>'
    assert sheet_frame(around % row) is None
    assert sheet_frame(around % PLAIN) == around % b""


def test_a_sheet_of_another_encoding_is_left_to_its_tree() -> None:
    sheet = b'<worksheet><sheetData><row r="1">%b</row></sheetData></worksheet>' % PLAIN
    assert sheet_frame(b'<?xml version="1.0" encoding="utf-8"?>' + sheet) is not None
    assert sheet_frame(b'<?xml version="1.0" encoding="ISO-8859-1"?>' + sheet) is None
    assert sheet_frame(b"<?xml version='1.0' encoding = 'ISO-8859-1' ?>" + sheet) is None
    assert sheet_frame(b"<?hidden <sheetData></sheetData>?>" + sheet) is None


def test_shared_formulas_are_no_change() -> None:
    """Excel writes copies of a formula as shared ones."""

    def share(root) -> None:  # type: ignore[no-untyped-def]
        nodes = [
            node for node in root.iter() if str(node.tag).endswith("}f") and (node.text or "").endswith("4")
        ]
        for number, node in enumerate(nodes):
            node.set("t", "shared")
            node.set("si", "0")
            if number:
                node.text = None
            else:
                node.set("ref", "C5:E5")

    data = model().build()
    shared = edited(data, sheet_parts(data)["Model"], share)
    assert b'si="0"/>' in parts_of(shared)[sheet_parts(shared)["Model"]]
    record = read_record(open_package(shared))
    assert record is not None
    assert list(user_edits(record, read_book(open_package(shared)))) == []


def test_edits_of_a_person_are_told_in_words() -> None:
    def draw(book) -> None:  # type: ignore[no-untyped-def]
        book.add_worksheet("Mine").write_string("A1", "x")

    data = by_hand(
        as_own(model(draw=draw).build(), "Mine"), {"Drivers!H5": "0.1", "Model!D3": "5", "Model!A9": "1"}
    )
    package = open_package(data)
    record = read_record(package)
    assert record is not None
    assert list(user_edits(record, read_book(package))) == [
        '2 rows of sheet "Model"',
        'sheet "Mine"',
        "1 input",
    ]


def test_a_record_related_to_the_package_is_found() -> None:
    """LibreOffice moves the relationship of custom XML parts from the workbook to the package."""
    parts = parts_of(model().build())
    rels = parts["xl/_rels/workbook.xml.rels"].decode()
    at = rels.index("<Relationship ", rels.rindex("styles.xml") if "customXml" not in rels else 0)
    link = next(one for one in rels.split("<Relationship ")[1:] if "customXml" in one).split("/>")[0]
    assert at >= 0
    parts["xl/_rels/workbook.xml.rels"] = rels.replace(f"<Relationship {link}/>", "").encode()
    moved = (
        f"<Relationship {link.replace('../customXml', 'customXml').replace('rId', 'rIdX')}/></Relationships>"
    )
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(b"</Relationships>", moved.encode())
    assert read_record(open_package(packed(parts))) is not None


# Files from outside


def damaged(change: tuple[str, bytes, bytes]) -> bytes:
    part, old, new = change
    parts = parts_of(model().build())
    name = sheet_parts(model().build())[part] if part in ("Model", "Drivers") else part
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    return packed(parts)


@pytest.mark.parametrize(
    "change",
    [
        ("Model", b'r="C3"', b'r="XFZ3"'),
        ("Model", b"<sheetData>", b"<sheetData><row r='x'><c r='A1'/></row>"),
        ("xl/styles.xml", b"</styleSheet>", b""),
        ("xl/workbook.xml", b"</workbook>", b""),
    ],
)
def test_a_damaged_file_is_a_finding(change: tuple[str, bytes, bytes], tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(damaged(change))
    with pytest.raises(FindingsError) as raised:
        read_earlier(tmp_path / "old.xlsx")
    assert {issue.id for issue in raised.value.issues} <= {"damaged-workbook", "unreadable-part"}


@pytest.mark.parametrize(
    ("data", "finding"),
    [
        (b"no zip", "not-a-package"),
        (b"", "too-large"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "encrypted-file"),
    ],
)
def test_what_is_no_workbook_is_a_finding(data: bytes, finding: str, tmp_path: Path) -> None:
    (tmp_path / "old.xlsx").write_bytes(data)
    with pytest.raises(FindingsError) as raised:
        read_earlier(tmp_path / "old.xlsx")
    assert [issue.id for issue in raised.value.issues] == [finding]


def test_a_workbook_without_a_record_is_a_finding(tmp_path: Path) -> None:
    import openpyxl

    openpyxl.Workbook().save(tmp_path / "old.xlsx")
    with pytest.raises(FindingsError) as raised:
        read_earlier(tmp_path / "old.xlsx")
    assert [issue.id for issue in raised.value.issues] == ["no-build-record"]


def test_a_record_edited_by_hand_is_no_danger() -> None:
    parts = parts_of(model().build())
    parts["customXml/item1.xml"] = (
        parts["customXml/item1.xml"]
        .replace(b'at="H5"', b'at="nowhere"')
        .replace(b'key="7"', b'key="-7x"')
        .replace(b'd="0"', b'd="999"')
    )
    record = read_record(open_package(packed(parts)))
    assert record is not None
    assert [one.cell for one in record.inputs] == ["B2", "B3", "I5", "H6", "I6"]
