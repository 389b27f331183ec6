"""The words that a form offers in its lists, and what they mean in the tables.

JPY million      (JPY, 6)          Systems integration [si]     si
%                (pct, 0)          growth %                     change_pct
"""

from __future__ import annotations

import re
from collections.abc import Collection

from reportgen.core.units import POWER_OF, RATIO_UNITS, SCALE_WORDS, column_unit, unit_kind_of, units_offered
from reportgen.data.records import MetricTable
from reportgen.data.vocabulary import SCENARIOS

UnitScale = tuple[str, int]

# The words of the column Sign: the page prints the other sign; the sign was asked about and is right.
OPPOSITE, AS_PRINTED = "opposite", "as printed"
PAGES, LINES = "pages", "lines"
_IN_BRACKETS = re.compile(r"\[([^\[\]]+)\]\s*$")


def unit_word(unit: str, scale: int) -> str:
    """A unit with its scale as the form offers it: `JPY million`, `%`, `subscription, thousand`."""
    return column_unit(RATIO_UNITS.get(unit, unit), scale)


def unit_words(table: MetricTable) -> dict[str, UnitScale]:
    """All units on offer by their words: the common ones of the currency and of what lines count, and those held."""
    currency = table.catalogue.company.currency
    common = [(currency, 6), (currency, 9), (currency, 3), (currency, 0), (f"{currency}/share", 0)]
    common += [("pct", 0), ("point", 0)]
    kinds = dict.fromkeys(concept.unit_kind for concept in table.catalogue.concepts.values())
    common += [(unit, 0) for kind in kinds for unit in units_offered(kind)]
    held = sorted(
        {(one.unit, one.scale) for one in table.facts} | {(one.unit, one.scale) for one in table.claims}
    )
    return {unit_word(*pair): pair for pair in dict.fromkeys([*common, *held])}


def unit_of_words(text: str, known: Collection[str]) -> UnitScale | None:
    """A unit that is not on offer: a known one with another power of ten, or a new word for things counted.

    Whether the word fits the line is the loader's and the checks' to say.
    """
    found = re.fullmatch(rf"(.+?)(?:,? ({'|'.join(SCALE_WORDS)}))?", text.strip())
    if found is None:
        return None
    name = next((unit for unit, word in RATIO_UNITS.items() if word == found[1]), found[1])
    scale = POWER_OF[found[2] or ""]
    if name not in known and unit_kind_of(name) != "count":
        return None
    return name, scale


def bracketed(label: str, name: str) -> str:
    """A choice of a list: its label with the name that the tables know it by."""
    return f"{label} [{name}]"


def name_in(text: str) -> str:
    """The name in the brackets of a choice; the text itself where it has none."""
    found = _IN_BRACKETS.search(text)
    return found[1].strip() if found else text.strip()


def plain_word(text: str) -> str:
    """A choice as the tables spell it: `Source error` is source_error."""
    return text.strip().casefold().replace(" ", "_")


def scenario_word(text: str) -> str:
    """A scenario as the tables spell it, whatever the order of its words: `Long-term plan` is plan_longterm."""
    plain = plain_word(text).replace("-", "")
    return next((one for one in SCENARIOS if sorted(one.split("_")) == sorted(plain.split("_"))), plain)


def spoken(word: str) -> str:
    """A word of the tables as a person reads it: source_error is `source error`."""
    return word.replace("_", " ")
