"""What a report is made from: its definition for a period and language, its vintage of the tables, its times."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from msgspec import Struct

from reportgen.checks.run import CheckReport, run_checks
from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.period import Period, PeriodKind, parse_period
from reportgen.data.records import MetricRef, MetricTable
from reportgen.data.vintage import (
    LATEST,
    PUBLISHED,
    Vintage,
    on_basis_of,
    parse_vintage,
    published_with,
    select,
)
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.measures import CHANGES
from reportgen.figures.query import When, to_date
from reportgen.figures.style import Style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.model.timeline import TimelineError, timeline
from reportgen.project.project import Project
from reportgen.reports.context import Gathered, ReportContext, fixed_times, read_times
from reportgen.reports.language import Words, read_words, translated
from reportgen.reports.rules import RuleEngine, Rules
from reportgen.reports.sentences import Narrator
from reportgen.reports.specs import Definition, ReportSpec


class ReportTimes(Struct, frozen=True):
    """Names and lists of times, the last day of the history where there is a forecast, and what is wrong."""

    names: Mapping[str, When]
    lists: Mapping[str, tuple[When, ...]]
    last_day: date | None
    issues: tuple[Issue, ...]


def report_times(definition: Definition, table: MetricTable, resolver: ValueResolver) -> ReportTimes:
    """The times of one report over one table."""
    spec = definition.spec
    calendar = table.calendar
    if spec.timeline is None:
        names, lists, issues = read_times(spec, definition.place, calendar)
        return ReportTimes(names, lists, None, issues)

    def known(metric: MetricRef, period: Period) -> bool:
        return resolver.resolve(metric, period).value is not None

    try:
        line = timeline(spec.timeline, table, known)
    except (TimelineError, ValueError) as error:
        hint = "figures stand in data/facts, one file for each document of data/documents.csv"
        issue = Issue("no-timeline", str(error), definition.place("timeline"), hint=hint)
        return ReportTimes({}, {}, None, (issue,))
    names, lists, issues = read_times(spec, definition.place, calendar, line.names)
    return ReportTimes(names, {**line.lists, **lists}, line.last_day, issues)


class VintageView(Struct, frozen=True, dict=True):
    """The tables as somebody knew them: one vintage, with the resolver and the checks that belong to it.

    The checks are run when a report first asks for them: a deck shows none.
    """

    table: MetricTable
    resolver: ValueResolver
    known: CheckReport | None = None

    @classmethod
    def of(
        cls,
        table: MetricTable,
        vintage: Vintage,
        spec: ReportSpec,
        known: CheckReport | None = None,
    ) -> VintageView:
        """The view of one vintage as a report takes it; `FindingsError` where the vintage names an unknown document.

        `known` is what the checks found in the table: who looks at all documents with their newest words needs no
        second run.
        """
        narrowed = seen_by(table, vintage, spec.per_share)
        follows = spec.from_changes
        resolver = ValueResolver(narrowed, bases_from=CHANGES if follows else (), levels=follows)
        return cls(narrowed, resolver, known if vintage == LATEST else None)

    @cached_property
    def checks(self) -> CheckReport:
        """What the checks find in these tables."""
        return self.known if self.known is not None else run_checks(self.table)


def seen_by(table: MetricTable, vintage: Vintage, per_share: str) -> MetricTable:
    """The tables at one vintage, figures per share on the basis of its day (`current`) or as printed."""
    return select(on_basis_of(table, vintage) if per_share == "current" else table, vintage)


def vintage_of(definition: Definition, table: MetricTable) -> Vintage:
    """Whose knowledge a definition asks for; `FindingsError` where the tables hold nothing of it."""
    place = definition.place("vintage")
    if definition.spec.vintage == PUBLISHED:
        found = published_with(table, parse_period(definition.spec.period))
        if found is None:
            message = f"no document tells of {definition.spec.period}"
            hint = "reportgen list tells which periods the tables hold"
            raise FindingsError(Issue("unknown-period", message, definition.place("period"), hint=hint))
        return found
    try:
        return parse_vintage(definition.spec.vintage)
    except ValueError as error:
        raise FindingsError(Issue("unknown-vintage", str(error), place)) from None


def report_context(
    definition: Definition, view: VintageView, style: Style, common: Mapping[str, str], rules: Rules | None
) -> ReportContext:
    """What every binding of one report shares; `FindingsError` where its times cannot be told.

    `common` are words that every text may use.
    """
    times = report_times(definition, view.table, view.resolver)
    if times.issues:
        raise FindingsError(times.issues)
    figures = FigureResolver(view.table, view.resolver, style, times.names, times.names["this"])
    narrator = Narrator(figures, common)
    engine = RuleEngine(rules.spec, narrator, rules.place) if rules is not None else None
    return ReportContext(
        definition.spec, figures, narrator, times.names, times.lists, Gathered(), times.last_day, engine
    )


LATEST_PERIOD = "latest"
_STRETCHES = (PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR, PeriodKind.QUARTER)


class Wanted(Struct, frozen=True):
    """What a person asks for beside the report's name: a period and a language, each empty for its own."""

    period: str = ""
    language: str = ""

    def suits(self, definition: Definition) -> bool:
        """Whether a report can be built so: fixed reports stand for one period, others speak some languages."""
        spec = definition.spec
        moves = not self.period or (spec.kind == "deck" and not fixed_times(spec))
        return moves and self.language in ("", spec.language, *spec.languages)


