"""The project of this repository, for tests: where it stands, what one build of it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportgen.binding.context import read_times
from reportgen.expressions import Resolver
from reportgen.formatting import read_style
from reportgen.metrics import LATEST, MetricTable, select
from reportgen.narrative import FigureDesk
from reportgen.pipeline.build import BuildResult
from reportgen.pipeline.project import Project
from reportgen.reports import Definition

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Built:
    """The real project, built once: its project, its result and where the two files stand."""

    project: Project
    result: BuildResult
    workbook: Path
    deck: Path
    model: Definition
    results: Definition


def as_the_reports_see(table: MetricTable) -> MetricTable:
    """The tables as both files see them.

    The model shows the newest word on each figure, the deck what was known with the documents of FY17; these
    are the newest ones.
    """
    return select(table, LATEST)


def desk_of(table: MetricTable, built: Built) -> FigureDesk:
    """A desk over any tables of the real project, with the times of the deck's report."""
    spec = built.results.spec
    style = read_style(built.project.read(f"templates/{spec.style}"), spec.style)
    aliases, _, issues = read_times(spec, built.results.place)
    assert not issues
    return FigureDesk(table, Resolver(table), style, aliases, aliases["this"])
