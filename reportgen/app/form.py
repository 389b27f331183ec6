"""Writing the form for a new document: the project's template, filled from its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.period import parse_period
from reportgen.filling.fill import as_record, fill_template
from reportgen.forms.records import form_records
from reportgen.project.files import read_file, write_atomically
from reportgen.project.project import Project

TEMPLATE = "form.xlsx"


@dataclass(frozen=True)
class WrittenForm:
    """A form: its bytes, how many figures and claims it asks for, and the documents that hold the period already."""

    data: bytes = field(repr=False)
    lines: int
    claims: int
    held: str


def make_form(
    project: Project, period: str, template: Path | None = None, free: int | None = None
) -> WrittenForm:
    """The form for `period` as bytes; `FindingsError` for an unknown period or a template that does not fit.

    `free` is the number of free rows of sheet Form; the template's own lines come from the tables.
    """
    table = project.table()
    try:
        asked = parse_period(period)
        records = form_records(table, asked) if free is None else form_records(table, asked, free)
    except ValueError:
        raise FindingsError(
            [
                Issue(
                    "unknown-period",
                    f'no document of results is about "{period}"',
                    expected="1Q18, 2Q18 or 1H18, 3Q18 or 9M18, 4Q18 or FY18",
                    found=period,
                )
            ]
        ) from None
    path = template or _template(project)
    name = path.name if template else path.relative_to(project.root).as_posix()
    content = read_file(path) if template else project.read(name)
    filled = fill_template(content, name, as_record(records))
    sections, claims = records["sections"], records["claims"]
    form = records["form"]
    assert isinstance(sections, list)
    assert isinstance(claims, list)
    assert isinstance(form, dict)
    lines = sum(len(section["lines"]) for section in sections if isinstance(section["lines"], list))
    return WrittenForm(filled, lines, len(claims), str(form["held"]))


def write_form(
    project: Project, period: str, out: Path, template: Path | None, free: int | None, force: bool
) -> WrittenForm:
    """Make the form and write it; an existing file is somebody's work and stays unless `force` is given."""
    if out.exists() and not force:
        raise FindingsError(
            [
                Issue(
                    "file-exists",
                    "a file of this name exists: it may hold what somebody typed",
                    Place(str(out)),
                    hint="choose another name with --out, or replace it with --force",
                )
            ]
        )
    form = make_form(project, period, template, free)
    write_atomically(out, form.data)
    return form


def _template(project: Project) -> Path:
    """The one form template of the project's houses."""
    found = sorted((project.root / "templates").glob(f"*/{TEMPLATE}"))
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.relative_to(project.root).as_posix() for path in found)
    raise FindingsError(
        [
            Issue(
                "no-form-template" if not found else "several-form-templates",
                "the project has no template of a form"
                if not found
                else "the project has several templates of forms",
                Place(f"templates/*/{TEMPLATE}"),
                found=names,
                hint="put one there, or name one with --template",
            )
        ]
    )
