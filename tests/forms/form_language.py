"""Projects without a document, forms, and a person who fills them in: `Form(...).type("revenue|1Q18", "1,234")`."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from operator import itemgetter
from pathlib import Path

import openpyxl
import pytest
from lxml import etree
from made import saved
from office import MAIN, address_of, packed, parts_of, read_values, sheet_parts, split
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from reportgen.app.form import make_form
from reportgen.core.findings import FindingsError, Issue
from reportgen.core.period import parse_period
from reportgen.data.printed import printed_reading
from reportgen.data.records import FigureKey, MetricRef
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.forms.import_form import FormImport, import_form
from reportgen.forms.words import spoken, unit_word
from reportgen.project.project import Project

ROOT = Path(__file__).resolve().parents[2]
HEAD = {
    "title": "Consolidated Financial Results for 1Q18",
    "published_on": "2018-08-07",
    "kind": "results",
    "accounting_standard": "us_gaap",
    "rounding": "nearest",
    "source_file": "1q18.pdf",
    "url": "https://example.com/1q18.pdf",
    "places": "pages",
}


def project_without(folder: Path, *docs: str) -> Project:
    """A copy of this repository's data and form template, without some documents."""
    shutil.copytree(ROOT / "data", folder / "data")
    (folder / "templates" / "iij").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "iij" / "form.xlsx", folder / "templates" / "iij" / "form.xlsx")
    documents = folder / "data" / "documents.csv"
    lines = documents.read_text(encoding="utf-8").splitlines(keepends=True)
    documents.write_text("".join(line for line in lines if line.split(",")[0] not in docs), encoding="utf-8")
    events = folder / "data" / "scope_events.csv"
    told = events.read_text(encoding="utf-8").splitlines(keepends=True)
    events.write_text(
        "".join(line for line in told if not any(f",{doc}," in line for doc in docs)), encoding="utf-8"
    )
    for doc in docs:
        for kind in ("facts", "claims"):
            (folder / "data" / kind / f"{doc}.csv").unlink(missing_ok=True)
    return Project(folder)


def last_year(folder: Path) -> Project:
    """A copy of this repository's tables with the documents of the last year alone."""
    older = [line["doc"] for line in rows_of_documents() if line["published_on"] < "2017-05"]
    return project_without(folder, *older)


