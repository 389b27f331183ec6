"""All lists that a model workbook can repeat over: the declarations, and the records that one template asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from reportgen.model.list_bridges import BRIDGE_OF, BRIDGE_PARTS
from reportgen.model.list_changes import CHANGE_LIST
from reportgen.model.list_context import ListContext, ListKind, Record
from reportgen.model.list_documents import DOCUMENTS, EVENTS, NAME_HEADS, REPORTED
from reportgen.model.list_figures import FIGURES, ROLLED
from reportgen.model.list_guidance import GUIDANCE_PARTS, GUIDANCE_YEARS
from reportgen.model.list_prints import DOUBTFUL_FIGURES, FISCAL_YEARS, PRINTS_OF, VINTAGE_GROUPS, WAIVERS
from reportgen.model.list_ties import RATES, TIE_PARTS, TIES, TIES_OF

LISTS: tuple[ListKind, ...] = (
    FIGURES,
    ROLLED,
    DOCUMENTS,
    REPORTED,
    NAME_HEADS,
    EVENTS,
    FISCAL_YEARS,
    TIES,
    TIE_PARTS,
    RATES,
    GUIDANCE_YEARS,
    GUIDANCE_PARTS,
    VINTAGE_GROUPS,
    DOUBTFUL_FIGURES,
    WAIVERS,
    CHANGE_LIST,
    PRINTS_OF,
    TIES_OF,
    BRIDGE_OF,
    BRIDGE_PARTS,
)


def list_records(lists: ListContext) -> Mapping[str, tuple[Record, ...]]:
    """The records of all lists of fixed name, and of those others that the template asks for."""
    names = dict.fromkeys((*(kind.name for kind in LISTS if "<" not in kind.name), *lists.blocks))
    found: dict[str, tuple[Record, ...]] = {}
    for name in names:
        for kind in LISTS:
            subject = kind.subject_of(name)
            if subject is not None and kind.rows is not None:
                records = kind.rows(lists, subject)
                if records is not None:
                    found[name] = records
    return found


def declared(name: str) -> ListKind | None:
    """The declaration of a list by its name in a template, also of one inside another; None for a list of no model."""
    return next((kind for kind in _all(LISTS) if kind.subject_of(name) is not None), None)


def _all(kinds: Iterable[ListKind]) -> Iterator[ListKind]:
    for kind in kinds:
        yield kind
        yield from _all(kind.inner)
