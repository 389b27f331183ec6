"""Templates and reports that `reportgen new` drew follow the tables, until somebody restyles them.

templates/drawn.json     what was wished for, what was drawn from, and the digest of each file as it was drawn

A file with another digest belongs to whoever changed it: it stays, and a finding says where its new drawing stands.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping

from msgspec import Struct

from reportgen import __version__
from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.structs import asdict
from reportgen.data.records import MetricTable
from reportgen.new.deck_definitions import Decks
from reportgen.new.definitions import japanese_style_file, model_definition, style_file
from reportgen.new.house import House
from reportgen.new.schemas import schema_files, schema_line
from reportgen.new.told import house_of
from reportgen.new.wanted import NewCompany, not_one_of
from reportgen.project.files import write_together
from reportgen.project.project import Project

RECORD = "templates/drawn.json"
_PROPOSALS = ".reportgen/drawn"
_WISHES = ("digits", "reports")
# What a further report can be like, and its template.
KINDS = {"model": "templates/house/model.xlsx", "deck": "templates/house/deck.pptx"}


class Redrawn(Struct, frozen=True):
    """The files that were drawn anew, and those that somebody restyled."""

    files: tuple[str, ...] = ()
    kept: tuple[Issue, ...] = ()


def drawing(wanted: NewCompany, table: MetricTable) -> dict[str, bytes]:
    """The templates and reports of a house for the figures of a table, with their record."""
    house = house_of(wanted, table)
    files = _drawn(house)
    return {**files, RECORD: _record(wanted, house, {name: _digest(data) for name, data in files.items()})}


def redraw(project: Project) -> Redrawn:
    """Draw what a project's tables tell anew where that changed; a project that was not made so stays as it is.

    Nothing is drawn from tables with faults: whoever needs the tables tells them.
    """
    path = project.root / RECORD
    if not path.is_file():
        return Redrawn()
    known = json.loads(path.read_bytes())
    wanted = _wished(project)
    try:
        house = house_of(wanted, project.table())
    except FindingsError:
        return Redrawn()
    if known["of"] == _drawn_from(house):
        return Redrawn()
    digests: dict[str, str] = known["files"]
    written: dict[str, bytes] = {}
    kept: list[Issue] = []
    for name, data in _drawn(house).items():
        standing = project.root / name
        own = _digest(standing.read_bytes()) if standing.is_file() else digests.get(name)
        if own == _digest(data) and standing.is_file():
            digests[name] = own
        elif own == digests.get(name):
            written[name] = data
            digests[name] = _digest(data)
        elif _digest(data) != digests.get(name):
            proposal = f"{_PROPOSALS}/{name}"
            written[proposal] = data
            kept.append(
                Issue(
                    "restyled-template",
                    "this file was changed by hand since it was drawn, so it does not follow its new drawing",
                    Place(name),
                    Severity.WARNING,
                    hint=f"its new drawing is {proposal}: take over what you need, or put it in the file's place",
                )
            )
    written[RECORD] = _record(wanted, house, digests)
    write_together({project.root / name: data for name, data in written.items()})
    return Redrawn(tuple(name for name in written if name in digests), tuple(kept))


def add_report(project: Project, kind: str, name: str) -> tuple[str, ...]:
    """Write a report like the model or the results deck of the house under another name; what was written.

    What it needs and the project lacks, such as its template, is drawn; nothing that stands is replaced.
    `FindingsError` where the name is none or taken.
    """
    report = f"templates/reports/{name}.yaml"
    issues = not_one_of("from", kind, KINDS)
    if not re.fullmatch(r"\w[\w-]*", name):
        issues.append(
            Issue("bad-option", f'no report can be named "{name}"', expected="letters, digits, - and _")
        )
    elif (project.root / report).exists():
        issues.append(
            Issue("file-exists", f'a report is named "{name}" already', Place(report), hint="name another")
        )
    if issues:
        raise FindingsError(issues)
    redraw(project)
    house = house_of(_wished(project), project.table())
    text = model_definition(house, name) if kind == "model" else Decks(house).results(name)
    files = {report: (_schema_of(report) + text).encode()}
    for file, data in _drawn(house).items():
        needed = not file.startswith("templates/reports/") and not file.endswith((".xlsx", ".pptx"))
        if (needed or file == KINDS[kind]) and not (project.root / file).exists():
            files[file] = data
    write_together({project.root / file: data for file, data in files.items()})
    return tuple(files)


def _wished(project: Project) -> NewCompany:
    """What was wished for when the project was made; the usual where it was made otherwise."""
    path = project.root / RECORD
    known = json.loads(path.read_bytes()) if path.is_file() else {}
    return NewCompany("", **{name: known[name] for name in _WISHES if name in known})


def _drawn(house: House) -> dict[str, bytes]:
    """Templates, reports and the schemas of what is written by hand, by their names in the project."""
    # Imported late: a build that draws nothing need not wait for what draws.
    from reportgen.new.book import draw_workbook
    from reportgen.new.deck import draw_deck
    from reportgen.new.form import draw_form

    decks = Decks(house)
    texts = {
        "templates/house/style.yaml": style_file(house.wanted),
        "templates/reports/model.yaml": model_definition(house),
        "templates/reports/results.yaml": decks.results(),
        "templates/reports/briefing.yaml": decks.briefing(),
    }
    if house.wanted.japanese:
        texts["templates/house/style.ja.yaml"] = japanese_style_file(house.wanted)
    for language in house.wanted.languages[1:]:
        texts[f"templates/house/words.{language}.yaml"] = decks.words_file()
    return {
        **{name: (_schema_of(name) + text).encode() for name, text in texts.items()},
        **schema_files(),
        "templates/house/model.xlsx": draw_workbook(house),
        "templates/house/form.xlsx": draw_form(house.wanted.currency, japanese=house.wanted.japanese),
        "templates/house/deck.pptx": draw_deck(house),
    }


def _schema_of(name: str) -> str:
    kind = "report" if "/reports/" in name else "words" if "/words." in name else "style"
    return schema_line(kind, "../..")


def _record(wanted: NewCompany, house: House, digests: Mapping[str, str]) -> bytes:
    wishes = {name: asdict(wanted)[name] for name in _WISHES}
    record = {**wishes, "of": _drawn_from(house), "files": dict(digests)}
    return (json.dumps(record, indent=2, sort_keys=True) + "\n").encode()


def _drawn_from(house: House) -> str:
    """The digest of all that a drawing follows from, the version that draws among it."""
    concepts = [
        (one.name, one.label_en, one.label_ja, one.statement, one.unit_kind, one.expression)
        for one in house.catalogue.concepts.values()
    ]
    labels = {name: [house.label(one) for one in rows] for name, rows in house.segments.items()}
    told = (house.wanted, concepts, sorted(house.targets), house.begun, labels)
    return _digest(repr((__version__, *told)).encode())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
