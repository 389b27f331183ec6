"""The seal: all numbers of a file as they stood when it was built, kept beside its bindings, and what changed since.

<bindings xmlns="urn:reportgen:bindings:1">
  <build report="results" kind="deck" vintage="document ..." data="1f0c..." definition="93ab..." scale="6"/>
  ...
  <seal bindings="5c0d...">
    <home kind="chart" slide="8" slide-id="264" shape-id="4" shape="revenue_chart">1 16 30,397 +17.8 ...</home>
    <grid sheet="Model"><rows>11:77ab... 12:3fa0...</rows><columns>7:01c9...</columns></grid>
    <format sheet="Model" shown="times 100">H20:AY20 H38:AY38 ...</format>

A worksheet is kept as one digest a row and one a column: a wrong digit in a cell changes one of each, and where the
two cross stands the cell. What number formats make of numbers (percent, thousands, words, nothing) is kept by range.
"""

from __future__ import annotations

import base64
import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import NamedTuple

from lxml import etree
from msgspec import Struct

from reportgen import __version__
from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.structs import asdict
from reportgen.data.records import MetricTable
from reportgen.data.sources import figure_file
from reportgen.data.vintage import Vintage, known_documents
from reportgen.gate.gate import gated_bindings
from reportgen.office.addresses import cell_address, column_letters
from reportgen.office.bindings_part import BINDINGS_NS, bindings_part, bindings_root, write_bindings
from reportgen.office.package import Package
from reportgen.office.package_kind import kind_of
from reportgen.office.xml import clean_text
from reportgen.reports.context import fixed_times
from reportgen.reports.specs import Definition
from reportgen.verify.bindings import BuildMark, main_part
from reportgen.verify.cell_formats import FormatReader, cells_in, ranges_of
from reportgen.verify.cells import Cell, Grid
from reportgen.verify.finished import FinishedFile
from reportgen.verify.numbers import Home, TextOccurrence

_BUILD, _SEAL, _HOME, _GRID, _ROWS, _COLUMNS, _FORMAT = (
    f"{{{BINDINGS_NS}}}{name}" for name in ("build", "seal", "home", "grid", "rows", "columns", "format")
)
_FIELDS = ("kind", "slide", "slide_id", "shape_id", "shape", "sheet", "part")
HomeKey = tuple[str, ...]
# Six bytes: that two contents agree by chance is one in 10^14.
_DIGEST_BYTES = 6
_MARKS = 12
_MANY = 40


def data_digest(files: Mapping[str, bytes], table: MetricTable, vintage: Vintage) -> str:
    """Twelve hexadecimal digits that name what a vintage knows of the data: the same tables always give the same.

    Figures of documents that the vintage does not know are left out: they may change without changing a file.
    """
    known = known_documents(table.catalogue.documents, vintage)
    total = hashlib.sha256()
    for name, data in sorted(files.items()):
        figures = figure_file(name, name)
        if figures is None or figures.doc in known:
            total.update(name.encode())
            total.update(hashlib.sha256(data).digest())
    return total.hexdigest()[:_MARKS]


def digest_of(data: bytes) -> str:
    """Twelve hexadecimal digits that name some bytes."""
    return hashlib.sha256(data).hexdigest()[:_MARKS]


def mark_of(definition: Definition, digests: tuple[str, str, str], vintage: str) -> BuildMark:
    """What a report is built from; `digests` are those of the tables, the definition and the template."""
    spec = definition.spec
    period = "" if spec.kind == "workbook" or fixed_times(spec) else spec.period
    return BuildMark(
        spec.report, spec.kind, vintage, *digests, __version__, str(spec.scale), period, spec.language
    )


def sealed(package: Package, mark: BuildMark) -> tuple[bytes, FinishedFile]:
    """The file of a package that has passed the gate, with the mark of its build and the seal over its numbers.

    The numbers are read from the parts that are about to be written; whoever reads on finds them read.
    """
    file = FinishedFile(package, kind_of(package), as_written=True)
    write_seal(file, mark)
    return gated_bindings(package).data, file


class GridDigests(Struct, frozen=True):
    """The digests of a worksheet's filled rows and columns."""

    rows: Mapping[int, str]
    columns: Mapping[int, str]


