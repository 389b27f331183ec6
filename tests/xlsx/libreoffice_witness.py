"""LibreOffice as a witness: it inserts rows and columns into a workbook, and recalculates one.

Driven by a small Basic macro in a profile of its own, so that nothing but `soffice` is needed.
"""

from __future__ import annotations

import atexit
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest
from office import Value, address_of, sheet_parts

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")

_LIBRARIES = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:libraries PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "libraries.dtd">
<library:libraries xmlns:library="http://openoffice.org/2000/library" xmlns:xlink="http://www.w3.org/1999/xlink">
 <library:library library:name="Standard" xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple"
  library:link="false"/>
</library:libraries>"""
_LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard" library:readonly="false"
 library:passwordprotected="false"><library:element library:name="Module1"/></library:library>"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{code}</script:module>"""
_CODE = """Sub {name}
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden"
  hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
  Dim save(0) As New com.sun.star.beans.PropertyValue
  save(0).Name = "FilterName"
  save(0).Value = "Calc MS Excel 2007 XML"
{steps}
  doc.close(True)
End Sub
"""
_SAVE = """{steps}
  doc.calculateAll()
  doc.storeToURL("{target}", save())"""
# Without number formats, numbers are told as they are; what a step changes is all that is calculated anew.
_TELL = """{steps}
  doc.calculate()
  For number = 0 To doc.Sheets.Count - 1
    doc.Sheets.getByIndex(number).NumberFormat = 1
  Next
  Dim told{at}(1) As New com.sun.star.beans.PropertyValue
  told{at}(0).Name = "FilterName"
  told{at}(0).Value = "Text - txt - csv (StarCalc)"
  told{at}(1).Name = "FilterOptions"
  told{at}(1).Value = "44,34,76,1,,0,true,true,false,false,false,-1"
  doc.storeToURL("{target}", told{at}())"""
_FIELD = re.compile(r'"((?:[^"]|"")*)"|([^",\n]*)')

Insertion = tuple[str, str, int, int]
Values = dict[str, dict[str, Value]]


def insert(data: bytes, insertions: list[Insertion], folder: Path) -> bytes:
    """The workbook after LibreOffice inserted into it: (sheet, `Rows` or `Columns`, behind which, how many)."""
    return drive(data, "\n".join(insertion_step(*one) for one in insertions), folder)


def insertion_step(sheet: str, axis: str, behind: int, count: int) -> str:
    """An insertion as a line of Basic."""
    return f'  doc.Sheets.getByName("{sheet}").{axis}.insertByIndex({behind}, {count})'


def drive(data: bytes, steps: str, folder: Path) -> bytes:
    """The workbook after LibreOffice did some steps (lines of Basic about `doc`), calculated and saved it."""
    return drive_all([(data, steps)], folder)[0]


def values_after(data: bytes, stages: Sequence[str], folder: Path, saved: Path | None = None) -> list[Values]:
    """What every cell holds after each of some stages of steps, which follow one another.

    Days and conditions are numbers there, errors their text. `saved` is where the workbook is saved before them,
    calculated; telling the values of a large one takes a twentieth of that time.
    """
    source = folder / "source.xlsx"
    source.write_bytes(data)
    told = [folder / f"stage{number}.csv" for number in range(len(stages))]
    code = [] if saved is None else [_SAVE.format(steps="", target=saved.as_uri())]
    code += [
        _TELL.format(steps=stage, target=target.as_uri(), at=at)
        for at, (stage, target) in enumerate(zip(stages, told, strict=True))
    ]
    _run_code([_CODE.format(name="Main", source=source.as_uri(), steps="\n".join(code))])
    return [_told(data, target) for target in told]


def _told(data: bytes, target: Path) -> Values:
    """The values that LibreOffice told of all sheets, each in a file of its own."""
    return {
        sheet: {
            address_of(row, column): value
            for row, line in enumerate(_lines(target.with_name(f"{target.stem}-{sheet}.csv")), 1)
            for column, value in enumerate(line, 1)
            if value is not None
        }
        for sheet in sheet_parts(data)
    }


_TRUTH = {"TRUE": 1, "FALSE": 0}


def _lines(file: Path) -> Iterator[list[Value]]:
    """The fields of each line: texts stand in quotes, numbers and errors without."""
    text, at = file.read_text(encoding="utf-8"), 0
    line: list[Value] = []
    while at < len(text):
        field = _FIELD.match(text, at)
        assert field is not None
        quoted, bare = field.groups()
        if quoted is not None:
            line.append(quoted.replace('""', '"'))
        else:
            said = _TRUTH.get(bare, bare)
            line.append(bare if bare.startswith(("#", "Err:")) else float(said) if bare else None)
        at = field.end() + 1
        if text[field.end()] == "\n":
            yield line
            line = []


@cache
def _profile() -> Path:
    """A profile for the macros of this process, laid out by a first start, which runs none."""
    folder = Path(tempfile.mkdtemp(prefix="libreoffice-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _run(folder, "--terminate_after_init")
    basic = folder / "user" / "basic"
    (basic / "Standard").mkdir(parents=True, exist_ok=True)
    (basic / "script.xlc").write_text(_LIBRARIES)
    (basic / "Standard" / "script.xlb").write_text(_LIBRARY)
    return folder


def _run(profile: Path, argument: str) -> None:
    assert SOFFICE is not None
    command = [SOFFICE, "--headless", "--norestore", f"-env:UserInstallation={profile.as_uri()}", argument]
    subprocess.run(command, check=True, capture_output=True, timeout=600)


def _run_code(subs: Sequence[str]) -> None:
    profile = _profile()
    (profile / "user/basic/Standard/Module1.xba").write_text(_MODULE.format(code="\n".join(subs)))
    _run(profile, "macro:///Standard.Module1.Main")


def recalculate_all(contents: list[bytes], folder: Path) -> list[bytes]:
    """Many workbooks as LibreOffice calculates them, in one start of it."""
    return drive_all([(content, "") for content in contents], folder)


def drive_all(asked: Sequence[tuple[bytes, str]], folder: Path) -> list[bytes]:
    """Many workbooks after LibreOffice did some steps with each, calculated and saved it, in one start of it."""
    paths = [folder / f"{number}.xlsx" for number in range(len(asked))]
    targets = [path.with_suffix(".out.xlsx") for path in paths]
    subs: list[str] = []
    for number, ((content, steps), path, target) in enumerate(zip(asked, paths, targets, strict=True)):
        path.write_bytes(content)
        saved = _SAVE.format(steps=steps, target=target.as_uri())
        subs.append(_CODE.format(name=f"Book{number}", source=path.as_uri(), steps=saved))
    _run_code([*subs, "Sub Main", *(f"  Book{number}" for number in range(len(paths))), "End Sub"])
    return [target.read_bytes() for target in targets]


def recalculate(data: bytes, folder: Path) -> bytes:
    """The workbook with every value as LibreOffice calculates it."""
    return insert(data, [], folder)
