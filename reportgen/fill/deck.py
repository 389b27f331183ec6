"""A deck template filled with plain data: bound, checked and rendered, or left as it is."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.fill.deck_plan import fill_deck_plan
from reportgen.fill.filled import Filled, errors_of
from reportgen.fill.values import Record
from reportgen.gate.gate import gated
from reportgen.office.package import Package
from reportgen.plan.deck_map import DeckMap
from reportgen.pptx.check import check_plan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.render import render_deck


def fill_deck(package: Package, name: str, data: Record | None) -> Filled:
    """The finished deck; `FindingsError` with every fault of template and data."""
    template = inspect_deck(package)
    if data is None:
        file = gated(package, (package,))
        return Filled(file.data, "deck", findings=(*file.warnings, *_as_information(template, name)))
    filling = fill_deck_plan(template, data, name)
    found = dict.fromkeys([*filling.issues, *check_plan(template, filling.plan, name, partial=True)])
    if errors_of(list(found)):
        raise FindingsError(errors_of(list(found)))
    done = render_deck(package, filling.plan, name, partial=True)
    written = sum(len(writings) for _, writings in done.slides)
    return Filled(done.data, "deck", written, findings=tuple(dict.fromkeys([*found, *done.issues])))


def _as_information(template: DeckMap, name: str) -> Iterator[Issue]:
    for issue in template.issues:
        yield Issue(
            issue.id, issue.message, issue.place, Severity.INFO, issue.expected, issue.found, issue.hint
        )
    for page in template.pages:
        for tag in page.words:
            place = Place(name, slide=page.number, shape=tag.shape)
            yield Issue(
                "unfilled-tag", "nothing fills this tag", place, Severity.INFO, found=f"{{{{{tag.name}}}}}"
            )