def rows_of(kind: str, doc: str) -> list[dict[str, str]]:
    """The rows of a file of this repository."""
    path = ROOT / "data" / kind / f"{doc}.csv"
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows_of_documents() -> list[dict[str, str]]:
    """The documents of this repository."""
    with (ROOT / "data" / "documents.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def document_of(doc: str) -> dict[str, str]:
    """The line of a document of this repository."""
    return next(row for row in rows_of_documents() if row["doc"] == doc)


_MADE: dict[tuple[str, str, int | None], bytes] = {}


def digest_of(root: Path) -> str:
    """A digest of the tables and templates of a project."""
    total = hashlib.sha256()
    for file in sorted(file for name in ("data", "templates") for file in (root / name).rglob("*")):
        if file.is_file():
            total.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


Typed = str | int | float | None


@dataclass(frozen=True)
class FormSheet:
    """A sheet of a fresh form: its part, its columns by name, what its cells hold, and the last row with cells."""

    part: str
    columns: Mapping[str, int]
    values: Mapping[tuple[int, int], object]
    last: int


@cache
def _sheets(content: bytes) -> dict[str, FormSheet]:
    values, found = read_values(content), {}
    for name, part in sheet_parts(content).items():
        if name in ("Form", "Claims"):
            cells = {split(at): value for at, value in values[name].items()}
            heads = {str(value).removeprefix("rg:"): at for at, value in cells.items() if _is_head(at, value)}
            assert heads, "no row of names"
            rows = etree.fromstring(parts_of(content)[part]).iter(f"{MAIN}row")
            columns = {head: column for head, (_, column) in heads.items()}
            found[name] = FormSheet(part, columns, cells, max(int(row.get("r", "0")) for row in rows))
    return found


def _is_head(at: tuple[int, int], value: object) -> bool:
    return at[0] <= 10 and str(value).startswith("rg:")


class Form:
    """A form being filled in with a program that knows nothing of it.

    What is typed goes into the XML of its cells. Once its `book` is asked for it is openpyxl's, which takes ten times
    as long.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._sheets = _sheets(content)
        self._typed: dict[str, dict[tuple[int, int], Typed]] = {sheet: {} for sheet in self._sheets}
        self.columns = {name: sheet.columns for name, sheet in self._sheets.items()}

    @classmethod
    def of(cls, project: Project, period: str, free: int | None = None) -> Form:
        """A fresh form of a project, made once for all projects that hold the same files."""
        asked = (digest_of(project.root), period, free)
        if asked not in _MADE:
            _MADE[asked] = make_form(project, period, None, free).data
        return cls(_MADE[asked])

    @cached_property
    def book(self) -> Workbook:
        """The form as openpyxl has it, with all that was typed so far."""
        return openpyxl.load_workbook(io.BytesIO(self.saved()))

    def sheet(self, name: str = "Form") -> Worksheet:
        """A sheet of the form, as openpyxl has it."""
        return self.book[name]

    def keys(self, sheet: str = "Form") -> dict[str, int]:
        """The rows by their hidden keys."""
        found = {value: at[0] for at, value in self._sheets[sheet].values.items() if at[1] == 1}
        return {str(key): row for key, row in sorted(found.items(), key=itemgetter(1))}

    def row(self, key: str, sheet: str = "Form") -> int:
        """The row whose hidden key is `key`; 0 where there is none."""
        return self.keys(sheet).get(key, 0)

    def value(self, row: int, column: str, sheet: str = "Form") -> object:
        """What a cell holds that was not typed into by openpyxl."""
        at = row, self.columns[sheet][column]
        return self._typed[sheet].get(at, self._sheets[sheet].values.get(at))

    def cell(self, row: int, column: str, sheet: str = "Form") -> str:
        """The address of a cell."""
        return f"{get_column_letter(self.columns[sheet][column])}{row}"

    def put(self, row: int, sheet: str = "Form", **values: object) -> Form:
        """Type into the cells of a row, by the names of the columns."""
        for column, value in values.items():
            at = row, self.columns[sheet][column]
            is_plain = value is None or type(value) in (int, float) or is_text(value)
            if is_plain and "book" not in self.__dict__:
                self._typed[sheet][at] = value  # type: ignore[assignment]
            else:
                self.book[sheet].cell(*at).value = value  # type: ignore[assignment]
        return self

    def head(self, **values: object) -> Form:
        """Type into the head of the document."""
        for name, value in values.items():
            self.put(self.row(f"head:{name}"), printed=value)
        return self

    def type(self, key: str, printed: object, place: object = "5", **more: object) -> Form:
        """Type a figure into the row of its key."""
        row = self.row(key)
        assert row, key
        return self.put(row, printed=printed, place=place, **more)

    def claim(self, key: str, printed: object, place: object = "5", **more: object) -> Form:
        """Type a printed change into the row of its key."""
        row = self.row(key, "Claims")
        assert row, key
        return self.put(row, "Claims", printed=printed, place=place, **more)

    def free_row(self, sheet: str = "Form") -> int:
        """The first free row that is still empty, or a fresh one below all others."""
        for key, row in self.keys(sheet).items():
            if key.startswith("free") and not self._label(row, sheet):
                return row
        typed = [row for row, _ in self._typed[sheet]]
        return max(self._sheets[sheet].last, *typed, self.sheet(sheet).max_row if self._is_open else 0) + 1

    @property
    def _is_open(self) -> bool:
        return "book" in self.__dict__

    def _label(self, row: int, sheet: str) -> object:
        if self._is_open:
            return self.sheet(sheet).cell(row, self.columns[sheet]["label"]).value
        return self.value(row, "label", sheet)

    def saved(self) -> bytes:
        """The file as saved."""
        if self._is_open:
            return saved(self.book)
        parts = parts_of(self._content)
        for name, typed in self._typed.items():
            root = etree.fromstring(parts[self._sheets[name].part])
            _type_into(root, typed)
            parts[self._sheets[name].part] = etree.tostring(root, encoding="UTF-8", standalone=True)
        return packed(parts)

    def save(self, path: Path) -> Path:
        """Write the file."""
        path.write_bytes(self.saved())
        return path


def is_text(value: object) -> bool:
    """A text that no program takes for a formula."""
    return type(value) is str and not value.startswith("=")


def _type_into(root: etree._Element, typed: Mapping[tuple[int, int], Typed]) -> None:
    (data,) = root.iter(f"{MAIN}sheetData")
    rows = {int(row.get("r", "0")): row for row in data}
    for (number, column), value in sorted(typed.items(), key=itemgetter(0)):
        if number not in rows:
            rows[number] = etree.Element(f"{MAIN}row", r=str(number))
            data.insert(sum(other < number for other in rows), rows[number])
        cells = {split(cell.get("r", ""))[1]: cell for cell in rows[number]}
        if column not in cells:
            cells[column] = etree.Element(f"{MAIN}c", r=address_of(number, column))
            rows[number].insert(sum(other < column for other in cells), cells[column])
        cell = cells[column]
        cell[:] = []
        cell.attrib.pop("t", "")
        if isinstance(value, str):
            cell.set("t", "inlineStr")
            text = etree.SubElement(etree.SubElement(cell, f"{MAIN}is"), f"{MAIN}t")
            text.text = value
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        elif value is not None:
            etree.SubElement(cell, f"{MAIN}v").text = repr(value)


def first_quarter(forms: dict[str, bytes]) -> Form:
    """A form with a head and three figures that tie."""
    form = Form(forms["1Q18"]).head(**HEAD)
    form.type("revenue|1Q18", "43,500").type("cost_of_revenue|1Q18", "36,800")
    return form.type("gross_margin|1Q18", "6,700")


def tried(project: Project, form: Form, tmp_path: Path) -> FormImport:
    return import_form(project, form.save(tmp_path / "form.xlsx"))


def faults(project: Project, form: Form, tmp_path: Path) -> dict[str, Issue]:
    """The findings of a form that is refused, by `id cell`."""
    with pytest.raises(FindingsError) as raised:
        tried(project, form, tmp_path)
    return {f"{issue.id} {issue.place.sheet}!{issue.place.cell}": issue for issue in raised.value.issues}


def any_sign(form: Form) -> list[int]:
    """Rows of flows of the period, which the loader takes whatever they hold."""
    return [row for key, row in form.keys().items() if key.endswith("|1Q18") and "ratio" not in key]


def retype(form: Form, doc: str) -> Form:
    """Fill a form with what the files of a document of this repository say, row by row."""
    document = document_of(doc)
    form.head(
        **{name: document[name] for name in HEAD if name in document},
        places="lines",
        doc=doc,
        note=document["note"],
    )
    form.head(as_known_on=document["as_known_on"])
    for fact in rows_of("facts", doc):
        _retype(form, fact, "Form")
    for claim in rows_of("claims", doc):
        _retype(form, claim, "Claims")
    return form


def _retype(form: Form, row: Mapping[str, str], sheet: str) -> None:
    ref = MetricRef(row["concept"], row["service_line"], row["scope"])
    key = str(FigureKey(ref, parse_period(row["period"]), row["scenario"]))
    if sheet == "Claims":
        key += f"~{row['kind']}~{row['against']}"
    at = form.row(key, sheet)
    if at and form.value(at, "printed", sheet):
        at = 0
    if not at:
        at = form.free_row(sheet)
        form.put(
            at,
            sheet,
            label=ref.concept,
            line=ref.service_line,
            entity=ref.scope,
            period=row["period"],
            scenario=spoken(row["scenario"]),
        )
        if sheet == "Claims":
            form.put(at, sheet, kind=CLAIM_KINDS[row["kind"]].choice, against=row["against"])
    form.put(
        at,
        sheet,
        printed=row["printed"],
        unit=unit_word(row["unit"], int(row["scale"])),
        place="; ".join(filter(None, [row["line"], *row["also_at"].split(";")])),
        heading=row["heading"],
        medium=spoken(row["medium"]),
        bound="" if row["bound"] == "point" else row["bound"],
        status="" if row["status"] == "ok" else spoken(row["status"]),
        note=row["note"],
        rounded=_rounded(row),
        sign=_sign(row),
    )


def _rounded(row: Mapping[str, str]) -> str | None:
    shown = printed_reading(row["printed"], int(row["scale"]), row["bound"]).last
    decimals, scale = int(row["decimals"]), int(row["scale"])
    return None if decimals in (shown, -scale) else str(10 ** (-decimals - scale))


def _sign(row: Mapping[str, str]) -> str | None:
    said = printed_reading(row["printed"], int(row["scale"]), row["bound"]).base
    value = float(row["value"]) * 10 ** int(row["scale"])
    return "opposite" if value != 0 and float(said) * value < 0 else None