class SheetFormats(NamedTuple):
    """The cells, and the ranges of conditional formats, of a worksheet that show numbers otherwise than they are."""

    cells: dict[tuple[int, int], str]
    rules: list[tuple[str, str]]


class Inventory(Struct, frozen=True):
    """The numbers of every home in order, the digests of every worksheet, and what formats make of its numbers."""

    homes: Mapping[HomeKey, tuple[Home, tuple[str, ...]]]
    grids: Mapping[str, GridDigests]
    formats: Mapping[str, SheetFormats]


def inventory_of(file: FinishedFile) -> Inventory:
    """The inventory of a finished file."""
    homes: dict[HomeKey, tuple[Home, list[str]]] = {}
    for occurrence in file.occurrences:
        numbers = occurrence.numbers
        if numbers:
            home = homes.setdefault(occurrence.home.key, (occurrence.home, []))
            home[1].extend(_bare(number) for number in numbers)
    held = {key: (home, tuple(numbers)) for key, (home, numbers) in homes.items()}
    formats = FormatReader(file.package)
    grids, shown = dict[str, GridDigests](), dict[str, SheetFormats]()
    for name, part in file.worksheets.items():
        grid = file.grids[name]
        grids[name] = _digests(grid)
        cells = {at: one for at, one in formats.of_cells(grid).items() if one}
        shown[name] = SheetFormats(cells, list(formats.of_rules(part)))
    return Inventory(held, grids, shown)


def write_seal(file: FinishedFile, mark: BuildMark) -> None:
    """Add mark and seal to the bindings in the file's package, in place of those of an earlier build."""
    package = file.package
    main = main_part(package)
    part = bindings_part(package, main)
    root = package.xml(part) if part is not None else bindings_root()
    for old in root.findall(_BUILD) + root.findall(_SEAL):
        root.remove(old)
    build = etree.Element(_BUILD)
    for name, value in asdict(mark).items():
        build.set(name, clean_text(value))
    root.insert(0, build)
    inventory = inventory_of(file)
    digest = _bindings_digest(root)
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
        for tag, line in ((_ROWS, digests.rows), (_COLUMNS, digests.columns)):
            etree.SubElement(node, tag).text = " ".join(f"{number}:{one}" for number, one in line.items())
    for sheet, formats in inventory.formats.items():
        for shown in sorted(set(formats.cells.values())):
            cells = ranges_of(at for at, one in formats.cells.items() if one == shown)
            _add_format(seal, sheet, shown, cells)
        for where, shown in formats.rules:
            _add_format(seal, sheet, shown, where).set("rule", "1")
    write_bindings(package, main, root)


def _add_format(seal: etree._Element, sheet: str, shown: str, where: str) -> etree._Element:
    node = etree.SubElement(seal, _FORMAT, sheet=sheet, shown=clean_text(shown))
    node.text = where
    return node


def _bindings_digest(root: etree._Element) -> str:
    """Sixteen hexadecimal digits that name what the bindings say, mark and seal aside."""
    total = hashlib.blake2b(digest_size=8)
    for child in root:
        for node in child.iter() if child.tag not in (_SEAL, _BUILD) else ():
            total.update(repr((node.tag, sorted(node.attrib.items()), node.text)).encode())
    return total.hexdigest()


def bindings_as_sealed(file: FinishedFile) -> bool:
    """Whether the bindings are those that the file was built with; true where there is no seal to say so."""
    root = file.bindings
    seal = root.find(_SEAL) if root is not None else None
    return root is None or seal is None or seal.get("bindings", "") == _bindings_digest(root)


def read_seal(file: FinishedFile) -> Inventory | None:
    """The numbers as they stood when the file was built; None where the bindings hold no seal."""
    seal = file.bindings.find(_SEAL) if file.bindings is not None else None
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
            _read_pairs(node.findtext(_ROWS, "")), _read_pairs(node.findtext(_COLUMNS, ""))
        )
        for node in seal.iterchildren(_GRID)
    }
    formats = {sheet: SheetFormats({}, []) for sheet in grids}
    for node in seal.iterchildren(_FORMAT):
        cells, rules = formats.setdefault(node.get("sheet", ""), SheetFormats({}, []))
        where, shown = node.text or "", node.get("shown", "")
        if node.get("rule"):
            rules.append((where, shown))
        else:
            cells |= dict.fromkeys(cells_in(where), shown)
    return Inventory(homes, grids, formats)


