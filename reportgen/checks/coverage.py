"""Whether every figure printed in a source text is held, and every held figure is printed there.

document 2018-05-15_fy17_results    470 of 470 figures held     date 61, label 240, section 38, name 22

A token counts as held where a fact or claim names its line and shows its digits. What is left over is a
date, a label, an address ... or unexplained: a figure that nobody typed. A waiver of `coverage` for
`<document>#<line>` explains a line that no class can, such as the remains of a damaged chart.

A source that is itself a table (a .csv file of headlines) is covered row by row: each row that belongs to
none of the documents is unexplained.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from reportgen.checks.tokens import NUMBER, NumberToken, tokens
from reportgen.diagnostics import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.metrics import Figure, MetricTable
from reportgen.values.number import plain_width

UNEXPLAINED = "unexplained"
WAIVED = "waived"
CHECK = "coverage"
_TABLE = ".csv"
_ROW_SHOWN = 72


class AbsentFigure(NamedTuple):
    """A figure whose token does not stand in a line that it names."""

    figure: Figure
    line: int


@dataclass(frozen=True)
class Coverage:
    """What one source text prints against what the tables hold.

    `held` are the tokens of figures, `left` the others with their class, `absent` the figures (with a
    line) whose token does not stand where they say, `headings` counts held and unexplained per heading,
    `reasons` says for a line why its tokens are waived.
    """

    doc: str
    held: tuple[NumberToken, ...]
    left: tuple[NumberToken, ...]
    absent: tuple[AbsentFigure, ...]
    headings: Mapping[str, tuple[int, int]]
    reasons: Mapping[int, str] = field(default_factory=dict)

    @property
    def unexplained(self) -> tuple[NumberToken, ...]:
        """The tokens that nothing explains."""
        return tuple(token for token in self.left if token.kind == UNEXPLAINED)

    @property
    def good(self) -> bool:
        """Whether every token is held or explained and every figure stands in its line."""
        return not self.unexplained and not self.absent

    def classes(self) -> dict[str, int]:
        """How many left-over tokens there are of each class, the most frequent first."""
        return dict(Counter(token.kind for token in self.left).most_common())

    def issues(self, source_file: str) -> list[Issue]:
        """Unexplained tokens and absent figures as findings."""
        found = [
            Issue(
                "figure-not-held",
                f'the number "{token.text}" is printed, but no fact or claim holds it',
                Place(source_file, token.line),
                Severity.WARNING,
                hint="add it to the facts or claims of this document, or to also_at of one; "
                f'or waive "{CHECK}" for {self.doc}#{token.line}',
            )
            for token in self.unexplained
        ]
        found += [
            Issue(
                "figure-not-printed",
                f"{figure.key} is not printed in line {line} of its document",
                figure.source.place,
                Severity.ERROR,
                expected=figure.source.printed,
                hint="correct the line, or the printed token",
            )
            for figure, line in self.absent
        ]
        return found


def coverage(table: MetricTable, doc: str, source_text: str) -> Coverage:
    """How the tables cover one document; `FindingsError` where no document has that name."""
    document = table.catalogue.documents.get(doc)
    if document is None:
        hint = did_you_mean(doc, table.catalogue.documents)
        raise FindingsError(
            [Issue("unknown-document", f'no document is named "{doc}"', found=doc, hint=hint)]
        )
    figures = [figure for figure in table.figures if figure.source.doc == doc]
    everything = list(tokens(source_text))
    held, absent = _held(figures, everything, source_text)
    kept = tuple(token for token in everything if (token.line, token.start) in held)
    if document.source_file.endswith(_TABLE):
        left = _rows_of_nobody(table, doc, source_text)
    else:
        left = tuple(
            replace(token, kind=token.kind or UNEXPLAINED)
            for token in everything
            if (token.line, token.start) not in held
        )
    left, reasons = _waived(table, doc, left)
    if document.source_file.endswith(_TABLE):
        named = {figure.source.line: figure.source.heading for figure in figures}
        headings = _counts(
            [named.get(line, "") for line in range(1, source_text.count("\n") + 2)], kept, left
        )
    else:
        headings = _counts(_headings(figures, source_text), kept, left)
    return Coverage(doc, kept, left, tuple(absent), headings, reasons)


def _held(
    figures: list[Figure], everything: list[NumberToken], text: str
) -> tuple[set[tuple[int, int]], list[AbsentFigure]]:
    """The places of the tokens that figures hold, and the figures that do not stand in a line they name."""
    by_line: dict[int, list[NumberToken]] = defaultdict(list)
    for token in everything:
        by_line[token.line].append(token)
    lines = text.splitlines()
    held: set[tuple[int, int]] = set()
    absent: list[AbsentFigure] = []
    for figure in figures:
        wanted = [plain_width(found).replace(",", "").replace(" ", "") for found in _numbers(figure)]
        for line in (figure.source.line, *figure.source.also_at):
            found = _matches(by_line.get(line, []), wanted, held)
            shown = lines[line - 1] if 0 < line <= len(lines) else ""
            if found is None or (not wanted and figure.source.printed not in shown):
                absent.append(AbsentFigure(figure, line))
            else:
                held.update((token.line, token.start) for token in found)
    return held, absent


def _numbers(figure: Figure) -> list[str]:
    """The number tokens of a figure: one, or the parts of an amount such as 299億9000万円."""
    return NUMBER.findall(figure.source.printed)


def _matches(
    candidates: list[NumberToken], wanted: list[str], held: set[tuple[int, int]]
) -> list[NumberToken] | None:
    """The tokens of a line that show the wanted digits; a free one before a used one, a bare before a label."""
    found: list[NumberToken] = []
    for digits in wanted:
        fitting = [token for token in candidates if token.digits == digits and token not in found]
        best = min(
            fitting,
            key=lambda token: ((token.line, token.start) in held, bool(token.kind), token.start),
            default=None,
        )
        if best is None:
            return None
        found.append(best)
    return found


def _rows_of_nobody(table: MetricTable, doc: str, text: str) -> tuple[NumberToken, ...]:
    """The rows of a table that no document of this source holds; told once, by its first document."""
    source = table.catalogue.documents[doc].source_file
    sharing = [name for name, other in table.catalogue.documents.items() if other.source_file == source]
    if doc != sharing[0]:
        return ()
    held = {
        line
        for figure in table.figures
        if figure.source.doc in sharing
        for line in (figure.source.line, *figure.source.also_at)
    }
    return tuple(
        NumberToken(number, 0, line[:_ROW_SHOWN], UNEXPLAINED)
        for number, line in enumerate(text.splitlines(), start=1)
        if number > 1 and line.strip() and number not in held
    )


def _waived(
    table: MetricTable, doc: str, left: tuple[NumberToken, ...]
) -> tuple[tuple[NumberToken, ...], dict[int, str]]:
    """The left-over tokens, those that a waiver explains marked, and the reasons by line."""
    waivers = [waiver for waiver in table.catalogue.waivers if waiver.check == CHECK]
    reasons: dict[int, str] = {}
    for token in left:
        if token.kind == UNEXPLAINED:
            place = f"{doc}#{token.line}"
            reason = next((w.reason for w in waivers if fnmatchcase(place, w.subject)), None)
            if reason is not None:
                reasons[token.line] = reason
    marked = tuple(
        replace(token, kind=WAIVED) if token.kind == UNEXPLAINED and token.line in reasons else token
        for token in left
    )
    return marked, reasons


def _headings(figures: list[Figure], text: str) -> list[str]:
    """The heading that each line of the text stands under."""
    names = {_plain(figure.source.heading): figure.source.heading for figure in figures}
    names.pop("", None)
    longest = sorted(names, key=len, reverse=True)
    heading, headings = "", []
    for line in text.splitlines():
        plain = _plain(line)
        if plain in names:
            heading = names[plain]
        elif plain:
            heading = next((names[key] for key in longest if plain.startswith(key)), heading)
        headings.append(heading)
    return headings


def _counts(
    headings: list[str], held: tuple[NumberToken, ...], left: tuple[NumberToken, ...]
) -> dict[str, tuple[int, int]]:
    """Held and unexplained tokens under each heading, in the order of the text."""
    counts: dict[str, list[int]] = {}
    for group, tokens_of in ((0, held), (1, [token for token in left if token.kind == UNEXPLAINED])):
        for token in tokens_of:
            counts.setdefault(headings[token.line - 1], [0, 0])[group] += 1
    ordered = dict.fromkeys(name for name in headings if name in counts)
    return {name: (counts[name][0], counts[name][1]) for name in ordered}


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>|[*#]", " ", text)).strip().casefold()
