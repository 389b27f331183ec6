"""Projects without a document, forms, and a person who fills them in: `Form(...).type("revenue|1Q18", "1,234")`."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from collections.abc import Mapping
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
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


class Form:
    """A form being filled in with a program that knows nothing of it."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(content))
        self.columns = {sheet: _columns(self.book[sheet]) for sheet in ("Form", "Claims")}

    @classmethod
    def of(cls, project: Project, period: str, free: int | None = None) -> Form:
        """A fresh form of a project, made once for all projects that hold the same files."""
        asked = (digest_of(project.root), period, free)
        if asked not in _MADE:
            _MADE[asked] = make_form(project, period, None, free).data
        return cls(_MADE[asked])

    def sheet(self, name: str = "Form") -> Worksheet:
        """A sheet of the form."""
        return self.book[name]

    def row(self, key: str, sheet: str = "Form") -> int:
        """The row whose hidden key is `key`; 0 where there is none."""
        return next((cell.row for cell in self.book[sheet]["A"] if cell.value == key), 0)

    def cell(self, row: int, column: str, sheet: str = "Form") -> str:
        """The address of a cell."""
        return f"{get_column_letter(self.columns[sheet][column])}{row}"

    def put(self, row: int, sheet: str = "Form", **values: object) -> Form:
        """Type into the cells of a row, by the names of the columns."""
        for column, value in values.items():
            self.book[sheet].cell(row, self.columns[sheet][column]).value = value  # type: ignore[assignment]
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
        home, columns = self.book[sheet], self.columns[sheet]
        for cell in home["A"]:
            if str(cell.value or "").startswith("free") and not home.cell(cell.row, columns["label"]).value:
                return int(cell.row)
        return int(home.max_row) + 1

    def saved(self) -> bytes:
        """The file as saved."""
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()

    def save(self, path: Path) -> Path:
        """Write the file."""
        path.write_bytes(self.saved())
        return path


def _columns(sheet: Worksheet) -> dict[str, int]:
    for row in sheet.iter_rows(max_row=10):
        names = {
            str(cell.value).removeprefix("rg:"): cell.column
            for cell in row
            if str(cell.value).startswith("rg:")
        }
        if names:
            return {name: int(column) for name, column in names.items() if column}
    raise AssertionError("no row of names")


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
    return [
        cell.row
        for cell in form.sheet()["A"]
        if str(cell.value).endswith("|1Q18") and "ratio" not in cell.value
    ]


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
    if at and form.sheet(sheet).cell(at, form.columns[sheet]["printed"]).value:
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
