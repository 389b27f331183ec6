"""One report of a definition: its workbook or deck bound, checked, rendered and sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from reportgen.carry.carry import carried, carried_slides
from reportgen.carry.carry_plan import CarryPlan, Earlier
from reportgen.carry.deck_guests import EarlierDeck
from reportgen.carry.deck_plan import DeckCarry
from reportgen.checks.run import CheckReport
from reportgen.core.findings import FindingsError, Issue, Severity
from reportgen.gate.gate import gated
from reportgen.handover.page import Handed
from reportgen.model.list_changes import figure_mark
from reportgen.model.list_context import Record
from reportgen.model.list_figures import FIGURES
from reportgen.model.model_lists import records_of, words_of
from reportgen.model.plan import workbook_plan
from reportgen.office.package import Package, open_package
from reportgen.plan.build_record import CHANGES, BuildInputs
from reportgen.plan.deck_map import DeckMap
from reportgen.plan.plan import PlannedRow, WorkbookPlan
from reportgen.plan.template_map import WorkbookMap
from reportgen.pptx.as_built import remember
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck
from reportgen.project.fonts import font_book
from reportgen.reports.context import Doubt, Gathered, LeftOut, ReportContext, document_properties
from reportgen.reports.pages import deck_plan, shown_figures
from reportgen.reports.specs import Definition
from reportgen.verify.bindings import BuildMark
from reportgen.verify.finished import FinishedFile
from reportgen.verify.seal import digest_of, sealed
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import Added, Draft, render_workbook


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


@dataclass(frozen=True)
class Template:
    """A template, opened and read once for all reports that use it."""

    package: Package
    digest: str

    @classmethod
    def of(cls, data: bytes, name: str) -> Template:
        """The template in a file; `FindingsError` where it is no package."""
        return cls(open_package(data, name), digest_of(data))

    @cached_property
    def deck_map(self) -> DeckMap:
        """What a deck's template asks for."""
        return inspect_deck(self.package)

    @cached_property
    def workbook_map(self) -> WorkbookMap:
        """What a workbook's template asks for."""
        return inspect_workbook(self.package)


def build_deck(  # noqa: PLR0913  one for each thing that a deck is made from
    definition: Definition,
    context: ReportContext,
    template: Template,
    mark: BuildMark,
    common: Mapping[str, str],
    earlier: EarlierDeck | None = None,
) -> tuple[Built, FinishedFile]:
    """The finished deck as it was read for the seal; `FindingsError` with every fault of definition and template.

    `mark` names what it is built from; `common` are words that every page may use; from the deck `earlier` of an
    earlier build a person's work is carried over.
    """
    package, deck_map = template.package, template.deck_map
    plan = deck_plan(context, definition.place, document_properties(context), deck_map, common)
    found = [*context.gathered.issues, *check_plan(deck_map, plan, package.name)]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    rendered = render_deck(package, plan, package.name, fonts=font_book(), deck_map=deck_map)
    deck = rendered.file.package
    remember(deck, asdict(mark))
    taken = carried_slides(earlier, deck) if earlier is not None else None
    if taken is not None and earlier is not None:
        deck = gated(taken.package, (package, earlier.package)).package
    # Rendering looks at the plan once more, for callers who did not.
    warnings = dict.fromkeys(
        [*(issue for issue in found if issue.severity is Severity.WARNING), *rendered.issues]
    )
    data, file = sealed(deck, mark)
    built = Built(
        definition.spec.report,
        definition.spec.output,
        data,
        rendered.figures,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        warnings=tuple(warnings),
        shown=shown_figures(plan),
        pages=tuple(page.place for page in plan.pages),
        doubts=tuple(context.gathered.doubts),
        carried=taken.plan if taken is not None else None,
    )
    return built, file


def build_workbook(  # noqa: PLR0913  one for each thing that a workbook is made from
    definition: Definition,
    context: ReportContext,
    template: Template,
    checks: CheckReport,
    mark: BuildMark,
    earlier: Earlier | None = None,
) -> tuple[Built, FinishedFile]:
    """The finished workbook as it was read for the seal; `FindingsError` with every fault of definition and template.

    `mark` names what it is built from; from the workbook `earlier` of an earlier build a person's work is carried
    over.
    """
    package, template_map = template.package, template.workbook_map
    records = records_of(context, checks, template_map)
    words = words_of(context, checks, mark.data)
    sources = sources_of(definition, records, package, mark.data)
    name = package.name

    def bound(
        template_map: WorkbookMap, records: Mapping[str, tuple[Record, ...]], context: ReportContext
    ) -> WorkbookPlan:
        return workbook_plan(template_map, context, records, words, name, document_properties(context))

    plan = bound(template_map, records, context)
    found = [*template_map.issues, *context.gathered.issues]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    taken: list[CarryPlan] = []
    add = None
    if earlier is not None:
        plan = replace(plan, rows=tuple(plan.rows))
        told = frozenset(one.sheet for one in template_map.blocks if one.name == CHANGES)
        alone = replace(template_map, tags=tuple(tag for tag in template_map.tags if tag.sheet in told))

        def add(draft: Draft) -> Added:
            found = carried(earlier, draft, definition.spec.output)
            taken.append(found.carry.plan)
            changes = {**records, CHANGES: found.changes}
            changed = bound(alone, changes, replace(context, gathered=Gathered()))
            return Added(found.carry, _joined(plan, changed, told, template_map.sheets), told)

    figures = len(records[FIGURES.name])
    if earlier is None:
        # What the plan was made from is as large as the workbook, and calculating needs the room.
        del records
    rendered = render_workbook(package, plan, name, template=template_map, sources=sources, carry=add)
    data, file = sealed(rendered.file.package, mark)
    built = Built(
        definition.spec.report,
        definition.spec.output,
        data,
        figures=figures,
        formulas=rendered.formulas,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        carried=next(iter(taken), None),
        warnings=(*rendered.uncached, *(issue for issue in found if issue.severity is Severity.WARNING)),
    )
    return built, file


def _joined(
    plan: WorkbookPlan, told: WorkbookPlan, sheets: Collection[str], order: Sequence[str]
) -> WorkbookPlan:
    """The plan with the rows of `sheets` from the plan that tells the changes; all other rows stand as they are."""
    rows: dict[str, list[PlannedRow]] = {sheet: [] for sheet in order}
    for row in (
        *(row for row in plan.rows if row.sheet not in sheets),
        *(row for row in told.rows if row.sheet in sheets),
    ):
        rows[row.sheet].append(row)
    return replace(plan, sizes=told.sizes, rows=tuple(row for one in rows.values() for row in one))


def sources_of(
    definition: Definition, records: Mapping[str, tuple[Record, ...]], template: Package, digest: str
) -> BuildInputs:
    """What this build is made from, for the next one to compare."""
    parts = hashlib.sha256()
    for part in sorted(template):
        parts.update(part.encode())
        parts.update(template[part])
    spec = hashlib.sha256(definition.spec.model_dump_json().encode())
    figures = {str(one.values["key"]): figure_mark(one) for one in records[FIGURES.name]}
    return BuildInputs(digest, parts.hexdigest()[:12], spec.hexdigest()[:12], figures)


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
