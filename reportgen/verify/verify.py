"""Verifying finished files: each with its own seal, with itself, with the project's tables, and deck with workbook.

FY17-results.pptx      built from results, document 2018-05-15_fy17_results
  2,184 numbers as they were when the file was built
    637 figures of the deck agree with the tables

The files are read through their packages alone. Handed a way to build reports anew, verifying compares the files with
what it gives, so that nothing kept in them has to be believed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.gc_paused import gc_paused
from reportgen.core.spread import Spread, one_by_one
from reportgen.core.structs import replace
from reportgen.office.package import Package
from reportgen.project.project import Project
from reportgen.verify.bindings import BoundCell, BuildMark
from reportgen.verify.consistency import KeptBook, Outcomes, calculated_books, compared, kept_books
from reportgen.verify.deck_check import (
    UNEXPLAINED,
    LooseNumber,
    figure_issues,
    loose_numbers,
    note_issues,
    shown_issues,
)
from reportgen.verify.finished import FinishedFile, finished, open_finished
from reportgen.verify.seal import bindings_as_sealed, change_issues, inventory_of, read_seal
from reportgen.verify.tables import ProjectTables, TableOracle
from reportgen.verify.workbook_check import cell_issues, uncompared

# Builds the report of a mark anew from the project as it stands now, and writes nothing.
Rebuild = Callable[[Project, BuildMark], Package]


class FileReceipt(Struct, frozen=True):
    """One verified file.

    `counts` says how much was compared, by what: numbers with the seal, figures with the tables, formulas
    with their calculation, points with cells; `skipped` says why something was not compared.
    """

    name: str
    kind: str
    mark: BuildMark | None
    counts: Mapping[str, int]
    issues: tuple[Issue, ...]
    loose: tuple[LooseNumber, ...]
    skipped: tuple[str, ...]

    @property
    def classes(self) -> dict[str, int]:
        """How many loose numbers there are of each class, the most frequent first."""
        return dict(Counter(number.kind for number in self.loose).most_common())

    @property
    def unexplained(self) -> tuple[LooseNumber, ...]:
        """The loose numbers that are no label, date, section or the like."""
        return tuple(number for number in self.loose if number.kind == UNEXPLAINED)


class Partnership(Struct, frozen=True):
    """How many figures of a deck were found in a workbook, and what differs; `alone` stand in the deck only."""

    deck: str
    workbook: str
    compared: int
    alone: int
    issues: tuple[Issue, ...]


class Receipt(Struct, frozen=True):
    """All verified files and how they agree with each other."""

    files: tuple[FileReceipt, ...]
    partners: tuple[Partnership, ...]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """All findings, file by file, then those between files."""
        own = [issue for file in self.files for issue in file.issues]
        return (*own, *(issue for pair in self.partners for issue in pair.issues))

    @property
    def good(self) -> bool:
        """Whether no finding is an error."""
        return not any(issue.severity is Severity.ERROR for issue in self.issues)


def verify(
    project: Project, files: Sequence[Path], rebuild: Rebuild | None = None, spread: Spread = one_by_one
) -> Receipt:
    """The receipt of all files; faults of files and tables that keep them from being read are raised."""
    opened = [open_finished(file) for file in files]
    tables = ProjectTables.of(project) if (project.root / "data").is_dir() else None
    return verify_with(tables, opened, rebuild=rebuild, spread=spread)


@gc_paused()
def verify_with(
    tables: ProjectTables | None,
    files: Sequence[FinishedFile],
    *,
    rebuild: Rebuild | None = None,
    spread: Spread = one_by_one,
) -> Receipt:
    """The receipt of open files, and how the decks among them agree with the workbooks."""

    def done(task: tuple[FinishedFile, bool]) -> _Read | list[Mapping[str, Outcomes] | Issue]:
        file, anew = task
        return calculated_books(file) if anew else _read(file, files, tables, rebuild)

    answers = spread(done, [(file, anew) for file in files for anew in (False, True)])
    read = [one for one in answers if isinstance(one, _Read)]
    calculated = [one for one in answers if not isinstance(one, _Read)]
    receipts = tuple(one.receipt(anew) for one, anew in zip(read, calculated, strict=True))
    by_deck = zip(*(one.partners for one in read if one.partners), strict=True)
    return Receipt(receipts, tuple(pair for pairs in by_deck for pair in pairs))


class _Read(Struct, frozen=True):
    """What reading a file tells: what changed since it was sealed, its workbooks, all that needs no calculating."""

    sealed: tuple[Issue, ...]
    books: tuple[KeptBook, ...]
    rest: FileReceipt
    partners: tuple[Partnership, ...]  # of a workbook with each deck

    def receipt(self, calculated: Sequence[Mapping[str, Outcomes] | Issue]) -> FileReceipt:
        """The receipt, with what the workbooks give when they are calculated anew."""
        found = compared(self.books, calculated)
        counts = {name: getattr(found, name, count) for name, count in self.rest.counts.items()}
        issues = tuple(dict.fromkeys((*self.sealed, *found.issues, *self.rest.issues)))
        return replace(self.rest, counts=counts, issues=issues)


def _read(
    file: FinishedFile, files: Sequence[FinishedFile], tables: ProjectTables | None, rebuild: Rebuild | None
) -> _Read:
    sealed = tuple(_against_seal(file))
    books = tuple(kept_books(file))
    mark = file.mark
    issues: list[Issue] = []
    counts = {"numbers": file.numbers, "bound": file.bound_figures, "formulas": 0, "refused": 0, "points": 0}
    skipped: list[str] = []
    if file.kind == "deck":
        issues += shown_issues(file)
    if tables is None:
        skipped.append("the tables: this folder is no project")
    elif mark is None:
        skipped.append("the tables: the file does not say which report it is")
    else:
        issues += _against_tables(file, mark, tables, counts)
        if rebuild is not None:
            issues += _against_rebuilt(file, mark, tables.project, rebuild, counts)
    if tables is not None:
        for other, texts in file.guests.items():
            try:
                issues += figure_issues(texts, tables.oracle(other), file.name)
            except FindingsError:
                skipped.append(f"the tables: pages of {other.report}, which this project does not build")
    loose = tuple(loose_numbers(file)) if file.kind == "deck" else ()
    rest = FileReceipt(file.name, file.kind, mark, counts, tuple(issues), loose, tuple(skipped))
    return _Read(sealed, books, rest, tuple(partnerships(files, [file], tables)))


def _against_seal(file: FinishedFile) -> Iterator[Issue]:
    place = Place(file.name)
    if not file.texts and not file.cells:
        hint = "build it with reportgen, or name the file that was built"
        message = "this file does not say which figures it shows"
        yield Issue("no-bindings", message, place, hint=hint)
    seal = read_seal(file)
    if seal is None:
        message = "this file does not say how its numbers stood when it was built"
        yield Issue("no-seal", message, place)
    else:
        yield from change_issues(seal, file)
    if not bindings_as_sealed(file):
        message = "the bindings of this file, which say what it shows, are not those of its build"
        yield Issue("bindings-changed", message, place)


def _against_tables(
    file: FinishedFile, mark: BuildMark, tables: ProjectTables, counts: dict[str, int]
) -> Iterator[Issue]:
    digest = tables.digest(mark.vintage)
    if mark.data != digest:
        message = "the tables are not those the file was built from"
        place, kept = Place(file.name), mark.data
        yield Issue("tables-changed", message, place, Severity.INFO, expected=kept, found=digest)
    oracle = tables.oracle(mark)
    if file.kind == "deck":
        yield from figure_issues(file.texts, oracle, file.name)
        yield from note_issues(file, oracle)
    else:
        yield from cell_issues(file, oracle)
        counts["one_sided"] = uncompared(file, oracle)
    counts["tables"] = file.bound_figures - counts.get("one_sided", 0)


def _against_rebuilt(
    file: FinishedFile, mark: BuildMark, project: Project, rebuild: Rebuild, counts: dict[str, int]
) -> Iterator[Issue]:
    """What a build of today's tables, definition and template gives otherwise."""
    try:
        fresh = finished(rebuild(project, mark))
    except FindingsError as error:
        message = f"the report cannot be built anew: {error.issues[0].message}"
        yield Issue("no-rebuild", message, Place(file.name))
        return
    counts["rebuilt"] = file.numbers
    yield from change_issues(inventory_of(fresh), file, "the report was built anew")


