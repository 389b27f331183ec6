"""Reading `company.yaml`: whose figures these are.

entity: "TSE:3774"
name_en: Internet ...          ->   Company(entity="TSE:3774", ..., fiscal_year_end_month=3)
fiscal_year_end: "03-31"
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

import yaml

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.core.gc_paused import gc_paused
from reportgen.core.yaml_reader import LimitedLoader, construct, sound_node
from reportgen.data.catalogue import (
    read_actions,
    read_aliases,
    read_concepts,
    read_documents,
    read_events,
    read_members,
    read_rules,
    read_waivers,
    reference_issues,
)
from reportgen.data.figure_files import FigureContext, FigureFile, read_figures
from reportgen.data.records import Catalogue, Company, Figure, FigureKey, MetricTable

_TEXTS = ("entity", "name_en", "name_ja", "short_name", "slogan", "currency")
_LISTS = ("listings", "languages")
_OTHERS = ("fiscal_year_end", "investor_relations")
_NEEDED_OF_COMPANY = ("entity", "name_en", "currency", "fiscal_year_end")
_CONTACT = ("heading", "address", "tel", "web", "email")


def read_company(file: str, data: bytes) -> tuple[Company | None, list[Issue]]:
    """The company in a YAML file, or None, and all findings."""
    issues: list[Issue] = []
    try:
        text = data.decode("utf-8-sig")
        loader = LimitedLoader(text)
        node = sound_node(loader)
        content = construct(loader, node)
    except UnicodeDecodeError:
        return None, [Issue("wrong-encoding", "the file is not UTF-8", Place(file), expected="UTF-8")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else None
        problem = str(getattr(error, "problem", "") or "the text cannot be read")
        return None, [Issue("not-yaml", f"the file is no valid YAML: {problem}", Place(file, line))]
    if not isinstance(content, dict) or not isinstance(node, yaml.MappingNode):
        return None, [Issue("not-yaml", "the file holds no names with values", Place(file, 1))]
    lines = {str(key.value): key.start_mark.line + 1 for key, _ in node.value}
    known = (*_TEXTS, *_LISTS, *_OTHERS)
    for name in content:
        if name not in known:
            place = Place(file, lines.get(str(name)))
            issues.append(
                Issue(
                    "unknown-name",
                    f'the file has no entry "{name}"',
                    place,
                    hint=did_you_mean(str(name), known),
                )
            )
    for name in _NEEDED_OF_COMPANY:
        if not content.get(name):
            issues.append(
                Issue("missing-name", f'the entry "{name}" is missing', Place(file, lines.get(name)))
            )
    for name in _TEXTS:
        if content.get(name) is not None and not isinstance(content[name], str):
            issues.append(
                Issue(
                    "not-a-text",
                    f'"{name}" is not a text',
                    Place(file, lines.get(name)),
                    hint="put it in quotes",
                )
            )
    month = _month(str(content.get("fiscal_year_end", "")))
    if month is None and content.get("fiscal_year_end"):
        issues.append(
            Issue(
                "not-a-month-end",
                '"fiscal_year_end" is not the last day of a month',
                Place(file, lines.get("fiscal_year_end")),
                expected='"03-31" for a year that ends in March',
                found=str(content["fiscal_year_end"]),
            )
        )
    if issues or month is None:
        return None, issues
    return (
        Company(
            entity=content["entity"],
            name_en=content["name_en"],
            name_ja=content.get("name_ja") or "",
            short_name=content.get("short_name") or content["name_en"],
            slogan=content.get("slogan") or "",
            listings=_strings(content.get("listings")),
            fiscal_year_end_month=month,
            currency=content["currency"],
            languages=_strings(content.get("languages")) or ("en",),
            contact=_contact(content.get("investor_relations")),
        ),
        [],
    )


def _month(text: str) -> int | None:
    match = re.fullmatch(r"(\d\d)-(\d\d)", text)
    if not match or not 1 <= int(match[1]) <= 12:
        return None
    month, day = int(match[1]), int(match[2])
    return month if day in (monthrange(2001, month)[1], monthrange(2000, month)[1]) else None


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _contact(value: object) -> tuple[str, ...]:
    """The lines of the contact page, in the order of a letterhead."""
    if isinstance(value, list):
        return _strings(value)
    if not isinstance(value, dict):
        return ()
    return tuple(str(value[name]) for name in _CONTACT if value.get(name))


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
    with gc_paused():
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


def _by_key(figures: Iterable[Figure]) -> dict[FigureKey, list[Figure]]:
    found: dict[FigureKey, list[Figure]] = defaultdict(list)
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
