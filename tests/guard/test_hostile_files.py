"""Files made to do harm: each is refused with a finding that says why, in little time and memory."""

from __future__ import annotations

import io
import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Mapping
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import ClassVar

import pytest
from house import ROOT
from language import deck_template, make, model_template
from office import edited, packed, parts_of

from benchmarks.fuzz_files import small_deck
from reportgen.app.preview import preview
from reportgen.core.findings import FindingsError, Issue
from reportgen.filling.fill import Sources, fill_file, fill_template
from reportgen.filling.filled import FillOptions
from reportgen.linting.lint import lint_template
from reportgen.office.package import open_package

SHEET = "xl/worksheets/sheet1.xml"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def refusal(data: bytes, name: str = "evil.xlsx") -> Issue:
    """The first finding of filling; nothing else may come out."""
    with pytest.raises(FindingsError) as caught:
        fill_template(data, name, {"title": "x"})
    return caught.value.issues[0]


def book(changes: Mapping[str, bytes]) -> bytes:
    return packed({**parts_of(model_template()), **changes})


# Archives


@pytest.mark.parametrize(
    ("data", "identity"),
    [
        (b"", "not-a-package"),
        (b"MZ" + bytes(400), "not-a-package"),
        (b"%PDF-1.7", "not-a-package"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096), "encrypted-file"),
        (packed({"a.txt": b"x"}), "not-a-package"),
        (b"PK\x05\x06" + bytes(18), "not-a-package"),
    ],
)
def test_what_is_no_office_file_is_refused(data: bytes, identity: str) -> None:
    assert refusal(data).id == identity


def test_a_part_that_unpacks_to_more_than_it_says_is_cut_off_or_refused() -> None:
    """The size in the list of entries is a lie: two bytes are promised, a megabyte would come."""
    data = packed({"[Content_Types].xml": b"<Types/>", "xl/a.xml": b"a" * 1_000_000})
    true = struct.pack("<L", 1_000_000)
    assert data.count(true) == 2
    assert refusal(data.replace(true, struct.pack("<L", 2))).id == "damaged-part"


def test_entries_that_lie_over_one_another_are_refused() -> None:
    """A kernel of packed bytes that many entries of the list point to."""
    data = packed({"[Content_Types].xml": b"<Types/>", "a.xml": bytes(200_000)})
    start = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", start + 4)
    end = data.index(b"PK\x05\x06")
    entry = data[second:end]
    copies = b"".join(entry.replace(b"a.xml", b"%c.xml" % letter) for letter in range(98, 123))
    central = data[start:end] + copies
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 27, 27, len(central), start, 0)
    assert refusal(data[:start] + central + tail).id in ("overlapping-parts", "damaged-part")


def test_a_list_of_a_million_entries_is_refused_before_it_is_read() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    data = entry * 50_000 + struct.pack(
        "<4s4H2LH", b"PK\x05\x06", 0, 0, 50_000, 50_000, len(entry) * 50_000, 0, 0
    )
    assert refusal(data).id == "too-many-parts"


def test_a_bomb_inside_a_bomb_is_not_unpacked() -> None:
    """The workbook behind a chart is a package of its own, with the same limits."""
    inner = packed({"xl/sheet.xml": bytes(60_000_000)})
    parts = parts_of(deck_template())
    name = next(part for part in parts if part.endswith(".xlsx"))
    data = packed({**parts, name: inner})
    with pytest.raises(FindingsError):
        fill_template(data, "evil.pptx", {"sales_chart": [{"q": "a", "Revenue": 1}]})


@pytest.mark.parametrize(
    "name", ["../evil.xml", "xl/../../evil.xml", "C:/evil.xml", "xl/a\nb.xml", "a/" * 600 + "b.xml"]
)
def test_a_part_name_that_leads_elsewhere_is_refused(name: str) -> None:
    assert refusal(book({name: b"<a/>"})).id == "bad-part-name"


@pytest.mark.parametrize("special", ["/dev/zero", "/dev/stdin"])
def test_what_is_no_ordinary_file_is_not_read(special: str, tmp_path: Path) -> None:
    if not Path(special).exists():
        pytest.skip("no such file here")
    with pytest.raises(FindingsError) as caught:
        fill_file(Path(special), Sources(), tmp_path / "a.xlsx")
    assert caught.value.issues[0].id in ("missing-file", "not-a-package")


# XML

BILLION = b"<!DOCTYPE a [" + b"".join(
    b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10 if n else b"lol") for n in range(10)
)


