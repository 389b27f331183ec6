"""The tables as somebody knew them: one vintage, with the resolver and the checks that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from reportgen.checks.records import CheckReport
from reportgen.checks.run import run_checks
from reportgen.core.findings import FindingsError, Issue
from reportgen.core.period import parse_period
from reportgen.data.per_share import on_one_basis
from reportgen.data.records import MetricTable
from reportgen.data.vintage import LATEST, PUBLISHED, Vintage, parse_vintage, published_with, select
from reportgen.figures.value_resolver import ValueResolver
from reportgen.reports.definition import Definition


@dataclass(frozen=True)
class VintageView:
    """The tables as somebody knew them: one vintage, with the resolver and the checks that belong to it.

    The checks are run when a report first asks for them: a deck shows none.
    """

    table: MetricTable
    resolver: ValueResolver
    known: CheckReport | None = None

    @classmethod
    def of(
        cls,
        table: MetricTable,
        vintage: Vintage,
        per_share: str = "printed",
        known: CheckReport | None = None,
    ) -> VintageView:
        """The sight of one vintage; `FindingsError` where the vintage names an unknown document.

        With `per_share` current, figures per share stand on today's basis. `known` is what the checks found
        in the table: who looks at all documents with their newest words needs no second run.
        """
        narrowed = seen_by(table, vintage, per_share)
        return cls(narrowed, ValueResolver(narrowed), known if vintage == LATEST else None)

    @cached_property
    def checks(self) -> CheckReport:
        """What the checks find in these tables."""
        return self.known if self.known is not None else run_checks(self.table)


def seen_by(table: MetricTable, vintage: Vintage, per_share: str) -> MetricTable:
    """The tables at one vintage, figures per share on today's basis (`current`) or as printed."""
    return select(on_one_basis(table) if per_share == "current" else table, vintage)


def vintage_of(definition: Definition, table: MetricTable) -> Vintage:
    """Whose knowledge a definition asks for; `FindingsError` where the tables hold nothing of it."""
    place = definition.place("vintage")
    if definition.spec.vintage == PUBLISHED:
        found = published_with(table, parse_period(definition.spec.period))
        if found is None:
            message = f"no document tells of {definition.spec.period}"
            hint = "reportgen list tells which periods the tables hold"
            raise FindingsError([Issue("unknown-period", message, definition.place("period"), hint=hint)])
        return found
    try:
        return parse_vintage(definition.spec.vintage)
    except ValueError as error:
        raise FindingsError([Issue("unknown-vintage", str(error), place)]) from None
