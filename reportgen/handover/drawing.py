"""Finished files as PDF and as pictures, drawn by LibreOffice and poppler where they are installed."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package_kind import Kind

_LONGEST = 180
_CLOSED = (
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Calc/Content/Update", "Link", "2"),
)
# Cells are small print: their pages are drawn larger.
_SIZE: Mapping[Kind, tuple[str, ...]] = {
    "workbook": ("-scale-to", "1700"),
    "deck": ("-scale-to-x", "1040", "-scale-to-y", "-1"),
}
# In the order of its outline LibreOffice names each sheet with the page that it begins on.
_PAGES = re.compile(rb"/Kids\[([\s\dR]*)\]")
_BEGINS = re.compile(rb"/Title<FEFF([0-9A-F]*)>\s*/Dest\[(\d+) 0 R")
# Photographs have more colours than this, drawings and tables fewer.
_DRAWN_COLOURS = 16_384
_CHANCE = (
    (re.compile(rb"(/CreationDate\s?\(D:)\d{14}"), b"19800101000000"),
    (re.compile(rb"(/ID \[\s*<)[0-9A-F]{32}"), b"0" * 32),
    (re.compile(rb"(/ID \[\s*<[0-9A-F]{32}>\s*<)[0-9A-F]{32}"), b"0" * 32),
    (re.compile(rb"(/DocChecksum /)[0-9A-F]{32}"), b"0" * 32),
)
_PRINTED = b"%%reportgen %s\n"
_SOURCE = re.compile(rb"%reportgen (\w+)\n$")
_TAIL = 64


def missing_programs() -> list[Issue]:
    """A finding for each program that pictures need and that is not installed."""
    return [
        Issue("missing-program", f"{program} is not installed", hint=f"install {package} to draw previews")
        for program, package in (("soffice", "LibreOffice"), ("pdftoppm", "poppler-utils"))
        if shutil.which(program) is None
    ]


def pictures(file: Path, kind: Kind, pdf: Path) -> tuple[bytes, ...]:
    """A WebP of each page of a file's PDF."""
    with tempfile.TemporaryDirectory() as folder:
        done = run(["pdftoppm", *_SIZE[kind], str(pdf), str(Path(folder) / "page")], file)
        drawn = sorted(Path(folder).glob("page-*.ppm"))
        if done.returncode or not drawn:
            raise FindingsError(not_drawn(file, done.stderr))
        return tuple(map(_webp, drawn))


def sheets_printed(pdf: bytes) -> list[str]:
    """The name of the sheet that each page of a workbook's PDF shows; nothing for a PDF that does not tell."""
    pages = [one for found in _PAGES.findall(pdf) for one in found.split(b" 0 R")[:-1]]
    begins = {
        page.strip(): bytes.fromhex(name.decode()).decode("utf-16-be") for name, page in _BEGINS.findall(pdf)
    }
    found: list[str] = []
    for page in pages:
        name = begins.get(page.strip(), found[-1] if found else "")
        found.append(name)
    return found


def _webp(page: Path) -> bytes:
    """A picture as small as it can be and still be read: few colours without loss, photographs with some."""
    from PIL import Image  # a build that draws nothing needs none of it

    out = io.BytesIO()
    with Image.open(page) as picture:
        if picture.getcolors(_DRAWN_COLOURS) is None:
            picture.save(out, "WEBP", quality=60, method=4)
        else:
            plain = picture.quantize(64, dither=Image.Dither.NONE).convert("RGB")
            plain.save(out, "WEBP", lossless=True, quality=60, method=4)
    return out.getvalue()


def as_pdf(file: Path, digest: str) -> bytes:
    """A file as LibreOffice prints it, with a last line that names the file by its digest."""
    with tempfile.TemporaryDirectory() as folder:
        printed = to_pdf(file, Path(folder)).read_bytes()
    # When it was printed, and an id: of the clock and of chance.
    for pattern, plain in _CHANCE:
        printed = pattern.sub(rb"\g<1>" + plain, printed)
    return printed + _PRINTED % digest.encode()


def pdf_source(content: bytes) -> str:
    """The digest of the file that a PDF printed here shows; empty for any other PDF."""
    found = _SOURCE.search(content[-_TAIL:])
    return found[1].decode() if found is not None else ""


def run(command: list[str], file: Path) -> subprocess.CompletedProcess[str]:
    """Run a program over the file; a finding where it takes longer than three minutes."""
    try:
        return subprocess.run(command, check=False, capture_output=True, text=True, timeout=_LONGEST)
    except subprocess.TimeoutExpired:
        message = f"{command[0]} took longer than {_LONGEST} seconds over this file"
        raise FindingsError(Issue("no-preview", message, Place(str(file)))) from None


def not_drawn(file: Path, why: str) -> Issue:
    """The finding that a file's pages could not be drawn."""
    return Issue(
        "no-preview", "the pages of this file could not be drawn", Place(str(file)), found=why.strip()
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
    done = run([*command, "--outdir", str(folder), str(file)], file)
    pdf = folder / f"{file.stem}.pdf"
    if not pdf.exists():
        message = "LibreOffice could not draw this file"
        raise FindingsError(Issue("no-preview", message, Place(file=str(file)), found=done.stderr.strip()))
    return pdf