def partnerships(
    decks: Iterable[FinishedFile], books: Sequence[FinishedFile], tables: ProjectTables | None
) -> Iterator[Partnership]:
    """How the decks among some files agree with the workbooks among others."""
    for deck in decks:
        for book in books:
            if deck.kind == "deck" and book.kind == "workbook" and book.mark is not None:
                oracle = tables.oracle(book.mark) if tables is not None else None
                yield _partnership(deck, book, book.mark, oracle)


def _partnership(
    deck: FinishedFile, book: FinishedFile, mark: BuildMark, oracle: TableOracle | None
) -> Partnership:
    """Compare each figure of the deck with every formula cell of the workbook that shows the same figure.

    Without tables a cell may stand in base units or in the workbook's unit. Where the two were built at different
    vintages, a figure may have been restated between them: then a difference is a warning.
    """
    one_vintage = deck.mark is not None and deck.mark.vintage == mark.vintage
    weight = Severity.ERROR if one_vintage else Severity.WARNING
    hint = "" if one_vintage else "the files were built at different vintages"
    held: dict[str, list[tuple[BoundCell, Decimal]]] = defaultdict(list)
    for bound, cell in book.shown:
        if cell is not None and cell.formula and cell.number is not None:
            held[bound.key].append((bound, cell.number))
    issues: list[Issue] = []
    compared = alone = 0
    for text in deck.texts:
        for figure in text.figures:
            if figure.key not in held:
                alone += 1
                continue
            compared += 1
            for bound, number in held[figure.key]:
                if oracle is not None:
                    values = [oracle.in_base(figure.key, number)]
                else:
                    values = [number, number.scaleb(int(mark.scale or 0))]
                if not any(figure.shows(value) for value in values):
                    message = f"{figure.key}: deck and workbook do not agree"
                    place = Place(deck.name, slide=text.slide, shape=text.shape)
                    there = f"{number:,f} in {book.name}, {bound.sheet}!{bound.at}"
                    issues.append(Issue("partner-differs", message, place, weight, there, figure.text, hint))
    return Partnership(deck.name, book.name, compared, alone, tuple(dict.fromkeys(issues)))
