"""What everything in one report shares: its times, figures, narrator, gathered findings and properties."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from msgspec import Struct, field

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period_names import dates, short_label, whole_day
from reportgen.data.records import MetricTable
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import QueryError, When, is_relative, read_list, read_time
from reportgen.figures.views import DisplayValue, Sentence
from reportgen.reports.language import Words
from reportgen.reports.rules import RuleEngine
from reportgen.reports.sentences import Narrator
from reportgen.reports.specs import ReportSpec


class LeftOut(Struct, frozen=True):
    """Something that a page asks for and the tables do not hold: where, what, and which figures are missing."""

    where: str
    what: str
    missing: tuple[str, ...]


class Doubt(Struct, frozen=True):
    """A figure that a page shows although what is printed of it is in doubt: where, as what, and why."""

    where: str
    shown: str
    why: str


class Gathered(Struct):
    """Findings, omissions and doubts of one binding, gathered so that a person sees all of them in one run."""

    issues: list[Issue] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


class ReportContext(Struct, frozen=True):
    """One report's specification with everything needed to bind it; after `last_day` all is forecast.

    `said` are the rules that spoke on earlier pages.
    """

    spec: ReportSpec
    figures: FigureResolver
    narrator: Narrator
    aliases: Mapping[str, When]
    lists: Mapping[str, tuple[When, ...]]
    gathered: Gathered
    last_day: date | None = None
    rule_engine: RuleEngine | None = None
    said: frozenset[str] = frozenset()

    def sentence(
        self,
        template: str | tuple[str, ...],
        place: Place,
        where: str,
        more: Mapping[str, str] | None = None,
    ) -> Sentence | None:
        """The sentence that `template` gives, or None where a figure in it is missing; faults are gathered.

        Of several wordings the first one stands whose figures are all disclosed. `more` are words that hold in
        this sentence alone.
        """
        wordings = (template,) if isinstance(template, str) else template
        missing: tuple[str, ...] = ()
        for wording in wordings:
            rendered = self.narrator.write(wording, place, more)
            if rendered.issue is not None:
                self.gathered.issues.append(rendered.issue)
                return None
            if not rendered.missing:
                return rendered.sentence
            missing = missing or rendered.missing
        if wordings:
            self.gathered.left_out.append(LeftOut(where, wordings[0], missing))
        return None

    def plain(self, template: str, place: Place, where: str) -> str:
        """A sentence as plain text, for places that hold no spans: labels of categories, alternative texts."""
        if "{" not in template:
            return template
        return "".join(span.text for span in self.sentence(template, place, where) or ())

    def category(self, when: When) -> str:
        """What a period is called under a column of a chart."""
        calendar, style = self.figures.table.calendar, self.figures.style
        return short_label(when.period, style.language, calendar, style.periods)

    def period_list(self, name: str, place: Place) -> tuple[When, ...]:
        """The times of a list called `name`; an unknown name is gathered and gives an empty list."""
        if name in self.lists:
            return self.lists[name]
        message = f'no list of periods is named "{name}"'
        hint = did_you_mean(name, self.lists)
        self.gathered.issues.append(Issue("unknown-list", message, place, found=name, hint=hint))
        return ()


def read_times(
    spec: ReportSpec,
    locate: Callable[..., Place],
    calendar: FiscalCalendar,
    given: Mapping[str, When] | None = None,
) -> tuple[dict[str, When], dict[str, tuple[When, ...]], tuple[Issue, ...]]:
    """The aliases and lists of a report, with a finding for every name that is no period.

    `locate` gives the place in the definition of a path such as `("lists", "quarters")`. `given` are names
    that a timeline has given already, `this` among them.
    """
    aliases: dict[str, When] = dict(given or {})
    lists: dict[str, tuple[When, ...]] = {}
    issues: list[Issue] = []
    own = {} if given else {"this": spec.period}
    for name, text in {**own, **spec.periods}.items():
        try:
            aliases[name] = read_time(text, aliases, calendar)
        except QueryError as error:
            place = locate("periods", name) if name in spec.periods else locate("period")
            hint = did_you_mean(error.word, error.known)
            issues.append(Issue("unknown-period", str(error), place, found=text, hint=hint))
    for name, members in spec.lists.items():
        try:
            lists[name] = read_list(members, aliases, calendar)
        except (QueryError, ValueError) as error:
            message = f'list "{name}": {error}'
            issues.append(Issue("unknown-period", message, locate("lists", name), found=str(members)))
    return aliases, lists, tuple(issues)


def fixed_times(spec: ReportSpec) -> tuple[str, ...]:
    """The names of a report's times that do not move with its period: it stands for one period only."""
    named = {"this", *spec.periods}
    fixed = [name for name, text in spec.periods.items() if not _moves(text, named)]
    for name, members in spec.lists.items():
        every = [members] if isinstance(members, str) else members
        ends = [end for member in every for end in member.split("..")]
        if not all(_moves(end, named) for end in ends):
            fixed.append(name)
    return tuple(fixed)


def _moves(text: str, named: set[str]) -> bool:
    return is_relative(text) or text.partition("|")[0].strip() in named


def figures_of(sentence: Sentence) -> tuple[DisplayValue, ...]:
    """The figures that a sentence shows, in reading order."""
    return tuple(span.figure for span in sentence if span.figure is not None)


def company_words(table: MetricTable, language: str = "en", words: Words | None = None) -> dict[str, str]:
    """The words about the company and its newest document that every report may use.

    In another language the company has its name in it; the rest is looked up in that language's `words`.
    """
    company = table.catalogue.company
    found = {
        "company": company.name_en,
        "slogan": company.slogan,
        "listings": "   ".join(company.listings),
    } | dict(company.contact(table.newest_document.published_on))
    if words is not None:
        found = {name: words.texts.get(text, text) for name, text in found.items()}
    if language == "ja" and company.name_ja:
        found["company"] = company.name_ja
    day = whole_day(table.newest_document.published_on, language)
    return {**found, "company_ja": company.name_ja, "published": day}


def document_properties(context: ReportContext) -> dict[str, str]:
    """Title, author and date of a file: the date is that of the newest document, never the clock's."""
    catalogue = context.figures.table.catalogue
    newest = context.figures.table.newest_document
    stamp = f"{newest.published_on.isoformat()}T00:00:00Z"
    calendar = catalogue.company.calendar
    language = context.figures.style.language
    company = (catalogue.company.name_ja if language == "ja" else "") or catalogue.company.name_en
    title = context.plain(context.spec.title, Place(""), "title")
    return {
        "title": f"{company}: {title}",
        "subject": dates(context.aliases["this"].period, language, calendar),
        "creator": company,
        "created": stamp,
        "modified": stamp,
    }
