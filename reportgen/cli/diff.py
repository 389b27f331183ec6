"""`reportgen diff`: what changed between two builds, in words.

old.pptx -> new.pptx
  built from other tables
figures: 1 changed
  revenue|4Q17   48,439 -> 48,449   slide 7 "revenue_chart"
pages: 1 moved
  "plan" moved from 4 to 3
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from reportgen.cli.output import as_json, say
from reportgen.core.structs import asdict
from reportgen.verify.changes import BuildDifference, FigureChange, PartChange, TextChange
from reportgen.verify.diff import difference

_SHOWN = 30
_PLACES = 4


def run(old: Path, new: Path, everything: bool, json: bool) -> None:
    """Print what changed from `old` to `new`; the exit code is 0 whatever changed."""
    found = difference(old, new)
    if json:
        as_json({"ok": True, "same": found.same, **asdict(found)})
        return
    for line in account(found, everything):
        say(line)


def account(found: BuildDifference, everything: bool = False) -> list[str]:
    """The lines that a person reads."""
    most = None if everything else _SHOWN
    lines = [f"{found.old} -> {found.new}"]
    lines += [f"  other {one.where}: {one.old or 'none'} -> {one.new or 'none'}" for one in found.built]
    lines += _figures(found.figures, most)
    kind = "pages" if found.new.lower().endswith(("pptx", "pptm", "potx")) else "sheets"
    if found.parts:
        lines.append(f"{kind}: {_part_counts(found.parts)}")
        lines += [f"  {_part(one)}" for one in found.parts]
    for name, texts in (
        ("words", found.words),
        ("formulas", found.formulas),
        ("typed numbers", found.numbers),
    ):
        if texts:
            lines.append(f"{name}: {len(texts)} changed")
            lines += _some([_text(one) for one in texts], most)
    if found.recalculated:
        lines.append(f"{found.recalculated:,} calculated values of no figure follow")
    if found.same:
        lines.append(
            "no figure, page, sheet, word or formula differs" if not found.built else "nothing shown differs"
        )
    return lines


def _figures(figures: Sequence[FigureChange], most: int | None) -> Iterator[str]:
    groups = {
        "changed": [one for one in figures if one.old and one.new],
        "shown anew": [one for one in figures if not one.old],
        "no longer shown": [one for one in figures if not one.new],
    }
    counts = ", ".join(f"{len(group)} {name}" for name, group in groups.items() if group)
    if counts:
        yield f"figures: {counts}"
    for group in groups.values():
        yield from _some([_figure(one) for one in group], most)


def _figure(one: FigureChange) -> str:
    places = ", ".join(one.places[:_PLACES])
    more = f" and {len(one.places) - _PLACES} more" if len(one.places) > _PLACES else ""
    before, after = " / ".join(one.old), " / ".join(one.new)
    words = f"{before} -> {after}" if before and after else after or f"was {before}"
    return f"{one.key}   {words}   {places}{more}"


def _part_counts(parts: Sequence[PartChange]) -> str:
    counts = {
        "added": sum(not one.old for one in parts),
        "removed": sum(not one.new for one in parts),
        "moved": sum(bool(one.old and one.new) for one in parts),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)


def _part(one: PartChange) -> str:
    title = f" ({one.title})" if one.title else ""
    if not one.old:
        return f'"{one.name}"{title} added at {one.new}'
    if not one.new:
        return f'"{one.name}"{title} removed, was {one.old}'
    return f'"{one.name}"{title} moved from {one.old} to {one.new}'


def _text(one: TextChange) -> str:
    cells = f"   in {one.cells} cells" if one.cells > 1 else ""
    if not one.old:
        return f"{one.where}: new {_quoted(one.new)}{cells}"
    if not one.new:
        return f"{one.where}: gone {_quoted(one.old)}{cells}"
    return f"{one.where}: {_quoted(one.old)} -> {_quoted(one.new)}{cells}"


def _quoted(text: str) -> str:
    return text if text.startswith("=") else f'"{text}"'


def _some(lines: Sequence[str], most: int | None) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:most])
    if most is not None and len(lines) > most:
        yield f"  ... and {len(lines) - most} more (--all tells them)"
