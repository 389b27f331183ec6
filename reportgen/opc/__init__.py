"""Office files as packages: a zip of parts, joined by relationships (ECMA-376 part 2)."""

from reportgen.opc.deflated import DeflatedPart, deflated
from reportgen.opc.package import Package, PackageError, open_package
from reportgen.opc.relationships import Relationship, relationships_part, resolve_target
from reportgen.opc.writer import write_package
from reportgen.opc.xml import parse_xml, serialize_xml

__all__ = [
    "DeflatedPart",
    "Package",
    "PackageError",
    "Relationship",
    "deflated",
    "open_package",
    "parse_xml",
    "relationships_part",
    "resolve_target",
    "serialize_xml",
    "write_package",
]
