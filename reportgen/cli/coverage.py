"""`reportgen coverage`: figures printed in the source texts against figures held.

2014-02-07_9m13_results   341 held, 361 left over, 0 unexplained
  I. Summary of 1Q-3Q FY2013 Financial Results        39
  ...
  left over: label 272, date 36, section 30, address 8
"""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

from reportgen.app.display import columns
from reportgen.app.sources import VARIABLE, Covered, SourceFolders, cover
from reportgen.checks.coverage import UNEXPLAINED, WAIVED, Coverage
from reportgen.cli.output import as_json, say
from reportgen.project.project import Project

_SHOWN = 12


def run(project: Path, documents: list[str], folders: list[Path], tokens: bool, json: bool) -> None:
    """Print the coverage of the asked documents; exit code 1 where a token is unexplained or a figure absent."""
    sources = SourceFolders.of(folders, os.environ.get(VARIABLE, ""), os.pathsep)
    found = cover(Project(project).table(), documents, sources)
    good = all(one.coverage is None or one.coverage.good for one in found)
    if json:
        as_json({"ok": good, "documents": [_data(one) for one in found]})
    else:
        for line in account(found, tokens):
            say(line)
    if not good:
        raise SystemExit(1)


def account(found: tuple[Covered, ...], tokens: bool = False) -> list[str]:
    """The lines that a person reads: per document the headings, the classes and what nothing explains."""
    lines: list[str] = []
    for one in found:
        if one.coverage is not None:
            lines += [*_document(one.coverage, tokens), ""]
    read = [one.coverage for one in found if one.coverage is not None]
    absent = [one for one in found if one.coverage is None]
    if absent:
        lines.append("Not read")
        lines += [f"  {one.document.doc}: {one.absent}" for one in absent]
        lines.append("")
    held = sum(len(one.held) for one in read)
    open_ = sum(len(one.unexplained) for one in read)
    gone = sum(len(one.absent) for one in read)
    lines.append(
        f"{len(read)} of {len(found)} documents read: {held:,} printed figures held, "
        f"{open_ or 'none'} unexplained" + (f", {gone} not where they should stand" if gone else "")
    )
    return lines


def _document(one: Coverage, tokens: bool) -> list[str]:
    open_ = len(one.unexplained)
    lines = [f"{one.doc}   {len(one.held):,} held, {len(one.left):,} left over, {open_} unexplained"]
    rows = [
        (f"  {heading or '(before the first heading)'}", str(held), f"{unheld} unexplained" if unheld else "")
        for heading, (held, unheld) in one.headings.items()
    ]
    lines += columns(rows, right=(1,))
    by_class: dict[str, list[str]] = defaultdict(list)
    for token in one.left:
        shown = token.around or token.text
        by_class[token.kind].append(f"{shown} (line {token.line})" if tokens else shown)
    for name, count in one.classes().items():
        if name in (UNEXPLAINED, WAIVED):
            continue
        lines.append(f"  left over, {name}: {count}   {_some(by_class[name], tokens)}")
    for number, reason in one.reasons.items():
        texts = ", ".join(token.text for token in one.left if token.line == number and token.kind == WAIVED)
        lines.append(f"  left over, waived: line {number}: {texts}   {reason}")
    for token in one.unexplained:
        lines.append(f"  unexplained: line {token.line}: {token.text}")
    for figure, number in one.absent:
        lines.append(f"  not printed: line {number}: {figure.key} {figure.source.printed}")
    return lines


def _some(texts: list[str], everything: bool) -> str:
    """The distinct texts of a class, the first dozen unless all are asked for."""
    distinct = list(dict.fromkeys(texts))
    if everything or len(distinct) <= _SHOWN:
        return ", ".join(distinct)
    return ", ".join(distinct[:_SHOWN]) + f" and {len(distinct) - _SHOWN} more"


def _data(one: Covered) -> dict[str, object]:
    if one.coverage is None:
        return {"doc": one.document.doc, "read": False, "why": one.absent}
    seen = one.coverage
    return {
        "doc": seen.doc,
        "read": True,
        "held": len(seen.held),
        "headings": {
            name: {"held": held, "unexplained": open_} for name, (held, open_) in seen.headings.items()
        },
        "left_over": seen.classes(),
        "waived": {str(line): reason for line, reason in seen.reasons.items()},
        "unexplained": [{"line": token.line, "text": token.text} for token in seen.unexplained],
        "not_printed": [
            {"key": str(figure.key), "line": line, "printed": figure.source.printed}
            for figure, line in seen.absent
        ],
    }
