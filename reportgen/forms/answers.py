"""From a filled form to the rows of a document's files, each with the cells that its parts were typed into.

I23 "△1,234"  J23 "JPY million"  K23 "p. 12"   ->   facts row value -1234, scale 6, decimals -6, line 12

What the tables would refuse is left to the loader, so that one place knows the rules; here stands only what
is the form's own: places, half-filled rows, tokens that a spreadsheet program has changed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.number import plain_width
from reportgen.core.period import parse_period
from reportgen.core.reading_pieces import HOUSE, notation_of
from reportgen.core.structs import replace
from reportgen.data.figure_files import CLAIM_COLUMNS
from reportgen.data.labels import label_of
from reportgen.data.records import MetricRef, MetricTable
from reportgen.data.vocabulary import CLAIM_KINDS
from reportgen.figures.value_resolver import ValueResolver
from reportgen.forms.cells import FilledForm, FormLine, FormRow, FormSheet, form_sheet
from reportgen.forms.figures import TypedFigure, typed_figure
from reportgen.forms.head import read_head, row_key
from reportgen.forms.records import FORM_VERSION
from reportgen.forms.signs import check_sign_word, sign_question
from reportgen.forms.words import OPPOSITE, name_in, plain_word, unit_words
from reportgen.office.grid import GridCell

_PLACE = re.compile(
    r"(?:pages?|pp?|slides?|lines?|l|no|頁|ページ|行)?[ .:]*(\d{1,5})\s*(?:頁|ページ|行)?", re.IGNORECASE
)

# The form's column for a column of the file, where they differ.
_TYPED_IN = {
    "concept": "label",
    "service_line": "line",
    "scope": "entity",
    "line": "place",
    "also_at": "place",
    "value": "printed",
    "decimals": "printed",
    "scale": "unit",
}


def read_form(
    sheets: Mapping[str, Iterable[GridCell]], file: str, table: MetricTable, from_1904: bool
) -> FilledForm:
    """What a filled form says; `FindingsError` with every fault at its sheet and cell."""
    found = [sheet for name, cells in sheets.items() if (sheet := form_sheet(name, cells)) is not None]
    figures = next((sheet for sheet in found if "kind" not in sheet.columns), None)
    if figures is None:
        raise FindingsError(
            Issue(
                "not-a-form",
                "this workbook is no form: no sheet names the columns of one",
                Place(file),
                hint="the form is written by: reportgen form PERIOD; its hidden row 4 and column A belong to it",
            )
        )
    claims = next((sheet for sheet in found if "kind" in sheet.columns), None)
    return _FormReader(file, table, from_1904).read(figures, claims)


class _FormReader:
    """One form being read."""

    def __init__(self, file: str, table: MetricTable, from_1904: bool) -> None:
        self.file = file
        self.table = table
        self.units = unit_words(table)
        self.from_1904 = from_1904
        self.issues: list[Issue] = []
        self.asked: list[Issue] = []
        self.resolver = ValueResolver(table)
        self.notation = HOUSE
        # By metric and line: a sign holds for the figure it was typed for, and for no other.
        self.flipped: dict[tuple[MetricRef, str], Mapping[str, str]] = {}

    def read(self, figures: FormSheet, claims: FormSheet | None) -> FilledForm:
        head: dict[str, FormRow] = {}
        lines: list[FormRow] = []
        for row in figures.lines(self.file, self.issues, self.from_1904):
            key = row.known("key")
            if key.startswith("head:"):
                head[key.removeprefix("head:")] = row
            else:
                lines.append(row)
        period = self._own(head)
        document = read_head(head, period, self.file, self.table, self.issues)
        self.notation = notation_of(document.cells["separators"], document.cells["marks"]) or HOUSE
        facts = [fact for row in lines for fact in self._line(row)]
        rates = claims.lines(self.file, self.issues, self.from_1904) if claims is not None else ()
        tested = [claim for row in rates for claim in self._line(row, of_claims=True)]
        if not facts and not tested and not self.issues:
            self.issues.append(
                Issue(
                    "empty-form",
                    "no figure is typed",
                    Place(self.file, sheet=figures.name),
                    hint='type into the column "As printed", beside the page and the unit',
                )
            )
        if self.issues:
            raise FindingsError(list(dict.fromkeys(self.issues)))
        doc = document.cells["doc"]
        aliases = [
            {**alias, "doc_pattern": f"{doc}#{line}"}
            for (ref, line), alias in self.flipped.items()
            if not any(
                known.sign_flip == -1
                and MetricRef(known.concept, known.service_line, known.scope) == ref
                and (fnmatchcase(doc, known.doc_pattern) or fnmatchcase(f"{doc}#{line}", known.doc_pattern))
                for known in self.table.catalogue.aliases
            )
        ]
        return FilledForm(
            doc, period, document, tuple(facts), tuple(tested), tuple(aliases), tuple(self.asked)
        )

    def _own(self, head: Mapping[str, FormRow]) -> str:
        """The period of the form; findings where it belongs to another company or a newer version."""
        row = head.get("form")
        entity, period, version = (*(row.known("metric") if row else "").split("|"), "", "", "")[:3]
        if row is None or not period:
            self.issues.append(
                Issue(
                    "not-a-form",
                    "the form does not say for which period it was written",
                    Place(self.file),
                    hint="the hidden column A and the row Document belong to the form: take a new one",
                )
            )
            raise FindingsError(list(dict.fromkeys(self.issues)))
        own = self.table.catalogue.company.entity
        if entity != own:
            row.report(
                "form-of-another-company", "the form is another company's", "key", expected=own, found=entity
            )
        if version != str(FORM_VERSION):
            row.report(
                "form-of-another-version",
                "the form was written by another version",
                "key",
                expected=str(FORM_VERSION),
                found=version,
                hint="write a new form and copy the typed columns into it",
            )
        return period

    # Figures

    def _line(self, row: FormRow, *, of_claims: bool = False) -> Iterator[FormLine]:
        """The line of a file that a row becomes; none where it is empty, half filled or cannot be read."""
        key = row_key(row, self.table)
        if key is None:
            return
        own = self._rate(row) if of_claims else {}
        token = self._token(row, (own["kind"] or "change_pct") if of_claims else "")
        beside = replace(row, columns={**row.columns, "printed": row.columns.get("restated", 0)})
        restated = self._token(beside, "") if row.typed("restated") else None
        if token is not None:
            yield FormLine({**key, **own, **self._shared(row, key, token)}, self._places(row))
            asked = None if of_claims else sign_question(row, key, token, restated, self.resolver)
            self.asked += [asked] if asked is not None else []
        if restated is not None:
            yield from self._comparative(beside, key, restated)

    def _comparative(self, row: FormRow, key: Mapping[str, str], token: TypedFigure) -> Iterator[FormLine]:
        """The figure of the year before as the document itself prints it: an actual, read like the row's own."""
        try:
            period = self.table.calendar.year_before(parse_period(key["period"]))
        except ValueError:
            return  # the period is the loader's to refuse
        told = self._shared(row, key, token)
        note = "; ".join(part for part in ("comparative column", told["note"]) if part)
        at = {**key, "period": period.id, "scenario": "actual"}
        yield FormLine({**at, **told, "note": note}, self._places(row))

    def _rate(self, row: FormRow) -> dict[str, str]:
        """The kind of a claim and what it is counted from: by the hidden key, else as a person chose."""
        known = row.known("key").split("~")
        if len(known) == 3:
            return {"kind": known[1], "against": known[2]}
        words = {kind.choice: name for name, kind in CLAIM_KINDS.items()}
        said = row.typed("kind")
        return {
            "kind": words.get(said, plain_word(said)),
            "against": plain_width(name_in(row.typed("against"))),
        }

    def _token(self, row: FormRow, kind: str) -> TypedFigure | None:
        """The figure typed in a row; None with findings where it is half filled or cannot be read."""
        printed = row.typed("printed")
        before = len(self.issues)
        if not printed:
            cell = row.cell("printed")
            if row.typed("restated"):
                return None
            if not row.is_computed("printed") and (row.typed("place") or row.typed("heading")):
                row.report(
                    "place-without-figure",
                    "a place is typed, but no figure",
                    "printed",
                    hint="type the figure as printed, or empty the row",
                )
            elif cell is None and any(row.typed(name) for name in ("bound", "rounded", "status")):
                row.report(
                    "half-filled", "the row says something about a figure that is not typed", "printed"
                )
            return None
        if row.is_day("printed"):
            row.report(
                "figure-became-a-date",
                "the figure was turned into a date",
                "printed",
                found=printed,
                hint="format the cell as text and type the characters of the page again",
            )
            return None
        self._place_of(row)
        check_sign_word(row)
        status = plain_word(row.typed("status"))
        if status not in ("", "ok") and not row.typed("note"):
            row.report(
                "status-without-note",
                f'the status "{status}" stands without its reason',
                "note",
                hint="say in the note what is wrong with the printed figure",
            )
        token = typed_figure(row, printed, kind, self.units, self.notation)
        return token if len(self.issues) == before else None

    def _place_of(self, row: FormRow) -> tuple[str, str]:
        """The place of a figure and its further places, as the files hold them."""
        text = plain_width(row.typed("place"))
        if not text:
            row.report(
                "figure-without-place",
                "a figure stands without the page or line that it is printed on",
                "place",
                hint="type the page or line: 12, p. 12; further places after a semicolon: 12; 30",
            )
            return "", ""
        numbers = [_PLACE.fullmatch(part.strip()) for part in re.split(r"[;,、]", text) if part.strip()]
        found = [match[1] for match in numbers if match is not None]
        if not found or len(found) < len(numbers):
            row.report(
                "unreadable-place",
                "this is no page or line",
                "place",
                expected="12, p. 12, or 12; 30 for a figure that stands twice",
                found=text,
                hint='words such as the name of a table belong into "Heading"',
            )
            return "", ""
        return str(int(found[0])), ";".join(str(int(one)) for one in found[1:])

    def _shared(self, row: FormRow, key: Mapping[str, str], token: TypedFigure) -> dict[str, str]:
        quiet = FormRow(row.file, row.sheet, row.number, row.columns, row.cells, [])
        line, also_at = self._place_of(quiet)
        sign = plain_word(quiet.typed("sign"))
        if sign == OPPOSITE and token.value != 0:
            ref = MetricRef(key["concept"], key["service_line"], key["scope"])
            concept = self.table.catalogue.concepts.get(ref.concept)
            self.flipped.setdefault(
                (ref, line),
                {
                    "printed_label": label_of(concept) if concept is not None else ref.concept,
                    "concept": ref.concept,
                    "service_line": ref.service_line,
                    "scope": ref.scope,
                    "sign_flip": "-1",
                    "note": "the page prints the opposite sign (typed in the form)",
                },
            )
        return {
            "bound": token.bound,
            "unit": token.unit,
            "value": token.text,
            "scale": str(token.scale),
            "decimals": str(token.decimals),
            "printed": token.printed,
            "heading": quiet.typed("heading"),
            "line": line,
            "also_at": also_at,
            "medium": plain_word(quiet.typed("medium")) or "table",
            "status": plain_word(quiet.typed("status")) or "ok",
            "note": quiet.typed("note"),
        }

    def _places(self, row: FormRow) -> dict[str, Place]:
        """Where each column of the file was typed, by the names of the form's columns."""
        named = {name: _TYPED_IN.get(name, name) for name in CLAIM_COLUMNS}
        return {name: row.place(column) for name, column in named.items() if column in row.columns}
