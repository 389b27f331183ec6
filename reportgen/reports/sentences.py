"""Sentences with figures in them, rendered to spans that remember which figure they show.

    "FY17: {{ net_income | mn }} ({{ change(net_income) | up }})"
        FY17: |JPY5,109 million| (|up JPY1,942 million|)

Templates run in a sandbox with strict names: no attribute beginning with an underscore, no files, no
builtins, no loops, no arithmetic, and a name that is not known is a finding.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from jinja2 import StrictUndefined, TemplateError, Undefined, UndefinedError, nodes
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from msgspec import Struct

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.structs import replace
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import QueryError
from reportgen.figures.views import DisplayValue, Sentence, Span
from reportgen.reports.handles import (
    FILTERS,
    RUNS,
    Count,
    MetricHandle,
    UndisclosedError,
    UnknownFormatError,
    apart,
    known,
    measure_functions,
    metric_handles,
    period_functions,
    share,
)
from reportgen.reports.sentence_tree import Evaluation, can_evaluate

# Private-use characters mark a figure while jinja2 joins the words; data cannot hold them (they are dropped).
_OPEN, _CLOSE = "\ue000", "\ue001"
_MARKED = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_NO_BREAK = "\u00a0"
_FOOTNOTE_MARK = re.compile(r"\^([^^]{1,4})\^")
# What is called income while it is one: `Operating income` before `loss widened` is `Operating loss widened`.
_RESULT = re.compile(r"(?<=\w )(?:income|profit) $")
_UNKNOWN_NAME = re.compile(r"'([^']+)' is undefined")
_UNKNOWN_FILTER = re.compile(r"No filter named '([^']+)'")


# What a sentence has no use for: loops, programs, and arithmetic, which could also run without end.
_FORBIDDEN: dict[type[nodes.Node], str] = {
    nodes.For: "a sentence has no loops",
    nodes.Macro: "a sentence has no programs",
    nodes.CallBlock: "a sentence has no programs",
    nodes.FilterBlock: "a sentence has no programs",
    nodes.Block: "a sentence has no programs",
    nodes.Include: "a sentence reads no files",
    nodes.Import: "a sentence reads no files",
    nodes.FromImport: "a sentence reads no files",
    nodes.Extends: "a sentence reads no files",
    **dict.fromkeys((nodes.Assign, nodes.AssignBlock, nodes.With), "a sentence keeps nothing for later"),
    **dict.fromkeys((nodes.List, nodes.Dict, nodes.Tuple, nodes.Slice), "a sentence has no lists"),
    **dict.fromkeys(
        (nodes.Add, nodes.Sub, nodes.Mul, nodes.Div, nodes.FloorDiv, nodes.Mod, nodes.Pow),
        "a sentence does not calculate: the catalogue has an expression for each figure",
    ),
}


# What texts and figures could do besides: no text is told to grow, no object shows its insides. A word that is
# none of these is taken for a service line.
_OWN = frozenset({*dir(str), *dir(MetricHandle)} - {"of"})
_LONGEST = 20_000
# What jinja2 and the figures raise for words that a person may write; nothing of it is a fault of this program.
_TOO_DEEP = (RecursionError, SyntaxError, MemoryError)
_UNREADABLE = (TemplateError, TypeError, KeyError, ValueError, ArithmeticError, AttributeError, NameError)


class Rendered(Struct, frozen=True):
    """A sentence, or what kept it from being written.

    `missing` are the keys of figures that are not disclosed; `issue` is the fault of the definition.
    """

    sentence: Sentence
    missing: tuple[str, ...] = ()
    issue: Issue | None = None


class Narrator:
    """Writes sentences for one report: its figures, its period aliases and its plain words."""

    def __init__(self, figures: FigureResolver, words: Mapping[str, str]) -> None:
        self.figures = figures
        self._shown: list[DisplayValue] = []
        self._missing: list[str] = []
        self._trees: dict[str, tuple[nodes.Template, bool]] = {}
        self._environment = ImmutableSandboxedEnvironment(
            undefined=StrictUndefined, finalize=self._finalize, autoescape=False, keep_trailing_newline=True
        )
        self._environment.globals.clear()
        self._environment.filters = {
            **FILTERS,
            "word": lambda count: replace(count, shown="word"),
            "nth": lambda count: replace(count, shown="nth"),
        }
        self._environment.tests = {}
        self._names: dict[str, object] = {
            **metric_handles(figures),
            **measure_functions(figures.table.catalogue),
            "share": share,
        }
        self._names |= {**RUNS, "known": known, "apart": apart}
        self._names |= period_functions(figures)
        self._names |= {name: when.key for name, when in figures.aliases.items()}
        self._names |= dict(words)

    def _finalize(self, value: object) -> str:
        if isinstance(value, Count):
            self._shown.append(DisplayValue(value.key, Decimal(value.value), value.text(), value.addresses))
            return f"{_OPEN}{len(self._shown) - 1}{_CLOSE}"
        if not isinstance(value, MetricHandle):
            if not isinstance(value, str | Undefined):
                raise SecurityError("a sentence shows figures and words, nothing else")
            return str(value).replace(_OPEN, "").replace(_CLOSE, "")
        answer = value.answer()
        text = value.text()
        if not text:
            self._missing.append(answer.key)
            return ""
        if value.silent:
            return ""
        self._shown.append(self.figures.display(answer, text=text))
        return f"{_OPEN}{len(self._shown) - 1}{_CLOSE}"

    def write(self, template: str, place: Place, more: Mapping[str, str] | None = None) -> Rendered:
        """The sentence that `template` gives; a fault comes back as an issue at `place`, never raised.

        `more` are further plain words that hold in this sentence alone.
        """
        if "{" not in template:
            return Rendered(_with_marks(template))
        if len(template) > _LONGEST:
            message = f"a sentence has at most {_LONGEST:,} characters"
            return Rendered((), issue=Issue("bad-sentence", message, place, found=template[:80]))
        self._shown, self._missing = [], []
        try:
            tree, plain = self._harmless(template)
            names = {**self._names, **(more or {})}
            if plain:
                text = Evaluation(self._environment, names).text(tree)
            else:
                text = self._environment.from_string(tree).render(names)
        except UndisclosedError as error:
            return Rendered((), missing=(str(error),))
        except QueryError as error:
            hint = did_you_mean(error.word, error.known)
            issue_id = "unknown-format" if isinstance(error, UnknownFormatError) else "unknown-figure"
            return Rendered((), issue=Issue(issue_id, str(error), place, found=template, hint=hint))
        except UndefinedError as error:
            unknown = _UNKNOWN_NAME.search(str(error))
            word = unknown[1] if unknown else ""
            message = f'nothing is named "{word}" here' if word else str(error)
            hint = did_you_mean(word, (*self._names, *(more or {})))
            return Rendered((), issue=Issue("unknown-name", message, place, found=template, hint=hint))
        except SecurityError as error:
            return Rendered((), issue=Issue("forbidden-expression", str(error), place, found=template))
        except _TOO_DEEP:
            message = "this sentence cannot be read: its brackets or conditions are nested too deeply"
            return Rendered((), issue=Issue("bad-sentence", message, place, found=template[:80]))
        except _UNREADABLE as error:
            unknown = _UNKNOWN_FILTER.search(str(error))
            if unknown:
                message, hint = f'no filter is named "{unknown[1]}"', did_you_mean(unknown[1], FILTERS)
                return Rendered((), issue=Issue("unknown-filter", message, place, found=template, hint=hint))
            message = f"this sentence cannot be read: {str(error).rstrip('.')}"
            return Rendered((), issue=Issue("bad-sentence", message, place, found=template))
        return Rendered(self._spans(text), missing=tuple(self._missing))

    def _harmless(self, template: str) -> tuple[nodes.Template, bool]:
        """The template as a tree, and whether it is evaluated as it stands.

        `SecurityError` where it holds what no sentence or condition may.
        """
        if template not in self._trees:
            tree = self._environment.parse(template)
            plain = can_evaluate(tree, self._environment, _OWN)
            for node in () if plain else tree.find_all(tuple(_FORBIDDEN)):
                raise SecurityError(_FORBIDDEN[type(node)])
            for attribute in () if plain else tree.find_all(nodes.Getattr):
                if attribute.attr in _OWN:
                    raise SecurityError(f'a sentence knows nothing of ".{attribute.attr}"')
            self._trees[template] = tree, plain
        return self._trees[template]

    def holds(self, condition: str, place: Place, more: Mapping[str, str] | None = None) -> bool | Issue:
        """Whether a condition holds; false where a figure in it is not disclosed, an issue where it is faulty."""
        value = self._value(condition, place, more)
        if value is None or isinstance(value, Issue):
            return value or False
        return bool(value) if isinstance(value, bool) else self._no_value(condition, place)

    def amount(
        self, expression: str, place: Place, more: Mapping[str, str] | None = None
    ) -> Decimal | Issue | None:
        """The value of one figure, to order candidates by; None where it is not disclosed."""
        value = self._value(expression, place, more)
        if value is None or isinstance(value, Issue):
            return value
        if isinstance(value, MetricHandle):
            return value.answer().value
        return Decimal(value.value) if isinstance(value, Count) else self._no_value(expression, place)

    def _no_value(self, expression: str, place: Place) -> Issue:
        return Issue("bad-condition", "this says neither yes or no nor a figure", place, found=expression)

    def _value(self, expression: str, place: Place, more: Mapping[str, str] | None) -> object:
        if len(expression) > _LONGEST:
            message = f"a condition has at most {_LONGEST:,} characters"
            return Issue("bad-condition", message, place, found=expression[:80])
        try:
            tree, plain = self._harmless("{{ " + expression + " }}")
            names = {**self._names, **(more or {})}
            match tree.body:
                case [nodes.Output(nodes=[nodes.Expr() as asked])] if plain:
                    value = Evaluation(self._environment, names).value(asked)
                case _:
                    value = self._environment.compile_expression(expression, undefined_to_none=False)(names)
            if isinstance(value, Undefined):
                str(value)
            return value
        except UndisclosedError:
            return None
        except QueryError as error:
            hint = did_you_mean(error.word, error.known)
            return Issue("unknown-figure", str(error), place, found=expression, hint=hint)
        except _TOO_DEEP:
            message = "this condition cannot be read: its brackets are nested too deeply"
            return Issue("bad-condition", message, place, found=expression[:80])
        except _UNREADABLE as error:
            unknown = _UNKNOWN_NAME.search(str(error))
            word = unknown[1] if unknown else ""
            hint = did_you_mean(word, (*self._names, *(more or {}))) if word else ""
            message = f'nothing is named "{word}" here' if word else f"this cannot be read: {error}"
            return Issue("bad-condition", message, place, found=expression, hint=hint)

    def _spans(self, text: str) -> Sentence:
        spans: list[Span] = []
        for number, piece in enumerate(_MARKED.split(text)):
            if number % 2:
                figure = self._shown[int(piece)]
                if figure.turn and figure.text.startswith("loss ") and spans:
                    spans[-1] = replace(spans[-1], text=_RESULT.sub("", spans[-1].text))
                spans.append(Span(figure.text, figure))
            elif piece:
                spans += _with_marks(piece)
        return tuple(spans)


def _with_marks(text: str) -> Sentence:
    """Plain words, with `^*1^` as a raised footnote mark."""
    return tuple(
        Span(piece, mark=bool(number % 2)) for number, piece in enumerate(_FOOTNOTE_MARK.split(text)) if piece
    )


def unbroken(sentence: Sentence) -> Sentence:
    """The sentence with figures that no line's end parts from their unit or sign."""
    return tuple(
        span if span.figure is None else replace(span, text=span.text.replace(" ", _NO_BREAK))
        for span in sentence
    )


def kept_together(words: str) -> str:
    """Words that break after the first of them alone: `turned`, `to a loss`."""
    first, blank, rest = words.partition(" ")
    return f"{first}{blank}{rest.replace(' ', _NO_BREAK)}"


def as_line(sentence: Sentence) -> Sentence:
    """A sentence as a line of a list: it begins with a capital, and no figure is broken over two lines."""
    first, *rest = unbroken(sentence) or (Span(""),)
    if first.figure is not None:
        first = replace(first, text=first.text[:1].upper() + first.text[1:])
    return (first, *rest)
