"""Figures from the rows of a source, and back: one printed figure per row.

revenue,,,4Q17,actual,point,JPY,48439,6,-6,"48,439",III - 2. Revenues,179,,chart_label,ok,
    ->   Figure(facts/DOC:2, revenue|4Q17, 48439 * 10^6 JPY, decimals -6)

A row with a finding is left out of the table; the findings stop the build anyway.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import NamedTuple

from msgspec import Struct, field

from reportgen.core.findings import Issue
from reportgen.core.period import parse_period
from reportgen.core.reading_pieces import HOUSE, Notation, UnreadError
from reportgen.core.units import POWERS, UNIT_KINDS, unit_kind_of
from reportgen.data.catalogue import ALIASES, DOCUMENTS, metric_issues, ref_issues
from reportgen.data.cells import Cells
from reportgen.data.printed import RangeError, fits, printed_reading
from reportgen.data.provenance import Source
from reportgen.data.records import LEVEL, Alias, Catalogue, Concept, Figure, FigureKey, MetricRef
from reportgen.data.sources import FigureFile
from reportgen.data.vocabulary import (
    ACTUAL_AFTER,
    BOUNDS,
    CLAIM_KINDS,
    DATE_CHECKS,
    MEDIA,
    SCENARIOS,
    STATUSES,
    date_fault,
)

_HEAD = ("concept", "service_line", "scope", "period", "scenario", "bound")
_NUMBER = ("value", "scale", "decimals")
_OF_TEXTS = ("printed", "heading", "line", "also_at", "medium")
_OF_DATA_FILES = ("element", "context")
_TAIL = (*_NUMBER, *_OF_TEXTS, "status", "note")
_SCALES = ", ".join(map(str, POWERS))
FACT_COLUMNS = (*_HEAD, "unit", *_TAIL)
CLAIM_COLUMNS = (*_HEAD, "against", "kind", "unit", *_TAIL)

_ALL_FACTS, _ALL_CLAIMS = (*FACT_COLUMNS, *_OF_DATA_FILES), (*CLAIM_COLUMNS, *_OF_DATA_FILES)
_OPTIONAL = (*_OF_TEXTS, *_OF_DATA_FILES)
# Those of a data file, which prints no text.
DATA_FILE_COLUMNS = (*_HEAD, "unit", *_NUMBER, *_OF_DATA_FILES, "status", "note")

Seen = dict[tuple[FigureKey, str, str, str, int, str], Figure]
# What a printed change says of its base.
_BASES = {
    "year": re.compile(
        r"year[ -](?:over|on)[ -]year|\by[/-]?o?[/-]?y\b|\u524d\u5e74(?:\u540c\u671f|\u540c\u6708|\u5ea6)?\u6bd4",
        re.IGNORECASE,
    ),
    "quarter": re.compile(
        r"quarter[ -](?:over|on)[ -]quarter|\bq[/-]?o?[/-]?q\b|\u524d\u56db\u534a\u671f\u6bd4", re.IGNORECASE
    ),
}


class FigureContext(Struct, frozen=True):
    """What figure files are read against; `refs` remembers the metrics met, so that rows share them."""

    catalogue: Catalogue
    flips: tuple[Alias, ...]
    waived: tuple[tuple[str, str], ...]
    refs: dict[tuple[str, str, str], MetricRef] = field(default_factory=dict)

    @classmethod
    def of(cls, catalogue: Catalogue) -> FigureContext:
        """The context of one catalogue."""
        return cls(
            catalogue,
            tuple(alias for alias in catalogue.aliases if alias.sign_flip == -1),
            tuple((w.check, w.subject) for w in catalogue.waivers if w.check in DATE_CHECKS),
        )

    def concept(self, metric: MetricRef) -> Concept:
        """The concept of a metric."""
        return self.catalogue.concepts[metric.concept]

    def standard(self, doc: str, metric: MetricRef) -> str:
        """The accounting standard of a figure: that of its document, where standards define its concept."""
        document = self.catalogue.documents.get(doc)
        defined = self.concept(metric).is_of_standard
        return document.accounting_standard if document is not None and defined else ""

    def notation(self, doc: str) -> Notation:
        """How the document writes its numbers."""
        document = self.catalogue.documents.get(doc)
        return HOUSE if document is None else document.notation

    def is_waived(self, check: str, key: FigureKey) -> bool:
        """Whether a waiver of `check` names the key; `*` and `?` are wild cards."""
        return any(name == check and fnmatchcase(str(key), subject) for name, subject in self.waived)


class _Number(NamedTuple):
    """What a row says of its number: the cells to compute with, and the token beside them."""

    value: Decimal
    scale: int
    decimals: int
    printed: str
    bound: str
    unit: str


def read_figures(file: FigureFile, data: bytes, context: FigureContext, issues: list[Issue]) -> list[Figure]:
    """The figures of one file of one document."""
    columns = _ALL_CLAIMS if file.claims else _ALL_FACTS
    rows, found = file.source.read(file.path, data, columns, _OPTIONAL)
    issues.extend(found)
    figures: list[Figure] = []
    seen: Seen = {}
    for row in rows:
        before = len(issues)
        cells = Cells(row, issues)
        kind, against = LEVEL, ""
        if file.claims:
            kind = cells.known("kind", CLAIM_KINDS, "kind of claim")
            against = _as_spelled(cells.required("against"), kind)
        figure = _figure(cells, file, kind, against, context)
        if figure is None:
            continue
        if file.claims:
            _check_claim_unit(cells, figure, context)
            _check_against(cells, against, kind, context)
            _check_base(cells, figure, context)
        else:
            _check_unit(cells, figure.unit, context.concept(figure.key.metric).unit_kind)
            _check_date(cells, figure.key, file.doc, context)
        _check_once(cells, seen, figure)
        if len(issues) == before:
            figures.append(figure)
    return figures


def _figure(cells: Cells, file: FigureFile, kind: str, against: str, context: FigureContext) -> Figure | None:
    """The figure of a row; None where the key or the number cannot be read."""
    metric = _metric(cells, context)
    period = cells.period("period")
    scenario = cells.known("scenario", SCENARIOS, "scenario")
    bound = cells.known("bound", BOUNDS, "bound")
    status = cells.known("status", STATUSES, "status")
    medium = cells.known("medium", MEDIA, "medium", optional=True)
    unit = cells.required("unit")
    value, scale, decimals = cells.decimal("value"), cells.integer("scale"), cells.integer("decimals")
    element = cells.text("element")
    # A text prints its figures somewhere; a data file has a name for each.
    printed = cells.text("printed") if element else cells.required("printed")
    line = 0 if element and not cells.text("line") else cells.integer("line")
    also_at = cells.integers("also_at")
    if value is not None and scale is not None and decimals is not None:
        number = _Number(value, scale, decimals, printed, bound, unit)
        _check_number(cells, number, file.doc, context)
    if scale is not None and scale not in POWERS:
        message = "no figure is printed in this power of ten"
        cells.report("unknown-scale", message, expected=_SCALES, found=str(scale))
    if metric is None or period is None or value is None or scale is None or decimals is None or line is None:
        return None
    figure = Figure(
        file.id_of(cells.place.line),
        FigureKey(metric, period, scenario),
        value,
        unit,
        scale,
        decimals,
        Source(
            file.doc,
            cells.text("heading"),
            line,
            printed or f"{value:,f}",
            also_at,
            medium,
            cells.place,
            element,
            cells.text("context"),
        ),
        kind,
        against,
        bound,
        status,
        cells.text("note"),
        context.standard(file.doc, metric),
    )
    _check_time(cells, figure, context)
    return figure


def _metric(cells: Cells, context: FigureContext) -> MetricRef | None:
    name = (cells.text("concept"), cells.text("service_line"), cells.text("scope"))
    known = context.refs.get(name)
    if known is not None:
        return known
    ref = MetricRef(*name)
    found = ref_issues(ref, context.catalogue, cells.place)
    cells.issues.extend(found)
    if found:
        return None
    context.refs[name] = ref
    return ref


def _check_time(cells: Cells, figure: Figure, context: FigureContext) -> None:
    """A balance is known at an instant, a flow over a stretch of time."""
    wanted, period = context.concept(figure.key.metric).period_type, figure.key.period
    if wanted == "none" or not period.is_dated or period.is_instant == (wanted == "instant"):
        return
    at_an_instant = wanted == "instant"
    cells.report(
        "instant-or-duration",
        f'"{figure.key.metric.concept}" is known {"at an instant" if at_an_instant else "over a stretch of time"}',
        expected="a day, such as 2018-03-31" if at_an_instant else "4Q17, 1H17, 9M17, FY17 or 2018-04",
        found=period.id,
        hint="correct the period here, or the period type of the concept",
    )


def _check_number(cells: Cells, number: _Number, doc: str, context: FigureContext) -> None:
    """The value has no digit that is not trusted, and the token says it, with its sign, scale and unit."""
    value, scale, decimals, printed, bound, unit = number
    shifted = value.scaleb(scale + decimals)
    if shifted != shifted.to_integral_value():
        cells.report(
            "digits-beyond-decimals",
            "the value has digits beyond its last trusted one",
            expected=f"no digit below 10^{-decimals}",
            found=f"{value} times 10^{scale}",
            hint='correct "decimals" or "scale": one decimal of a billion is -8, a whole million -6',
        )
    if not printed:
        return
    try:
        reading = printed_reading(printed, scale, bound, context.notation(doc))
    except UnreadError as unread:
        cells.report(
            "printed-unreadable",
            f"the printed token cannot be read whole: {unread}",
            expected="one number with its words, such as JPY5.1 bn",
            found=printed,
            hint='a range is two facts: its lower end with bound "over", its upper one with "under"'
            if isinstance(unread, RangeError)
            else "keep the token of this figure only; how the document writes numbers, and its marks beside them, "
            'say "separators" and "marks" in documents.csv',
        )
        return
    said, shown, _, says, _ = reading
    if not fits(says, unit):
        cells.report(
            "printed-unit-differs",
            "the printed token names another unit than its row",
            expected=" or ".join(sorted(says)),
            found=unit,
            hint="correct the unit, or keep the token of this figure only",
        )
    base = value.scaleb(scale)
    if said != base and not (said == -base and _may_flip(cells, doc, context)):
        hint = ""
        if said == -base:
            hint = 'where the page prints the opposite sign, say so in aliases.csv with sign_flip "-1"'
        elif said != 0 and base != 0 and abs(said / base).scaleb(0).normalize().as_tuple().digits == (1,):
            hint = f'correct "scale": the token stands for {said:f} in base units, the cells for {base:f}'
        cells.report(
            "printed-differs",
            "the printed token and the value differ",
            expected=f"{said.scaleb(-scale).normalize():f}",
            found=f"{value:f}",
            hint=hint,
        )
    elif decimals > shown:
        cells.report(
            "decimals-beyond-printed",
            '"decimals" promises more digits than are printed',
            expected=str(shown),
            found=str(decimals),
            hint="the last trusted digit is the last one printed",
        )


def _may_flip(cells: Cells, doc: str, context: FigureContext) -> bool:
    """Whether an alias says that the page prints the opposite sign."""
    metric = MetricRef(cells.text("concept"), cells.text("service_line"), cells.text("scope"))
    place = f"{doc}#{cells.text('line')}"
    return any(
        alias.metric == metric
        and (fnmatchcase(doc, alias.doc_pattern) or fnmatchcase(place, alias.doc_pattern))
        for alias in context.flips
    )


def _check_unit(cells: Cells, unit: str, kind: str) -> None:
    known = UNIT_KINDS.get(kind)
    if not unit or known is None or not known.shape or re.fullmatch(known.shape, unit):
        return
    other = unit_kind_of(unit)
    cells.report(
        "wrong-unit" if other else "unknown-unit",
        f"a unit of {other} stands on a concept of {kind}" if other else f'no unit is written "{unit}"',
        expected=known.example,
        found=unit,
        hint="the scale has its own column: JPY with scale 6 is JPY million" if kind == "money" else "",
    )


def _check_claim_unit(cells: Cells, figure: Figure, context: FigureContext) -> None:
    kind = figure.kind
    wanted = CLAIM_KINDS[kind].unit if kind in CLAIM_KINDS else ""
    if not wanted:
        _check_unit(cells, figure.unit, context.concept(figure.key.metric).unit_kind)
    elif figure.unit != wanted:
        message = f"a claim of kind {kind} counts in {wanted}"
        cells.report("wrong-unit", message, expected=wanted, found=figure.unit)


def _as_spelled(against: str, kind: str) -> str:
    """What a claim is counted from, a period as this house spells it; as it stands where it is none."""
    period, bar, scenario = against.partition("|")
    if kind == "share_pct":
        return against
    try:
        return f"{parse_period(period)}{bar}{scenario}"
    except ValueError:
        return against


def _check_against(cells: Cells, against: str, kind: str, context: FigureContext) -> None:
    if not against:
        return
    if kind == "share_pct":
        cells.issues.extend(metric_issues(against, context.catalogue, cells.place))
    elif kind in CLAIM_KINDS:
        period, _, scenario = against.partition("|")
        try:
            parse_period(period)
        except ValueError:
            cells.period("against")
            return
        if scenario and scenario not in SCENARIOS:
            message = f'no scenario is named "{scenario}"'
            cells.report("unknown-scenario", message, expected=", ".join(SCENARIOS))


def _check_base(cells: Cells, claim: Figure, context: FigureContext) -> None:
    """A printed change that names its base, `up 4.0% YoY`, is counted from it."""
    said = [base for base, words in _BASES.items() if words.search(claim.source.printed)]
    calendar, period = context.catalogue.company.calendar, claim.key.period
    if len(said) != 1 or not period.is_dated or claim.kind not in ("change_pct", "change_abs", "change_pt"):
        return
    base = calendar.year_before(period) if said[0] == "year" else calendar.quarter_before(period)
    if base is None or claim.against.partition("|")[0] != base.id:
        cells.report(
            "base-differs",
            f"the printed token tells a change from the {said[0]} before, its row from another period",
            expected=base.id if base is not None else "a quarter",
            found=claim.against,
            hint="put the token beside the period that it is counted from",
        )


def _check_date(cells: Cells, key: FigureKey, doc: str, context: FigureContext) -> None:
    document = context.catalogue.documents.get(doc)
    if document is None:
        return
    calendar = context.catalogue.company.calendar
    check = date_fault(key, document, calendar)
    if not check or context.is_waived(check, key):
        return
    late = check == ACTUAL_AFTER
    cells.report(
        check,
        "an actual figure ends after its document" if late else "a target ends before its document",
        expected=f"a period that ends {'up to' if late else 'after'} {document.published_on}",
        found=f"{key.period} ends {calendar.end(key.period)}",
        hint=f'correct the period or the scenario, or waive "{check}" for {key} in waivers.csv',
    )


def _check_once(cells: Cells, seen: Seen, figure: Figure) -> None:
    mark = (figure.key, figure.kind, figure.against, figure.unit, figure.decimals, figure.bound)
    first = seen.setdefault(mark, figure)
    if first is figure:
        return
    line = first.source.place.line
    cells.report(
        "duplicate-key",
        f"{figure.key} stands twice in this file",
        expected=f"one row per figure; the first stands in line {line}",
        found=str(figure.value),
        hint=f'name the further line in "also_at" of line {line}'
        if first.value == figure.value
        else "the two values differ: one row may have the wrong period or metric",
    )


CellTexts = Mapping[str, str]


def facts_file(rows: Iterable[CellTexts]) -> bytes:
    """`facts/<doc>.csv` with one line for each row, in their order."""
    return table_file(FACT_COLUMNS, rows)


def claims_file(rows: Iterable[CellTexts]) -> bytes:
    """`claims/<doc>.csv` with one line for each row, in their order."""
    return table_file(CLAIM_COLUMNS, rows)


def with_facts(file: bytes, rows: Iterable[CellTexts]) -> bytes:
    """`facts/<doc>.csv` of a data file with more lines at its end; made with its header where there was none."""
    return _appended(file or table_file(DATA_FILE_COLUMNS, ()), DATA_FILE_COLUMNS, rows)


def with_documents(file: bytes, rows: Sequence[CellTexts]) -> bytes:
    """`documents.csv` with more lines at its end, and the optional columns that they need at the end of each line.

    What stands there keeps its bytes.
    """
    for column in DOCUMENTS.optional:
        if any(row.get(column) for row in rows) and column not in _header(file):
            file = _with_column(file, column)
    return _appended(file, tuple(DOCUMENTS.columns), rows)


def with_aliases(file: bytes, rows: Sequence[CellTexts]) -> bytes:
    """`aliases.csv` with more lines at its end; made with its header where there was none."""
    columns = tuple(ALIASES.columns)
    return _appended(file or table_file(columns, ()), columns, rows)


def table_file(columns: Sequence[str], rows: Iterable[CellTexts]) -> bytes:
    """A file of rows with these columns; what a row does not say is empty."""
    return (_line(columns) + "".join(_line([row.get(name, "") for name in columns]) for row in rows)).encode()


def _appended(file: bytes, columns: Sequence[str], rows: Iterable[CellTexts]) -> bytes:
    # The header of the file says the order of its columns; ours is only what it must hold.
    head = _header(file) or list(columns)
    end = b"" if not file or file.endswith(b"\n") else b"\n"
    added = "".join(_line([row.get(name.strip(), "") for name in head]) for row in rows)
    return file + end + added.encode()


def _header(file: bytes) -> list[str]:
    return next(csv.reader([file.decode("utf-8").split("\n", 1)[0].strip("\r")]), [])


def _with_column(file: bytes, column: str) -> bytes:
    lines = file.decode("utf-8").splitlines(keepends=True)
    reader = csv.reader(lines)
    ends = [reader.line_num for cells in reader if cells]
    for number, end in enumerate(ends):
        text = lines[end - 1].rstrip("\r\n")
        lines[end - 1] = f"{text},{'' if number else column}{lines[end - 1][len(text) :]}"
    return "".join(lines).encode()


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
