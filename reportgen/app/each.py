"""`fill --each`: one file for each record, by all processes or a cluster, and again only what is not there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import Struct

from reportgen.app.runner import Outcome
from reportgen.core.findings import FindingsError, Issue, Severity
from reportgen.filling.data_files import read_data
from reportgen.filling.each import Recipe, Recipients, Task, make, of_nobody, opened, recipe_of, recipients
from reportgen.filling.fill import Sources, ending_issues
from reportgen.project.files import sweep_folder
from reportgen.project.storage import is_remote, local


class EachWish(Struct, frozen=True):
    """Who gets a file: a list of the data, how files are called, and by which field rows of other lists are theirs."""

    each: str
    name: str
    by: str = ""
    force: bool = False


class EachWork(Struct, frozen=True):
    """The tasks of one run of `fill --each`."""

    recipients: Recipients
    doubts: tuple[Issue, ...]
    """What is in doubt about the data that all files are made from."""

    @property
    def count(self) -> int:
        """How many files there will be."""
        return self.recipients.count

    @property
    def shared(self) -> Recipe:
        """What all files are made with."""
        return self.recipients.shared

    def task(self, number: int) -> Task:
        """The task of a record."""
        return self.recipients.task(number)

    def name(self, number: int) -> str:
        """What findings call it."""
        return self.recipients.name(number)

    @property
    def make(self) -> Callable[[Any, Any], Outcome]:
        """Does one."""
        return make_one


def make_one(recipe: Recipe, task: Task) -> Outcome:
    """What became of the file of one record."""
    try:
        filled = make(recipe, task)
    except FindingsError as error:
        return Outcome(task.name, "failed", error.issues)
    if filled is None:
        return Outcome(task.name, "kept")
    told = tuple(issue for issue in filled.findings if issue.severity is not Severity.INFO)
    return Outcome(task.name, "made", told)


def each_work(template: str, sources: Sources, out: str, wish: EachWish) -> EachWork:
    """The tasks of a run; `FindingsError` where template or data cannot be read, or no list is called so."""
    where = out if is_remote(out) else str(local(out).absolute())
    recipe = recipe_of(template, sources, where, force=wish.force)
    package = opened(recipe)
    issues = ending_issues(package, Path(template), Path(wish.name))
    if issues:
        raise FindingsError(issues)
    doubts: list[Issue] = []
    data = read_data(sources.data, sources.reading, doubts)
    if Path(where).is_dir():
        sweep_folder(Path(where))
    them = recipients(recipe, data, wish.each, wish.name, wish.by)
    return EachWork(them, (*doubts, *of_nobody(them)))
