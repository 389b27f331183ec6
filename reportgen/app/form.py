"""Writing the form for a new document: the project's template, filled from its tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.period import parse_period
from reportgen.filling.fill import as_record, fill_template
from reportgen.forms.records import FREE_LINES, FormContent, form_content
from reportgen.project.files import read_file, write_atomically
from reportgen.project.overwriting import in_the_way
from reportgen.project.project import Project

TEMPLATE = "form.xlsx"


@dataclass(frozen=True)
class WrittenForm:
    """A form: its bytes, and what it asks for."""

    data: bytes = field(repr=False)
    content: FormContent = field(repr=False)


def make_form(
    project: Project,
    period: str,
    template: Path | None = None,
    free: int | None = None,
    *,
    every: bool = False,
) -> WrittenForm:
    """The form for `period` as bytes; `FindingsError` for an unknown period or a template that does not fit.

    `free` is the number of free rows of sheet Form; the template's own lines come from the tables. `every` asks for the
    lines of the catalogue that are left to free rows, too.
    """
    table = project.table()
    try:
        asked = parse_period(period)
        content = form_content(table, asked, FREE_LINES if free is None else free, every=every)
    except ValueError:
        raise FindingsError(
            Issue(
                "unknown-period",
                f'no document of results is about "{period}"',
                expected="1Q18, 2Q18 or 1H18, 3Q18 or 9M18, 4Q18 or FY18",
                found=period,
            )
        ) from None
    path = template or _template(project)
    name = path.name if template else path.relative_to(project.root).as_posix()
    source = read_file(path) if template else project.read(name)
    return WrittenForm(fill_template(source, name, as_record(content.records)), content)


def write_form(form: WrittenForm, out: Path, *, force: bool) -> None:
    """Write a form; an existing file is somebody's work and stays unless `force` is given."""
    if not force and (issues := in_the_way(out, (), lambda _: False)):
        raise FindingsError(issues)
    write_atomically(out, form.data)


def _template(project: Project) -> Path:
    """The one form template of the project's houses."""
    found = sorted((project.root / "templates").glob(f"*/{TEMPLATE}"))
    if len(found) == 1:
        return found[0]
    names = ", ".join(path.relative_to(project.root).as_posix() for path in found)
    raise FindingsError(
        Issue(
            "no-form-template" if not found else "several-form-templates",
            "the project has no template of a form"
            if not found
            else "the project has several templates of forms",
            Place(f"templates/*/{TEMPLATE}"),
            found=names,
            hint="put one there, or name one with --template",
        )
    )
