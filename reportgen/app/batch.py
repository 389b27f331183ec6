"""`reportgen batch`: reports for periods, languages and companies, each built where it is not current.

companies: [acme, globex]          folders of projects, beside this file
reports: [results]                 all of each project where none is named
periods: [1Q24, 2Q24]
languages: [en, ja]
folder: "{{company}}/{{period}}-{{lang}}"
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

from msgspec import Struct

from reportgen.app.due import build_due
from reportgen.app.handover import EarlierFolder, FolderBuild, earlier_in, hand_over
from reportgen.app.runner import Outcome
from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.filling.data_files import read_data
from reportgen.filling.each import file_name
from reportgen.filling.values import Record, Value, is_single, shown
from reportgen.new.redraw import redraw
from reportgen.project.current import content_digest, input_digests, kept_builds
from reportgen.project.handed import NOTHING_DRAWN, office_files, page_stands
from reportgen.project.project import Project
from reportgen.project.variants import Wanted
from reportgen.tables.source import DataSource
from reportgen.verify.tables import ProjectTables

_LISTS = ("companies", "reports", "periods", "languages")
_FOLDER = "folder"


class BatchTask(Struct, frozen=True):
    """One report to be built: of which project, for which period and language, into which folder."""

    project: str
    report: str
    period: str
    language: str
    folder: str

    @property
    def name(self) -> str:
        """What findings call it."""
        return " ".join(filter(None, (Path(self.project).name, self.report, self.period, self.language)))


class BatchWork(Struct, frozen=True):
    """All reports of a batch."""

    tasks: Sequence[BatchTask]
    shared: bool
    """Whether files are replaced that reportgen did not write."""

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.tasks)

    def task(self, number: int) -> BatchTask:
        """One of them."""
        return self.tasks[number]

    def name(self, number: int) -> str:
        """What findings call it."""
        return self.tasks[number].name

    @property
    def make(self) -> Callable[[Any, Any], Outcome]:
        """Builds one."""
        return make_report


def make_report(force: bool, task: BatchTask) -> Outcome:
    """What became of one report."""
    try:
        wanted = Wanted(task.period, task.language)
        result, _ = build_due(
            Project(Path(task.project)),
            [task.report],
            Path(task.folder),
            None,
            lambda _: None,
            wanted,
            force=force,
        )
    except FindingsError as error:
        return Outcome(task.name, "failed", error.issues)
    return Outcome(task.name, "made" if result.built else "kept")


def pages_of(work: BatchWork) -> Callable[[], list[Issue]]:
    """Reads the folders of a batch as they stand; what it gives writes their pages when all is built.

    It tells what kept a page from being written, such as one of somebody else.
    """
    owners = {Path(task.folder): Path(task.project) for task in work.tasks}
    issues: list[Issue] = []
    earlier: dict[Path, EarlierFolder] = {}
    for folder in owners:
        try:
            earlier[folder] = earlier_in(folder, force=work.shared)
        except FindingsError as error:
            issues += error.issues

    def write() -> list[Issue]:
        for folder, before in earlier.items():
            try:
                issues.extend(_hand_over(owners[folder], folder, before))
            except FindingsError as error:
                issues.extend(error.issues)
        return issues

    return write


def _hand_over(root: Path, folder: Path, earlier: EarlierFolder) -> list[Issue]:
    """Write the page of a folder with files that stand as they were built, unless it stands."""
    now, digests = (
        input_digests(root),
        {name: content_digest(data) for name, data in office_files(folder).items()},
    )
    last = {
        Path(one.path).name: one for one in kept_builds(root) if Path(one.path).parent == folder.resolve()
    }
    built = {name: one for name, one in last.items() if one.output == digests.get(name)}
    if not built or page_stands(folder, now, NOTHING_DRAWN):
        return []
    files = [
        {**one.told_in(folder), "current": content_digest(earlier.files.get(name, b"")) == one.output}
        for name, one in built.items()
    ]
    newest = max(built.values(), key=lambda one: one.data == now["data"])
    told = {"files": files, "checks": newest.checks}
    return hand_over(ProjectTables.of(Project(root)), folder, FolderBuild(earlier, told, now))


def batch_work(path: Path, out: Path, *, force: bool = False) -> BatchWork:
    """The reports that a batch file asks for; `FindingsError` with all that is wrong in it."""
    asked = read_data([DataSource(str(path))])
    issues = [
        Issue("unknown-option", f'a batch has no "{name}"', Place(str(path)), hint=did_you_mean(name, _LISTS))
        for name in asked
        if name not in (*_LISTS, _FOLDER)
    ]
    if issues:
        raise FindingsError(issues)
    projects = [path.parent / name for name in _texts(asked, "companies", path) or ["."]]
    tasks = list(_tasks(asked, [one.resolve() for one in projects], path, out.absolute()))
    twice = Counter((task.folder, task.project, task.report) for task in tasks)
    places = {folder for (folder, *_), count in twice.items() if count > 1}
    owners = Counter(folder for folder, _ in {(task.folder, task.project) for task in tasks})
    places |= {folder for folder, count in owners.items() if count > 1}
    if places:
        message = "several reports of the batch would be one file"
        hint = 'tell folders apart: folder: "{{company}}/{{period}}-{{lang}}"'
        found = sorted(places)[0]
        raise FindingsError(Issue("duplicate-file-name", message, Place(str(path)), found=found, hint=hint))
    return BatchWork(tasks, force)


def _tasks(asked: Record, projects: Sequence[Path], path: Path, out: Path) -> Iterator[BatchTask]:
    periods, languages = _texts(asked, "periods", path) or [""], _texts(asked, "languages", path) or [""]
    pattern = asked.get(_FOLDER, _usual(projects, periods, languages))
    for root in projects:
        home = Project(root)
        redraw(home)
        reports = _texts(asked, "reports", path) or home.report_names()
        for number, (report, period, language) in enumerate(product(reports, periods, languages)):
            words: Mapping[str, Value] = {
                "company": root.name,
                "report": report,
                "period": period,
                "lang": language,
            }
            folder = file_name(str(pattern), words, number) if pattern else ""
            yield BatchTask(str(root), report, period, language, str(out / folder))


def _usual(projects: Sequence[Path], periods: Sequence[str], languages: Sequence[str]) -> str:
    """A folder for each company, and in it for each period and language, where there are several."""
    below = [name for name, several in (("period", periods), ("lang", languages)) if len(several) > 1]
    steps = ["{{company}}"] if len(projects) > 1 else []
    return "/".join([*steps, *(["-".join(f"{{{{{name}}}}}" for name in below)] if below else [])])


def _texts(asked: Record, name: str, path: Path) -> list[str]:
    """A list of the batch as texts; one of its values alone is a list of one."""
    value = asked.get(name)
    values = [] if value is None else [value] if is_single(value) else value
    if isinstance(values, Mapping) or not isinstance(values, Sequence) or not all(map(is_single, values)):
        message = f'"{name}" of a batch needs a list of texts'
        raise FindingsError(Issue("no-list", message, Place(str(path))))
    return [shown(one) for one in values]
