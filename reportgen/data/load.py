"""Reading the data folder: the catalogue and the figures, as one table with every fault of every file."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.gc_paused import gc_paused
from reportgen.core.structs import replace
from reportgen.data.catalogue import CATALOGUE_FILES, MAPPING_FILE, load_catalogue, path_in
from reportgen.data.default_rules import default_rules
from reportgen.data.figure_files import FigureContext, read_figures
from reportgen.data.records import Catalogue, Figure, FigureKey, MetricTable
from reportgen.data.sources import figure_file

_STATUS_RANK = {"ok": 0, "conversion_error": 1, "suspect": 2, "source_error": 3, "superseded": 4}


def load(files: Mapping[str, bytes], folder: str = "data") -> MetricTable:
    """The table in `files`, which maps names relative to the data folder to their bytes.

    `folder` is put before the names in findings. Raises `FindingsError` with all faults of all files.
    """
    with gc_paused():
        return _load(files, folder)


def _load(files: Mapping[str, bytes], folder: str) -> MetricTable:
    issues: list[Issue] = []
    catalogue = load_catalogue(files, folder, issues)
    context = FigureContext.of(catalogue)
    facts: list[Figure] = []
    claims: list[Figure] = []
    held: dict[tuple[str, bool], str] = {}
    for name in sorted(files):
        path = path_in(folder, name)
        file = figure_file(name, path)
        if file is None:
            if name not in (*CATALOGUE_FILES, MAPPING_FILE):
                hint = did_you_mean(name, CATALOGUE_FILES) or "figures stand in facts/ and claims/"
                issues.append(Issue("stray-file", "no file of this name is read", Place(path), hint=hint))
            continue
        first = held.setdefault((file.doc, file.claims), path)
        if first != path:
            message = f'"{file.doc}" has these figures in two files'
            issues.append(Issue("second-file", message, Place(path), hint=f"keep this one or {first}"))
        if file.doc not in catalogue.documents:
            issues.append(
                Issue(
                    "unknown-document",
                    f'no document is named "{file.doc}"',
                    Place(path),
                    expected="a document of documents.csv: the file carries its name",
                    hint=did_you_mean(file.doc, catalogue.documents),
                )
            )
        found = read_figures(file, files[name], context, issues)
        (claims if file.claims else facts).extend(found)
    if issues:
        raise FindingsError(sorted(issues, key=lambda issue: (issue.place.file, issue.place.line or 0)))
    rules = (*catalogue.rules, *default_rules(catalogue, facts))
    return build_table(replace(catalogue, rules=rules), facts, claims)


def build_table(catalogue: Catalogue, facts: Iterable[Figure], claims: Iterable[Figure]) -> MetricTable:
    """The table over figures that are already read, those of one key from the most precise to the coarsest."""
    facts, claims = tuple(facts), tuple(claims)

    def by_key(figures: Iterable[Figure]) -> dict[FigureKey, tuple[Figure, ...]]:
        found: dict[FigureKey, list[Figure]] = defaultdict(list)
        for figure in figures:
            found[figure.key].append(figure)
        return {key: most_precise_first(catalogue, group) for key, group in found.items()}

    return MetricTable(catalogue, facts, claims, by_key(facts), by_key(claims))


def most_precise_first(catalogue: Catalogue, group: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures of one key: trusted before doubted ones, then by how little they leave open, then newest first."""
    figures = tuple(group)
    if len(figures) < 2:
        return figures

    def preference(figure: Figure) -> tuple[int, Decimal, int]:
        document = catalogue.documents.get(figure.source.doc)
        newest = -document.as_known_on.toordinal() if document is not None else 0
        return _STATUS_RANK.get(figure.status, 0), _looseness(figure), newest

    return tuple(sorted(figures, key=preference))


def _looseness(figure: Figure) -> Decimal:
    """How much a figure leaves open; "about" counts double, an inequality leaves more than any rounding."""
    unit = Decimal(1).scaleb(-figure.decimals)
    if figure.bound == "point":
        return unit
    return unit * 2 if figure.bound == "approx" else Decimal("Infinity")
