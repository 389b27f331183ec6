"""Independent witnesses: LibreOffice and the Open XML SDK look at what was built."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from house import ROOT, Built
from model_at_libreoffice import AtLibreOffice
from office import Book, parts_of, read_values, same, sdk_errors


def differences(book: Book, other: Mapping[str, Mapping[str, object]]) -> list[str]:
    return [
        f"{sheet}!{address}: {cell.value!r} here, {other[sheet].get(address)!r} there"
        for sheet, cells in book.items()
        for address, cell in cells.items()
        if cell.formula and not same(cell.value, other[sheet].get(address))
    ]


def test_libreoffice_calculates_every_cached_value_from_scratch(
    book: Book, at_libreoffice: AtLibreOffice
) -> None:
    assert differences(book, read_values(at_libreoffice.as_built)) == []


def test_the_open_xml_sdk_finds_no_fault(built: Built, validator: str) -> None:
    assert {path.name: sdk_errors(validator, path) for path in built.result.paths} == {
        path.name: [] for path in built.result.paths
    }


def test_the_open_xml_sdk_finds_no_fault_in_the_workbooks_of_charts(
    built: Built, validator: str, tmp_path: Path
) -> None:
    """The first and the last one; all of them are drawn and filled by the same hands."""
    embedded = sorted(
        (name, data) for name, data in parts_of(built.deck.read_bytes()).items() if name.endswith(".xlsx")
    )
    assert len(embedded) >= 2
    for name, data in (embedded[0], embedded[-1]):
        file = tmp_path / Path(name).name
        file.write_bytes(data)
        assert sdk_errors(validator, file) == []


def test_another_process_at_another_time_builds_the_same_bytes(built: Built, tmp_path: Path) -> None:
    """With another seed for hashes, another working folder and another zone of time.

    Where `make report` left its files in output/ they are these: the whole check calls it with that seed and zone.
    """
    environment = os.environ | {"PYTHONHASHSEED": "7", "TZ": "Pacific/Chatham"}
    # Files there that a person has worked in are refused, and stay.
    for out in (ROOT / "output", tmp_path / "out"):
        command = [sys.executable, "-m", "reportgen", "build", "--project", str(ROOT), "--out", str(out)]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
        )
        if done.returncode == 0:
            break
    assert done.returncode == 0, done.stdout + done.stderr
    for file in built.result.paths:
        assert (out / file.name).read_bytes() == file.read_bytes(), file.name
