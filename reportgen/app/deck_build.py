"""One deck: definition and template bound, checked and rendered."""

from __future__ import annotations

from collections.abc import Mapping

from reportgen.app.built import Built
from reportgen.app.finished import sealed
from reportgen.core.findings import FindingsError, Severity
from reportgen.office.package import Package
from reportgen.plan.deck_map import DeckMap
from reportgen.pptx.check import check_plan
from reportgen.pptx.render import render_deck
from reportgen.project.fonts import font_book
from reportgen.reports.context import ReportContext
from reportgen.reports.definition import Definition
from reportgen.reports.pages import deck_plan, shown_figures
from reportgen.reports.properties import document_properties
from reportgen.verify.seal import BuildMark


def build_deck(
    definition: Definition,
    context: ReportContext,
    package: Package,
    mark: BuildMark,
    deck_map: DeckMap,
    common: Mapping[str, str],
) -> Built:
    """The finished deck; `FindingsError` with every fault of definition and template.

    `mark` names what it is built from; `deck_map` is the map of the template in `package`, read once for all decks
    that use it; `common` are words that every page may use.
    """
    plan = deck_plan(context, definition.place, document_properties(context), deck_map, common)
    found = [*context.gathered.issues, *check_plan(deck_map, plan, package.name)]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    rendered = render_deck(package, plan, package.name, fonts=font_book(), deck_map=deck_map)
    # Rendering looks at the plan once more, for callers who did not.
    warnings = dict.fromkeys(
        [*(issue for issue in found if issue.severity is Severity.WARNING), *rendered.issues]
    )
    return Built(
        definition.spec.report,
        definition.spec.output,
        sealed(rendered.file.package, mark).data,
        rendered.figures,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        warnings=tuple(warnings),
        shown=shown_figures(plan),
        pages=tuple(page.place for page in plan.pages),
        doubts=tuple(context.gathered.doubts),
    )
