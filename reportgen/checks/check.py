"""What a check is: declared once, with its tests, its findings and how it is told.

CLAIMS = Check("claims", looks_at="each printed growth rate ...", kinds=(UNREACHABLE, ...), run=..., issues=...)
report.of(CLAIMS)   ->   its tests, each with a verdict       report.issues   ->   what a person should read

`checks/run.py` holds the table of all checks; run, terminal, JSON and docs read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Any, Generic, TypeVar, cast

from msgspec import Struct, field

from reportgen.checks.evidence import Library
from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.core.units import counted_unit
from reportgen.data.records import Figure, MetricTable, Waiver
from reportgen.data.vocabulary import DATE_CHECKS, date_fault
from reportgen.figures.resolved import rank
from reportgen.figures.tree import Expressions

T = TypeVar("T")
SEVERITIES = {"E": Severity.ERROR, "W": Severity.WARNING, "I": Severity.INFO}


class Verdict(StrEnum):
    """How a test ended.

    Incomplete: a part is not disclosed, so nothing is proved. Contradiction: no exact figures could print
    like this. Waived: a contradiction that somebody has explained. Revised: two documents differ, and may.
    """

    OK = "ok"
    INCOMPLETE = "incomplete"
    CONTRADICTION = "contradiction"
    WAIVED = "waived"
    REVISED = "revised"


class FindingKind(Struct, frozen=True):
    """A finding that a check can give: its id, its weight, why it comes and what to do.

    `counted` names what is found by the hundred and wrong in nothing: it is counted, and listed on request.
    """

    id: str
    severity: Severity
    why: str
    remedy: str
    counted: str = ""

    def weighing(self, severity: Severity) -> FindingKind:
        """The same finding with another weight."""
        return replace(self, severity=severity)

    def at(self, place: Place, message: str, expected: str = "", found: str = "", hint: str = "") -> Issue:
        """The finding at a place."""
        return Issue(self.id, message, place, self.severity, expected, found, hint)


EXPIRED = FindingKind(
    "expired-waiver", Severity.WARNING, "a waiver's last day is over", "look at it again, renew or remove it"
)
UNUSED = FindingKind("unused-waiver", Severity.WARNING, "nothing needs the waiver any more", "remove it")
# Waivers of what is not read from the tables.
_NOT_OF_TABLES = ("coverage",)


class Waivers:
    """The waivers of a catalogue, and which of them were used."""

    def __init__(self, waivers: Iterable[Waiver], today: date | None = None) -> None:
        self._today = today
        self._waivers = tuple(waivers)
        self._used: set[Waiver] = set()

    def reason(self, checks: Iterable[str], subject: str) -> str | None:
        """Why a finding of one of `checks` on `subject` is waived, or None."""
        names = tuple(checks)
        for waiver in self._waivers:
            if (
                waiver.check in names
                and (waiver.subject == subject or fnmatchcase(subject, waiver.subject))
                and not self._expired(waiver)
            ):
                self._used.add(waiver)
                return waiver.reason
        return None

    def issues(self) -> Iterator[Issue]:
        """Waivers that expired, and waivers that nothing needed."""
        for waiver in self._waivers:
            named = f'the waiver of "{waiver.check}" for {waiver.subject}'
            if self._expired(waiver):
                yield EXPIRED.at(
                    waiver.place,
                    f"{named} expired on {waiver.expires}",
                    hint="look at the fault again, then prolong or remove the waiver",
                )
            elif waiver not in self._used and waiver.check not in _NOT_OF_TABLES:
                hint = "remove it, or correct its check or subject"
                yield UNUSED.at(waiver.place, f"nothing needs {named}", hint=hint)

    def _expired(self, waiver: Waiver) -> bool:
        return bool(
            waiver.expires and self._today is not None and date.fromisoformat(waiver.expires) < self._today
        )


def meet_dates(table: MetricTable, waivers: Waivers) -> None:
    """Count the waivers of dates that loading has leaned on: a waived figure is in the table."""
    if not any(waiver.check in DATE_CHECKS for waiver in table.catalogue.waivers):
        return
    calendar = table.calendar
    for fact in table.facts:
        document = table.catalogue.documents.get(fact.source.doc)
        check = date_fault(fact.key, document, calendar) if document is not None else ""
        if check:
            waivers.reason((check,), str(fact.key))


def is_whole(table: MetricTable) -> bool:
    """Whether every document of the catalogue has its figures here; else no waiver can be called unused."""
    held = {fact.source.doc for fact in table.facts} | {claim.source.doc for claim in table.claims}
    return held >= set(table.catalogue.documents)


class CheckContext(Struct, frozen=True):
    """What every check looks at: the figures on one basis, and the tests of the checks before it."""

    table: MetricTable
    expressions: Expressions
    library: Library
    waivers: Waivers
    tests: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    def of(self, check: Check[T]) -> tuple[T, ...]:
        """The tests of a check that has run."""
        return cast("tuple[T, ...]", self.tests[check.name])


class Check(Struct, Generic[T], frozen=True):
    """One check of the figures.

    `run` gives its tests, `issues` what a person should read of them. `counted_as` names tests that are counted by
    verdict, `summary` adds lines to that, `as_json` is a name and what each test is in it. `waived_by` are the
    names by which `waivers.csv` calls the check.
    """

    name: str
    looks_at: str
    kinds: tuple[FindingKind, ...]
    issues: Callable[[Sequence[T], CheckContext], Iterable[Issue]]
    run: Callable[[CheckContext], Sequence[T]] = lambda context: ()
    waived_by: str = ""
    counted_as: str = ""
    summary: Callable[[Sequence[T]], list[str]] = lambda tests: []
    as_json: tuple[str, Callable[[T], Mapping[str, object]]] | None = None


def marked_by(figures: Iterable[Figure]) -> Figure | None:
    """The first figure that its own row marks as suspect, wrong or superseded."""
    return next((figure for figure in figures if rank(figure.status)), None)


def amount(value: Decimal, unit: str, scale: int) -> str:
    """A value as messages say it: `28,333 million JPY`."""
    return f"{number(value, scale)}{_unit(unit, scale)}"


def interval_words(interval: Interval, unit: str, scale: int) -> str:
    """An interval as messages say it: `28,232 to 28,234 million JPY`."""
    return f"{number(interval.low, scale)} to {number(interval.high, scale)}{_unit(unit, scale)}"


def number(value: Decimal, scale: int) -> str:
    """Up to four significant decimals, with thousands separators."""
    return f"{round(value.scaleb(-scale), 4).normalize():,f}"


def _unit(unit: str, scale: int) -> str:
    return f" {counted_unit('%' if unit == 'pct' else unit, scale)}".rstrip()


def seen(figure: Figure) -> str:
    """Where a figure is printed, and how."""
    source = figure.source
    heading = f'"{source.heading}", ' if source.line else ""
    return f" ({source.doc}, {heading}{source.where}: {source.printed})"
