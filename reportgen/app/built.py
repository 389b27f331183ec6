"""What a build makes, and the words and properties that all its files share."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from reportgen.carry.carry_plan import CarryPlan
from reportgen.core.findings import Issue
from reportgen.reports.context import Doubt, LeftOut


@dataclass(frozen=True, slots=True)
class Built:
    """One finished file in memory: its name, its bytes and how many figures it shows.

    `shown` lists a deck's figures: page, key and value, the same in every language; `pages` which pages of
    its definition, from 0, a deck shows.
    """

    report: str
    name: str
    data: bytes = field(repr=False)
    figures: int
    formulas: int = 0
    left_out: tuple[LeftOut, ...] = ()
    known_gaps: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Issue, ...] = ()
    carried: CarryPlan | None = None
    doubts: tuple[Doubt, ...] = ()
    shown: tuple[tuple[int, str, Decimal | None], ...] = ()
    pages: tuple[int, ...] = ()
