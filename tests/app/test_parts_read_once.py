"""Every part of a file is read once while it is built, and what is kept in memory changes no byte."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from house import ROOT
from language import make
from lxml import etree

from reportgen.app.build import build_in_memory
from reportgen.office.package import Package, write_package
from reportgen.office.xml import serialize_xml
from reportgen.project.project import Project

CONTENT = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def small(folder: Path) -> tuple[Project, list[str]]:
    return make(folder), []


def real(folder: Path) -> tuple[Project, list[str]]:
    return Project(ROOT), ["model"]


@pytest.mark.parametrize("made", [small, real])
def test_a_worksheet_is_parsed_at_most_twice_and_a_file_packed_once(
    made: Callable[[Path], tuple[Project, list[str]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once as the template has it, once as its rows were written anew; other packages in a deck aside."""
    parsed: Counter[tuple[str, str]] = Counter()
    everywhere, serialized, packed = [0], [0], Counter[str]()
    parse, fromstring = Package._parse, etree.fromstring

    def parsing(package: Package, part: str) -> etree._Element:
        root = parse(package, part)
        if root.tag.endswith("}worksheet"):
            parsed[package.name, part] += 1
        return root

    def reading(*given: object) -> etree._Element:
        root = fromstring(*given)  # type: ignore[arg-type]
        everywhere[0] += root.tag.endswith("}worksheet")
        return root

    def writing(root: etree._Element) -> bytes:
        serialized[0] += str(root.tag).endswith("}worksheet")
        return serialize_xml(root)

    def packing(package: Package) -> bytes:
        packed[package.name] += 1
        return write_package(package)

    project, reports = made(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(Package, "_parse", parsing)
        patch.setattr(etree, "fromstring", reading)
        patch.setattr("reportgen.office.package.serialize_xml", writing)
        patch.setattr("reportgen.gate.gate.write_package", packing)
        result = build_in_memory(project, reports)
    sheets = {part for name, part in parsed if name.startswith("templates/") and name.endswith(".xlsx")}
    assert sheets
    assert max(parsed.values()) <= 2, parsed
    # What the calculator gives back is a file of its own, read once.
    assert everywhere[0] <= sum(parsed.values()) + len(parsed)
    # For the calculator, and for the seal and the file.
    assert serialized[0] <= 2 * len(parsed)
    assert sum(packed.values()) == len(result.built)


def test_the_same_bytes_come_where_no_tree_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = make(tmp_path)
    kept = [built.data for built in build_in_memory(project, []).built]

    def forgetful(package: Package, part: str) -> etree._Element:
        tree = package._edited.get(part)
        return package._parse(part) if tree is None else tree

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
