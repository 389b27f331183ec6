"""Pictures of a finished file, drawn by LibreOffice and poppler where they are installed."""

from __future__ import annotations

import hashlib
import tempfile
import zlib
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.handover.drawing import missing_programs, not_drawn, run, to_pdf
from reportgen.project.files import write_atomically
from reportgen.project.overwriting import in_the_way


def preview(file: Path, out: Path, dpi: int, *, force: bool = False) -> tuple[Path, ...]:
    """One PNG for each page of `file` in folder `out`, in order; a finding where a program is missing.

    A picture there that is none of ours, or that somebody changed, stays, with a finding, unless `force`.
    """
    issues = missing_programs()
    if not file.is_file():
        issues.append(Issue("missing-file", f"{file} cannot be read", Place(file=str(file))))
    if issues:
        raise FindingsError(issues)
    with tempfile.TemporaryDirectory() as folder:
        pdf = to_pdf(file, Path(folder))
        pages = Path(folder) / "pages"
        pages.mkdir()
        done = run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(pages / file.stem)], file)
        if done.returncode:
            raise FindingsError(not_drawn(file, done.stderr))
        drawn = {out / page.name: _marked(page.read_bytes()) for page in sorted(pages.iterdir())}
    for picture in () if force else drawn:
        issues += in_the_way(picture, (file,), _as_drawn)
    if issues:
        raise FindingsError(issues)
    out.mkdir(parents=True, exist_ok=True)
    for picture, content in drawn.items():
        write_atomically(picture, content)
    return tuple(drawn)


# Behind the signature (8 bytes) and the head of a picture (25) its other chunks follow, each with its length and sum.
_HEAD = 8 + 25
_KIND = b"tEXtSoftware\x00reportgen "


def _marked(png: bytes) -> bytes:
    """The picture with a word that says who drew it, and the sum of all else."""
    kind = _KIND + hashlib.sha256(png).hexdigest().encode()
    chunk = (len(kind) - 4).to_bytes(4, "big") + kind + zlib.crc32(kind).to_bytes(4, "big")
    return png[:_HEAD] + chunk + png[_HEAD:]


def _as_drawn(png: bytes) -> bool:
    """Whether a picture is as it was drawn here."""
    if not png[_HEAD + 4 :].startswith(_KIND):
        return False
    return _marked(png[:_HEAD] + png[_HEAD + 4 + len(_KIND) + 64 + 4 :]) == png
