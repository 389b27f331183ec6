"""Figures through pandas and back."""

from __future__ import annotations

import pytest
from metric_language import claim, fact, files

from reportgen.diagnostics import FindingsError
from reportgen.metrics import load
from reportgen.metrics.frames import from_frame, to_frame

FACTS = [fact("revenue", "4Q17", "48,439", also_at="3;5"), fact("tax", "4Q17", "(290)")]
CLAIMS = [claim("revenue", "FY17", "change_pct", "FY16", "+11.6%")]


@pytest.mark.parametrize("kind", ["facts", "claims"])
def test_a_frame_goes_back_to_the_same_files(kind: str) -> None:
    given = files(FACTS, CLAIMS)
    table = load(given)
    again = load(given | from_frame(to_frame(table, kind), kind))
    assert again.facts == table.facts
    assert again.claims == table.claims


def test_a_frame_holds_exact_values_and_keys() -> None:
    frame = to_frame(load(files(FACTS)))
    assert list(frame["key"]) == ["revenue|4Q17", "tax|4Q17"]
    assert frame["base"].sum() == 48_439_000_000 - 290_000_000


def test_a_missing_column_of_a_frame_is_named() -> None:
    frame = to_frame(load(files(FACTS))).rename(columns={"period": "periods"})
    with pytest.raises(FindingsError) as caught:
        from_frame(frame)
    assert caught.value.issues[0].message == 'the frame has no column "period"'
    assert caught.value.issues[0].hint == 'did you mean "periods"?'
