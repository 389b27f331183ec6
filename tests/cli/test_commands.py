"""The commands as a person and a machine use them: text, JSON, exit codes, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from answers import Run
from finding_language import plain
from golden_files import agree
from house import ROOT
from language import DECK, FACTS, TEXTS, changed, make

from reportgen.cli.build import account
from reportgen.project import project as project_module


@pytest.fixture
def small(tmp_path: Path) -> str:
    make(tmp_path)
    return str(tmp_path)


# build


def test_build_writes_files_and_gives_an_account(run: Run, small: str) -> None:
    answer = run("build", "--project", small)
    lines = [" ".join(line.split()) for line in answer.out.splitlines()]

    assert answer.code == 0
    assert lines[0] == "Built"
    assert lines[1].startswith(f"{small}/output/deck.pptx 24 figures")
    assert lines[2].startswith(f"{small}/output/model.xlsx 10 figures, 31 formulas")
    assert "nothing to fix" in lines
    assert lines[-1].startswith("Done in ")
    assert "building Small model" in answer.err


def test_the_account_of_a_build_fits_a_screen_and_can_be_had_whole() -> None:
    """A thousand files with a doubt, a gap and a warning each."""
    file = {
        "path": "output/a.pptx",
        "report": "a",
        "current": False,
        "figures": 7,
        "formulas": 0,
        "bytes": 2048,
        "warnings": [{"message": "too long", "place": {"file": "a.yaml"}}],
        "doubts": [{"where": "page 2", "shown": "10%", "why": "label lost"}],
        "known_gaps": {"II - 2": "a picture in the source"},
        "left_out": [{"where": "page 3", "what": "row", "missing": ["revenue|4Q17"]}],
    }
    checks = {"summary": ["nothing to fix"]}
    told = {
        "files": [{**file, "report": f"r{number}"} for number in range(1000)],
        "kept": [],
        "checks": checks,
    }
    lines = account(told, 1.0)
    assert len(lines) <= 24
    assert "  and 990 more (--verbose)" in lines
    assert "  to know: 1,000 figures in doubt, 2,000 left out (--verbose)" in lines
    whole = account(told, 1.0, whole=True)
    assert sum("page 3: row (not disclosed: revenue|4Q17)" in line for line in whole) == 1000
    assert sum("page 2: 10%" in line for line in whole) == sum("too long" in line for line in whole) == 1000
    assert not any("--verbose" in line for line in whole)


def test_build_answers_machines_in_json(run: Run, small: str, tmp_path: Path) -> None:
    answer = run("build", "model", "--project", small, "--out", str(tmp_path / "elsewhere"), "--json").well()
    assert answer.err == ""
    assert answer.data["ok"] is True
    (file,) = answer.data["files"]
    assert (file["report"], file["figures"], file["formulas"]) == ("model", 10, 31)
    assert Path(file["path"]).read_bytes()[:2] == b"PK"
    assert not (tmp_path / "output").exists()


def test_build_tells_what_is_wrong_and_writes_nothing(run: Run, tmp_path: Path) -> None:
    make(tmp_path, {DECK: changed(TEXTS[DECK], "{{ yoy(revenue) | up }}", "{{ yoy(revenu) | up }}")})
    answer = run("build", "--project", str(tmp_path))
    assert answer.code == 1
    assert plain(answer.err).endswith(
        plain("""
        error unknown-name templates/reports/deck.yaml:17
        nothing is named "revenu" here
        found: Revenue {{ revenue | mn }} ({{ yoy(revenu) | up }})
        hint: did you mean "revenue"?

        1 error; nothing was written
        """)
    )
    assert not (tmp_path / "output").exists()

    as_data = run("build", "--project", str(tmp_path), "--json")
    assert (as_data.code, as_data.err) == (1, "")
    assert as_data.data == {
        "ok": False,
        "findings": [
            {
                "id": "unknown-name",
                "message": 'nothing is named "revenu" here',
                "place": {"file": "templates/reports/deck.yaml", "line": 17},
                "severity": "error",
                "found": "Revenue {{ revenue | mn }} ({{ yoy(revenu) | up }})",
                "hint": 'did you mean "revenue"?',
            }
        ],
    }


def test_build_of_an_unknown_report_names_those_there_are(run: Run, small: str) -> None:
    answer = run("build", "modle", "--project", small)
    assert answer.code == 1
    assert 'no report is named "modle"' in answer.err
    assert "expected: deck, model" in answer.err
    assert 'did you mean "model"?' in answer.err


# check


def test_the_list_of_commands_says_each_in_a_whole_sentence(run: Run) -> None:
    lines = run("--help").out.partition("Commands:")[2].splitlines()
    assert len(lines) > 10
    assert all(line.endswith(".") and not line.endswith("...") for line in lines if line)


def test_check_says_that_all_is_well(run: Run, small: str) -> None:
    answer = run("check", "--project", small).well()
    assert answer.out.splitlines()[-1] == "nothing to fix"
    assert "9 facts, 1 claims" in answer.out


def test_a_command_that_only_looks_does_not_speak_of_writing(run: Run, small: str) -> None:
    answer = run("show", "nope", "--project", small)
    assert answer.code == 1
    assert answer.err.endswith("\n1 error\n")


def test_check_ends_with_1_where_figures_contradict_each_other(run: Run, tmp_path: Path) -> None:
    make(tmp_path, {FACTS: changed(TEXTS[FACTS], '460,6,-6,"460"', '470,6,-6,"470"')})
    answer = run("check", "--project", str(tmp_path))
    assert answer.code == 1
    assert "error  tie-contradiction   data/facts/2024-05-10_results.csv:10" in answer.out
    assert answer.out.splitlines()[-1] == "1 to fix"

    as_data = run("check", "--project", str(tmp_path), "--json")
    assert as_data.code == 1
    assert as_data.data["ok"] is False
    assert [finding["id"] for finding in as_data.data["findings"] if finding["severity"] == "error"] == [
        "tie-contradiction"
    ]


def test_check_holds_a_waiver_until_its_day(run: Run, tmp_path: Path) -> None:
    heads = "check,subject,reason,decided_by,decided_on,expires"
    waiver = heads + "\nquarters_to_year,revenue|FY23,slip,us,2024-06-01,{}\n"
    texts = {FACTS: changed(TEXTS[FACTS], '460,6,-6,"460"', '470,6,-6,"470"')}
    for day, code in ("9999-12-31", 0), ("2024-12-31", 1):
        make(tmp_path, {**texts, "data/waivers.csv": waiver.format(day)})
        answer = run("check", "--project", str(tmp_path))
        assert answer.code == code, answer.out
        assert ("expired-waiver" in answer.out) == bool(code)


# show and list


def test_show_prints_a_table(run: Run, renew: bool) -> None:
    answer = run(
        "show", "revenue", "--from", "1Q16", "--to", "4Q17", "--change", "yoy", "--project", str(ROOT)
    )
    assert (answer.code, answer.err) == (0, "")
    agree(
        "cli/show_revenue.txt",
        "tests/cli/test_commands.py::test_show_prints_a_table",
        "reportgen show revenue --from 1Q16 --to 4Q17 --change yoy",
        answer.out,
        renew,
    )


def test_show_explains_its_marks(run: Run, renew: bool) -> None:
    answer = run(
        "show",
        "revenue",
        "gross_margin",
        "operating_income",
        "yoy(net_income)",
        "--from",
        "1H16",
        "--to",
        "2H17",
        "--document",
        "2018-05-15_fy17_results",
        "--project",
        str(ROOT),
    )
    agree(
        "cli/show_halves.txt",
        "tests/cli/test_commands.py::test_show_explains_its_marks",
        "Halves are sums of printed quarters, or computed; what is not disclosed is n/d.",
        answer.out,
        renew,
    )


def test_show_gives_exact_values_to_machines(run: Run, small: str) -> None:
    as_csv = run(
        "show", "margin", "--from", "3Q23", "--to", "4Q23", "--change", "qoq", "--csv", "--project", small
    )
    assert as_csv.out.splitlines() == [
        "metric,3Q23,4Q23",
        "margin,-5000000,30000000",
        "qoq(margin),-1.333333,",
    ]
    as_json = run("show", "margin", "--from", "3Q23", "--to", "4Q23", "--json", "--project", small)
    assert as_json.data == [{"metric": "margin", "3Q23": "-5000000", "4Q23": "30000000"}]


def test_show_finds_the_periods_of_a_metric(run: Run, small: str) -> None:
    assert run("show", "revenue", "--csv", "--project", small).out.splitlines() == [
        "metric,1Q23,2Q23,3Q23,4Q23,FY23",
        "revenue,100000000,110000000,120000000,130000000,460000000",
    ]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["revenu"], 'no metric is named "revenu"'),
        (["revenue@te"], 'did you mean "tea"?'),
        (["revenue", "--change", "mom"], "growth is yoy or qoq"),
        (["revenue", "--from", "1Q23", "--to", "FY23"], "1Q23 and FY23 are not of one kind"),
        (["revenue", "--from", "5Q23"], "is no period"),
    ],
)
def test_show_tells_what_it_cannot_find(run: Run, small: str, arguments: list[str], told: str) -> None:
    answer = run("show", *arguments, "--project", small)
    assert (answer.code, answer.out) == (1, "")
    assert told in answer.err


def test_list_says_what_there_is(run: Run, small: str) -> None:
    answer = run("list", "--project", small).well()
    assert plain(answer.out) == plain("""
        Documents
        2024-05-10_results Results for FY23 (2024-05-10)
        Metrics (9 facts, 1 claims)
        revenue 5 periods, 1Q23 .. FY23
        cost 4 periods, 1Q23 .. 4Q23
        Reports
        deck Small deck -> deck.pptx
        model Small model -> model.xlsx
    """)
    assert run("list", "--project", small, "--json").data["reports"] == {
        "deck": "Small deck",
        "model": "Small model",
    }


def test_version_is_the_one_of_the_package(run: Run) -> None:
    from reportgen import __version__

    assert run("--version").out == f"{__version__}\n"


def test_help_has_a_short_name_at_every_command(run: Run) -> None:
    for words in ([], ["build"], ["diff"]):
        assert run(*words, "-h").out == run(*words, "--help").out != ""


def test_a_shell_completes_the_reports_of_the_project(
    run: Run, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("_REPORTGEN_COMPLETE", "complete_bash"),
        ("COMP_WORDS", "reportgen build mo"),
        ("COMP_CWORD", "2"),
    ):
        monkeypatch.setenv(name, value)
    assert run(cwd=Path(small)).out.split() == ["model"]


# Wrong use, wrong place, our own faults


@pytest.mark.parametrize(
    "arguments",
    [
        ["shwo"],
        ["show"],
        ["show", "revenue", "--form", "1Q23"],
        ["build", "--out"],
        ["preview", "a.pptx", "--dpi", "many"],
    ],
)
def test_wrong_use_ends_with_2(run: Run, arguments: list[str]) -> None:
    answer = run(*arguments)
    assert answer.code == 2
    assert answer.out == ""
    assert answer.err.startswith(("Usage: ", "Error: "))


@pytest.mark.parametrize("command", [["build"], ["check"], ["list"], ["show", "revenue"]])
def test_a_folder_that_is_no_project_is_told(run: Run, command: list[str], tmp_path: Path) -> None:
    answer = run(*command, "--project", str(tmp_path))
    assert answer.code == 1
    assert "this folder is no project: it has no data folder" in answer.err


@pytest.mark.parametrize("as_data", [False, True])
def test_a_fault_of_reportgen_looks_different_from_one_of_the_user(
    run: Run, small: str, monkeypatch: pytest.MonkeyPatch, as_data: bool
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("something\nunforeseen")

    monkeypatch.setattr(project_module.Project, "data_files", broken)
    answer = run("list", "--project", small, *(["--json"] if as_data else []))
    assert answer.code == 1
    first, second = answer.err.splitlines()
    assert first.startswith("reportgen stopped: ZeroDivisionError: something unforeseen at test_commands.py:")
    assert second == "This is a fault of reportgen, not of your files."
    if as_data:
        assert answer.data["ok"] is False
        assert answer.data["fault"].startswith("ZeroDivisionError: something unforeseen")


def test_an_interrupted_build_leaves_nothing_half_written(
    run: Run, small: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(project_module.Project, "data_files", interrupted)
    answer = run("build", "--project", small)
    assert answer.code == 130
    assert answer.err.splitlines()[-1] == "stopped; nothing was left half written"


def test_the_installed_command_works_from_any_folder(small: str, tmp_path: Path) -> None:
    """The one run through a process of its own: `python -m reportgen` in the project's folder."""
    done = subprocess.run(
        [sys.executable, "-m", "reportgen", "show", "revenue", "--csv"],
        cwd=small,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("metric,1Q23")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is one of Linux")
@pytest.mark.parametrize(
    ("redirected", "code", "told"),
    [
        (">/dev/full", 1, "reportgen stopped: its output cannot be written: No space left on device\n"),
        (">&-", 0, ""),
    ],
)
def test_a_full_or_closed_output_is_no_fault_of_reportgen(redirected: str, code: int, told: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'"$0" -m reportgen --version {redirected}', sys.executable],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (code, told)
