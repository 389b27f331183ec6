"""A company that prints in any scale: its figures load, build, verify, show and come in by the form."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from language import DECK, FACTS, MODEL, MODEL_TEMPLATE, STYLE, TEXTS, changed, make, model_template, retyped
from pptx import Presentation

import reportgen
from reportgen.project.project import Project
from reportgen.verify.verify import verify

# What page, deck and model say of 4.6 in the scale.
WORDS = {
    4: ("{}万円", "JPY46 thousand", "4.6万円", "JPY 10 th"),
    8: ("{}億円", "c. JPY460 million", "4.6億円", "JPY 100 mn"),
    12: ("JPY{} trillion", "JPY4.6 trillion", "4.6兆円", "JPY tn"),
}
JAPANESE = (
    "language: ja\nnegative: triangle\nunits: {0: 円}\nformats:" + TEXTS[STYLE].partition("formats:")[2]
)


def _fact(concept: str, period: str, value: str, power: int) -> str:
    printed = WORDS[power][0].format(value)
    return (
        f"{concept},,,{period},actual,point,JPY,{value},{power},{1 - power},{printed},Results,12,,table,ok,"
    )


def project(folder: Path, power: int, language: str) -> Project:
    """The small company with all its money printed in one scale, shown in it as well."""
    rows = [TEXTS[FACTS].partition("\n")[0]]
    for concept, values in (("revenue", "1.0 1.1 1.2 1.3"), ("cost", "0.9 0.9 1.2 1.0")):
        rows += [_fact(concept, f"{n}Q23", value, power) for n, value in enumerate(values.split(), start=1)]
    rows.append(_fact("revenue", "FY23", "4.6", power))
    return make(
        folder,
        {
            FACTS: "\n".join([*rows, ""]),
            DECK: changed(TEXTS[DECK], "Revenue {{ revenue | mn }}", "Revenue {{ revenue }}"),
            MODEL: f"{TEXTS[MODEL]}scale: {power}\n",
            MODEL_TEMPLATE: retyped(
                retyped(model_template(), "{{label}}", "{{unit}}"), "{{figure.printed}}", "{{figure.unit}}"
            ),
            STYLE: TEXTS[STYLE] if language == "en" else JAPANESE,
        },
    )


@pytest.mark.parametrize("power", WORDS)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_any_scale_builds_verifies_and_shows(power: int, language: str, tmp_path: Path) -> None:
    here = project(tmp_path, power, language)
    loaded = reportgen.load(here.root)
    assert loaded.check().good
    files = loaded.build(out=tmp_path / "out").files
    said = "\n".join(
        shape.text_frame.text
        for slide in Presentation(io.BytesIO(files["deck.pptx"])).slides
        for shape in slide.shapes
        if shape.has_text_frame
    )
    _, english, japanese, unit = WORDS[power]
    assert f"Revenue {english if language == 'en' else japanese} (" in said.replace("\u00a0", " ")
    book = openpyxl.load_workbook(io.BytesIO(files["model.xlsx"]), data_only=True)
    assert book["Model"]["A6"].value == unit
    assert book["Model"]["C6"].value == 1
    assert str(book["Data"]["B2"].value).startswith("JPY ")
    assert verify(here, [tmp_path / "out" / name for name in files]).good
    assert "4.6" in repr(loaded.show("revenue", start="FY23", end="FY23"))


def test_a_power_that_is_no_scale_is_refused(tmp_path: Path) -> None:
    rows = changed(TEXTS[FACTS], '460,6,-6,"460"', '4600,5,-6,"460"')
    with pytest.raises(reportgen.FindingsError, match="unknown-scale"):
        reportgen.load(make(tmp_path / "facts", {FACTS: rows}).root)
    loaded = reportgen.load(make(tmp_path / "model", {MODEL: f"{TEXTS[MODEL]}scale: 5\n"}).root)
    with pytest.raises(reportgen.FindingsError, match="is none of the scales 0, 3, 4, 6, 8, 9, 12"):
        loaded.build("model")
