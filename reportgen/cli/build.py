"""`reportgen build`: progress while it works, an account at the end."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path

from reportgen.app.build import BuildResult, build
from reportgen.carry.carry_plan import CarryPlan, conflict_text
from reportgen.cli.output import as_json, say
from reportgen.data.vintage import Vintage
from reportgen.project.project import Project
from reportgen.project.variants import Wanted
from reportgen.reports.context import LeftOut

_MOST_KEYS = 4


def run(
    project: Path,
    reports: list[str],
    out: Path,
    vintage: Vintage | None,
    json: bool,
    wanted: Wanted,
    old: Path | None = None,
) -> None:
    """Build and tell what was built, what the checks found, and what was left out and why."""
    started = time.perf_counter()
    told = (lambda step: None) if json else _progress
    result = build(Project(project), reports, out, vintage, told, old, wanted)
    seconds = time.perf_counter() - started
    if json:
        as_json(_data(result, seconds))
        return
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    for line in account(result, seconds):
        say(line)


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K  {step} ...")
    else:
        sys.stderr.write(f"  {step}\n")
    sys.stderr.flush()


def account(result: BuildResult, seconds: float) -> list[str]:
    """The lines that a person reads after a build."""
    lines = ["Built"]
    for built, path in zip(result.built, result.paths, strict=True):
        formulas = f", {built.formulas:,} formulas" if built.formulas else ""
        lines.append(f"  {path}   {built.figures:,} figures{formulas}, {len(built.data) / 1024:,.0f} KB")
    for built in result.built:
        if built.carried is not None:
            lines += carried_lines(built.carried)
    lines += [f"  your workbook as it was: {path}" for path in result.kept]
    lines.append("Checks")
    lines += [f"  {line}" for line in result.checks.summary()]
    for issue in result.findings:
        lines.append(f"  warning: {issue.message} ({issue.place})")
    doubts = {built.report: built.doubts for built in result.built if built.doubts}
    if doubts:
        lines.append("Shown as printed, though in doubt")
        for report, shown in doubts.items():
            lines.append(f"  {report}")
            together: dict[tuple[str, str], list[str]] = {}
            for doubt in shown:
                together.setdefault((doubt.where, doubt.why), []).append(doubt.shown)
            lines += [
                f"    {where}: {'; '.join(dict.fromkeys(texts))}\n      {why}"
                for (where, why), texts in together.items()
            ]
    gaps: dict[str, list[str]] = {}
    for built in result.built:
        for where, why in built.known_gaps:
            gaps.setdefault(built.report, []).append(f"{where}: {why}")
        for item in _joined(built.left_out):
            line = f"{item.where}: {item.what[:100]} (not disclosed: {_few(item.missing)})"
            gaps.setdefault(built.report, []).append(line)
    if gaps:
        lines.append("Left out")
        for report, items in gaps.items():
            lines.append(f"  {report}")
            lines += [f"    {item}" for item in items]
    lines.append(f"Done in {seconds:.1f} s")
    return lines


def _joined(items: tuple[LeftOut, ...]) -> list[LeftOut]:
    """One omission for each thing that is left out, with all of its figures."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in items:
        key = (item.where, item.what)
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *item.missing)))
    return [LeftOut(where, what, missing) for (where, what), missing in found.items()]


def _few(missing: tuple[str, ...]) -> str:
    """The first of the missing figures, and how many more there are."""
    more = len(missing) - _MOST_KEYS
    return ", ".join(missing[:_MOST_KEYS]) + (f" and {more} more" if more > 0 else "")


def carried_lines(plan: CarryPlan) -> list[str]:
    """What was carried over from an earlier workbook, and each conflict in a line of its own."""
    counts = plan.counts
    words = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, one, many in (
            ("inputs", "input", "inputs"),
            ("sheets", "sheet", "sheets"),
            ("cells", "cell beside the tables", "cells beside the tables"),
            ("notes", "note", "notes"),
            ("names", "name", "names"),
        )
        if counts[kind] or kind in ("inputs", "sheets")
    ]
    number = counts["conflicts"]
    lines = ["Carried over", f"  {', '.join(words)}; {number} conflict{'' if number == 1 else 's'}"]
    lines += [f"  {conflict_text(one)}" for one in plan.conflicts]
    lines.append(
        "  colours, widths and rules set by hand on sheets of the template are not carried: set them in the template"
    )
    return lines


def carried_data(plan: CarryPlan) -> dict[str, object]:
    """What was carried over, for machines."""
    return {
        "counts": dict(plan.counts),
        "inputs": [asdict(one) for one in plan.inputs],
        "cells": [asdict(one) for one in plan.cells],
        "notes": [asdict(one) for one in plan.notes],
        "sheets": [{"name": one.name, "new_name": one.new_name, "behind": one.behind} for one in plan.sheets],
        "names": dict(plan.names),
        "conflicts": [asdict(one) for one in plan.conflicts],
    }


def _data(result: BuildResult, seconds: float) -> dict[str, object]:
    return {
        "ok": True,
        "seconds": round(seconds, 2),
        "files": [
            {
                "report": built.report,
                "path": str(path),
                "figures": built.figures,
                "formulas": built.formulas,
                "left_out": [
                    {"where": item.where, "what": item.what, "missing": item.missing}
                    for item in built.left_out
                ],
                "known_gaps": dict(built.known_gaps),
                "carried": carried_data(built.carried) if built.carried is not None else None,
                "doubts": [
                    {"where": doubt.where, "shown": doubt.shown, "why": doubt.why} for doubt in built.doubts
                ],
                "warnings": [issue.as_dict() for issue in built.warnings],
            }
            for built, path in zip(result.built, result.paths, strict=True)
        ],
        "kept": [str(path) for path in result.kept],
        "checks": result.checks.counts(),
    }
