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
