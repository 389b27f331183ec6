"""`reportgen inspect`: what a workbook or a deck asks for."""

from __future__ import annotations

from pathlib import Path

from reportgen.app.inspecting import map_of, write_definition
from reportgen.cli.output import as_json, say
from reportgen.core.findings import render_issues
from reportgen.linting.lint import lint_template


def run(file: Path, definition: Path | None, json: bool) -> None:
    """Print the map of a file, and write a first report definition where one is asked for."""
    if definition is not None:
        write_definition(file, definition)
    if json:
        linted = lint_template(file.read_bytes(), str(file))
        as_json({"schema": linted.schema, "findings": [issue.as_dict() for issue in linted.issues]})
        return
    text, issues = map_of(file)
    say(text)
    if issues:
        say(render_issues(issues))
    if definition is not None:
        say(f"a first definition stands in {definition}")
