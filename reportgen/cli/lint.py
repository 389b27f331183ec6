"""`reportgen lint`: what is wrong with templates and definitions, before there is any data."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from reportgen.app.processes import by_all_processors
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Severity, render_issues
from reportgen.linting.lint import Linted, lint_targets, write_annotated
from reportgen.project.project import Project

_WORDS = {
    Severity.ERROR: ("error", "errors"),
    Severity.WARNING: ("warning", "warnings"),
    Severity.INFO: ("information", "informations"),
}


def run(
    targets: list[str], project: Path, schema: bool, annotate: Path | None, force: bool, json: bool
) -> None:
    """Lint all targets and print what was found; exit code 1 where something is to be mended."""
    targets = targets or list(Project(project).report_names())
    if not targets:
        raise typer.BadParameter("there are no reports here: name a template, or a project with --project")
    if annotate is not None and len(targets) > 1:
        raise typer.BadParameter("--annotate takes one workbook")
    found = lint_targets(targets, project, by_all_processors)
    if annotate is not None:
        write_annotated(found[0], annotate, force=force)
    if json:
        as_json({"ok": all(one.good for one in found), "files": [_data(one, schema) for one in found]})
    else:
        for one in found:
            _print(one, schema)
        if annotate is not None:
            say(f"notes written to {annotate}")
    if not all(one.good for one in found):
        raise SystemExit(1)


def _print(one: Linted, schema: bool) -> None:
    if schema:
        # The schema alone goes to standard output, so that it can be kept as a file.
        as_json(one.schema)
        if one.issues:
            sys.stderr.write(render_issues(one.issues) + "\n")
        return
    if one.issues:
        say(render_issues(one.issues))
    say(f"{one.target}: {summary(one)}")


def summary(one: Linted) -> str:
    """The findings counted: `2 errors, 1 warning`, or `nothing to mend`."""
    counts = {weight: sum(issue.severity is weight for issue in one.issues) for weight in _WORDS}
    parts = [f"{count} {_WORDS[weight][count > 1]}" for weight, count in counts.items() if count]
    return ", ".join(parts) or "nothing to mend"


def _data(one: Linted, schema: bool) -> dict[str, object]:
    data: dict[str, object] = {
        "file": one.target,
        "kind": one.kind,
        "ok": one.good,
        "findings": [issue.as_dict() for issue in one.issues],
    }
    return data | ({"schema": one.schema} if schema else {})
