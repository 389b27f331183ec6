"""A target for the medium term, which names no year: shown wherever a figure is, and never set against another."""

from __future__ import annotations

from pathlib import Path

import pytest
from finding_language import findings
from language import DECK, FACTS, TEXTS, changed, make
from openpyxl import load_workbook
from pptx import Presentation

from reportgen.app.build import build

CLAIMS = FACTS.replace("facts", "claims")
AIM = "revenue('medium_term', 'target')"
FILED = (
    TEXTS[FACTS] + "revenue,,,medium_term,target,point,JPY,900,6,-6,900,Outlook,20,,prose,ok,no year named\n"
)
SHOWN = changed(
    changed(
        TEXTS[DECK],
        "Revenue {{ revenue | mn }} (",
        f"Revenue {{{{ revenue | mn }}}}, {{{{ {AIM} }}}} for the {{{{ label('medium_term') }}}} (",
    ),
    "{metric: margin, label: Margin, role: total}",
    "{metric: margin, label: Margin, role: total}\n"
    f'          - {{cells: ["{{{{ label(\'medium_term\') }}}}", "{{{{ {AIM} }}}}", "", "", ""]}}',
)


def spaced(text: str) -> str:
    """A text whose figures are held together, with plain blanks."""
    return text.replace("\u00a0", " ")


def test_it_stands_in_a_sentence_a_table_and_a_sheet(tmp_path: Path) -> None:
    build(make(tmp_path, {FACTS: FILED, DECK: SHOWN}), [], tmp_path / "output")
    slides = Presentation(str(tmp_path / "output" / "deck.pptx")).slides
    shapes = [shape for slide in slides for shape in slide.shapes]
    said = [one.text for shape in shapes if shape.has_text_frame for one in shape.text_frame.paragraphs]
    assert "Revenue JPY460 million, JPY900 million for the medium to long term (up 5.2%)" in map(spaced, said)
    (table,) = [shape.table for shape in shapes if shape.has_table]
    last = [cell.text for cell in list(table.rows)[-1].cells]
    assert [spaced(text) for text in last[:2]] == ["medium to long term", "JPY900 million"]
    data = load_workbook(tmp_path / "output" / "model.xlsx", data_only=True)["Data"]
    keys = {row[0]: row[4] for row in data.iter_rows(values_only=True)}
    assert keys["revenue|medium_term|target"] == 900


@pytest.mark.parametrize("measure", ["yoy", "change", "qoq", "share_of_revenue", "progress"])
def test_what_would_need_its_date_is_refused_with_a_finding(tmp_path: Path, measure: str) -> None:
    asked = changed(TEXTS[DECK], "{{ yoy(revenue) | up }}", f"{{{{ {measure}({AIM}) }}}}")
    (issue,) = findings(tmp_path, {FACTS: FILED, DECK: asked})
    assert (issue.id, str(issue.place)) == ("unknown-figure", f"{DECK}:17")
    assert issue.message == (
        f"{measure}(revenue) needs a date, and medium_term has none: no document prints it, so nothing tells it"
    )


def test_growth_that_a_document_prints_without_a_date_is_shown(tmp_path: Path) -> None:
    printed = "revenue,,,medium_term,target,approx,undated,change_pct,pct,10,0,0,approx. 10%,Outlook,21,,prose,ok,\n"
    asked = changed(TEXTS[DECK], "{{ yoy(revenue) | up }}", f"{{{{ yoy({AIM}) }}}}")
    build(make(tmp_path, {CLAIMS: TEXTS[CLAIMS] + printed, DECK: asked}), [], tmp_path / "output")
    slides = Presentation(str(tmp_path / "output" / "deck.pptx")).slides
    said = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert any("Revenue JPY460 million (approx. 10%)" in spaced(text) for text in said)


def test_no_time_is_told_from_it(tmp_path: Path) -> None:
    asked = changed(TEXTS[DECK], "periods: {quarter: 4Q23}", "periods: {quarter: prior_year(medium_term)}")
    (issue,) = [one for one in findings(tmp_path, {DECK: asked}) if one.severity == "error"]
    assert issue.message == "medium_term has no date, so prior_year tells no time from it"
