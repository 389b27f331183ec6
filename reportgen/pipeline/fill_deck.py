"""A deck template filled with plain data: bound, checked and rendered, or left as it is."""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.binding.deck_map import DeckMap
from reportgen.binding.fill_deck import fill_deck_plan
from reportgen.binding.fill_values import Record
from reportgen.deck import check_plan, inspect_deck, render_deck
from reportgen.diagnostics import FindingsError, Issue, Place, Severity
from reportgen.gate import gated
from reportgen.opc import Package
from reportgen.pipeline.filled import Filled, errors_of


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
