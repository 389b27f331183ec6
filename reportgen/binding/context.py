"""What every binding of one report shares: its times, its figures, its narrator and its gathered findings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from reportgen.diagnostics import Issue, Place, did_you_mean
from reportgen.narrative import FigureDesk, Narrator
from reportgen.values import parse_period, period_range
from reportgen.views import Figure, Sentence
from reportgen.views.asking import AskingError, When, parse_when
from reportgen.views.specs import ReportSpec


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that a page asks for and the tables do not hold: where, what, and which figures are missing."""

    where: str
    what: str
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Doubt:
    """A figure that a page shows although what is printed of it is in doubt: where, as what, and why."""

    where: str
    shown: str
    why: str


@dataclass
class Gathered:
    """Findings, omissions and doubts of one binding, gathered so that a person sees all of them in one run."""

    issues: list[Issue] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True)
class ReportContext:
    """One report's specification with everything needed to bind it; after `last_day` all is forecast."""

    spec: ReportSpec
    desk: FigureDesk
    narrator: Narrator
    aliases: Mapping[str, When]
    lists: Mapping[str, tuple[When, ...]]
    gathered: Gathered
    last_day: date | None = None

    def sentence(self, template: str, place: Place, where: str) -> Sentence | None:
        """The sentence that `template` gives, or None where a figure in it is missing; faults are gathered."""
        rendered = self.narrator.write(template, place)
        if rendered.issue is not None:
            self.gathered.issues.append(rendered.issue)
            return None
        if rendered.missing:
            self.gathered.left_out.append(LeftOut(where, template, rendered.missing))
            return None
        return rendered.sentence

    def period_list(self, name: str, place: Place) -> tuple[When, ...]:
        """The times of a list called `name`; an unknown name is gathered and gives an empty list."""
        if name in self.lists:
            return self.lists[name]
        message = f'no list of periods is named "{name}"'
        hint = did_you_mean(name, self.lists)
        self.gathered.issues.append(Issue("unknown-list", message, place, found=name, hint=hint))
        return ()


def read_times(
    spec: ReportSpec, locate: Callable[..., Place], given: Mapping[str, When] | None = None
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
            aliases[name] = parse_when(text, aliases)
        except AskingError as error:
            place = locate("periods", name) if name in spec.periods else locate("period")
            issues.append(Issue("unknown-period", str(error), place, found=text))
    for name, members in spec.lists.items():
        try:
            lists[name] = _read_list(members, aliases)
        except (AskingError, ValueError) as error:
            message = f'list "{name}": {error}'
            issues.append(Issue("unknown-period", message, locate("lists", name), found=str(members)))
    return aliases, lists, tuple(issues)


def _read_list(members: str | list[str], aliases: Mapping[str, When]) -> tuple[When, ...]:
    if isinstance(members, str):
        first, _, last = members.partition("..")
        return tuple(When(period) for period in period_range(parse_period(first), parse_period(last)))
    return tuple(parse_when(member, aliases) for member in members)


def figures_of(sentence: Sentence) -> tuple[Figure, ...]:
    """The figures that a sentence shows, in reading order."""
    return tuple(span.figure for span in sentence if span.figure is not None)
