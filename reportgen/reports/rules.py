"""The house's rules for sentences, as an editor writes them in YAML: when to say what, how much it weighs.

topics: [revenue, income]
rules:
  - rule: revenue_record
    topic: revenue
    priority: 90
    when: record(revenue) >= 6 and yoy(revenue) > 0
    covers: [revenue_growth]
    say: {en: "Revenue {{ revenue | mn }}, the highest in {{ record(revenue) | word }} quarters"}
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import product

from msgspec import Struct
from pydantic import Field

from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.figures.query import is_for
from reportgen.figures.views import Sentence
from reportgen.reports.definition import Spec, SpecFile, read_spec
from reportgen.reports.sentences import Narrator


class RuleSpec(Spec):
    """One rule: what may be said, by language, and when.

    `when` holds conditions over the tables, all of which have to be true. `among` gives a name several values
    in turn (service lines, metrics); of those for which the conditions hold the one with the largest `by`
    speaks. `priority` is how much the sentence matters, `covers` are rules that it leaves nothing to say for.
    `details` may follow the sentence where there is room. `only` limits the rule to periods of some kinds.
    """

    rule: str
    topic: str
    priority: int
    when: str | tuple[str, ...] = ()
    among: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    by: str = ""
    covers: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    say: dict[str, str]
    details: tuple[dict[str, str], ...] = ()


class RulesSpec(Spec):
    """All rules of a house, and the order in which topics are spoken of."""

    topics: tuple[str, ...]
    most_of_topic: int = 2
    rules: tuple[RuleSpec, ...]


Rules = SpecFile[RulesSpec]


def read_rules(data: bytes, file: str) -> Rules:
    """The rules in a YAML file; all faults are raised together, each at its line."""
    rules = read_spec(RulesSpec, data, file, "file of rules")
    names = [rule.rule for rule in rules.spec.rules]
    issues: list[Issue] = []
    for number, rule in enumerate(rules.spec.rules):
        if rule.rule in names[:number]:
            message = f'two rules are named "{rule.rule}"'
            issues.append(Issue("duplicate-rule", message, rules.place("rules", number)))
        for name in rule.covers:
            if name not in names:
                message = f'rule "{rule.rule}" covers "{name}", which is no rule'
                place = rules.place("rules", number, "covers")
                issues.append(Issue("unknown-rule", message, place, hint=did_you_mean(name, names)))
    if issues:
        raise FindingsError(issues)
    return rules


class Told(Struct, frozen=True):
    """One sentence that a rule gives, with what it adds: the rule's name says why it stands there."""

    rule: str
    topic: str
    priority: int
    sentence: Sentence
    details: tuple[Sentence, ...] = ()


