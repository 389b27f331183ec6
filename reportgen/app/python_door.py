"""What Python users call: a loaded project, and slides of finished decks combined."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from reportgen.app.build import BuildResult, build, build_in_memory
from reportgen.app.display import Displayed, figures_frame
from reportgen.app.show import Ask, ShownTable, show_metrics
from reportgen.checks.run import CheckReport, run_checks
from reportgen.core.findings import FindingsError, Issue, render_issue
from reportgen.data.records import Figure, MetricTable
from reportgen.data.vintage import LATEST, Vintage, parse_vintage, select
from reportgen.gate.gate import GatedPackage
from reportgen.importing.import_data import DataImport, import_data
from reportgen.importing.source_files import read_rows
from reportgen.office.package import open_package
from reportgen.pptx.operations import import_pages, rearranged
from reportgen.project.files import File, given_file
from reportgen.project.project import Project
from reportgen.project.variants import Wanted
from reportgen.tables.frames import frame_rows

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 10


def load(project: str | os.PathLike[str] = ".", vintage: str = "") -> LoadedProject:
    """The project in a folder with its tables, as `vintage` knew them (`first`, `as-of 2014-02-07`).

    `FindingsError` holds all faults of all tables together.
    """
    try:
        known = parse_vintage(vintage) if vintage else None
    except ValueError as error:
        raise FindingsError(Issue("unknown-vintage", str(error), found=vintage)) from None
    opened = Project(Path(project))
    everything = opened.table()
    return LoadedProject(opened, known, everything, select(everything, known or LATEST))


@dataclass(frozen=True, slots=True, repr=False)
class FigureList(Displayed):
    """The facts or the claims of a project, in the order of their files."""

    kind: str
    figures: tuple[Figure, ...]

    def frame(self) -> pd.DataFrame:
        """One row for each figure, its exact values as Decimal; needs pandas."""
        return figures_frame(self.figures, self.kind)

    def grid(self) -> list[Sequence[str]]:
        """The first figures with their source."""
        first = self.figures[:_MOST_ROWS]
        rows = [(str(one.key), one.source.printed, f"{one.source.doc}:{one.source.spot}") for one in first]
        return [("figure", "printed", "source"), *rows]

    def below(self) -> list[str]:
        """How many figures there are."""
        return [f"{len(self.figures):,} {self.kind}"]


@dataclass(frozen=True, slots=True, repr=False)
class CheckResult(Displayed):
    """What the checks found: `findings`, and in `report` every single test."""

    report: CheckReport

    @property
    def findings(self) -> tuple[Issue, ...]:
        """All findings, errors and warnings and what is worth knowing."""
        return self.report.issues

    @property
    def good(self) -> bool:
        """Whether nothing stops a build."""
        return self.report.good

    def grid(self) -> list[Sequence[str]]:
        """How many tests of each kind ended how."""
        counts = self.report.counts()
        rows = [(kind, verdict, str(number)) for kind, of in counts.items() for verdict, number in of.items()]
        return [("tests", "verdict", "number"), *rows]

    def below(self) -> list[str]:
        """The errors and the outcome."""
        return [*map(render_issue, self.report.errors), self.report.summary()[-1]]


@dataclass(frozen=True, slots=True)
class LoadedProject:
    """A project with its tables: asked, checked and built by one line each."""

    project: Project
    vintage: Vintage | None
    everything: MetricTable = field(repr=False)
    table: MetricTable = field(repr=False)

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of the reports that can be built."""
        return self.project.report_names()

    @property
    def facts(self) -> FigureList:
        """The printed levels and targets."""
        return FigureList("facts", self.table.facts)

    @property
    def claims(self) -> FigureList:
        """The printed changes and shares."""
        return FigureList("claims", self.table.claims)

    def check(self) -> CheckResult:
        """Test all figures against each other."""
        return CheckResult(run_checks(self.table))

    def show(
        self,
        *metrics: str,
        start: str = "",
        end: str = "",
        change: str = "",
        labels: str = "",
        standard: str = "",
    ) -> ShownTable:
        """The metrics over periods, `change` yoy or qoq, `labels` en or ja; all periods where none is named.

        `standard` asks for one accounting standard, such as ifrs; without it the one that stands is shown.
        """
        ask = Ask(metrics, start, end, change, labels=labels, standard=standard)
        return show_metrics(self.everything, ask, self.vintage or LATEST)

    def build(
        self,
        *reports: str,
        period: str = "",
        lang: str = "",
        out: str | os.PathLike[str] | None = None,
        old: str | os.PathLike[str] | None = None,
        force: bool = False,
    ) -> BuildResult:
        """Build reports (all where none is named) from the files as they stand now; `out` is a folder to write to.

        Without `out` nothing is written: the files come as bytes. From the workbook `old` a person's work is
        carried over. `FindingsError` holds all faults together; then nothing is built. A file in `out` that is no
        report of ours stays, with a finding, unless `force`.
        """
        wanted, earlier = Wanted(period, lang), None if old is None else Path(old)
        if out is None:
            return build_in_memory(self.project, reports, self.vintage, old=earlier, wanted=wanted)
        return build(self.project, reports, Path(out), self.vintage, old=earlier, wanted=wanted, force=force)


def import_frame(project: str | os.PathLike[str], frame: object, filed: str) -> DataImport:
    """What a frame of pandas or polars would add to a project, with the ties that lean on it; nothing is written.

    The frame has one figure a row or one period a column, `filed` is its day. `FindingsError` says what it lacks.
    """
    rows = [list(row) for row in frame_rows(frame)]
    return import_data(Project(Path(project)), read_rows(rows, "frame", filed), Path("frame"))


def combine_slides(first: tuple[File, Sequence[int]], *others: tuple[File, Sequence[int]]) -> bytes:
    """The slides of the first deck by their numbers (from 1), then those of the others.

    A slide left out is gone, one named twice comes twice, each with charts and notes of its own. Slides of other
    decks bring their layouts. `FindingsError` where a deck has no such slide.
    """
    content, name = given_file(first[0])
    deck = rearranged(open_package(content, name), first[1])
    for file, numbers in others:
        content, name = given_file(file)
        deck = import_pages(deck, open_package(content, name), numbers)
    return GatedPackage(deck).data  # each step has passed the gate
