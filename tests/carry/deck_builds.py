"""The next build of a small deck that somebody has worked in, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from deck_edits import EDITS, opened, shape
from made import saved

from reportgen.app.build import build_in_memory
from reportgen.app.report import Built
from reportgen.carry.deck_plan import DeckCarry
from reportgen.project.project import Project
from reportgen.verify.verify import verify


def edited(place: Path, *names: str) -> Path:
    """The deck with edits, as a person saves it."""
    deck = opened((place / "built.pptx").read_bytes())
    for name in names:
        EDITS[name].do(deck)
    file = place / "edited.pptx"
    file.write_bytes(saved(deck))
    return file


def next_build(place: Path, file: Path) -> Built:
    (made,) = build_in_memory(Project(place), ["deck"], old=file).built
    return made


def plan_of(made: Built) -> DeckCarry:
    assert isinstance(made.carried, DeckCarry)
    return made.carried


def faults(place: Path, data: bytes) -> list[str]:
    file = place / "finished.pptx"
    file.write_bytes(data)
    return [issue.message for one in verify(Project(place), [file]).files for issue in one.issues]


def twice(place: Path, do: Callable) -> Built:
    deck = opened((place / "built.pptx").read_bytes())
    do(deck)
    file = place / "edited.pptx"
    file.write_bytes(saved(deck))
    return next_build(place, file)


def retype(slide: str, name: str, old: str, new: str) -> Callable:
    def do(deck) -> None:
        for paragraph in shape(deck, slide, name).text_frame.paragraphs:
            for run in paragraph.runs:
                run.text = run.text.replace(old, new)

    return do


def told(made: Built) -> list[tuple[str, str, str, str]]:
    return [(one.id, str(one.place), one.typed, one.here) for one in plan_of(made).conflicts]
