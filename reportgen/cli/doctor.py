"""`reportgen doctor`: what is installed, what is missing, and what it is needed for."""

from __future__ import annotations

from pathlib import Path

from reportgen.app.doctor import Examined, examine, is_fit
from reportgen.cli.output import as_json, say


def run(project: Path, out: Path | None, json: bool) -> None:
    """Tell all; exit code 1 where something is missing that everything needs."""
    found = examine(project, out)
    if json:
        as_json({"ok": is_fit(found), "examined": [one.as_dict() for one in found]})
    else:
        for line in account(found):
            say(line)
    if not is_fit(found):
        raise SystemExit(1)


def account(found: tuple[Examined, ...]) -> list[str]:
    """The lines that a person reads: all things by area, then what to do."""
    width = max(len(one.name) for one in found)
    lines: list[str] = []
    area = ""
    for one in found:
        if one.area != area:
            area = one.area
            lines.append(area.capitalize())
        lines.append(f"  {one.state:<8} {one.name:<{width}}  {one.found}")
    wanting = [one for one in found if one.state != "good"]
    if wanting:
        lines.append("What to do")
        lines += [f"  {one.name}: {one.hint} (for {one.needed_for})" for one in wanting]
    missing = sum(one.state == "missing" for one in found)
    notes = len(wanting) - missing
    words = f"{missing} missing, {notes} note{'s' if notes != 1 else ''}"
    lines.append(words if wanting else "nothing is missing")
    return lines
