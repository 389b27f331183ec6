"""`show` and `coverage` as a person reads them: columns, growth, marks, labels, sources, exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import answers
import pytest

from reportgen.app.display import columns, padded

Run = Callable[..., tuple[int, str]]

FILES = {
    "company.yaml": 'entity: "T:1"\nname_en: Sample\nfiscal_year_end: "03-31"\ncurrency: JPY\nlanguages: [en]\n',
    "documents.csv": """\
doc,title,kind,published_on,as_known_on,accounting_standard,rounding,source_file,url,note
old,Old,results,2017-05-15,2017-05-15,us_gaap,nearest,old.txt,,
new,New,results,2018-05-15,2018-05-15,us_gaap,nearest,new.txt,,
""",
    "concepts.csv": """\
concept,label_en,label_ja,statement,period_type,unit_kind,roll_time,roll_dim,expression,natural_sign,definition
revenue,Revenues,売上高,income,duration,money,sum,sum,,positive,
cost,Cost,原価,income,duration,money,sum,sum,,positive,
margin,Margin,利益,income,duration,money,sum,sum,revenue - cost,profit_or_loss,
ratio,Margin ratio,利益率,income,duration,ratio,none,none,margin / revenue,any,
dividend,Dividend,配当,per_share,duration,per_share,sum,none,,positive,
yoy,Year over year,前年同期比,rate,none,ratio,none,none,x / prior_year(x) - 1,any,
change,Change,増減,rate,none,money,none,none,x - prior_year(x),any,
""",
    "members.csv": """\
axis,member,parent,label_en,label_ja,valid_from,valid_to,successor
service_line,cloud,,Cloud services,クラウド,,,
""",
    "scope_events.csv": """\
effective_on,kind,scope,label_en,label_ja,affects,doc,line,note
2017-09-01,acquisition,,Rival acquired,取得,revenue,,,
""",
    "corporate_actions.csv": "action,effective_on,factor,applies_to,note\nsplit 1:10,2017-10-01,10,dividend,\n",
    "facts/old.csv": """\
concept,service_line,scope,period,scenario,bound,unit,value,scale,decimals,printed,heading,line,also_at,medium,status,note
revenue,,,FY16,actual,point,JPY,900,6,-6,900,Summary,2,,table,ok,
revenue,,,FY17,target,point,JPY,1000,6,-6,"1,000",Summary,5,,table,ok,
cost,,,FY16,actual,point,JPY,600,6,-6,600,Summary,3,,table,ok,
dividend,,,FY16,actual,point,JPY/share,250,0,0,250,Summary,4,,table,ok,
""",
    "facts/new.csv": """\
concept,service_line,scope,period,scenario,bound,unit,value,scale,decimals,printed,heading,line,also_at,medium,status,note
revenue,,,FY16,actual,point,JPY,905,6,-6,905,Summary,2,,table,ok,restated
revenue,,,FY17,actual,point,JPY,1080,6,-6,"1,080",Summary,2,,table,ok,
revenue,cloud,,FY17,actual,approx,JPY,0.3,9,-8,approx. 0.3,Summary,5,,table,ok,
cost,,,FY17,actual,point,JPY,700,6,-6,700,Summary,3,,table,ok,
dividend,,,FY17,actual,point,JPY/share,27.50,0,2,27.50,Summary,4,,table,ok,
""",
}
TEXT = "Summary\nRevenues 905 1,080\nCost 700\nDividend 27.50\nCloud approx. 0.3\nStaff 42 in FY17\n"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: answers.Run) -> Run:
    for name, text in FILES.items():
        path = tmp_path / "data" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "new.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.delenv("REPORTGEN_SOURCES", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> tuple[int, str]:
        answer = run(*arguments)
        return answer.code, answer.said

    return call


YEARS = ("--from", "FY16", "--to", "FY17")


# Columns


def test_a_japanese_character_takes_two_cells() -> None:
    assert [len(padded(text, 8)) for text in ("revenue", "売上高", "ｱ")] == [8, 5, 8]
    assert padded("売上高", 8) == "売上高  "
    assert columns([("売上高", "1"), ("Revenues", "23")], right=(1,)) == ["売上高     1", "Revenues  23"]


# show


def test_levels_growth_points_and_marks_stand_in_one_table(run: Run) -> None:
    assert run("show", "revenue", "ratio", *YEARS, "--change", "yoy") == (
        0,
        """\
