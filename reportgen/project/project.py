"""The project folder: where data, templates and definitions are found, and the only place that reads them.

data/…    templates/<house>/deck.pptx    templates/reports/<report>.yaml    output/
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.data.load import load
from reportgen.data.records import MetricTable
from reportgen.data.sources import DATA_ENDINGS
from reportgen.project.files import write_together

# Definitions and rules bring libraries along that who only asks for figures need not wait for.
if TYPE_CHECKING:
    from reportgen.reports.rules import Rules
    from reportgen.reports.specs import Definition


class Project(Struct, frozen=True):
    """One project by its root folder; nothing is read before it is asked for."""

    root: Path

    def read(self, name: str, place: Place | None = None) -> bytes:
        """The bytes of a file of the project; a finding where it is missing or cannot be read."""
        path = self.root / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name.replace("\\", "/")).parts:
            message = "a project reads no files outside of its folder"
            raise FindingsError(Issue("outside-project", message, place or Place(file=name), found=name))
        try:
            return path.read_bytes()
        except (OSError, ValueError) as error:
            known = [str(item.relative_to(self.root)) for item in path.parent.glob("*")]
            issue = Issue(
                "missing-file",
                f"{name} cannot be read",
                place or Place(file=name),
                found=getattr(error, "strerror", None) or str(error),
                hint=did_you_mean(name, known),
            )
            raise FindingsError(issue) from None

    def data_files(self) -> dict[str, bytes]:
        """All tables and definitions under `data/`, by name relative to it, in sorted order."""
        folder = self.root / "data"
        if not folder.is_dir():
            issue = Issue(
                "no-project",
                "this folder is no project: it has no data folder",
                Place(file=str(self.root)),
                hint="go to a project folder, or name one with --project",
            )
            raise FindingsError(issue)
        files = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("."))
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in files
            if path.suffix in DATA_ENDINGS
        }

    def add_data(self, files: Mapping[str, bytes]) -> list[str]:
        """Write files of `data/`, by name relative to it, all or none; their names, that of the documents last."""
        order = sorted(files, key=lambda name: name == "documents.csv")
        write_together({self.root / "data" / name: files[name] for name in order})
        return [f"data/{name}" for name in order]

    def table(self) -> MetricTable:
        """The canonical tables; all faults of all files are raised together."""
        return load(self.data_files())

    def template_files(self) -> tuple[Path, ...]:
        """The paths of all templates and definitions, which nothing that is built may replace."""
        return tuple(sorted(path for path in (self.root / "templates").rglob("*") if path.is_file()))

    def report_names(self) -> tuple[str, ...]:
        """The names of all report definitions, sorted."""
        return tuple(sorted(path.stem for path in (self.root / "templates" / "reports").glob("*.yaml")))

    def definition(self, report: str) -> Definition:
        """The definition of one report; a finding with the nearest name where there is none."""
        from reportgen.reports.specs import read_definition

        names = self.report_names()
        if report not in names:
            message = f'no report is named "{report}"'
            expected = ", ".join(names)
            hint = did_you_mean(report, names)
            raise FindingsError(
                Issue(
                    "unknown-report",
                    message,
                    Place(file="templates/reports"),
                    expected=expected,
                    hint=hint,
                )
            )
        name = f"templates/reports/{report}.yaml"
        return read_definition(self.read(name), name)

    def rules(self, definition: Definition) -> Rules | None:
        """The rules for sentences that a definition names; None where it names none."""
        from reportgen.reports.rules import read_rules

        if not definition.spec.rules:
            return None
        name = f"templates/{definition.spec.rules}"
        return read_rules(self.read(name, definition.place("rules")), name)
