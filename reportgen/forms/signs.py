"""Whether a typed figure has the sign of last year's and of its line: what may be the other way is asked about once.

operating_income|1Q18  "683"  last year -444   asked, unless the column Sign says "as printed"
other_income_net|1Q18  "net expense of 255"    asked: an expense may stand below zero in a line of income
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from reportgen.core.findings import Issue, Severity
from reportgen.core.period import parse_period
from reportgen.core.units import percent
from reportgen.data.records import Concept, MetricRef
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.cells import FormRow
from reportgen.forms.figures import TypedFigure
from reportgen.forms.words import AS_PRINTED, OPPOSITE, plain_word, unit_word


def sign_question(
    row: FormRow,
    key: Mapping[str, str],
    token: TypedFigure,
    restated: TypedFigure | None,
    resolver: ValueResolver,
) -> Issue | None:
    """A warning where an actual figure is below zero and last year's was not, or the other way round.

    The same where the token names the other side of its line, an expense in one of income, and no sign. Last year's
    figure is the one that the document prints beside, `restated`, else that of the tables. None where the column Sign
    says that somebody has looked, or the concept itself allows one sign alone: that is told by the checks.
    """
    concept = resolver.table.catalogue.concepts.get(key["concept"])
    if concept is None or not concept.has_either_sign or key["scenario"] != "actual":
        return None
    if plain_word(row.typed("sign")) in _LOOKED_AT:
        return None
    try:
        period = resolver.table.calendar.year_before(parse_period(key["period"]))
    except ValueError:
        return None  # the period is the loader's to refuse
    if restated is not None:
        known, shown = restated.value, f"{restated.printed} as printed here"
    else:
        metric = MetricRef(key["concept"], key["service_line"], key["scope"])
        before = resolver.resolve(metric, period)
        known = (
            (percent(before.value) if before.unit == "ratio" else before.value)
            if before.value
            else Decimal(0)
        )
        shown = f"{known.scaleb(-token.scale).normalize():,f} {unit_word(token.unit, token.scale)}"
    word = _other_side(token.printed, concept)
    if word and token.value > 0:
        message, expected = f'"{word}" may stand below zero in this line', "a sign"
    elif not known or not token.value or known.is_signed() == token.value.is_signed():
        return None
    else:
        message = f"last year's figure was {_side(known)}, this one is {_side(token.value)}"
        expected = f"the sign of {period}: {shown}"
    return Issue(
        "sign-changed",
        message,
        row.place("printed"),
        Severity.WARNING,
        expected=expected,
        found=row.typed("printed"),
        hint=f'look at the page: choose "{AS_PRINTED}" in the column "Sign" where it is right, "{OPPOSITE}" where '
        "the page prints the opposite sign",
    )


_SIDES = re.compile(r"(expense|benefit|charge|credit)s?\b|費用", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"[(\uff08][^)\uff09]*[)\uff09]")


def _other_side(printed: str, concept: Concept) -> str:
    """A word of a token for what its line is not: `expense` for "Other income (expenses), net"; else empty."""
    found = _SIDES.search(printed)
    labels = _IN_BRACKETS.sub("", f"{concept.label_en} {concept.label_ja}").lower()
    return found[0] if found is not None and (found[1] or found[0]).lower() not in labels else ""


_LOOKED_AT = (plain_word(AS_PRINTED), OPPOSITE)


def check_sign_word(row: FormRow) -> None:
    """A finding where the column Sign holds another word than those of its list."""
    said = row.typed("sign")
    if plain_word(said) not in ("", *_LOOKED_AT):
        row.report(
            "unknown-sign-word",
            "the column Sign holds a word that is not on its list",
            "sign",
            expected=f"{OPPOSITE}, {AS_PRINTED}",
            found=said,
        )


def _side(value: Decimal) -> str:
    return "below zero" if value < 0 else "above zero"
