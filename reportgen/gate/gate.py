"""The last look at a file before it leaves: what would make Office repair or refuse it stops here.

    file = gated(package, [template])      file.warnings: what the template itself brought along
    file.data                              the bytes, packed when they are asked for, once

Every fault is a finding with the part, the sheet or slide and the shape or cell. A fault that the template has is not
ours, nor is it in a copy of its part: it is told, and the file is written, unless Office would not open it at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.gate.cell_rules import cell_faults, streamed_faults
from reportgen.gate.chart_rules import CHART_RULES
from reportgen.gate.deck_rules import DECK_RULES, SLIDE_RULES
from reportgen.gate.markup_rules import MarkupPart, markup_faults
from reportgen.gate.package_rules import CUSTOM_XML_RULES, PACKAGE_RULES, XML_RULES
from reportgen.gate.reader import PackageReader, Worksheet, XmlPart, run_rules
from reportgen.gate.sheet_rules import DRAWING_RULES, SHEET_RULES, tables_of
from reportgen.gate.workbook_rules import WORKBOOK_RULES, read_book
from reportgen.office.package import Package, write_package
from reportgen.office.relationships import CONTENT_TYPES
from reportgen.office.xml import local_name, namespace_of, qn

# Office does not even offer to repair such a file.
FATAL = frozenset({"gate-main-part", "gate-content-types", "gate-part-twice", "gate-no-sheet"})
# Other programs write these and Office takes them without a word; we do not write them.
_HARMLESS = frozenset({"gate-chart-axis-id", "gate-chart-empty", "gate-part-unreachable"})
_MOST_TOLD = 10
_PART, _NUMBER = re.compile(r"/?(?:[\w.\-]+/)+[\w.\-]+\.\w+"), re.compile(r"\d+")
_THEIRS = "the template brought it along: open it in its Office program and save it again"
_OURS = "this is a fault of reportgen: nothing was written, an older file stays as it was; please report it"


class GateError(FindingsError):
    """The finished file would not open cleanly; the findings say where."""


class GatedPackage(Struct, frozen=True, dict=True):
    """A package that has passed the gate, with what its templates brought along as warnings."""

    package: Package
    warnings: tuple[Issue, ...] = ()

    @cached_property
    def data(self) -> bytes:
        """The bytes of the finished file."""
        return write_package(self.package)


def gated(package: Package, templates: Iterable[Package]) -> GatedPackage:
    """The package once it has passed the gate; `GateError` for faults of our own."""
    return GatedPackage(package, pass_gate(package, templates))


def gated_bindings(package: Package) -> GatedPackage:
    """A package that has passed the gate and in which only the part with the bindings was edited since."""
    found = list(run_rules(CUSTOM_XML_RULES, PackageReader(package)))
    if found:
        raise GateError(replace(fault, hint=_OURS) for fault in found[:_MOST_TOLD])
    return GatedPackage(package)


def pass_gate(package: Package, templates: Iterable[Package]) -> tuple[Issue, ...]:
    """What the templates brought along, as warnings; `GateError` for everything else that Office would not take."""
    found = faults_of(package)
    if not found:
        return ()
    theirs = (found if source is package else faults_of(source) for source in templates)
    inherited = {_words(fault) for faults in theirs for fault in faults}
    own = [fault for fault in found if _words(fault) not in inherited]
    if own:
        raise GateError(replace(fault, hint=_OURS) for fault in own[:_MOST_TOLD])
    fatal = [fault for fault in found if fault.id in FATAL]
    if fatal:
        raise GateError(replace(fault, hint=_THEIRS) for fault in fatal)
    return tuple(
        replace(fault, severity=Severity.WARNING, hint=_THEIRS)
        for fault in _first_of_each(found)
        if fault.id not in _HARMLESS
    )


def faults_of(package: Package) -> list[Issue]:
    """All faults of a package, each once."""
    return list(dict.fromkeys(_faults(PackageReader(package))))


def grave_faults_of(package: Package) -> list[Issue]:
    """The faults of a package that Office does not pass over without a word."""
    return [fault for fault in faults_of(package) if fault.id not in _HARMLESS]


def _faults(reader: PackageReader) -> Iterator[Issue]:
    yield from run_rules((*PACKAGE_RULES, *CUSTOM_XML_RULES, *XML_RULES), reader)
    for part in reader.xml_parts():
        yield from _part_faults(reader, part)
    for part in reader.package:
        if part.lower().endswith(".xlsx"):
            yield from _embedded_faults(reader, part)
    if reader.kind == "workbook":
        yield from _workbook_faults(reader)
    elif reader.kind == "presentation":
        yield from _deck_faults(reader)


def _part_faults(reader: PackageReader, part: str) -> Iterator[Issue]:
    root = reader.root(part)
    if root is None or part.endswith(".rels") or part == CONTENT_TYPES:
        return
    skipped = f"{namespace_of(root)}sheetData" if local_name(root) == "worksheet" else ""
    kinds = {link.rid: link.kind for link in reader.links.get(part, ())}
    yield from markup_faults(MarkupPart(reader, part, root, kinds, skipped))
    if root.tag == qn("c:chartSpace"):
        yield from run_rules(CHART_RULES, XmlPart(reader, part, root))
    elif local_name(root) == "wsDr":
        yield from run_rules(DRAWING_RULES, XmlPart(reader, part, root))


def _embedded_faults(reader: PackageReader, part: str) -> Iterator[Issue]:
    """The faults of the workbook behind a chart: without it nobody can edit the chart's data."""
    faults: list[Issue] = []
    try:
        inside = PackageReader(reader.package.embedded(part))
        faults += run_rules(PACKAGE_RULES, inside)
        if inside.kind == "workbook":
            faults += _workbook_faults(inside)
    except FindingsError as error:
        faults += error.issues
    for fault in faults:
        message = f"the workbook behind a chart has a fault: {fault.message}"
        yield Issue("gate-embedded-workbook", message, reader.place_of(part), found=fault.id)


