"""How many printed figures of each mirrored document stand on their page with the same characters, deck by deck."""

from __future__ import annotations

import pytest
from house import Built

from reportgen.app.sources import SourceFolders, compare, document_of

# The deck of May 2018 says many amounts under a unit note ("28,233", not "JPY28,233 million").
AT_LEAST = {
    "fy08_forum": 0.99,
    "fy11_company": 0.99,
    "results_9m13": 0.98,
    "conference_1h15": 0.98,
    "results": 0.85,
}


@pytest.mark.parametrize(("report", "least"), AT_LEAST.items())
def test_printed_figures_stand_on_their_mirrored_page(built: Built, report: str, least: float) -> None:
    definition = built.project.definition(report)
    one = next(one for one in built.result.built if one.report == report)
    found = compare(
        definition, document_of(definition), one.data, built.project.table(), SourceFolders(), one.pages
    )
    assert found.printed > 300
    assert found.share >= least, [gone.form for heading in found.headings for gone in heading.absent]


def test_every_mirrored_document_has_its_deck(built: Built) -> None:
    names = built.project.report_names()
    mirrored = {name for name in names if document_of(built.project.definition(name))}
    assert mirrored == set(AT_LEAST)