class RuleEngine:
    """The rules of a house over one report's figures; what they can say is worked out once."""

    def __init__(self, rules: RulesSpec, narrator: Narrator, locate: Callable[..., Place]) -> None:
        """`locate` gives the place in the file of a path such as `("rules", 3, "when")`."""
        self._rules = rules
        self._narrator = narrator
        self._locate = locate
        self._language = narrator.figures.style.language
        self.issues: list[Issue] = []
        self._told: tuple[Told, ...] | None = None

    def every(self) -> tuple[Told, ...]:
        """All sentences whose conditions hold, in the order of the file; faults are kept in `issues`."""
        if self._told is None:
            self._told = tuple(self._apply())
        return self._told

    def choose(
        self, topics: Sequence[str] = (), most: int = 5, said: Collection[str] = (), of_topic: int = 0
    ) -> tuple[Told, ...]:
        """The weightiest sentences on `topics` (all where none is named), in the order of their topics.

        Rules in `said` have spoken on an earlier page, and with them those that they cover. On one topic no more than
        `of_topic` speak where that is given; else as many as the rules say, and more where too few are left.
        """
        unknown = [topic for topic in topics if topic not in self._rules.topics]
        for topic in unknown:
            hint = did_you_mean(topic, self._rules.topics)
            self.issues.append(
                Issue("unknown-topic", f'no topic is named "{topic}"', self._locate("topics"), hint=hint)
            )
        wanted = set(topics) or set(self._rules.topics)
        candidates = [told for told in self.every() if told.topic in wanted]
        ranked = sorted(candidates, key=lambda told: -told.priority)
        covers = {rule.rule: rule.covers for rule in self._rules.rules}
        limit = of_topic or (self._rules.most_of_topic if len(wanted) > 1 else most)
        chosen: list[Told] = []
        covered = {*said, *(name for rule in said for name in covers[rule])}
        for strict in (True,) if of_topic else (True, False):
            for told in ranked:
                full = strict and sum(one.topic == told.topic for one in chosen) >= limit
                if len(chosen) < most and told not in chosen and told.rule not in covered and not full:
                    chosen.append(told)
                    covered |= set(covers[told.rule])
        order = {topic: place for place, topic in enumerate(self._rules.topics)}
        return tuple(sorted(chosen, key=lambda told: (order[told.topic], -told.priority)))

    def _apply(self) -> Iterator[Told]:
        period = self._narrator.figures.default.period
        for number, rule in enumerate(self._rules.rules):
            if rule.topic not in self._rules.topics:
                hint = did_you_mean(rule.topic, self._rules.topics)
                message = f'rule "{rule.rule}" is on a topic that the list of topics does not hold'
                self.issues.append(
                    Issue("unknown-topic", message, self._locate("rules", number, "topic"), hint=hint)
                )
            elif not rule.only or is_for(period, rule.only):
                told = self._speak(number, rule)
                if told is not None:
                    yield told

    def _speak(self, number: int, rule: RuleSpec) -> Told | None:
        """What the rule says, for the largest of its candidates that can be told in full."""
        found: list[tuple[Decimal, Mapping[str, str]]] = []
        for names in self._candidates(rule):
            if not self._holds(number, rule, names):
                continue
            size = self._size(number, rule, names)
            if size is not None:
                found.append((size, names))
        for _, names in sorted(found, key=lambda pair: -pair[0]):
            sentence = self._write(rule.say, ("rules", number, "say"), names)
            if sentence is not None:
                details = [
                    self._write(text, ("rules", number, "details", place), names)
                    for place, text in enumerate(rule.details)
                ]
                kept = tuple(detail for detail in details if detail is not None)
                return Told(rule.rule, rule.topic, rule.priority, sentence, kept)
        return None

    def _candidates(self, rule: RuleSpec) -> Iterator[Mapping[str, str]]:
        for values in product(*rule.among.values()):
            yield dict(zip(rule.among, values, strict=True))

    def _holds(self, number: int, rule: RuleSpec, names: Mapping[str, str]) -> bool:
        for condition in (rule.when,) if isinstance(rule.when, str) else rule.when:
            found = self._narrator.holds(condition, self._locate("rules", number, "when"), names)
            if isinstance(found, Issue):
                self._note(found)
                return False
            if not found:
                return False
        return True

    def _size(self, number: int, rule: RuleSpec, names: Mapping[str, str]) -> Decimal | None:
        if not rule.by:
            return Decimal(0)
        found = self._narrator.amount(rule.by, self._locate("rules", number, "by"), names)
        if isinstance(found, Issue):
            self._note(found)
            return None
        return found

    def _write(
        self, texts: Mapping[str, str], path: tuple[str | int, ...], names: Mapping[str, str]
    ) -> Sentence | None:
        if self._language not in texts:
            message = f"this rule says nothing in the language {self._language}"
            self._note(
                Issue("not-translated", message, self._locate(*path), found=str(next(iter(texts.values()))))
            )
            return None
        rendered = self._narrator.write(texts[self._language], self._locate(*path), names)
        if rendered.issue is not None:
            self._note(rendered.issue)
        return None if rendered.issue is not None or rendered.missing else rendered.sentence

    def _note(self, issue: Issue) -> None:
        if issue not in self.issues:
            self.issues.append(issue)
