"""The picture of a shape from plain data.

logo: logos/acme.png                                        the file beside the data; in Python also its bytes
logo: {file: acme.svg, fallback: acme.png, fit: crop, alt: Acme}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath

from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.filling.lists import FillFindings
from reportgen.filling.values import FileContent, Value, is_single, kind_of, shown
from reportgen.office.pictures import ENDINGS, Picture, PictureError, PictureView, blank_picture, read_picture
from reportgen.project.files import read_file

_FORMS = f"a file ({' '.join(ENDINGS)}), its content, or a group with file, fallback, fit and alt"
_FITS = ("", "whole", "crop")


def picture_view(
    value: Value, folders: Sequence[Path], place: Place, findings: FillFindings
) -> PictureView | None:
    """What a value shows as a picture, its file looked for in `folders`; None with a finding where it is none."""
    given: Mapping[str, Value] = value if isinstance(value, Mapping) else {"file": value}
    fit = given.get("fit")
    wanted = shown(fit) if is_single(fit) else kind_of(fit)
    if wanted not in _FITS:
        message = f'"{wanted}" is no way to fit a picture'
        findings.unknown("no-picture", message, place, wanted, _FITS[1:])
        return None
    picture = _picture(given.get("file"), folders, place, findings)
    fallback = given.get("fallback")
    second = _picture(fallback, folders, place, findings) if fallback is not None else None
    if picture is None or (fallback is not None and second is None):
        return None
    if picture.ending != "svg":
        second = None
    elif second is None:
        second = blank_picture(picture.size)
        message = "this drawing is shown by PowerPoint of 2016 and later alone; other programs show nothing"
        findings.add("drawing-without-fallback", message, place, severity=Severity.WARNING)
    alt = given.get("alt")
    return PictureView(picture, second, wanted == "crop", shown(alt) if is_single(alt) else "")


def _picture(value: Value, folders: Sequence[Path], place: Place, findings: FillFindings) -> Picture | None:
    if not isinstance(value, FileContent | str) or not value:
        findings.add("no-picture", "this is no picture", place, expected=_FORMS, found=kind_of(value))
        return None
    try:
        data = value.data if isinstance(value, FileContent) else _read(value, folders)
        return read_picture(data)
    except FindingsError as error:
        for issue in error.issues:
            findings.add(
                issue.id, issue.message, place, expected=issue.expected, found=issue.found or str(value)
            )
    except PictureError as error:
        found = value if isinstance(value, str) else "its content"
        findings.add("no-picture", f"this is no picture: {error}", place, expected=_FORMS, found=found)
    return None


def _read(name: str, folders: Sequence[Path]) -> bytes:
    """The content of a file in the first of the folders that has it."""
    if PurePath(name).suffix.lower() not in ENDINGS:
        raise FindingsError(Issue("no-picture", "this names no picture", expected=_FORMS, found=name))
    paths = [folder / name for folder in folders] or [Path(name)]
    return read_file(next((path for path in paths if path.exists()), paths[0]))
