"""What the checks say of the tables, in the words of the form: lines for keys, units as its lists write them.

operating_income|1Q18 does not tie      Operating income 1Q18 does not tie
690 million JPY                         690 JPY million
near 17000000000 JPY                    near 17,000,000,000 JPY
"""

from __future__ import annotations

import re
from decimal import Decimal

from reportgen.core.units import SCALE_WORDS
from reportgen.data.labels import label_of, metric_label
from reportgen.data.records import MetricTable, parse_key
from reportgen.forms.words import bracketed, spoken

_KEY = re.compile(r"[a-z][\w.]*(?:@[\w.]+)?(?:%[\w.]+)?\|[\w-]+(?:\|\w+)?")
_QUOTED = re.compile(r'"([\w.]+)"')
_UNIT = re.compile(rf"\b({'|'.join(SCALE_WORDS)}) ([A-Z]{{3}}(?:/\w+)?)\b")
_BASE = re.compile(r"(?<![\w.,])(-?\d{5,}(?:\.\d+)?)(?= [A-Z]{3}\b)")
# Words of the tables that the lists of the form spell with blanks.
_LISTED = ("unknown-scenario", "unknown-status", "unknown-medium", "unknown-kind-of-document")


def in_form_words(text: str, table: MetricTable) -> str:
    """A message with the labels of its figures, the order of the form's units, and large numbers with separators."""
    text = _KEY.sub(lambda found: _line(found[0], table), text)
    text = _UNIT.sub(lambda found: f"{found[2]} {found[1]}", text)
    return _BASE.sub(lambda found: f"{Decimal(found[1]).normalize():,f}", text)


def of_lists(issue_id: str, text: str) -> str:
    """The words that a finding expects, as the lists of the form write them."""
    return spoken(text) if issue_id in _LISTED else text


def as_choice(hint: str, table: MetricTable) -> str:
    """A hint that names a line, service line or company, with the choice that the lists of the form offer."""

    def choice(found: re.Match[str]) -> str:
        name = found[1]
        catalogue = table.catalogue
        named = catalogue.concepts.get(name) or next(
            (one for (_, member), one in catalogue.members.items() if member == name), None
        )
        return f'"{bracketed(label_of(named), name)}"' if named is not None else found[0]

    return _QUOTED.sub(choice, hint)


def _line(key: str, table: MetricTable) -> str:
    try:
        known = parse_key(key)
        label = metric_label(known.metric, table.catalogue, shape="form")
    except (ValueError, KeyError):
        return key
    scenario = "" if known.scenario == "actual" else f" {spoken(known.scenario)}"
    return f"{label} {known.period}{scenario}"
