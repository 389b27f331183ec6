"""`reportgen verify`: every number of finished files, compared; a receipt for a person or a machine.

Results.pptx   results, document 2018-05-15_fy17_results
  2,972 numbers stand as they did when the file was built
    637 bound figures agree with the tables
    462 chart points agree with the cells behind them, 161 formulas give their values
  317 numbers are bound to no figure: label 218, date 50, ... 6 unexplained
Results.pptx and model.xlsx   479 figures shown in both agree, 158 in the deck only
verified: nothing differs
"""

from __future__ import annotations

from pathlib import Path

from reportgen.app.processes import by_all_processors
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Severity, render_issues
from reportgen.office.package import Package
from reportgen.project.handed import finished_in
from reportgen.project.project import Project
from reportgen.verify.bindings import BuildMark
from reportgen.verify.deck_check import LooseNumber
from reportgen.verify.verify import FileReceipt, Partnership, Receipt, verify


def run(files: list[Path], project: Path, rebuild: bool, unbound: bool, json: bool) -> None:
    """Verify all files, those of a folder too, and print the receipt; exit code 1 where anything differs."""
    asked = [path for one in files for path in ((one.is_dir() and finished_in(one)) or (one,))]
    receipt = verify(Project(project), asked, _build_anew if rebuild else None, by_all_processors)
    if json:
        as_json(data_of(receipt, unbound))
    else:
        for line in account(receipt, unbound):
            say(line)
    if not receipt.good:
        raise SystemExit(1)


def _build_anew(project: Project, mark: BuildMark) -> Package:
    # What builds is a quarter of a second of imports.
    from reportgen.app.build import rebuild

    return rebuild(project, mark)


def account(receipt: Receipt, unbound: bool = False) -> list[str]:
    """The lines that a person reads."""
    lines: list[str] = []
    for file in receipt.files:
        lines += _file(file, unbound)
    for pair in receipt.partners:
        lines += _pair(pair)
    errors = sum(issue.severity is Severity.ERROR for issue in receipt.issues)
    files = len(receipt.files)
    warnings = len(receipt.issues) - errors
    if errors:
        lines.append(f"{errors:,} {'finding' if errors == 1 else 'findings'}: not verified")
    else:
        stand = "the file stands" if files == 1 else f"all {files} files stand"
        rest = f"{warnings:,} to look at" if warnings else "nothing differs"
        lines.append(f"verified: {stand} as built, {rest}")
    return lines


def _file(file: FileReceipt, unbound: bool) -> list[str]:
    mark, counts = file.mark, file.counts
    lines = [f"{file.name}" + (f"   {mark.report}, {mark.vintage}" if mark is not None else "")]
    changed = sum(issue.id in ("number-changed", "sheet-changed", "slide-added") for issue in file.issues)
    unsealed = any(issue.id == "no-seal" for issue in file.issues)
    stand = f", {changed:,} changed" if changed else "" if unsealed else ", as built"
    lines.append(f"  {counts['numbers']:>7,} numbers read{stand}")
    if "tables" in counts:
        wrong = sum(issue.id in _OF_TABLES for issue in file.issues)
        lines.append(f"  {counts['tables']:>7,} bound figures compared with the tables" + _differing(wrong))
    if counts.get("one_sided"):
        words = "bound figures are known to the sheet or to the tables alone"
        lines.append(f"  {counts['one_sided']:>7,} {words}")
    if counts.get("formulas"):
        wrong = sum(issue.id == "cached-value-differs" for issue in file.issues)
        refused = f", {counts['refused']:,} the calculator refuses" if counts["refused"] else ""
        lines.append(f"  {counts['formulas']:>7,} formulas calculated anew{refused}" + _differing(wrong))
    if counts.get("points"):
        wrong = sum(issue.id == "cache-differs" for issue in file.issues)
        lines.append(f"  {counts['points']:>7,} chart points compared with their cells" + _differing(wrong))
    if "rebuilt" in counts:
        lines.append(f"  {counts['rebuilt']:>7,} numbers compared with a build of today's tables")
    if file.loose:
        classes = ", ".join(f"{name} {count}" for name, count in file.classes.items())
        lines.append(f"  {len(file.loose):>7,} numbers bound to no figure: {classes}")
        shown = file.loose if unbound else file.unexplained
        lines += [f"          {_loose(number)}" for number in shown]
    lines += [f"  not compared with {reason}" for reason in file.skipped]
    if file.issues:
        lines.append(render_issues(file.issues))
    return lines


_OF_TABLES = ("figure-differs", "text-differs", "unknown-figure", "source-differs")


def _differing(count: int) -> str:
    return f", {count:,} differ" if count else ""


def _pair(pair: Partnership) -> list[str]:
    lines = [
        f"{pair.deck} and {pair.workbook}",
        f"  {pair.compared:>7,} figures of the deck compared with the workbook"
        + _differing(len(pair.issues)),
    ]
    if pair.alone:
        lines.append(f"  {pair.alone:>7,} stand in the deck only")
    if pair.issues:
        lines.append(render_issues(pair.issues))
    return lines


def _loose(number: LooseNumber) -> str:
    home = number.occurrence.home
    where = f"slide {home.slide}, {home.shape}, {home.words}, {number.occurrence.at}"
    return f"{number.text}   {number.kind}   {where}: {number.around[:60]}"


def data_of(receipt: Receipt, unbound: bool = False) -> dict[str, object]:
    """The receipt as plain data."""
    return {
        "ok": receipt.good,
        "files": [
            {
                "file": file.name,
                "kind": file.kind,
                "build": _mark(file),
                "counts": dict(file.counts),
                "not_bound": file.classes,
                "unexplained": [_loose_data(number) for number in file.unexplained],
                **({"loose": [_loose_data(number) for number in file.loose]} if unbound else {}),
                "not_compared": list(file.skipped),
                "findings": [issue.as_dict() for issue in file.issues],
            }
            for file in receipt.files
        ],
        "partners": [
            {
                "deck": pair.deck,
                "workbook": pair.workbook,
                "compared": pair.compared,
                "deck_only": pair.alone,
                "findings": [issue.as_dict() for issue in pair.issues],
            }
            for pair in receipt.partners
        ],
    }


def _mark(file: FileReceipt) -> dict[str, str]:
    if file.mark is None:
        return {}
    return {name: getattr(file.mark, name) for name in type(file.mark).__struct_fields__}


def _loose_data(number: LooseNumber) -> dict[str, object]:
    home = number.occurrence.home
    return {
        "text": number.text,
        "class": number.kind,
        "slide": home.slide,
        "shape": home.shape,
        "at": number.occurrence.at,
        "around": number.around,
    }
