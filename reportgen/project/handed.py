"""The folder that is handed over: which finished files lie in it, and whether its page tells of just these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

from reportgen.project.current import content_digest

NAME = "index.html"
_ENDINGS = frozenset({".xlsx", ".xlsm", ".pptx", ".pptm"})
# A file of a person's that was replaced stays beside under such a name.
_BEFORE = ".before."
_HEAD = re.compile(rb'<html lang="\w*" data-built="(\w*)" data-drawn="([a-z ]*)">')
_AHEAD = 200


class Drawn(Struct, frozen=True):
    """What LibreOffice is asked to draw for the page: pictures of all pages, each file as PDF."""

    pictures: bool = False
    pdf: bool = False

    @property
    def words(self) -> frozenset[str]:
        """The same as words, which the page bears."""
        return frozenset(name for name in ("pictures", "pdf") if getattr(self, name))


NOTHING_DRAWN = Drawn()


def finished_in(folder: Path) -> list[Path]:
    """The workbooks and decks of a folder; none that Office or a build only keeps beside."""
    return [
        path
        for path in (sorted(folder.iterdir()) if folder.is_dir() else ())
        if path.suffix.lower() in _ENDINGS
        and not path.name.startswith((".", "~"))
        and _BEFORE not in path.name
    ]


def office_files(folder: Path) -> dict[str, bytes]:
    """What stands in the workbooks and decks of a folder, by name."""
    return {path.name: path.read_bytes() for path in finished_in(folder)}


def built_from(files: Mapping[str, bytes], now: Mapping[str, str]) -> str:
    """What names the page of some files: theirs and its program's digests, and that of the tables."""
    parts = [now["program"], now["data"], *(f"{name}:{content_digest(data)}" for name, data in files.items())]
    return content_digest("\0".join(parts).encode())


def is_page(content: bytes) -> bool:
    """Whether a file is a page of a hand-over."""
    return _HEAD.search(content[:_AHEAD]) is not None


def page_stands(folder: Path, now: Mapping[str, str], wish: Drawn) -> bool:
    """Whether the page of a folder tells of the files in it as they stand, with all that is to be drawn."""
    try:
        with (folder / NAME).open("rb") as file:
            found = _HEAD.search(file.read(_AHEAD))
        if found is None or not wish.words <= set(found[2].decode().split()):
            return False
        return found[1].decode() == built_from(office_files(folder), now)
    except OSError:
        return False
