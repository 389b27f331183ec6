"""`reportgen fill`: a template and data in, one finished file out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from reportgen.cli.options import ClusterOption, ForceOption, JobsOption, JsonOption, optional
from reportgen.cli.output import as_json, say

_STEP = 10_000
_TOLD = 10


def fill(
    template: Annotated[str, typer.Argument(help="A workbook or a deck with tags.")],
    out: Annotated[str, typer.Option("--out", "-o", help="The file to write; with --each the folder.")],
    data: Annotated[
        list[str] | None,
        optional(
            "--data",
            help="[NAME=]SOURCE: a JSON, YAML, CSV or Parquet file, book.xlsx!Sheet1, "
            "sqlite:///x.db?sql=...; several times.",
        ),
    ] = None,
    with_: Annotated[
        list[Path] | None, optional("--with", help="A further deck whose slides stand behind; several times.")
    ] = None,
    set_: Annotated[
        list[str] | None, optional("--set", help="One cell or word: 'Sheet1!B2=5', title=Results.")
    ] = None,
    decimal: Annotated[
        str, optional("--decimal", help="The decimal sign of CSV files, else each column's own: , or .")
    ] = "",
    text: Annotated[
        list[str] | None, optional("--text", help="A column of a CSV file that holds texts only, like ids.")
    ] = None,
    each: Annotated[
        str, optional("--each", help="A list of the data: one file for each of its records.")
    ] = "",
    name: Annotated[str, optional("--name", help="Their names: '{{customer.name}}.pptx'.")] = "",
    by: Annotated[
        str, optional("--by", help="A field: of lists that have it, each file gets its own rows.")
    ] = "",
    jobs: JobsOption = 0,
    cluster: ClusterOption = "",
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Fill any template with any data. Once, or for each record of a list; no project needed."""
    from reportgen.core.findings import Severity, render_issues
    from reportgen.filling.csv_columns import CsvConvention
    from reportgen.filling.fill import Sources, fill_file
    from reportgen.tables.source import DataSource

    if decimal not in ("", ",", "."):
        raise typer.BadParameter("--decimal is a comma or a point")
    reading = CsvConvention(decimal, frozenset(text or ()))
    sources = Sources([DataSource.of(one) for one in data or ()], set_ or (), with_ or (), reading)
    if bool(each) != bool(name):
        raise typer.BadParameter("--each and --name go together")
    if each:
        from reportgen.app.each import EachWish, each_work
        from reportgen.cli.running import finish

        work = each_work(template, sources, out, EachWish(each, name, by, force))
        finish(work, jobs, cluster, out, json, work.doubts)
        return
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
