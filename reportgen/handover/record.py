"""What the hand-over page tells of one finished file: its pages, the figures on each, and the proof of each figure.

page 7  Revenues    "48,439"   revenue_chart, Total, 4Q17     proof 12
proof 12            Revenue    revenue|4Q17   JPY 48,439,000,000   printed, give or take 500,000    print 3
print 3             "48,439"   III - 2. Revenues, line 177, of document 0
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple, TypeVar

from msgspec import Struct, field

from reportgen.core.period import parse_period
from reportgen.core.period_names import dates
from reportgen.data.labels import metric_label
from reportgen.data.vocabulary import standard_name
from reportgen.figures.query import QueryError
from reportgen.office.core_properties import property_of
from reportgen.office.number_formats import format_value
from reportgen.office.package_kind import Kind
from reportgen.office.sheets import workbook_part
from reportgen.office.styles import Styles
from reportgen.project.current import content_digest
from reportgen.verify.deck_texts import slide_parts, slide_title
from reportgen.verify.explain import Lineage, Lineages, Print, number_words
from reportgen.verify.finished import FinishedFile
from reportgen.verify.tables import TableOracle

T = TypeVar("T")


class ProofSource(NamedTuple):
    """A document that figures are printed in; the day is an ISO date, the standard as pages name it."""

    title: str
    published: str
    standard: str


class ProofPrint(NamedTuple):
    """One printed figure: its document, counted from 0 among those of the file, its place there and its token."""

    source: int
    where: str
    token: str
    unit: str
    note: str


class Proof(NamedTuple):
    """One figure with what it was reached from: `inputs` and `prints` are counted from 0 among those of the file.

    `value` and `give` (what the value may be off by) are in words; `value` is empty where it is not disclosed.
    """

    label: str
    key: str
    value: str
    how: str
    give: str
    expression: str
    inputs: tuple[int, ...]
    prints: tuple[int, ...]


class Shown(NamedTuple):
    """One figure where it stands on a page: as it is shown, the place in words, its proof counted from 0."""

    text: str
    where: str
    proof: int


class PageRecord(NamedTuple):
    """One slide or sheet in the order of the file, with the figures that it shows; a hidden one is not printed."""

    title: str
    shown: tuple[Shown, ...] = ()
    hidden: bool = False


class HandedFile(Struct, frozen=True):
    """One finished file; `digest` names its bytes, `published` is the day of the newest document that it knows.

    `periods` are the periods of its figures with their days in English and in Japanese words, `labels` what the
    other of the two languages calls its figures.
    """

    name: str
    digest: str
    size: int
    kind: Kind
    title: str = ""
    language: str = "en"
    published: str = ""
    pages: tuple[PageRecord, ...] = ()
    proofs: tuple[Proof, ...] = ()
    prints: tuple[ProofPrint, ...] = ()
    sources: tuple[ProofSource, ...] = ()
    periods: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def figures(self) -> int:
        """How many figures stand on its pages."""
        return sum(len(page.shown) for page in self.pages)

    def printed(self, sheets: Sequence[str]) -> list[int]:
        """The slide or sheet on each page of its PDF, counted from 0; `sheets` are the names that the PDF tells.

        Nothing where LibreOffice prints other pages than the file has: nobody knows which of them shows what.
        """
        if self.kind == "deck":
            slides = [at for at, page in enumerate(self.pages) if not page.hidden]
            return slides if len(slides) == len(sheets) else []
        known = {page.title: at for at, page in enumerate(self.pages)}
        return [known[name] for name in sheets] if set(sheets) <= set(known) else []


def handed_file(file: FinishedFile, content: bytes, oracle: TableOracle | None = None) -> HandedFile:
    """The record of a finished file with these bytes; without the tables it was built from its pages alone."""
    digest, title = content_digest(content), property_of(file.package, "title")
    if oracle is None:
        pages = tuple(PageRecord(name, hidden=hidden) for name, hidden in _parts(file))
        return HandedFile(file.name, digest, len(content), file.kind, title, pages=pages)
    proofs = _Proofs(Lineages(oracle, oracle.rows(bound.key for bound in file.cells)))
    shown = _in_cells(file, proofs) if file.kind == "workbook" else _on_slides(file, proofs)
    pages = tuple(
        PageRecord(name, tuple(shown[number]), hidden)
        for number, (name, hidden) in enumerate(_parts(file), start=1)
    )
    return HandedFile(
        file.name,
        digest,
        len(content),
        file.kind,
        title,
        oracle.figures.style.language,
        oracle.table.newest_document.published_on.isoformat(),
        pages,
        tuple(proofs.found),
        tuple(proofs.prints),
        tuple(proofs.sources),
        _periods(proofs),
        {label: other for label, other in proofs.lineages.other_labels.items() if other != label},
    )


def period_of(key: str) -> str:
    """The period in a key of the bindings: `4Q17` of `revenue|4Q17|target#2`."""
    return key.partition("|")[2].partition("|")[0].partition("#")[0]


def figure_name(key: str, oracle: TableOracle) -> str:
    """A figure in words: its label, period and scenario; the key itself where the tables do not know it."""
    try:
        asked = oracle.counted(key) if oracle.run(key) is not None else oracle.asked(key)
    except QueryError:
        return key
    label = metric_label(asked.metric, oracle.table.catalogue, oracle.figures.style.language, asked.measure)
    return f"{label}, {key.partition('|')[2].replace('|', ', ')}"


def _periods(proofs: _Proofs) -> Mapping[str, tuple[str, str]]:
    """The periods of all proofs with their days in words; those without days have none."""
    calendar = proofs.oracle.table.calendar
    found: dict[str, tuple[str, str]] = {}
    for one in sorted({period_of(proof.key) for proof in proofs.found}):
        with suppress(ValueError):
            period = parse_period(one)
            found[one] = dates(period, "en", calendar), dates(period, "ja", calendar)
    return found


class _Proofs(Struct):
    """The proofs of one file, each once, while they are gathered."""

    lineages: Lineages
    found: list[Proof] = field(default_factory=list)
    prints: list[ProofPrint] = field(default_factory=list)
    sources: list[ProofSource] = field(default_factory=list)
    _of_key: dict[str, int] = field(default_factory=dict)
    _of_lineage: dict[Lineage, int] = field(default_factory=dict)
    _of_proof: dict[Proof, int] = field(default_factory=dict)
    _of_printed: dict[Print, int] = field(default_factory=dict)
    _of_print: dict[ProofPrint, int] = field(default_factory=dict)
    _of_source: dict[ProofSource, int] = field(default_factory=dict)

    @property
    def oracle(self) -> TableOracle:
        """What the tables say to the file."""
        return self.lineages.oracle

    def of(self, key: str) -> int | None:
        """The proof of a key of the bindings; None where the tables know none such any more."""
        if key not in self._of_key:
            try:
                lineage = self.lineages.of(key)
            except QueryError:
                return None
            self._of_key[key] = self._proof(lineage)
        return self._of_key[key]

    def _proof(self, item: Lineage) -> int:
        if item not in self._of_lineage:
            self._of_lineage[item] = self._made(item)
        return self._of_lineage[item]

    def _made(self, item: Lineage) -> int:
        unit = self.oracle.table.catalogue.company.currency if item.unit_kind == "money" else ""
        value = "" if item.value is None else f"{unit} {number_words(item.value, item.unit_kind)}".strip()
        half = (item.high - item.low) / 2 if item.high is not None and item.low is not None else Decimal(0)
        made = Proof(
            item.label,
            item.key,
            value,
            item.how,
            number_words(half, item.unit_kind) if half else "",
            item.expression,
            tuple(self._proof(one) for one in item.inputs),
            tuple(self._print(one) for one in item.prints),
        )
        return _place(made, self.found, self._of_proof)

    def _print(self, one: Print) -> int:
        if one not in self._of_printed:
            self._of_printed[one] = self._printed(one)
        return self._of_printed[one]

    def _printed(self, one: Print) -> int:
        document = self.oracle.table.catalogue.documents[one.doc]
        source = ProofSource(one.title, one.published, standard_name(document.accounting_standard))
        further = f" (+ {', '.join(map(str, one.also_at))})" if one.also_at else ""
        place = f"{one.origin}, {one.where}" if one.origin else f"{one.heading}, {one.where}"
        unit = one.unit if one.bound == "point" else f"{one.unit}, {one.bound}"
        note = one.note if one.status == "ok" else f"{one.status.replace('_', ' ')}: {one.note}"
        made = ProofPrint(
            _place(source, self.sources, self._of_source), f"{place}{further}", one.printed, unit, note
        )
        return _place(made, self.prints, self._of_print)


def _place(item: T, items: list[T], known: dict[T, int]) -> int:
    """Where an item stands in a list, to which it is added where it is new."""
    at = known.setdefault(item, len(items))
    if at == len(items):
        items.append(item)
    return at


def _parts(file: FinishedFile) -> list[tuple[str, bool]]:
    """The title of each page or sheet, and whether it is hidden."""
    package = file.package
    if file.kind == "workbook":
        nodes = package.peek(workbook_part(package)).iterfind("{*}sheets/{*}sheet")
        hidden = {node.get("name", ""): node.get("state", "visible") != "visible" for node in nodes}
        return [(sheet, hidden.get(sheet, False)) for sheet in file.worksheets]
    names = {bound.slide_id: bound.page for bound in file.texts}
    slides = [(slide, package.peek(slide.part)) for slide in slide_parts(package)]
    return [
        (slide_title(root) or names.get(slide.identity, ""), root.get("show") in ("0", "false"))
        for slide, root in slides
    ]


def _on_slides(file: FinishedFile, proofs: _Proofs) -> Mapping[int, list[Shown]]:
    """The figures of each slide, counted from 1; what stands twice in one place is told once."""
    found: dict[int, dict[Shown, None]] = defaultdict(dict)
    for bound in file.texts:
        where = f"{bound.shape}, {bound.at}" if bound.kind == "chart" else bound.shape
        for figure in bound.figures:
            proof = proofs.of(figure.key) if figure.text else None
            if proof is not None:
                found[bound.slide][Shown(figure.text, where, proof)] = None
    return defaultdict(list, {slide: list(shown) for slide, shown in found.items()})


def _in_cells(file: FinishedFile, proofs: _Proofs) -> Mapping[int, list[Shown]]:
    """The figures of each sheet, counted from 1."""
    numbers = {sheet: number for number, sheet in enumerate(file.worksheets, start=1)}
    styles, texts = Styles(file.package), dict[tuple[str, str, str], str]()
    found: dict[int, list[Shown]] = defaultdict(list)
    for bound, cell in file.shown:
        proof = proofs.of(bound.key) if cell is not None and cell.value else None
        if cell is not None and proof is not None:
            look = cell.kind, cell.value or "", styles.number_format(cell.style)
            if look not in texts:
                texts[look] = _cell_text(*look)
            found[numbers[bound.sheet]].append(Shown(texts[look], bound.at, proof))
    return found


def _cell_text(kind: str, value: str, code: str) -> str:
    """What a cell shows under a format code; its value where that is not certain, or nothing."""
    shown = format_value(float(value) if kind == "n" else value, code)
    return (shown or "").strip() or value
