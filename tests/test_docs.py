"""What the documents say is so: links lead somewhere, commands exist, rooms stand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from test_architecture import DEPTH
from typer.main import get_command

from reportgen.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "templates/**/*.md", "output/*.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)
COMMANDS = set(get_command(app).commands)  # type: ignore[attr-defined]


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def code_of(text: str) -> str:
    """The code of a document: blocks between fences and spans between back ticks."""
    blocks = re.findall(r"```[^\n]*\n(.*?)```", text, re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))])


def words_of(text: str) -> str:
    """A document without its code."""
    return re.sub(r"`[^`\n]+`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", words_of(path.read_text(encoding="utf-8"))):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_commands_in_documents_are_commands(path: Path) -> None:
    for command in re.findall(r"(?:^|\s)reportgen ([a-z]+)\b", code_of(path.read_text(encoding="utf-8"))):
        assert command in COMMANDS, f"{named(path)} names reportgen {command}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_options_in_documents_are_options(path: Path) -> None:
    known = get_command(app).commands  # type: ignore[attr-defined]
    for command, rest in re.findall(
        r"(?:^|\s)reportgen ([a-z]+)\b([^\n#]*)", code_of(path.read_text(encoding="utf-8"))
    ):
        options = {option for parameter in known[command].params for option in parameter.opts}
        for option in re.findall(r"(?<!\w)--[a-z-]+", rest):
            assert option in options | {"--help"}, f"reportgen {command} has no {option}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=named)
def test_make_targets_in_documents_exist(path: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for target in re.findall(r"(?:^|\s)make ([a-z]+)\b", code_of(path.read_text(encoding="utf-8"))):
        assert target in targets, target


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_says_in_one_sentence_what_it_does(command: str) -> None:
    words = get_command(app).commands[command].help or ""  # type: ignore[attr-defined]
    assert re.fullmatch(r"[A-Z].+\.", words, re.DOTALL)


def test_the_picture_of_the_rooms_shows_every_room() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    for room in DEPTH:
        assert re.search(rf"\b{room}\b", text), room


def test_the_readme_begins_with_the_two_commands() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:45]
    code = code_of("\n".join(first_screen))
    assert "make report" in code
    assert "make test" in code


def test_the_changelog_names_the_version() -> None:
    from reportgen import __version__

    assert __version__ in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_library_offers_a_handful_of_names() -> None:
    import reportgen

    assert len(getattr(reportgen, "__all__", ["__version__"])) <= 12
