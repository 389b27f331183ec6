"""`reportgen form`: the input workbook for a new document."""

from __future__ import annotations

from pathlib import Path

from reportgen.app.form import make_form, write_form
from reportgen.cli.output import as_json, say
from reportgen.project.project import Project


def run(
    project: Path, period: str, out: Path, template: Path | None, free: int | None, force: bool, json: bool
) -> None:
    """Write the form and tell what it asks for."""
    form = make_form(Project(project), period, template, free)
    write_form(form, out, force=force)
    content = form.content
    if json:
        as_json(
            {
                "ok": True,
                "file": str(out),
                "figures": content.lines,
                "claims": content.claims,
                "held": content.held,
            }
        )
        return
    say(f"{out}   asks for {content.lines} figures and {content.claims} printed changes")
    if content.held != "none":
        say(f"{period} stands in the tables already: {content.held}")
