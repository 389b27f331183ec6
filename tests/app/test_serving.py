"""The server for authors of templates: this machine alone, the page and its files alone, faults at their place."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from language import DECK, DECK_TEMPLATE, MODEL_TEMPLATE, TEXTS, changed, make

from reportgen.app.serving import HOST, Stage, server
from reportgen.app.watching import is_own, saves
from reportgen.cli.serve import _build_on, again_and_again
from reportgen.core.findings import FindingsError, Issue
from reportgen.handover.live import faults_of, live_page

Ask = Callable[..., tuple[int, str]]


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    out = tmp_path / "output"
    out.mkdir()
    (out / "deck.pptx").write_bytes(b"deck")
    (out / "notes.txt").write_bytes(b"secret")
    (out / "link.pdf").symlink_to("/etc/hostname")
    (tmp_path / "secret.pdf").write_bytes(b"secret")
    return Stage(tmp_path, ["deck"], out)


@pytest.fixture
def ask(stage: Stage) -> Iterator[Ask]:
    web = server(stage, 0)
    thread = threading.Thread(target=web.serve_forever, args=(0.02,))
    thread.start()

    def asked(path: str, host: str = "", method: str = "GET") -> tuple[int, str]:
        connection = HTTPConnection(HOST, web.server_port, timeout=10)
        connection.request(method, path, headers={"Host": host or f"localhost:{web.server_port}"})
        answer = connection.getresponse()
        found = answer.status, answer.read().decode("latin-1")
        connection.close()
        return found

    yield asked
    web.shutdown()
    thread.join()
    web.server_close()


def test_it_gives_the_page_its_state_and_the_files_beside_it(ask: Ask) -> None:
    assert ask("/deck.pptx") == (200, "deck")
    assert ask("/state") == (200, '{"version": 0, "building": true}')
    status, text = ask("/")
    assert status == 200
    assert '<body data-version="0">' in text


@pytest.mark.parametrize(
    "path",
    ["/notes.txt", "/../secret.pdf", "/%2e%2e/secret.pdf", "/..%2fsecret.pdf", "//etc/hostname", "/link.pdf",
     "/output/deck.pptx", "/./deck.pptx", "/index.html/../../secret.pdf"],
)  # fmt: skip
def test_no_path_leads_to_another_file(ask: Ask, path: str) -> None:
    assert ask(path) == (404, "")


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example:80", "localhost.:80"]
)
def test_who_asks_by_another_name_is_refused(ask: Ask, host: str) -> None:
    assert ask("/", host) == (421, "")


def test_nothing_can_be_sent_to_it(ask: Ask) -> None:
    assert ask("/", method="POST")[0] == 501


def test_a_fault_is_shown_at_its_line_above_the_pages_before_it(tmp_path: Path) -> None:
    make(tmp_path, {DECK: changed(TEXTS[DECK], "yoy(revenue) | up", "yoy(revenu) | up")})
    stage = Stage(tmp_path, ["deck"], tmp_path / "output")
    state = stage.build()
    assert (state.version, state.building) == (1, False)
    (fault,) = state.faults
    assert fault.id == "unknown-name"
    assert [number for number, _, here in fault.lines if here] == [17]
    answer = stage.answer("/")
    assert answer is not None
    text = answer[0].decode()
    assert "The last build did not go through: 1 to mend" in text
    assert "templates/reports/deck.yaml:17" in text
    assert "<mark>   17  " in text
    assert "did you mean &#34;revenue&#34;?" in text


def test_a_fault_of_a_template_is_shown_in_its_cells_and_on_its_slide(tmp_path: Path) -> None:
    make(tmp_path)
    places: list[dict[str, Any]] = [
        {"file": MODEL_TEMPLATE, "sheet": "Model", "cell": "B2"},
        {"file": DECK_TEMPLATE, "slide": 2, "shape": "sales_table"},
        {"file": MODEL_TEMPLATE, "sheet": "none", "cell": "B2"},
        {"file": DECK_TEMPLATE, "slide": 9},
        {"file": "../secret.xlsx", "sheet": "Model", "cell": "B2"},
    ]
    found = faults_of([{"id": "a", "message": "b", "place": one} for one in places], tmp_path)
    assert [(one.cells is not None, one.slide is not None) for one in found] == [
        (True, False),
        (False, True),
        *[(False, False)] * 3,
    ]
    cells, slide = found[0].cells, found[1].slide
    assert cells is not None
    assert slide is not None
    assert cells.columns == ("A", "B", "C", "D", "E")
    assert [
        (number, [cell.here for cell in row].index(True))
        for number, row in cells.rows
        if any(cell.here for cell in row)
    ] == [(2, 1)]
    assert len([one for one in slide.shapes if one.here]) == 1
    text = live_page(None, found, 7).decode()
    assert text.count('<g class="here">') == 1
    assert text.count("<mark>") == 1


def test_an_older_page_keeps_what_its_policy_allows(tmp_path: Path) -> None:
    older = (
        b'<html>\n<head>\n<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; '
        b"style-src 'sha256-old'; script-src 'sha256-old'\">\n</head>\n<body>\n<main>\n</main>\n</body>\n"
    )
    text = live_page(older, (), 1).decode()
    assert "style-src 'sha256-" in text
    assert text.count("'sha256-old'") == 2
    assert "connect-src 'self'; default-src" in text


def test_what_is_saved_is_told_and_what_programs_keep_beside_it_is_not(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    told = saves(tmp_path)
    assert next(told)
    (tmp_path / "data" / "~$deck.pptx").write_text("x")
    (tmp_path / "data" / "facts.csv").write_text("x")
    assert any(islice(told, 9))
    assert is_own("data/facts.csv")
    assert not any(map(is_own, ("a/~$deck.pptx", "a/.~lock.b#", "a/.b.swp", "a/b~", "a/b.tmp")))


def test_a_save_ends_the_drawing_and_what_was_drawn_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stage = Stage(tmp_path, [], tmp_path)
    monkeypatch.setattr(Stage, "_command", lambda self: [sys.executable, "-c", "import time; time.sleep(60)"])
    with stage.drawing() as process:
        assert process.poll() is None
    assert process.returncode is not None
    monkeypatch.setattr(Stage, "_command", lambda self: [sys.executable, "-c", "pass"])
    monkeypatch.setattr(Stage, "build", lambda self: self.state)

    def saved() -> Iterator[bool]:
        yield True
        while stage.state.version == 0:
            time.sleep(0.02)
            yield False

    monkeypatch.setattr("reportgen.cli.serve.missing_programs", list)
    _build_on(saved(), stage)
    assert capsys.readouterr().err == "  built\n  drawn\n"


def test_watching_waits_out_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ends: list[BaseException] = [
        FindingsError(Issue("a-fault", "broken")),
        SystemExit(1),
        KeyboardInterrupt(),
    ]

    def build() -> None:
        raise ends.pop(0)

    monkeypatch.setattr("reportgen.cli.serve.saves", lambda root: iter([True, False, True, True]))
    with pytest.raises(KeyboardInterrupt):
        again_and_again(build, tmp_path)
    assert ends == []
    assert "broken" in capsys.readouterr().err
