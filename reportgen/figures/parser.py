"""Reading the catalogue's expressions, each alone and all of a catalogue with every fault of them.

    revenue - cost_of_revenue
    x / prior_year(x) - 1
    quarters(capex) / revenue@network

Operators are + - * /, with the usual precedence; functions prior_year, prior_quarter and quarters; the
only number is 1; `x` is the metric that a rate is asked for.
"""

from __future__ import annotations

import re

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.core.structs import replace
from reportgen.data.catalogue import ref_issues
from reportgen.data.records import Catalogue, parse_metric
from reportgen.figures.tree import (
    Difference,
    Expr,
    Expressions,
    Metric,
    Number,
    Parameter,
    PriorQuarter,
    PriorYear,
    Product,
    Quarters,
    Ratio,
    Sum,
    named,
    operands,
)

_TOKEN = re.compile(
    r"\s*(?:(?P<name>[a-z_][a-z0-9_]*(?:@[a-z0-9_.]+)?(?:%[a-z0-9_.]+)?)"
    r"|(?P<number>\d[\d,]*(?:\.\d+)?%?)|(?P<sign>[-+*/()])|(?P<other>\S))"
)
_FUNCTIONS: dict[str, type[PriorYear] | type[PriorQuarter] | type[Quarters]] = {
    "prior_year": PriorYear,
    "prior_quarter": PriorQuarter,
    "quarters": Quarters,
}
_DEEPEST = 50
_MOST_TOKENS = 500


class _Token(Struct, frozen=True):
    kind: str
    text: str
    column: int


