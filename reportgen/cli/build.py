"""`reportgen build`: progress while it works, an account at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reportgen.cli.output import as_json, complain, say
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.data.vintage import Vintage
from reportgen.handover.drawing import missing_programs
from reportgen.project.current import Asked, input_digests, kept_build
from reportgen.project.handed import NAME, NOTHING_DRAWN, Drawn, page_stands

if TYPE_CHECKING:
    from reportgen.app.report import Built
    from reportgen.carry.carry_plan import CarryPlan
    from reportgen.carry.deck_plan import DeckCarry

_MOST_KEYS = 4
# What a screen has room for, with the lines of the checks.
_MOST_FILES = 10
_MOST_WARNINGS = 3
Told = Mapping[str, Any]
Form = Literal["short", "whole", "json"]


def run(
    project: Path,
    reports: list[str],
    out: Path,
    vintage: Vintage | None,
    form: Form,
    wanted: tuple[str, str],
    old: Path | None = None,
    anew: bool = False,
    force: bool = False,
    wish: Drawn = NOTHING_DRAWN,
) -> None:
    """Build what is not current, and tell what was built, what the checks found, and what was left out and why.

    The page that is handed over with the files is written, and what is wished drawn for it (docs/handover.md).
    Exit code 1 where something of a person's is not carried over as it was, or stands in the way of a file.
    `wanted` are the period and the language, each empty for the report's own.
    """
    started = time.perf_counter()
    now = input_digests(project)
    held: tuple[Issue, ...] = ()
    told: Told | None = None
    if not anew and old is None:
        told = _all_current(project, reports, out, (*wanted, str(vintage or "")), now)
    plans: list[CarryPlan | DeckCarry] = []
    lacking = missing_programs() if wish.words else []
    wish = NOTHING_DRAWN if lacking else wish
    if told is None or not page_stands(out, now, wish):
        # Imported late: what is current is told at once.
        from reportgen.app.build import build
        from reportgen.app.due import all_told, build_due
        from reportgen.app.handover import FolderBuild, earlier_in, hand_over
        from reportgen.new.redraw import redraw
        from reportgen.project.project import Project
        from reportgen.project.variants import Wanted
        from reportgen.verify.tables import ProjectTables

        progress = (lambda step: None) if form == "json" else _progress
        home = Project(project)
        earlier = earlier_in(out, force=force)
        built: tuple[Built, ...] = ()
        if told is not None:
            tables = ProjectTables.of(home)
        else:
            drawn = redraw(home)
            if old is None:
                result, told = build_due(
                    home,
                    reports,
                    out,
                    vintage,
                    progress,
                    Wanted(*wanted),
                    anew=anew,
                    force=force,
                    earlier=earlier,
                )
            else:
                result = build(
                    home, reports, out, vintage, progress, old, Wanted(*wanted), force=force, earlier=earlier
                )
                told = all_told(result)
            tables, held = result.tables, result.held
            told = {**told, "drawn": drawn.files, "restyled": [one.as_dict() for one in drawn.kept]}
            plans = [built.carried for built in result.built if built.carried is not None]
            built = result.built
            # The templates may have been drawn anew.
            now = input_digests(project)
        try:
            lacking += hand_over(tables, out, FolderBuild(earlier, told, now, built), wish, progress)
        except FindingsError as error:
            if form == "json":
                raise
            complain(error.issues, writes=False)  # the page alone was not
            raise SystemExit(1) from None
    page = {"page": str(out / NAME), "undrawn": [issue.as_dict() for issue in lacking]}
    tell({**told, **page}, time.perf_counter() - started, plans, form, held)


def tell(
    told: Told,
    seconds: float,
    plans: Sequence[CarryPlan | DeckCarry],
    form: Form,
    held: Sequence[Issue] = (),
) -> None:
    """Print the account of a build; exit code 1 where a person's work was not all carried over as it was.

    `held` are files that stay as somebody left them.
    """
    ok = not held and not any(plan.conflicts for plan in plans)
    if form == "json":
        findings = [issue.as_dict() for issue in held]
        counts = told["checks"]["counts"]
        as_json({"ok": ok, "findings": findings, "seconds": round(seconds, 2), **told, "checks": counts})
    else:
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
        for line in account(told, seconds, plans, whole=form == "whole"):
            say(line)
        if held:
            complain(held, writes=False)
    if not ok:
        raise SystemExit(1)


def _all_current(
    root: Path, reports: Sequence[str], out: Path, options: tuple[str, ...], now: Mapping[str, str]
) -> Told | None:
    """What was told of the files when they were built, where all of them stand as they would be built now."""
    if not reports and any(options[:2]):
        return None  # which reports a period or a language suits is told by their definitions
    folder = root / "templates" / "reports"
    names = reports or sorted(path.stem for path in folder.glob("*.yaml"))
    found = [kept_build(root, Asked(name, options, out)) for name in names]
    records = [record for record in found if record is not None and record.made_from(now)]
    if not records or len(records) < len(found) or any(record.data != now["data"] for record in records):
        return None
    files = [record.told_in(out) for record in records]
    return {"files": files, "kept": [], "checks": records[0].checks}


def _progress(step: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K  {step} ...")
    else:
        sys.stderr.write(f"  {step}\n")
    sys.stderr.flush()


def account(
    told: Told, seconds: float, plans: Sequence[CarryPlan | DeckCarry] = (), *, whole: bool = False
) -> list[str]:
    """The lines that a person reads after a build; `plans` tell what was carried over.

    They fit a screen, however many files, warnings, doubts and gaps there are, unless the `whole` is asked for;
    what a person has to decide is told whole in any case.
    """
    files, lines = told["files"], []
    for head, current in (("Built", False), ("Current, nothing to build", True)):
        of_kind = [_file_line(file) for file in files if file["current"] is current]
        if current:
            of_kind += [
                f"  {path}   with your work, its figures are current" for path in told.get("edited", ())
            ]
        lines += [head, *_first_of(of_kind, _MOST_FILES, whole)] if of_kind else []
    lines += _drawn_lines(told)
    for plan in plans:
        lines += carried_lines(plan)
    lines += [f"  your file as it was: {path}" for path in told["kept"]]
    lines.append("Checks")
    lines += [f"  {line}" for line in told["checks"]["summary"]]
    warnings = [
        f"  warning: {issue['message']} ({Place(**issue['place'])})"
        for file in files
        for issue in file["warnings"]
    ]
    lines += _first_of(warnings, _MOST_WARNINGS, whole)
    lines += [f"  warning: {one['message']}: {one.get('hint', '')}" for one in told.get("undrawn", ())]
    lines += [*_doubt_lines(files), *_gap_lines(files)] if whole else _counted(files)
    if "page" in told:
        lines += ["Open first", f"  {told['page']}   every page, where its figures come from, what changed"]
    lines.append(f"Done in {seconds:.1f} s")
    return lines


def _file_line(file: Told) -> str:
    formulas = f", {file['formulas']:,} formulas" if file["formulas"] else ""
    return f"  {file['path']}   {file['figures']:,} figures{formulas}, {file['bytes'] / 1024:,.0f} KB"


def _first_of(lines: list[str], most: int, whole: bool) -> list[str]:
    more = 0 if whole else len(lines) - most
    return [*lines[:most], f"  and {more:,} more (--verbose)"] if more > 0 else lines


def _counted(files: Sequence[Told]) -> list[str]:
    """How much is in doubt and left out, in a line."""
    doubts = sum(len({(one["where"], one["shown"], one["why"]) for one in file["doubts"]}) for file in files)
    gaps = sum(len(file["known_gaps"]) + len(_joined(file["left_out"])) for file in files)
    words = [
        f"{count:,} {what}" for count, what in ((doubts, "figures in doubt"), (gaps, "left out")) if count
    ]
    return [f"  to know: {', '.join(words)} (--verbose)"] if words else []


def _doubt_lines(files: Sequence[Told]) -> list[str]:
    """Every figure that is shown as printed though in doubt, with the reason."""
    lines = []
    for file in files:
        together: dict[tuple[str, str], list[str]] = {}
        for doubt in file["doubts"]:
            together.setdefault((doubt["where"], doubt["why"]), []).append(doubt["shown"])
        lines += [f"  {file['report']}"] if together else []
        lines += [
            f"    {where}: {'; '.join(dict.fromkeys(texts))}\n      {why}"
            for (where, why), texts in together.items()
        ]
    return ["Shown as printed, though in doubt", *lines] if lines else []


def _gap_lines(files: Sequence[Told]) -> list[str]:
    """Everything that a report leaves out, with what is not disclosed."""
    lines = []
    for file in files:
        items = [f"    {where}: {why}" for where, why in file["known_gaps"].items()]
        items += [
            f"    {where}: {what[:100]} (not disclosed: {_few(missing)})"
            for (where, what), missing in _joined(file["left_out"]).items()
        ]
        lines += [f"  {file['report']}", *items] if items else []
    return ["Left out", *lines] if lines else []


def _drawn_lines(told: Told) -> list[str]:
    """The templates and reports that follow the tables, and those that a person restyled."""
    lines = [f"  {name}" for name in told.get("drawn", ())]
    lines += [
        f"  warning: {one['place']['file']}: {one['message']}; {one['hint']}"
        for one in told.get("restyled", ())
    ]
    return ["Drawn anew, as the tables tell", *lines] if lines else []


def _joined(items: Sequence[Told]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Everything that is left out, where and what, with all of its figures."""
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for item in items:
        key = (item["where"], item["what"])
        found[key] = tuple(dict.fromkeys((*found.get(key, ()), *item["missing"])))
    return found


