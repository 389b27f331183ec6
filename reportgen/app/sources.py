"""The source texts of the figures: where they lie, how much of them the tables hold and the mirrored decks show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from msgspec import Struct

from reportgen.app.build import build_in_memory
from reportgen.checks.coverage import Coverage, coverage
from reportgen.checks.mirrors import Mirrored, MirrorPage, mirrored
from reportgen.core.findings import FindingsError, Issue, Place, did_you_mean
from reportgen.data.records import Document, MetricTable
from reportgen.data.vintage import VintageKind, parse_vintage
from reportgen.office.package import open_package
from reportgen.pptx.inspect import slide_texts
from reportgen.project.project import Project
from reportgen.reports.specs import Definition, PageSpec

VARIABLE = "REPORTGEN_SOURCES"
# Documents of other kinds are cited by their pages; there are no lines to compare.
_TEXTS = ("", ".txt", ".csv", ".tsv", ".md", ".htm", ".html")


class SourceFolders(Struct, frozen=True):
    """The folders in which source texts are looked for, in order."""

    folders: tuple[Path, ...] = ()

    @classmethod
    def of(cls, folders: Iterable[Path], separated: str, separator: str) -> SourceFolders:
        """The named folders, or those of an environment variable where none is named.

        Raises `FindingsError` where a named folder does not exist.
        """
        named = tuple(folders) or tuple(Path(part) for part in separated.split(separator) if part)
        missing = [
            Issue(
                "no-sources",
                "this folder of source texts does not exist",
                Place(file=str(folder)),
                hint=f"name the folder with --sources, or in {VARIABLE}",
            )
            for folder in named
            if not folder.is_dir()
        ]
        if missing:
            raise FindingsError(missing)
        return cls(named)

    def text(self, document: Document) -> str | None:
        """The source text of a document; None where it is not at hand."""
        for folder in self.folders:
            path = folder / document.source_file
            if _is_text(document) and path.is_file():
                try:
                    return path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    raise FindingsError(
                        Issue("wrong-encoding", "the source text is not UTF-8", Place(str(path)))
                    ) from None
        return None

    def why_absent(self, document: Document) -> str:
        """Why the text of a document cannot be read, for a person."""
        if not document.source_file:
            return "no source text is named in documents.csv"
        if not _is_text(document):
            return f"{document.source_file} is no text: its figures are cited by pages"
        if not self.folders:
            return f"no folder of source texts is named: use --sources, or set {VARIABLE}"
        return f"{document.source_file} is not in {', '.join(str(folder) for folder in self.folders)}"


def _is_text(document: Document) -> bool:
    """Whether the named source is a text with lines, by its ending."""
    return bool(document.source_file) and Path(document.source_file).suffix.lower() in _TEXTS


class Covered(Struct, frozen=True):
    """One document: its coverage, or why there is none (`absent`)."""

    document: Document
    coverage: Coverage | None
    absent: str = ""


def cover(table: MetricTable, names: Sequence[str], sources: SourceFolders) -> tuple[Covered, ...]:
    """The asked documents, all of them where none is named, in the order of the catalogue.

    Raises `FindingsError` with every name that is no document.
    """
    documents = table.catalogue.documents
    unknown = [
        Issue(
            "unknown-document",
            f'no document is named "{name}"',
            expected=", ".join(documents) if len(documents) <= 8 else "",
            found=name,
            hint=did_you_mean(name, documents),
        )
        for name in names
        if name not in documents
    ]
    if unknown:
        raise FindingsError(unknown)
    found = []
    for name, document in documents.items():
        if names and name not in names:
            continue
        text = sources.text(document)
        if text is None:
            found.append(Covered(document, None, sources.why_absent(document)))
        else:
            found.append(Covered(document, coverage(table, name, text)))
    return tuple(found)


class Mirror(Struct, frozen=True):
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


def compare(  # noqa: PLR0913  a deck on one side, all that a document is known by on the other
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
            (spec.heading,) if isinstance(spec.heading, str) and spec.heading else tuple(spec.heading),
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
