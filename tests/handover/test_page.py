"""The hand-over page as a colleague uses it, in a browser: a number is searched, its source read, a page looked at."""

from __future__ import annotations

import html
import os
import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from answers import lacking
from browser import answer_of, chromium
from house import ROOT
from language import make

from reportgen.app.build import build
from reportgen.app.due import all_told
from reportgen.app.handover import FolderBuild, earlier_in, hand_over
from reportgen.core.structs import replace
from reportgen.handover.changes import Changed, FileChanges
from reportgen.handover.drawing import pdf_source
from reportgen.handover.page import Handed, Handover, OpenQuestion, kept_in, page
from reportgen.handover.record import HandedFile, PageRecord, Proof, Shown, handed_file
from reportgen.office.package import open_package
from reportgen.project.current import content_digest, input_digests
from reportgen.project.handed import Drawn
from reportgen.project.project import Project
from reportgen.verify.finished import finished
from reportgen.verify.tables import ProjectTables

_ASK = """
const query = document.getElementById("query");
const ask = async (text) => {
    query.value = text; query.dispatchEvent(new Event("input")); await wait(400);
    return {count: document.getElementById("count").textContent, hits: document.getElementById("hits").innerText};
};
"""


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, soffice: str) -> Path:
    """The folder of a small project's files with their page, drawn and printed."""
    root = tmp_path_factory.mktemp("handed")
    make(root)
    project, folder = Project(root), root / "output"
    for report, wish in (("deck", Drawn(pictures=True, pdf=True)), ("model", Drawn(pictures=True))):
        earlier = earlier_in(folder)
        told = all_told(build(project, [report], folder))
        told["files"][0]["left_out"] = [{"where": "page 2", "what": "row", "missing": ["yoy(cost)|4Q23"]}]
        told["files"][0]["doubts"] = [{"where": "page 2", "shown": "130", "why": "a digit is hard to read"}]
        made = FolderBuild(earlier, told, input_digests(root))
        assert hand_over(ProjectTables.of(project), folder, made, wish) == []
    return folder


@pytest.fixture(scope="module")
def axe() -> str:
    """The source of axe-core (npm), which finds what keeps people from using a page."""
    given = os.environ.get("REPORTGEN_AXE")
    known = [Path(given)] if given else []
    known += [ROOT / ".ci/node/node_modules/axe-core/axe.min.js"]
    found = next((path for path in known if path.is_file()), None)
    return found.read_text(encoding="utf-8") if found is not None else lacking("axe-core is not installed")


