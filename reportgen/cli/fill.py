"""`reportgen fill`: a template and data in, one finished file out."""

from __future__ import annotations

import sys
from pathlib import Path

from reportgen.cli.output import as_json, say
from reportgen.core.findings import Severity, render_issues
from reportgen.filling.csv_columns import CsvConvention
from reportgen.filling.fill import Sources, fill_file

_STEP = 10_000
_TOLD = 10


def run(
    template: Path,
    others: list[Path],
    data: list[Path],
    sets: list[str],
    out: Path,
    reading: CsvConvention,
    force: bool,
    json: bool,
) -> None:
    """Fill, write, and tell what was written and what is worth knowing."""
    sources = Sources(data, sets, others, reading)
    filled = fill_file(template, sources, out, None if json else _progress, force=force)
    if json:
        as_json(
            {
                "ok": True,
                "file": str(out),
                "kind": filled.kind,
                "cells": filled.cells,
                "formulas": filled.formulas,
                "findings": [issue.as_dict() for issue in filled.findings],
            }
        )
        return
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    shown = [issue for issue in filled.findings if issue.severity is not Severity.INFO]
    told = [issue for issue in filled.findings if issue.severity is Severity.INFO]
    if shown or told:
        say(render_issues([*shown, *told[:_TOLD]]))
        if len(told) > _TOLD:
            say(f"       and {len(told) - _TOLD} more of the kind; --json lists all")
    say(f"{out}   {filled.account}, {len(filled) / 1024:,.0f} KB")


def _progress(rows: int) -> None:
    if sys.stderr.isatty() and rows % _STEP == 0:
        sys.stderr.write(f"\r\033[K  {rows:,} rows ...")
        sys.stderr.flush()
