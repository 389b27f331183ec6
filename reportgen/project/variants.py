"""A report for another period or in another language: its definition with the one or the other put in.

results.yaml (FY17, en)   --period 9M13 --lang ja   ->   the same pages, 9M13, results-9M13-ja.pptx
"""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.core.findings import FindingsError, Issue, did_you_mean
from reportgen.core.period import PeriodKind, parse_period
from reportgen.project.project import Project
from reportgen.reports.context import fixed_times
from reportgen.reports.definition import Definition
from reportgen.reports.language import Words, read_words, translated

_STRETCHES = (PeriodKind.QUARTER, PeriodKind.HALF, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks for beside the report's name: a period and a language, each empty for its own."""

    period: str = ""
    language: str = ""

    def suits(self, definition: Definition) -> bool:
        """Whether a report can be built so: fixed reports stand for one period, others speak some languages."""
        spec = definition.spec
        moves = not self.period or (spec.kind == "deck" and not fixed_times(spec))
        return moves and self.language in ("", spec.language, *spec.languages)


AS_DEFINED = Wanted()


@dataclass(frozen=True)
class Variant:
    """A report as it is wanted: its definition, its number style, the words of its language."""

    definition: Definition
    style: str
    words: Words | None = None


def variant(project: Project, definition: Definition, wanted: Wanted) -> Variant:
    """The report as it is wanted; `FindingsError` where it has no such period or language."""
    definition = _at(definition, wanted.period)
    spec = definition.spec
    style, words, name = spec.style, None, spec.output.replace("{period}", spec.period)
    language = wanted.language or spec.language
    if language != spec.language:
        found = spec.languages.get(language)
        if found is None:
            known = (spec.language, *spec.languages)
            message = f'report "{spec.report}" is not written in the language "{language}"'
            hint = did_you_mean(language, known)
            place = definition.place("languages")
            raise FindingsError(
                [Issue("unknown-language", message, place, expected=", ".join(known), hint=hint)]
            )
        file = f"templates/{found.words}"
        words = read_words(project.read(file, definition.place("languages", language, "words")), file)
        definition = translated(definition, words, language)
        stem, dot, ending = name.rpartition(".")
        style, name = found.style, f"{stem}-{language}{dot}{ending}"
    spec = definition.spec.model_copy(update={"output": name})
    return Variant(Definition(spec, definition.file, definition.lines), style, words)


def _at(definition: Definition, period: str) -> Definition:
    """The definition for another period; its times have to move with it."""
    spec = definition.spec
    if not period or period == spec.period:
        return definition
    place = definition.place("period")
    try:
        found = parse_period(period)
    except ValueError as error:
        raise FindingsError([Issue("unknown-period", str(error), place, found=period)]) from None
    if found.kind not in _STRETCHES:
        message = "a report is about a quarter, a half, nine months or a year"
        raise FindingsError([Issue("unknown-period", message, place, found=period)])
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
        raise FindingsError([Issue("fixed-period", message, place, found=found_text, hint=hint)])
    return Definition(spec.model_copy(update={"period": period}), definition.file, definition.lines)
