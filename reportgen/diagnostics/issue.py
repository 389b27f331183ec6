"""One finding and its place.

error  unknown-metric   templates/house/model.xlsx, sheet "Model", cell F12
       no metric is named "revenu"
       hint: did you mean "revenue"?
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs: an error stops a build, a warning is shown in it, information is listed."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stands: a file and, inside it, a line, a cell or a shape.

    `line` counts from 1 (as editors do), `slide` counts from 1.
    """

    file: str = ""
    line: int | None = None
    sheet: str = ""
    cell: str = ""
    slide: int | None = None
    shape: str = ""
    part: str = ""

    def __str__(self) -> str:
        """The place as a person reads it, for instance `data/facts/a.csv:12`."""
        head = f"{self.file}:{self.line}" if self.line is not None else self.file
        steps = [head] if head else []
        if self.part:
            steps.append(f"part {self.part}")
        if self.sheet:
            steps.append(f'sheet "{self.sheet}"')
        if self.cell:
            steps.append(f"cell {self.cell}")
        if self.slide is not None:
            steps.append(f"slide {self.slide}")
        if self.shape:
            steps.append(f'shape "{self.shape}"')
        return ", ".join(steps)


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: a stable id, its weight, its place, a sentence, and what helps to mend it.

    `id` is lower case with hyphens and never changes its meaning; `message` is a lower-case sentence
    without a full stop; `expected`, `found` and `hint` are empty where they would say nothing.
    """

    id: str
    message: str
    place: Place = Place()
    severity: Severity = Severity.ERROR
    expected: str = ""
    found: str = ""
    hint: str = ""

    def as_dict(self) -> dict[str, object]:
        """The finding as plain data for JSON; empty fields are left out."""
        data = asdict(self)
        data["severity"] = str(self.severity)
        data["place"] = {name: value for name, value in data["place"].items() if value not in ("", None)}
        return {name: value for name, value in data.items() if value not in ("", {})}
