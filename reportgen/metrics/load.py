"""From the files of a data folder to one MetricTable.

    {"company.yaml": b"...", "concepts.csv": b"...", "facts/2018-05-15_fy17_results.csv": b"..."}
        ->   MetricTable with 225 facts and 172 claims,  or  FindingsError with every fault of every file

Files come as bytes: who reads them from disk is none of this room's business.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from reportgen.diagnostics import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.metrics.collection import uncollected
from reportgen.metrics.company import read_company
from reportgen.metrics.definitions import (
    read_actions,
    read_aliases,
    read_concepts,
    read_documents,
    read_events,
    read_members,
    read_rules,
    read_waivers,
)
from reportgen.metrics.figures import FigureContext, FigureFile, read_figures
from reportgen.metrics.records import Catalogue, Company, FactKey, Figure, MetricTable
from reportgen.metrics.references import reference_issues

_NEEDED = ("company.yaml", "documents.csv", "concepts.csv")
_OPTIONAL = (
    "members.csv",
    "rules.csv",
    "aliases.csv",
    "waivers.csv",
    "corporate_actions.csv",
    "scope_events.csv",
)
_NOBODY = Company("", "", "", "", "", (), 3, "", (), ())
_STATUS_RANK = {"ok": 0, "conversion_error": 1, "suspect": 2, "source_error": 3, "superseded": 4}


def load(files: Mapping[str, bytes], folder: str = "data") -> MetricTable:
    """The table in `files`, which maps names relative to the data folder to their bytes.

    `folder` is put before the names in findings. Raises `FindingsError` with all faults of all files.
    """
    with uncollected():
        return _load(files, folder)


def _load(files: Mapping[str, bytes], folder: str) -> MetricTable:
    issues: list[Issue] = []
    catalogue = load_catalogue(files, folder, issues)
    context = FigureContext.of(catalogue)
    facts: list[Figure] = []
    claims: list[Figure] = []
    for name in sorted(files):
        head, _, tail = name.partition("/")
        if head not in ("facts", "claims") or not tail.endswith(".csv"):
            if name not in _NEEDED and name not in _OPTIONAL:
                issues.append(_stray(name, folder))
            continue
        file, doc = _path(folder, name), tail.removesuffix(".csv")
        if doc not in catalogue.documents:
            issues.append(
                Issue(
                    "unknown-document",
                    f'no document is named "{doc}"',
                    Place(file),
                    expected="a document of documents.csv: the file carries its name",
                    hint=did_you_mean(doc, catalogue.documents),
                )
            )
        of_claims = head == "claims"
        found = read_figures(FigureFile(file, doc, of_claims), files[name], context, issues)
        (claims if of_claims else facts).extend(found)
    if issues:
        raise FindingsError(sorted(issues, key=lambda issue: (issue.place.file, issue.place.line or 0)))
    return build_table(catalogue, facts, claims)


def load_catalogue(files: Mapping[str, bytes], folder: str, issues: list[Issue]) -> Catalogue:
    """Everything but the figures; what cannot be read is left out and named in `issues`."""
    for name in _NEEDED:
        if name not in files:
            place = Place(_path(folder, name))
            issues.append(Issue("missing-file", f'the file "{name}" is missing', place))

    def data(name: str) -> tuple[str, bytes] | None:
        return (_path(folder, name), files[name]) if name in files else None

    company = _NOBODY
    if given := data("company.yaml"):
        read, found = read_company(*given)
        company = read or _NOBODY
        issues.extend(found)
    concepts = read_concepts(*given, issues) if (given := data("concepts.csv")) else {}
    members = read_members(*given, issues) if (given := data("members.csv")) else {}
    documents = read_documents(*given, issues) if (given := data("documents.csv")) else {}
    rules = read_rules(*given, issues) if (given := data("rules.csv")) else ()
    aliases = read_aliases(*given, issues) if (given := data("aliases.csv")) else ()
    waivers = read_waivers(*given, issues) if (given := data("waivers.csv")) else ()
    actions = read_actions(*given, issues) if (given := data("corporate_actions.csv")) else ()
    events = read_events(*given, issues) if (given := data("scope_events.csv")) else ()
    if concepts:
        issues.extend(reference_issues(concepts, members, documents, rules, aliases, events))
    return Catalogue(company, concepts, members, documents, rules, aliases, waivers, actions, events)


def build_table(catalogue: Catalogue, facts: Iterable[Figure], claims: Iterable[Figure]) -> MetricTable:
    """The table over figures that are already read; also used to narrow a table to one vintage."""
    facts, claims = tuple(facts), tuple(claims)
    by_key = _by_key(facts)
    claims_by_key = _by_key(claims)
    published = {doc: -document.as_known_on.toordinal() for doc, document in catalogue.documents.items()}

    def preference(figure: Figure) -> tuple[int, Decimal, int]:
        return (
            _STATUS_RANK.get(figure.status, 0),
            _looseness(figure),
            published.get(figure.source.doc, 0),
        )

    return MetricTable(
        catalogue,
        facts,
        claims,
        {key: tuple(sorted(group, key=preference)) for key, group in by_key.items()},
        {key: tuple(sorted(group, key=preference)) for key, group in claims_by_key.items()},
    )


def _by_key(figures: Iterable[Figure]) -> dict[FactKey, list[Figure]]:
    found: dict[FactKey, list[Figure]] = defaultdict(list)
    for figure in figures:
        found[figure.key].append(figure)
    return found


def _looseness(figure: Figure) -> Decimal:
    """How much a figure leaves open; "about" counts double, an inequality leaves more than any rounding."""
    unit = Decimal(1).scaleb(-figure.decimals)
    if figure.bound == "point":
        return unit
    return unit * 2 if figure.bound == "approx" else Decimal("Infinity")


def _stray(name: str, folder: str) -> Issue:
    return Issue(
        "stray-file",
        "no file of this name is read",
        Place(_path(folder, name)),
        severity=Severity.ERROR,
        hint=did_you_mean(name, [*_NEEDED, *_OPTIONAL]) or "figures stand in facts/ and claims/",
    )


def _path(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