def _read_pairs(text: str) -> dict[int, str]:
    pairs = (pair.partition(":") for pair in text.split())
    return {int(number): digest for number, _, digest in pairs if number.isdecimal()}


class Change(Struct, frozen=True):
    """One number that is not what it was: the home, the place inside, what stood there, what stands there now.

    `before` is empty for a number that was added, `now` for one that is gone; both are empty for a whole cell
    of which only the digest is known, then `now` may tell its content.
    """

    home: Home
    at: str
    before: str
    now: str


def _changes(then: Inventory, file: FinishedFile) -> Iterator[Change]:
    """What differs between what was kept and what is there now, home by home, cell by cell."""
    now: dict[HomeKey, list[tuple[TextOccurrence, str]]] = {}
    for occurrence in file.occurrences:
        for number in occurrence.numbers:
            now.setdefault(occurrence.home.key, []).append((occurrence, _bare(number)))
    for key, (home, before) in then.homes.items():
        yield from _home_changes(home, before, now.get(key, []))
    for key, found in now.items():
        if key not in then.homes:
            for occurrence, number in found:
                yield Change(occurrence.home, occurrence.at, "", number)
    for sheet, digests in then.grids.items():
        if sheet in file.grids:
            yield from _grid_changes(file.grids[sheet], digests)
        else:
            yield Change(Home("cell", sheet=sheet), "", "the sheet", "")
    for sheet in file.grids:
        if sheet not in then.grids:
            yield Change(Home("cell", sheet=sheet), "", "", "the sheet")


def _home_changes(
    home: Home, before: tuple[str, ...], found: list[tuple[TextOccurrence, str]]
) -> Iterator[Change]:
    after = tuple(number for _, number in found)
    if after == before:
        return
    if not after:
        yield Change(home, "", " ".join(before), "")
        return
    for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        for number in range(max(j - i, m - k) if kind != "equal" else 0):
            was = before[i + number] if i + number < j else ""
            if k + number < m:
                occurrence, is_now = found[k + number]
                yield Change(occurrence.home, occurrence.at, was, is_now)
            else:
                yield Change(home, found[min(k, len(found) - 1)][0].at, was, "")


def change_issues(then: Inventory, file: FinishedFile, since: str = "this file was built") -> Iterator[Issue]:
    """A finding for each number that changed; many on one sheet, and those of a new slide, are told as one."""
    by_sheet: dict[str, list[Change]] = {}
    by_slide: dict[str, list[Change]] = {}
    known = {"", *(home.slide_id for home, _ in then.homes.values())}
    for change in _changes(then, file):
        if change.home.kind == "cell":
            by_sheet.setdefault(change.home.sheet, []).append(change)
        elif change.home.slide_id not in known:
            by_slide.setdefault(change.home.slide_id, []).append(change)
        else:
            yield _change_issue(change, file.name, since)
    for own in by_slide.values():
        if len(own) == 1:
            yield _change_issue(own[0], file.name, since)
        else:
            yield Issue(
                "slide-added",
                f"no number of this slide was there when {since}, and it has {len(own)}",
                Place(file.name, slide=own[0].home.slide or None),
                hint="verify the file that the slide is from; build --from keeps its figures current",
            )
    for sheet, own in by_sheet.items():
        if len(own) <= _MANY:
            for change in own:
                yield _change_issue(change, file.name, since)
        else:
            yield Issue(
                "sheet-changed",
                f"{len(own)} cells of this sheet are not as they were when {since}",
                Place(file.name, sheet=sheet),
                hint="a row or a column was put in, taken out or sorted: build the workbook anew",
            )
    yield from _format_issues(then, file, since)


