"""One report definition, checked: `templates/reports/<report>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from pydantic import BaseModel, ValidationError

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.yaml_reader import Path, load_with_lines, nearest_line
from reportgen.reports.specs import ReportSpec


def _options(annotation: object) -> Iterator[str]:
    """The names of all options in what a field may hold, however deep."""
    for inner in get_args(annotation):
        yield from _options(inner)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield name
            yield from _options(field.annotation)


_KNOWN_NAMES = sorted(set(_options(ReportSpec)))


@dataclass(frozen=True)
class Definition:
    """A report's specification with the file it came from and the line of everything in it."""

    spec: ReportSpec
    file: str
    lines: dict[Path, int]

    def place(self, *path: str | int) -> Place:
        """Where something of the definition stands: `place("pages", 3, "words", "title")`."""
        return Place(self.file, nearest_line(self.lines, path))


def read_definition(data: bytes, file: str) -> Definition:
    """The definition in a YAML file; all faults are raised together, each at its line."""
    raw, lines = load_with_lines(data, file)
    if not isinstance(raw, dict):
        issue = Issue("empty-definition", "this report definition holds nothing", Place(file))
        raise FindingsError([issue])
    try:
        return Definition(ReportSpec.model_validate(raw), file, lines)
    except ValidationError as error:
        # A value that may be of several kinds fails once for each of them: one finding says it.
        issues = [_issue(dict(fault), file, lines) for fault in error.errors()]
        told = {(issue.id, issue.place, issue.message.split('"')[1]): issue for issue in reversed(issues)}
        raise FindingsError(issue for issue in issues if issue in told.values()) from None


def _issue(fault: dict[str, object], file: str, lines: dict[Path, int]) -> Issue:
    path = tuple(step for step in fault["loc"] if isinstance(step, str | int))  # type: ignore[attr-defined]
    if fault["type"] not in ("extra_forbidden", "missing"):
        # pydantic ends the path with the kind that was tried ("float"), which the file does not hold.
        while len(path) > 1 and path not in lines:
            path = path[:-1]
    name = str(path[-1]) if path else ""
    place = Place(file, nearest_line(lines, path))
    where = ".".join(str(step) for step in path)
    if fault["type"] == "extra_forbidden":
        return Issue(
            "unknown-option",
            f'"{name}" is no option here',
            place,
            found=where,
            hint=did_you_mean(name, _KNOWN_NAMES),
        )
    if fault["type"] == "missing":
        return Issue("missing-option", f'"{name}" is missing', place, expected=where)
    message = f'"{name}" {str(fault["msg"]).lower().removeprefix("input ")}'
    return Issue("bad-option", message, place, found=f"{where}: {fault['input']}")
