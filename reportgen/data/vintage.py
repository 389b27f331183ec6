"""The table as somebody knew it: narrowed to one vintage, figures per share on one basis.

    latest               every document, the newest word on each figure
    first                every document, each figure as it was first printed
    as-of 2014-02-07     only documents published up to that day, the newest word of them
    document <doc>       one document alone
    published            as of the day of a period's own documents (needs a period: see `published_with`)

Of figures that agree within their rounding the most precise one speaks; of figures that do not, the newest
(for `first`: the oldest). Figures per share are printed before or after a split; on one basis they compare:

    eps|FY11   17,964 printed in May 2012     1:200 split on 2012-10-01     89.82 as of any later day, "÷ 200"

What counts there is the day of the document, whatever period it speaks about. A split that came after the day of the
view is not known to it, nor done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from math import prod

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.period import Period, PeriodKind
from reportgen.core.structs import replace
from reportgen.core.units import is_per_share
from reportgen.data.load import most_precise_first
from reportgen.data.records import (
    Catalogue,
    CorporateAction,
    Document,
    Figure,
    FigureKey,
    MetricTable,
    Standards,
)

PUBLISHED = "published"
Groups = Mapping[FigureKey, tuple[Figure, ...]]
_ONE = Decimal(1)
_STRETCHES = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


class VintageKind(StrEnum):
    """The four ways to choose among documents."""

    LATEST = "latest"
    FIRST = "first"
    AS_OF = "as-of"
    DOCUMENT = "document"


class Vintage(Struct, frozen=True):
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
    wanted, days = table.calendar.end(period), _days_of_results(table)
    first = _first_told(days, wanted)
    if first is None:
        return None
    later = min((day for day, end in days if end > wanted and day > first), default=None)
    every = [document.published_on for document in table.catalogue.documents.values()]
    return Vintage(
        VintageKind.AS_OF, day=max(day for day in every if day >= first and (later is None or day < later))
    )


def announced_on(table: MetricTable, period: Period) -> date | None:
    """The day of the first document that tells of a period; None where none reaches it."""
    return _first_told(_days_of_results(table), table.calendar.end(period))


def _days_of_results(table: MetricTable) -> list[tuple[date, date]]:
    """The day of every document that prints results, with the end of the latest period that it tells of."""
    reach: dict[str, date] = {}
    for figure in table.figures:
        key = figure.key
        if key.scenario == "actual" and key.period.kind in _STRETCHES:
            end, doc = table.calendar.end(key.period), figure.source.doc
            reach[doc] = max(end, reach.get(doc, end))
    return [(table.catalogue.documents[doc].published_on, end) for doc, end in reach.items()]


def _first_told(days: Iterable[tuple[date, date]], wanted: date) -> date | None:
    return min((day for day, end in days if end >= wanted), default=None)


def known_documents(documents: Mapping[str, Document], vintage: Vintage) -> set[str]:
    """The documents that a vintage knows; `FindingsError` where it names one that does not exist."""
    if vintage.kind is VintageKind.DOCUMENT and vintage.doc not in documents:
        raise FindingsError(
            Issue(
                "unknown-document",
                f'no document is named "{vintage.doc}"',
                expected=", ".join(sorted(documents)),
                found=vintage.doc,
                hint=did_you_mean(vintage.doc, documents),
            )
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
    ages = _ages(documents, oldest_first=vintage.kind is VintageKind.FIRST)
    if known == documents.keys():
        moved = _rearranged(table.by_key, table.standards, ages)
        moved_claims = _rearranged(table.claims_by_key, table.standards)
        if not (moved or moved_claims):
            return table
        by_key, claims_by_key = {**table.by_key, **moved}, {**table.claims_by_key, **moved_claims}
        return replace(table, by_key=by_key, claims_by_key=claims_by_key)
    held = [figures for doc, figures in table.by_document.items() if doc in known]
    facts, claims = (tuple(chain.from_iterable(pair[number] for pair in held)) for number in (0, 1))
    standards = Standards.of(facts, documents) if table.standards.several else table.standards
    return MetricTable(
        table.catalogue,
        facts,
        claims,
        _Known(table.by_key, known, standards, ages),
        _Known(table.claims_by_key, known, standards),
        table.basis,
    )


def _rearranged(
    groups: Groups, standards: Standards, ages: Mapping[str, int] | None = None
) -> dict[FigureKey, tuple[Figure, ...]]:
    """The groups whose figures stand in another order than they should."""
    several = ((key, group) for key, group in groups.items() if len(group) > 1)
    found = ((key, group, _arranged(group, standards, ages)) for key, group in several)
    return {key: arranged for key, group, arranged in found if arranged != group}


def _arranged(
    group: tuple[Figure, ...], standards: Standards, ages: Mapping[str, int] | None
) -> tuple[Figure, ...]:
    """The figures of one key, the one to use first in front; claims (without `ages`) keep their order."""
    if len(group) < 2:
        return group
    parts = _by_standard(group, standards)
    return tuple(figure for alike in parts for figure in (speaking_first(alike, ages) if ages else alike))


def _by_standard(group: tuple[Figure, ...], standards: Standards) -> list[tuple[Figure, ...]]:
    """The figures of one key by accounting standard: first the one that stands for its period."""
    if len(group) < 2 or not standards.several:
        return [group]
    key = group[0].key
    standing = standards.standing(key.period, key.scenario)
    names = sorted({figure.standard for figure in group}, key=lambda name: (name != standing, name))
    return [tuple(figure for figure in group if figure.standard == name) for name in names]


class _Known(Groups):
    """The figures of known documents by key, each key narrowed when it is first asked for.

    What was known is asked for many days and few keys: making all of them anew for each day would grow with the square
    of the documents.
    """

    def __init__(
        self, whole: Groups, known: set[str], standards: Standards, ages: Mapping[str, int] | None = None
    ) -> None:
        self._whole = whole
        self._known = known
        self._standards = standards
        self._ages = ages
        self._found: dict[FigureKey, tuple[Figure, ...]] = {}

    def _narrowed(self, key: FigureKey) -> tuple[Figure, ...]:
        found = self._found.get(key)
        if found is None:
            every = self._whole.get(key, ())
            held = tuple(figure for figure in every if figure.source.doc in self._known)
            found = self._found[key] = _arranged(held, self._standards, self._ages)
        return found

    def __getitem__(self, key: FigureKey) -> tuple[Figure, ...]:
        found = self._narrowed(key)
        if not found:
            raise KeyError(key)
        return found

    def __iter__(self) -> Iterator[FigureKey]:
        return (key for key in self._whole if self._narrowed(key))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _ages(documents: Mapping[str, Document], *, oldest_first: bool) -> dict[str, int]:
    """What sorts documents, by their name: by the day on which they were known."""
    sign = 1 if oldest_first else -1
    return {name: sign * document.as_known_on.toordinal() for name, document in documents.items()}


def speaking_first(group: tuple[Figure, ...], ages: Mapping[str, int]) -> tuple[Figure, ...]:
    """`group` (most precise first), figures that agree with the leading document's before the rest.

    `ages` sorts the documents, by their name; the first of them leads.
    """
    if len(group) < 2 or len({ages[figure.source.doc] for figure in group}) < 2:
        return group
    trusted = [figure for figure in group if figure.status == "ok"] or group
    leader = min(trusted, key=lambda figure: ages[figure.source.doc])
    agreeing = [figure for figure in group if figure.interval.meets(leader.interval)]
    if len(agreeing) == len(group):
        return group
    return (*agreeing, *(figure for figure in group if not figure.interval.meets(leader.interval)))


class ValidityPeriod(Struct, frozen=True):
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
    days = {name: document.published_on for name, document in documents.items()}
    newest, oldest = (_ages(documents, oldest_first=first) for first in (False, True))
    for facts in table.by_key.values():
        for alike in _by_standard(facts, table.standards):
            first = speaking_first(alike, oldest)[0]
            found |= _validity_of(alike, days, first, lambda known: speaking_first(known, newest)[0])
    for claims in table.claims_by_key.values():
        by_base: dict[tuple[str, str, str], list[Figure]] = {}
        for claim in claims:
            by_base.setdefault((claim.kind, claim.against, claim.standard), []).append(claim)
        for group in by_base.values():
            found |= _validity_of(tuple(group), days, group[0], lambda known: known[0])
    return found


def _validity_of(
    group: tuple[Figure, ...],
    published: Mapping[str, date],
    first: Figure,
    speaker_of: Callable[[tuple[Figure, ...]], Figure],
) -> dict[str, ValidityPeriod]:
    """When each of the figures of one key speaks, the most precise first in `group`; `first` by the first prints."""
    if len(group) == 1:
        return {first.id: ValidityPeriod(published[first.source.doc], None, True)}
    found = {figure.id: ValidityPeriod(first=figure is first) for figure in group}
    speaker: Figure | None = None
    for day in sorted({published[figure.source.doc] for figure in group}):
        speaking = speaker_of(tuple(figure for figure in group if published[figure.source.doc] <= day))
        if speaking is speaker:
            continue
        if speaker is not None:
            found[speaker.id] = replace(found[speaker.id], until=day)
        # A figure that comes back after another one is known to speak from its later day on.
        found[speaking.id] = replace(found[speaking.id], since=day, until=None)
        speaker = speaking
    return found


def splits_of(table: MetricTable, figure: Figure) -> tuple[CorporateAction, ...]:
    """The splits between the document of a figure per share and the day of the table; none for any other figure."""
    return _splits(table.catalogue, figure, table.basis_day)


def split_factor(table: MetricTable, figure: Figure) -> Decimal:
    """What a figure is divided by, as it is printed, to stand on the basis of the table's day; 1 for most."""
    return prod((split.factor for split in splits_of(table, figure)), start=_ONE)


