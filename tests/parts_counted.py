"""How often a build parses, serialises and packs what it works on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from lxml import etree

from reportgen.office.package import Package, write_package
from reportgen.office.xml import serialize_xml


@dataclass
class Counts:
    """Worksheets parsed, whole or without their cells, by package and part, and by whatever hand; serialised; packages
    packed."""

    parsed: Counter[tuple[str, str]] = field(default_factory=Counter)
    everywhere: int = 0
    serialized: int = 0
    packed: int = 0


@contextmanager
def counted() -> Iterator[Counts]:
    """Count while the block runs."""
    counts = Counts()
    parse, fromstring = Package._parsed, etree.fromstring

    def parsing(package: Package, part: str, data: bytes) -> etree._Element:
        root = parse(package, part, data)
        if root.tag.endswith("}worksheet"):
            counts.parsed[package.name, part] += 1
        return root

    def reading(*given: object) -> etree._Element:
        root = fromstring(*given)  # type: ignore[arg-type]
        counts.everywhere += root.tag.endswith("}worksheet")
        return root

    def writing(root: etree._Element) -> bytes:
        counts.serialized += str(root.tag).endswith("}worksheet")
        return serialize_xml(root)

    def packing(package: Package) -> bytes:
        counts.packed += 1
        return write_package(package)

    with (
        patch.object(Package, "_parsed", parsing),
        patch.object(etree, "fromstring", reading),
        patch("reportgen.office.package.serialize_xml", writing),
        patch("reportgen.gate.gate.write_package", packing),
    ):
        yield counts


def assert_each_is_read_once(counts: Counts, files: int, folding: Collection[str] = ()) -> None:
    """Once as the template has it, once as its rows were written anew; other packages in a deck aside.

    Parts of `folding` are read once more: what they fold, or fit rows to, is calculated.
    """
    assert any(name.startswith("templates/") and name.endswith(".xlsx") for name, _ in counts.parsed)
    too_often = {key: times for key, times in counts.parsed.items() if times > 2 + (key[1] in folding)}
    assert not too_often
    # What the calculator gives back is a file of its own, read once.
    assert counts.everywhere <= sum(counts.parsed.values()) + len(counts.parsed)
    # For the calculator, and for the seal and the file.
    assert counts.serialized <= 2 * len(counts.parsed)
    assert counts.packed == files
