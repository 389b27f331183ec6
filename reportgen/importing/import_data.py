"""Bringing the figures of a data file into the tables: read, mapped, tried on a copy of the tables, told.

A filing is known by its accession, or by the digest of its file, in `source_file` of `documents.csv`: what stands in
the tables is not added twice. What a known filing tells beyond them, once `mapping.csv` says more, goes to its
document.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from reportgen.checks.trial import Trial, tried
from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.number import Interval
from reportgen.core.period import Period
from reportgen.core.structs import replace
from reportgen.core.units import column_unit
from reportgen.data.catalogue import DOCUMENTS, MAPPING_FILE
from reportgen.data.companies import Company
from reportgen.data.figure_files import with_documents, with_facts
from reportgen.data.load import load
from reportgen.data.records import FigureKey, MetricRef, MetricTable
from reportgen.figures.resolved import NODES, How
from reportgen.figures.value_resolver import ValueResolver
from reportgen.importing.facts import Facts, Taken, facts_of
from reportgen.importing.mapping import read_mapping
from reportgen.importing.reading import DataFile, Filing
from reportgen.importing.turned import with_turned
from reportgen.project.project import Project

_DOCUMENTS = DOCUMENTS.file
_TARGET, _REVISED = "target", "target_revised"
# Words of a company's form, which documents spell or leave out.
_FORMS = frozenset(
    [
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "co",
        "company",
        "ltd",
        "limited",
        "plc",
        "llc",
        "lp",
        "sa",
        "se",
    ]
)


@dataclass(frozen=True)
class DataImport(Trial):
    """What an import of a data file would add and what the checks say about it.

    `documents` are the filings that give figures with the names of their documents, `known` those that stand in the
    tables already, `files` the data files that change, by name relative to the data folder.
    """

    reading: DataFile
    documents: Mapping[str, Filing]
    known: tuple[Filing, ...]
    facts: Facts
    files: Mapping[str, bytes] = field(repr=False)

    @cached_property
    def derived(self) -> tuple[FigureKey, ...]:
        """The figures of quarters and halves that no document tells and that follow by subtraction."""
        resolver = ValueResolver(self.table)
        found: list[FigureKey] = []
        for metric, year, scenario in _years(self.taken, self.table):
            for kind, index in NODES.values():
                key = FigureKey(metric, Period(kind, year, index), scenario)
                answer = resolver.resolve(*key)
                if answer.how is How.DIFFERENCE and key not in self.table.by_key:
                    found.append(key)
        return tuple(found)

    @property
    def taken(self) -> tuple[Taken, ...]:
        """All figures that would be added, filing by filing."""
        return tuple(one for figures in self.facts.by_filing.values() for one in figures)


def _years(taken: Iterable[Taken], table: MetricTable) -> Iterable[tuple[MetricRef, int, str]]:
    """The years of the metrics that accumulate over time, in their order."""
    concepts = table.catalogue.concepts
    keys = (one.key for one in taken if concepts[one.key.metric.concept].roll_time == "sum")
    found = dict.fromkeys((key.metric, key.period.year, key.scenario) for key in keys)
    return sorted(found, key=lambda one: one[1])


def import_data(project: Project, reading: DataFile, file: Path) -> DataImport:
    """Try what a data file says; nothing is written.

    `FindingsError` with everything that the file lacks or contradicts.
    """
    files = project.data_files()
    before = load(files)
    catalogue = before.catalogue
    held = {one.source_file.rpartition(" ")[2]: one for one in catalogue.documents.values()}
    known = tuple(
        replace(one, published=held[one.key].published_on) for one in reading.filings if one.key in held
    )
    new = tuple(one for one in reading.filings if one.key not in held)
    undated = [one for one in new if one.published is None]
    if undated:
        raise FindingsError(
            Issue(
                "no-filing-date",
                "the file does not say when it was published",
                Place(str(file)),
                expected="the day of the filing: --filed 2025-08-27",
            )
        )
    facts = facts_of(reading, (*known, *new), read_mapping(files.get(MAPPING_FILE), catalogue), catalogue)
    facts = _beyond(facts, {one.key: held[one.key].doc for one in known}, before)
    facts = replace(facts, by_filing=_restated(facts, (*known, *new), before))
    documents = {held[one.key].doc: one for one in known if facts.by_filing[one.key]}
    added = _named([one for one in new if facts.by_filing[one.key]], before)
    documents.update(added)
    names = {doc: f"facts/{doc}.csv" for doc in documents}
    changed = {
        names[doc]: with_facts(files.get(names[doc], b""), [fact.cells for fact in facts.by_filing[one.key]])
        for doc, one in documents.items()
    }
    if added:
        rows = [_document(doc, one) for doc, one in added.items()]
        changed[_DOCUMENTS] = with_documents(files[_DOCUMENTS], rows)
    after = load({**files, **changed}) if changed else before
    trial = tried(before, after, documents)
    own = (*reading.issues, *_about_company(reading, facts, catalogue.company, file))
    taken = tuple(one for figures in facts.by_filing.values() for one in figures)
    issues = with_turned((*own, *trial.issues), trial.ties, taken, Place(str(file)))
    return DataImport(
        after, trial.ties, trial.claims, trial.opened, trial.again, issues,
        reading, documents, known, facts, changed,
    )  # fmt: skip


def _beyond(facts: Facts, known: Mapping[str, str], table: MetricTable) -> Facts:
    """The facts without those that the documents of known filings hold, under whatever scenario of a target."""
    held = {(fact.source.doc, _subject(key)) for key, figures in table.by_key.items() for fact in figures}

    def lacks(one: Taken) -> bool:
        doc = known.get(one.value.filing)
        return doc is None or (doc, _subject(one.key)) not in held

    return replace(
        facts,
        by_filing={key: tuple(filter(lacks, figures)) for key, figures in facts.by_filing.items()},
        unlike=tuple(pair for pair in facts.unlike if lacks(pair[0])),
    )


def _subject(key: FigureKey) -> FigureKey:
    return key._replace(scenario=_TARGET) if key.scenario == _REVISED else key


def _restated(facts: Facts, filings: Sequence[Filing], table: MetricTable) -> dict[str, tuple[Taken, ...]]:
    """The figures with a note where they differ from what an earlier document told; a target is a revised one then."""
    documents = table.catalogue.documents
    last: dict[FigureKey, _Stated] = {}
    for key in {one.key for figures in facts.by_filing.values() for one in figures}:
        for fact in sorted(table.by_key.get(key, ()), key=lambda one: documents[one.source.doc].as_known_on):
            day = documents[fact.source.doc].as_known_on
            last[key] = _Stated(day, fact.source.printed, fact.base, fact.decimals)
    found: dict[str, tuple[Taken, ...]] = {}
    for filing in sorted(filings, key=lambda one: (one.published or date.min, one.key)):
        noted: list[Taken] = []
        for one in facts.by_filing[filing.key]:
            now = _Stated(
                filing.published or date.min, f"{one.number:,f}", one.number.scaleb(one.scale), one.decimals
            )
            before = last.get(one.key)
            if before is not None and before.day <= now.day and before.differs(now):
                revised = one.key._replace(scenario=_REVISED) if one.key.scenario == _TARGET else one.key
                noted.append(replace(one, key=revised, note=f"restated: {before.printed} on {before.day}"))
            else:
                noted.append(one)
            if one.key.scenario != _TARGET or before is None:
                last[one.key] = now
        found[filing.key] = tuple(noted)
    return found


class _Stated(NamedTuple):
    """What a document tells of a figure: its day, the token, the value in base units, its last digit."""

    day: date
    printed: str
    base: Decimal
    decimals: int

    def differs(self, other: _Stated) -> bool:
        """Whether the two cannot be one figure."""
        if self.decimals == other.decimals:
            return self.base != other.base
        own, others = (Interval.rounded(one.base, one.decimals) for one in (self, other))
        return not own.meets(others)


def _named(filings: Sequence[Filing], table: MetricTable) -> dict[str, Filing]:
    """The filings by the names that their documents get: `2025-05-30_10-q`."""
    found: dict[str, Filing] = {}
    for one in filings:
        form = re.sub(r"[^a-z0-9]+", "-", one.form.lower()).strip("-") or "data"
        first = name = f"{one.published}_{form}"
        number = 1
        while name in found or name in table.catalogue.documents:
            number += 1
            name = f"{first}-{number}"
        found[name] = one
    return found


def _document(doc: str, filing: Filing) -> dict[str, str]:
    day = str(filing.published)
    return {
        "doc": doc,
        "title": filing.title,
        "kind": filing.kind,
        "published_on": day,
        "as_known_on": day,
        "accounting_standard": filing.standard,
        "rounding": filing.rounding,
        "source_file": filing.source,
        "url": filing.url,
        "note": "",
    }


def _about_company(reading: DataFile, facts: Facts, company: Company, file: Path) -> list[Issue]:
    """Whether the file is about this company, and on its calendar."""
    found: list[Issue] = []
    place = Place(str(file))
    own = [name for name in (company.name_en, company.name_ja, company.short_name) if name]
    if reading.names and not any(_alike(told, name) for told in reading.names for name in own):
        found.append(
            Issue(
                "another-company",
                "the file is about another company than this project",
                place,
                Severity.WARNING,
                expected=company.name_en or company.name_ja,
                found=", ".join(reading.names),
                hint="import it into a project of its own, or mend the name in data/company.yaml",
            )
        )
    if reading.year_end is not None and not _ends_then(company.calendar, reading.year_end):
        month, day = reading.year_end
        found.append(
            Issue(
                "another-year-end",
                "fiscal years of the file end on another day than those of this project",
                place,
                Severity.WARNING,
                expected=f'fiscal_year_end: "{month:02d}-{day:02d}" in data/company.yaml',
                found=_year_end(company.calendar),
            )
        )
    plain = [one for told in facts.by_filing.values() for one in told if one.value.plain]
    if any(one.unit == company.currency for one in plain):
        found.append(_no_unit(company, place))
    if shares := [one for one in plain if one.unit == "pct"]:
        found.append(_no_percent(max(shares, key=lambda one: abs(one.number)), place))
    for first, second in facts.unlike:
        found.append(
            Issue(
                "told-twice",
                "the file tells one figure twice, and differently",
                place,
                Severity.WARNING,
                expected=f"{first.key}: {first.number:,f} ({first.value.spot or first.value.element})",
                found=f"{second.number:,f} ({second.value.spot or second.value.element})",
                hint="strike the line that is wrong; of two that are as exact the first counts",
            )
        )
    if facts.off_calendar:
        last, ours = max(facts.off_calendar.items())
        found.append(
            Issue(
                "days-off-calendar",
                "periods of the file begin and end some days off the calendar of this project",
                place,
                Severity.INFO,
                expected=str(ours),
                found=str(last),
                hint="they are taken for the nearest period; fiscal_year_ends_on of data/company.yaml names the "
                "weekday that years of 52 or 53 weeks end on",
            )
        )
    return found


def _no_unit(company: Company, place: Place) -> Issue:
    """What is said of amounts whose table names no unit, or no scale: in which they are taken."""
    message = "the table does not say which unit its amounts are in"
    if company.power is not None:
        unit = column_unit(company.currency, company.power)
        message = f"{message}: {unit} is taken, as data/company.yaml says"
        return Issue("unit-not-told", message, place, Severity.INFO)
    return Issue(
        "unit-not-told",
        f"{message}: single units of the company's currency are taken",
        place,
        Severity.WARNING,
        expected="a column unit, with USD million or JPY thousand; or scale: million in data/company.yaml",
        hint="add one of them; or take the amounts as they are with --with-warnings",
    )


def _no_percent(largest: Taken, place: Place) -> Issue:
    """What is said of shares whose table does not say whether they are percentages: they are taken as shares of one."""
    return Issue(
        "unit-not-told",
        "the table does not say whether its shares are percentages: shares of one are taken",
        place,
        Severity.WARNING if abs(largest.number) > 100 else Severity.INFO,
        found=f"{largest.key}: {largest.value.value:f}, taken as {largest.number:f}%",
        hint="a column unit with %, or 61.5% in the cells, says percentages",
    )


def _alike(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return bool(first and second) and (first <= second or second <= first)


def _words(name: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", name).casefold().replace("株式会社", " ")
    return frozenset(word for word in re.split(r"[\W_]+", plain) if word and word not in _FORMS)


def _ends_then(calendar: FiscalCalendar, told: tuple[int, int]) -> bool:
    month, day = told
    near = date(2001, month, min(day, 28))
    return any(abs((near - date(year, calendar.month, 28)).days) <= 10 for year in (2000, 2001, 2002))


def _year_end(calendar: FiscalCalendar) -> str:
    return f"years of this project end in month {calendar.month}"
