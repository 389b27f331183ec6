"""Every example of the template guides comes out as the guide says."""

from __future__ import annotations

import re

import pytest
from doc_examples import (
    EXCEL,
    DeckExample,
    Example,
    deck,
    deck_examples,
    deck_shown,
    examples,
    fences,
    shown,
    workbook,
)
from filling.fill_language import read_data

import reportgen
from reportgen.core.findings import FindingsError, render_issues
from reportgen.filling.fill import fill_template

EXAMPLES = examples()
DECKS = deck_examples()


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda one: re.sub(r"\W+", "-", one.heading).lower())
def test_an_example_of_the_excel_guide_comes_out_as_printed(example: Example) -> None:
    data = read_data([(example.data_name, example.data.encode())])
    filled = fill_template(workbook(example), "example.xlsx", data)
    assert shown(filled) == {name: dict(cells) for name, cells in example.results.items()}
    assert not [issue for issue in filled.findings if issue.severity != "info"]


@pytest.mark.parametrize("example", DECKS, ids=lambda one: re.sub(r"\W+", "-", one.heading).lower())
def test_an_example_of_the_powerpoint_guide_comes_out_as_printed(example: DeckExample) -> None:
    data = read_data([(example.data_name, example.data.encode())])
    filled = fill_template(deck(example), "example.pptx", data)
    assert deck_shown(filled) == example.results
    assert not [issue for issue in filled.findings if issue.severity != "info"]


def test_the_guide_has_all_its_examples() -> None:
    assert len(EXAMPLES) == 9
    assert len(DECKS) == 8
    assert all(example.data and example.results for example in EXAMPLES)


def test_the_finding_of_the_guide_is_the_finding_that_comes() -> None:
    text = next(body for _, kind, _, body in fences(EXCEL.read_text("utf-8")) if kind == "findings")
    block = EXAMPLES[1]
    wrong = {**block.sheets["Offer"], "A4": "{{#items}}{{nmae}}"}
    template = workbook(Example("wrong", {"Offer": wrong}))
    with pytest.raises(FindingsError) as raised:
        fill_template(template, "offer.xlsx", read_data([("data.json", block.data.encode())]))
    assert render_issues(raised.value.issues) + "\n" == text


def test_the_python_of_the_guide_runs(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    code = re.search(r"```python\n(.*?)```", EXCEL.read_text("utf-8"), re.DOTALL)
    assert code is not None
    (tmp_path / "offer.xlsx").write_bytes(workbook(EXAMPLES[1]))
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(code.group(1), names)
    content = names["content"]
    assert isinstance(content, bytes)
    assert shown(content)["Offer"]["D6"] == "682"


def test_the_library_is_what_the_guide_imports() -> None:
    assert {"fill", "lint"} <= set(reportgen.__all__)
