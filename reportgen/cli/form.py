"""`reportgen form`: the input workbook for a new document."""

from __future__ import annotations

from pathlib import Path

from reportgen.app.form import write_form
from reportgen.cli.output import as_json, say
from reportgen.project.project import Project


def run(
    project: Path, period: str, out: Path, template: Path | None, free: int | None, force: bool, json: bool
) -> None:
    """Write the form and tell what it asks for."""
    form = write_form(Project(project), period, out, template, free, force)
    if json:
        as_json(
            {"ok": True, "file": str(out), "figures": form.lines, "claims": form.claims, "held": form.held}
        )
        return
    say(f"{out}   asks for {form.lines} figures and {form.claims} printed changes")
    if form.held != "none":
        say(f"{period} stands in the tables already: {form.held}")