AS_DEFINED = Wanted()


class Variant(Struct, frozen=True):
    """A report as it is wanted: its definition, its number style, the words of its language and their file."""

    definition: Definition
    style: str
    words: Words | None
    file: str


def variant(
    project: Project, definition: Definition, wanted: Wanted, table: MetricTable | None = None
) -> Variant:
    """The report as it is wanted; `FindingsError` where it has no such period or language.

    A deck whose period is `latest` is for the newest one that the tables tell of.
    """
    asked = wanted.period
    if not asked and definition.spec.period == LATEST_PERIOD and definition.spec.timeline is None:
        asked = _newest(table) if table is not None else ""
    definition = _at(definition, asked)
    spec = definition.spec
    style, words, file, name = spec.style, None, "", spec.output.replace("{period}", spec.period)
    language = wanted.language or spec.language
    if language != spec.language:
        found = spec.languages.get(language)
        if found is None:
            known = (spec.language, *spec.languages)
            message = f'report "{spec.report}" is not written in the language "{language}"'
            hint = did_you_mean(language, known)
            place = definition.place("languages")
            raise FindingsError(
                Issue("unknown-language", message, place, expected=", ".join(known), hint=hint)
            )
        file = f"templates/{found.words}"
        words = read_words(project.read(file, definition.place("languages", language, "words")), file)
        definition = translated(definition, words, language)
        stem, dot, ending = name.rpartition(".")
        style, name = found.style, f"{stem}-{language}{dot}{ending}"
    spec = definition.spec.model_copy(update={"output": name})
    return Variant(Definition(spec, definition.file, definition.lines), style, words, file)


def _newest(table: MetricTable) -> str:
    """The part of a year that ends with the newest printed day; a finding where nothing is printed.

    It is the quarter where that is told for itself, else the longest stretch, as is a year when it has ended.
    """
    calendar = table.calendar
    told = [
        (calendar.end(key.period), not key.metric.service_line, _STRETCHES.index(key.period.kind), key.period)
        for key in table.by_key
        if key.scenario == "actual" and key.period.kind in _STRETCHES and not key.metric.scope
    ]
    if told:
        newest = max(told)[-1]
        longest = to_date(newest)
        return (longest if longest.kind is PeriodKind.YEAR else newest).id
    raise FindingsError(no_figures())


def no_figures() -> Issue:
    """What is said of tables without any figure."""
    return Issue(
        "no-figures",
        "the tables hold no figures yet",
        Place("data/facts"),
        expected="a row for each document in data/documents.csv, and a file of its figures in data/facts",
        hint="reportgen form PERIOD asks for them, reportgen import FILE adds a form, a filing or a table",
    )


def _at(definition: Definition, period: str) -> Definition:
    """The definition for another period; its times have to move with it."""
    spec = definition.spec
    if not period or period == spec.period:
        return definition
    place = definition.place("period")
    try:
        found = parse_period(period)
    except ValueError as error:
        raise FindingsError(Issue("unknown-period", str(error), place, found=period)) from None
    if found.kind not in _STRETCHES:
        message = "a report is about a quarter, a half, nine months or a year"
        raise FindingsError(Issue("unknown-period", message, place, found=period))
    fixed = fixed_times(spec)
    if fixed or spec.kind != "deck":
        own = (
            f"stands for {spec.period} alone"
            if spec.kind == "deck"
            else "is a workbook with periods of its own"
        )
        message = f'report "{spec.report}" {own}'
        hint = "times told from `this`, like prior_year(this), let a report be built for any period"
        found_text = f"fixed times: {', '.join(fixed)}" if fixed else "a workbook"
        raise FindingsError(Issue("fixed-period", message, place, found=found_text, hint=hint))
    return Definition(spec.model_copy(update={"period": period}), definition.file, definition.lines)