def rebased_words(table: MetricTable, figure: Figure) -> str:
    """What puts a printed figure per share on the basis of the table's day; empty where it stands there."""
    splits = splits_of(table, figure)
    if not splits:
        return ""
    names = ", ".join(f"{split.action} on {split.effective_on}" for split in splits)
    by = f"{split_factor(table, figure).normalize():f}"
    if table.basis:
        return f"divided by {by}, restated for the {names}"
    return f"printed before the {names}; the basis since then is that divided by {by}"


def on_basis_of(table: MetricTable, vintage: Vintage) -> MetricTable:
    """The table with every per-share figure on the basis in effect on the day of a vintage.

    That is the day of its documents where it names none: an as-of day, its one document, the newest of all.
    """
    document = table.catalogue.documents.get(vintage.doc)
    return on_one_basis(table, vintage.day or (document.published_on if document is not None else None))


def on_one_basis(table: MetricTable, day: date | None = None) -> MetricTable:
    """The table with every per-share figure on the basis of a day; the same table where nothing changes.

    Without a day it is that of the newest document. A divided figure keeps its printed token and gets no new digits
    that could be trusted: 1,481 printed without decimals becomes 7.405, give or take 0.005.
    """
    if table.basis or not table.catalogue.actions:
        return table
    basis = day or table.basis_day
    moved = {
        figure.id: rebased
        for figure in table.figures
        if (rebased := _rebased(figure, table.catalogue, basis)) is not figure
    }
    if not moved:
        return table
    facts, claims = (
        tuple(moved.get(figure.id, figure) for figure in figures) for figures in (table.facts, table.claims)
    )
    keys = {figure.key for figure in moved.values()}
    by_key, claims_by_key = (
        {
            key: most_precise_first(table.catalogue, (moved.get(figure.id, figure) for figure in group))
            if key in keys
            else group
            for key, group in groups.items()
        }
        for groups in (table.by_key, table.claims_by_key)
    )
    return MetricTable(table.catalogue, facts, claims, by_key, claims_by_key, basis)


def _splits(catalogue: Catalogue, figure: Figure, day: date) -> tuple[CorporateAction, ...]:
    document = catalogue.documents.get(figure.source.doc)
    if document is None or not is_per_share(figure.unit):
        return ()
    concept = figure.key.metric.concept
    return tuple(
        action
        for action in catalogue.actions
        if document.published_on < action.effective_on <= day and concept in action.applies_to.split()
    )


def _rebased(figure: Figure, catalogue: Catalogue, day: date) -> Figure:
    splits = _splits(catalogue, figure, day)
    if not splits:
        return figure
    factor = prod((action.factor for action in splits), start=_ONE)
    # 200 moves the last trusted digit two places: half a unit is then wider than need be, never narrower.
    moved = factor.adjusted()
    return replace(figure, value=figure.value / factor, decimals=figure.decimals + moved)
