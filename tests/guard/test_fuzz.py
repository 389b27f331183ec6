"""Spoilt templates, data and definitions by the hundred, and each thing that fuzzing has found.

The long version is `python -m benchmarks.fuzz`; every case has a seed that gives it again.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from language import model_template
from office import packed, parts_of

from benchmarks.fuzz import Tally, definition_case, fuzz, project_language, template_case, templates
from benchmarks.fuzz_files import small_deck, small_workbook
from benchmarks.fuzz_mutations import mutated, random_data
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.filling.fill import fill_template
from reportgen.gate.gate import faults_of
from reportgen.linting.lint import annotated, lint_template
from reportgen.office.package import open_package

SHEET = "xl/worksheets/sheet1.xml"
RELATIONSHIPS = "application/vnd.openxmlformats-package.relationships+xml"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_whatever_is_spoilt_the_outcome_is_a_sound_file_or_a_finding() -> None:
    tally = fuzz(first=2_000_000, cases=150, builds=25, seconds=3_600)
    assert tally.failures == []
    assert tally.cases > 50
    outcomes = {outcome for _, outcome in tally.outcomes}
    assert {"file", "findings"} <= outcomes


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_seed_gives_the_same_case_again() -> None:
    for seed in range(40):
        one, other = random.Random(seed), random.Random(seed)
        assert mutated(small_deck(), one) == mutated(small_deck(), other)
        assert random_data(one) == random_data(other)


def test_a_failure_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that raises, and one whose file has a fault, are both counted."""
    tally = Tally()

    def broken(name: str, data: bytes, chance: random.Random) -> bytes:
        raise KeyError("x")

    def unsound(name: str, data: bytes, chance: random.Random) -> bytes:
        parts = parts_of(small_workbook())
        parts[SHEET] = parts[SHEET].replace(b'r="A3"', b'r="B9"')
        return packed(parts)

    for operation in (broken, unsound):
        monkeypatch.setattr("benchmarks.fuzz.OPERATIONS", (operation,))
        monkeypatch.setattr("benchmarks.fuzz.mutated", lambda data, chance: data)
        template_case(1, [("small.xlsx", small_workbook())], tally)
    assert [what for _, what, _ in tally.failures] == ["broken", "unsound"]


def test_there_are_templates_to_start_from() -> None:
    assert len(templates()) >= 40


def test_a_definition_is_spoilt_and_built() -> None:
    tally = Tally()
    definition_case(3, *project_language(), tally)
    assert tally.cases == 1


# What fuzzing has found


def found(template: Callable[[], bytes], part: str, old: bytes, new: bytes) -> bytes:
    parts = parts_of(template())
    assert old in parts[part]
    return packed({**parts, part: parts[part].replace(old, new, 1)})


def outcome(data: bytes, name: str = "found.xlsx") -> str:
    """What filling, with data and without, and linting come to; nothing but findings may be raised."""
    lint_template(data, name)
    for given in (None, {"title": "x", "items": [{"name": "a", "price": Decimal(1)}]}):
        try:
            fill_template(data, name, given)
        except FindingsError as error:
            return error.issues[0].id
    return ""


def test_a_sheet_whose_part_holds_something_else() -> None:
    parts = parts_of(small_workbook())
    assert outcome(packed({**parts, SHEET: parts["xl/styles.xml"]})) == "damaged-template"


def test_a_workbook_whose_sheet_has_no_name() -> None:
    assert outcome(found(model_template, "xl/workbook.xml", b' name="Model"', b""))


def test_notes_in_a_workbook_that_lists_no_type_for_relationships() -> None:
    parts = parts_of(small_workbook())
    types = parts["[Content_Types].xml"].decode()
    names = [name for name in parts if name.endswith(".rels")]
    listed = "".join(f'<Override PartName="/{name}" ContentType="{RELATIONSHIPS}"/>' for name in names)
    single = re.sub(r'<Default Extension="rels"[^>]*/>', "", types).replace("</Types>", f"{listed}</Types>")
    # Without the chart the sheet has no relationships of its own yet.
    sheet = re.sub(rb"<drawing [^>]*/>", b"", parts[SHEET])
    gone = {name for name in parts if "drawing" in name or "chart" in name or "worksheets/_rels" in name}
    single = re.sub(
        "|".join(f'<Override PartName="/{re.escape(name)}"[^>]*/>' for name in sorted(gone)), "", single
    )
    kept = {name: content for name, content in parts.items() if name not in gone}
    data = packed({**kept, "[Content_Types].xml": single.encode(), SHEET: sheet})
    linted = lint_template(data, "found.xlsx")
    assert linted.package is not None
    note = Issue("x-y", "a note", Place("found.xlsx", sheet="Offer", cell="A1"))
    content, count = annotated(linted.package, [note])
    assert count == 1
    assert faults_of(open_package(content)) == []
