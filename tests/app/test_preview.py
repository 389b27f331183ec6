"""Pictures of finished files, without the programs that draw them."""

from __future__ import annotations

import subprocess
import zlib
from pathlib import Path

import pytest

from reportgen.app.preview import preview
from reportgen.core.findings import FindingsError


def chunk(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + kind + data + zlib.crc32(kind + data).to_bytes(4, "big")


PICTURE = b"\x89PNG\r\n\x1a\n" + b"".join(
    (
        chunk(b"IHDR", bytes((0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0))),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND", b""),
    )
)


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    def drawn(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        if command[0] == "soffice":
            Path(command[command.index("--outdir") + 1], "a.pdf").write_bytes(b"")
        else:
            Path(f"{command[-1]}-1.png").write_bytes(PICTURE)
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", drawn)
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"")
    return file


def test_a_picture_that_was_drawn_here_is_drawn_anew(report: Path, tmp_path: Path) -> None:
    assert preview(report, tmp_path, 40) == preview(report, tmp_path, 40) == (tmp_path / "a-1.png",)


@pytest.mark.parametrize("changed", [True, False])
def test_a_picture_of_somebody_else_stays_unless_forced(report: Path, tmp_path: Path, changed: bool) -> None:
    (picture,) = preview(report, tmp_path, 40)
    theirs = picture.read_bytes().replace(b"IDAT", b"IDAx") if changed else PICTURE
    picture.write_bytes(theirs)
    with pytest.raises(FindingsError, match="file-exists"):
        preview(report, tmp_path, 40)
    assert picture.read_bytes() == theirs
    assert preview(report, tmp_path, 40, force=True) == (picture,)
    assert picture.read_bytes() != theirs
