"""`fill --each`: one file for each record; what stands is not made again, one record at fault stops no other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fill_language import template, values
from openpyxl import Workbook
from PIL import Image
from typer.testing import CliRunner

from reportgen.app.each import EachWish, each_work
from reportgen.app.runner import Outcome, run_tasks
from reportgen.cli.app import app
from reportgen.cli.running import Bar
from reportgen.core.findings import FindingsError
from reportgen.filling.csv_columns import CsvConvention
from reportgen.filling.data_files import read_data
from reportgen.filling.fill import Sources
from reportgen.tables.source import DataSource

CELLS = {
    "A1": "{{customer.name}}",
    "B1": "{{title}}",
    "A2": "{{#orders}}{{price / 2:0.0}}{{/orders}}",
    "A3": "=SUM(A2)",
}
CUSTOMERS = [{"id": at, "name": f"Customer {at}"} for at in range(6)]
ORDERS = [{"id": at % 6, "price": at} for at in range(18)]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t.xlsx").write_bytes(template(CELLS))
    told(tmp_path, CUSTOMERS, ORDERS)
    return tmp_path


def told(folder: Path, customers: object, orders: object, title: str = "May") -> None:
    data = {"title": title, "customers": customers, "orders": orders}
    (folder / "d.json").write_text(json.dumps(data), encoding="utf-8")


def run(
    out: str = "out",
    name: str = "{{customer.name}}.xlsx",
    cluster: str = "",
    jobs: int = 1,
    force: bool = False,
) -> dict[str, Outcome]:
    wish = EachWish("customers", name, "id", force)
    work = each_work("t.xlsx", Sources([DataSource.of("d.json")]), out, wish)
    return {found.name: found for _, found in run_tasks(work, jobs, cluster, lambda _: None)}


def states(found: dict[str, Outcome]) -> dict[str, str]:
    return {name.removeprefix("Customer ").removesuffix(".xlsx"): one.state for name, one in found.items()}


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_each_record_gets_a_file_with_its_own_rows_of_other_lists(house: Path) -> None:
    assert set(states(run(jobs=2)).values()) == {"made"}
    assert sorted(contents(house / "out")) == [f"{one['name']}.xlsx" for one in CUSTOMERS]
    found = values((house / "out" / "Customer 4.xlsx").read_bytes())
    assert found == {"A1": "Customer 4", "B1": "May", "A2": 2, "A3": 5, "A4": 8, "A5": 15}
    before = contents(house / "out")
    assert set(states(run(out="again")).values()) == {"made"}
    assert contents(house / "again") == before


def test_only_what_is_not_there_as_it_would_be_made_is_made(house: Path) -> None:
    run()
    old = {path.name: path.stat().st_mtime_ns for path in (house / "out").iterdir()}
    (house / "out" / "Customer 1.xlsx").unlink()
    assert states(run()) == {str(at): "made" if at == 1 else "kept" for at in range(6)}
    told(house, [{**one, "name": one["name"]} for one in CUSTOMERS], [*ORDERS, {"id": 2, "price": 5}])
    assert states(run()) == {str(at): "made" if at == 2 else "kept" for at in range(6)}
    told(house, CUSTOMERS, [*ORDERS, {"id": 2, "price": 5}], title="June")
    assert set(states(run()).values()) == {"made"}
    (house / "t.xlsx").write_bytes(template({**CELLS, "C1": "new"}))
    assert set(states(run()).values()) == {"made"}
    assert set(states(run()).values()) == {"kept"}
    assert old.keys() == contents(house / "out").keys()


def test_what_openpyxl_made_is_known_again_too(house: Path) -> None:
    """It declares the namespace of a property at the property, not at the root."""
    book = Workbook()
    book.worksheets[0]["A1"] = "{{customer.name}}"
    book.save(house / "t.xlsx")
    assert [set(states(run()).values()) for _ in range(2)] == [{"made"}, {"kept"}]
    (house / "out" / "Customer 1.xlsx").write_bytes(b"PK of no workbook")
    assert states(run())["1"] == "failed"


def test_a_new_picture_that_all_share_makes_all_anew_and_a_comma_is_declared_for_single_cells(
    house: Path,
) -> None:
    (house / "t.xlsx").write_bytes(template({"A1": "{{name}}", "A2": "{{logo:picture}}", "A3": "x"}))
    (house / "d.json").write_text('{"logo": "a.png", "customers": [{"name": "A"}]}', encoding="utf-8")
    wish, comma = EachWish("customers", "{{name}}.xlsx"), CsvConvention(",")
    sources = Sources([DataSource.of("d.json")], ["Sheet1!A3=1.234,5"], reading=comma)
    states_of = []
    for colour in ("red", "red", "blue"):
        Image.new("RGB", (2, 2), colour).save(house / "a.png")
        work = each_work("t.xlsx", sources, "out", wish)
        states_of += [found.state for _, found in run_tasks(work, 1, "", lambda _: None)]
    assert states_of == ["made", "kept", "made"]
    assert values((house / "out" / "A.xlsx").read_bytes())["A3"] == 1234.5


def test_a_file_of_somebody_else_stays(house: Path) -> None:
    (house / "out").mkdir()
    (house / "out" / "Customer 3.xlsx").write_bytes(b"mine")
    found = run()
    assert [one.issues[0].id for one in found.values() if one.state == "failed"] == ["file-exists"]
    assert (house / "out" / "Customer 3.xlsx").read_bytes() == b"mine"
    assert set(states(run(force=True)).values()) == {"kept", "made"}


def test_records_at_fault_are_told_and_stop_no_other(house: Path) -> None:
    names = ["a/b", "..", "CON", "Same", "same", "x" * 300, "", None, 7, "Fine"]
    customers = [{"id": at, "name": name} for at, name in enumerate(names)]
    told(house, [*customers, {"id": 10}], [{"id": 8, "price": 1}, {"id": 9, "price": "much"}])
    found = run()
    told_of = {name: [one.id for one in outcome.issues] for name, outcome in found.items()}
    assert told_of.pop("7.xlsx") == []
    assert told_of.pop("Fine.xlsx") == ["bad-expression"]
    assert {tuple(ids) for ids in told_of.values()} == {
        ("bad-file-name",),
        ("duplicate-file-name",),
        ("unknown-tag",),
    }
    assert list(contents(house / "out")) == ["7.xlsx"]
    answer = CliRunner().invoke(
        app,
        [
            "fill",
            "t.xlsx",
            "--data",
            "d.json",
            "--each",
            "customers",
            "--by",
            "id",
            "--name",
            "{{name}}.xlsx",
            "-o",
            "out",
            "--jobs",
            "1",
        ],
    )
    assert answer.exit_code == 1
    assert answer.stdout.splitlines()[-1].startswith("out   0 made, 1 stood already, 10 failed in 0:0")
    assert "Fine.xlsx (t.xlsx)" in answer.stdout


def test_what_is_in_doubt_about_the_data_is_told_once(house: Path) -> None:
    (house / "c.csv").write_text("name;amount\nA;1.5\nB;2,5\n", encoding="utf-8")
    (house / "t.xlsx").write_bytes(template({"A1": "{{name}}"}))
    asked = [
        "fill",
        "t.xlsx",
        "--data",
        "c.csv",
        "--each",
        "c",
        "--name",
        "{{name}}.xlsx",
        "-o",
        "out",
        "--jobs",
        "1",
        "--json",
    ]
    told = json.loads(CliRunner().invoke(app, asked).stdout)
    assert (told["made"], [one["id"] for one in told["findings"]]) == (2, ["doubtful-column"])


def test_rows_that_no_record_gets_are_told(house: Path) -> None:
    told(house, CUSTOMERS, [{**one, "id": str(one["id"])} for one in ORDERS])
    wish = EachWish("customers", "{{customer.name}}.xlsx", "id")
    (doubt,) = each_work("t.xlsx", Sources([DataSource.of("d.json")]), "out", wish).doubts
    assert (doubt.id, doubt.expected, doubt.found) == ("rows-of-nobody", "0", '"0"')


@pytest.mark.parametrize("name", ["../{{name}}.xlsx", "/{{name}}.xlsx", "{{name}}.pptx", "{{name}}"])
def test_names_stay_below_the_folder_and_end_as_the_template_does(name: str, house: Path) -> None:
    try:
        found = {one.id for outcome in run(name=name).values() for one in outcome.issues}
    except FindingsError as error:
        found = {one.id for one in error.issues}
    assert found in ({"bad-file-name"}, {"wrong-ending"})
    assert not (house / "out").exists()
    assert run(name="{{id}}/of {{id + 1:00}}.xlsx")["0/of 01.xlsx"].state == "made"


def test_lists_and_fields_that_are_not_there_are_findings(house: Path) -> None:
    for wish, said in (
        (EachWish("customer", "{{name}}.xlsx"), 'did you mean "customers"'),
        (EachWish("customers", "{{name}}.xlsx", "key"), "no other list has"),
    ):
        with pytest.raises(FindingsError) as raised:
            each_work("t.xlsx", Sources([DataSource.of("d.json")]), "out", wish)
        assert said in f"{raised.value.issues[0].message} {raised.value.issues[0].hint}"


def test_the_bar_tells_rate_and_time_left() -> None:
    bar = Bar(1_000, shown=False, done=250)
    assert bar.line(10.0) == f"[{'#' * 6:<24}] 250 of 1,000   25.0 a second   0:30 left"


# What Dask and its loop warn of is not ours to mend.
@pytest.mark.filterwarnings("ignore")
def test_a_cluster_makes_the_same_bytes_and_puts_them_into_any_place(house: Path) -> None:
    distributed, fsspec = pytest.importorskip("distributed"), pytest.importorskip("fsspec")
    run()
    told(house, [*CUSTOMERS, {"id": 7}], ORDERS)
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=2, processes=False, dashboard_address=None, silence_logs=50
    ) as cluster:
        found = run("memory://remote", cluster=cluster.scheduler_address)
    assert [one.issues[0].id for one in found.values() if one.state != "made"] == ["unknown-tag"]
    there = fsspec.filesystem("memory")
    there.pipe_file("/d.json", (house / "d.json").read_bytes())
    assert read_data([DataSource.of("memory://d.json")]) == read_data([DataSource.of("d.json")])
    files = {path.rpartition("/")[2]: there.cat_file(path) for path in there.ls("/remote", detail=False)}
    assert files == contents(house / "out")
    assert states(run("memory://remote"))["0"] == states(run(f"file://{house}/out"))["0"] == "kept"


def test_a_cluster_that_is_not_there_is_a_finding(house: Path) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(FindingsError, match="no-cluster"):
        run(cluster="nonsense://host")
