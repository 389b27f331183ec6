"""Pictures of a finished file, drawn by LibreOffice and poppler where they are installed."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import tempfile
import zlib
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.project.files import write_atomically
from reportgen.project.overwriting import in_the_way


def preview(file: Path, out: Path, dpi: int, *, force: bool = False) -> tuple[Path, ...]:
    """One PNG for each page of `file` in folder `out`, in order; a finding where a program is missing.

    A picture there that is none of ours, or that somebody changed, stays, with a finding, unless `force`.
    """
    issues = [
        Issue("missing-program", f"{program} is not installed", hint=f"install {package} to draw previews")
        for program, package in (("soffice", "LibreOffice"), ("pdftoppm", "poppler-utils"))
        if shutil.which(program) is None
    ]
    if not file.is_file():
        issues.append(Issue("missing-file", f"{file} cannot be read", Place(file=str(file))))
    if issues:
        raise FindingsError(issues)
    with tempfile.TemporaryDirectory() as folder:
        pdf = to_pdf(file, Path(folder))
        pages = Path(folder) / "pages"
        pages.mkdir()
        done = _run(["pdftoppm", "-r", str(dpi), "-png", str(pdf), str(pages / file.stem)], file)
        if done.returncode:
            message = "the pages of this file could not be drawn"
            raise FindingsError([Issue("no-preview", message, Place(str(file)), found=done.stderr.strip())])
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


def _run(command: list[str], file: Path) -> subprocess.CompletedProcess[str]:
    """Run a program over the file; a finding where it takes longer than three minutes."""
    try:
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        message = f"{command[0]} took longer than {_LONGEST} seconds over this file"
        raise FindingsError([Issue("no-preview", message, Place(str(file)))]) from None


_LONGEST = 180
_CLOSED = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Calc/Content/Update", "Link", "2"),
)


def _closed_profile(profile: Path) -> None:
    """Settings for LibreOffice that keep a file from running or fetching anything."""
    items = "".join(
        f'<item oor:path="/org.openoffice.Office.{path}"><prop oor:name="{name}" oor:op="fuse">'
        f"<value>{value}</value></prop></item>"
        for path, name, value in _CLOSED
    )
    user = profile / "user"
    user.mkdir(parents=True, exist_ok=True)
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        f'xmlns:xs="http://www.w3.org/2001/XMLSchema">{items}</oor:items>\n',
        encoding="utf-8",
    )


def to_pdf(file: Path, folder: Path) -> Path:
    """`file` as a PDF in `folder`; a finding where LibreOffice cannot read it.

    LibreOffice gets a profile of its own, so that one already open does not stand in the way, and in which it runs
    no macros and follows no links: neither those to pictures on a server nor those to other workbooks.
    """
    _closed_profile(folder / "profile")
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{folder}/profile",
        "--convert-to",
        "pdf",
    ]
    done = _run([*command, "--outdir", str(folder), str(file)], file)
    pdf = folder / f"{file.stem}.pdf"
    if not pdf.exists():
        message = "LibreOffice could not draw this file"
        raise FindingsError([Issue("no-preview", message, Place(file=str(file)), found=done.stderr.strip())])
    return pdf
