"""Every part of a file is read once while it is built, and what is kept in memory changes no byte."""

from __future__ import annotations

from pathlib import Path

import pytest
from language import make
from lxml import etree
from parts_counted import assert_each_is_read_once, counted

from reportgen.app.build import build_in_memory
from reportgen.office.package import Package

CONTENT = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


@pytest.mark.parametrize("reports", [["model"], []])
def test_a_worksheet_is_parsed_at_most_twice_and_a_file_packed_once(
    reports: list[str], tmp_path: Path
) -> None:
    with counted() as counts:
        result = build_in_memory(make(tmp_path), reports)
    assert_each_is_read_once(counts, len(result.built))


def test_the_same_bytes_come_where_no_tree_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make(tmp_path)
    kept = [built.data for built in build_in_memory(project, []).built]

    def forgetful(package: Package, part: str) -> etree._Element:
        tree = package._edited.get(part)
        return package._parsed(part, package[part]) if tree is None else tree

    def edited(package: Package, part: str) -> etree._Element:
        package._relationships.clear()
        return package._edited.setdefault(part, forgetful(package, part))

    monkeypatch.setattr(Package, "peek", forgetful)
    monkeypatch.setattr(Package, "xml", edited)
    assert [built.data for built in build_in_memory(project, []).built] == kept


def test_a_copy_shares_what_is_read_and_is_edited_apart() -> None:
    package = Package({"/[Content_Types].xml": CONTENT, "/a.xml": b"<a><b/></a>"}, "a")
    seen = package.peek("/a.xml")
    twin = package.copy("twin")
    assert twin.peek("/a.xml") is seen
    twin.xml("/a.xml").append(etree.Element("c"))
    assert package["/a.xml"] == b"<a><b/></a>"
    assert twin["/a.xml"].endswith(b"<a><b/><c/></a>")
    package.xml("/a.xml").clear()
    assert twin["/a.xml"].endswith(b"<a><b/><c/></a>")


def test_an_edit_that_changes_nothing_leaves_the_bytes_as_they_came() -> None:
    package = Package({"/a.xml": b"<a  x='1'/>"})
    assert not package.edit("/a.xml", lambda root: False)
    assert package["/a.xml"] == b"<a  x='1'/>"
    assert package.edit("/a.xml", lambda root: root.set("x", "2") is None)
    assert package["/a.xml"].endswith(b'<a x="2"/>')
    assert not package.edit("/a.xml", lambda root: False)
    assert package["/a.xml"].endswith(b'<a x="2"/>')
