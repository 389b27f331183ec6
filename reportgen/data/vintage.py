"""The table as somebody knew it: narrowed to one vintage, figures per share on one basis.

    latest               every document, the newest word on each figure
    first                every document, each figure as it was first printed
    as-of 2014-02-07     only documents published up to that day, the newest word of them
    document <doc>       one document alone
    published            as of the day of a period's own documents (needs a period: see `published_with`)

Of figures that agree within their rounding the most precise one speaks; of figures that do not, the newest
(for `first`: the oldest). Figures per share are printed before or after a split; on one basis they compare:

    eps|FY11   17,964 printed in May 2012     1:200 split on 2012-10-01     89.82 on today's basis, "÷ 200"

What counts there is the day of the document, whatever period it speaks about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.period import Period, PeriodKind
from reportgen.core.units import is_per_share
from reportgen.data.load import build_table
from reportgen.data.records import Catalogue, Document, Figure, MetricTable, Standards

PUBLISHED = "published"
_ONE = Decimal(1)
_STRETCHES = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


class VintageKind(StrEnum):
    """The four ways to choose among documents."""

    LATEST = "latest"
    FIRST = "first"
    AS_OF = "as-of"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True)
class Vintage:
    """One choice: `day` is set for as-of, `doc` for document."""

    kind: VintageKind = VintageKind.LATEST
    day: date | None = None
    doc: str = ""

    def __str__(self) -> str:
        """As it is written on a command line: `as-of 2014-02-07`."""
        detail = self.doc or (self.day.isoformat() if self.day else "")
        return f"{self.kind} {detail}".strip()


LATEST = Vintage()


def parse_vintage(text: str) -> Vintage:
    """The vintage that `text` names; `ValueError` says which words there are."""
    word, _, detail = text.strip().partition(" ")
    detail = detail.strip()
    match word:
        case "latest" | "first" if not detail:
            return Vintage(VintageKind(word))
        case "as-of" if detail:
            try:
                return Vintage(VintageKind.AS_OF, day=date.fromisoformat(detail))
            except ValueError:
                raise ValueError(f'"{detail}" is no day: expected one like 2014-02-07') from None
        case "document" if detail:
            return Vintage(VintageKind.DOCUMENT, doc=detail)
    raise ValueError(f'"{text}" is no vintage: expected latest, first, as-of 2014-02-07 or document NAME')


def published_with(table: MetricTable, period: Period) -> Vintage | None:
    """What was known with the documents that published a period; None where no document reaches it.

    The last day on which a document came out before any told of a later period: the results of 1H15, released
    on 9 November, were presented until 30 November 2015, and 9M15 followed in February.
    """
    month = table.catalogue.company.fiscal_year_end_month
    wanted = period.end(month)
    reach: dict[str, date] = {}
    for figure in table.figures:
        key = figure.key
        if key.scenario == "actual" and key.period.kind in _STRETCHES:
            end, doc = key.period.end(month), figure.source.doc
            reach[doc] = max(end, reach.get(doc, end))
    days = [(table.catalogue.documents[doc].published_on, end) for doc, end in reach.items()]
    first = min((day for day, end in days if end >= wanted), default=None)
    if first is None:
        return None
    later = min((day for day, end in days if end > wanted and day > first), default=None)
    every = [document.published_on for document in table.catalogue.documents.values()]
    return Vintage(
        VintageKind.AS_OF, day=max(day for day in every if day >= first and (later is None or day < later))
    )


def known_documents(documents: Mapping[str, Document], vintage: Vintage) -> set[str]:
    """The documents that a vintage knows; `FindingsError` where it names one that does not exist."""
    if vintage.kind is VintageKind.DOCUMENT and vintage.doc not in documents:
        raise FindingsError(
            [
                Issue(
                    "unknown-document",
                    f'no document is named "{vintage.doc}"',
                    expected=", ".join(sorted(documents)),
                    found=vintage.doc,
                    hint=did_you_mean(vintage.doc, documents),
                )
            ]
        )
    return {
        doc
        for doc, document in documents.items()
        if (vintage.day is None or document.published_on <= vintage.day) and vintage.doc in ("", doc)
    }


def select(table: MetricTable, vintage: Vintage = LATEST) -> MetricTable:
    """The table as somebody knew it: fewer figures, and by key the one to use first.

    Raises `FindingsError` where the vintage names a document that does not exist.
    """
    documents = table.catalogue.documents
    known = known_documents(documents, vintage)
    if known == documents.keys() and len(known) < 2:
        return table
    age = _age(documents, oldest_first=vintage.kind is VintageKind.FIRST)
    narrowed = MetricTable(
        table.catalogue,
        tuple(fact for fact in table.facts if fact.source.doc in known),
        tuple(claim for claim in table.claims if claim.source.doc in known),
        {key: told for key, every in table.by_key.items() if (told := _of_documents(every, known))},
        {key: told for key, every in table.claims_by_key.items() if (told := _of_documents(every, known))},
        table.one_basis,
    )
    standards = narrowed.standards
    return replace(
        narrowed,
        by_key={
            key: tuple(
                figure for alike in _by_standard(group, standards) for figure in speaking_first(alike, age)
            )
            if len(group) > 1
            else group
            for key, group in narrowed.by_key.items()
        },
        claims_by_key={
            key: tuple(claim for alike in _by_standard(group, standards) for claim in alike)
            for key, group in narrowed.claims_by_key.items()
        },
    )


def _by_standard(group: tuple[Figure, ...], standards: Standards) -> list[tuple[Figure, ...]]:
    """The figures of one key by accounting standard: first the one that stands for its period."""
    if len(group) < 2 or not standards.several:
        return [group]
    key = group[0].key
    standing = standards.standing(key.period, key.scenario)
    names = sorted({figure.standard for figure in group}, key=lambda name: (name != standing, name))
    return [tuple(figure for figure in group if figure.standard == name) for name in names]


def _age(documents: Mapping[str, Document], *, oldest_first: bool) -> Callable[[Figure], int]:
    """A key that sorts figures by the day of their document."""

    def age(figure: Figure) -> int:
        day = documents[figure.source.doc].as_known_on.toordinal()
        return day if oldest_first else -day

    return age


def _of_documents(group: tuple[Figure, ...], known: set[str]) -> tuple[Figure, ...]:
    """The figures of the known documents, in their order."""
    if len(group) == 1:
        return group if group[0].source.doc in known else ()
    return tuple(figure for figure in group if figure.source.doc in known)


def speaking_first(group: tuple[Figure, ...], age: Callable[[Figure], int]) -> tuple[Figure, ...]:
    """`group` (most precise first), figures that agree with the leading document's before the rest."""
    if len(group) < 2 or len({age(figure) for figure in group}) < 2:
        return group
    trusted = [figure for figure in group if figure.status == "ok"] or group
    leader = min(trusted, key=age)
    agreeing = [figure for figure in group if figure.interval.meets(leader.interval)]
    if len(agreeing) == len(group):
        return group
    return (*agreeing, *(figure for figure in group if not figure.interval.meets(leader.interval)))