class ExpressionError(ValueError):
    """One fault of an expression, with the column it stands at (from 1)."""

    def __init__(self, id: str, message: str, column: int, hint: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.id = id
        self.message = message
        self.column = column
        self.hint = hint

    def issue(self, text: str, place: Place) -> Issue:
        """The fault as a finding at `place`, the file line where the expression `text` stands."""
        return Issue(
            self.id,
            f"{self.message}, at column {self.column} of the expression",
            place,
            found=text,
            hint=self.hint,
        )


def parse(text: str) -> Expr:
    """The tree of `text`; raises `ExpressionError` at the first fault."""
    tokens = _tokens(text)
    if len(tokens) > _MOST_TOKENS:
        raise ExpressionError(
            "expression-too-long",
            f"the expression has more than {_MOST_TOKENS} words and signs",
            tokens[_MOST_TOKENS].column,
            "give parts of it concepts of their own",
        )
    reader = _Parser(tokens, len(text))
    tree = reader.sum(0)
    rest = reader.peek()
    if rest is not None:
        raise ExpressionError(
            "expression-goes-on",
            f'"{rest.text}" follows a complete expression',
            rest.column,
            "an operator may be missing before it"
            if rest.kind != "sign"
            else "a bracket closes once too often",
        )
    return tree


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    end = len(text.rstrip())
    position = 0
    while position < end:
        match = _TOKEN.match(text, position)
        assert match is not None
        assert match.lastgroup is not None
        tokens.append(_Token(match.lastgroup, match[match.lastgroup], match.start(match.lastgroup) + 1))
        position = match.end()
    return tokens


class _Parser:
    """Recursive descent, one token of look-ahead."""

    def __init__(self, tokens: list[_Token], length: int) -> None:
        self._tokens = tokens
        self._next = 0
        self._end = length + 1

    def peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def sum(self, depth: int) -> Expr:
        left = self._product(depth)
        while operator := self._take("+", "-"):
            right = self._product(depth)
            left = Sum(left, right) if operator.text == "+" else Difference(left, right)
        return left

    def _product(self, depth: int) -> Expr:
        left = self._atom(depth)
        while operator := self._take("*", "/"):
            right = self._atom(depth)
            left = Product(left, right) if operator.text == "*" else Ratio(left, right)
        return left

    def _atom(self, depth: int) -> Expr:
        token = self.peek()
        if token is None:
            raise ExpressionError(
                "expression-ends", "the expression ends where a metric is expected", self._end
            )
        if depth > _DEEPEST:
            raise ExpressionError("expression-too-deep", "the brackets are nested too deeply", token.column)
        self._next += 1
        match token.kind:
            case "name":
                following = self.peek()
                if following is not None and following.text == "(":
                    return self._call(token, depth)
                return Parameter() if token.text == "x" else Metric(parse_metric(token.text))
            case "number":
                if token.text == "1":
                    return Number()
                raise ExpressionError(
                    "number-in-expression",
                    f"the number {token.text} stands in an expression",
                    token.column,
                    "figures come from the tables; the only number an expression may hold is 1",
                )
            case "sign" if token.text == "(":
                inner = self.sum(depth + 1)
                self._close(token)
                return inner
        raise ExpressionError(
            "unexpected-character", f'"{token.text}" stands where a metric is expected', token.column
        )

    def _call(self, name: _Token, depth: int) -> Expr:
        function = _FUNCTIONS.get(name.text)
        if function is None:
            raise ExpressionError(
                "unknown-function",
                f'no function is named "{name.text}"',
                name.column,
                did_you_mean(name.text, _FUNCTIONS) or f"there are {', '.join(_FUNCTIONS)}",
            )
        opening = self._tokens[self._next]
        self._next += 1
        inner = self.sum(depth + 1)
        self._close(opening)
        if function is not PriorYear and _holds_shorter_steps(inner):
            raise ExpressionError(
                "steps-inside-steps",
                f"{name.text}(...) around prior_quarter(...) or quarters(...) has no meaning",
                name.column,
            )
        return function(inner)

    def _close(self, opening: _Token) -> None:
        if not self._take(")"):
            raise ExpressionError("bracket-not-closed", "a bracket is not closed", opening.column)

    def _take(self, *signs: str) -> _Token | None:
        token = self.peek()
        if token is None or token.kind != "sign" or token.text not in signs:
            return None
        self._next += 1
        return token


def _holds_shorter_steps(expr: Expr) -> bool:
    return isinstance(expr, PriorQuarter | Quarters) or any(map(_holds_shorter_steps, operands(expr)))


def catalogue_expressions(catalogue: Catalogue) -> Expressions:
    """The tree of each concept that has an expression; `FindingsError` with all faults."""
    expressions, issues = read_expressions(catalogue)
    if issues:
        raise FindingsError(issues)
    return expressions


def read_expressions(catalogue: Catalogue) -> tuple[dict[str, Expr], list[Issue]]:
    """The trees that can be read, and the faults of the others."""
    expressions: dict[str, Expr] = {}
    issues: list[Issue] = []
    for concept in catalogue.concepts.values():
        if not concept.expression:
            continue
        try:
            tree = parse(concept.expression)
        except ExpressionError as error:
            issues.append(error.issue(concept.expression, concept.place))
            continue
        faults = [
            replace(issue, message=f'{issue.message}, read by the expression of "{concept.name}"')
            for ref in named(tree)
            for issue in ref_issues(ref, catalogue, concept.place)
        ]
        issues.extend(faults)
        if not faults:
            expressions[concept.name] = tree
    for name in expressions:
        circle = _circle(name, expressions)
        if circle and circle[0] == min(circle):
            issues.append(
                Issue(
                    "expression-in-a-circle",
                    "expressions read each other in a circle",
                    catalogue.concepts[name].place,
                    found=" -> ".join(circle),
                    hint="one of them must be printed only: empty its expression",
                )
            )
    return expressions, issues


def _circle(start: str, expressions: Expressions) -> list[str]:
    """A way from `start` back to itself, or an empty list."""
    way: dict[str, str] = {}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for ref in named(expressions[here]):
            name = ref.concept
            if name == start:
                steps = [here]
                while steps[-1] != start:
                    steps.append(way[steps[-1]])
                return [*reversed(steps), start]
            if name in expressions and name not in way:
                way[name] = here
                waiting.append(name)
    return []
