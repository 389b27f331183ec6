"""What kind of file a package is, by the content type of its main part (ECMA-376 part 1, 12 and 13)."""

from __future__ import annotations

from typing import Literal

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.package import Package
from reportgen.office.xml import local_name

Kind = Literal["workbook", "deck"]
_ENDINGS = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": ".xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": ".xltx",
    "application/vnd.ms-excel.sheet.macroEnabled.main+xml": ".xlsm",
    "application/vnd.ms-excel.template.macroEnabled.main+xml": ".xltm",
    "application/vnd.ms-excel.addin.macroEnabled.main+xml": ".xlam",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml": ".pptx",
    "application/vnd.openxmlformats-officedocument.presentationml.template.main+xml": ".potx",
    "application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml": ".ppsx",
    "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml": ".pptm",
    "application/vnd.ms-powerpoint.template.macroEnabled.main+xml": ".potm",
    "application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml": ".ppsm",
}


def kind_of(package: Package) -> Kind:
    """Whether the package is a workbook or a deck; a finding for everything else."""
    for part in package.related("/", "officeDocument"):
        if part in package and not part.endswith(".bin"):
            word = local_name(package.peek(part))
            if word == "workbook":
                return "workbook"
            if word == "presentation":
                return "deck"
    raise FindingsError(
        Issue(
            "not-a-template",
            "this file is neither a workbook nor a deck",
            Place(file=package.name),
            expected="an .xlsx or a .pptx file",
        )
    )


def right_ending(package: Package) -> str:
    """The file name's ending that Office expects for this content; empty where the type is not known."""
    kind_of(package)
    for part in package.related("/", "officeDocument"):
        if part in package:
            return _ENDINGS.get(package.content_type(part) or "", "")
    return ""


# Endings of files that differ in the type of their main part alone: a template, a file, a show.
_FAMILIES = ((".xlsx", ".xltx"), (".xlsm", ".xltm"), (".pptx", ".potx", ".ppsx"), (".pptm", ".potm", ".ppsm"))


def can_become(package: Package, ending: str) -> bool:
    """Whether a file of this content may bear another ending, as a template (.potx) becomes a deck (.pptx)."""
    own = right_ending(package)
    return any(own in family and ending in family for family in _FAMILIES)


def become(package: Package, ending: str) -> None:
    """Give the main part the type that an ending asks for."""
    main = next(part for part in package.related("/", "officeDocument") if part in package)
    package.set_content_type(main, next(name for name, known in _ENDINGS.items() if known == ending))