metric    FY16        FY17
-------  -----  ----------
revenue  * 905       1,080
  yoy      n/d      ! +19%
ratio    = 34%       = 35%
  yoy      n/d  ! c. +1 pt

#  JPY million: revenue
=  computed from printed figures
c.  approximate as printed, or known to fewer digits than are shown
!  yoy of revenue|FY17, yoy of ratio|FY17: across 2017-09-01, Rival acquired
*  revenue|FY16: first 900 (old), then 905 (new)
""",
    )


def test_growth_of_a_ratio_is_named_a_change_for_machines(run: Run) -> None:
    _, said = run("show", "ratio", *YEARS, "--change", "yoy", "--csv")
    assert said.splitlines()[2].startswith("change(ratio),,0.01")


def test_a_vintage_shows_what_was_known(run: Run) -> None:
    _, first = run("show", "revenue", *YEARS, "--vintage", "first")
    _, then = run("show", "revenue", *YEARS, "--as-of", "2017-12-31")
    _, one = run("show", "revenue", *YEARS, "--document", "new")
    assert first.splitlines()[2] == "revenue  * 900  1,080"
    assert then.splitlines()[2] == "revenue   900   n/d"
    assert one.splitlines()[2] == "revenue  * 905  1,080"


def test_figures_per_share_stand_on_one_basis_with_the_factor_shown(run: Run) -> None:
    assert run("show", "dividend", *YEARS, "--change", "yoy")[1].splitlines()[2:] == [
        "dividend  ÷ 25.0  27.50",
        "  yoy        n/d   +10%",
        "",
        "#  JPY/share: dividend",
        "÷  divided by 10, restated for the split 1:10 on 2017-10-01",
    ]
    printed = run("show", "dividend", *YEARS, "--basis", "printed")[1]
    assert "÷ 250 " in printed
    assert (
        "÷  printed before the split 1:10 on 2017-10-01; the basis since then is that divided by 10"
        in printed
    )


def test_targets_are_shown_with_what_became_of_them(run: Run) -> None:
    assert run("show", "revenue", *YEARS, "--scenario", "target")[1].splitlines()[:5] == [
        "metric           FY16   FY17",
        "--------------  -----  -----",
        "revenue|target    n/d  1,000",
        "  reached       * 905  1,080",
        "  outcome              above",
    ]


@pytest.mark.parametrize(
    ("labels", "row"),
    [("en", "Revenues, Cloud services   n/d  c. 0.3"), ("ja", "売上高（クラウド）   n/d  c. 0.3")],
)
def test_rows_can_bear_labels(run: Run, labels: str, row: str) -> None:
    assert row in run("show", "revenue@cloud", *YEARS, "--labels", labels)[1].splitlines()


def test_sources_name_document_and_line(run: Run) -> None:
    said = run("show", "margin", *YEARS, "--sources")[1]
    assert said.splitlines()[-2:] == [
        "  margin  FY16  new:2, old:3",
        "          FY17  new:2, new:3",
    ]
    (row,) = json.loads(run("show", "margin", *YEARS, "--sources", "--json")[1])
    assert row["FY17"] == "380000000"
    assert row["cells"]["FY17"]["how"] == "computed"
    assert row["cells"]["FY17"]["sources"][0] == {
        "key": "revenue|FY17",
        "doc": "new",
        "heading": "Summary",
        "line": 2,
        "printed": "1,080",
    }
    long = run("show", "margin", *YEARS, "--sources", "--csv")[1].splitlines()
    assert long[:2] == [
        "metric,period,value,how,marks,sources",
        "margin,FY16,305000000,computed,=,new:2; old:3",
    ]


def test_a_table_can_go_into_a_document(run: Run) -> None:
    assert run("show", "revenue", *YEARS, "--change", "yoy", "--md")[1].splitlines() == [
        "| metric | FY16 | FY17 |",
        "| --- | ---: | ---: |",
        "| revenue | * 905 | 1,080 |",
        "| *yoy* | n/d | ! +19% |",
        "",
        "- `#` JPY million: revenue",
        "- `!` yoy of revenue|FY17: across 2017-09-01, Rival acquired",
        "- `*` revenue|FY16: first 900 (old), then 905 (new)",
    ]


def test_one_end_of_a_stretch_takes_what_is_held_from_there(run: Run) -> None:
    assert run("show", "revenue", "--from", "FY16", "--csv")[1].splitlines()[0] == "metric,FY16,FY17"
    assert run("show", "revenue", "--to", "FY16", "--csv")[1].splitlines()[0] == "metric,FY16"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--scenario", "goal"], 'no scenario is named "goal"'),
        (["--basis", "old"], 'no basis is named "old"'),
        (["--labels", "fr"], 'no language of labels is named "fr"'),
    ],
)
def test_show_tells_which_words_it_knows(run: Run, arguments: list[str], told: str) -> None:
    code, said = run("show", "revenue", *arguments)
    assert code == 1
    assert told in said


# coverage


def test_coverage_counts_by_heading_and_lists_what_nobody_holds(run: Run) -> None:
    code, said = run("coverage", "--sources", "texts")
    assert code == 1
    assert said.splitlines() == [
        "new   5 held, 2 left over, 1 unexplained",
        "  Summary  5  1 unexplained",
        "  left over, label: 1   FY17",
        "  unexplained: line 6: 42",
        "",
        "Not read",
        "  old: old.txt is not in texts",
        "",
        "1 of 2 documents read: 5 printed figures held, 1 unexplained",
    ]


def test_coverage_without_texts_says_so_and_finds_nothing_wrong(run: Run) -> None:
    code, said = run("coverage")
    assert code == 0
    assert "  new: no folder of source texts is named: use --sources, or set REPORTGEN_SOURCES" in said
    assert said.splitlines()[-1] == "0 of 2 documents read: 0 printed figures held, none unexplained"


def test_coverage_reads_the_folder_of_the_environment(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REPORTGEN_SOURCES", "texts")
    code, said = run("coverage", "new", "--json")
    (document,) = json.loads(said)["documents"]
    assert code == 1
    assert document["unexplained"] == [{"line": 6, "text": "42"}]
    assert document["headings"] == {"Summary": {"held": 5, "unexplained": 1}}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nwe", "--sources", "texts"], 'did you mean "new"?'),
        (["--sources", "nowhere"], "this folder of source texts does not exist"),
    ],
)
def test_coverage_tells_what_it_cannot_find(run: Run, arguments: list[str], told: str) -> None:
    code, said = run("coverage", *arguments)
    assert code == 1
    assert told in said


# check


def test_check_counts_what_is_wrong_in_nothing_and_lists_it_on_demand(run: Run) -> None:
    code, short = run("check")
    assert code == 0
    assert "figure-revised" in short
    assert "figures that a later document prints differently: 1" in short
    assert "targets: 1 above; 0 revised on the way" in short
    long = run("check", "--all")[1]
    assert len(long) >= len(short)
    data = json.loads(run("check", "--json")[1])
    assert data["restatements"] == [
        {
            "key": "revenue|FY16",
            "explained": True,
            "reason": "restated",
            "prints": [{"doc": "old", "printed": "900"}, {"doc": "new", "printed": "905"}],
        }
    ]
    assert data["targets"][0]["outcome"] == "above"
