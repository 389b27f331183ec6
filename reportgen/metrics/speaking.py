"""When a printed figure is the one that speaks for its key: from the day it is known until another takes over.

    revenue|2Q13   28.0   2014-02-07   speaks from 2014-02-07 until 2014-08-08, first
    revenue|2Q13   27,956 2014-08-08   speaks from 2014-08-08

A person who looks at the tables as of a day, or asks for what was printed first, sees the same figures here
as `select` gives for that vintage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from reportgen.metrics.records import Document, Figure, MetricTable
from reportgen.metrics.vintage import speaking_first


@dataclass(frozen=True, slots=True)
class Speech:
    """The days on which a figure speaks: from `since` up to, not including, `until` (None: to this day).

    `since` is None for a figure that never speaks; `first` says that it speaks where the first print counts.
    """

    since: date | None = None
    until: date | None = None
    first: bool = False


def speeches(table: MetricTable) -> dict[str, Speech]:
    """The speech of every figure, by its id."""
    found: dict[str, Speech] = {}
    documents = table.catalogue.documents
    for facts in table.by_key.values():
        found |= _speeches(facts, documents)
    for claims in table.claims_by_key.values():
        by_base: dict[tuple[str, str], list[Figure]] = {}
        for claim in claims:
            by_base.setdefault((claim.kind, claim.against), []).append(claim)
        for group in by_base.values():
            found |= _speeches(tuple(group), documents)
    return found


def _speeches(group: tuple[Figure, ...], documents: Mapping[str, Document]) -> dict[str, Speech]:
    """The speeches of all figures of one key, the most precise first in `group`."""
    first = _speaker(group, documents, oldest=True)
    if len(group) == 1:
        return {first.id: Speech(documents[first.source.doc].published_on, None, True)}
    found = {figure.id: Speech(first=figure is first) for figure in group}
    days = sorted({documents[figure.source.doc].published_on for figure in group})
    speaker: Figure | None = None
    for day in days:
        known = tuple(figure for figure in group if documents[figure.source.doc].published_on <= day)
        speaking = _speaker(known, documents, oldest=False)
        if speaking is speaker:
            continue
        if speaker is not None:
            found[speaker.id] = replace(found[speaker.id], until=day)
        # A figure that comes back after another one is known to speak from its later day on.
        found[speaking.id] = replace(found[speaking.id], since=day, until=None)
        speaker = speaking
    return found


def _speaker(group: tuple[Figure, ...], documents: Mapping[str, Document], *, oldest: bool) -> Figure:
    if group[0].is_claim:
        return group[0]

    def age(figure: Figure) -> int:
        day = documents[figure.source.doc].as_known_on.toordinal()
        return day if oldest else -day

    return speaking_first(group, age)[0]
