"""The project of this repository, for tests: where it stands, what one build of it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportgen.binding.context import read_times
from reportgen.expressions import Resolver
from reportgen.formatting import read_style
from reportgen.metrics import MetricTable, parse_vintage, select
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


# What the tests of both files look at: one document alone, so that a figure's sources can be counted by hand.
# The deck's own vintage (what was known with its period's documents) has tests of its own.
VINTAGE = parse_vintage("document 2018-05-15_fy17_results")


def as_the_reports_see(table: MetricTable) -> MetricTable:
    """The tables narrowed to the vintage that both files are built with."""
    return select(table, VINTAGE)


def desk_of(table: MetricTable, built: Built) -> FigureDesk:
    """A desk over any tables of the real project, with the times of the deck's report."""
    spec = built.results.spec
    style = read_style(built.project.read(f"templates/{spec.style}"), spec.style)
    aliases, _, issues = read_times(spec, built.results.place)
    assert not issues
    return FigureDesk(table, Resolver(table), style, aliases, aliases["this"])