@pytest.mark.parametrize(
    "evil",
    [
        BILLION + b"]><a>&l9;</a>",
        BILLION + b']><a b="&l9;"/>',
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd"><a/>',
        b'<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x"> %x;]><a/>',
        "<?xml version='1.0' encoding='UTF-16'?><!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>".encode("utf-16"),
    ],
)
def test_bombs_and_outside_entities_of_xml_are_refused(evil: bytes) -> None:
    for part in (SHEET, "xl/workbook.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
        with pytest.raises(FindingsError) as caught:
            fill_template(book({part: evil}), "evil.xlsx", None)
        assert caught.value.issues[0].id in ("document-type", "unreadable-part", "gate-content-types"), part
        assert "root:" not in str(caught.value)


def test_xml_nested_without_end_is_refused() -> None:
    assert refusal(book({SHEET: b"<a>" * 100_000 + b"</a>" * 100_000})).id == "unreadable-part"


# Sizes and numbers


def change_sheet(old: bytes, new: bytes) -> bytes:
    sheet = parts_of(model_template())[SHEET]
    assert old in sheet
    return book({SHEET: sheet.replace(old, new, 1)})


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'<row r="1"', b'<row r="99999999999999"'),
        (b'<row r="1"', b'<row r="one"'),
        (b'<row r="1"', b'<row r="-1"'),
        (b'r="A1"', b'r="ZZZZZ1"'),
        (b'r="A1"', b'r="A1048577"'),
        (b't="s"', b't="s" s="99999999999999999999"'),
        (b't="s"', b't="s" s="x"'),
        (b"<v>0</v>", b"<v>99999999999</v>"),
        (b"<v>0</v>", b"<v>-1</v>"),
        (b"<v>0</v>", b"<v>zero</v>"),
        (b"<sheetData>", b'<cols><col min="1" max="99999999" width="1"/></cols><sheetData>'),
    ],
)
def test_dimensions_beyond_a_sheet_end_in_a_finding_or_a_warning(old: bytes, new: bytes) -> None:
    data = change_sheet(old, new)
    lint_template(data, "evil.xlsx")
    try:
        done = fill_template(data, "evil.xlsx", {"company": {"name_en": "x"}, "quarters": [], "years": []})
    except FindingsError:
        return
    assert any(issue.id.startswith("gate-") for issue in done.findings)


# Relationships


def test_relationships_in_a_circle_end() -> None:
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="rId1" Type="%s/drawing" Target="sheet1.xml"/>'
        b'<Relationship Id="rId2" Type="%s/chart" Target="../workbook.xml"/></Relationships>'
    )
    circle = links.replace(b"%s", REL.encode())
    data = book({"xl/worksheets/_rels/sheet1.xml.rels": circle})
    lint_template(data, "evil.xlsx")
    assert open_package(fill_template(data, "evil.xlsx", None))


def test_slides_in_a_circle_end() -> None:
    parts = parts_of(small_deck())
    name = "ppt/slides/_rels/slide1.xml.rels"
    link = f'<Relationship Id="rId77" Type="{REL}/slide" Target="slide1.xml"/></Relationships>'.encode()
    data = packed({**parts, name: parts[name].replace(b"</Relationships>", link)})
    done = fill_template(data, "evil.pptx", {"pages": ["slide1", "slide1"], **DECK_DATA})
    assert open_package(done)


# What is carried and never run or followed


def with_extras(data: bytes, main: str, extras: Mapping[str, tuple[str, bytes, str]]) -> bytes:
    """The file with further parts: name -> kind of relationship, bytes, content type."""
    parts = parts_of(data)
    rels = main.replace("/", "/_rels/", 1) + ".rels"
    folder = main.partition("/")[0]
    types, links = b"", b""
    for number, (name, (kind, content, content_type)) in enumerate(extras.items()):
        parts[f"{folder}/{name}"] = content
        types += f'<Override PartName="/{folder}/{name}" ContentType="{content_type}"/>'.encode()
        links += f'<Relationship Id="rIdX{number}" Type="{kind}" Target="{name}"/>'.encode()
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", types + b"</Types>")
    parts[rels] = parts[rels].replace(b"</Relationships>", links + b"</Relationships>")
    return packed(parts)


DECK_DATA = {
    "title": "x",
    "notes": ["a"],
    "results": [["a", 1]],
    "bars": [{"quarter": "a", "Sales": Decimal(1)}],
}
EXTRAS = {
    "vbaProject.bin": (
        "http://schemas.microsoft.com/office/2006/relationships/vbaProject",
        b"\xd0\xcf\x11\xe0 macro",
        "application/vnd.ms-office.vbaProject",
    ),
    "activeX/activeX1.bin": (f"{REL}/control", b"control", "application/vnd.ms-office.activeX"),
    "externalLinks/externalLink1.xml": (
        f"{REL}/externalLink",
        b'<externalLink xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>',
        "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml",
    ),
}


