"""Packages: opened with care, written the same each time, untouched parts byte for byte."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reportgen.office import package as package_module
from reportgen.office.package import Package, PackageError, open_package, write_package
from reportgen.office.relationships import Relationship, relationships_part, relative_target, resolve_target

TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="xml" ContentType="application/xml"/>'
    b'<Override PartName="/a/one.xml" ContentType="text/one"/></Types>'
)
PARTS = {
    "[Content_Types].xml": TYPES,
    "a/one.xml": b"<one>\r\n  <two/></one>",
    "a/image.png": b"\x89PNG and so on",
}


def packed(parts: dict[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items() if isinstance(parts, dict) else parts:
            archive.writestr(name, data)
    return buffer.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def refusal(data: bytes) -> tuple[str, str]:
    with pytest.raises(PackageError) as caught:
        open_package(data, "a.xlsx")
    (issue,) = caught.value.issues
    assert issue.place.file == "a.xlsx"
    return issue.id, issue.found


# Byte for byte


def test_a_part_that_is_only_looked_at_leaves_as_it_came() -> None:
    package = open_package(packed(PARTS))
    assert package.peek("/a/one.xml").tag == "one"
    assert package.content_type("/a/one.xml") == "text/one"
    assert unpacked(write_package(package)) == PARTS


def test_a_part_that_is_edited_is_written_from_its_tree() -> None:
    package = open_package(packed(PARTS))
    package.xml("/a/one.xml").set("new", "yes")
    after = unpacked(write_package(package))
    assert etree.fromstring(after["a/one.xml"]).get("new") == "yes"
    assert {name for name in PARTS if after[name] != PARTS[name]} == {"a/one.xml"}
    assert after["a/one.xml"].startswith(b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")


def test_every_file_of_the_corpus_comes_back_part_for_part(corpus: Path) -> None:
    files = [
        path for path in sorted(corpus.rglob("*")) if path.suffix in (".xlsx", ".pptx", ".xlsm", ".pptm")
    ]
    refused = []
    for path in files:
        data = path.read_bytes()
        try:
            package = open_package(data, path.name)
        except PackageError as error:
            refused.append(f"{path.name} {error.issues[0].id}")
            continue
        for part in package:
            if part.endswith((".xml", ".rels")):
                package.peek(part)
        before = {name: content for name, content in unpacked(data).items() if not name.endswith("/")}
        assert {f"/{name}": content for name, content in unpacked(write_package(package)).items()} == {
            "/" + name.replace("\\", "/").lstrip("/"): content for name, content in before.items()
        }, path.name
    assert len(files) > 100
    assert len(refused) < len(files) / 50, refused


# The same each time


def test_the_same_parts_give_the_same_bytes_whatever_the_clock_and_the_packer() -> None:
    one = write_package(open_package(packed(PARTS)))
    other = write_package(open_package(packed(PARTS, zipfile.ZIP_STORED)))
    assert one == other
    with zipfile.ZipFile(io.BytesIO(one)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {entry.create_system for entry in archive.infolist()} == {0}


def test_content_types_and_package_relationships_come_first() -> None:
    package = Package({"/b.xml": b"<b/>", "/_rels/.rels": b"<r/>", "/[Content_Types].xml": TYPES})
    assert list(unpacked(write_package(package))) == ["[Content_Types].xml", "_rels/.rels", "b.xml"]


def test_what_is_packed_already_is_stored() -> None:
    with zipfile.ZipFile(io.BytesIO(write_package(open_package(packed(PARTS))))) as archive:
        kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert kinds["a/image.png"] == zipfile.ZIP_STORED
    assert kinds["a/one.xml"] == zipfile.ZIP_DEFLATED


# Refusals


def test_a_file_that_is_no_zip_is_refused() -> None:
    assert refusal(b"hello") == ("not-a-package", "no zip archive")
    assert refusal(b"") == ("not-a-package", "no zip archive")


def test_an_encrypted_file_is_refused() -> None:
    assert refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))[0] == "encrypted-file"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = packed({"xl/sheet.xml": bytes(60_000_000)})
    assert len(bomb) < 100_000
    monkeypatch.setattr(zipfile.ZipFile, "read", lambda *_: pytest.fail("a bomb was unpacked"))
    assert refusal(bomb) == ("too-large", "60,000,000 bytes")


def test_a_file_over_the_limits_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package_module, "MAX_PARTS", 2)
    assert refusal(packed(PARTS)) == ("too-many-parts", "3")
    monkeypatch.setattr(package_module, "MAX_PARTS", 10)
    monkeypatch.setattr(package_module, "MAX_UNPACKED_BYTES", 100)
    assert refusal(packed(PARTS))[0] == "too-large"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_that_stands_twice_is_refused() -> None:
    assert refusal(packed([("a.xml", b"<a/>"), ("a.xml", b"<b/>")])) == ("duplicate-part", "/a.xml")
    assert refusal(packed([("a.xml", b"<a/>"), ("/a.xml", b"<b/>")])) == ("duplicate-part", "/a.xml")


@pytest.mark.parametrize("name", ["../evil.xml", "xl/../../evil.xml", "..\\evil.xml", "a/.."])
def test_a_part_name_that_leaves_the_package_is_refused(name: str) -> None:
    assert refusal(packed({name: b"<a/>"}))[0] == "bad-part-name"


def test_a_damaged_part_is_refused() -> None:
    data = bytearray(packed({"a.xml": b"<a>" + bytes(range(256)) * 40 + b"</a>"}))
    data[60:80] = bytes(20)
    assert refusal(bytes(data))[0] == "damaged-part"


def test_a_part_that_is_not_well_formed_is_a_finding_with_its_line() -> None:
    package = open_package(packed({**PARTS, "a/one.xml": b"<one>\n<two></one>"}), "a.xlsx")
    with pytest.raises(PackageError) as caught:
        package.peek("/a/one.xml")
    (issue,) = caught.value.issues
    assert (issue.id, str(issue.place)) == ("unreadable-part", "a.xlsx:2, part /a/one.xml")


def test_a_part_with_a_document_type_is_refused_and_no_outside_file_is_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    evil = f'<!DOCTYPE a [<!ENTITY x SYSTEM "{secret.as_uri()}">]><a>&x;</a>'.encode()
    package = open_package(packed({**PARTS, "a/one.xml": evil}))
    with pytest.raises(PackageError) as caught:
        package.peek("/a/one.xml")
    (issue,) = caught.value.issues
    assert issue.id == "document-type"
    assert "secret" not in str(caught.value).replace("secret.txt", "")


# Relationships and content types


def test_relationships_are_read_and_written_in_order() -> None:
    package = open_package(packed(PARTS))
    given = (
        Relationship("rId1", "http://x/chart", "../c/chart1.xml"),
        Relationship("rId2", "http://x/hyperlink", "https://example.com", external=True),
    )
    package.set_relationships("/a/one.xml", given)
    again = open_package(write_package(package))
    assert again.relationships("/a/one.xml") == given
    assert again.target("/a/one.xml", "rId1") == "/c/chart1.xml"
    assert again.target("/a/one.xml", "rId2") is None
    assert again.related("/a/one.xml", "chart") == ("/c/chart1.xml",)
    assert again.related("/a/one.xml", "hyperlink") == ()


def test_a_part_that_is_removed_takes_its_relationships_and_its_type_along() -> None:
    package = open_package(packed(PARTS))
    package.set_relationships("/a/one.xml", (Relationship("rId1", "http://x/chart", "b.xml"),))
    del package["/a/one.xml"]
    after = unpacked(write_package(package))
    assert set(after) == {"[Content_Types].xml", "a/image.png"}
    assert b"one.xml" not in after["[Content_Types].xml"]


def test_a_content_type_is_set_once() -> None:
    package = open_package(packed(PARTS))
    package.set_content_type("/a/one.xml", "text/other")
    package.set_content_type("/b.xml", "application/xml")
    package.ensure_default_type("PNG", "image/png")
    package.ensure_default_type("png", "image/png")
    assert package.content_type("/a/one.xml") == "text/other"
    assert package.content_type("/b.xml") == "application/xml"
    assert package.content_type("/a/image.png") == "image/png"
    assert len(package.peek("/[Content_Types].xml")) == 3


@pytest.mark.parametrize(
    ("part", "rels"),
    [
        ("/", "/_rels/.rels"),
        ("/a.xml", "/_rels/a.xml.rels"),
        ("/xl/workbook.xml", "/xl/_rels/workbook.xml.rels"),
    ],
)
def test_the_relationships_of_a_part_stand_beside_it(part: str, rels: str) -> None:
    assert relationships_part(part) == rels


NAMES = st.lists(st.sampled_from(["a", "b", "xl", "ppt"]), min_size=1, max_size=4).map(
    lambda steps: "/" + "/".join(steps)
)


@given(NAMES, NAMES)
def test_a_relative_target_leads_back_to_where_it_was_made_for(part: str, target: str) -> None:
    assert resolve_target(part, relative_target(part, target)) == target
