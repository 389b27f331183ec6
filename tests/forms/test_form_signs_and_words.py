"""What a person types into a form with other signs, another notation, new lines; and what comes back in its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from form_language import HEAD, Form, any_sign, project_without, tried

from reportgen.cli.import_file import Wish, run
from reportgen.core.findings import FindingsError, Issue, Severity
from reportgen.data.figure_files import with_documents
from reportgen.data.records import parse_key
from reportgen.forms.import_form import FormImport, import_form
from reportgen.forms.wording import in_form_words
from reportgen.project.project import Project


def refused(project: Project, form: Form, tmp_path: Path) -> list[Issue]:
    with pytest.raises(FindingsError) as raised:
        tried(project, form, tmp_path)
    return list(raised.value.issues)


def asked(result: FormImport) -> list[Issue]:
    return [issue for issue in result.issues if issue.id == "sign-changed"]


def first_quarter(forms: dict[str, bytes]) -> Form:
    form = Form(forms["1Q18"]).head(**HEAD)
    return form.type("revenue|1Q18", "43,500").type("cost_of_revenue|1Q18", "36,800")


LOSSES = {
    "operating_income": "operating loss of 683",
    "current_tax": "△¥683 million",
    "deferred_tax": "–683",
    "equity_method_income": "—683",
    "net_income_incl_nci": "(¥683 million)",
    "net_income": "683-",
}


def test_a_loss_is_a_loss_and_asked_about_once(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    for name, token in LOSSES.items():
        form.type(f"{name}|1Q18", token)
    result = tried(house, form, tmp_path)
    told = {issue.place.cell: issue for issue in asked(result)}
    for name, token in LOSSES.items():
        fact, row = result.table.fact(parse_key(f"{name}|1Q18")), form.row(f"{name}|1Q18")
        assert fact is not None
        assert (str(fact.value), fact.scale) == ("-683", 6)
        issue = told.pop(form.cell(row, "printed"))
        assert issue.severity is Severity.WARNING
        assert issue.message == "last year's figure was above zero, this one is below zero"
        assert issue.expected == f"the sign of 1Q17: {form.value(row, 'last'):,} JPY million"
        assert issue.found == token
        form.put(row, sign="as printed")
    assert not told
    again = tried(house, form, tmp_path)
    assert not asked(again)
    house.add_data(again.files)
    assert not again.errors


@pytest.mark.parametrize(
    ("name", "token", "word"),
    [
        ("equity_method_income", "an expense of JPY255 million", "expense"),
        ("deferred_tax", "a benefit of JPY255 million", "benefit"),
        ("deferred_tax", "an expense of JPY255 million", ""),
    ],
)
def test_the_other_side_of_a_line_is_asked_about(
    name: str, token: str, word: str, house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).type(f"{name}|1Q18", token)
    messages = [issue.message for issue in asked(tried(house, form, tmp_path))]
    assert messages == ([f'"{word}" may stand below zero in this line'] if word else [])
    form.type(f"{name}|1Q18", token, sign="opposite")
    again = tried(house, form, tmp_path)
    assert not asked(again)
    fact = again.table.fact(parse_key(f"{name}|1Q18"))
    assert fact is not None
    assert fact.value == -255


def test_the_same_sign_and_a_sign_that_the_concept_settles_are_not_asked_about(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).type("operating_income|1Q18", "683").type("cost_of_revenue|1Q18", "(36,800)")
    result = tried(house, form, tmp_path)
    assert not asked(result)
    assert [issue.place.cell for issue in result.issues if issue.id == "unusual-sign"] == [
        form.cell(form.row("cost_of_revenue|1Q18"), "printed")
    ]


def test_another_word_in_the_column_of_signs_is_told(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).type("operating_income|1Q18", "(683)", sign="oposite")
    (issue,) = refused(house, form, tmp_path)
    assert (issue.id, issue.found, issue.expected) == ("unknown-sign-word", "oposite", "opposite, as printed")


UNREADABLE = {
    "44,705A": "printed-unreadable",
    "r44,705": "printed-unreadable",
    "8 833": "printed-unreadable",
    "8.833,1": "odd-separator",
    "8,833,1": "odd-separator",
    "$44,705": "wrong-unit",
    "211¢": "wrong-unit",
    "44,705%": "wrong-unit",
    "JPY5.0 bilion": "printed-unreadable",
    "5,000-6,000": "printed-unreadable",
    "—": "no-number",
}


def test_what_is_not_read_whole_is_told_at_its_cell(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    rows = [row for row in any_sign(form) if not form.value(row, "printed")][: len(UNREADABLE)]
    for row, token in zip(rows, UNREADABLE, strict=True):
        form.put(row, printed=token, unit="JPY million", place="5", sign=None)
    assert [(issue.id, issue.place.cell) for issue in refused(house, form, tmp_path)] == [
        (finding, form.cell(row, "unit" if finding == "wrong-unit" else "printed"))
        for row, finding in zip(rows, UNREADABLE.values(), strict=True)
    ]


def test_a_bound_is_no_sign(house: Project, forms: dict[str, bytes], tmp_path: Path) -> None:
    form = first_quarter(forms).type("operating_income|1Q18", "JPY5.0 billion or less", bound="under")
    fact = tried(house, form, tmp_path).table.fact(parse_key("operating_income|1Q18"))
    assert fact is not None
    assert (str(fact.value), fact.bound) == ("5000", "under")


def test_a_bound_that_a_token_says_need_not_be_chosen(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms).type("operating_income|1Q18", "over JPY5.0 billion")
    form.type("net_income|1Q18", "約1,300").type("adjusted_ebitda|1Q18", "4,300", bound="approx")
    result = import_form(house, form.save(tmp_path / "form.xlsx"))
    told = {
        str(one.key.metric): one.bound for one in result.table.figures if one.source.doc == result.form.doc
    }
    assert told["operating_income"] == "over"
    assert told["net_income"] == told["adjusted_ebitda"] == "approx"
    assert not [issue for issue in result.issues if issue.id == "bound-differs"]


def test_a_document_says_how_it_writes_numbers_and_which_marks_it_has(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    documents = (house.root / "data" / "documents.csv").read_bytes()
    form = Form(forms["1Q18"]).head(**HEAD).head(separators="1.234,5")
    form.put(form.row("head:separators"), place="A r")
    form.type("revenue|1Q18", "43.500A").type("operating_income|1Q18", "r1.274,5")
    result = tried(house, form, tmp_path)
    assert not result.errors
    house.add_data(result.files)
    table = house.table()
    assert str(table.fact(parse_key("revenue|1Q18")).value) == "43500"  # type: ignore[union-attr]
    assert str(table.fact(parse_key("operating_income|1Q18")).value) == "1274.5"  # type: ignore[union-attr]
    written = (house.root / "data" / "documents.csv").read_bytes().decode().splitlines()
    assert written[0].endswith(",separators,marks")
    assert written[-1].endswith(',"1.234,5",A r')
    assert [line.removesuffix(",,") for line in written[1:-1]] == documents.decode().splitlines()[1:]


@pytest.mark.parametrize(
    ("separators", "marks", "finding", "column"),
    [("1234567", "", "unknown-separators", "printed"), ("", "1", "unreadable-mark", "place")],
)
def test_a_notation_that_cannot_be_is_told(
    separators: str,
    marks: str,
    finding: str,
    column: str,
    house: Project,
    forms: dict[str, bytes],
    tmp_path: Path,
) -> None:
    form = first_quarter(forms).head(separators=separators)
    row = form.row("head:separators")
    form.put(row, place=marks)
    (issue,) = refused(house, form, tmp_path)
    assert (issue.id, issue.place.cell) == (finding, form.cell(row, column))


def test_records_of_several_lines_keep_their_bytes_when_a_column_is_added() -> None:
    head = b"doc,title,kind,published_on,as_known_on,accounting_standard,rounding,source_file,url,note\r\n"
    old = head + b'a,"A\nb",results,2018-01-01,2018-01-01,x,nearest,,,\r\n'
    new = with_documents(old, [{"doc": "b", "title": "B", "marks": "r"}])
    assert new == (
        head.replace(b"note", b"note,marks")
        + b'a,"A\nb",results,2018-01-01,2018-01-01,x,nearest,,,,\r\n'
        + b"b,B,,,,,,,,,r\n"
    )


def test_a_line_that_nobody_has_printed_is_told_how_to_be_had_and_then_asked_for(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = Form(forms["1Q18"]).head(**HEAD)
    form.put(
        form.free_row(),
        label="Adjusted operating profit",
        period="1Q18",
        unit="JPY million",
        printed="1,300",
        place="3",
    )
    (issue,) = refused(house, form, tmp_path)
    assert (issue.id, issue.message, issue.found) == (
        "unknown-concept",
        "no line is called so",
        "Adjusted operating profit",
    )
    assert "one row in data/concepts.csv: the next form asks for it" in issue.hint
    with (house.root / "data" / "concepts.csv").open("a", encoding="utf-8") as file:
        file.write(
            "adjusted_operating_profit,Adjusted operating profit,,income,duration,money,sum,none,,any,,\n"
        )
    asking = Form.of(house, "1Q18").head(**HEAD).type("adjusted_operating_profit|1Q18", "1,300")
    row = asking.row("adjusted_operating_profit|1Q18")
    assert asking.value(row, "unit") == "JPY million"
    fact = tried(house, asking, tmp_path).table.fact(parse_key("adjusted_operating_profit|1Q18"))
    assert fact is not None
    assert fact.value == 1300


def test_a_project_without_a_figure_gets_a_form_for_its_lines(tmp_path: Path) -> None:
    project = project_without(tmp_path / "house")
    for folder in ("facts", "claims"):
        for path in (project.root / "data" / folder).iterdir():
            path.unlink()
    form = Form.of(project, "1Q18")
    assert form.row("revenue|1Q18")
    assert form.row("operating_income|1Q18")
    assert form.row("total_assets|2018-06-30")


def test_a_dry_run_says_what_writing_needs(
    house: Project, forms: dict[str, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    form = first_quarter(forms).type("operating_income|1Q18", "(683)")
    path = form.save(tmp_path / "form.xlsx")
    run(house.root, path, Wish(False, False, False))
    said = capsys.readouterr().out
    assert "nothing was written: mend them, or --write --with-warnings adds the document all the same" in said
    assert "operating_income|1Q18" not in said
    run(house.root, path, Wish(True, True, False))
    assert "written: data/facts/2018-08-07_1q18_results.csv" in capsys.readouterr().out


def test_a_plan_without_a_year_is_typed_in_the_words_of_the_sheets(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    words = {
        "revenue": "medium to long term",
        "operating_income": "Mid-term",
        "net_income": "中長期",
        "gross_margin": "中期",
    }
    for metric, period in words.items():
        plan = {"label": metric, "period": period, "scenario": "Long-term plan", "printed": "JPY250 billion"}
        form.put(form.free_row(), **plan, unit="JPY billion", place="3")
    table = tried(house, form, tmp_path).table
    for metric in words:
        fact = table.fact(parse_key(f"{metric}|medium_term|plan_longterm"))
        assert fact is not None
        assert fact.base == 250_000_000_000


def test_messages_speak_the_words_of_the_form(house: Project) -> None:
    table = house.table()
    for text, said in (
        ("revenue|1Q18 does not tie (x): y", "Revenues 1Q18 does not tie (x): y"),
        ("not disclosed: revenue|FY18|target", "not disclosed: Revenues FY18 target"),
        ("430 million JPY (line 4: 430)", "430 JPY million (line 4: 430)"),
        ("near 17000000000 JPY", "near 17,000,000,000 JPY"),
        ("a|b stays", "a|b stays"),
    ):
        assert in_form_words(text, table) == said


def test_a_sign_is_asked_about_against_last_year_as_the_document_prints_it(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    same = first_quarter(forms).type("operating_income|1Q18", "△¥683 million", restated="(226)")
    assert not asked(tried(house, same, tmp_path))
    other = first_quarter(forms).type("operating_income|1Q18", "1,130", restated="(226)")
    (question,) = asked(tried(house, other, tmp_path))
    assert question.expected == "the sign of 1Q17: (226) as printed here"


def test_a_line_that_is_on_no_list_is_answered_with_the_choice_of_the_list(
    house: Project, forms: dict[str, bytes], tmp_path: Path
) -> None:
    form = first_quarter(forms)
    form.put(
        form.free_row(),
        label="operating_margins",
        period="1Q18",
        printed="3.1",
        unit="%",
        place="5",
        line="sii",
    )
    hints = {issue.id: issue.hint for issue in refused(house, form, tmp_path)}
    assert hints["unknown-concept"].startswith('did you mean "Operating margin ratio [operating_margin]"? ')
