"""What names of data files mean here: `mapping.csv` of the project, then that of this house.

element,dimension,concept,service_line,scope,scenario,sign,note
us-gaap:Revenues,,revenue,,,,,
,srt:ProductOrServiceAxis=us-gaap:ProductMember,,product,,,,

Of several elements of a concept the first is taken where a filing tells both; an element may give several concepts.
Lines of the project about an element or a dimension stand in place of those of this house. With no element a line says
what a dimension means wherever it stands; a dimension that becomes nothing says no more than the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.resources import files

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.data.catalogue import AXES, MAPPING_FILE, Listing, flip, ref_issues
from reportgen.data.cells import Cells
from reportgen.data.records import Catalogue, Member, MetricRef
from reportgen.data.vocabulary import SCENARIOS
from reportgen.importing.reading import Value


@dataclass(frozen=True, slots=True)
class SourceName:
    """What an `element`, or a `dimension` (`axis=member`) of any element, means here.

    `sign` is -1 where the file counts the other way.
    """

    element: str
    dimension: str
    concept: str
    service_line: str
    scope: str
    scenario: str
    sign: int
    note: str
    place: Place = field(default=Place(), compare=False)


class Meaning(Struct, frozen=True):
    """What a value is a figure of: a metric, a scenario, a sign; `rank` orders what would be the same figure."""

    metric: MetricRef
    scenario: str
    sign: int
    rank: int


class Meanings(Struct, frozen=True):
    """The lines by their element, in small letters, and by their dimension, in their order."""

    elements: Mapping[str, tuple[tuple[int, SourceName], ...]]
    dimensions: Mapping[str, SourceName]
    catalogue: Catalogue

    def of(self, value: Value) -> list[Meaning]:
        """What a value means: one figure for each concept of its element; none where no line says it."""
        found: dict[str, Meaning] = {}
        most = 0
        for rank, name in self.elements.get(value.element.casefold()) or self._by_name(value.element):
            own = name.dimension.split()
            others = [self._dimension(one) for one in value.dimensions if one not in own]
            if len(own) < most or None in others or not all(one in value.dimensions for one in own):
                continue
            # Lines that name fewer of its dimensions speak of others.
            most = len(own)
            said = [name, *(one for one in others if one is not None)]
            line, scope, scenario = (
                next((text for one in said if (text := getattr(one, part))), "")
                for part in ("service_line", "scope", "scenario")
            )
            metric = MetricRef(name.concept, line, scope)
            meaning = Meaning(metric, value.scenario or scenario or "actual", name.sign, rank)
            found.setdefault(name.concept, meaning)
        return list(found.values())

    def knows(self, element: str) -> bool:
        """Whether a line, or the catalogue itself, says what an element is."""
        return bool(self.elements.get(element.casefold()) or self._by_name(element))

    def _by_name(self, name: str) -> list[tuple[int, SourceName]]:
        """A concept by its own name or one of its labels, as tables call it."""
        plain = name.casefold()
        for one in self.catalogue.concepts.values():
            if one.period_type != "none" and plain in (
                one.name.casefold(),
                one.label_en.casefold(),
                one.label_ja.casefold(),
            ):
                return [(0, SourceName(name, "", one.name, "", "", "", 1, ""))]
        return []

    def _dimension(self, dimension: str) -> SourceName | None:
        """What a dimension means; a member of the project's own axes means itself."""
        axis, _, name = dimension.partition("=")
        found = self.dimensions.get(dimension)
        if found is None and axis in AXES:
            own = (one for one in self.catalogue.members.values() if one.axis == axis)
            member = next((one for one in own if name in _names(one)), None)
            if member is not None:
                line, scope = (member.name, "") if axis == "service_line" else ("", member.name)
                found = SourceName("", dimension, "", line, scope, "", 1, "")
        return found


def _names(member: Member) -> tuple[str, str, str]:
    return member.name, member.label_en, member.label_ja


def _check(cells: Cells, name: SourceName) -> None:
    if bool(name.element) is not bool(name.concept) or not (name.element or name.dimension):
        cells.report(
            "half-a-mapping",
            "the line does not say what becomes of what",
            expected="an element and its concept, or a dimension alone",
            hint="with no element, a line says what a dimension means wherever it stands",
        )


MAPPING = Listing(
    MAPPING_FILE,
    {
        "element": Cells.text,
        "dimension": Cells.text,
        "concept": Cells.text,
        "service_line": Cells.text,
        "scope": Cells.text,
        "scenario": lambda cells, column: cells.known(column, SCENARIOS, "scenario", optional=True),
        "sign": flip,
        "note": Cells.text,
    },
    SourceName,
    _check,
)


def read_mapping(own: bytes | None, catalogue: Catalogue) -> Meanings:
    """The project's lines before those of the house; lines of the house are left out where the project lacks a concept.

    `FindingsError` with every line of the project that cannot be read or leads nowhere.
    """
    issues: list[Issue] = []
    names = MAPPING.read(f"data/{MAPPING_FILE}", own, issues) if own is not None else []
    for name in names:
        if name.concept:
            ref = MetricRef(name.concept, name.service_line, name.scope)
            issues.extend(ref_issues(ref, catalogue, name.place))
    if issues:
        raise FindingsError(issues)
    house = MAPPING.read(MAPPING_FILE, (files("reportgen.importing") / MAPPING_FILE).read_bytes(), issues)
    said = {_subject(one) for one in names}
    others = (one for one in house if _stands(one, catalogue) and _subject(one) not in said)
    return _grouped([*names, *others], catalogue)


def _subject(name: SourceName) -> tuple[str, str]:
    return name.element.casefold(), "" if name.element else name.dimension


def _stands(name: SourceName, catalogue: Catalogue) -> bool:
    return not name.concept or name.concept in catalogue.concepts


def _grouped(names: Iterable[SourceName], catalogue: Catalogue) -> Meanings:
    elements: dict[str, list[tuple[int, SourceName]]] = {}
    dimensions: dict[str, SourceName] = {}
    for rank, name in enumerate(names):
        if name.element:
            elements.setdefault(name.element.casefold(), []).append((rank, name))
        else:
            dimensions.setdefault(name.dimension, name)
    # The line that names more of a value comes first.
    ordered = {
        element: tuple(sorted(lines, key=lambda line: -len(line[1].dimension.split())))
        for element, lines in elements.items()
    }
    return Meanings(ordered, dimensions, catalogue)
