"""How many wrong digits in finished files does `reportgen verify` find?

    python -m benchmarks.plantings [--trials 3000] [--seed 1] [--only pptx] [--project FOLDER]

Both reports are built. Then, trial by trial, one digit of one file is changed where a reader or a program
could meet it: a carrier is drawn (so that rare ones are tried as often as frequent ones), then a place of
it, then a digit, then another digit for it. The file is verified with its untouched partner and the tables;
the planting counts as found where a finding appears, and as placed where a finding names its slide and shape
or its sheet. The places are found by reading the parts as XML, not by the readers of `verify`. Not a timing.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from reportgen.app.build import build_in_memory
from reportgen.core.findings import Issue, Severity
from reportgen.office.package import open_package
from reportgen.project.project import Project
from reportgen.verify.finished import FinishedFile, finished
from reportgen.verify.tables import ProjectTables
from reportgen.verify.verify import Receipt, partnerships, verify_with

ROOT = Path(__file__).resolve().parents[1]
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
C15 = "{http://schemas.microsoft.com/office/drawing/2012/chart}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
B = "{urn:reportgen:bindings:1}"
_DIGIT = re.compile(r"[0-9]")


@dataclass
class Spot:
    """One text that holds digits: the part, the element's place in it, the attribute (empty for its text)."""

    carrier: str
    part: str
    path: str
    attribute: str
    text: str
    inner: str = ""


