"""Finished files taken apart and put together otherwise, as a person or a forger would.

retext(data, "ppt/slides/slide2.xml", "110", "119")      a text of a part
forged(data)                                              with a seal that fits what the file says now
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from language import DECK, FACTS, MODEL, TEXTS, make
from lxml import etree

from reportgen.app.build import rebuild as build_anew
from reportgen.office.package import open_package, write_package
from reportgen.project.project import Project
from reportgen.verify.finished import finished
from reportgen.verify.seal import write_seal
from reportgen.verify.tables import ProjectTables
from reportgen.verify.verify import Receipt, verify_with


def changed_part(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The file with one part changed."""
    buffer = io.BytesIO()
    hits = 0
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(buffer, "w") as new:
        for entry in old.infolist():
            held = old.read(entry)
            if entry.filename == part:
                held, hits = change(held), hits + 1
            new.writestr(entry, held)
    assert hits == 1, f"{part} stands {hits} times"
    return buffer.getvalue()


def retext(data: bytes, part: str, old: str, new: str, most: int = 1) -> bytes:
    """The file with up to `most` occurrences of `old` in a part's XML as `new`."""

    def change(held: bytes) -> bytes:
        text = held.decode("utf-8")
        assert old in text, f"{old!r} does not stand in {part}"
        return text.replace(old, new, most).encode("utf-8")

    return changed_part(data, part, change)


def parts_with(data: bytes, text: str) -> list[str]:
    """The parts whose XML holds a text."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [name for name in archive.namelist() if text.encode() in archive.read(name)]


def forged(data: bytes) -> bytes:
    """The file with a seal that fits what it says now, as a careful forger would leave it."""
    package = open_package(data, "forged")
    file = finished(package)
    assert file.mark is not None
    write_seal(file, file.mark)
    return write_package(package)


def bindings_part_of(data: bytes) -> str:
    """The name of the part with the bindings."""
    return next(name for name in parts_with(data, "urn:reportgen:bindings:1") if "Props" not in name)


def root_of(data: bytes, part: str) -> etree._Element:
    """The root of a part."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(part))


def verified(project: Project, *files: tuple[str, bytes], rebuild: bool = False) -> Receipt:
    """The receipt of files in memory."""
    found = [finished(open_package(data, name)) for name, data in files]
    return verify_with(ProjectTables.of(project), found, rebuild=build_anew if rebuild else None)


def ids(receipt: Receipt) -> set[str]:
    """The ids of all findings."""
    return {issue.id for issue in receipt.issues}


_LATER = "2025-05-10_results,Results for FY24,results,2025-05-10,2025-05-10,ifrs,nearest,results.txt,,\n"
_FIGURES = (
    *(("revenue", period, value) for period, value in (("FY24", 520), ("FY23", 471), ("4Q23", 133))),
    *(("revenue", f"{number}Q24", value) for number, value in enumerate((125, 128, 130, 137), 1)),
    ("cost", "4Q24", 101),
    ("cost", "4Q23", 99),
)


def restated(folder: Path, changes: Mapping[str, str] | None = None) -> Project:
    """The small project with a later document under IFRS that restates some of what stood under J-GAAP.

    Deck and model are those of FY24; both show figures of either standard.
    """
    rows = [
        f'{concept},,,{period},actual,point,JPY,{value},6,-6,"{value}",Results,{line},,table,ok,'
        for line, (concept, period, value) in enumerate(_FIGURES, 1)
    ]
    deck, model = (TEXTS[name].replace("period: FY23", "period: FY24") for name in (DECK, MODEL))
    return make(
        folder,
        {
            "data/documents.csv": TEXTS["data/documents.csv"] + _LATER,
            "data/facts/2025-05-10_results.csv": "\n".join([TEXTS[FACTS].splitlines()[0], *rows, ""]),
            DECK: deck.replace("1Q23..4Q23", "[3Q23, 4Q23, 1Q24, 4Q24]").replace("4Q23}", "4Q24}"),
            MODEL: model.replace("1Q23..4Q23", "1Q23..4Q24").replace("[FY23]", "[FY23, FY24]"),
            **(changes or {}),
        },
    )


def put(folder: Path, name: str, data: bytes) -> Path:
    """The bytes as a file."""
    path = folder / name
    path.write_bytes(data)
    return path
