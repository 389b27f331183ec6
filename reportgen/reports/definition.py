"""What an editor writes in YAML, checked: every fault at its line, and the place of everything in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar, get_args

from msgspec import Struct
from pydantic import BaseModel, ConfigDict, ValidationError

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.yaml_reader import Path, load_with_lines, nearest_line


class Spec(BaseModel):
    """What an editor writes: frozen, and with no key that nobody knows."""

    # Only what is read first builds its validator, with all that stands inside it.
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


S = TypeVar("S", bound=Spec)


class SpecFile(Struct, Generic[S], frozen=True):
    """A specification with the file it came from and the line of everything in it."""

    spec: S
    file: str
    lines: dict[Path, int]

    def place(self, *path: str | int) -> Place:
        """Where something stands in the file: `place("pages", 3, "words", "title")`."""
        return Place(self.file, nearest_line(self.lines, path))


def read_spec(kind: type[S], data: bytes, file: str, what: str) -> SpecFile[S]:
    """The specification in a YAML file that holds `what`; all faults are raised together, each at its line."""
    raw, lines = load_with_lines(data, file)
    if not isinstance(raw, dict):
        raise FindingsError(Issue("empty-definition", f"this {what} holds nothing", Place(file)))
    try:
        return SpecFile(kind.model_validate(raw), file, lines)
    except ValidationError as error:
        known = sorted(set(_options(kind)))
        # A value that may be of several kinds fails once for each of them: one finding says it.
        issues = [_issue(dict(fault), file, lines, known) for fault in error.errors()]
        told = {(issue.id, issue.place, issue.message.split('"')[1]): issue for issue in reversed(issues)}
        raise FindingsError(issue for issue in issues if issue in told.values()) from None


def _options(annotation: object) -> Iterator[str]:
    """The names of all options in what a field may hold, however deep."""
    for inner in get_args(annotation):
        yield from _options(inner)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for name, field in annotation.model_fields.items():
            yield name
            yield from _options(field.annotation)


def _issue(fault: dict[str, object], file: str, lines: dict[Path, int], known: list[str]) -> Issue:
    path = tuple(step for step in fault["loc"] if isinstance(step, str | int))  # type: ignore[attr-defined]
    if fault["type"] not in ("extra_forbidden", "missing"):
        # pydantic ends the path with the kind that was tried ("float"), which the file does not hold.
        while len(path) > 1 and path not in lines:
            path = path[:-1]
    name = str(path[-1]) if path else ""
    place = Place(file, nearest_line(lines, path))
    where = ".".join(str(step) for step in path)
    if fault["type"] == "extra_forbidden":
        hint = did_you_mean(name, known)
        return Issue("unknown-option", f'"{name}" is no option here', place, found=where, hint=hint)
    if fault["type"] == "missing":
        return Issue("missing-option", f'"{name}" is missing', place, expected=where)
    message = f'"{name}" {str(fault["msg"]).lower().removeprefix("input ")}'
    return Issue("bad-option", message, place, found=f"{where}: {fault['input']}")