def _format_issues(then: Inventory, file: FinishedFile, since: str) -> Iterator[Issue]:
    """A finding for each cell whose format shows its number otherwise than before; many of a sheet as one."""
    formats = FormatReader(file.package)
    for sheet, built in then.formats.items():
        part = file.worksheets.get(sheet)
        if part is None:
            continue
        cells = formats.of_cells(file.grids[sheet]).items()
        changed = [(at, was, one) for at, one in cells if one != (was := built.cells.get(at, ""))]
        if len(changed) > _MANY:
            yield _format_issue(Place(file.name, sheet=sheet), "", f"{len(changed)} cells otherwise", since)
            changed = []
        for at, was, shown in changed:
            yield _format_issue(Place(file.name, sheet=sheet, cell=cell_address(*at)), was, shown, since)
        for where, shown in formats.of_rules(part):
            if (where, shown) not in built.rules:
                yield _format_issue(
                    Place(file.name, sheet=sheet, cell=where), "", f"{shown}, on a condition", since
                )


def _format_issue(place: Place, was: str, shown: str, since: str) -> Issue:
    return Issue(
        "format-differs",
        f"a number format shows this otherwise than when {since}",
        place,
        expected=was or "the number as it is",
        found=shown or "the number as it is",
        hint="give the cell its number format, or build the file anew",
    )


def _change_issue(change: Change, file: str, since: str) -> Issue:
    home = change.home
    cell = change.at if home.kind in ("cell", "comment") else ""
    place = home.place(file, cell)
    inside = f" ({change.at})" if change.at and change.at != place.cell else ""
    where = f"{home.words}{inside}"
    if home.kind == "cell" and not (change.before or change.at):
        return Issue("sheet-added", "this sheet was not there when " + since, place, Severity.WARNING)
    if home.kind == "cell" and not change.at:
        return Issue("sheet-removed", "this sheet is gone", place, Severity.WARNING)
    if not change.at and not change.now:
        message = f"{where}: its numbers are gone"
        return Issue("numbers-gone", message, place, Severity.WARNING, expected=change.before[:120])
    if home.kind == "cell":
        return Issue("number-changed", f"this cell is not as it was when {since}", place, found=change.now)
    message = f"{where}: not the number that stood here when {since}"
    return Issue("number-changed", message, place, expected=change.before, found=change.now)


def _grid_changes(grid: Grid, then: GridDigests) -> Iterator[Change]:
    now = _digests(grid)
    rows = _unequal(then.rows, now.rows)
    columns = _unequal(then.columns, now.columns)
    home = Home("cell", sheet=grid.sheet)
    told = False
    for row in rows:
        for column in columns:
            cell = grid.cells.get((row, column))
            if cell is not None and cell.has_digits:
                told = True
                yield Change(home, cell.address, "", _content(cell))
            elif len(rows) == len(columns) == 1:
                told = True
                yield Change(home, cell_address(row, column), "", "")
    if (rows or columns) and not told:
        where = ", ".join(f"row {row}" for row in rows[:8])
        yield Change(home, where, "", "")


def _content(cell: Cell) -> str:
    if cell.formula:
        return f"={cell.formula} giving {cell.value or 'nothing'}"
    return cell.value or ""


def _unequal(then: Mapping[int, str], now: Mapping[int, str]) -> list[int]:
    return sorted(key for key in then.keys() | now.keys() if then.get(key) != now.get(key))


def _digests(grid: Grid) -> GridDigests:
    rows: defaultdict[int, list[str]] = defaultdict(list)
    columns: defaultdict[int, list[str]] = defaultdict(list)
    for row, column, kind, value, formula, _ in grid.numbers:
        text = f"{column_letters(column)}{row}\x1f{kind}\x1f{value}\x1f{formula}"
        rows[row].append(text)
        columns[column].append(text)
    return GridDigests(
        {row: _digest(texts) for row, texts in rows.items()},
        {column: _digest(texts) for column, texts in columns.items()},
    )


def _digest(texts: Iterable[str]) -> str:
    digest = hashlib.blake2b("\x1e".join(texts).encode(), digest_size=_DIGEST_BYTES).digest()
    return base64.urlsafe_b64encode(digest).decode("ascii")


def _bare(number: str) -> str:
    return "".join(number.split())
