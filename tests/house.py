"""The project of this repository, for tests: where it stands, what one build of it gives."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportgen.binding.context import read_times
from reportgen.expressions import Resolver
from reportgen.formatting import read_style
from reportgen.metrics import MetricTable, on_one_basis, parse_vintage, select
from reportgen.narrative import FigureDesk
from reportgen.pipeline.build import BuildResult, vintage_of
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


def as_the_deck_sees(table: MetricTable, built: Built) -> MetricTable:
    """The tables narrowed to the vintage that the deck names: what the documents of its period knew."""
    return select(table, vintage_of(built.results, table))


def as_the_model_sees(table: MetricTable, vintage: str = "latest") -> MetricTable:
    """The tables of one vintage with figures per share on today's basis, as the model shows them."""
    return select(on_one_basis(table), parse_vintage(vintage))


def desk_of(table: MetricTable, built: Built) -> FigureDesk:
    """A desk over any tables of the real project, with the times of the deck's report."""
    spec = built.results.spec
    style = read_style(built.project.read(f"templates/{spec.style}"), spec.style)
    aliases, _, issues = read_times(spec, built.results.place)
    assert not issues
    return FigureDesk(table, Resolver(table), style, aliases, aliases["this"])
