"""How faithful the mirrored decks are: built in memory, read back, compared with the documents they mirror."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportgen.app.build import build_in_memory
from reportgen.checks.mirrors import Mirrored, MirrorPage, mirrored
from reportgen.core.findings import FindingsError, Issue
from reportgen.data.records import MetricTable
from reportgen.data.vintage import VintageKind, parse_vintage
from reportgen.office.package import open_package
from reportgen.pptx.texts import slide_texts
from reportgen.project.project import Project
from reportgen.project.sources import SourceFolders
from reportgen.reports.definition import Definition
from reportgen.reports.specs import PageSpec


@dataclass(frozen=True, slots=True)
class Mirror:
    """One report and the document it mirrors, heading by heading; `read` says whether the source text was there."""

    report: str
    doc: str
    headings: tuple[Mirrored, ...]
    read: bool

    @property
    def printed(self) -> int:
        """How many printed figures the document has."""
        return sum(len(one.printed) for one in self.headings)

    @property
    def standing(self) -> int:
        """How many of them stand on the mirrored page as printed."""
        return sum(one.standing for one in self.headings)

    @property
    def share(self) -> float:
        """The part of the printed figures that stand as printed; 1 where nothing is printed."""
        return self.standing / self.printed if self.printed else 1.0


def mirrors(project: Project, names: Sequence[str], sources: SourceFolders) -> tuple[Mirror, ...]:
    """The asked reports, without names all decks that show one document, each compared with its document.

    Raises `FindingsError` for a report that shows no single document, and for what keeps one from being built.
    """
    asked = [project.definition(name) for name in names or project.report_names()]
    found = [(one, document_of(one)) for one in asked]
    wrong = [
        Issue(
            "no-mirror",
            f'report "{one.spec.report}" mirrors no document: its vintage is {one.spec.vintage}',
            one.place("vintage"),
            expected="a deck with a vintage such as document 2018-05-15_fy17_results",
        )
        for one, doc in found
        if names and not doc
    ]
    if wrong:
        raise FindingsError(wrong)
    chosen = [(one, doc) for one, doc in found if doc]
    if not chosen:
        return ()
    built = build_in_memory(project, [one.spec.report for one, _ in chosen]).built
    table = project.table()
    by_name = {one.report: one for one in built}
    return tuple(
        compare(one, doc, by_name[one.spec.report].data, table, sources, by_name[one.spec.report].pages)
        for one, doc in chosen
    )


def document_of(definition: Definition) -> str:
    """The document that a deck mirrors: the one it names, else that of its vintage; empty where there is none."""
    if definition.spec.kind == "deck" and definition.spec.mirrors:
        return definition.spec.mirrors
    try:
        vintage = parse_vintage(definition.spec.vintage)
    except ValueError:
        return ""
    return vintage.doc if definition.spec.kind == "deck" and vintage.kind is VintageKind.DOCUMENT else ""


def compare(
    definition: Definition,
    doc: str,
    data: bytes,
    table: MetricTable,
    sources: SourceFolders,
    shown: Sequence[int] = (),
) -> Mirror:
    """One finished deck against the document it mirrors; `shown` are the pages of its definition, else all."""
    texts = slide_texts(open_package(data, definition.spec.output))
    every = definition.spec.pages
    specs = [every[place] for place in shown] or every
    pages = [
        MirrorPage(
            number,
            spec.page,
            f"{_word(spec, 'number')} {_word(spec, 'title')}".strip(),
            spec.heading,
            own,
        )
        for number, (spec, own) in enumerate(zip(specs, texts, strict=False), start=1)
    ]
    text = sources.text(table.catalogue.documents[doc])
    return Mirror(definition.spec.report, doc, mirrored(table, doc, pages, text), text is not None)


def _word(spec: PageSpec, name: str) -> str:
    """A word of a page; of several wordings the first."""
    word = spec.words.get(name, "")
    return word if isinstance(word, str) else next(iter(word), "")
