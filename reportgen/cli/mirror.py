"""`reportgen mirror`: printed figures that stand on their mirrored page with the same characters.

fy08_forum mirrors 2009-07-08_fy08_forum   389 of 398 printed figures stand as printed, 97.7%
  page 20      24 of 24   -2. Revenues
  page 32       7 of 8    -10. 4 New Subsidiaries' Profitability
                            absent: 37 million (line 740) operating_income%gdx_japan|4Q08
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from reportgen.app.display import columns
from reportgen.app.sources import VARIABLE, Mirror, SourceFolders, mirrors
from reportgen.cli.output import as_json, say
from reportgen.project.project import Project


def run(project: Path, reports: list[str], folders: list[Path], json: bool) -> None:
    """Print, per report and page, what stands as printed and what does not."""
    sources = SourceFolders.of(folders, os.environ.get(VARIABLE, ""), os.pathsep)
    found = mirrors(Project(project), reports, sources)
    if json:
        as_json({"ok": True, "reports": [_data(one) for one in found]})
        return
    for line in account(found):
        say(line)


def account(found: Iterable[Mirror]) -> list[str]:
    """The lines that a person reads: per report its pages, below each what is absent."""
    lines: list[str] = []
    for one in found:
        lines.append(
            f"{one.report} mirrors {one.doc}   {one.standing:,} of {one.printed:,} printed figures "
            f"stand as printed, {one.share:.1%}"
        )
        rows = [
            (f"  {_pages(item.pages)}", f"{item.standing} of {len(item.printed)}", item.heading)
            for item in one.headings
        ]
        for item, line in zip(one.headings, columns(rows, right=(1,)), strict=True):
            lines.append(line)
            lines += [f"      absent: {gone.form} (line {gone.line}) {gone.key}" for gone in item.absent]
        if not one.read:
            lines.append("  counted once each; with --sources also where they are printed again")
        lines.append("")
    return lines[:-1] or ["no report of this project mirrors a document"]


def _pages(numbers: tuple[int, ...]) -> str:
    if not numbers:
        return "no page"
    return f"page{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"


def _data(one: Mirror) -> dict[str, object]:
    return {
        "report": one.report,
        "document": one.doc,
        "source_read": one.read,
        "printed": one.printed,
        "standing": one.standing,
        "share": round(one.share, 4),
        "headings": [
            {
                "heading": item.heading,
                "pages": item.pages,
                "printed": len(item.printed),
                "standing": item.standing,
                "absent": [
                    {"printed": gone.form, "line": gone.line, "key": gone.key} for gone in item.absent
                ],
            }
            for item in one.headings
        ],
    }