def _workbook_faults(reader: PackageReader) -> Iterator[Issue]:
    main = _main(reader)
    yield from run_rules(WORKBOOK_RULES, main)
    book = read_book(main)
    worksheets = set(reader.targets(reader.main, "worksheet"))
    for part in [part for _, part in reader.sheets() if part in worksheets]:
        large = reader.package.deflated(part)
        root = reader.root(part) if large is None else None
        if large is not None:
            yield from streamed_faults(reader, part, large)
        elif root is not None and local_name(root) == "worksheet":
            sheet = Worksheet(reader, part, root, book, tables_of(reader, part))
            yield from cell_faults(sheet)
            yield from run_rules(SHEET_RULES, sheet)


def _deck_faults(reader: PackageReader) -> Iterator[Issue]:
    yield from run_rules(DECK_RULES, _main(reader))
    for part in reader.slides():
        root = reader.root(part)
        if root is not None:
            yield from run_rules(SLIDE_RULES, XmlPart(reader, part, root))


def _main(reader: PackageReader) -> XmlPart:
    root = reader.root(reader.main)
    assert root is not None
    return XmlPart(reader, reader.main, root)


def _words(fault: Issue) -> tuple[str, str, str]:
    """What a fault is, whichever copy of a part has it: names of parts count without their numbers."""
    message, found = (
        _PART.sub(lambda name: _NUMBER.sub("", name[0]), one) for one in (fault.message, fault.found)
    )
    return fault.id, message, found


def _first_of_each(faults: Iterable[Issue]) -> Iterator[Issue]:
    """One finding for each sentence: a template with a thousand such cells is told once."""
    told: set[tuple[str, str, str]] = set()
    for fault in faults:
        if _words(fault) not in told:
            told.add(_words(fault))
            yield fault


_TOLD = 5
_HINT = "open the template in its Office program, let it repair the file, and save it again"


@contextmanager
def template_at_fault(package: Package, name: str) -> Iterator[None]:
    """Turn what goes wrong inside into findings where the package `name` itself is damaged.

    An error over a sound template is a fault of reportgen and passes on as it is.
    """
    try:
        yield
    except GateError as error:
        faults = grave_faults_of(package)
        known = {_words(fault) for fault in faults}
        if not faults or known.issuperset(map(_words, error.issues)):
            raise
        raise FindingsError([_damaged(name, faults[0]), *_told(faults)]) from None
    except FindingsError:
        raise
    except Exception:
        faults = grave_faults_of(package)
        if not faults:
            raise
        raise FindingsError([_damaged(name, faults[0]), *_told(faults)]) from None


def _damaged(name: str, fault: Issue) -> Issue:
    message = "the template is damaged in a way that keeps it from being read or filled"
    return Issue("damaged-template", message, Place(name), found=fault.message, hint=_HINT)


def _told(faults: list[Issue]) -> list[Issue]:
    return [replace(fault, severity=Severity.WARNING) for fault in faults[:_TOLD]]
