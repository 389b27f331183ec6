"""`reportgen new`: a project for any company, from nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import typer

from reportgen.cli.output import as_json, say
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.structs import replace
from reportgen.new.example import ORDINARY
from reportgen.new.make import new_project
from reportgen.new.redraw import add_report
from reportgen.new.wanted import NewCompany
from reportgen.project.files import write_together
from reportgen.project.project import Project

# What is asked for where nothing was given, in this order.
_QUESTIONS = {
    "company": "Company",
    "currency": "Currency, such as USD or JPY",
    "scale": "Figures are printed in: unit, thousand, million, billion",
    "year_end": "The fiscal year ends on, month and day",
    "named_by": "A fiscal year is named by the year of its: start or end",
}


def run(folder: Path, given: dict[str, object], example: bool, json: bool) -> None:
    """Write the project and tell what comes next."""
    if not json and sys.stdin.isatty():
        given = {**given, **_asked(given)}
    wanted = replace(NewCompany(str(given.pop("company", "") or folder.resolve().name)), **given)  # type: ignore[arg-type]
    standing = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    if standing or folder.is_file():
        raise FindingsError(
            Issue(
                "folder-not-empty",
                "a new project is made in a folder that is new or empty",
                Place(str(folder)),
                found=", ".join(standing[:5]),
                hint="name another folder",
            )
        )
    files = new_project(wanted, ORDINARY if example else None)
    write_together({folder / name: content for name, content in files.items()})
    if json:
        as_json({"ok": True, "folder": str(folder), "files": sorted(files)})
        return
    say(f"{folder}   {len(files)} files, for {wanted.company} in {wanted.unit}")
    if example:
        say(f"next: cd {folder} and reportgen build")
    else:
        say(f"next: cd {folder}, reportgen form PERIOD (or import FILE), reportgen build: README.md says how")


def run_report(project: Path, kind: str, name: str, json: bool) -> None:
    """Write a further report of a project and tell what comes next."""
    files = add_report(Project(project), kind, name)
    if json:
        as_json({"ok": True, "files": list(files)})
        return
    for file in files:
        say(file)
    say(f"next: say in {files[0]} what it shows, then reportgen build {name}")


def _asked(given: dict[str, object]) -> dict[str, object]:
    """Answers to what no option says; Enter takes what stands in brackets."""
    usual = NewCompany("")
    found: dict[str, object] = {}
    for name, question in _QUESTIONS.items():
        if name not in given:
            found[name] = typer.prompt(question, default=getattr(usual, name) or None)
    return found
