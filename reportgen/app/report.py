"""What reports are built from and give: templates that are read once, finished files, and what is told of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from reportgen.carry.deck_plan import DeckCarry
from reportgen.core.findings import Issue
from reportgen.core.structs import asdict
from reportgen.handover.page import Handed
from reportgen.office.package import Package, open_package
from reportgen.plan.deck_map import DeckMap
from reportgen.plan.template_map import WorkbookMap
from reportgen.reports.context import Doubt, LeftOut
from reportgen.reports.specs import ReportSpec
from reportgen.verify.seal import digest_of

if TYPE_CHECKING:
    from reportgen.carry.carry_plan import CarryPlan


@dataclass(frozen=True, slots=True)
class Built:
    """One finished file in memory: its name, its bytes and how many figures it shows.

    `inputs` are the files of the project that it was made from beside the tables, `known` is the digest of what it
    knows of these;
    `shown` lists a deck's figures: page, key and value, the same in every language; `pages` which pages of
    its definition, from 0, a deck shows; `handed` is what a page tells of it, where one was asked for.
    """

    report: str
    name: str
    data: bytes = field(repr=False)
    figures: int
    formulas: int = 0
    left_out: tuple[LeftOut, ...] = ()
    known_gaps: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Issue, ...] = ()
    carried: CarryPlan | DeckCarry | None = None
    doubts: tuple[Doubt, ...] = ()
    shown: tuple[tuple[int, str, Decimal | None], ...] = ()
    pages: tuple[int, ...] = ()
    inputs: tuple[str, ...] = ()
    known: str = ""
    handed: Handed | None = field(default=None, repr=False)


class Template(Struct, frozen=True, dict=True):
    """A template, opened and read once for all reports that use it."""

    package: Package
    digest: str

    @classmethod
    def of(cls, data: bytes, name: str) -> Template:
        """The template in a file; `FindingsError` where it is no package."""
        return cls(open_package(data, name), digest_of(data))

    def deck_map(self, spec: ReportSpec | None = None) -> DeckMap:
        """What a deck's template asks for; of a report's template, on the pages that the report may take."""
        from reportgen.pptx.inspect import inspect_deck  # not for a workbook

        named = None if spec is None else {name for page in spec.pages for name in (page.page, *page.instead)}
        return inspect_deck(self.package, named)

    @cached_property
    def workbook_map(self) -> WorkbookMap:
        """What a workbook's template asks for."""
        from reportgen.xlsx.inspection import inspect_workbook  # not for a deck

        return inspect_workbook(self.package)


def told_of(built: Built, path: Path) -> dict[str, Any]:
    """What is told of a file that was built, ready for JSON."""
    return {
        "report": built.report,
        "path": str(path),
        "current": False,
        "bytes": len(built.data),
        "figures": built.figures,
        "formulas": built.formulas,
        "left_out": [
            {"where": item.where, "what": item.what, "missing": list(item.missing)} for item in built.left_out
        ],
        "known_gaps": dict(built.known_gaps),
        "carried": carried_data(built.carried) if built.carried is not None else None,
        "doubts": [{"where": doubt.where, "shown": doubt.shown, "why": doubt.why} for doubt in built.doubts],
        "warnings": [issue.as_dict() for issue in built.warnings],
    }


def carried_data(plan: CarryPlan | DeckCarry) -> dict[str, object]:
    """What was carried over, for machines."""
    if isinstance(plan, DeckCarry):
        return {
            "counts": dict(plan.counts),
            "edits": [asdict(one) for one in plan.edits],
            "conflicts": [asdict(one) for one in plan.conflicts],
        }
    return {
        "counts": dict(plan.counts),
        "inputs": [asdict(one) for one in plan.inputs],
        "cells": [asdict(one) for one in plan.cells],
        "notes": [asdict(one) for one in plan.notes],
        "sheets": [{"name": one.name, "new_name": one.new_name, "behind": one.behind} for one in plan.sheets],
        "names": dict(plan.names),
        "conflicts": [asdict(one) for one in plan.conflicts],
    }