def _few(missing: tuple[str, ...]) -> str:
    """The first of the missing figures, and how many more there are."""
    more = len(missing) - _MOST_KEYS
    return ", ".join(missing[:_MOST_KEYS]) + (f" and {more} more" if more > 0 else "")


def carried_lines(plan: CarryPlan | DeckCarry) -> list[str]:
    """What was carried over from an earlier file, and each conflict in a line of its own."""
    from reportgen.carry.carry_plan import conflict_text
    from reportgen.carry.deck_plan import DeckCarry, edit_lines

    if isinstance(plan, DeckCarry):
        return [
            "Carried over",
            f"  {_count(len(plan.edits), 'edit')}; {_count(len(plan.conflicts), 'conflict')}",
            *(f"  {line}" for line in edit_lines(plan)),
            *(f"  {conflict_text(one)}" for one in plan.conflicts),
        ]
    counts = plan.counts
    words = [
        f"{counts[kind]} {one if counts[kind] == 1 else many}"
        for kind, one, many in (
            ("inputs", "input", "inputs"),
            ("sheets", "sheet", "sheets"),
            ("cells", "cell beside the tables", "cells beside the tables"),
            ("notes", "note", "notes"),
            ("names", "name", "names"),
        )
        if counts[kind] or kind in ("inputs", "sheets")
    ]
    lines = ["Carried over", f"  {', '.join(words)}; {_count(counts['conflicts'], 'conflict')}"]
    lines += [f"  {conflict_text(one)}" for one in plan.conflicts]
    lines.append(
        "  colours, widths and rules set by hand on sheets of the template are not carried: set them in the template"
    )
    return lines


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
