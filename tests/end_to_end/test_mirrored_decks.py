"""The decks that mirror a printed document: its pages in order, its figures as printed, nothing overflowing."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from answers import Run
from deck_reading import title_of
from house import ROOT, Built
from made import saved
from pptx import Presentation
from pptx.oxml.ns import qn
from pptx.presentation import Presentation as Deck

from reportgen.app.sources import Mirror, SourceFolders, compare, document_of
from reportgen.reports.specs import Definition

# Report, pages of the deck, share of its printed figures that stand as printed at least.
MIRRORS = {"fy08_forum": (40, 0.99), "fy11_company": (38, 0.99)}
# What keeps a printed figure from standing as printed: a slip of the document that a deck does not repeat.
KNOWN_SLIPS = {
    "fy08_forum": {"37 million", "1,662 million"},  # printed without JPY beside others that have it
    "fy11_company": set[str](),
}
pytestmark = pytest.mark.parametrize("report", MIRRORS)


def file_of(built: Built, report: str) -> Path:
    return next(
        path for one, path in zip(built.result.built, built.result.paths, strict=True) if one.report == report
    )


def deck_of(built: Built, report: str) -> Deck:
    return Presentation(str(file_of(built, report)))


def definition_of(built: Built, report: str) -> Definition:
    return built.project.definition(report)


def compared(built: Built, report: str, sources: SourceFolders) -> Mirror:
    definition = definition_of(built, report)
    data = next(one.data for one in built.result.built if one.report == report)
    return compare(definition, document_of(definition), data, built.project.table(), sources)


def test_the_pages_stand_in_the_order_of_the_document(built: Built, report: str) -> None:
    deck, pages = deck_of(built, report), definition_of(built, report).spec.pages
    assert len(deck.slides) == len(pages) == MIRRORS[report][0]
    for slide, page in zip(deck.slides, pages, strict=True):
        wanted = " ".join(f"{page.words.get('number', '')} {page.words.get('title', '')}".split())
        assert title_of(slide) == wanted or page.page in ("cover_event", "contact_lines")
    numbers = [page.words["number"] for page in pages if page.words.get("number")]
    parts = [number.split()[0].rstrip(".") for number in numbers]
    assert parts == sorted(parts, key=("I", "II", "III", "IV").index)


def test_the_figures_of_the_document_stand_as_printed(built: Built, report: str) -> None:
    found = compared(built, report, SourceFolders())
    assert all(one.pages for one in found.headings), "every heading has its page"
    assert found.share >= MIRRORS[report][1]
    assert {gone.form for one in found.headings for gone in one.absent} == KNOWN_SLIPS[report]


def test_figures_that_are_printed_again_stand_there_as_well(built: Built, report: str) -> None:
    sources = ROOT.parent / "shared" / "seeds"
    if not sources.is_dir():
        pytest.skip("the source texts are not here")
    found = compared(built, report, SourceFolders((sources,)))
    assert found.read
    assert found.printed > compared(built, report, SourceFolders()).printed
    assert {gone.form for one in found.headings for gone in one.absent} == KNOWN_SLIPS[report]


def test_a_changed_figure_no_longer_stands_as_printed(built: Built, report: str) -> None:
    """The count can fail: the same deck with one amount written otherwise."""
    definition = definition_of(built, report)
    token = {"fy08_forum": "JPY54,064 million", "fy11_company": "JPY82,881 million"}[report]
    deck = deck_of(built, report)
    amount = token.removeprefix("JPY").removesuffix(" million")
    for slide in deck.slides:
        for node in slide._element.iter(qn("a:t")):
            node.text = node.text.replace(amount, amount.replace("4", "5").replace("8", "9"))
    doc = document_of(definition)
    found = compare(definition, doc, saved(deck), built.project.table(), SourceFolders())
    assert token in {gone.form for one in found.headings for gone in one.absent}


def test_nothing_overflows_and_no_figure_is_missing(built: Built, report: str) -> None:
    one = next(one for one in built.result.built if one.report == report)
    assert [str(issue) for issue in one.warnings] == []
    assert one.left_out == ()
    assert one.known_gaps, "lost charts are told"


def test_figures_in_doubt_are_told_with_their_page(built: Built, report: str) -> None:
    one = next(one for one in built.result.built if one.report == report)
    told = {(doubt.shown, doubt.why.partition(" in line")[0]) for doubt in one.doubts}
    wanted = {
        "fy08_forum": {("1.5", "source error"), ("up 18.7%", "source error"), ("2.6", "source error")},
        "fy11_company": {("1,300", "suspect"), ("13.365", "conversion error")},
    }
    assert wanted[report] <= told
    assert all(re.match(r"page \d+ \(\w+\)", doubt.where) for doubt in one.doubts)


def test_no_figure_is_typed_in_the_definition(built: Built, report: str) -> None:
    """Amounts and rates come from the tables; what is typed are years, periods, names and numbers of pages."""
    text = (ROOT / "templates" / "reports" / f"{report}.yaml").read_text(encoding="utf-8")
    bare = re.sub(r"\{\{.*?\}\}", "", text.split("pages:", 1)[1])
    assert re.findall(r"(?:JPY|\u00a5)\s?\d[\d,.]*|\d[\d,.]*\s?(?:%|million|billion|points?\b)", bare) == []
    assert re.findall(r"(?<![\d/-])\d{1,3},\d{3}", bare) == []


def test_the_command_tells_people_and_machines(
    built: Built, report: str, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    monkeypatch.delenv("REPORTGEN_SOURCES", raising=False)
    monkeypatch.setattr("reportgen.app.sources.build_in_memory", lambda project, names: built.result)

    def call(*arguments: str) -> str:
        answer = run("mirror", "--project", ROOT, *arguments).well()
        return answer.out

    told = json.loads(call(report, "--json"))["reports"][0]
    assert (told["report"], told["source_read"]) == (report, False)
    assert told["standing"] == sum(one["standing"] for one in told["headings"])
    lines = call(report).splitlines()
    assert re.fullmatch(
        rf"{report} mirrors \S+   {told['standing']} of {told['printed']} printed figures stand as printed, \d+\.\d%",
        lines[0],
    )
    absent = [one["printed"] for heading in told["headings"] for one in heading["absent"]]
    assert [line.split("absent: ")[1].split(" (line")[0] for line in lines if "absent: " in line] == absent


def test_a_report_without_document_is_no_mirror(report: str, run: Run) -> None:
    answer = run("mirror", "--project", ROOT, "model")
    assert answer.code == 1
    assert 'report "model" mirrors no document' in answer.err
