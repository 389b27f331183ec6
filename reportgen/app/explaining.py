"""Explaining a place of a finished file: what stands there, and where each of its figures comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from reportgen.app.finished import open_finished
from reportgen.app.verifying import Tables
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.figures.query import QueryError
from reportgen.project.project import Project
from reportgen.verify.explain import Spot, spots
from reportgen.verify.lineage import Lineage, lineage_of
from reportgen.verify.places import PlaceError, parse_place
from reportgen.verify.tables import TableOracle


@dataclass(frozen=True)
class Explained:
    """One place with the lineage of its figures, each with the text that shows it."""

    spot: Spot
    figures: tuple[tuple[str, Lineage], ...]
    read: tuple[tuple[str, Lineage], ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What was asked of which file, the report and vintage it was built at, and the answers."""

    file: str
    asked: str
    report: str
    vintage: str
    places: tuple[Explained, ...]


def explain(project: Project, file: Path, place: str) -> Explanation:
    """The explanation of a place; a finding where nothing stands there or nothing says what it shows."""
    one = open_finished(file)
    try:
        found = spots(parse_place(place), one.finished, one.texts, one.cells)
    except PlaceError as error:
        raise FindingsError([Issue("unknown-place", str(error), Place(file.name), found=place)]) from None
    if one.mark is None:
        message = "this file does not say which report it is"
        raise FindingsError([Issue("no-bindings", message, Place(file.name))])
    witness = Tables.of(project).witness(one.mark)
    witness.learn_rows({bound.key for bound in one.cells})
    explained = tuple(_explained(spot, witness, file.name) for spot in found)
    return Explanation(file.name, place, one.mark.report, one.mark.vintage, explained)


def _explained(spot: Spot, witness: TableOracle, file: str) -> Explained:
    figures = tuple((text, _lineage(key, witness, file)) for key, text in spot.figures)
    read: tuple[tuple[str, Lineage], ...] = ()
    if not figures:
        # A formula of its own, such as a check: the figures it reads explain it.
        read = tuple((one.address, _lineage(one.key, witness, file)) for one in spot.reads if one.key)
    return Explained(spot, figures, read)


def _lineage(key: str, witness: TableOracle, file: str) -> Lineage:
    try:
        return lineage_of(key, witness)
    except QueryError as error:
        message = f'the file names "{key}", which the tables do not know: {error}'
        raise FindingsError([Issue("unknown-figure", message, Place(file), found=key)]) from None
