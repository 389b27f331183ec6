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

from pydantic import BaseModel, ConfigDict, Field


class Spec(BaseModel):
    """What an editor writes: frozen, and with no key that nobody knows."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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
