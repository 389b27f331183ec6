"""Faults of templates: the smallest change that provokes each, and what a person is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from finding_language import Changes, heard, plain
from language import (
    DECK,
    DECK_TEMPLATE,
    MODEL_TEMPLATE,
    TEXTS,
    changed,
    deck_template,
    model_template,
    retyped,
)


def model(old: str, new: str) -> Changes:
    return {MODEL_TEMPLATE: retyped(model_template(), old, new)}


def deck(old: str, new: str) -> Changes:
    return {DECK_TEMPLATE: retyped(deck_template(), old, new)}


# The first finding of each; those that follow from it come after.
CASES: dict[str, tuple[Changes, str]] = {
    "an unknown tag in a cell": (
        model("{{company.name_en}}", "{{company.nam_en}}"),
        """
        error unknown-tag templates/kaede/model.xlsx, sheet "Model", cell A1
        nothing is named "company.nam_en" in this workbook
        found: company.nam_en
        hint: did you mean "company.name_en"?
        """,
    ),
    "an unknown metric in a cell": (
        model("{{=revenue}}", "{{=revenu}}"),
        """
        error unknown-figure templates/kaede/model.xlsx, sheet "Model", cell C6
        no metric is named "revenu"
        found: revenu
        hint: did you mean "revenue"?
        """,
    ),
    "something a figure does not have": (
        model("{{figure.printed}}", "{{figure.print}}"),
        """
        error unknown-tag templates/kaede/model.xlsx, sheet "Data", cell B2
        no figure has "print"
        found: print
        hint: did you mean "printed"?
        """,
    ),
    "something a period does not have": (
        model("{{period.year}}", "{{period.yaer}}"),
        """
        error unknown-tag templates/kaede/model.xlsx, sheet "Model", cell C4
        no period has "yaer"
        found: yaer
        hint: did you mean "year"?
        """,
    ),
    "a block that is never closed": (
        model("{{=margin_ratio}}{{/years}}", "{{=margin_ratio}}"),
        """
        error unclosed-block templates/kaede/model.xlsx, sheet "Model", cell D2
        the block "years" is opened but never closed
        expected: {{/years}} at the end of its bottom-right cell
        """,
    ),
    "a word that the page does not give": (
        deck("{{title}}", "{{titel}}"),
        """
        error tag-without-word templates/kaede/deck.pptx, slide 1, shape "Title"
        the page gives no word for {{titel}}
        expected: a word named "titel" on page "cover"
        hint: did you mean "title"?
        """,
    ),
    "a chart under another name": (
        deck("sales_chart", "sale_chart"),
        """
        error unknown-chart templates/kaede/deck.pptx, slide 2
        page "sales" has no chart named "sales_chart"
        expected: sale_chart
        found: sales_chart
        hint: did you mean "sale_chart"?
        """,
    ),
    "a table under another name": (
        deck("sales_table", "sale_table"),
        """
        error unknown-table templates/kaede/deck.pptx, slide 2
        page "sales" has no table named "sales_table"
        expected: sale_table
        found: sales_table
        hint: did you mean "sale_table"?
        """,
    ),
    "a list without a model of its second level": (
        deck("{{notes:2}}", "Footnote"),
        """
        error unknown-bullet-level templates/kaede/deck.pptx, slide 2, shape "Notes"
        the list "notes" has no model paragraph for level 2
        expected: {{notes:1}}
        found: a bullet of level 2
        hint: add a paragraph {{notes:2}} to the shape
        """,
    ),
    "a series that the chart does not have": (
        {
            DECK: changed(
                TEXTS[DECK],
                "{name: Cost, metric: cost, plotted: false",
                "{name: Cost, metric: cost, like: Revenu",
            )
        },
        """
        error unknown-series templates/kaede/deck.pptx, slide 2, shape "sales_chart"
        the chart has no series named "Revenu"
        expected: Revenue
        found: Revenu
        hint: did you mean "Revenue"?
        """,
    ),
    "a row role that the table does not have": (
        {DECK: changed(TEXTS[DECK], "role: total", "role: totals")},
        """
        error unknown-row-role templates/kaede/deck.pptx, slide 2, shape "sales_table"
        the table has no model row for the role "totals"
        expected: line, total
        found: totals
        hint: did you mean "total"?
        """,
    ),
    "a page that the library does not have": (
        {DECK: changed(TEXTS[DECK], "- page: sales", "- page: sale")},
        """
        error unknown-page templates/kaede/deck.pptx
        the template has no page named "sale" (page 2 of the report)
        expected: cover, sales
        found: sale
        hint: did you mean "sales"?
        """,
    ),
    "a formula over a column that is not there": (
        {DECK: changed(TEXTS[DECK], "{Revenue}-{Cost}", "{Revenue}-{Costs}")},
        """
        error unknown-name-in-formula templates/kaede/deck.pptx, slide 2, shape "sales_chart"
        a formula of column "Margin" names the unknown column "Costs"
        expected: Revenue, Cost, Margin
        found: {Revenue}-{Costs}
        hint: did you mean "Cost"?
        """,
    ),
    "a deck that is no zip": (
        {DECK_TEMPLATE: b"hello"},
        """
        error not-a-package templates/kaede/deck.pptx
        this file is no .xlsx or .pptx
        found: no zip archive
        """,
    ),
    "an encrypted workbook": (
        {MODEL_TEMPLATE: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on"},
        """
        error encrypted-file templates/kaede/model.xlsx
        this file is encrypted or of the old binary format
        hint: open it in its Office program, remove the password and save it as .xlsx or .pptx
        """,
    ),
    "a workbook in the place of a deck": (
        {DECK_TEMPLATE: model_template()},
        """
        error not-a-presentation templates/kaede/deck.pptx
        this file holds no presentation
        expected: a .pptx file
        """,
    ),
    "a deck in the place of a workbook": (
        {MODEL_TEMPLATE: deck_template()},
        """
        error not-a-workbook templates/kaede/model.xlsx, part /ppt/presentation.xml
        the main part of this file is no workbook
        expected: an .xlsx file
        found: presentation
        """,
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_a_fault_of_a_template_is_told_with_sheet_and_cell_or_slide_and_shape(
    case: str, tmp_path: Path
) -> None:
    changes, wording = CASES[case]
    assert heard(tmp_path, changes)[0] == plain(wording)
