"""One report that is a deck: bound, checked, rendered and sealed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from reportgen.app.report import Built, Template
from reportgen.core.findings import FindingsError, Severity
from reportgen.core.structs import asdict
from reportgen.gate.gate import gated
from reportgen.pptx.as_built import remember
from reportgen.pptx.check import check_plan
from reportgen.pptx.render import render_deck
from reportgen.project.fonts import font_book
from reportgen.reports.context import ReportContext, document_properties
from reportgen.reports.pages import deck_plan, shown_figures
from reportgen.reports.specs import Definition
from reportgen.verify.bindings import BuildMark
from reportgen.verify.finished import FinishedFile
from reportgen.verify.seal import sealed

if TYPE_CHECKING:
    from reportgen.carry.deck_guests import EarlierDeck


def build_deck(  # noqa: PLR0913  one for each thing that a deck is made from
    definition: Definition,
    context: ReportContext,
    template: Template,
    mark: BuildMark,
    common: Mapping[str, str],
    earlier: EarlierDeck | None,
) -> tuple[Built, FinishedFile]:
    """The finished deck as it was read for the seal; `FindingsError` with every fault of definition and template.

    `mark` names what it is built from; `common` are words that every page may use; from the deck `earlier` of an
    earlier build a person's work is carried over.
    """
    package, deck_map = template.package, template.deck_map(definition.spec)
    plan = deck_plan(context, definition.place, document_properties(context), deck_map, common)
    found = [*context.gathered.issues, *check_plan(deck_map, plan, package.name)]
    errors = [issue for issue in found if issue.severity is Severity.ERROR]
    if errors:
        raise FindingsError(errors)
    rendered = render_deck(package, plan, package.name, fonts=font_book(), deck_map=deck_map)
    deck = rendered.file.package
    remember(deck, asdict(mark))
    taken = None
    if earlier is not None:
        from reportgen.carry.carry import carried_slides  # most builds carry nothing over

        taken = carried_slides(earlier, deck)
        deck = gated(taken.package, (package, earlier.package)).package
    # Rendering looks at the plan once more, for callers who did not.
    warnings = dict.fromkeys(
        [*(issue for issue in found if issue.severity is Severity.WARNING), *rendered.issues]
    )
    data, file = sealed(deck, mark)
    built = Built(
        definition.spec.report,
        definition.spec.output,
        data,
        rendered.figures,
        left_out=tuple(context.gathered.left_out),
        known_gaps=definition.spec.known_gaps,
        warnings=tuple(warnings),
        shown=shown_figures(plan),
        pages=tuple(page.place for page in plan.pages),
        doubts=tuple(context.gathered.doubts),
        carried=taken.plan if taken is not None else None,
    )
    return built, file
