"""`reportgen form`: the input workbook for a new document."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from reportgen.app.form import make_form, write_form
from reportgen.cli.output import as_json, say
from reportgen.project.project import Project


class FormWish(Struct, frozen=True):
    """What a form is to be like: its template, its free rows, and whether every line is asked for."""

    template: Path | None
    free: int | None
    every: bool


def run(project: Path, period: str, out: Path, asked: FormWish, force: bool, json: bool) -> None:
    """Write the form and tell what it asks for."""
    form = make_form(Project(project), period, asked.template, asked.free, every=asked.every)
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
                "left_to_free_rows": content.left,
            }
        )
        return
    say(f"{out}   asks for {content.lines} figures and {content.claims} printed changes")
    if content.left:
        say(
            f"{content.left} more lines of data/concepts.csv are on the list of its free rows; --all asks for each"
        )
    if content.held != "none":
        say(f"{period} stands in the tables already: {content.held}")
