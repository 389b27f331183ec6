"""The seal: which build made a file, and all its numbers as they stood then, kept beside the bindings.

<bindings xmlns="urn:reportgen:bindings:1">
  <build report="results" kind="deck" vintage="document ..." data="1f0c..." definition="93ab..." scale="6"/>
  ...
  <seal bindings="5c0d...">
    <home kind="chart" slide="8" slide-id="264" shape-id="4" shape="revenue_chart">1 16 30,397 +17.8 ...</home>
    <grid sheet="Model"><rows>11:77ab... 12:3fa0...</rows><columns>7:01c9...</columns></grid>
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass

from lxml import etree

from reportgen.office.bindings_part import BINDINGS_NS, bindings_part, bindings_root, write_bindings
from reportgen.office.package import Package
from reportgen.office.xml import clean_text
from reportgen.verify.inventory import GridDigests, Inventory
from reportgen.verify.numbers import Home

_BUILD, _SEAL = f"{{{BINDINGS_NS}}}build", f"{{{BINDINGS_NS}}}seal"
_HOME, _GRID = f"{{{BINDINGS_NS}}}home", f"{{{BINDINGS_NS}}}grid"
_FIELDS = ("kind", "slide", "slide_id", "shape_id", "shape", "sheet", "part")


@dataclass(frozen=True, slots=True)
class BuildMark:
    """What a file was built from: report, kind, vintage, digests of tables, definition and template.

    `scale` is the power of ten that a workbook shows money in, `language` that of its words, `period` the one
    that a report for any period was built for; empty where the report has periods of its own.
    """

    report: str
    kind: str
    vintage: str
    data: str
    definition: str
    template: str
    version: str
    scale: str = "0"
    period: str = ""
    language: str = ""


def main_part(package: Package) -> str:
    """The main part of a workbook or a deck; empty where the package names none."""
    return next((part for part in package.related("/", "officeDocument") if part in package), "")


def write_seal(package: Package, inventory: Inventory, mark: BuildMark) -> None:
    """Add mark and seal to the bindings in a file's package, in place of those of an earlier build."""
    main = main_part(package)
    part = bindings_part(package, main)
    root = package.xml(part) if part is not None else bindings_root()
    for old in root.findall(_BUILD) + root.findall(_SEAL):
        root.remove(old)
    build = etree.Element(_BUILD)
    for name, value in asdict(mark).items():
        build.set(name, clean_text(value))
    root.insert(0, build)
    digest = bindings_digest(root)
    seal = etree.SubElement(root, _SEAL)
    seal.set("bindings", digest)
    for home, numbers in inventory.homes.values():
        node = etree.SubElement(seal, _HOME)
        for name in _FIELDS:
            value = getattr(home, name)
            if value:
                node.set(name.replace("_", "-"), clean_text(str(value)))
        node.text = " ".join(numbers)
    for sheet, digests in inventory.grids.items():
        node = etree.SubElement(seal, _GRID)
        node.set("sheet", sheet)
        etree.SubElement(node, f"{{{BINDINGS_NS}}}rows").text = _pairs(digests.rows)
        etree.SubElement(node, f"{{{BINDINGS_NS}}}columns").text = _pairs(digests.columns)
    write_bindings(package, main, root)


def bindings_of(package: Package) -> etree._Element | None:
    """The root of a file's bindings; None where it holds none."""
    main = main_part(package)
    part = bindings_part(package, main) if main else None
    return package.peek(part) if part is not None else None


def read_mark(root: etree._Element) -> BuildMark | None:
    """The mark of the build; None where the bindings hold none."""
    node = root.find(_BUILD)
    if node is None:
        return None
    return BuildMark(**{name: node.get(name, "") for name in BuildMark.__slots__})


def bindings_digest(root: etree._Element) -> str:
    """Sixteen hexadecimal digits that name what the bindings say, mark and seal aside."""
    total = hashlib.blake2b(digest_size=8)
    for child in root:
        for node in child.iter() if child.tag not in (_SEAL, _BUILD) else ():
            total.update(repr((node.tag, sorted(node.attrib.items()), node.text)).encode())
    return total.hexdigest()


def bindings_as_sealed(root: etree._Element) -> bool:
    """Whether the bindings are those that the file was built with; true where there is no seal to say so."""
    seal = root.find(_SEAL)
    return seal is None or seal.get("bindings", "") == bindings_digest(root)


def read_seal(root: etree._Element) -> Inventory | None:
    """The numbers as they stood when the file was built; None where the bindings hold no seal."""
    seal = root.find(_SEAL)
    if seal is None:
        return None
    homes = {}
    for node in seal.iterchildren(_HOME):
        fields = {name: node.get(name.replace("_", "-"), "") for name in _FIELDS}
        slide = fields.pop("slide")
        home = Home(slide=int(slide) if slide.isdecimal() else 0, **fields)
        homes[home.key] = (home, tuple((node.text or "").split()))
    grids = {
        node.get("sheet", ""): GridDigests(
            _read_pairs(node.findtext(f"{{{BINDINGS_NS}}}rows", "")),
            _read_pairs(node.findtext(f"{{{BINDINGS_NS}}}columns", "")),
        )
        for node in seal.iterchildren(_GRID)
    }
    return Inventory(homes, grids)


def _pairs(digests: object) -> str:
    assert isinstance(digests, dict)
    return " ".join(f"{number}:{digest}" for number, digest in digests.items())


def _read_pairs(text: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for pair in text.split():
        number, _, digest = pair.partition(":")
        if number.isdecimal():
            found[int(number)] = digest
    return found
