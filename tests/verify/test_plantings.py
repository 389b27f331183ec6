"""One wrong digit, planted anywhere in either file, is found; the untouched files raise nothing.

The planting itself is that of `python -m benchmarks.plantings`, which tries thousands.
"""

from __future__ import annotations

from pathlib import Path

from house import Built
from language import make
from verify_language import restated

from benchmarks.plantings import Planter, run, run_files

# What a digit can be planted in, as the made-up company's two small files hold it.
DECK_CARRIERS = {
    "slide text",
    "table cell",
    "alternative text",
    "speaker notes",
    "deck chart value",
    "deck chart category or name",
    "deck chart reference",
    "embedded typed number",
    "embedded cached value",
    "embedded formula",
    "embedded inline string",
    "bindings, key",
    "bindings, text",
    "bindings, value",
}
BOOK_CARRIERS = {
    "typed number",
    "cached value",
    "formula",
    "inline string",
    "defined name",
    "bindings, key",
}


def test_every_wrong_digit_in_small_files_is_found_and_placed(tmp_path: Path) -> None:
    tallies, untouched, missed = run(make(tmp_path), ("deck", "model"), 210, 2)

    assert untouched == 0
    assert missed == []
    assert sum(tally.found for tally in tallies.values()) == 210
    assert all(
        tally.placed == tally.tried
        for name, tally in tallies.items()
        if "bindings" not in name and "defined name" not in name
    )


def test_small_files_have_every_carrier(tmp_path: Path) -> None:
    """Else a kind of place could quietly fall out of the trials."""
    tallies, _, _ = run(make(tmp_path), ("deck", "model"), 22, 3)

    assert {name.removeprefix("pptx  ") for name in tallies if name.startswith("pptx")} >= DECK_CARRIERS
    assert {name.removeprefix("xlsx  ") for name in tallies if name.startswith("xlsx")} >= BOOK_CARRIERS


def test_wrong_digits_in_the_real_deck_are_found(built: Built) -> None:
    files = {"deck.pptx": built.deck.read_bytes()}
    tallies, untouched, missed = run_files(built.project, files, 18, 4)

    assert untouched == 0
    assert missed == []
    assert len(tallies) > 12


def test_the_planter_changes_one_digit_and_nothing_else(built: Built) -> None:
    import random

    planter = Planter("deck.pptx", built.deck.read_bytes())
    spot = planter.spots["table cell"][5]
    _, wrong = planter.planted(spot, random.Random(1))

    assert len(wrong) == len(spot.text)
    assert sum(a != b for a, b in zip(wrong, spot.text, strict=True)) == 1


def test_wrong_digits_are_found_beside_figures_of_two_standards(tmp_path: Path) -> None:
    """A later document restates a year under IFRS: deck and model hold both, and every planted digit is still found."""
    tallies, untouched, missed = run(restated(tmp_path), ("deck", "model"), 120, 8)

    assert untouched == 0
    assert missed == []
    assert sum(tally.found for tally in tallies.values()) == 120
