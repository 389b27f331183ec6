"""Everything a person defines about the figures: concepts, members, documents, rules, aliases, waivers, events.

concepts.csv    revenue,Revenues,...,duration,money      ->   Concept("revenue", "Revenues", ...)

A file of rows is declared once, as a `Listing`: its columns in the order of the record's fields, each with how
it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Generic, TypeVar

from msgspec import Struct

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.reading_pieces import SEPARATORS, notation_of
from reportgen.core.units import UNIT_KINDS
from reportgen.data.cells import Cells
from reportgen.data.companies import Company
from reportgen.data.company import read_company
from reportgen.data.records import (
    FREE,
    IN_OR_OUTFLOW,
    PROFIT_OR_LOSS,
    Alias,
    Catalogue,
    Concept,
    CorporateAction,
    Document,
    Member,
    MetricRef,
    Rule,
    ScopeEvent,
    SignedMetric,
    Waiver,
    parse_metric,
)
from reportgen.data.source_csv import read_csv
from reportgen.data.vocabulary import PRINTED, names_periods, standard_named

_NOBODY = Company("", "", "", "", "", (), FiscalCalendar(12), "", (), ())

PERIOD_TYPES = ("duration", "instant", "none")
ROLL_TIMES = ("sum", "last", "first", "avg", "none")
ROLL_DIMS = ("sum", "none")
SIGNS = ("positive", "negative", "any", PROFIT_OR_LOSS, IN_OR_OUTFLOW)
AXES = ("service_line", "scope")
OVERS = ("identity", "dimension", "period", "inequality", "roll_forward", "per_share")
REQUIRED = ("all", "residual", PRINTED)
SEVERITIES = ("E", "W", "I")
DOCUMENT_KINDS = ("results", "conference", "release", "filing", "correction", "press", "presentation")
ROUNDINGS = ("nearest", "truncate", "mixed")

T = TypeVar("T")
Reader = Callable[[Cells, str], Any]


class Listing(Struct, Generic[T], frozen=True):
    """A file of rows: its name, how each column is read (None: the row is left out), and what a row becomes.

    `check` reports what a row says against itself; `optional` columns may be missing.
    """

    file: str
    columns: Mapping[str, Reader]
    make: Callable[..., T]
    check: Callable[[Cells, T], None] = lambda cells, record: None
    optional: tuple[str, ...] = ()

    def read(self, file: str, data: bytes, issues: list[Issue]) -> list[T]:
        """The records of the file."""
        rows, found = read_csv(file, data, tuple(self.columns), self.optional)
        issues.extend(found)
        records: list[T] = []
        for row in rows:
            cells = Cells(row, issues)
            values = [read(cells, column) for column, read in self.columns.items()]
            if not any(value is None for value in values):
                record = self.make(*values, place=row.place)
                self.check(cells, record)
                records.append(record)
        return records


_text, _needed = Cells.text, Cells.required


def _one_of(names: Iterable[str], what: str) -> Reader:
    known = tuple(names)
    return lambda cells, column: cells.known(column, known, what)


def _or(otherwise: str) -> Reader:
    return lambda cells, column: cells.text(column) or otherwise


def _kept(read: Reader, *, optional: bool = False) -> Reader:
    """The text of a cell that `read` understands."""

    def kept(cells: Cells, column: str) -> str | None:
        text = cells.text(column)
        return text if (optional and not text) or read(cells, column) is not None else None

    return kept


def _check_roll(cells: Cells, concept: Concept) -> None:
    """Stretches of time add up, balances stand at their last day: the two never mix."""
    roll, known = concept.roll_time, concept.period_type
    wanted = {"sum": "duration", "last": "instant", "first": "instant"}.get(roll)
    if wanted is None or known not in PERIOD_TYPES or known == wanted:
        return
    stands = "at no own time" if known == "none" else "at an instant"
    cells.report(
        "roll-contradicts-period-type",
        f'a figure known {stands if wanted == "duration" else "over a stretch of time"} cannot roll by "{roll}"',
        expected=f'period_type "{wanted}"',
        found=known,
        hint="what accumulates over time rolls by sum, what stands at a day by last",
    )


CONCEPTS = Listing(
    "concepts.csv",
    {
        "concept": _needed,
        "label_en": _needed,
        "label_ja": _text,
        "statement": _text,
        "period_type": _one_of(PERIOD_TYPES, "period type"),
        "unit_kind": _one_of(UNIT_KINDS, "unit kind"),
        "roll_time": _one_of(ROLL_TIMES, "roll over time"),
        "roll_dim": _one_of(ROLL_DIMS, "roll over lines"),
        "expression": _text,
        "natural_sign": _one_of(SIGNS, "sign"),
        "definition": _text,
        "standard": lambda cells, column: cells.known(column, ("yes", "no"), "answer", optional=True),
        "form": lambda cells, column: cells.known(column, (FREE,), "place in forms", optional=True),
    },
    Concept,
    _check_roll,
    optional=("standard", "form"),
)
MEMBERS = Listing(
    "members.csv",
    {
        "axis": _one_of(AXES, "axis"),
        "member": _needed,
        "parent": _text,
        "label_en": _needed,
        "label_ja": _text,
        "valid_from": _text,
        "valid_to": _text,
        "successor": _text,
    },
    Member,
)


def _check_document(cells: Cells, document: Document) -> None:
    if document.as_known_on > document.published_on:
        cells.report(
            "known-after-published",
            "the figures are dated after the document that prints them",
            expected=f"a day up to {document.published_on}",
            found=str(document.as_known_on),
        )
    if notation_of(document.separators, "") is None:
        cells.report(
            "unknown-separators",
            '"separators" does not show how the document writes 1234.5',
            expected=", ".join(f'"{example}"' for example in SEPARATORS),
            found=document.separators,
            hint="leave the cell empty where the document writes 1,234.5",
        )
    elif notation_of("", document.marks) is None:
        cells.report(
            "unreadable-mark",
            '"marks" holds a sign that belongs to numbers',
            expected="letters and signs parted by blanks, such as r A * (1)",
            found=document.marks,
        )


DOCUMENTS = Listing(
    "documents.csv",
    {
        "doc": _needed,
        "title": _needed,
        "kind": _one_of(DOCUMENT_KINDS, "kind of document"),
        "published_on": Cells.day,
        "as_known_on": Cells.day,
        "accounting_standard": lambda cells, column: standard_named(cells.text(column)),
        "rounding": _one_of(ROUNDINGS, "rounding"),
        "source_file": _text,
        "url": _text,
        "note": _text,
        "separators": _text,
        "marks": _text,
    },
    Document,
    _check_document,
    optional=("separators", "marks"),
)


def _parts(cells: Cells, column: str) -> tuple[SignedMetric, ...]:
    """The parts of a rule, spelled `+revenue -cost_of_revenue`."""
    parts: list[SignedMetric] = []
    for part in cells.text(column).split():
        if part[0] not in "+-" or len(part) == 1:
            cells.report(
                "part-without-sign",
                f'the part "{part}" has no sign',
                expected=f"+{part} or -{part}",
                hint="a sign stands directly before each part, a blank between parts",
            )
            continue
        try:
            parts.append(SignedMetric(1 if part[0] == "+" else -1, parse_metric(part[1:])))
        except ValueError as error:
            cells.report("no-metric", str(error), found=part[1:])
    return tuple(parts)


def _periods(cells: Cells, column: str) -> str:
    for word in cells.text(column).split():
        if not names_periods(word):
            cells.report(
                "unknown-periods",
                f'"{word}" names no periods',
                expected="*, a kind such as FY or Q, a period, or a range such as FY10.. or 1Q11..4Q12",
                found=word,
            )
    return cells.text(column) or "*"


def _check_parts(cells: Cells, rule: Rule) -> None:
    if not rule.parts and rule.over != "period":
        cells.report("rule-without-parts", f'the rule "{rule.name}" has no parts')
    concepts = {part.metric.concept for part in rule.parts}
    if rule.required not in REQUIRED and not set(rule.required.split()) <= concepts:
        cells.report(
            "unknown-requirement",
            f'no requirement is named "{rule.required}"',
            expected=", ".join(REQUIRED) + ", or the parts that have to be told",
            found=rule.required,
            hint=did_you_mean(rule.required, (*REQUIRED, *sorted(concepts))),
        )


RULES = Listing(
    "rules.csv",
    {
        "rule": _needed,
        "total": _needed,
        "parts": _parts,
        "over": _one_of(OVERS, "kind of rule"),
        "periods": _periods,
        "required": _needed,
        "severity": _one_of(SEVERITIES, "severity"),
        "explain_en": _text,
        "explain_ja": _text,
    },
    Rule,
    _check_parts,
)


def flip(cells: Cells, column: str) -> int:
    """The sign that a row gives: 1, also where nothing stands, or -1."""
    text = cells.text(column) or "1"
    if text in ("1", "-1"):
        return int(text)
    cells.report("wrong-sign-flip", "the sign flip is neither 1 nor -1", expected="1 or -1", found=text)
    return 1


ALIASES = Listing(
    "aliases.csv",
    {
        "printed_label": _needed,
        # It may end in `#208` for one line of the source text.
        "doc_pattern": _or("*"),
        "concept": _needed,
        "service_line": _text,
        "scope": _text,
        "sign_flip": flip,
        "note": _text,
    },
    Alias,
)
WAIVERS = Listing(
    "waivers.csv",
    {
        "check": _needed,
        "subject": _needed,
        "reason": _needed,
        "decided_by": _needed,
        "decided_on": _kept(Cells.day),
        "expires": _kept(Cells.day, optional=True),
    },
    Waiver,
)


def _check_factor(cells: Cells, action: CorporateAction) -> None:
    if action.factor <= Decimal(0):
        cells.report("wrong-factor", "the factor is not above zero", found=str(action.factor))


ACTIONS = Listing(
    "corporate_actions.csv",
    {
        "action": _needed,
        "effective_on": Cells.day,
        "factor": Cells.decimal,
        "applies_to": _text,
        "note": _text,
        "action_ja": _text,
    },
    CorporateAction,
    _check_factor,
    optional=("action_ja",),
)
EVENTS = Listing(
    "scope_events.csv",
    {
        "effective_on": _kept(Cells.period),
        "kind": _needed,
        "scope": _text,
        "label_en": _needed,
        "label_ja": _text,
        "affects": lambda cells, column: tuple(cells.text(column).split()),
        "doc": _text,
        "line": lambda cells, column: cells.integer(column) if cells.text(column) else 0,
        "note": _text,
    },
    ScopeEvent,
)
# What names of data files mean here: only an import asks for it.
MAPPING_FILE = "mapping.csv"
NEEDED_FILES = ("company.yaml", DOCUMENTS.file, CONCEPTS.file)
CATALOGUE_FILES = (
    *NEEDED_FILES,
    *(listing.file for listing in (MEMBERS, RULES, ALIASES, WAIVERS, ACTIONS, EVENTS)),
)


def load_catalogue(files: Mapping[str, bytes], folder: str, issues: list[Issue]) -> Catalogue:
    """Everything but the figures; what cannot be read is left out and named in `issues`."""
    for name in NEEDED_FILES:
        if name not in files:
            issues.append(
                Issue("missing-file", f'the file "{name}" is missing', Place(path_in(folder, name)))
            )

    def read(listing: Listing[T]) -> list[T]:
        data = files.get(listing.file)
        return listing.read(path_in(folder, listing.file), data, issues) if data is not None else []

    company = None
    if (data := files.get("company.yaml")) is not None:
        company, found = read_company(path_in(folder, "company.yaml"), data)
        issues.extend(found)
    concepts, members, documents, rules = read(CONCEPTS), read(MEMBERS), read(DOCUMENTS), read(RULES)
    _check_once((("concept", one.name, one.place) for one in concepts), issues)
    _check_once(((one.axis, one.name, one.place) for one in members), issues)
    _check_once((("document", one.doc, one.place) for one in documents), issues)
    _check_once((("rule", one.name, one.place) for one in rules), issues)
    catalogue = Catalogue(
        company or _NOBODY,
        {concept.name: concept for concept in concepts},
        {(member.axis, member.name): member for member in members},
        {document.doc: document for document in documents},
        tuple({rule.name: rule for rule in rules}.values()),
        *(tuple(read(listing)) for listing in (ALIASES, WAIVERS, ACTIONS, EVENTS)),
    )
    if concepts:
        issues.extend(_reference_issues(catalogue))
    return catalogue


def path_in(folder: str, name: str) -> str:
    """The path of a file as findings name it."""
    return f"{folder}/{name}" if folder else name


def _check_once(named: Iterable[tuple[str, str, Place]], issues: list[Issue]) -> None:
    seen: set[tuple[str, str]] = set()
    for kind, name, place in named:
        if (kind, name) in seen:
            message = f'the {kind.replace("_", " ")} "{name}" is defined twice'
            issues.append(Issue("defined-twice", message, place, hint="remove or rename one of them"))
        seen.add((kind, name))


def _reference_issues(catalogue: Catalogue) -> Iterator[Issue]:
    """All references that lead nowhere: parents, rules, aliases and events name what exists."""
    members = catalogue.members
    for member in members.values():
        for role, name in (("parent", member.parent), ("successor", member.successor)):
            if name and (member.axis, name) not in members:
                yield _unknown(role, name, _names(catalogue, member.axis), member.place)
        if _in_a_circle(member, members):
            message = f'the parents of "{member.name}" lead back to itself'
            yield Issue("member-in-a-circle", message, member.place)
    for rule in catalogue.rules:
        if rule.total != "*":
            yield from metric_issues(rule.total, catalogue, rule.place)
        for part in rule.parts:
            yield from ref_issues(part.metric, catalogue, rule.place)
    for alias in catalogue.aliases:
        if alias.concept:
            yield from ref_issues(alias.metric, catalogue, alias.place)
    for event in catalogue.events:
        for spelled in event.affects:
            yield from metric_issues(spelled, catalogue, event.place)
        if event.scope and ("scope", event.scope) not in members:
            yield _unknown("scope", event.scope, _names(catalogue, "scope"), event.place)
        if event.doc and event.doc not in catalogue.documents:
            yield _unknown("document", event.doc, catalogue.documents, event.place)


def metric_issues(spelled: str, catalogue: Catalogue, place: Place) -> list[Issue]:
    """What is wrong with a metric spelled `concept@service_line%scope`; an empty list where nothing is."""
    try:
        return ref_issues(parse_metric(spelled), catalogue, place)
    except ValueError as error:
        return [Issue("no-metric", str(error), place, found=spelled)]


def ref_issues(ref: MetricRef, catalogue: Catalogue, place: Place) -> list[Issue]:
    """Unknown concept, service line or scope of `ref`."""
    issues: list[Issue] = []
    if ref.concept not in catalogue.concepts:
        issues.append(_unknown("concept", ref.concept, catalogue.concepts, place))
    for axis, name in (("service_line", ref.service_line), ("scope", ref.scope)):
        if name and (axis, name) not in catalogue.members:
            issues.append(_unknown(axis.replace("_", " "), name, _names(catalogue, axis), place))
    return issues


def _in_a_circle(member: Member, members: Mapping[tuple[str, str], Member]) -> bool:
    above, steps = members.get((member.axis, member.parent)), 0
    while above is not None and steps <= len(members):
        if above.name == member.name:
            return True
        above, steps = members.get((above.axis, above.parent)), steps + 1
    return False


def _names(catalogue: Catalogue, axis: str) -> list[str]:
    return [name for other, name in catalogue.members if other == axis]


def _unknown(what: str, name: str, known: Iterable[str], place: Place) -> Issue:
    return Issue(
        f"unknown-{what.replace(' ', '-')}",
        f'no {what} is named "{name}"',
        place,
        found=name,
        hint=did_you_mean(name, known),
    )
