"""`reportgen import`: what a filled form or a data file would add, what ties and what does not; written when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from msgspec import Struct, field

from reportgen.app.display import columns
from reportgen.checks.check import Verdict
from reportgen.checks.claims import ClaimTest
from reportgen.checks.ties import Tie
from reportgen.checks.trial import Trial
from reportgen.cli.output import as_json, say
from reportgen.core.findings import Issue, Severity, render_issues
from reportgen.core.period import parse_period
from reportgen.core.period_names import head
from reportgen.data.records import MetricTable
from reportgen.forms.import_form import FormImport, import_form, is_form
from reportgen.forms.wording import in_form_words
from reportgen.importing.facts import Why
from reportgen.importing.import_data import DataImport, import_data
from reportgen.importing.reading import Value
from reportgen.importing.source_files import Supplied, read_address, read_source
from reportgen.importing.turned import turned_costs
from reportgen.importing.unmapped import Unmapped, members_file, new_members, unmapped, unmapped_file
from reportgen.project.files import write_atomically
from reportgen.project.passwords import without_password
from reportgen.project.project import Project
from reportgen.tables.address import is_address, split_query

_WORDS = {
    Verdict.OK: "agrees",
    Verdict.INCOMPLETE: "incomplete",
    Verdict.CONTRADICTION: "contradicts",
    Verdict.WAIVED: "waived",
    Verdict.REVISED: "revised",
}
_PLURALS = {Verdict.OK: "agree", Verdict.CONTRADICTION: "contradict"}
_GRAVEST = (Verdict.CONTRADICTION, Verdict.WAIVED, Verdict.OK, Verdict.INCOMPLETE, Verdict.REVISED)
# Supplied with the ties and counted there.
_TOLD_ELSEWHERE = ("tie-incomplete",)
_FOREIGN = "another-company"
# So many lines of one kind a person reads; all of them are in --json.
_MOST = 12


class Wish(Struct, frozen=True):
    """What is to be done beside telling: write (also with warnings), for machines, what the file does not say.

    `unmapped` is a file for the lines that mapping.csv lacks; those that members.csv lacks go beside it.
    """

    write: bool
    with_warnings: bool
    json: bool
    told: Supplied = field(default_factory=Supplied)
    unmapped: Path | None = None


def run(project: Path, file: str | Path, wish: Wish) -> None:
    """Try a file and tell; write where that was asked for and nothing speaks against it."""
    home = Project(project)
    result = _tried(home, file, wish.told)
    if wish.unmapped is not None and isinstance(result, DataImport):
        members = new_members(result.facts, result.table.catalogue)
        write_atomically(wish.unmapped, unmapped_file(unmapped(result.facts, result.reading, members)))
        if members:
            write_atomically(wish.unmapped.with_suffix(".members.csv"), members_file(members))
    refused = _refused(result, wish.with_warnings) if wish.write else ""
    written = home.add_data(result.files) if wish.write and not refused and result.files else []
    if wish.json:
        as_json(_data(result, written, refused))
    else:
        for line in account(result):
            say(line)
        if written:
            say(_written(written))
            say("next: reportgen check, then reportgen build")
        else:
            say(refused or _unwritten(result))
    if result.errors or refused:
        raise SystemExit(1)


def _tried(home: Project, file: str | Path, told: Supplied) -> FormImport | DataImport:
    if is_address(str(file)):
        return import_data(
            home, read_address(str(file), told), Path(without_password(split_query(str(file))[0]))
        )
    path = Path(file)
    if not told.part and is_form(path):
        return import_form(home, path)
    return import_data(home, read_source(path, told), path)


def account(result: FormImport | DataImport) -> list[str]:
    """The lines that a person reads: what would be added, the findings, the tests."""
    lines = _form_head(result) if isinstance(result, FormImport) else _data_head(result)
    foreign = [issue for issue in result.issues if issue.id == _FOREIGN]
    if foreign and result.errors:
        # Figures of two companies contradict each other throughout: what follows is beside the point.
        rest = f"{_count(len(result.issues) - 1, 'further finding')} in --json"
        return [lines[0], "", render_issues(foreign), "", rest, ""]
    if result.again:
        lines.append(f"{result.again:,} of the figures stand in other documents, too")
    shown = [issue for issue in result.issues if issue.id not in _TOLD_ELSEWHERE]
    if shown:
        lines += ["", *_findings(_by_weight(shown))]
    explained = turned_costs(result.ties, result.taken)[0] if isinstance(result, DataImport) else ()
    lines += _ties(result.ties, result.table, explained, one_by_one=isinstance(result, FormImport))
    lines += _claims(result.claims, result.opened)
    lines.append("")
    return lines


def _form_head(result: FormImport) -> list[str]:
    form = result.form
    said = form.document.cells
    lines = [f"{form.doc}   {said['title']} ({said['kind']}, published {said['published_on']})"]
    periods = Counter(line.cells["period"] for line in form.facts)
    told = ", ".join(f"{count} of {head(parse_period(period))}" for period, count in periods.items())
    lines.append(f"adds {len(form.facts)} facts{f': {told}' if told else ''}")
    lines.append(f"adds {len(form.claims)} claims")
    if form.aliases:
        names = ", ".join(alias["printed_label"] for alias in form.aliases)
        lines.append(f"adds {len(form.aliases)} aliases, for figures printed with the opposite sign: {names}")
    return lines


def _data_head(result: DataImport) -> list[str]:
    reading, taken = result.reading, result.taken
    names = " / ".join(reading.names)
    lines = [f"{reading.kind}{f', {names}' if names else ''}: {_count(len(reading.filings), 'document')}"]
    if result.known:
        lines.append(
            f"{len(result.known)} of them stand in the tables already: only what those lack is added"
        )
    metrics = {one.key.metric for one in taken}
    lines.append(
        f"adds {_count(len(taken), 'fact')} of {_count(len(metrics), 'metric')} "
        f"in {_count(len(result.documents), 'document')}"
    )
    rows = []
    for doc, filing in result.documents.items():
        figures = result.facts.by_filing[filing.key]
        periods = Counter(one.key.period.id for one in figures if not one.key.period.is_instant)
        most = ", ".join(f"{count} of {period}" for period, count in periods.most_common(3))
        rows.append([f"  {doc}", filing.form, f"{len(figures)} facts", most, filing.source])
    lines += _some(columns(rows), "documents")
    if result.derived:
        lines.append(
            f"{_count(len(result.derived), 'figure')} of quarters and halves that no document tells follow by "
            f"subtraction: {_periods(result)}"
        )
    lines += _left(result)
    return lines


def _periods(result: DataImport) -> str:
    counts = Counter(key.period.id for key in result.derived)
    order = sorted(counts, key=lambda name: [key.period.id for key in result.derived].index(name))
    told = [f"{counts[name]} of {name}" for name in order]
    return ", ".join(told[:_MOST]) + (f" and {len(told) - _MOST} more" if len(told) > _MOST else "")


def _left(result: DataImport) -> list[str]:
    lines = []
    for why, values in result.facts.left.items():
        if why not in (Why.UNMAPPED, Why.DIMENSION):
            names = Counter(one.element for one in values).most_common(3)
            told = ", ".join(name for name, _ in names)
            lines.append(
                f"left out: {_count(len(values), 'value')}, since {why} ({told}{', …' if len(names) > 2 else ''})"
            )
    members = new_members(result.facts, result.table.catalogue)
    if members:
        lines.append(
            f"not in data/members.csv: {_count(len(members), 'name')}; these are the rows, which --unmapped FILE.csv "
            "writes to FILE.members.csv"
        )
        lines += [f"  {row}" for row in members_file(members).decode().splitlines()[1:]]
    todo = unmapped(result.facts, result.reading, members)
    if todo:
        number = sum(one.values for one in todo)
        lines.append(
            f"not mapped: {_count(len(todo), 'name')} with {_count(number, 'value')}; --unmapped FILE.csv writes "
            "all of them as lines for data/mapping.csv"
        )
        lines += columns([_todo(one) for one in todo[:_MOST]])
    if result.reading.texts:
        lines.append(f"{_count(result.reading.texts, 'value')} of the file are texts")
    return lines


def _todo(one: Unmapped) -> list[str]:
    members = " ".join(part.rpartition("=")[2] for part in one.dimension.split())
    return [f"  {one.element}", members, f"{one.values}", one.newest, one.label[:60]]


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _some(lines: Sequence[str], what: str) -> list[str]:
    """The last lines, and how many stand before them."""
    if len(lines) <= _MOST * 2:
        return list(lines)
    return [f"  … {len(lines) - _MOST} older {what}", *lines[-_MOST:]]


def _findings(issues: Sequence[Issue]) -> list[str]:
    """The findings one by one; of many with one id the first, and how many more there are."""
    counts = Counter(issue.id for issue in issues)
    seen: Counter[str] = Counter()
    lines = []
    for issue in issues:
        seen[issue.id] += 1
        if seen[issue.id] <= _MOST or issue.severity is Severity.ERROR:
            lines.append(render_issues([issue]))
        elif seen[issue.id] == counts[issue.id]:
            lines.append(f"       … {counts[issue.id] - _MOST} more {issue.id}; all of them are in --json")
    return lines


def _ties(
    ties: Sequence[Tie], table: MetricTable, explained: Sequence[Tie], *, one_by_one: bool
) -> list[str]:
    ordered = sorted(ties, key=lambda tie: _GRAVEST.index(tie.verdict))
    if not ordered:
        return ["", "tie-outs that lean on it: none"]
    counts = Counter(tie.verdict for tie in ordered)
    head = ", ".join(f"{count:,} {_counted(verdict, count)}" for verdict, count in counts.items())
    grave = [tie for tie in ordered if tie.verdict in _GRAVEST[:2] and tie not in explained]
    shown = ordered if one_by_one else grave
    rows = [[f"  {_WORDS[tie.verdict]}", f"{tie.subject}", tie.rule.name, _remark(tie)] for tie in shown]
    told = [[in_form_words(cell, table) for cell in row] if one_by_one else row for row in rows]
    return [
        "",
        f"tie-outs that lean on it: {head}",
        *columns(told),
        *([] if one_by_one else _by_rule(ordered)),
    ]


def _by_rule(ties: Iterable[Tie]) -> list[str]:
    """How the ties of each rule ended."""
    counts: dict[str, Counter[Verdict]] = {}
    for tie in ties:
        counts.setdefault(tie.rule.name, Counter())[tie.verdict] += 1
    told = {
        name: [f"{found[one]:,} {_counted(one, found[one])}" for one in found]
        for name, found in counts.items()
    }
    return columns([[f"  {name}", ", ".join(words)] for name, words in told.items()])


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
    return sorted(issues, key=lambda issue: (issue.id != _FOREIGN, weight[issue.severity]))


def _refused(result: Trial, with_warnings: bool) -> str:
    errors, warnings = len(result.errors), len(result.warnings)
    if errors:
        return f"{errors} to fix; nothing was written"
    if warnings and not with_warnings:
        return f"{warnings} to look at; nothing was written: mend them, or add it all the same with --with-warnings"
    return ""


def _unwritten(result: FormImport | DataImport) -> str:
    if not result.files:
        return "nothing to add; nothing was written"
    if result.errors:
        return f"{len(result.errors)} to fix; nothing was written"
    what = "document" if isinstance(result, FormImport) or len(result.documents) == 1 else "documents"
    if result.warnings:
        warned = f"{len(result.warnings)} to look at; nothing was written"
        return f"{warned}: mend them, or --write --with-warnings adds the {what} all the same"
    return f"nothing to fix; nothing was written: --write adds the {what}"


def _written(written: Sequence[str]) -> str:
    if len(written) <= _MOST:
        return "written: " + ", ".join(written)
    return f"written: {len(written)} files, {written[0]} to {written[-2]} and {written[-1]}"


def _data(result: FormImport | DataImport, written: list[str], refused: str) -> dict[str, object]:
    own = _form_data(result) if isinstance(result, FormImport) else _file_data(result)
    return {
        "ok": not result.errors and not refused,
        **own,
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


def _form_data(result: FormImport) -> Mapping[str, object]:
    form = result.form
    return {
        "doc": form.doc,
        "facts": len(form.facts),
        "claims": len(form.claims),
        "aliases": len(form.aliases),
    }


def _file_data(result: DataImport) -> Mapping[str, object]:
    return {
        "kind": result.reading.kind,
        "company": list(result.reading.names),
        "documents": list(result.documents),
        "known": [one.source for one in result.known],
        "facts": len(result.taken),
        "derived": [str(key) for key in result.derived],
        "left_out": {
            str(why): [_left_data(one) for one in values] for why, values in result.facts.left.items()
        },
    }


def _left_data(one: Value) -> Mapping[str, str]:
    return {
        "element": one.element,
        "time": one.stretch,
        "dimension": " ".join(one.dimensions),
        "value": f"{one.value:f}",
    }