@pytest.mark.parametrize(
    ("template", "main", "data"),
    [
        (small_deck, "ppt/presentation.xml", DECK_DATA),
        (model_template, "xl/workbook.xml", None),
    ],
)
def test_macros_controls_and_links_are_carried_byte_for_byte(
    template: Callable[[], bytes], main: str, data: object
) -> None:
    source = with_extras(template(), main, EXTRAS)
    name = "evil.pptx" if "ppt" in main else "evil.xlsx"
    options = FillOptions(["Model!ZZ9=5"] if data is None else [])
    done = parts_of(fill_template(source, name, data, options))  # type: ignore[arg-type]
    folder = main.partition("/")[0]
    for part, (_, content, _) in EXTRAS.items():
        assert done[f"{folder}/{part}"] == content


class _Listening(BaseHTTPRequestHandler):
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(404)
        self.end_headers()

    do_HEAD = do_OPTIONS = do_PROPFIND = do_GET  # noqa: N815

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def test_a_preview_asks_the_network_for_nothing(soffice: str, tmp_path: Path) -> None:
    """A slide with a picture that stands on a server: the server hears nothing while the slide is drawn."""
    server = HTTPServer(("127.0.0.1", 0), _Listening)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/tracker.png"
    parts = parts_of(deck_template())
    rels, slide = "ppt/slides/_rels/slide1.xml.rels", "ppt/slides/slide1.xml"
    link = f'<Relationship Id="rId66" Type="{REL}/image" Target="{address}" TargetMode="External"/></Relationships>'
    picture = (
        '<p:pic><p:nvPicPr><p:cNvPr id="66" name="p"/><p:cNvPicPr/><p:nvPr/></p:nvPicPr><p:blipFill>'
        f'<a:blip xmlns:r="{REL}" r:link="rId66"/><a:stretch><a:fillRect/></a:stretch></p:blipFill><p:spPr><a:xfrm>'
        '<a:off x="0" y="0"/><a:ext cx="999999" cy="999999"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></p:spPr></p:pic></p:spTree>"
    )
    data = packed(
        {
            **parts,
            rels: parts[rels].replace(b"</Relationships>", link.encode()),
            slide: parts[slide].replace(b"</p:spTree>", picture.encode()),
        }
    )
    file = tmp_path / "evil.pptx"
    file.write_bytes(data)
    try:
        assert preview(file, tmp_path / "pictures", 40)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert _Listening.asked == []


WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith("socket.") or event in ("urllib.Request", "http.client.connect", "os.system"):
        sys.stderr.write(f"NETWORK {event} {arguments}\\n")
        raise RuntimeError("no network here")
    if event == "subprocess.Popen" and "fc-match" not in str(arguments[0]):
        raise RuntimeError(f"no program here: {arguments[0]}")
sys.addaudithook(watch)
sys.argv = ["reportgen", *sys.argv[1:]]
from reportgen.cli.app import main
main()
"""


def test_no_command_opens_a_socket_or_starts_a_program(tmp_path: Path) -> None:
    """An audit hook of Python, which nothing can take away, forbids all sockets, and programs but fc-match."""
    make(tmp_path / "project")
    template = tmp_path / "t.pptx"
    template.write_bytes(with_extras(small_deck(), "ppt/presentation.xml", EXTRAS))
    (tmp_path / "d.json").write_text(json.dumps(DECK_DATA, default=float), encoding="utf-8")
    for command in (
        ["build", "--project", str(tmp_path / "project"), "--out", str(tmp_path / "out")],
        ["fill", str(template), "--data", str(tmp_path / "d.json"), "-o", str(tmp_path / "o.pptx")],
        ["lint", str(template)],
        ["check", "--project", str(tmp_path / "project")],
    ):
        done = subprocess.run(
            [sys.executable, "-c", WATCHED, *command], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert "NETWORK" not in done.stderr, command
        assert done.returncode == 0, done.stderr


def test_the_watch_would_see_a_socket() -> None:
    code = WATCHED.replace(
        "from reportgen.cli.app import main\nmain()",
        "import socket; socket.create_connection(('127.0.0.1', 9))",
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "NETWORK socket" in done.stderr


def test_a_damaged_template_is_told_as_one_not_as_a_fault_of_ours() -> None:
    data = edited(
        model_template(), "xl/workbook.xml", lambda root: root.find("{*}sheets")[0].attrib.pop("name")
    )
    issues = lint_template(data, "evil.xlsx").issues
    assert issues


def test_compressed_in_a_way_that_we_do_not_know_is_a_finding() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 10] = 99  # the method of AES encryption
    assert refusal(bytes(data)).id == "damaged-part"
    assert zlib.crc32(b"") == 0


def test_a_program_that_does_not_come_back_is_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hanging(command: list[str], **options: object) -> None:
        raise subprocess.TimeoutExpired(command, 180)

    file = tmp_path / "a.pptx"
    file.write_bytes(small_deck())
    monkeypatch.setattr("shutil.which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(subprocess, "run", hanging)
    with pytest.raises(FindingsError, match="no-preview"):
        preview(file, tmp_path / "pictures", 40)