@dataclass
class Planter:
    """One finished file, taken apart, with all places a digit can be planted in."""

    name: str
    data: bytes
    spots: dict[str, list[Spot]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for spot in self._spots(self.data):
            if _DIGIT.search(spot.text):
                self.spots.setdefault(spot.carrier, []).append(spot)

    def planted(self, spot: Spot, chance: random.Random) -> tuple[bytes, str]:
        """The file with one digit of `spot` changed, and the text that stands there now."""
        places = [match.start() for match in _DIGIT.finditer(spot.text)]
        at = chance.choice(places)
        digit = chance.choice([one for one in "0123456789" if one != spot.text[at]])
        wrong = spot.text[:at] + digit + spot.text[at + 1 :]

        def change(data: bytes) -> bytes:
            root = etree.fromstring(data)
            node = root.find(spot.path)
            assert node is not None
            if spot.attribute:
                node.set(spot.attribute, wrong)
            else:
                node.text = wrong
            return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

        if spot.inner:
            return _changed(self.data, spot.part, lambda data: _changed(data, spot.inner, change)), wrong
        return _changed(self.data, spot.part, change), wrong

    def _spots(self, data: bytes) -> Iterator[Spot]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            used = _used_strings(archive)
            for name in archive.namelist():
                if name.endswith(".xlsx"):
                    with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inner:
                        for one in inner.namelist():
                            if one.startswith("xl/worksheets/sheet") or one == "xl/sharedStrings.xml":
                                words = _used_strings(inner)
                                for spot in _sheet_spots(one, inner.read(one), words, "embedded "):
                                    yield Spot(spot.carrier, name, spot.path, "", spot.text, one)
                elif name.endswith(".xml"):
                    yield from _part_spots(name, archive.read(name), used)


def _part_spots(name: str, data: bytes, used: set[int]) -> Iterator[Spot]:
    if re.match(r"ppt/slides/slide\d+\.xml", name):
        yield from _drawing_spots(name, data, "")
    elif re.match(r"ppt/notesSlides/", name):
        yield from _texts(name, data, "speaker notes", f"{A}t")
    elif "/charts/chart" in name:
        yield from _chart_spots(name, data)
    elif name.startswith("xl/worksheets/sheet") or name == "xl/sharedStrings.xml":
        yield from _sheet_spots(name, data, used, "")
    elif name.startswith("xl/drawings/drawing"):
        yield from _drawing_spots(name, data, "sheet ")
    elif name == "xl/workbook.xml":
        yield from _texts(name, data, "defined name", f"{S}definedName")
    elif name.startswith("customXml/item") and "Props" not in name:
        root = etree.fromstring(data)
        tree = root.getroottree()
        for node in root.iter(f"{B}figure"):
            for attribute in ("value", "text", "key"):
                yield Spot(
                    f"bindings, {attribute}",
                    name,
                    tree.getelementpath(node),
                    attribute,
                    node.get(attribute, ""),
                )
        for node in root.iter(f"{B}cell"):
            yield Spot("bindings, key", name, tree.getelementpath(node), "figure", node.get("figure", ""))


def _drawing_spots(name: str, data: bytes, word: str) -> Iterator[Spot]:
    root = etree.fromstring(data)
    tree = root.getroottree()
    for node in root.iter(f"{A}t"):
        parents = [parent.tag for parent in node.iterancestors()]
        field_ = node.getparent()
        if field_ is not None and field_.tag == f"{A}fld" and field_.get("type") == "slidenum":
            continue
        carrier = "table cell" if f"{A}tc" in parents else f"{word or 'slide '}text"
        yield Spot(carrier, name, tree.getelementpath(node), "", node.text or "")
    for node in root.iter():
        if isinstance(node.tag, str) and node.tag.endswith("}cNvPr"):
            yield Spot("alternative text", name, tree.getelementpath(node), "descr", node.get("descr", ""))


def _chart_spots(name: str, data: bytes) -> Iterator[Spot]:
    root = etree.fromstring(data)
    tree = root.getroottree()
    word = "workbook chart " if name.startswith("xl/") else "deck chart "
    for node in root.iter(f"{C}v", f"{A}t", f"{C}f", f"{C15}f"):
        parents = [parent.tag for parent in node.iterancestors()]
        if node.tag in (f"{C}f", f"{C15}f"):
            kind = "reference"
        elif node.tag == f"{A}t" or f"{C15}dlblRangeCache" in parents:
            kind = "label"
        else:
            kind = "value" if f"{C}numCache" in parents else "category or name"
        yield Spot(word + kind, name, tree.getelementpath(node), "", node.text or "")


def _sheet_spots(name: str, data: bytes, used: set[int], word: str) -> Iterator[Spot]:
    root = etree.fromstring(data)
    tree = root.getroottree()
    if name.endswith("sharedStrings.xml"):
        for number, item in enumerate(root.iter(f"{S}si")):
            for node in item.iter(f"{S}t"):
                if number in used:
                    yield Spot(f"{word}shared string", name, tree.getelementpath(node), "", node.text or "")
        return
    for cell in root.iter(f"{S}c"):
        formula, value = cell.find(f"{S}f"), cell.find(f"{S}v")
        for node in cell.iter(f"{S}t"):
            yield Spot(f"{word}inline string", name, tree.getelementpath(node), "", node.text or "")
        if formula is not None:
            yield Spot(f"{word}formula", name, tree.getelementpath(formula), "", formula.text or "")
        if value is not None and cell.get("t") != "s":
            kind = "cached value" if formula is not None else "typed number"
            yield Spot(f"{word}{kind}", name, tree.getelementpath(value), "", value.text or "")


def _texts(name: str, data: bytes, carrier: str, tag: str) -> Iterator[Spot]:
    root = etree.fromstring(data)
    tree = root.getroottree()
    for node in root.iter(tag):
        yield Spot(carrier, name, tree.getelementpath(node), "", node.text or "")


def _used_strings(archive: zipfile.ZipFile) -> set[int]:
    """The numbers of the shared strings that cells show."""
    used: set[int] = set()
    for name in archive.namelist():
        if name.startswith("xl/worksheets/sheet"):
            for cell in etree.fromstring(archive.read(name)).iter(f"{S}c"):
                if cell.get("t") == "s":
                    used.add(int(cell.findtext(f"{S}v", "-1")))
    return used


def _changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            held = old.read(entry)
            new.writestr(entry, change(held) if entry.filename == part else held, compresslevel=0)
    return buffer.getvalue()


@dataclass
class Tally:
    """What became of the plantings of one carrier."""

    tried: int = 0
    found: int = 0
    placed: int = 0
    by: Counter[str] = field(default_factory=Counter)


def same_number(before: str, now: str) -> bool:
    """Whether two spellings are one double: then no number was changed."""
    try:
        return float(before) == float(now)
    except ValueError:
        return False


def trial(
    planter: Planter, partners: list[FinishedFile], tables: ProjectTables, carrier: str, chance: random.Random
) -> tuple[Spot, str, list[Issue]]:
    """One planting: the spot, the wrong text and the errors that verifying raises."""
    while True:
        spot = chance.choice(planter.spots[carrier])
        data, wrong = planter.planted(spot, chance)
        if not same_number(spot.text, wrong):
            break
    file = finished(open_package(data, planter.name))
    receipt = verify_with(tables, [file])
    beside = partnerships([file], partners, tables), partnerships(partners, [file], tables)
    found = (*receipt.issues, *(issue for pairs in beside for pair in pairs for issue in pair.issues))
    return spot, wrong, [issue for issue in found if issue.severity is Severity.ERROR]


def placed(spot: Spot, issues: list[Issue]) -> bool:
    """Whether a finding names a slide or a sheet; what is wrong in the bindings stands at its figure."""
    return any(issue.place.slide or issue.place.sheet or issue.place.part for issue in issues)


def run(
    project: Project, reports: tuple[str, str], trials: int, seed: int, only: str = ""
) -> tuple[dict[str, Tally], int, list[str]]:
    """The tallies by carrier, the errors on untouched files, and what was missed.

    `reports` are a deck and a workbook of the project; `only` (pptx or xlsx) plants in one of them.
    """
    made = build_in_memory(project, reports).built
    return run_files(project, {one.name: one.data for one in made}, trials, seed, only)


def run_files(
    project: Project, files: dict[str, bytes], trials: int, seed: int, only: str = ""
) -> tuple[dict[str, Tally], int, list[str]]:
    """The same for finished files of a project, by name; each is compared with all others."""
    tables = ProjectTables.of(project)
    chance = random.Random(seed)
    whole = {name: finished(open_package(data, name)) for name, data in files.items()}
    untouched = verify_with(tables, list(whole.values()))
    planters = [Planter(name, data) for name, data in files.items() if name.endswith(only)]
    carriers = [(one, name) for one in planters for name in one.spots]
    tallies: dict[str, Tally] = {}
    missed: list[str] = []
    for number in range(trials):
        planter, carrier = carriers[number % len(carriers)]
        partners = [one for name, one in whole.items() if name != planter.name]
        spot, wrong, issues = trial(planter, partners, tables, carrier, chance)
        tally = tallies.setdefault(f"{planter.name.rpartition('.')[2]}  {carrier}", Tally())
        tally.tried += 1
        tally.found += bool(issues)
        tally.placed += placed(spot, issues)
        tally.by.update({issue.id for issue in issues})
        if not issues:
            missed.append(f"{carrier}: {spot.part} {spot.path} {spot.text!r} -> {wrong!r}")
    return tallies, _errors(untouched), missed


def _errors(receipt: Receipt) -> int:
    return sum(issue.severity is Severity.ERROR for issue in receipt.issues)


def table(tallies: dict[str, Tally]) -> list[str]:
    """The rates as a table."""
    lines = [
        "| file | carrier | planted | found | rate | place named | found by |",
        "| --- | --- | ---: | ---: | ---: | ---: | --- |",
    ]
    for name in sorted(tallies):
        tally = tallies[name]
        file, carrier = name.split("  ", 1)
        by = ", ".join(f"{one} {count}" for one, count in tally.by.most_common(3))
        lines.append(
            f"| {file} | {carrier} | {tally.tried:,} | {tally.found:,} | {tally.found / tally.tried:.1%} "
            f"| {tally.placed / tally.tried:.1%} | {by} |"
        )
    tried, found = (sum(getattr(one, name) for one in tallies.values()) for name in ("tried", "found"))
    lines.append(f"| | all | {tried:,} | {found:,} | {found / tried:.2%} | | |")
    return lines


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--trials", type=int, default=400)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--deck", default="results", help="the report that is a deck")
    options.add_argument("--workbook", default="model", help="the report that is a workbook")
    options.add_argument("--project", type=Path, default=ROOT)
    options.add_argument("--only", choices=["pptx", "xlsx"], default="", help="plant in one kind of file")
    given = options.parse_args()
    started = time.perf_counter()
    tallies, untouched, missed = run(
        Project(given.project), (given.deck, given.workbook), given.trials, given.seed, given.only
    )
    lines = table(tallies)
    lines.append("")
    lines.append(f"Seed {given.seed}; findings on the untouched files: {untouched}.")
    print("\n".join(lines))
    for line in missed:
        print("missed:", line)
    print(f"{time.perf_counter() - started:.0f} s")


if __name__ == "__main__":
    main()