@pytest.fixture(scope="module")
def used(out: Path, axe: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a colleague sees who searches, opens a page from the answer, turns it and closes it."""
    if shutil.which("chromium") is None:
        lacking("chromium is not installed")
    script = f"""{axe.replace("</script", "<x/script")};{_ASK}
    const told = {{}};
    const look = async () => (await axe.run(document)).violations.map((one) => [one.id, one.nodes[0].html]);
    const dialog = document.getElementById("closer"), closer = (part) => dialog.querySelector(part).innerText;
    told.plain = await look();
    told.number = await ask("130");
    told.growth = await ask("5.2%");
    told.spellings = [];
    for (const one of ["0.13 bn", "(130)", "c. 130", "revenue Q4 2023", "2023年度第4四半期 売上高"])
        told.spellings.push((await ask(one)).hits.includes("JPY 130,000,000"));
    await ask("slide 2");
    told.pages = [...document.querySelectorAll("#found-pages button")].map((one) => one.innerText);
    told.computed = await ask("margin 4Q23");
    told.nothing = await ask("zzz");
    told.asked = await ask("130");
    told.found = await look();
    const spot = [...document.querySelectorAll("#hits button")].find((one) => one.innerText.includes("Sales"));
    spot.focus(); spot.click(); await wait(300);
    told.opened = [closer("h2"), document.activeElement.id, dialog.querySelector("details[open]").innerText];
    told.picture = [dialog.querySelector("img").alt, dialog.querySelector("img").naturalWidth];
    told.closer = await look();
    key("ArrowLeft"); await wait(100);
    told.turned = closer("h2");
    dialog.close();
    told.back = document.activeElement === spot;
    document.activeElement.blur(); key("/");
    told.slash = document.activeElement.id;
    document.getElementById("language").click();
    told.japanese = await ask("売上高4Q23");
    told.language = [document.documentElement.lang, document.querySelector("h2").innerText];
    told.spoken = await look();
    document.getElementById("language").click();
    dispatchEvent(new Event("beforeprint"));
    told.folded = document.querySelectorAll("main details:not([open])").length;
    return told;"""
    return answer_of(
        (out / "index.html").read_text(encoding="utf-8"), script, tmp_path_factory.mktemp("chromium")
    )


def test_a_number_leads_to_its_document_line_and_places(used: Any) -> None:
    said = used["number"]["hits"]
    assert "Revenue, 4Q23 (Jan. 2024 - Mar. 2024): JPY 130,000,000; printed, give or take 500,000" in said
    assert "130 JPY million: Results for FY23 (2024-05-10, J-GAAP), Results, line 10" in said.replace('"', "")
    assert "130 deck.pptx, Page 2: Sales" in said
    assert "130 model.xlsx, Sheet Model" in said
    assert used["number"]["count"] == "Figures found: 1"


def test_a_growth_rate_is_found_by_its_digits_and_words_by_their_letters(used: Any) -> None:
    assert "Revenue: year over year, FY23" in used["growth"]["hits"]
    assert used["spellings"] == [False, True, True, True, True], (
        "two digits are no number that is known by its rounding"
    )
    assert used["pages"] == ["deck.pptx, Page 2: Sales"]
    assert used["nothing"] == {"count": "Nothing found.", "hits": ""}


def test_what_is_computed_tells_its_formula_and_inputs(used: Any) -> None:
    said = used["computed"]["hits"]
    assert "Margin, 4Q23 (Jan. 2024 - Mar. 2024): JPY 30,000,000; computed, give or take 1,000,000" in said
    assert "revenue - cost" in said
    assert "Cost, 4Q23: JPY 100,000,000; printed" in said


def test_a_page_opens_where_the_figure_is_and_gives_the_focus_back(used: Any) -> None:
    head, focus, figure = used["opened"]
    assert (head, focus) == ("Page 2: Sales - deck.pptx", "closer-head")
    assert figure.startswith("130")
    assert used["picture"] == ["Page 2: Sales", 1040]
    assert used["turned"].startswith("Page 1")
    assert used["back"]
    assert used["slash"] == "query"


def test_axe_finds_nothing_on_the_page_its_answers_and_its_pages(used: Any) -> None:
    assert (used["plain"], used["found"], used["closer"], used["spoken"]) == ([], [], [], [])


def test_a_reader_switches_to_japanese_with_labels_and_days(used: Any) -> None:
    assert used["language"] == ["ja", "数値を探す"]
    assert "売上高, 4Q23 (2024年1月～2024年3月): JPY 130,000,000; 原資料に記載" in used["japanese"]["hits"]


def test_on_paper_nothing_stays_folded(used: Any) -> None:
    assert used["folded"] == 0


def test_the_page_answers_under_its_own_policy(out: Path, used: Any, tmp_path: Path) -> None:
    """As it is, opened with a question in its address; the policy allows no other script and no network."""
    assert "JPY 130,000,000" in chromium(out / "index.html", tmp_path, "--dump-dom", "#find=130")
    text = (out / "index.html").read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy is not None
    assert html.unescape(policy[1]).startswith("default-src 'none'; img-src data:; style-src 'sha256-")
    links = re.findall(r'(?:src|href)="([^"]*)"', re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    assert {one.partition(",")[0] for one in links} == {
        "data:image/webp;base64",
        "deck.pptx",
        "deck.pdf",
        "model.xlsx",
        "#files",
        "#checks-head",
        "#changes-head",
        "#open-head",
        "#file0",
        "#file1",
    }


def test_what_a_build_doubts_is_folded_away_on_the_page(out: Path) -> None:
    text = said((out / "index.html").read_text(encoding="utf-8"))
    assert "Shown as printed, though in doubt (1)" in text
    assert "a digit is hard to read" in text
    assert "Cost: year over year, 4Q23" in text, "what is left out has its name"


def test_a_pdf_lies_beside_its_file_without_a_word_of_the_clock(out: Path) -> None:
    (pdf,) = out.glob("*.pdf")
    assert pdf.name == "deck.pdf"
    content = pdf.read_bytes()
    assert content.startswith(b"%PDF")
    assert b"(D:19800101000000" in content
    assert pdf_source(content) == content_digest((out / "deck.pptx").read_bytes())


# The page alone, without a project


def record(name: str = "a.pptx", **changes: Any) -> HandedFile:
    pages = (PageRecord("Sales", (Shown("130", "t", 0),)),)
    proofs = (Proof("Revenue", "revenue|4Q23", "JPY 130", "printed", "", "", (), ()),)
    return replace(HandedFile(name, "d1", 2048, "deck", pages=pages, proofs=proofs), **changes)


def said(text: str) -> str:
    """What a page says, without its script and the elements that this finds its words by."""
    text = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
    return re.sub(
        r'</?span[^>]*>|<td data-file="\d+">', lambda found: "<td>" * found[0].startswith("<td"), text
    )


def text_of(*files: Handed, title: str = "Kaede") -> str:
    return page(Handover(title, files, ("nothing to fix",), "b1")).decode()


def test_nothing_that_files_say_becomes_markup() -> None:
    bad = "<img src=x onerror=alert(1)></script>"
    pages = (PageRecord(bad, (Shown(bad, bad, 0),)),)
    file = Handed(
        record(name=bad, pages=pages),
        FileChanges("changed", (Changed(bad, bad, bad, bad),)),
        questions={"doubts": [OpenQuestion(bad, bad, bad)]},
    )
    text = text_of(file, title=bad)
    assert "<img src=x" not in text
    assert text.count("</script>") == 2


def test_the_page_speaks_the_language_of_its_files_and_english_where_they_differ() -> None:
    same = FileChanges("same")
    japanese = Handed(record("b.pptx", language="ja"), same)
    assert '<html lang="ja"' in text_of(japanese)
    assert "前回作成からの変更点" in text_of(japanese)
    assert '<html lang="en"' in text_of(japanese, Handed(record(), same))


def test_what_is_not_disclosed_says_what_lacks_to_compute_it() -> None:
    proofs = (
        Proof("Margin", "margin|4Q23", "", "not disclosed", "", "revenue - cost", (1, 2), ()),
        Proof("Revenue", "revenue|4Q23", "JPY 130", "printed", "", "", (), ()),
        Proof("Cost", "cost|4Q23", "", "not disclosed", "", "", (), ()),
    )
    pages = (PageRecord("Sales", (Shown("n/d", "t", 0),)),)
    text = said(text_of(Handed(record(pages=pages, proofs=proofs))))
    assert "Shown as not disclosed (1)" in text
    assert "Margin, 4Q23" in text
    assert "no document prints it; to compute it these are lacking: Cost, 4Q23<" in text


def test_what_changed_is_a_table_and_what_did_not_a_line() -> None:
    changed = FileChanges("changed", (Changed("Revenue, 4Q23", "130", "131", "slide 2"),), 3, 7)
    text = said(text_of(Handed(record(), changed), Handed(record("b.pptx"))))
    assert '<td>Revenue, 4Q23</td><td class="old">130</td><td class="new">131</td><td>slide 2</td>' in text
    assert "and 3 more" in text
    assert "7 calculated values follow" in text
    assert "<b>unchanged</b>: b.pptx" in text


def test_of_too_many_files_the_page_shows_the_first_inside_and_names_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    files = [Handed(record(f"{number}.pptx"), FileChanges("new")) for number in range(9)]
    assert "too many files" not in said(text_of(*files))
    monkeypatch.setattr("reportgen.handover.page._MOST", 2_500)
    text = said(text_of(*files))
    inside = text.count(">Look inside</a>")
    assert 1 < inside < 9
    assert f"the pages and figures of the first {inside}, of the others their names" in text
    assert text.count(' class="inside"') == inside
    assert len(kept_in(text_of(*files).encode())) == 9


def test_a_hidden_page_has_no_picture_and_takes_none_from_the_next() -> None:
    file = record(pages=(PageRecord("One"), PageRecord("Two", hidden=True), PageRecord("Three")))
    assert file.printed(["Un", "Trois"]) == [0, 2]
    assert file.printed(["Un"]) == [], "nobody knows which page it shows"
    assert replace(file, kind="workbook").printed(["One", "One", "Three"]) == [0, 0, 2]
    text = text_of(Handed(file, pictures={0: [b"first", b"further"], 2: [b"third"]}))
    found = re.findall(r'data-page="(\d)">\s*<(img|span)', text)
    assert found == [("0", "img"), ("1", "span"), ("2", "img")]
    assert text.count('decoding="async" hidden>') == 1


def test_a_file_that_was_only_filled_shows_its_pages(out: Path) -> None:
    content = (out / "deck.pptx").read_bytes()
    found = handed_file(finished(open_package(content, "deck.pptx"), as_written=True), content)
    assert [one.title for one in found.pages] == ["Results for FY23", "Sales"]
    assert found.figures == 0
