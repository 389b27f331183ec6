"""Templates and definitions read without data: every fault at its cell or shape, and what a template needs.

lint("offer.xlsx")      (Issue(unclosed-block, sheet "Offer", cell A4), ...)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from reportgen.diagnostics import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.gate import pass_gate
from reportgen.opc import Package, open_package
from reportgen.pipeline.damage import template_at_fault
from reportgen.pipeline.fill_kind import Kind, kind_of
from reportgen.pipeline.given import File, given_file, read_file
from reportgen.pipeline.lint_project import Binding, bindings_of, bound_issues, read_report, report_names
from reportgen.pipeline.project import Project

Schema = Mapping[str, object]
_TEMPLATES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm")
_WEIGHTS = (Severity.ERROR, Severity.WARNING, Severity.INFO)


@dataclass(frozen=True)
class Linted:
    """One template or report: what is wrong with it, the gravest first, and what it needs."""

    target: str
    kind: str
    issues: tuple[Issue, ...]
    schema: Schema = field(default_factory=dict)
    package: Package | None = None

    @property
    def good(self) -> bool:
        """Whether nothing has to be mended."""
        return all(issue.severity is not Severity.ERROR for issue in self.issues)


def lint(template: File, *, name: str = "") -> tuple[Issue, ...]:
    """All faults of a template, given as its content or its path, whatever data will fill it."""
    return lint_template(*given_file(template, name)).issues


def lint_target(target: str, root: Path) -> Linted:
    """Lint a template file, a definition file or a report by name; inside a project also against its tables.

    A template that reports of the project use is bound as they bind it, so that metrics, lists and words are
    checked too. Faults that keep a file from being read are findings like all others.
    """
    project = Project(root) if (root / "data").is_dir() and (root / "templates").is_dir() else None
    try:
        if PurePath(target).suffix.lower() in _TEMPLATES:
            content = read_file(Path(target))
            bindings = bindings_of(project, Path(target)) if project is not None else ()
            return lint_template(content, target, project, bindings)
        if PurePath(target).suffix.lower() in (".yaml", ".yml") or project is not None:
            return _lint_report(target, project)
    except FindingsError as error:
        return Linted(target, "unreadable", error.issues)
    message = "this is neither a template nor a report"
    expected = "an .xlsx or .pptx file, a definition in YAML, or the name of a report inside a project"
    return Linted(target, "unknown", (Issue("unknown-target", message, Place(target), expected=expected),))


def lint_template(
    content: bytes, name: str, project: Project | None = None, bindings: Sequence[Binding] = ()
) -> Linted:
    """Lint one template; with `bindings` also against what the reports of `project` fill it with."""
    try:
        package = open_package(content, name)
        kind = kind_of(package)
        with template_at_fault(package, name):
            issues, schema = _looked_at(package, kind, name, plain=not bindings)
        # What the file itself has that Office would mend is told here, as it is told in every file made from it.
        issues = (*issues, *pass_gate(package, (package,)))
    except FindingsError as error:
        return Linted(name, "unreadable", error.issues)
    if project is not None and bindings:
        issues = (*issues, *bound_issues(project, bindings, package, name))
    return Linted(name, kind, _ordered(issues), schema, package)


def _looked_at(package: Package, kind: Kind, name: str, *, plain: bool) -> tuple[Sequence[Issue], Schema]:
    """The findings of a template, and what it needs; the engine is loaded for the file at hand."""
    if kind == "workbook":
        from reportgen.pipeline.lint_workbook import workbook_issues, workbook_schema

        return workbook_issues(package, name, plain=plain), workbook_schema(package, name)
    from reportgen.pipeline.lint_deck import deck_issues, deck_schema

    return deck_issues(package), deck_schema(package, name)


def _lint_report(target: str, project: Project | None) -> Linted:
    if PurePath(target).suffix.lower() in (".yaml", ".yml"):
        binding = read_report(read_file(Path(target)), target)
        if project is None:
            message = "this definition stands in no project, so that nothing but its form was checked"
            return Linted(target, "report", (Issue("no-project", message, Place(target), Severity.INFO),))
    else:
        assert project is not None
        names = report_names(project)
        if target not in names:
            message = f'no report is named "{target}"'
            issue = Issue(
                "unknown-report", message, expected=", ".join(names), hint=did_you_mean(target, names)
            )
            return Linted(target, "report", (issue,))
        binding = Binding(project.definition(target))
    name = f"templates/{binding.definition.spec.template}"
    content = project.read(name, binding.definition.place("template"))
    linted = lint_template(content, name, project, (binding,))
    schema = {"report": binding.definition.spec.report, **linted.schema, **binding.times(project)}
    return Linted(target, "report", linted.issues, schema, linted.package)


def _ordered(issues: Sequence[Issue]) -> tuple[Issue, ...]:
    """Each finding once; where the binding tells the same as the template, the graver one."""
    found: dict[tuple[str, Place, str], Issue] = {}
    for issue in sorted(issues, key=lambda issue: _WEIGHTS.index(issue.severity)):
        found.setdefault((issue.id, issue.place, issue.message), issue)
    return tuple(found.values())