@dataclass(frozen=True, slots=True)
class ValidityPeriod:
    """The days on which a figure speaks: from `since` up to, not including, `until` (None: to this day).

    `since` is None for a figure that never speaks; `first` says that it speaks where the first print counts.
    """

    since: date | None = None
    until: date | None = None
    first: bool = False


def spoken_periods(table: MetricTable) -> dict[str, ValidityPeriod]:
    """When every figure speaks, by its id."""
    found: dict[str, ValidityPeriod] = {}
    documents = table.catalogue.documents
    for facts in table.by_key.values():
        for alike in _by_standard(facts, table.standards):
            found |= _validity_of(alike, documents)
    for claims in table.claims_by_key.values():
        by_base: dict[tuple[str, str, str], list[Figure]] = {}
        for claim in claims:
            by_base.setdefault((claim.kind, claim.against, claim.standard), []).append(claim)
        for group in by_base.values():
            found |= _validity_of(tuple(group), documents)
    return found


def _validity_of(group: tuple[Figure, ...], documents: Mapping[str, Document]) -> dict[str, ValidityPeriod]:
    """When each of the figures of one key speaks, the most precise first in `group`."""
    first = _speaker(group, documents, oldest_first=True)
    if len(group) == 1:
        return {first.id: ValidityPeriod(documents[first.source.doc].published_on, None, True)}
    found = {figure.id: ValidityPeriod(first=figure is first) for figure in group}
    days = sorted({documents[figure.source.doc].published_on for figure in group})
    speaker: Figure | None = None
    for day in days:
        known = tuple(figure for figure in group if documents[figure.source.doc].published_on <= day)
        speaking = _speaker(known, documents, oldest_first=False)
        if speaking is speaker:
            continue
        if speaker is not None:
            found[speaker.id] = replace(found[speaker.id], until=day)
        # A figure that comes back after another one is known to speak from its later day on.
        found[speaking.id] = replace(found[speaking.id], since=day, until=None)
        speaker = speaking
    return found


def _speaker(group: tuple[Figure, ...], documents: Mapping[str, Document], *, oldest_first: bool) -> Figure:
    if group[0].is_claim:
        return group[0]
    return speaking_first(group, _age(documents, oldest_first=oldest_first))[0]


def split_factor(catalogue: Catalogue, concept: str, doc: str) -> Decimal:
    """What a per-share figure of `concept` printed in `doc` is divided by to stand on today's basis."""
    document = catalogue.documents.get(doc)
    factor = _ONE
    for action in catalogue.actions:
        if document is not None and concept in action.applies_to.split():
            factor *= action.factor if document.published_on < action.effective_on else _ONE
    return factor


def on_one_basis(table: MetricTable) -> MetricTable:
    """The table with every per-share figure on today's basis; the same table where nothing changes.

    A divided figure keeps its printed token and gets no new digits that could be trusted: 1,481 printed
    without decimals becomes 7.405, give or take 0.005.
    """
    if table.one_basis or not table.catalogue.actions:
        return table
    facts = [_rebased(fact, table.catalogue) for fact in table.facts]
    claims = [_rebased(claim, table.catalogue) for claim in table.claims]
    if all(new is old for new, old in zip((*facts, *claims), table.figures, strict=True)):
        return table
    return replace(build_table(table.catalogue, facts, claims), one_basis=True)


def _rebased(figure: Figure, catalogue: Catalogue) -> Figure:
    if not is_per_share(figure.unit):
        return figure
    factor = split_factor(catalogue, figure.key.metric.concept, figure.source.doc)
    if factor == _ONE:
        return figure
    # 200 moves the last trusted digit two places: half a unit is then wider than need be, never narrower.
    moved = factor.adjusted()
    return replace(figure, value=figure.value / factor, decimals=figure.decimals + moved)
