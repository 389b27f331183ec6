"""A sentence evaluated as a tree says what jinja2's compiler makes of it."""

import pytest
from jinja2 import StrictUndefined, UndefinedError
from jinja2.exceptions import SecurityError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from reportgen.reports.sentence_tree import Evaluation, can_evaluate

NAMES = {"a": "A", "b": "", "two": 2, "text": "up 9.6%", "call": lambda *given, **named: f"{given}{named}"}
SENTENCES = [
    "plain",
    "{{ a }} and {{ text }}!",
    "{% if a %}yes {{ a }}{% elif b %}no{% else %}never{% endif %}.",
    "{% if b %}yes{% elif two > 1 %}two{% endif %}",
    "{% if not a or b %}x{% else %}y{% endif %}",
    "{{ a if two == 2 else text }}",
    "{{ b or a }}{{ a and text }}",
    "{{ 'x' if 1 < two <= 2 else 'y' }}{{ 'x' if 3 > two > 2 else 'y' }}",
    "{{ 'x' if two in (1, 2) else 'y' }}",
    "{{ 'x' if 'up' in text else 'y' }}{{ 'x' if 'up' not in text else 'y' }}",
    "{{ call(a, -two, key=text) }}",
    "{{ a ~ text ~ 3 }}",
    "{{ a | twice }}{{ a | twice(by='-') }}",
    "{{ text[0] }}{{ text['upper']() }}{{ text.upper() }}",
    "{{- a -}}  {# a remark #}{% raw %}{{ a }}{% endraw %}",
    "{{ +two ~ '' }}",
    "{% set a = 1 %}{{ a ~ '' }}",
]
FAULTS = [
    "{{ c }}",
    "{{ c.d }}",
    "{{ a.__class__ }}",
    "{{ a() }}",
    "{{ two }}",
    "{{ a if c else b }}",
    "{{ c() }}",
]


def shown(value: object) -> str:
    if not isinstance(value, str | StrictUndefined):
        raise SecurityError("words only")
    return str(value)


@pytest.fixture
def environment() -> ImmutableSandboxedEnvironment:
    made = ImmutableSandboxedEnvironment(undefined=StrictUndefined, finalize=shown)
    made.filters = {"twice": lambda text, by="": f"{text}{by}{text}"}
    return made


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_says_the_same_evaluated_and_compiled(
    sentence: str, environment: ImmutableSandboxedEnvironment
) -> None:
    tree = environment.parse(sentence)
    if can_evaluate(tree, environment, frozenset()):
        said = Evaluation(environment, dict(NAMES)).text(tree)
        assert said == environment.from_string(sentence).render(NAMES)


def test_most_sentences_are_evaluated_and_the_others_left_to_the_compiler(
    environment: ImmutableSandboxedEnvironment,
) -> None:
    left = [one for one in SENTENCES if not can_evaluate(environment.parse(one), environment, frozenset())]
    assert left == [SENTENCES[8], SENTENCES[15], SENTENCES[16]]


@pytest.mark.parametrize("sentence", FAULTS)
def test_a_fault_is_told_in_the_same_words(sentence: str, environment: ImmutableSandboxedEnvironment) -> None:
    tree = environment.parse(sentence)
    assert can_evaluate(tree, environment, frozenset())
    told = []
    for say in (
        lambda: Evaluation(environment, dict(NAMES)).text(tree),
        lambda: environment.from_string(sentence).render(NAMES),
    ):
        with pytest.raises((UndefinedError, SecurityError, TypeError)) as caught:
            say()
        told.append((caught.type, str(caught.value)))
    assert told[0] == told[1]


def test_a_barred_attribute_an_unknown_filter_and_a_name_of_jinja_are_not_evaluated(
    environment: ImmutableSandboxedEnvironment,
) -> None:
    for sentence in ("{{ a.upper() }}", "{{ a | thrice }}", "{{ self }}", "{{ call(*text) }}"):
        assert not can_evaluate(environment.parse(sentence), environment, frozenset({"upper"}))
