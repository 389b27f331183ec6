"""`reportgen import`: what a filled form would add, what ties and what does not; written only when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from reportgen.app.display import columns
from reportgen.checks.check import Verdict
from reportgen.checks.claims import ClaimTest
from reportgen.checks.ties import Tie
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Issue, Severity, render_issues
from reportgen.forms.import_form import FormImport, import_form, write_import
from reportgen.forms.wording import in_form_words
from reportgen.project.project import Project

_WORDS = {
    Verdict.OK: "agrees",
    Verdict.INCOMPLETE: "incomplete",
    Verdict.CONTRADICTION: "contradicts",
    Verdict.WAIVED: "waived",
    Verdict.REVISED: "revised",
}
_PLURALS = {Verdict.OK: "agree", Verdict.CONTRADICTION: "contradict"}
_GRAVEST = (Verdict.CONTRADICTION, Verdict.WAIVED, Verdict.OK, Verdict.INCOMPLETE, Verdict.REVISED)
# Told with the ties and counted there.
_TOLD_ELSEWHERE = ("tie-incomplete",)


def run(project: Path, file: Path, write: bool, with_warnings: bool, json: bool) -> None:
    """Try the form and tell; write where that was asked for and nothing speaks against it."""
    home = Project(project)
    result = import_form(home, file)
    refused = _refused(result, with_warnings) if write else ""
    written = write_import(home, result) if write and not refused else []
    if json:
        as_json(_data(result, written, refused))
    else:
        for line in account(result):
            say(line)
        if written:
            say("written: " + ", ".join(written))
            say("next: reportgen check, then reportgen build")
        else:
            say(refused or _unwritten(result))
    if result.errors or refused:
        raise SystemExit(1)


def account(result: FormImport) -> list[str]:
    """The lines that a person reads: what would be added, the findings, the tests."""
    form = result.form
    said = form.document.cells
    lines = [f"{form.doc}   {said['title']} ({said['kind']}, published {said['published_on']})"]
    periods = Counter(line.cells["period"] for line in form.facts)
    told = ", ".join(f"{count} of {period}" for period, count in periods.items())
    lines.append(f"adds {len(form.facts)} facts{f': {told}' if told else ''}")
    lines.append(f"adds {len(form.claims)} claims")
    if form.aliases:
        names = ", ".join(alias["printed_label"] for alias in form.aliases)
        lines.append(f"adds {len(form.aliases)} aliases, for figures printed with the opposite sign: {names}")
    if result.again:
        lines.append(f"{result.again} of the figures stand in other documents, too")
    shown = [issue for issue in result.issues if issue.id not in _TOLD_ELSEWHERE]
    if shown:
        lines += ["", render_issues(_by_weight(shown))]
    lines += _ties(result)
    lines += _claims(result.claims, result.opened)
    lines.append("")
    return lines


def _ties(result: FormImport) -> list[str]:
    ordered = sorted(result.ties, key=lambda tie: _GRAVEST.index(tie.verdict))
    if not ordered:
        return ["", "tie-outs that lean on it: none"]
    counts = Counter(tie.verdict for tie in ordered)
    head = ", ".join(f"{count} {_counted(verdict, count)}" for verdict, count in counts.items())
    rows = [[f"  {_WORDS[tie.verdict]}", f"{tie.subject}", tie.rule.name, _remark(tie)] for tie in ordered]
    told = [[in_form_words(cell, result.table) for cell in row] for row in rows]
    return ["", f"tie-outs that lean on it: {head}", *columns(told)]


def _counted(verdict: Verdict, count: int) -> str:
    return _WORDS[verdict] if count == 1 else _PLURALS.get(verdict, _WORDS[verdict])


def _remark(tie: Tie) -> str:
    if tie.verdict is Verdict.OK:
        return ""
    scale = tie.total.scale
    left, right = (f"{value.scaleb(-scale).normalize():,f}" for value in (tie.left, tie.right))
    return tie.note or f"{left} printed, {right} by its parts"


def _claims(tests: tuple[ClaimTest, ...], opened: tuple[ClaimTest, ...]) -> list[str]:
    if not tests and not opened:
        return []
    tested = [test for test in tests if test.reached is not None]
    good = sum(test.verdict is Verdict.OK for test in tested)
    lines = [
        f"printed changes and shares: {good} of {len(tested)} that can be tested reproduce; "
        f"{len(tests) - len(tested)} have no base in the tables"
    ]
    if opened:
        good = sum(test.verdict is Verdict.OK for test in opened)
        lines.append(f"those of older documents that can be tested now: {good} of {len(opened)} reproduce")
    return lines


def _by_weight(issues: Iterable[Issue]) -> list[Issue]:
    weight = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
    return sorted(issues, key=lambda issue: weight[issue.severity])


def _refused(result: FormImport, with_warnings: bool) -> str:
    errors, warnings = len(result.errors), len(result.warnings)
    if errors:
        return f"{errors} to fix; nothing was written"
    if warnings and not with_warnings:
        return f"{warnings} to look at; nothing was written: mend them, or add it all the same with --with-warnings"
    return ""


def _unwritten(result: FormImport) -> str:
    if result.errors:
        return f"{len(result.errors)} to fix; nothing was written"
    if result.warnings:
        warned = f"{len(result.warnings)} to look at; nothing was written"
        return f"{warned}: mend them, or --write --with-warnings adds the document all the same"
    return "nothing to fix; nothing was written: --write adds the document"


def _data(result: FormImport, written: list[str], refused: str) -> dict[str, object]:
    return {
        "ok": not result.errors and not refused,
        "doc": result.form.doc,
        "facts": len(result.form.facts),
        "claims": len(result.form.claims),
        "aliases": len(result.form.aliases),
        "again": result.again,
        "files": sorted(f"data/{name}" for name in result.files),
        "written": written,
        "refused": refused,
        "findings": [issue.as_dict() for issue in result.issues],
        "ties": [
            {
                "rule": tie.rule.name,
                "subject": str(tie.subject),
                "verdict": str(tie.verdict),
                "note": tie.note,
            }
            for tie in result.ties
        ],
        "claims_tested": [
            {
                "key": str(test.claim.key),
                "kind": test.claim.kind,
                "against": test.claim.against,
                "printed": test.claim.source.printed,
                "verdict": str(test.verdict),
            }
            for test in result.claims
        ],
    }
